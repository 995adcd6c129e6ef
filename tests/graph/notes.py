"""Notes for the tests, as values: what reading a file would give, without reading one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vaultkit.graph.graph import Graph
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.resolve import NameIndex, resolve_links
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.note import BlockId, Footnote, Heading, Link, Note, Tag, Task
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Span

NOWHERE = Span(0, 0)


def paths(*texts: str) -> list[VaultPath]:
    return [VaultPath(text) for text in texts]


def link(target: str, **more: Any) -> Link:
    """A wikilink, or with ``property=`` one in a property."""
    values: dict[str, Any] = {
        "target": target,
        "display": target,
        "heading": None,
        "block": None,
        "embed": False,
        "form": "property" if "property" in more else "wiki",
        "original": f"[[{target}]]",
        "span": NOWHERE,
        "line": 1,
    }
    return Link(**(values | more))


def note(
    path: str,
    *links: Link | str,
    title: str | None = None,
    tags: Iterable[str] = (),
    headings: Iterable[tuple[int, str]] = (),
    blocks: Iterable[str] = (),
    footnotes: Iterable[str] = (),
    properties: Mapping[str, Any] | None = None,
) -> Note:
    """A note whose links stand one a line, ten bytes apart, in the order given."""
    where = VaultPath(path)
    made = [item if isinstance(item, Link) else link(item) for item in links]
    placed = tuple(
        item._replace(span=Span(10 * number, 10 * number + 5), line=number + 1)
        for number, item in enumerate(made)
    )
    return Note(
        path=where,
        title=where.stem if title is None else title,
        title_from="name" if title is None else "property",
        digest="0" * 64,
        properties=properties or {},
        headings=tuple(Heading(level, text, NOWHERE, 1) for level, text in headings),
        links=placed,
        tags=tuple(Tag(name, NOWHERE, 1) for name in tags),
        tasks=(Task(" ", "дело", NOWHERE, 1),),
        blocks=tuple(BlockId(name, NOWHERE, 1) for name in blocks),
        footnotes=tuple(Footnote(name, "definition", NOWHERE, 1) for name in footnotes),
    )


def graph_of(
    *notes: Note,
    files: Iterable[str] = (),
    excluded: Iterable[str] = (),
    config: Config | None = None,
) -> Graph:
    """The graph of these notes (and other files), with kinds by the default rules."""
    by_path = {item.path: item for item in notes}
    rules = KindRules.of(config or Config(), ObsidianSettings())
    kinds = {path: kind_of(item, rules) for path, item in by_path.items()}
    index = NameIndex.of((*by_path, *paths(*files)))
    links = resolve_links(by_path, index)
    return Graph.of(by_path, kinds, links, excluded=frozenset(paths(*excluded)))
