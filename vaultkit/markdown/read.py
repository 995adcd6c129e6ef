"""One file to one Note: the only place where the parts of reading come together."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from vaultkit.markdown.base import read_base
from vaultkit.markdown.blocks import (
    context_text,
    heading_text,
    iter_block_ids,
    iter_callouts,
    iter_comments,
    iter_inline_footnotes,
    task_mark,
)
from vaultkit.markdown.canvas import read_canvas
from vaultkit.markdown.decode import encoding_diagnostics
from vaultkit.markdown.events import plain_text, read_structure
from vaultkit.markdown.frontmatter import Frontmatter, read_frontmatter
from vaultkit.markdown.links import parse_destination, parse_wikilink
from vaultkit.markdown.properties import PropertyFacts, read_properties
from vaultkit.markdown.regions import find_regions
from vaultkit.markdown.tags import TagMatch, iter_tags
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import (
    BlockId,
    Callout,
    Comment,
    Context,
    Footnote,
    FootnoteForm,
    Heading,
    Link,
    Note,
    Region,
    Tag,
    Task,
    TitleFrom,
)
from vaultkit.model.source import Source, Span

__all__ = ["read"]

_NO_PROPERTIES = PropertyFacts()
_LARGE = 100_000
_FINDINGS_LIMIT = 1000
"""Findings of one code that are listed for a file."""
_CYRILLIC_X = frozenset("хХ")


def read(source: Source) -> Note:
    """What a ``.md``, ``.canvas`` or ``.base`` file says. Never raises, whatever the bytes are.

    Cost is linear in the file's length.
    """
    suffix = source.path.suffix
    if suffix == ".canvas":
        return read_canvas(source)
    if suffix == ".base":
        return read_base(source)
    block = read_frontmatter(source)
    facts = read_properties(source, block) if block is not None else _NO_PROPERTIES
    body = source.text[block.length :] if block is not None else source.text
    base = block.span.end if block is not None else source.bom
    with _collector_paused() if len(body) > _LARGE else nullcontext():
        return _BodyReader(source, body, base).note(block, facts)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A megabyte of tags is a million objects, none of them garbage.

    Having them looked through again and again as they come took a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _BodyReader:
    """The body's facts, each list made once from the same structure."""

    def __init__(self, source: Source, body: str, base: int) -> None:
        self.source = source
        self.body = body
        self.base = base
        self.raw = body.encode()
        self.structure = read_structure(body, self.raw)
        self.found: list[Diagnostic] = list(encoding_diagnostics(source))
        self.count_of: dict[str, int] = {}
        self.comments = tuple(self._comments()) if "%%" in body else ()
        self.comment_spans = [comment.span for comment in self.comments]
        self.block_comments = [comment.span for comment in self.comments if comment.block]
        self.regions = self._regions() if "vaultkit:" in body else ()
        self.region_spans = [region.span for region in self.regions]
        self.sections: list[int | None] = []
        """Which heading of the note a raw heading is (comments hide some), or the one before."""
        self.contexts: list[Context] = []
        self.context_of_leaf: dict[int, int] = {}

    def note(self, block: Frontmatter | None, facts: PropertyFacts) -> Note:
        headings = self._headings()
        tasks, task_of_item = self._tasks() if self.structure.items else ((), {})
        links = self._links(task_of_item)
        tags = tuple(self._tags()) if "#" in self.body else ()
        properties: Mapping[str, Any] = block.properties if block is not None else {}
        self._report_cut()
        title, title_from = self._title(properties, headings)
        found = [*(block.diagnostics if block else ()), *facts.diagnostics, *self.found]
        if len(found) > 1:
            found.sort(key=lambda diagnostic: diagnostic.span or Span(0, 0))
        return Note(
            path=self.source.path,
            title=title,
            title_from=title_from,
            digest=self.source.digest,
            properties=properties,
            aliases=facts.aliases,
            headings=headings,
            links=facts.links + links,
            tags=facts.tags + tags,
            tasks=tasks,
            blocks=self._block_ids() if "^" in self.body else (),
            callouts=self._callouts() if self.structure.quotes else (),
            footnotes=self._footnotes(),
            comments=self.comments,
            regions=self.regions,
            contexts=tuple(self.contexts),
            frontmatter=block.span if block is not None else None,
            error=block.error if block is not None else not self.source.readable,
            diagnostics=tuple(found),
        )

    def _report(self, code: str, start: int, end: int, **args: str) -> None:
        """Adds a finding; past the limit they are only counted."""
        count = self.count_of[code] = self.count_of.get(code, 0) + 1
        if count <= _FINDINGS_LIMIT:
            self.found.append(diagnose(code, self.source, self._span(start, end), **args))

    def _report_cut(self) -> None:
        """Says how many findings were only counted."""
        for code, count in self.count_of.items():
            if count > _FINDINGS_LIMIT:
                args = {"finding": code, "count": str(count - _FINDINGS_LIMIT)}
                self.found.append(Diagnostic("findings-cut", self.source.path, args=args))

    # --- places

    def _span(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + end)

    def _line(self, start: int) -> int:
        return bisect_right(self.source.line_starts, self.base + start)

    def _section(self, raw: int | None) -> int | None:
        return None if raw is None else self.sections[raw]

    def _in_block_comment(self, start: int) -> bool:
        return _index_of(self.block_comments, self.base + start) is not None

    def _in_comment(self, start: int) -> bool:
        return _index_of(self.comment_spans, self.base + start) is not None

    def _region_at(self, start: int) -> str | None:
        index = _index_of(self.region_spans, self.base + start)
        return self.regions[index].name if index is not None else None

    def _context(self, leaf_index: int) -> int:
        known = self.context_of_leaf.get(leaf_index)
        if known is not None:
            return known
        leaf = self.structure.leaf(leaf_index)
        self.context_of_leaf[leaf_index] = index = len(self.contexts)
        self.contexts.append(
            Context(
                context_text(self.raw, leaf),
                Span(self.base + leaf.start, self.base + leaf.end),
                self._line(leaf.start),
                self._section(leaf.section),
            )
        )
        return index

    # --- facts

    def _title(
        self, properties: Mapping[str, Any], headings: Sequence[Heading]
    ) -> tuple[str, TitleFrom]:
        written = properties.get("title")
        if isinstance(written, str) and written.strip():
            return written.strip(), "property"
        first = next((heading for heading in headings if heading.level == 1), None)
        if first is not None and (plain := plain_text(first.text)):
            return plain, "heading"
        return self.source.path.stem, "name"

    def _headings(self) -> tuple[Heading, ...]:
        kept: list[Heading] = []
        for level, start, end in self.structure.headings:
            if not self.block_comments or not self._in_block_comment(start):
                text = heading_text(self.raw[start:end].decode())
                kept.append(Heading(level, text, self._span(start, end), self._line(start)))
            self.sections.append(len(kept) - 1 if kept else None)
        return tuple(kept)

    def _tasks(self) -> tuple[tuple[Task, ...], dict[int, int]]:
        tasks: list[Task] = []
        task_of_item: dict[int, int] = {}
        items = self.structure.items
        nearest: list[int | None] = []
        for index, (start, end, parent, section) in enumerate(items):
            around = nearest[parent] if parent is not None else None
            mark = task_mark(self.raw, start, end)
            if mark is None or (self.block_comments and self._in_block_comment(start)):
                nearest.append(around)
                continue
            status, text = mark
            if status in _CYRILLIC_X:
                self._report("task-cyrillic-x", start, start + 1)
            task_of_item[index] = len(tasks)
            nearest.append(len(tasks))
            tasks.append(
                Task(
                    status=status,
                    text=text,
                    span=self._span(start, end),
                    line=self._line(start),
                    parent=around,
                    section=self._section(section),
                    region=self._region_at(start),
                )
            )
        return tuple(tasks), task_of_item

    def _links(self, task_of_item: Mapping[int, int]) -> tuple[Link, ...]:
        links: list[Link] = []
        raw, base, leaves = self.raw, self.base, self.structure.leaves
        marked = bool(self.comments or self.regions)
        for found in self.structure.links:
            start, end = found.start, found.end
            original = raw[start:end].decode()
            if found.wiki:
                parts = parse_wikilink(original)
            else:
                text_end = self.structure.end_of_text(found, raw)
                text = raw[start + (2 if found.embed else 1) : text_end].decode()
                parts = parse_destination(found.destination, text)
            if parts is None:
                continue
            section, item = leaves[found.leaf][3:]
            links.append(
                Link(
                    parts.target,
                    parts.display,
                    parts.heading,
                    parts.block,
                    found.embed,
                    "markdown" if not found.wiki else "embed" if found.embed else "wiki",
                    original,
                    Span(base + start, base + end),
                    self._line(start),
                    None,
                    self._context(found.leaf),
                    self._section(section),
                    task_of_item.get(item) if item is not None else None,
                    marked and self._in_comment(start),
                    self._region_at(start) if marked else None,
                )
            )
        if b"[[|" in raw:
            links += self._odd_links()
            links.sort(key=lambda link: link.span)
        return tuple(links)

    def _odd_links(self) -> Iterator[Link]:
        """``[[|]]`` and ``[[|alias]]``, which Obsidian keeps as links of that text (WL-12)."""
        start = self.raw.find(b"[[|")
        while start >= 0:
            close = self.raw.find(b"]]", start, start + 4096)
            original = self.raw[start : close + 2].decode("utf-8", "replace") if close > 0 else ""
            parts = parse_wikilink(original)
            leaf = self.structure.leaf_at(start)
            if parts is not None and leaf is not None and not self.structure.is_opaque(start):
                span = self._span(start, close + 2)
                self._report("wikilink-empty-target", start, close + 2, original=original)
                yield Link(
                    target=parts.target,
                    display=parts.display,
                    heading=parts.heading,
                    block=parts.block,
                    embed=False,
                    form="wiki",
                    original=original,
                    span=span,
                    line=self._line(start),
                    context=self._context(leaf),
                    section=self._section(self.structure.leaves[leaf][3]),
                    in_comment=self._in_comment(start),
                    region=self._region_at(start),
                )
            start = self.raw.find(b"[[|", start + 3)

    def _tags(self) -> Iterator[Tag]:
        marked = bool(self.comments or self.regions)
        structure, base = self.structure, self.base
        masked = bool(structure.opaque or structure.linked)
        matches: Iterable[TagMatch] = iter_tags(self.body)
        if not self.body.isascii():
            matches = _in_bytes(self.body, matches)
        leaf: int | None = None
        leaf_end = 0
        for name, start, end in matches:
            if start >= leaf_end or masked:
                leaf = structure.prose_at(start)
                if leaf is None:
                    continue
                section = self._section(structure.leaves[leaf][3])
                context = self._context(leaf)
                # An item's text may go on behind a block that is nested in it.
                leaf_end = self.contexts[context].span.end - base
            if name[-1] in "»›":
                self._report("tag-swallows-quote", start, end, tag=name)
            yield Tag(
                name,
                Span(base + start, base + end),
                self._line(start),
                False,
                context,
                section,
                marked and self._in_comment(start),
                self._region_at(start) if marked else None,
            )

    def _regions(self) -> tuple[Region, ...]:
        regions, broken = find_regions(self.raw, self.structure)
        if broken is not None:
            args = {"name": broken.name, "reason": broken.reason}
            self._report("region-broken", broken.start, broken.end, **args)
        return tuple(
            Region(
                region.name,
                region.digest,
                self._span(region.start, region.end),
                self._span(region.body_start, region.body_end),
                self._line(region.start),
            )
            for region in regions
        )

    def _block_ids(self) -> tuple[BlockId, ...]:
        return tuple(
            BlockId(name, self._span(start, end), self._line(start))
            for name, start, end in iter_block_ids(self.raw, self.structure)
        )

    def _callouts(self) -> tuple[Callout, ...]:
        return tuple(
            Callout(kind, text, fold, self._span(start, end), self._line(start))
            for kind, text, fold, start, end in iter_callouts(self.raw, self.structure)
        )

    def _comments(self) -> Iterator[Comment]:
        for block, start, end in iter_comments(self.raw, self.structure):
            yield Comment(block, self._span(start, end), self._line(start))

    def _footnotes(self) -> tuple[Footnote, ...]:
        places: list[tuple[int, int, str, FootnoteForm]] = [
            (start, end, name, "definition" if defines else "reference")
            for defines, name, start, end in self.structure.footnotes
        ]
        if "^[" in self.body:
            places += [
                (start, end, "", "inline")
                for start, end in iter_inline_footnotes(self.raw, self.structure)
            ]
        return tuple(
            Footnote(name, form, self._span(start, end), self._line(start))
            for start, end, name, form in sorted(places)
        )


def _index_of(spans: Sequence[Span], offset: int) -> int | None:
    """Which of some disjoint, sorted spans holds an offset."""
    if not spans:
        return None
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index if index >= 0 and offset < spans[index].end else None


def _in_bytes(text: str, matches: Iterable[TagMatch]) -> Iterator[TagMatch]:
    """Matches with their byte offsets; linear, since matches come in order."""
    index = offset = 0
    for name, start, end in matches:
        offset += len(text[index:start].encode())
        length = len(text[start:end].encode())
        yield TagMatch(name, offset, offset + length)
        offset, index = offset + length, end
