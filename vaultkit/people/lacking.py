"""What the note of a meeting does not say yet, and should before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.brief import Lack
from vaultkit.model.note import Note
from vaultkit.model.source import Source
from vaultkit.people.agenda import agenda_of, find_section, items_in
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.starting import Start

__all__ = ["lacks_of"]

_LINK_NAMES = (
    *("join", "join_url", "link", "url", "meeting_url", "meeting link", "zoom", "teams", "meet"),
    *("ссылка", "ссылка на встречу", "подключение"),
)
_PLACE_NAMES = ("location", "place", "where", "room", "место", "где", "адрес")
_FALLBACK_NAMES = (
    *("fallback", "fallbacks", "fallback_urls", "backup", "dial_in", "phone"),
    *("запасной канал", "запасные каналы", "резерв", "телефон"),
)
_LENGTH_NAMES = ("duration", "end", "длительность", "продолжительность", "конец", "окончание")
_PLATFORM_NAMES = ("platform", "платформа")
_RECORDING_NAMES = ("recording", "запись")
_CONSENT_NAMES = ("consent", "recording_consent", "согласие", "согласие на запись")
_IN_PERSON = frozenset(
    (
        *("office", "in person", "in-person", "offline", "on site", "cafe"),
        *("очно", "офис", "лично", "вживую", "кафе", "офлайн"),
    )
)
_NOT_RECORDED = frozenset(
    ("none", "no", "false", "off", "нет", "не ведётся", "не ведется", "без записи")
)
_GRANTED = frozenset(["granted", "given", "agreed", "получено", "есть", "даны", "дано"])


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
    if source is not None and not agenda_of(note, source):
        yield "agenda"
    if not _says(note, _LENGTH_NAMES):
        yield "duration"
    if not _is_in_person(note):
        if not _says(note, _LINK_NAMES):
            yield "link"
        if source is not None and not _has_fallback(note, source):
            yield "fallback"
    if _is_recorded_unasked(note):
        yield "consent"


def _says(note: Note, names: tuple[str, ...]) -> bool:
    return bool(texts_of(find_property(note, names)))


def _is_in_person(note: Note) -> bool:
    """Whether people meet at a place: then nobody has to dial in."""
    platform = texts_of(find_property(note, _PLATFORM_NAMES))
    if platform:
        return platform[0].casefold() in _IN_PERSON
    return _says(note, _PLACE_NAMES) and not _says(note, _LINK_NAMES)


def _has_fallback(note: Note, source: Source) -> bool:
    if _says(note, _FALLBACK_NAMES):
        return True
    section = find_section(note, source, "fallbacks")
    return section is not None and bool(items_in(note, source, section))


def _is_recorded_unasked(note: Note) -> bool:
    value = find_property(note, _RECORDING_NAMES)
    if isinstance(value, dict):
        state = str(value.get("state", "")).casefold()
        return state not in _NOT_RECORDED | _GRANTED | {""}
    if value is None or value is False:
        return False
    text = "".join(texts_of(value)[:1]).casefold()
    if text in _NOT_RECORDED | _GRANTED:
        return False
    return not _says(note, _CONSENT_NAMES)
