"""One pass over pyromark's events: where links, headings, items and code stand.

pyromark (pulldown-cmark) decides what is what; this module only writes down the places. Offsets
are bytes of the body that was given in.

Most events are text and ends of things; both are passed over, since a start tells where it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Literal, NamedTuple

import pyromark

__all__ = [
    "OPTIONS",
    "Leaf",
    "LeafKind",
    "RawLink",
    "Structure",
    "plain_text",
    "read_structure",
]

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
_PASSES = 3
_MASK = ord("x")
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "TableCell"})
_LINKS = frozenset({"Link", "Image"})
_ROWS = frozenset({"TableHead", "TableRow"})
_BLANKS = b" \t\r\n"
_INLINE_OPAQUE = frozenset({"Code", "InlineHtml", "InlineMath", "DisplayMath"})
_FAR = 1 << 62
_INLINE_MARK = re.compile(r"[\\`*_\[\]<&$~#\x00-\x1f\x7f]")
"""Without one of these, text in a heading is what it shows."""

LeafKind = Literal["paragraph", "heading", "item", "row"]


class Leaf(NamedTuple):
    """A block that holds inline text."""

    start: int
    end: int
    kind: LeafKind
    section: int | None
    item: int | None
    """The index of the innermost list item it stands in (its own, for an item)."""


RawLeaf = tuple[int, int, LeafKind, int | None, int | None]
RawLink = tuple[str, dict[str, Any], int, int, int | None]
"""``Link`` or ``Image``, pyromark's details, start, end, leaf. A wikilink's ``link_type`` is a
mapping."""


class Structure:
    """The places in a body, each list in document order.

    There are many of each and most are never asked for, so they are kept as plain tuples, leaves
    in the order of ``Leaf``.
    """

    __slots__ = (
        "_linked",
        "code",
        "footnotes",
        "headings",
        "html",
        "items",
        "leaves",
        "links",
        "nested",
        "opaque",
        "quotes",
    )

    def __init__(self) -> None:
        self.leaves: list[RawLeaf] = []
        self.nested: list[int] = []
        """Where blocks of any kind begin that stand in an item."""
        self.links: list[RawLink] = []
        """Links and images of any form."""
        self.headings: list[tuple[int, int, int]] = []
        """(level, start, end), outside quotes"""
        self.items: list[tuple[int, int, int | None, int | None]] = []
        """(start, end, the item around it, section)"""
        self.quotes: list[int] = []
        """Starts of block quotes."""
        self.opaque: list[tuple[int, int]] = []
        """Code, math and HTML: ranges that hold no links, tags or ids. Disjoint."""
        self.code: list[tuple[int, int]] = []
        """The code among them: spans and blocks."""
        self.html: list[tuple[int, int]] = []
        self.footnotes: list[tuple[bool, str, int, int]] = []
        """(is a definition, id, start, end)"""
        self._linked: list[tuple[int, int]] | None = None

    @property
    def linked(self) -> list[tuple[int, int]]:
        """Every link of any form, text and all; those inside another are left out."""
        if self._linked is None:
            self._linked = []
            last = 0
            for _, _, start, end, _ in self.links:
                if end > last:
                    last = end
                    self._linked.append((start, end))
        return self._linked

    def is_opaque(self, offset: int) -> bool:
        """Whether an offset lies in code, math or HTML."""
        return _covers(self.opaque, offset)

    def leaf(self, index: int) -> Leaf:
        """A leaf; an item's ends where its first nested block begins."""
        start, end, kind, section, item = self.leaves[index]
        if kind == "item":
            end = self.end_of_item(start, end)
        return Leaf(start, end, kind, section, item)

    def end_of_item(self, start: int, end: int) -> int:
        """Where the text of an item ends that reaches from start to end."""
        first = bisect_right(self.nested, start)
        return min(self.nested[first], end) if first < len(self.nested) else end

    def leaf_at(self, offset: int) -> int | None:
        """The leaf whose text holds an offset."""
        index = bisect_right(self.leaves, (offset, _FAR)) - 1
        return index if index >= 0 and offset < self.leaves[index][1] else None

    def prose_at(self, offset: int) -> int | None:
        """The leaf in whose plain text an offset lies; None in links, code, math and HTML."""
        if (self.opaque and _covers(self.opaque, offset)) or (
            self.links and _covers(self.linked, offset)
        ):
            return None
        return self.leaf_at(offset)

    def end_of_text(self, start: int, end: int, raw: bytes) -> int:
        """Where the text of an inline link ends that begins at start: at the closing bracket."""
        at = start
        depth = 0
        while at < end:
            char = raw[at]
            if char in b"`<$" and (after := self._opaque_end(at)):
                at = after
            elif char == 92:  # a backslash takes the next character with it
                at += 2
            elif char == 93 and depth == 0 and raw.startswith(b"](", at):
                return at
            else:
                depth += (char == 91) - (char == 93 and depth > 0)
                at += 1
        return end

    def _opaque_end(self, offset: int) -> int:
        index = bisect_right(self.opaque, (offset, _FAR)) - 1
        if index >= 0 and self.opaque[index][0] == offset:
            return self.opaque[index][1]
        return 0


def read_structure(body: str, raw: bytes) -> Structure:
    """The places in a Markdown body; ``raw`` is the body as UTF-8. Linear in its length.

    Obsidian differs from CommonMark in two things. A closing ``$`` before a digit makes no math
    (WL-21), and what follows ``-->`` on its line is Markdown (GOLD comments_html_style). Those
    signs are hidden from pyromark and the body is read once more, a few times at the most.
    """
    comments: list[tuple[int, int]] = []
    masked = bytearray()
    for _ in range(_PASSES):
        reading = _Pass(raw)
        reading.follow(body)
        structure = reading.found
        if not reading.wrong_math and not reading.followed_comments:
            break
        masked = masked or bytearray(raw)
        for offset in reading.wrong_math:
            masked[offset] = _MASK
        for start, end in reading.followed_comments:
            masked[start:end] = bytes(c if c in b"\r\n" else _MASK for c in raw[start:end])
            comments.append((start, end))
        body = masked.decode("utf-8")
    if comments:
        structure.opaque[:] = sorted(structure.opaque + comments)
        structure.html[:] = sorted(structure.html + comments)
    return structure


def plain_text(heading: str) -> str:
    """What a heading's raw text shows: markup off, links as their display."""
    if not _INLINE_MARK.search(heading):
        return " ".join(heading.split())
    parts: list[str] = []
    for event in pyromark.events(f"# {heading}", options=OPTIONS):
        if isinstance(event, dict):
            parts.append(str(event.get("Text") or event.get("Code") or ""))
        else:
            parts.append(" ")
    return " ".join("".join(parts).split())


def _covers(ranges: list[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(ranges, (offset, _FAR)) - 1
    return index >= 0 and offset < ranges[index][1]


class _Pass:
    """One reading of the events: ``follow`` keeps the loop, the rarer events have a method each."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.found = Structure()
        self.wrong_math: list[int] = []
        self.followed_comments: list[tuple[int, int]] = []

    def follow(self, body: str) -> None:  # noqa: PLR0912, PLR0915 - kept flat: it runs for each event
        """Reads all events. Leaf, item and quote are those that the current place stands in.

        Only what inline text may follow is left again when it ends: behind a paragraph, a row or
        a list the next text has a block of its own.
        """
        found, raw = self.found, self.raw
        leaves, nested, headings, items = found.leaves, found.nested, found.headings, found.items
        links = found.links
        leaf: int | None = None
        item: int | None = None
        section: int | None = None
        quoted = False
        ends = _FAR
        """Where the innermost block ends."""
        around: list[tuple[int, int | None, int | None, bool]] = []
        for event, where in _events(body):
            if "Text" in event or "End" in event:
                continue
            if "Start" not in event:
                if event.__class__ is dict:
                    self._inline(event, where)
                continue
            name = value = event["Start"]
            if name.__class__ is dict:
                for name in value:
                    value = value[name]
            elif name in _INLINE:
                continue
            start, end = where["start"], where["end"]
            while ends <= start:
                ends, leaf, item, quoted = around.pop()
            if name in _LINKS:
                links.append((name, value, start, end, leaf))
                continue
            if name == "Item" and raw[start] in _BLANKS:
                # After a tab pyromark counts the line end before the marker in.
                start = min(end, start + len(raw[start:end]) - len(raw[start:end].lstrip(_BLANKS)))
            if item is not None:
                nested.append(start)
            if name == "Paragraph":
                leaf = len(leaves)
                leaves.append((start, end, "paragraph", section, item))
            elif name == "Item":
                around.append((ends, leaf, item, quoted))
                ends = end
                items.append((start, end, item, section))
                item, leaf = len(items) - 1, len(leaves)
                leaves.append((start, end, "item", section, item))
            elif name == "Heading":
                if around:
                    around.append((ends, leaf, item, quoted))
                    ends = end
                if not quoted:  # HD-06
                    section = len(headings)
                    headings.append((int(value["level"][1]), start, end))
                leaf = len(leaves)
                leaves.append((start, end, "heading", section, item))
            elif name in _ROWS:
                leaf = len(leaves)
                leaves.append((start, end, "row", section, item))
            elif name != "List":
                around.append((ends, leaf, item, quoted))
                ends = end
                leaf = None
                if name == "BlockQuote":
                    quoted = True
                    found.quotes.append(start)
                else:
                    self._other_block(name, value, start, end)

    def _inline(self, event: dict[str, Any], where: dict[str, int]) -> None:
        ((kind, value),) = event.items()
        start, end = where["start"], where["end"]
        if kind == "FootnoteReference":
            self.found.footnotes.append((False, value, start, end))
        elif kind in _INLINE_OPAQUE:
            self.found.opaque.append((start, end))
            if kind == "Code":
                self.found.code.append((start, end))
            elif kind == "InlineHtml":
                self.found.html.append((start, end))
            elif kind == "InlineMath" and self.raw[end : end + 1].isdigit():
                self.wrong_math.append(end - 1)

    def _other_block(self, name: str, value: Any, start: int, end: int) -> None:
        if name == "CodeBlock":
            self.found.opaque.append((start, end))
            self.found.code.append((start, end))
        elif name == "HtmlBlock":
            self._html_block(start, end)
        elif name == "FootnoteDefinition":
            self.found.footnotes.append((True, value, start, end))

    def _html_block(self, start: int, end: int) -> None:
        if self.raw.startswith(b"<!--", start):
            close = self.raw.find(b"-->", start, end) + 3
            if close > 3 and self.raw[close:end].strip():
                self.followed_comments.append((start, close))
        self.found.opaque.append((start, end))
        self.found.html.append((start, end))


def _events(body: str) -> Any:
    """pyromark's events with their ranges. Typed as Any: its unions cost a cast for each event."""
    return pyromark.events_with_range(body, options=OPTIONS)
