"""One pass over pyromark's events: where links, headings, items, code and prose stand.

pyromark (pulldown-cmark) decides what is what; this module only writes down the places. Offsets
are bytes of the body that was given in.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Literal

import pyromark

__all__ = ["Leaf", "RawHeading", "RawItem", "RawLink", "Structure", "read_structure"]

_OPTIONS = (
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
_OPAQUE = frozenset({"Code", "InlineMath", "DisplayMath", "Html", "InlineHtml"})

LeafKind = Literal["paragraph", "heading", "item", "row"]


@dataclass(slots=True)
class Leaf:
    """A block that holds inline text; an item's ends where its first nested block begins."""

    kind: LeafKind
    start: int
    end: int
    section: int | None
    item: int | None
    """The index of the innermost list item it stands in (its own, for an item)."""


@dataclass(slots=True)
class RawLink:
    """A link or image as pyromark saw it; ``text_end`` is where its visible text ends."""

    wiki: bool
    embed: bool
    destination: str
    start: int
    end: int
    leaf: int
    text_end: int = 0


@dataclass(slots=True)
class RawHeading:
    """A heading's range, and the text of its inline events (for the title)."""

    level: int
    start: int
    end: int
    plain: str = ""


@dataclass(slots=True)
class RawItem:
    """A list item, and the item around it."""

    start: int
    end: int
    parent: int | None
    section: int | None


@dataclass(slots=True)
class Structure:
    """The places in a body, each list in document order."""

    leaves: list[Leaf] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    headings: list[RawHeading] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    """Starts of block quotes."""
    opaque: list[tuple[int, int]] = field(default_factory=list)
    """Code, math and HTML: ranges that hold no links, tags or ids. Disjoint, sorted."""
    code: list[tuple[int, int]] = field(default_factory=list)
    """The code among them: spans and blocks."""
    html: list[tuple[int, int]] = field(default_factory=list)
    prose: list[tuple[int, int]] = field(default_factory=list)
    """Text outside links, where tags may stand. Only if asked for."""
    footnotes: list[tuple[bool, str, int, int]] = field(default_factory=list)
    """(is a definition, id, start, end)"""

    def is_opaque(self, offset: int) -> bool:
        """Whether an offset lies in code, math or HTML."""
        return _covers(self.opaque, offset)

    def is_prose(self, offset: int) -> bool:
        """Whether an offset lies in text outside links, code, math and HTML."""
        return _covers(self.prose, offset) and not _covers(self.opaque, offset)


def read_structure(body: str, raw: bytes, *, prose: bool) -> Structure:
    """The places in a Markdown body; ``raw`` is the body as UTF-8. Linear in its length.

    ``prose`` says whether the places of plain text are wanted, which costs an entry for each.

    Obsidian differs from CommonMark in two things. A closing ``$`` before a digit makes no math
    (WL-21), and what follows ``-->`` on its line is Markdown (GOLD comments_html_style). Those
    signs are hidden from pyromark and the body is read once more, a few times at the most.
    """
    comments: list[tuple[int, int]] = []
    masked = bytearray()
    for _ in range(_PASSES):
        reading = _Pass(raw)
        reading.follow(body, prose=prose)
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


def _covers(ranges: list[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(ranges, (offset, 1 << 62)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]


class _Pass:
    """One reading of the events. ``follow`` keeps the loop; the rarer events have a method each."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.found = Structure()
        self.wrong_math: list[int] = []
        self.followed_comments: list[tuple[int, int]] = []
        self.leaf: int | None = None
        """The leaf whose inline text is being read."""
        self.leaf_stack: list[int | None] = []
        self.item_stack: list[int] = []
        self.link_stack: list[int | None] = []
        self.quote_depth = 0
        self.in_code = False
        self.title: RawHeading | None = None
        self.section: int | None = None
        self.inline_end = 0
        """Where the last inline event inside a link ended."""

    def follow(self, body: str, *, prose: bool) -> None:
        """Reads all events. The loop is kept flat: most events are text."""
        for event, where in _events(body):
            if event.__class__ is str:
                if self.title is not None:
                    self.title.plain += " "
                continue
            ((kind, value),) = event.items()
            start, end = where["start"], where["end"]
            if kind == "Text":
                if self.link_stack:
                    self.inline_end = end
                elif prose and not self.in_code:
                    self.found.prose.append((start, end))
                if self.title is not None:
                    self.title.plain += value
            elif kind == "Start":
                self._start(value, start, end)
            elif kind == "End":
                self._end(value, end)
            elif kind in _OPAQUE:
                self._opaque(kind, value, start, end)
            elif kind == "FootnoteReference":
                self.found.footnotes.append((False, value, start, end))
                self.inline_end = end

    def _start(self, value: Any, start: int, end: int) -> None:
        detail: Any = None
        name, detail = (value, None) if value.__class__ is str else next(iter(value.items()))
        if name in _INLINE:
            return
        if name in _LINKS:
            self.link_stack.append(self._open_link(name, detail, start, end))
            self.inline_end = start + (2 if name == "Image" else 1)
            return
        self._close_item_text(start)
        self.leaf_stack.append(self.leaf)
        if name == "Paragraph":
            self._open_leaf("paragraph", start, end)
        elif name == "Item":
            self._open_item(start, end)
        elif name == "Heading":
            self._open_heading(int(detail["level"][1]), start, end)
        elif name in _ROWS:
            self._open_leaf("row", start, end)
        elif name == "BlockQuote":
            self.quote_depth += 1
            self.found.quotes.append(start)
        elif name == "CodeBlock":
            self.in_code = True
            self.found.opaque.append((start, end))
            self.found.code.append((start, end))
        elif name == "HtmlBlock":
            self._html_block(start, end)
        elif name == "FootnoteDefinition":
            self.found.footnotes.append((True, detail, start, end))

    def _end(self, value: Any, end: int) -> None:
        name = value if value.__class__ is str else next(iter(value))
        if name in _INLINE:
            self.inline_end = end
            return
        if name in _LINKS:
            index = self.link_stack.pop()
            if index is not None:
                self.found.links[index].text_end = self.inline_end
            self.inline_end = end
            return
        self.leaf = self.leaf_stack.pop()
        if name == "BlockQuote":
            self.quote_depth -= 1
        elif name == "CodeBlock":
            self.in_code = False
        elif name == "Item":
            self.item_stack.pop()
        elif name == "Heading":
            self.title = None

    def _opaque(self, kind: str, value: str, start: int, end: int) -> None:
        self.inline_end = end
        if kind == "Html":
            return  # part of a block that is known already
        self.found.opaque.append((start, end))
        if kind == "Code":
            self.found.code.append((start, end))
            if self.title is not None:
                self.title.plain += value
        elif kind == "InlineHtml":
            self.found.html.append((start, end))
        elif kind == "InlineMath" and self.raw[end : end + 1].isdigit():
            self.wrong_math.append(end - 1)

    def _open_leaf(self, kind: LeafKind, start: int, end: int) -> None:
        self.leaf = len(self.found.leaves)
        item = self.item_stack[-1] if self.item_stack else None
        self.found.leaves.append(Leaf(kind, start, end, self.section, item))

    def _open_item(self, start: int, end: int) -> None:
        # After a tab pyromark counts the line end before the marker in.
        while start < end and self.raw[start] in b" \t\r\n":
            start += 1
        parent = self.item_stack[-1] if self.item_stack else None
        self.item_stack.append(len(self.found.items))
        self.found.items.append(RawItem(start, end, parent, self.section))
        self._open_leaf("item", start, end)

    def _open_heading(self, level: int, start: int, end: int) -> None:
        if not self.quote_depth:  # HD-06
            heading = RawHeading(level, start, end)
            self.section = len(self.found.headings)
            self.found.headings.append(heading)
            self.title = heading if level == 1 else None
        self._open_leaf("heading", start, end)

    def _close_item_text(self, start: int) -> None:
        """A nested block ends the text of the item it stands in."""
        if self.leaf is not None:
            leaf = self.found.leaves[self.leaf]
            if leaf.kind == "item" and leaf.end > start:
                leaf.end = start

    def _html_block(self, start: int, end: int) -> None:
        if self.raw.startswith(b"<!--", start):
            close = self.raw.find(b"-->", start, end) + 3
            if close > 3 and self.raw[close:end].strip():
                self.followed_comments.append((start, close))
        self.found.opaque.append((start, end))
        self.found.html.append((start, end))

    def _open_link(self, name: str, detail: dict[str, Any], start: int, end: int) -> int | None:
        """The index of the link that begins; None for a reference or an autolink (ML-13)."""
        wiki = detail["link_type"].__class__ is not str
        if self.leaf is None or not (wiki or detail["link_type"] == "Inline"):
            return None
        embed = name == "Image"
        if embed and not wiki and self.raw.startswith(b"![[", start):
            # `[a ![[b]] c](d)` is taken for an image with all that as its text; the embed is meant.
            close = self.raw.find(b"]]", start, end)
            if close > 0:
                wiki, end = True, close + 2
        link = RawLink(wiki, embed, detail["dest_url"], start, end, self.leaf, start)
        self.found.links.append(link)
        return len(self.found.links) - 1


def _events(body: str) -> Any:
    """pyromark's events with their ranges. Typed as Any: its unions cost a cast for each event."""
    return pyromark.events_with_range(body, options=_OPTIONS)
