"""The vault's meetings, open actions and birthdays as a calendar."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Literal, get_args

from vaultkit.app.calendar_events import event_of
from vaultkit.app.calendar_notes import BIRTHDAYS, uid_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.exchange.masking import masked_text
from vaultkit.exchange.written import calendar_bytes
from vaultkit.language.catalog import catalog
from vaultkit.markdown.plain import plain_line
from vaultkit.model.calendar import Event, Moment, Window
from vaultkit.model.note import Note
from vaultkit.model.todo import Todo
from vaultkit.pages.quote import one_line
from vaultkit.people.actions import Action, actions_in
from vaultkit.people.fields import find_property, parse_day, texts_of

__all__ = ["PARTS", "ExportPart", "export_calendar"]

ExportPart = Literal["meetings", "actions", "birthdays"]
PARTS: tuple[ExportPart, ...] = get_args(ExportPart)

_BIRTHDAY_NAMES = ("birthday", "born", "bday", "день рождения", "др")
_NO_YEAR = re.compile(r"(?:--?)?(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.?")
_LEAP_YEAR = 2000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def export_calendar(
    snapshot: Snapshot,
    *,
    parts: Collection[ExportPart] = PARTS,
    window: Window | None = None,
    masked: bool = True,
) -> bytes:
    """The calendar file: meetings by their begin, actions by note and line, birthdays by note.

    The same vault gives the same bytes. With a ``window`` only meetings that touch it. What lets
    anybody into a meeting is blotted out where ``masked``. Linear in the notes.
    """
    listed = [note for path, note in snapshot.notes.items() if path not in snapshot.excluded]
    meetings = [*_meetings(snapshot, listed, masked=masked)]
    starts = {event.uid: event.start for event in meetings}
    events: list[Event] = []
    if "meetings" in parts:
        events += (
            each for each in meetings if window is None or window.touches(each.start, each.end)
        )
    events.sort(key=lambda each: (each.start.order, each.uid, each.start.text))
    if "birthdays" in parts:
        events += _birthdays(snapshot, listed)
    todos = [*_todos(snapshot, listed, starts, masked=masked)] if "actions" in parts else []
    return calendar_bytes(events, todos)


def _meetings(snapshot: Snapshot, notes: list[Note], *, masked: bool) -> Iterator[Event]:
    for note in notes:
        if snapshot.kinds.get(note.path) == "meeting":
            event = event_of(snapshot, note, masked=masked)
            if event is not None:
                yield event


def _todos(
    snapshot: Snapshot, notes: list[Note], starts: dict[str, Moment], *, masked: bool
) -> Iterator[Todo]:
    for note in notes:
        is_meeting = snapshot.kinds.get(note.path) == "meeting"
        links = snapshot.links.get(note.path, ()) if note.tasks else ()
        related = uid_of(note) if is_meeting else ""
        start = starts.get(related)
        seen: dict[str, int] = {}
        for action in actions_in(note, snapshot.kinds, links):
            summary = one_line(plain_line(action.text)).strip()
            if summary:
                seen[summary] = seen.get(summary, 0) + 1
                todo = _todo(action, summary, seen[summary], related, start)
                yield todo._replace(summary=masked_text(summary)) if masked else todo


def _todo(action: Action, summary: str, number: int, related: str, start: Moment | None) -> Todo:
    due = None if action.due is None else datetime(*action.due.timetuple()[:3], tzinfo=UTC)
    begins = None if start is None else start.utc or start.local.replace(tzinfo=UTC)
    return Todo(
        uid=_made("todo", action.path.key, summary, str(number)),
        summary=summary,
        stamp=begins or due or _EPOCH,
        due=action.due,
        is_begun=action.status == "/",
        related=related,
    )


def _birthdays(snapshot: Snapshot, notes: list[Note]) -> Iterator[Event]:
    words = catalog(vault_language(snapshot))
    for note in notes:
        day = _birthday(note) if snapshot.kinds.get(note.path) == "contact" else None
        if day is not None:
            start = Moment(day, is_day=True)
            leap = (day.month, day.day) == (2, 29)
            rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" if leap else "FREQ=YEARLY"
            yield Event(
                line=0,
                uid=_made("birthday", note.path.key),
                start=start,
                end=start,
                summary=words.text("Birthday: {name}", name=one_line(note.title)),
                rules=(rule,),
                busy="free",
            )


def _birthday(note: Note) -> datetime | None:
    """The day of birth; one without a year is put into a year that has every day."""
    for text in texts_of(find_property(note, _BIRTHDAY_NAMES)):
        day = parse_day(text)
        if day is not None:
            return datetime(day.year, day.month, day.day)
        found = _NO_YEAR.fullmatch(text.strip())
        if found is not None:
            month, day_of_month = (found[1], found[2]) if found[1] else (found[4], found[3])
            try:
                return datetime(_LEAP_YEAR, int(month), int(day_of_month))
            except ValueError:
                continue
    return None


def _made(kind: str, *told: str) -> str:
    data = "\n".join((kind, *told)).encode("utf-8", "replace")
    host = BIRTHDAYS if kind == "birthday" else f"@{kind}.vaultkit"
    return hashlib.sha256(data).hexdigest()[:32] + host
