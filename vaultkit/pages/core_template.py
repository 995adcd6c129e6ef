"""Obsidian's own templates: ``{{title}}``, ``{{date}}``, ``{{time}}``, and nothing else (TM-01)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from vaultkit.language.moment import format_moment
from vaultkit.pages.marks import Filled, Ready, cleaned, mark
from vaultkit.pages.quote import guard_start

__all__ = ["CoreValues", "expand", "fill_core", "iter_unknown"]

_VARIABLE = re.compile(
    r"\{\{\s*(?:(?P<title>title)|(?P<what>date|time)\s*(?::(?P<format>[^}\n]*))?)"
    r"\s*\}\}",
    re.IGNORECASE,
)
_BEGINS = frozenset("#`~|<[!")
"""Beside what ``guard_start`` knows: a title in the body is not quoted elsewhere."""
_ANY = re.compile(r"\{\{(?P<inside>[^{}\n]*)\}\}")


class CoreValues(NamedTuple):
    """What an Obsidian template is filled with. ``title`` is the new note's name.

    Without ``has_time`` nobody knows at what time of that day, and ``{{time}}`` leaves nothing.
    """

    title: str
    moment: datetime
    language: str = "en"
    date_format: str = "YYYY-MM-DD"
    time_format: str = "HH:mm"
    has_time: bool = True


def fill_core(source: str, values: CoreValues) -> Filled:
    """The template with the title marked and dates and times written out.

    What a format prints is the template's own text, as in Obsidian: ``year: {{date:YYYY}}`` is a
    number. Any other ``{{...}}`` stays as it is. Line ends are LF.
    """
    kept: list[Any] = []
    title = cleaned(values.title)

    def written(match: re.Match[str]) -> str:
        if match["title"] is None:
            return _moment(match, values)
        # In the body it stands as Obsidian writes it; only at a line's start it may begin nothing.
        starts = not source[source.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        kept.append(Ready(_guarded(title) if starts else title, title))
        return mark(len(kept) - 1)

    return Filled(_VARIABLE.sub(written, cleaned(source)), tuple(kept))


def _guarded(title: str) -> str:
    return f"\\{title}" if title[:1] in _BEGINS else guard_start(title)


def expand(pattern: str, values: CoreValues) -> str:
    """A pattern of the same variables as one text, such as that of a file's name."""
    return _VARIABLE.sub(
        lambda match: values.title if match["title"] else _moment(match, values), pattern
    )


def iter_unknown(source: str) -> Iterator[tuple[str, int]]:
    """What stands between double braces and means nothing, with its place in the text."""
    for match in _ANY.finditer(source):
        if not _VARIABLE.fullmatch(match[0]):
            yield match["inside"].strip(), match.start()


def _moment(match: re.Match[str], values: CoreValues) -> str:
    is_date = match["what"].lower() == "date"
    if not (is_date or values.has_time):
        return ""
    default = values.date_format if is_date else values.time_format
    pattern = (match["format"] or "").strip() or default
    return format_moment(values.moment, pattern, values.language)
