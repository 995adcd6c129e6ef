"""What the note of a meeting does not say yet, and should before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.brief import Lack
from vaultkit.model.note import Note
from vaultkit.model.source import Source
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.meeting_check import has_agenda, has_fallback, is_recorded_unasked
from vaultkit.people.starting import Start

__all__ = ["lacks_of"]

_LINK_NAMES = (
    *("join", "join_url", "link", "url", "meeting_url", "meeting link", "zoom", "teams", "meet"),
    *("ссылка", "ссылка на встречу", "подключение"),
)
_PLACE_NAMES = ("location", "place", "where", "room", "место", "где", "адрес")
_LENGTH_NAMES = ("duration", "end", "длительность", "продолжительность", "конец", "окончание")
_PLATFORM_NAMES = ("platform", "платформа")
_IN_PERSON = frozenset(
    (
        *("office", "in person", "in-person", "offline", "on site", "cafe"),
        *("очно", "офис", "лично", "вживую", "кафе", "офлайн"),
    )
)


def lacks_of(
    note: Note, source: Source | None, start: Start, *, has_people: bool
) -> tuple[Lack, ...]:
    """What is missing, the most pressing first.

    Without ``source`` it is not asked what stands under headings.
    """
    return tuple(_iter_lacks(note, source, start, has_people=has_people))


def _iter_lacks(
    note: Note, source: Source | None, start: Start, *, has_people: bool
) -> Iterator[Lack]:
    if start.day is None:
        yield "date"
    if not start.time:
        yield "time"
    elif start.utc is None:
        yield "zone"
    if not has_people:
        yield "attendees"
    if source is not None and not has_agenda(note, source):
        yield "agenda"
    if not _says(note, _LENGTH_NAMES):
        yield "duration"
    if not _is_in_person(note):
        if not _says(note, _LINK_NAMES):
            yield "link"
        if source is not None and not has_fallback(note, source):
            yield "fallback"
    if source is not None and is_recorded_unasked(note, source):
        yield "consent"


def _says(note: Note, names: tuple[str, ...]) -> bool:
    return bool(texts_of(find_property(note, names)))


def _is_in_person(note: Note) -> bool:
    """Whether people meet at a place: then nobody has to dial in."""
    platform = texts_of(find_property(note, _PLATFORM_NAMES))
    if platform:
        return platform[0].casefold() in _IN_PERSON
    return _says(note, _PLACE_NAMES) and not _says(note, _LINK_NAMES)
