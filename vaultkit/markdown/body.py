"""A note's body as rows: headings, tasks, links, tags, contexts and what else stands in it.

Everything here runs for each note of a vault. Lines are counted from one fact to the next, since
facts come in order; what most notes have none of is asked for only where its sign is there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vaultkit.markdown.blocks import (
    MARK_REACH,
    context_text,
    heading_text,
    iter_block_ids,
    iter_callouts,
    iter_comments,
    iter_inline_footnotes,
    task_mark,
)
from vaultkit.markdown.events import read_structure
from vaultkit.markdown.links import (
    SHORT_LINK,
    LinkHead,
    kept_wikilink_head,
    parse_destination,
    parse_wikilink,
    wikilink_head,
)
from vaultkit.markdown.regions import find_regions, is_edited
from vaultkit.markdown.tags import TagMatch, iter_tags
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.rows import (
    BlockRow,
    CalloutRow,
    CommentRow,
    ContextRow,
    FootnoteRow,
    HeadingRow,
    LinkRow,
    RegionRow,
    TagRow,
    TaskRow,
)
from vaultkit.model.source import Source, Span

__all__ = ["BodyReader"]

_FINDINGS_LIMIT = 1000
"""Findings of one code that are listed for a file."""
_CYRILLIC_X = frozenset("хХ")
_LinkTail = tuple[int | None, int | None, int | None, bool, str | None]
_Ranges = Sequence[tuple[int, int]]


class BodyReader:
    """The body's facts, each list made once from the same structure.

    ``headings`` and ``tasks`` come first, since links and tags name them; then ``links`` and
    ``tags``, which say what contexts there are.
    """

    comments: tuple[CommentRow, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    _commented: _Ranges = ()
    _hidden: _Ranges = ()
    """Block comments: what stands in them is no heading and no task."""
    _generated: _Ranges = ()
    _marked = False
    """Whether there are comments or regions to be in."""

    def __init__(self, source: Source, body: str, base: int, lined: bytes) -> None:
        self.source = source
        self.body = body
        self.base = base
        """Where the body begins in the file."""
        self.raw = raw = source.data[base:] if source.invalid_at is None else body.encode()
        self._lined = raw if lined is source.data else lined[base:]
        self._first_line = 1 + lined.count(b"\n", 0, base)
        self.structure = read_structure(body, raw)
        self.found: list[Diagnostic] = []
        self._count_of: dict[str, int] = {}
        self._sections: list[int | None] | None = None
        """Which heading of the note a raw heading is, or the one before; None: the same."""
        self._task_of_item: dict[int, int] = {}
        self._contexts: list[ContextRow] = []
        self._context_of_leaf: dict[int, int] = {}
        # A single sign is found several times faster than two.
        if b"%" in raw and b"%%" in raw:
            self._read_comments()
        if self.structure.html and b"vaultkit:" in raw:
            self._read_regions()

    def _report(self, code: str, start: int, end: int, **args: str) -> None:
        """Adds a finding; past the limit they are only counted."""
        count = self._count_of[code] = self._count_of.get(code, 0) + 1
        if count <= _FINDINGS_LIMIT:
            span = Span(self.base + start, self.base + end)
            self.found.append(diagnose(code, self.source, span, **args))

    def cut(self) -> Iterator[Diagnostic]:
        """Says how many findings were only counted."""
        for code, count in self._count_of.items():
            if count > _FINDINGS_LIMIT:
                args = {"finding": code, "count": str(count - _FINDINGS_LIMIT)}
                yield Diagnostic("findings-cut", self.source.path, args=args)

    # --- places

    def _line(self, start: int) -> int:
        """For what is rare: links and the like count on from the one before."""
        return self.source.line_of(self.base + start)

    def _section(self, raw: int | None) -> int | None:
        return raw if raw is None or self._sections is None else self._sections[raw]

    def _in_comment(self, start: int) -> bool:
        return _index_of(self._commented, start) is not None

    def _region_at(self, start: int) -> str | None:
        index = _index_of(self._generated, start)
        return self.regions[index][0] if index is not None else None

    def _context(self, leaf: int, line: int) -> int:
        """The index of the context that a leaf is, which begins on a line."""
        self._context_of_leaf[leaf] = index = len(self._contexts)
        start, end, kind, section, _ = self.structure.leaves[leaf]
        if kind == "item":
            end = self.structure.end_of_item(start, end)
        if self._sections is not None:
            section = self._section(section)
        text = context_text(self.raw, start, end, kind)
        self._contexts.append((text, self.base + start, self.base + end, line, section))
        return index

    def contexts(self) -> tuple[ContextRow, ...]:
        """The blocks of the links and tags that were read, in the order they were met."""
        return tuple(self._contexts)

    # --- facts

    def headings(self) -> tuple[HeadingRow, ...]:
        """Those outside block comments."""
        rows: list[HeadingRow] = []
        raw, base, count = self.raw, self.base, self._lined.count
        at, line = 0, self._first_line
        if self._hidden:
            self._sections = []
        for level, start, end in self.structure.headings:
            if self._sections is not None:
                hidden = _index_of(self._hidden, start) is not None
                kept = len(rows) if hidden else len(rows) + 1
                self._sections.append(kept - 1 if kept else None)
                if hidden:
                    continue
            line += count(b"\n", at, start)
            at = start
            text = heading_text(raw[start:end].decode())
            rows.append((level, text, base + start, base + end, line))
        return tuple(rows)

    def tasks(self) -> tuple[TaskRow, ...]:
        """List items with a checkbox, outside block comments."""
        items = self.structure.items
        if not items:
            return ()
        rows: list[TaskRow] = []
        nearest: list[int | None] = []
        raw, base, count = self.raw, self.base, self._lined.count
        at, line = 0, self._first_line
        for start, end, parent, section in items:
            around = None if parent is None else nearest[parent]
            if raw.find(b"[", start, start + MARK_REACH) < 0:
                nearest.append(around)
                continue
            mark = task_mark(raw, start, end)
            if mark is None or (self._hidden and _index_of(self._hidden, start) is not None):
                nearest.append(around)
                continue
            status, text = mark
            if status in _CYRILLIC_X:
                self._report("task-cyrillic-x", start, start + 1)
            line += count(b"\n", at, start)
            at = start
            self._task_of_item[len(nearest)] = task = len(rows)
            nearest.append(task)
            places = (around, self._section(section), self._region_at(start))
            rows.append((status, text, base + start, base + end, line, *places))
        return tuple(rows)

    def links(self) -> list[LinkRow]:
        """Wikilinks, embeds and inline links."""
        rows: list[LinkRow] = []
        structure = self.structure
        leaves, raw, base, count = structure.leaves, self.raw, self.base, self._lined.count
        at, line = 0, self._first_line
        known: int | None = None
        tail: _LinkTail = (None, None, None, False, None)
        for name, detail, start, reach, leaf in structure.links:
            if detail["link_type"].__class__ is not str:
                end = reach
                head_of = kept_wikilink_head if end - start <= SHORT_LINK else wikilink_head
                head = head_of(raw[start:end])
            else:
                head, end = self._inline_link(name == "Image", detail, start, reach)
            if head is None or leaf is None:
                continue
            if leaf != known:
                known = leaf
                leaf_start, _, _, section, item = leaves[leaf]
                context = self._context_of_leaf.get(leaf)
                if context is None:
                    if leaf_start >= at:
                        line += count(b"\n", at, leaf_start)
                        at = leaf_start
                        context = self._context(leaf, line)
                    else:  # the text of an item that goes on behind a nested block
                        context = self._context(leaf, self._line(leaf_start))
                if self._sections is not None:
                    section = self._section(section)
                task = None if item is None else self._task_of_item.get(item)
                tail = (context, section, task, False, None)
            line += count(b"\n", at, start)
            at = start
            if self._marked:
                tail = (*tail[:3], self._in_comment(start), self._region_at(start))
            rows.append(head + (base + start, base + end, line, None) + tail)  # noqa: RUF005 - faster
        if b"|" in raw and b"[[|" in raw:
            rows += self._odd_links()
            rows.sort(key=lambda row: row[7:9])
        return rows

    def _inline_link(
        self, embed: bool, detail: dict[str, Any], start: int, end: int
    ) -> tuple[LinkHead | None, int]:
        """How the row of ``[text](destination)`` begins, and where the link ends.

        A reference or an autolink is no link here (ML-13).
        """
        raw = self.raw
        if detail["link_type"] != "Inline":
            return None, end
        if embed and raw.startswith(b"![[", start):
            # `[a ![[b]] c](d)` is taken for an image with all that as its text; the embed is meant.
            close = raw.find(b"]]", start, end) + 2
            if close > 2:
                return wikilink_head(raw[start:close]), close
        original = raw[start:end].decode()
        text_start = start + 2 if embed else start + 1
        text = raw[text_start : self.structure.end_of_text(text_start, end, raw)].decode()
        parts = parse_destination(detail["dest_url"], text)
        return None if parts is None else (*parts, embed, "markdown", original), end

    def _odd_links(self) -> Iterator[LinkRow]:
        """``[[|]]`` and ``[[|alias]]``, which Obsidian keeps as links of that text (WL-12)."""
        structure, raw, base = self.structure, self.raw, self.base
        start = raw.find(b"[[|")
        while start >= 0:
            close = raw.find(b"]]", start, start + 4096)
            original = raw[start : close + 2].decode("utf-8", "replace") if close > 0 else ""
            parts = parse_wikilink(original)
            leaf = structure.leaf_at(start)
            if parts is not None and leaf is not None and not structure.is_opaque(start):
                self._report("wikilink-empty-target", start, close + 2, original=original)
                leaf_start, _, _, section, _ = structure.leaves[leaf]
                context = self._context_of_leaf.get(leaf)
                if context is None:
                    context = self._context(leaf, self._line(leaf_start))
                head = (*parts, False, "wiki", original, base + start, base + close + 2)
                tail = (self._in_comment(start), self._region_at(start))
                section = self._section(section)
                yield (*head, self._line(start), None, context, section, None, *tail)
            start = raw.find(b"[[|", start + 3)

    def tags(self) -> list[TagRow]:
        """Tags in plain text."""
        rows: list[TagRow] = []
        matches = list(iter_tags(self.body))
        if not matches:
            return rows
        structure, base, count = self.structure, self.base, self._lined.count
        masked = bool(structure.opaque or structure.links)
        at, line = 0, self._first_line
        leaf: int | None = None
        leaf_end = 0
        for name, start, end in matches if self.body.isascii() else _in_bytes(self.body, matches):
            if start >= leaf_end or masked:
                leaf = structure.prose_at(start)
                if leaf is None:
                    continue
                section = self._section(structure.leaves[leaf][3])
                context = self._context_of_leaf.get(leaf)
                if context is None:
                    context = self._context(leaf, self._line(structure.leaves[leaf][0]))
                # An item's text may go on behind a block that is nested in it.
                leaf_end = self._contexts[context][2] - base
            if name[-1] in "»›":
                self._report("tag-swallows-quote", start, end, tag=name)
            line += count(b"\n", at, start)
            at = start
            commented = self._marked and self._in_comment(start)
            region = self._region_at(start) if self._marked else None
            rows.append(
                (name, base + start, base + end, line, False, context, section, commented, region)
            )
        return rows

    def block_ids(self) -> tuple[BlockRow, ...]:
        """``^ids`` at the ends of blocks."""
        if b"^" not in self.raw:
            return ()
        return tuple(
            (name, self.base + start, self.base + end, self._line(start))
            for name, start, end in iter_block_ids(self.raw, self.structure)
        )

    def callouts(self) -> tuple[CalloutRow, ...]:
        """Quotes that begin with ``[!type]``."""
        if not self.structure.quotes:
            return ()
        return tuple(
            (kind, text, fold, self.base + start, self.base + end, self._line(start))
            for kind, text, fold, start, end in iter_callouts(self.raw, self.structure)
        )

    def footnotes(self) -> tuple[FootnoteRow, ...]:
        """Definitions, references and inline ones."""
        inline = b"^" in self.raw and b"^[" in self.raw
        if not inline and not self.structure.footnotes:
            return ()
        places = [
            (start, end, name, "definition" if defines else "reference")
            for defines, name, start, end in self.structure.footnotes
        ]
        if inline:
            places += [
                (start, end, "", "inline")
                for start, end in iter_inline_footnotes(self.raw, self.structure)
            ]
        return tuple(
            (name, form, self.base + start, self.base + end, self._line(start))
            for start, end, name, form in sorted(places)
        )

    # --- what few notes have

    def _read_comments(self) -> None:
        found = list(iter_comments(self.raw, self.structure))
        self._commented = [(start, end) for _, start, end in found]
        self._hidden = [(start, end) for block, start, end in found if block]
        self._marked = bool(found)
        self.comments = tuple(
            (block, self.base + start, self.base + end, self._line(start))
            for block, start, end in found
        )

    def _read_regions(self) -> None:
        found, broken = find_regions(self.raw, self.structure)
        if broken is not None:
            args = {"name": broken.name, "reason": broken.reason}
            self._report("region-broken", broken.start, broken.end, **args)
        self._generated = [(region.start, region.end) for region in found]
        self._marked = self._marked or bool(found)
        self.regions = tuple(
            (
                region.name,
                region.digest,
                self.base + region.start,
                self.base + region.end,
                self.base + region.body_start,
                self.base + region.body_end,
                self._line(region.start),
            )
            for region in found
        )
        for region in found:
            if is_edited(region.digest, self.raw[region.body_start : region.body_end].decode()):
                self._report("region-edited", region.start, region.body_start, name=region.name)


def _index_of(ranges: Sequence[tuple[int, int]], offset: int) -> int | None:
    """Which of some disjoint, sorted ranges holds an offset."""
    if not ranges:
        return None
    index = bisect_right(ranges, offset, key=lambda place: place[0]) - 1
    return index if index >= 0 and offset < ranges[index][1] else None


def _in_bytes(text: str, matches: Iterable[TagMatch]) -> Iterator[TagMatch]:
    """Matches with their byte offsets; linear, since matches come in order."""
    index = offset = 0
    for name, start, end in matches:
        offset += len(text[index:start].encode())
        length = len(text[start:end].encode())
        yield name, offset, offset + length
        offset, index = offset + length, end
