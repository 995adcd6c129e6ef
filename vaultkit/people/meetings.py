"""Meetings: when, who, about what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.model.attending import (
    CALLED_OFF,
    STATUS_NAMES,
    attendees_among,
    is_called_off_by,
)
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.fields import find_property, parse_day, parse_day_and_time, texts_of

__all__ = [
    "DATE_NAMES",
    "TIME_NAMES",
    "Links",
    "Meeting",
    "day_of",
    "is_called_off",
    "is_planned",
    "is_said_held",
    "meeting_of",
    "meetings_of",
    "when_of",
]

Links = Mapping[VaultPath, Sequence[ResolvedLink]]
"""Every note's links by source, in document order."""

DATE_NAMES = ("date", "дата", "start", "начало")
TIME_NAMES = ("time", "время")
_SERIES_NAMES = ("series", "серия")
_TYPE_NAMES = ("meeting_type", "тип_встречи", "тип встречи", "type", "тип")
# The beginnings of what people write for a meeting that has not been, or will not be.
_PLANNED = (
    *("plan", "schedul", "tentativ", "upcoming", "todo"),
    *("план", "заплан", "назнач", "предстоит"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A note of the kind ``meeting``. Tuples of paths are without doubles, in document order.

    ``time`` is ``HH:MM`` or empty; ``series`` and ``type`` are texts as written, or empty.
    """

    path: VaultPath
    title: str
    date: date | None = None
    time: str = ""
    attendees: tuple[VaultPath, ...] = ()
    """Contacts: those that a property or heading names as attending or organising, else all
    that the body links to."""
    topics: tuple[VaultPath, ...] = ()
    series: str = ""
    type: str = ""
    held: bool = True
    """False where the note's status says that it is planned or called off. The day is not asked:
    what the pages say must not depend on when they are made. ``around`` asks it of planned ones."""


def meetings_of(
    notes: Mapping[VaultPath, Note], kinds: Mapping[VaultPath, Kind], links: Links
) -> tuple[Meeting, ...]:
    """Every meeting of the vault, in order of the path. Linear in notes and links."""
    return tuple(
        meeting_of(notes[path], kinds, links.get(path, ()))
        for path in sorted(notes)
        if kinds.get(path) == "meeting"
    )


def meeting_of(
    note: Note, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> Meeting:
    """The meeting that a note tells of; ``links`` are the note's own."""
    day, time = when_of(note)
    return Meeting(
        path=note.path,
        title=note.title,
        date=day,
        time=time,
        attendees=attendees_among(_targets("contact", kinds, links), readable=not note.error),
        topics=_topics(kinds, links),
        series=_first_text(note, _SERIES_NAMES),
        type=_first_text(note, _TYPE_NAMES),
        held=not _status_of(note).startswith((*_PLANNED, *CALLED_OFF)),
    )


def is_planned(note: Note) -> bool:
    """Whether the note's status says that the meeting is still to come."""
    return _status_of(note).startswith(_PLANNED)


def is_called_off(note: Note) -> bool:
    """Whether the note's status says that the meeting will not be, or not then."""
    return is_called_off_by(note.properties)


def is_said_held(note: Note) -> bool:
    """Whether the note's status says that the meeting has been, as any does that says nothing
    else."""
    return bool(_status_of(note)) and not is_planned(note) and not is_called_off(note)


def day_of(note: Note) -> date | None:
    """The day that a note says it is of: in a date property, else in its file's name."""
    for name in DATE_NAMES:
        for text in texts_of(find_property(note, (name,))):
            if (day := parse_day(text)) is not None:
                return day
    return parse_day(note.path.stem)


def when_of(note: Note) -> tuple[date | None, str]:
    """The day as ``day_of`` has it, and the time as ``HH:MM``, empty where none is given."""
    day, time = None, ""
    for name in DATE_NAMES:
        for text in texts_of(find_property(note, (name,))):
            found, hour = parse_day_and_time(text)
            time = time or hour
            day = day or found
        if day is not None:
            break
    for text in texts_of(find_property(note, TIME_NAMES)):
        time = parse_day_and_time(text)[1] or time
        break
    return day or parse_day(note.path.stem), time


def _topics(
    kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> tuple[VaultPath, ...]:
    return tuple(dict.fromkeys(path for _, path in _targets("topic", kinds, links)))


def _targets(
    kind: Kind, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> list[tuple[ResolvedLink, VaultPath]]:
    paths = ((each, each.path) for each in links if each.link.region is None)
    return [(each, path) for each, path in paths if path and kinds.get(path) == kind]


def _status_of(note: Note) -> str:
    return name_key(_first_text(note, STATUS_NAMES))


def _first_text(note: Note, names: Sequence[str]) -> str:
    texts = texts_of(find_property(note, names))
    return texts[0] if texts else ""
