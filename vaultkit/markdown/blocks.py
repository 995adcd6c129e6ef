"""What stands around links and beside them: contexts, tasks, ids, callouts, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vaultkit.markdown.events import Leaf, LeafKind, Structure
from vaultkit.model.note import CONTEXT_LIMIT

__all__ = [
    "MARK_REACH",
    "context_text",
    "heading_text",
    "iter_block_ids",
    "iter_callouts",
    "iter_comments",
    "iter_inline_footnotes",
    "task_mark",
]

_CHARACTER = (
    rb"(?:[^\x80-\xff\r\n]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf4][\x80-\xbf]{3})"
)
_MARKER = rb"(?:[-*+]|\d{1,9}[.)])"
_TASK = re.compile(rb"[ \t]*" + _MARKER + rb"[ \t]+\[(" + _CHARACTER + rb")\][ \t]+([^\r\n]*)")
_LEAD = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[.\][ \t]+)?")
_ATX = re.compile(r"#{1,6}(?:[ \t]+|$)(.*?)(?:(?<=[ \t])#+)?[ \t]*\Z", re.DOTALL)
_UNDERLINE = re.compile(r"(?:\r\n|\n|\r)[ \t>]*(?:=+|-+)[ \t]*(?:\r\n|\n|\r)?\Z")
_BLOCK_ID = re.compile(rb"\^([A-Za-z0-9-]+)[ \t]*(?=\r|\n|\Z)")
_CALLOUT = re.compile(rb">[ \t]?\[!([^\]\r\n]+)\]([+-]?)[ \t]*([^\r\n]*)")
_INLINE_FOOTNOTE = re.compile(rb"\^\[(?:[^\[\]\\\r\n]|\\.|\[\[[^\[\]\r\n]*\]\])+\]")
MARK_REACH = 64
"""How far after an item's start its checkbox is looked for."""
_PREFIX_REACH = 256
"""How far back a line's prefix is looked for; quotes nested deeper are not met."""
_SLICE = 4 * CONTEXT_LIMIT + 2048


def context_text(raw: bytes, start: int, end: int, kind: LeafKind) -> str:
    """A block's own source: quote and list prefixes off, at most ``CONTEXT_LIMIT`` characters."""
    if end - start > _SLICE:
        end = start + _SLICE
        piece = raw[start:end].decode("utf-8", "ignore")
    else:
        piece = raw[start:end].decode()
    if "\r" in piece:
        piece = piece.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "item":
        if piece[:2] == "- " and piece[2:3] not in "[ \t":
            piece = piece[2:]
        elif lead := _LEAD.match(piece):
            piece = piece[lead.end() :]
    elif kind == "heading":
        piece = heading_text(piece)
    piece = piece.strip()
    if "\n" in piece:
        piece = "\n".join([line.lstrip(" \t>") for line in piece.split("\n")])
    if len(piece) > CONTEXT_LIMIT:
        piece = piece[: CONTEXT_LIMIT - 1].rstrip() + "…"
    return piece


def heading_text(source: str) -> str:
    """The raw text of an ATX or setext heading, trimmed (HD-03, HD-04, HD-07)."""
    source = source.strip()
    text = source.lstrip("#")
    if "#" not in text and 0 < len(source) - len(text) <= 6 and text[:1] in " \t":
        return text.strip()
    match = _ATX.match(source) if source.startswith("#") else None
    if match is not None:
        return match[1].strip()
    lines = _UNDERLINE.sub("", source).splitlines()
    return " ".join(
        line.strip(" \t>") if index else line.strip() for index, line in enumerate(lines)
    )


def task_mark(raw: bytes, start: int, end: int) -> tuple[str, str] | None:
    """Checkbox character and first line of a list item; None where it has none (TK-01, TK-05)."""
    match = _TASK.match(raw, start, end)
    if match is None:
        return None
    return match[1].decode("utf-8"), match[2].decode("utf-8").strip()


def iter_block_ids(raw: bytes, structure: Structure) -> Iterator[tuple[str, int, int]]:
    """Block ids with their ranges (``^`` included), in order (BL-01..BL-07).

    At the end of a paragraph, or of any line of a list item's text.
    """
    last_index, text_end = -1, 0
    for match in _BLOCK_ID.finditer(raw):
        at = match.start()
        if at and raw[at - 1] not in b" \t\r\n>":
            continue
        index = structure.leaf_at(at)
        if index is None or structure.is_opaque(at):
            continue
        if index != last_index:
            last_index, leaf = index, structure.leaf(index)
            text_end = _text_end(raw, leaf)
        if at >= leaf.end or leaf.kind not in ("paragraph", "item"):
            continue
        if leaf.item is not None or match.end(1) >= text_end:
            yield match[1].decode(), at, match.end(1)


def _text_end(raw: bytes, leaf: Leaf) -> int:
    """Where a leaf's text ends, white space after it left out."""
    end = leaf.end
    while end > leaf.start and raw[end - 1] in b" \t\r\n":
        end -= 1
    return end


def iter_callouts(raw: bytes, structure: Structure) -> Iterator[tuple[str, str, str, int, int]]:
    """(type in lower case, title, fold, start, end) of each quote that begins with ``[!type]``."""
    for start in structure.quotes:
        match = _CALLOUT.match(raw, start)
        if match is not None:
            kind = match[1].decode().strip().lower()
            yield kind, match[3].decode().strip(), match[2].decode(), start, match.end()


def iter_comments(raw: bytes, structure: Structure) -> Iterator[tuple[bool, int, int]]:
    """(is a block, start, end) of each ``%%...%%`` outside code, math and HTML (WL-20).

    A block comment's opening marker stands first on its line. An opening marker that is never
    closed is text.
    """
    opening: int | None = None
    at = raw.find(b"%%")
    while at >= 0:
        if not structure.is_opaque(at):
            if opening is None:
                opening = at
            else:
                yield _begins_line(raw, opening), opening, at + 2
                opening = None
        at = raw.find(b"%%", at + 2)


def _begins_line(raw: bytes, offset: int) -> bool:
    """Whether nothing but blanks and quote marks stands before an offset on its line."""
    reach = max(0, offset - _PREFIX_REACH)
    line = max(raw.rfind(b"\n", reach, offset), raw.rfind(b"\r", reach, offset)) + 1
    return (line > 0 or reach == 0) and not raw[line:offset].strip(b" \t>")


def iter_inline_footnotes(raw: bytes, structure: Structure) -> Iterator[tuple[int, int]]:
    """Ranges of ``^[inline]`` footnotes (FN)."""
    for match in _INLINE_FOOTNOTE.finditer(raw):
        if not structure.is_opaque(match.start()):
            yield match.start(), match.end()
