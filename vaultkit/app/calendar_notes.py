"""The meetings of a vault that came from calendars, by what says which they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from vaultkit.app.snapshot import Snapshot
from vaultkit.model.calendar import Event
from vaultkit.model.links import Kind
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

__all__ = [
    "BIRTHDAYS",
    "TRACE",
    "KnownMeeting",
    "KnownMeetings",
    "identity_of",
    "is_behind",
    "is_newer",
    "is_same_version",
    "known_in",
    "known_meetings",
    "moment_text",
    "sequence_of",
    "stamp_of",
    "text_of_uid",
    "uid_of",
]


BIRTHDAYS = "@birthday.vaultkit"
"""How the UIDs end that an export gives to birthdays."""
TRACE = "ical_cancel"
"""The property of a note that a cancellation alone has told of; see ``calendar_traces``."""


class KnownMeeting(NamedTuple):
    """What a note says of the event that it came from."""

    path: VaultPath
    sequence: int
    start: str
    """In the form of ``Moment.text``; empty where the note has none."""
    is_cancelled: bool
    modified: datetime | None = None
    """When the calendar changed it last, by the version that the note holds."""
    has_uid: bool = True
    """False for a note that a person made, which ``calendar export`` gives a UID."""
    trace: str = ""
    """How the note was made where a cancellation alone has told of it; else empty."""


KnownMeetings = Mapping[tuple[str, str], KnownMeeting]
"""By UID and RECURRENCE-ID; of two notes with the same the first by path holds."""


def known_meetings(
    notes: Iterable[Note], kinds: Mapping[VaultPath, Kind] | None = None
) -> KnownMeetings:
    """The notes with a property ``ical_uid``, and all other meetings by the UID that an export
    gives them. Linear in the notes."""
    known: dict[tuple[str, str], KnownMeeting] = {}
    for note in sorted(notes, key=lambda each: each.path):
        own = text_of_uid(note)
        if own or (kinds is not None and kinds.get(note.path) == "meeting"):
            key = uid_of(note), moment_text(note.properties.get("recurrence_id"))
            known.setdefault(key, _meeting(note, has_uid=bool(own)))
    return known


def known_in(snapshot: Snapshot) -> KnownMeetings:
    """The meetings of a vault."""
    return known_meetings(snapshot.notes.values(), snapshot.kinds)


def text_of_uid(note: Note) -> str:
    """The UID that a calendar gave, empty where none did."""
    uid = note.properties.get("ical_uid")
    return uid.strip() if isinstance(uid, str) else ""


def uid_of(note: Note) -> str:
    """What a calendar knows a meeting by; one made of its path where none gave it a UID."""
    made = hashlib.sha256(note.path.key.encode("utf-8", "replace")).hexdigest()[:32]
    return text_of_uid(note) or f"{made}@note.vaultkit"


def identity_of(event: Event) -> tuple[str, str]:
    """The key of an event in ``KnownMeetings``."""
    return event.uid, "" if event.recurrence_id is None else event.recurrence_id.text


def is_behind(event: Event, note: KnownMeeting) -> bool:
    """Whether the note holds a newer version than the event is.

    An invitation is never behind a note that a cancellation alone has told of.
    """
    if note.trace and not event.is_cancelled:
        return False
    if event.sequence != note.sequence or None in (event.modified, note.modified):
        return event.sequence < note.sequence
    return event.modified < note.modified  # type: ignore[operator]


def is_newer(event: Event, note: KnownMeeting) -> bool:
    """Whether the event is a newer version than the note holds, as far as anybody knows."""
    if event.sequence != note.sequence or None in (event.modified, note.modified):
        return event.sequence > note.sequence
    return event.modified > note.modified  # type: ignore[operator]


def is_same_version(event: Event, note: KnownMeeting) -> bool:
    """Whether the note holds this very version; without a stamp nobody knows."""
    return event.sequence == note.sequence and event.modified == note.modified is not None


def sequence_of(note: Note) -> int:
    """The version's number, 0 where there is none."""
    sequence = note.properties.get("sequence")
    return sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else 0


def stamp_of(note: Note) -> datetime | None:
    """When the calendar changed it last."""
    text = moment_text(note.properties.get("ical_modified"))
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None


def _meeting(note: Note, *, has_uid: bool) -> KnownMeeting:
    status = note.properties.get("status")
    trace = note.properties.get(TRACE)
    return KnownMeeting(
        note.path,
        sequence_of(note),
        moment_text(note.properties.get("start")),
        isinstance(status, str) and status.strip().lower().startswith(("cancel", "отмен")),
        stamp_of(note),
        has_uid,
        trace if isinstance(trace, str) else "",
    )


def moment_text(value: Any) -> str:
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
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        return text
