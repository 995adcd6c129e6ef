"""Reading what people write into properties: texts, days and times in the forms that occur."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from vaultkit.model.note import Note
from vaultkit.model.paths import name_key

__all__ = [
    "find_named_property",
    "find_property",
    "parse_day",
    "parse_day_and_time",
    "texts_of",
]

_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}))(?!\d)",
    re.ASCII,
)
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d])", re.ASCII)
_WIKILINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")


_key = lru_cache(maxsize=4096)(name_key)
"""A vault has few names of properties, and each is asked for in thousands of notes."""


def find_property(note: Note, names: Sequence[str]) -> Any:
    """The value of the first of these properties that is there and not empty, else None.

    Names are compared by ``name_key``; the order of ``names`` decides, then that of the note.
    """
    found = find_named_property(note, names)
    return None if found is None else found[1]


def find_named_property(note: Note, names: Sequence[str]) -> tuple[str, Any] | None:
    """The same with the property's name as the note spells it."""
    present: dict[str, tuple[str, Any]] = {}
    for key, value in note.properties.items():
        present.setdefault(_key(key), (key, value))
    for name in names:
        found = present.get(_key(name))
        if found is not None and found[1] not in (None, "", [], {}):
            return found
    return None


def texts_of(value: Any) -> tuple[str, ...]:
    """A property's value as texts: one for a text or number, each item's for a list.

    A wikilink gives what it shows. Blank texts and mappings give none.
    """
    return tuple(_iter_texts(value))


def _iter_texts(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _iter_texts(item)
    elif isinstance(value, str):
        text = _WIKILINK.sub(r"\1", value).strip()
        if text:
            yield text
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def parse_day(text: str) -> date | None:
    """The first possible day in a text, written ``2026-03-12`` or ``12.03.2026``; else None."""
    found = _find_day(text)
    return found[0] if found else None


def parse_day_and_time(text: str) -> tuple[date | None, str]:
    """The first day and, after it, the first time ``HH:MM``, empty where there is none.

    Without a day the first time of the text is taken.
    """
    found = _find_day(text)
    day, rest = (found[0], text[found[1] :]) if found else (None, text)
    time = _TIME.search(rest)
    return day, f"{int(time[1]):02}:{time[2]}" if time else ""


def _find_day(text: str) -> tuple[date, int] | None:
    for match in _DAY.finditer(text):
        year, month, day = (match[name] or match[name + "2"] for name in "ymd")
        try:
            return date(int(year), int(month), int(day)), match.end()
        except ValueError:  # 2026-02-30
            continue
    return None
