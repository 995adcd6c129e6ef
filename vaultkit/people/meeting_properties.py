"""What the properties of a meeting's note say of where it is and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultkit.model.note import Note
from vaultkit.people.fields import find_property, texts_of

__all__ = [
    "DURATION_NAMES",
    "END_NAMES",
    "FALLBACK_NAMES",
    "GOAL_NAMES",
    "LINK_NAMES",
    "PLATFORM_NAMES",
    "TYPE_NAMES",
    "has_join_link",
    "has_length",
    "is_in_person",
    "is_online",
]

DURATION_NAMES = ("duration", "длительность", "продолжительность")
END_NAMES = ("end", "конец", "окончание")
PLATFORM_NAMES = ("platform", "платформа")
LINK_NAMES = (
    *("join", "join_url", "link", "url", "meeting_url", "meeting link", "zoom", "teams", "meet"),
    *("ссылка", "ссылка на встречу", "подключение"),
)
FALLBACK_NAMES = (
    *("fallback", "fallbacks", "fallback_url", "fallback_urls", "fallback channel"),
    *("запасной канал", "запасные каналы", "запасной_канал", "запасная ссылка"),
)
TYPE_NAMES = ("meeting_type", "тип_встречи", "тип встречи")
GOAL_NAMES = ("goal", "purpose", "цель", "зачем")
_PLACE_NAMES = ("location", "place", "where", "room", "место", "где", "адрес")
_IN_PERSON = frozenset(
    (
        *("office", "in person", "in-person", "offline", "on site", "cafe"),
        *("очно", "офис", "лично", "вживую", "кафе", "офлайн"),
    )
)


def is_in_person(note: Note) -> bool:
    """Whether people meet at a place: then nobody has to dial in. A platform decides where one is
    named."""
    platform = texts_of(find_property(note, PLATFORM_NAMES))
    if platform:
        return platform[0].casefold() in _IN_PERSON
    return _says(note, _PLACE_NAMES) and not has_join_link(note)


def is_online(note: Note) -> bool:
    """Whether the note says that people dial in. One may say neither this nor that they meet."""
    says_so = _says(note, PLATFORM_NAMES) or has_join_link(note)
    return says_so and not is_in_person(note)


def has_join_link(note: Note) -> bool:
    """Whether the note has a link by which to join."""
    return _says(note, LINK_NAMES)


def has_length(note: Note) -> bool:
    """Whether the note says how long the meeting takes, or when it ends."""
    return _says(note, (*DURATION_NAMES, *END_NAMES))


def _says(note: Note, names: Sequence[str]) -> bool:
    value = find_property(note, names)
    return isinstance(value, Mapping) or bool(texts_of(value))
