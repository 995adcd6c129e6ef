"""The open actions of a vault: whose they are, from which meeting, by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from vaultkit.app.forms import JsonObject
from vaultkit.app.people_meant import People, get_contact
from vaultkit.app.snapshot import Snapshot
from vaultkit.markdown.plain import plain_line
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Found, Kind, ResolvedLink
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.rows import LINKS, TASKS
from vaultkit.people.actions import CLOSED, Action, actions_in, without_owner_field
from vaultkit.people.agenda import is_below
from vaultkit.people.day_words import day_of_words
from vaultkit.people.meeting_words import SectionName
from vaultkit.people.meetings import meeting_of
from vaultkit.people.owners import claimed_by
from vaultkit.store.queries import dests_of

__all__ = [
    "NO_FILTER",
    "ActionFilter",
    "OpenAction",
    "action_form",
    "by_due_day",
    "contact_meant",
    "day_meant",
    "open_actions",
]


class OpenAction(NamedTuple):
    """An action and what the vault knows around it."""

    action: Action
    owner: VaultPath | None
    """The contact: named by the note itself, else the only one that its name means."""
    owner_name: str
    """The contact's title; where none is found, the name as it is written, or empty."""
    meeting: VaultPath | None
    """The note, where it is of a meeting."""
    day: date | None
    """That of the meeting or of the daily note."""
    age: int | None
    """Days since then; None where that is not known or still to come."""
    overdue: bool

    @property
    def text(self) -> str:
        """What is to be done, without markup, its due day and a field that says whose it is."""
        return plain_line(without_owner_field(self.action.text))


class ActionFilter(NamedTuple):
    """Which actions are asked for: those that fit all of it."""

    owner: VaultPath | None = None
    note: VaultPath | None = None
    attendee: VaultPath | None = None
    """Somebody who was at the meeting."""
    overdue: bool = False
    due_before: date | None = None
    of: Literal["all", "people"] = "all"
    """``people`` leaves out what is nobody's and only prepares a meeting."""


_PREPARING: frozenset[SectionName] = frozenset({"checks", "invitations"})

NO_FILTER = ActionFilter()


def open_actions(
    snapshot: Snapshot, today: date, wanted: ActionFilter = NO_FILTER
) -> tuple[OpenAction, ...]:
    """The open actions of the notes that are not excluded, in order of path and line.

    Linear in the notes; only those with open tasks are looked at closer.
    """
    return tuple(_iter_open(snapshot, today, wanted))


def by_due_day(actions: Sequence[OpenAction]) -> tuple[OpenAction, ...]:
    """Those that are due first at the front, those without a day last; else as they come."""
    return tuple(sorted(actions, key=lambda each: each.action.due or date.max))


def contact_meant(snapshot: Snapshot, text: str) -> VaultPath:
    """The contact of a name, a part of one, an alias or an e-mail address.

    Raises UsageError with the candidates where it is none or several.
    """
    return get_contact(People(snapshot), text)


def day_meant(text: str, today: date) -> date:
    """The day of ``2026-12-05``, ``5 Dec``, ``Friday`` or ``завтра``, from today on.

    Raises UsageError where it is none.
    """
    day = day_of_words(text, today)
    if day is None:
        raise UsageError(
            "'{text}' is no day",
            values={"text": text},
            hint="give one such as 2026-12-05, 5 Dec, Friday or tomorrow",
        )
    return day


def action_form(found: OpenAction) -> JsonObject:
    """One line of ``actions --json``."""
    action = found.action
    return {
        "path": action.path,
        "line": action.line,
        "status": action.status,
        "text": found.text,
        "owner": found.owner,
        "owner_name": found.owner_name or None,
        "due": action.due and action.due.isoformat(),
        "due_words": action.due_words or None,
        "overdue": found.overdue,
        "meeting": found.meeting,
        "day": found.day and found.day.isoformat(),
        "age": found.age,
    }


def _iter_open(snapshot: Snapshot, today: date, wanted: ActionFilter) -> Iterator[OpenAction]:
    contacts = People(snapshot)
    kinds = snapshot.kinds
    for note in _asked(snapshot, wanted):
        if not _attended(snapshot, note, wanted):
            continue
        for action in actions_in(note, kinds, _links_to_contacts(snapshot, note, contacts)):
            owner, name = _owner_of(action, contacts, snapshot)
            if wanted.of == "people" and not name and _only_prepares(note, action, kinds):
                continue
            day = action.said
            found = OpenAction(
                action,
                owner,
                name,
                note.path if kinds[note.path] == "meeting" else None,
                day,
                (today - day).days if day and day <= today else None,
                action.due is not None and action.due < today,
            )
            if _fits(found, wanted):
                yield found


def _only_prepares(note: Note, action: Action, kinds: Mapping[VaultPath, Kind]) -> bool:
    return kinds[note.path] == "meeting" and is_below(note, action.section, _PREPARING)


def _asked(snapshot: Snapshot, wanted: ActionFilter) -> Iterator[Note]:
    if wanted.note is not None:
        yield snapshot.notes[wanted.note]
        return
    for path, note in snapshot.notes.items():
        # Most tasks of a vault are done, and nothing of their notes has to be looked at.
        if path not in snapshot.excluded and any(
            row[0] not in CLOSED for row in note.record[TASKS]
        ):
            yield note


def _links_to_contacts(snapshot: Snapshot, note: Note, contacts: People) -> list[ResolvedLink]:
    """All that tells whose an action is; the rest of a note's links would cost more than this."""
    rows = note.record[LINKS]
    return [
        ResolvedLink(note.path, Link.of_row(rows[n]), Found(VaultPath(path)), "mention")
        for n, path, _ in (dests_of(snapshot.index.store, note.path) if rows else ())
        if path is not None and path in contacts.paths
    ]


def _attended(snapshot: Snapshot, note: Note, wanted: ActionFilter) -> bool:
    if wanted.attendee is None:
        return True
    if snapshot.kinds[note.path] != "meeting":
        return False
    meeting = meeting_of(note, snapshot.kinds, snapshot.links[note.path])
    return wanted.attendee in meeting.attendees


def _owner_of(action: Action, contacts: People, snapshot: Snapshot) -> tuple[VaultPath | None, str]:
    if action.owner is not None:
        return action.owner, snapshot.notes[action.owner].title
    if action.claim is None:
        return None, ""
    found = claimed_by(action.claim, contacts.directory)
    if len(found) == 1:
        return found[0], snapshot.notes[found[0]].title
    return None, "" if action.claim.form == "before" else action.claim.name


def _fits(found: OpenAction, wanted: ActionFilter) -> bool:
    due = found.action.due
    return (
        (wanted.owner is None or found.owner == wanted.owner)
        and (found.overdue or not wanted.overdue)
        and (wanted.due_before is None or (due is not None and due < wanted.due_before))
    )
