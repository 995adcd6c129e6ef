"""The meetings of a vault that came from calendars, by what says which they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from vaultkit.model.calendar import Event
from vaultkit.model.note import Note

__all__ = ["KnownMeeting", "KnownMeetings", "identity_of", "known_meetings"]


class KnownMeeting(NamedTuple):
    """What a note says of the event that it came from."""

    path: str
    sequence: int
    start: str
    """In the form of ``Moment.text``; empty where the note has none."""
    is_cancelled: bool


KnownMeetings = Mapping[tuple[str, str], KnownMeeting]
"""By UID and RECURRENCE-ID; of two notes with the same the first by path holds."""


def known_meetings(notes: Iterable[Note]) -> KnownMeetings:
    """The notes with a property ``ical_uid``. Linear in the notes."""
    known: dict[tuple[str, str], KnownMeeting] = {}
    for note in sorted(notes, key=lambda each: each.path):
        uid = note.properties.get("ical_uid")
        if isinstance(uid, str) and uid.strip():
            key = uid.strip(), _moment_text(note.properties.get("recurrence_id"))
            known.setdefault(key, _meeting(note))
    return known


def identity_of(event: Event) -> tuple[str, str]:
    """The key of an event in ``KnownMeetings``."""
    return event.uid, "" if event.recurrence_id is None else event.recurrence_id.text


def _meeting(note: Note) -> KnownMeeting:
    sequence = note.properties.get("sequence")
    status = note.properties.get("status")
    return KnownMeeting(
        note.path,
        sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else 0,
        _moment_text(note.properties.get("start")),
        isinstance(status, str) and status.strip().lower().startswith("cancel"),
    )


def _moment_text(value: Any) -> str:
    """``2026-12-08T17:00+03:00`` in the form of ``Moment.text``; what is no moment as it is."""
    text = str(value).strip() if value is not None else ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) <= 10:
        return text
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
