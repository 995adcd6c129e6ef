"""The text of one link, edited: its target, its subpath, and nothing else.

An edit is a place in the link's own text and what comes there. Whatever stands around it stays:
display, embed mark, title, angle brackets, the backslash of a table's ``\\|``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import quote, unquote

from vaultkit.markdown.links import parse_destination, parse_wikilink
from vaultkit.model.note import Link

__all__ = ["TextEdit", "edited_text", "find_edits"]


class TextEdit(NamedTuple):
    """New text for characters of a text."""

    start: int
    end: int
    text: str


class _Parts(NamedTuple):
    """Where target and subpath stand in a link's text, as characters; equal where empty."""

    target: tuple[int, int]
    subpath: tuple[int, int]
    angled: bool = False


_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z0-9]+);)")
_FRAGMENT = re.compile(r"\\.|&[^;\s&]{1,32};|(#)")
# What would end a destination, or begin an escape, code, math or a link in it.
_CODED = re.compile(r"[\x00-\x1f\x7f%<>\\`#|\[\]$:]|&(?=[#A-Za-z0-9]+;)")
_BLANKS = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_PARENTHESES = re.compile(r"[()]")
_LETTERS = re.compile(r"[^\x00-\x7f]")
_CODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


def find_edits(
    link: Link, original: str, *, target: str | None = None, subpath: str | None = None
) -> tuple[TextEdit, ...] | None:
    """The edits that make a link's text say another target, another heading, or both.

    ``original`` is the link's text with every escape of what it stands in undone; in a Markdown
    link percent signs and angle brackets stay as they are used. None where the text does not say
    what the link says, or cannot say the new one.
    """
    is_inline = link.form == "markdown"
    parts = _inline_parts(link, original) if is_inline else _wiki_parts(original)
    if parts is None:
        return None
    write = _write_inline if is_inline else _write_plain
    edits = [
        TextEdit(*place, write(new, original[slice(*place)], parts, separator))
        for new, place, separator in (
            (target, parts.target, "/"),
            (subpath, parts.subpath, "#"),
        )
        if new is not None
    ]
    wanted = (
        link.target if target is None else target,
        link.heading if subpath is None else subpath,
        link.block,
    )
    said = _said(link, original), _said(link, edited_text(original, edits), edits)
    if said != ((link.target, link.heading, link.block), wanted):
        return None
    return tuple(edits)


def edited_text(text: str, edits: Sequence[TextEdit]) -> str:
    """The text with the edits made."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _said(
    link: Link, text: str, edits: Sequence[TextEdit] = ()
) -> tuple[str, str | None, str | None] | None:
    """Target, heading and block that a link's text says."""
    if link.form != "markdown":
        found = parse_wikilink(text)
        return None if found is None else (found[0], found[2], found[3])
    parts = _inline_parts(link, text)
    if parts is None:
        return None
    written = text[parts.target[0] : parts.subpath[1]]
    found = parse_destination(_unescaped(written), link.display)
    return None if found is None else (found[0], found[2], found[3])


# --- [[wikilinks]]


def _wiki_parts(original: str) -> _Parts | None:
    """Where the parts of ``[[target#subpath|display]]`` stand, blanks around them left out."""
    opening = original.find("[[")
    if opening < 0 or not original.endswith("]]"):
        return None
    start, end = opening + 2, len(original) - 2
    bar = original.find("|", start, end)
    if bar > start:
        end = bar - 1 if original[bar - 1] == "\\" else bar
    mark = original.find("#", start, end)
    if mark < 0:
        target = _trimmed(original, start, end)
        return _Parts(target, (target[1], target[1]))
    return _Parts(_trimmed(original, start, mark), _trimmed(original, mark + 1, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    bare = part.strip()
    first = start + part.find(bare) if bare else start
    return first, first + len(bare)


def _write_plain(new: str, old: str, parts: _Parts, separator: str) -> str:
    return new


# --- [inline](links)


def _inline_parts(link: Link, original: str) -> _Parts | None:
    """Where the parts of ``[display](target#subpath "title")`` stand."""
    close = len("![" if link.embed else "[") + len(link.display)
    if not original.startswith("](", close):
        return None
    start = close + 2
    start += len(original[start:]) - len(original[start:].lstrip(" \t\r\n"))
    angled = original[start : start + 1] == "<"
    start += angled
    end = _end_of_angled(original, start) if angled else _end_of_bare(original, start)
    mark = next(
        (found.start() for found in _FRAGMENT.finditer(original, start, end) if found[1]), None
    )
    if mark is None:
        return _Parts((start, end), (end, end), angled)
    return _Parts((start, mark), (mark + 1, end), angled)


def _end_of_angled(text: str, at: int) -> int:
    while at < len(text) and text[at] != ">":
        at += 2 if text[at] == "\\" else 1
    return min(at, len(text))


def _end_of_bare(text: str, at: int) -> int:
    depth = 0
    while at < len(text) and text[at] > " " and text[at] != "\x7f":
        if text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            if depth == 0:
                break
            depth -= 1
        at += 1
    return min(at, len(text))


def _unescaped(text: str) -> str:
    """A destination with CommonMark's own escapes undone."""
    return _ESCAPE.sub(lambda match: match[1] or html.unescape(match[2]), text)


def _write_inline(new: str, old: str, parts: _Parts, separator: str) -> str:
    """The new part of a destination; segments that it shares with the old one stay as written."""
    kept = old.split(separator)
    said = [_decoded(segment) for segment in kept]
    segments = new.split(separator)
    front = _shared(said, segments)
    back = _shared(said[front:][::-1], segments[front:][::-1])
    coding = _coding_of(old, angled=parts.angled)
    middle = segments[front : len(segments) - back]
    written = separator.join(
        [*kept[:front], *(_coded(segment, coding) for segment in middle), *kept[len(kept) - back :]]
    )
    if parts.angled or _is_balanced(written):
        return written
    return separator.join(_coded(segment, [*coding, _PARENTHESES]) for segment in segments)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many texts two sequences begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _decoded(written: str) -> str:
    try:
        return unquote(_unescaped(written), errors="strict")
    except UnicodeDecodeError:
        return _unescaped(written)


def _coding_of(old: str, *, angled: bool) -> list[re.Pattern[str]]:
    """What is written with percent signs: what must be, and what the link so far has so."""
    coding = [_CODED]
    if not angled or ("%20" in old and " " not in old):
        coding.append(_BLANKS)
    if _CODED_LETTER.search(old) and not _LETTERS.search(old):
        coding.append(_LETTERS)
    return coding


def _coded(segment: str, coding: Sequence[re.Pattern[str]]) -> str:
    for pattern in coding:
        segment = pattern.sub(lambda match: quote(match[0], safe=""), segment)
    return segment


def _is_balanced(written: str) -> bool:
    depth = 0
    for bracket in _PARENTHESES.findall(re.sub(r"\\.", "", written)):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return False
    return depth == 0
