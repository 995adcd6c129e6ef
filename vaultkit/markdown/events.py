"""One pass over pyromark's events: where links, headings, items and code stand.

pyromark (pulldown-cmark) decides what is what; this module only writes down the places. Offsets
are bytes of the body that was given in.

Most events are text and ends of things; both are passed over, since a start tells where it ends.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import pyromark

__all__ = [
    "OPTIONS",
    "Leaf",
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

LeafKind = Literal["paragraph", "heading", "item", "row"]


class Leaf(NamedTuple):
    """A block that holds inline text."""

    start: int
    end: int
    kind: LeafKind
    section: int | None
    item: int | None
    """The index of the innermost list item it stands in (its own, for an item)."""


class RawLink(NamedTuple):
    """A wikilink or inline link as pyromark saw it."""

    wiki: bool
    embed: bool
    destination: str
    start: int
    end: int
    leaf: int


@dataclass(slots=True)
class Structure:
    """The places in a body, each list in document order.

    Of leaves, headings and items there are many and most are never asked for, so they are kept as
    plain tuples, leaves in the order of ``Leaf``.
    """

    leaves: list[tuple[int, int, LeafKind, int | None, int | None]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where blocks of any kind begin."""
    links: list[RawLink] = field(default_factory=list)
    headings: list[tuple[int, int, int]] = field(default_factory=list)
    """(level, start, end), outside quotes"""
    items: list[tuple[int, int, int | None, int | None]] = field(default_factory=list)
    """(start, end, the item around it, section)"""
    quotes: list[int] = field(default_factory=list)
    """Starts of block quotes."""
    opaque: list[tuple[int, int]] = field(default_factory=list)
    """Code, math and HTML: ranges that hold no links, tags or ids. Disjoint."""
    code: list[tuple[int, int]] = field(default_factory=list)
    """The code among them: spans and blocks."""
    html: list[tuple[int, int]] = field(default_factory=list)
    linked: list[tuple[int, int]] = field(default_factory=list)
    """Every link of any form, text and all; those inside another are left out."""
    footnotes: list[tuple[bool, str, int, int]] = field(default_factory=list)
    """(is a definition, id, start, end)"""

    def is_opaque(self, offset: int) -> bool:
        """Whether an offset lies in code, math or HTML."""
        return _covers(self.opaque, offset)

    def leaf(self, index: int) -> Leaf:
        """A leaf; an item's ends where its first nested block begins."""
        start, end, kind, section, item = self.leaves[index]
        if kind == "item":
            nested = bisect_right(self.starts, start)
            if nested < len(self.starts) and self.starts[nested] < end:
                end = self.starts[nested]
        return Leaf(start, end, kind, section, item)

    def leaf_at(self, offset: int) -> int | None:
        """The leaf whose text holds an offset."""
        index = bisect_right(self.leaves, (offset, _FAR)) - 1
        return index if index >= 0 and offset < self.leaves[index][1] else None

    def prose_at(self, offset: int) -> int | None:
        """The leaf in whose plain text an offset lies; None in links, code, math and HTML."""
        if (self.opaque and _covers(self.opaque, offset)) or (
            self.linked and _covers(self.linked, offset)
        ):
            return None
        return self.leaf_at(offset)

    def end_of_text(self, link: RawLink, raw: bytes) -> int:
        """Where the visible text of an inline link ends: the bracket that closes its first."""
        at = link.start + (2 if link.embed else 1)
        depth = 0
        while at < link.end:
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
        return link.end

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
        self.linked_to = 0
        """Where the outermost link that is being read ends."""

    def follow(self, body: str) -> None:  # noqa: PLR0912, PLR0915 - kept flat: it runs for each event
        """Reads all events. Leaf, item and quote are those that the current place stands in."""
        found, raw = self.found, self.raw
        leaves, starts, headings, items = found.leaves, found.starts, found.headings, found.items
        leaf: int | None = None
        item: int | None = None
        section: int | None = None
        quoted = False
        ends = [_FAR]
        around: list[tuple[int | None, int | None, bool]] = []
        for event, where in _events(body):
            if "Text" in event or "End" in event or event.__class__ is str:
                continue
            for kind in event:
                value = event[kind]
            if kind != "Start":
                if kind in _INLINE_OPAQUE:
                    self._opaque(kind, where["start"], where["end"])
                elif kind == "FootnoteReference":
                    found.footnotes.append((False, value, where["start"], where["end"]))
                continue
            name = value
            if name.__class__ is dict:
                for name in value:
                    value = value[name]
            if name in _INLINE:
                continue
            start, end = where["start"], where["end"]
            while ends[-1] <= start:
                ends.pop()
                leaf, item, quoted = around.pop()
            if name in _LINKS:
                self._link(name, value, start, end, leaf)
                continue
            ends.append(end)
            around.append((leaf, item, quoted))
            leaf = None
            if name == "Paragraph":
                leaf = len(leaves)
                leaves.append((start, end, "paragraph", section, item))
            elif name == "Item":
                # After a tab pyromark counts the line end before the marker in.
                while start < end and raw[start] in _BLANKS:
                    start += 1
                items.append((start, end, item, section))
                item, leaf = len(items) - 1, len(leaves)
                leaves.append((start, end, "item", section, item))
            elif name == "Heading":
                if not quoted:  # HD-06
                    section = len(headings)
                    headings.append((int(value["level"][1]), start, end))
                leaf = len(leaves)
                leaves.append((start, end, "heading", section, item))
            elif name in _ROWS:
                leaf = len(leaves)
                leaves.append((start, end, "row", section, item))
            elif name == "BlockQuote":
                quoted = True
                found.quotes.append(start)
            elif name != "List":
                self._other_block(name, value, start, end)
            starts.append(start)

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

    def _opaque(self, kind: str, start: int, end: int) -> None:
        self.found.opaque.append((start, end))
        if kind == "Code":
            self.found.code.append((start, end))
        elif kind == "InlineHtml":
            self.found.html.append((start, end))
        elif kind == "InlineMath" and self.raw[end : end + 1].isdigit():
            self.wrong_math.append(end - 1)

    def _link(
        self, name: str, detail: dict[str, Any], start: int, end: int, leaf: int | None
    ) -> None:
        """Keeps wikilinks and inline links; a reference or an autolink is no link here (ML-13)."""
        if end > self.linked_to:
            self.linked_to = end
            self.found.linked.append((start, end))
        wiki = detail["link_type"].__class__ is not str
        if leaf is None or not (wiki or detail["link_type"] == "Inline"):
            return
        embed = name == "Image"
        if embed and not wiki and self.raw.startswith(b"![[", start):
            # `[a ![[b]] c](d)` is taken for an image with all that as its text; the embed is meant.
            close = self.raw.find(b"]]", start, end)
            if close > 0:
                wiki, end = True, close + 2
        self.found.links.append(RawLink(wiki, embed, detail["dest_url"], start, end, leaf))


def _events(body: str) -> Any:
    """pyromark's events with their ranges. Typed as Any: its unions cost a cast for each event."""
    return pyromark.events_with_range(body, options=OPTIONS)
