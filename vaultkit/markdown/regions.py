"""Managed regions: the parts of a person's note that vaultkit generated, by their markers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from vaultkit.markdown.digest import body_digest
from vaultkit.markdown.events import Structure

__all__ = ["BrokenRegion", "RawRegion", "find_regions", "is_edited"]

# Where a line begins is asked of each match: `^` knows no lone CR.
_REGION = re.compile(
    rb"<!-- vaultkit:(?:(begin) ([a-z]+(?::[^\s]+)?) ([0-9a-f]{8})|(end) ([a-z]+(?::[^\s]+)?))"
    rb" -->(?=\r|\n|\Z)"
)


class RawRegion(NamedTuple):
    """A region in bytes of the body: its markers with all between, and what is between."""

    name: str
    digest: str
    start: int
    end: int
    body_start: int
    body_end: int


class BrokenRegion(NamedTuple):
    """The marker at which regions stop making sense, and why."""

    name: str
    reason: str
    start: int
    end: int


class _Mark(NamedTuple):
    begins: bool
    name: str
    digest: str
    start: int
    end: int


def find_regions(
    raw: bytes, structure: Structure
) -> tuple[tuple[RawRegion, ...], BrokenRegion | None]:
    """Regions in order, and None; no region and the first fault where the markers do not match.

    One that is unbalanced, nested or there twice leaves all regions of the note alone.
    """
    regions: dict[str, RawRegion] = {}
    opened: _Mark | None = None
    for mark in _iter_marks(raw, structure):
        if mark.begins and opened is None and mark.name not in regions:
            opened = mark
        elif not mark.begins and opened is not None and opened.name == mark.name:
            body_start = _after_line_end(raw, opened.end)
            regions[mark.name] = RawRegion(
                mark.name, opened.digest, opened.start, mark.end, body_start, mark.start
            )
            opened = None
        else:
            reason = "nested in another" if mark.begins and opened else "there twice"
            reason = reason if mark.begins else "never begun"
            return (), BrokenRegion(mark.name, reason, mark.start, mark.end)
    if opened is not None:
        return (), BrokenRegion(opened.name, "never ended", opened.start, opened.end)
    return tuple(regions.values()), None


def _iter_marks(raw: bytes, structure: Structure) -> Iterator[_Mark]:
    """The marker lines at top level: those in code, or in HTML that began before, are text."""
    html = structure.html
    for match in _REGION.finditer(raw):
        start = match.start()
        if start and raw[start - 1] not in b"\r\n":
            continue
        at = bisect_left(html, (start, 0))
        if at < len(html) and html[at][0] == start:
            begins = match[1] is not None
            name = (match[2] if begins else match[5]).decode()
            yield _Mark(begins, name, (match[3] or b"").decode(), match.start(), match.end())


def is_edited(digest: str, body: str) -> bool:
    """Whether a person changed a region's body, whose marker bears this digest.

    A body without text is nobody's work: so a template may hold a region that is to be filled.
    """
    return bool(body.strip()) and body_digest(body) != digest


def _after_line_end(raw: bytes, at: int) -> int:
    if raw.startswith(b"\r\n", at):
        return at + 2
    return min(at + 1, len(raw))
