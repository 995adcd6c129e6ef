"""One file to one Note: the only place where the parts of reading come together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vaultkit.markdown.base import read_base
from vaultkit.markdown.blocks import (
    context_text,
    heading_source,
    heading_text,
    iter_block_ids,
    iter_callouts,
    iter_comments,
    iter_inline_footnotes,
    iter_region_marks,
    task_mark,
)
from vaultkit.markdown.canvas import read_canvas
from vaultkit.markdown.decode import encoding_diagnostics
from vaultkit.markdown.events import RawLink, read_structure
from vaultkit.markdown.frontmatter import Frontmatter, read_frontmatter
from vaultkit.markdown.links import LinkParts, parse_destination, parse_wikilink
from vaultkit.markdown.properties import PropertyFacts, read_properties
from vaultkit.markdown.tags import TagMatch, iter_tags
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import (
    BlockId,
    Callout,
    Comment,
    Context,
    Footnote,
    Heading,
    Link,
    Note,
    Region,
    Tag,
    Task,
)
from vaultkit.model.source import Source, Span

__all__ = ["read"]

_NO_PROPERTIES = PropertyFacts()
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
    return _BodyReader(source, body, base).note(block, facts)


class _BodyReader:
    """The body's facts, each list made once from the same structure."""

    def __init__(self, source: Source, body: str, base: int) -> None:
        self.source = source
        self.body = body
        self.base = base
        self.raw = body.encode()
        self.tag_matches = list(iter_tags(body)) if "#" in body else []
        self.structure = read_structure(body, self.raw, prose=bool(self.tag_matches))
        self.comments = tuple(self._comments())
        self.comment_spans = [comment.span for comment in self.comments]
        self.block_comments = [comment.span for comment in self.comments if comment.block]
        self.found: list[Diagnostic] = list(encoding_diagnostics(source))
        self.regions = self._regions()
        self.region_spans = [region.span for region in self.regions]
        self.contexts: list[Context] = []
        self.context_of_leaf: dict[int, int] = {}

    def note(self, block: Frontmatter | None, facts: PropertyFacts) -> Note:
        headings, section_of = self._headings()
        self.section_of = section_of
        tasks, task_of_item = self._tasks()
        links = self._links(task_of_item)
        tags = self._tags()
        ids = tuple(
            BlockId(name, self._span(start, end), self._line(start))
            for name, start, end in iter_block_ids(self.raw, self.structure)
        )
        properties: Mapping[str, Any] = block.properties if block is not None else {}
        title, title_from = self._title(properties)
        found = [*(block.diagnostics if block else ()), *facts.diagnostics, *self.found]
        return Note(
            path=self.source.path,
            title=title,
            title_from=title_from,
            digest=self.source.digest,
            properties=properties,
            entries=block.entries if block is not None else (),
            aliases=facts.aliases,
            headings=headings,
            links=(*facts.links, *links),
            tags=(*facts.tags, *tags),
            tasks=tasks,
            blocks=ids,
            callouts=tuple(
                Callout(kind, text, fold, self._span(start, end), self._line(start))
                for kind, text, fold, start, end in iter_callouts(self.raw, self.structure)
            ),
            footnotes=tuple(self._footnotes()),
            comments=self.comments,
            regions=self.regions,
            contexts=tuple(self.contexts),
            frontmatter=block.span if block is not None else None,
            error=block.error if block is not None else not self.source.readable,
            generated=properties.get("generated") == "vaultkit",
            diagnostics=tuple(sorted(found, key=lambda d: d.span or Span(0, 0))),
        )

    # --- places

    def _span(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + end)

    def _line(self, start: int) -> int:
        return self.source.line_of(self.base + start)

    def _in_block_comment(self, start: int) -> bool:
        return _inside(self.block_comments, self.base + start)

    def _in_comment(self, start: int) -> bool:
        return _inside(self.comment_spans, self.base + start)

    def _region_at(self, start: int) -> str | None:
        index = _index_of(self.region_spans, self.base + start)
        return self.regions[index].name if index is not None else None

    def _context(self, leaf_index: int) -> int:
        known = self.context_of_leaf.get(leaf_index)
        if known is not None:
            return known
        leaf = self.structure.leaves[leaf_index]
        section = self.section_of(leaf.section)
        span = self._span(leaf.start, leaf.end)
        text = context_text(self.raw, leaf)
        self.contexts.append(Context(text, span, self._line(leaf.start), section))
        index = len(self.contexts) - 1
        self.context_of_leaf[leaf_index] = index
        return index

    # --- facts

    def _title(self, properties: Mapping[str, Any]) -> tuple[str, Any]:
        written = properties.get("title")
        if isinstance(written, str) and written.strip():
            return written.strip(), "property"
        for heading in self.structure.headings:
            if heading.level == 1 and not self._in_block_comment(heading.start):
                plain = " ".join(heading.plain.split())
                if plain:
                    return plain, "heading"
                break
        return self.source.path.stem, "name"

    def _headings(self) -> tuple[tuple[Heading, ...], Any]:
        """The headings, and what a raw heading's index is among them (comments hide some)."""
        kept: list[Heading] = []
        index_of: list[int | None] = []
        for raw in self.structure.headings:
            if not self._in_block_comment(raw.start):
                text = heading_text(heading_source(self.raw, raw))
                span = self._span(raw.start, raw.end)
                kept.append(Heading(raw.level, text, span, self._line(raw.start)))
            index_of.append(len(kept) - 1 if kept else None)
        return tuple(kept), lambda raw: None if raw is None else index_of[raw]

    def _tasks(self) -> tuple[tuple[Task, ...], dict[int, int]]:
        tasks: list[Task] = []
        task_of_item: dict[int, int] = {}
        items = self.structure.items
        nearest: list[int | None] = []
        for index, item in enumerate(items):
            around = nearest[item.parent] if item.parent is not None else None
            mark = task_mark(self.raw, item.start, item.end)
            if mark is None or self._in_block_comment(item.start):
                nearest.append(around)
                continue
            status, text = mark
            if status in _CYRILLIC_X:
                at = self._span(item.start, item.start + 1)
                self.found.append(diagnose("task-cyrillic-x", self.source, at))
            task_of_item[index] = len(tasks)
            nearest.append(len(tasks))
            tasks.append(
                Task(
                    status=status,
                    text=text,
                    span=self._span(item.start, item.end),
                    line=self._line(item.start),
                    parent=around,
                    section=self.section_of(item.section),
                    region=self._region_at(item.start),
                )
            )
        return tuple(tasks), task_of_item

    def _links(self, task_of_item: Mapping[int, int]) -> tuple[Link, ...]:
        links = [
            self._link(raw, parts, task_of_item)
            for raw in self.structure.links
            if (parts := self._parts(raw)) is not None
        ]
        if b"[[|" in self.raw:
            links += self._odd_links()
            links.sort(key=lambda link: link.span)
        return tuple(links)

    def _parts(self, raw: RawLink) -> LinkParts | None:
        if raw.wiki:
            return parse_wikilink(self.raw[raw.start : raw.end].decode())
        text_start = raw.start + (2 if raw.embed else 1)
        return parse_destination(raw.destination, self.raw[text_start : raw.text_end].decode())

    def _link(self, raw: RawLink, parts: LinkParts, task_of_item: Mapping[int, int]) -> Link:
        leaf = self.structure.leaves[raw.leaf]
        return Link(
            target=parts.target,
            display=parts.display,
            heading=parts.heading,
            block=parts.block,
            embed=raw.embed,
            form="markdown" if not raw.wiki else "embed" if raw.embed else "wiki",
            original=self.raw[raw.start : raw.end].decode(),
            span=self._span(raw.start, raw.end),
            line=self._line(raw.start),
            context=self._context(raw.leaf),
            section=self.section_of(leaf.section),
            task=task_of_item.get(leaf.item) if leaf.item is not None else None,
            in_comment=self._in_comment(raw.start),
            region=self._region_at(raw.start),
        )

    def _odd_links(self) -> Iterator[Link]:
        """``[[|]]`` and ``[[|alias]]``, which Obsidian keeps as links of that text (WL-12)."""
        start = self.raw.find(b"[[|")
        while start >= 0:
            close = self.raw.find(b"]]", start, start + 4096)
            original = self.raw[start : close + 2].decode("utf-8", "replace") if close > 0 else ""
            parts = parse_wikilink(original)
            leaf = self._leaf_at(start)
            if parts is not None and leaf is not None and not self.structure.is_opaque(start):
                span = self._span(start, close + 2)
                self.found.append(
                    diagnose("wikilink-empty-target", self.source, span, original=original)
                )
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
                    section=self.section_of(self.structure.leaves[leaf].section),
                    in_comment=self._in_comment(start),
                    region=self._region_at(start),
                )
            start = self.raw.find(b"[[|", start + 3)

    def _leaf_at(self, start: int) -> int | None:
        leaves = self.structure.leaves
        index = bisect_right(leaves, start, key=lambda leaf: leaf.start) - 1
        return index if index >= 0 and start < leaves[index].end else None

    def _tags(self) -> Iterator[Tag]:
        for match, start, end in _in_bytes(self.body, self.tag_matches):
            if not self.structure.is_prose(start):
                continue
            span = self._span(start, end)
            if match.name.endswith(("»", "›")):
                self.found.append(diagnose("tag-swallows-quote", self.source, span, tag=match.name))
            leaf = self._leaf_at(start)
            section = self.structure.leaves[leaf].section if leaf is not None else None
            yield Tag(
                name=match.name,
                span=span,
                line=self._line(start),
                context=self._context(leaf) if leaf is not None else None,
                section=self.section_of(section),
                in_comment=self._in_comment(start),
                region=self._region_at(start),
            )

    def _comments(self) -> Iterator[Comment]:
        for block, start, end in iter_comments(self.raw, self.structure):
            yield Comment(block, self._span(start, end), self._line(start))

    def _footnotes(self) -> Iterator[Footnote]:
        places = [
            ("definition" if defines else "reference", name, start, end)
            for defines, name, start, end in self.structure.footnotes
        ]
        places += [
            ("inline", "", start, end)
            for start, end in iter_inline_footnotes(self.raw, self.structure)
        ]
        for form, name, start, end in sorted(places, key=lambda place: place[2]):
            yield Footnote(name, form, self._span(start, end), self._line(start))  # type: ignore[arg-type]

    def _regions(self) -> tuple[Region, ...]:
        """Regions in order; none at all where one is unbalanced, nested or doubled."""
        regions: list[Region] = []
        opened: tuple[str, str, int, int] | None = None
        for begins, name, digest, start, end in iter_region_marks(self.raw, self.structure):
            if begins and opened is None and all(region.name != name for region in regions):
                opened = (name, digest, start, end)
            elif not begins and opened is not None and opened[0] == name:
                body = self._span(_after_line_end(self.raw, opened[3]), start)
                span = self._span(opened[2], end)
                regions.append(Region(name, opened[1], span, body, self._line(opened[2])))
                opened = None
            else:
                reason = "nested in another" if begins and opened else "there twice"
                self._broken_region(name, reason if begins else "never begun", start, end)
                return ()
        if opened is not None:
            self._broken_region(opened[0], "never ended", opened[2], opened[3])
            return ()
        return tuple(regions)

    def _broken_region(self, name: str, reason: str, start: int, end: int) -> None:
        span = self._span(start, end)
        self.found.append(diagnose("region-broken", self.source, span, name=name, reason=reason))


def _index_of(spans: Sequence[Span], offset: int) -> int | None:
    """Which of some disjoint, sorted spans holds an offset."""
    if not spans:
        return None
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index if index >= 0 and offset < spans[index].end else None


def _inside(spans: Sequence[Span], offset: int) -> bool:
    return _index_of(spans, offset) is not None


def _in_bytes(text: str, matches: Sequence[TagMatch]) -> Iterator[tuple[TagMatch, int, int]]:
    """Matches with their byte ranges; linear, since matches come in order."""
    if text.isascii():
        for match in matches:
            yield match, match.start, match.end
        return
    index = offset = 0
    for match in matches:
        offset += len(text[index : match.start].encode())
        length = len(text[match.start : match.end].encode())
        yield match, offset, offset + length
        offset, index = offset + length, match.end


def _after_line_end(raw: bytes, at: int) -> int:
    if raw.startswith(b"\r\n", at):
        return at + 2
    return min(at + 1, len(raw))
