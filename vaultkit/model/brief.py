"""What a person should know before a meeting, as values: who comes, what was, what is open.

Texts are as a reader sees them, and not quoted; headings are raw. Days are counted from
``Brief.as_of``; where that is None nothing is counted, and days and ages are None.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from vaultkit.model.views import NoteRef

__all__ = [
    "Attendee",
    "Brief",
    "CadenceState",
    "ComingBirthday",
    "Evidence",
    "Lack",
    "LastMet",
    "LocalTime",
    "MeetingHead",
    "ParkedItem",
    "PastMeeting",
    "Promise",
    "Rhythm",
    "Shared",
]

CadenceState = Literal["never", "kept", "due", "overdue"]
Lack = Literal[
    "date",
    "time",
    "zone",
    "attendees",
    "agenda",
    "duration",
    "link",
    "fallback",
    "consent",
]


class Evidence(NamedTuple):
    """Where something is said: a place in a note."""

    note: NoteRef
    line: int = 0
    """0 means the note as a whole."""
    heading: str | None = None
    """The raw text of the nearest heading above."""
    property: str | None = None
    """The property that says it."""


class MeetingHead(NamedTuple):
    """The meeting itself. ``days`` are those until it, negative for one that has been."""

    note: NoteRef
    day: date | None
    time: str
    tz: str
    start: datetime | None
    """In UTC; None where time or zone are not known."""
    oddity: Literal["", "gap", "fold"]
    days: int | None


class LastMet(NamedTuple):
    """When somebody was last met, and at which meeting."""

    day: date
    days: int | None
    """Ago."""
    evidence: Evidence


class LocalTime(NamedTuple):
    """What a person's clock shows when it begins: ``02:00 (+1)``."""

    text: str
    tz: str


class ComingBirthday(NamedTuple):
    """A birthday soon: ``days`` are those until it, ``turns`` the age if the year is known."""

    day: date
    days: int
    turns: int | None
    evidence: Evidence


class Rhythm(NamedTuple):
    """How often somebody is to be met, in days (0 for not said), and how that is kept."""

    ideal: int
    most: int
    state: CadenceState
    due: date | None
    """The day at which it is time again; None where they were never met."""
    late: int
    """Days since then, 0 where it is not time yet."""
    evidence: Evidence


class Attendee(NamedTuple):
    """Somebody who comes. ``meetings`` counts those before at which they were."""

    note: NoteRef
    role: str
    evidence: Evidence | None
    """Where the meeting's note names them."""
    meetings: int
    last: LastMet | None
    local: LocalTime | None
    birthday: ComingBirthday | None
    rhythm: Rhythm | None


class PastMeeting(NamedTuple):
    """A meeting before this one, with those of the people here who were at it."""

    evidence: Evidence
    day: date
    time: str
    people: tuple[NoteRef, ...]
    topics: tuple[NoteRef, ...]


class Promise(NamedTuple):
    """An open action. ``said`` is the day of the note that it stands in, if that has one."""

    text: str
    bare: str
    """The text without the words at its beginning that say no more than whose it is."""
    evidence: Evidence
    owner: NoteRef | None
    due: date | None
    said: date | None
    age: int | None
    """Days since it was said."""
    late: int | None
    """Days since it was due; None where it is not late."""


class Shared(NamedTuple):
    """A topic or contact that the people here have in common.

    ``people`` are those of them that it goes with, ``meetings`` the number of meetings it came
    up at, or they were at, together with any of them.
    """

    note: NoteRef
    people: tuple[NoteRef, ...]
    meetings: int
    evidence: Evidence


class ParkedItem(NamedTuple):
    """An item that a meeting before this one put off."""

    text: str
    day: date
    evidence: Evidence


class Brief(NamedTuple):
    """All of it. Tuples are in the order in which they should be read."""

    meeting: MeetingHead | None
    as_of: date | None
    people: tuple[Attendee, ...]
    """As the note names them."""
    past: tuple[PastMeeting, ...]
    """The latest first."""
    theirs: tuple[Promise, ...]
    """What the people here have promised: what is due first, then what was said first."""
    ours: tuple[Promise, ...]
    """What was promised them: actions of nobody else."""
    topics: tuple[Shared, ...]
    """What most of them share first."""
    contacts: tuple[Shared, ...]
    parked: tuple[ParkedItem, ...]
    """The latest meeting's first."""
    lacks: tuple[Lack, ...]
