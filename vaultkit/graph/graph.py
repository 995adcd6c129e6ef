"""The notes of a vault and the links between them, as a view that is only read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from vaultkit.graph.resolve import path_of
from vaultkit.model.attending import is_called_off_by
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Kind, Missing, ResolvedLink, unresolved_name
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

__all__ = ["Edge", "Graph", "Node"]

# What a note that nobody has written yet is taken for, by the links that ask for it. Templates
# ask for nothing: their links are examples.
_WISHED: Mapping[str, Kind] = {
    "attendee": "contact",
    "organiser": "contact",
    "introduced_by": "contact",
    "topic": "topic",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A note, a file that notes link to, or a note that is only linked to (not ``exists``).

    ``id`` is the path; of a missing note ``?`` and the first spelling of it. A missing note's
    kind is what its links take it for (an attendee is a contact), else ``other``.
    """

    id: str
    kind: Kind
    title: str
    tags: tuple[str, ...] = ()
    exists: bool = True
    readable: bool = True
    """False where the note's properties cannot be read."""
    called_off: bool = False
    """Whether it is a meeting that will not be."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One link. ``key`` numbers the parallel links of the same two nodes from 0 on."""

    source: str
    target: str
    key: int
    link: ResolvedLink

    @property
    def relation(self) -> str:
        """What the link says: one of ``relations.RELATIONS``."""
        return self.link.relation

    @property
    def form(self) -> str:
        """How it is written: wiki, embed, Markdown, property or canvas."""
        return self.link.link.form

    @property
    def embed(self) -> bool:
        """Whether it shows its target in place."""
        return self.link.link.embed

    @property
    def line(self) -> int:
        """The 1-based line of the source file."""
        return self.link.link.line


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes sorted by id, and links sorted by source path and place; parallel ones are kept.

    Made by ``of``. Methods that take an id are as quick as what they return is short, unless
    their text says otherwise. An id that is not in the graph has no links.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    _by_id: Mapping[str, Node] = field(repr=False, compare=False)
    _out: Mapping[str, tuple[Edge, ...]] = field(repr=False, compare=False)
    _into: Mapping[str, tuple[Edge, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        notes: Mapping[VaultPath, Note],
        kinds: Mapping[VaultPath, Kind],
        links: Mapping[VaultPath, Iterable[ResolvedLink]],
        *,
        excluded: Collection[VaultPath] = frozenset(),
    ) -> Graph:
        """The graph of these notes and of what their links lead to.

        Left out are ``excluded`` files with all links from and to them (RS-15), and links that
        stand in a generated region. Costs linear time, but for the sorting.
        """
        kept = [
            link
            for path in sorted(notes)
            if path not in excluded
            for link in sorted(links.get(path, ()), key=lambda item: item.link.span)
            if link.link.region is None and path_of(link.resolution) not in excluded
        ]
        found: dict[str, Node] = {
            path: _note_node(note, kinds.get(path, "other"))
            for path, note in notes.items()
            if path not in excluded
        }
        for link in kept:
            if (path := link.path) is not None and path not in found:
                found[path] = Node(path, "other", path.name)
        missing = _missing_nodes(kept, found)
        found.update((node.id, node) for node in missing.values())
        return _graph(found.values(), _edges(kept, missing))

    def has(self, node_id: str) -> bool:
        """Whether a node of this id is in the graph."""
        return node_id in self._by_id

    def find_node(self, node_id: str) -> Node | None:
        """The node of this id, or None."""
        return self._by_id.get(node_id)

    def get_node(self, node_id: str) -> Node:
        """The node of this id. Raises UsageError where there is none."""
        node = self._by_id.get(node_id)
        if node is None:
            raise UsageError(f"'{node_id}' is not in the graph")
        return node

    def out(self, node_id: str) -> tuple[Edge, ...]:
        """The links that stand in a node, in document order; those to itself too."""
        return self._out.get(node_id, ())

    def into(self, node_id: str) -> tuple[Edge, ...]:
        """The links that lead to a node, by source path and place; those from itself too."""
        return self._into.get(node_id, ())

    def neighbours(self, node_id: str) -> tuple[str, ...]:
        """The ids a link joins a node with, either way: sorted, unique, without itself."""
        ends = {edge.target for edge in self.out(node_id)}
        ends.update(edge.source for edge in self.into(node_id))
        ends.discard(node_id)
        return tuple(sorted(ends))

    def orphans(self) -> tuple[Node, ...]:
        """The notes and canvases that no link leaves or reaches, sorted by id (MN-05).

        A link to itself joins a note with nothing. Linear in nodes and links.
        """
        return tuple(node for node in self._texts() if not self.neighbours(node.id))

    def dead_ends(self) -> tuple[Node, ...]:
        """The notes and canvases without a link to anything else, sorted by id (MN-05).

        Orphans are among them. A link to a missing note is a link. Linear in nodes and links.
        """
        return tuple(
            node
            for node in self._texts()
            if all(edge.target == node.id for edge in self.out(node.id))
        )

    def unresolved(self) -> dict[str, tuple[ResolvedLink, ...]]:
        """The links to each missing note, under its key: the most wanted first, then by key.

        The links are sorted by source path and place. Linear in links, but for the sorting.
        """
        wanted: dict[str, list[ResolvedLink]] = {}
        for edge in self.edges:
            if isinstance(edge.link.resolution, Missing):
                wanted.setdefault(edge.link.resolution.key, []).append(edge.link)
        by_demand = sorted(wanted.items(), key=lambda item: (-len(item[1]), item[0]))
        return {key: tuple(links) for key, links in by_demand}

    def around(self, node_id: str, depth: int, *, kinds: Collection[Kind] | None = None) -> Graph:
        """What is at most ``depth`` links away from a node, either way, with all links between.

        With ``kinds`` other nodes are neither shown nor walked through, the node itself excepted.
        Raises UsageError where the node is not in the graph. Linear in the nodes and links met.
        """
        self.get_node(node_id)
        kept = _kind_filter(kinds)
        reached = {node_id}
        outermost = [node_id]
        for _ in range(depth):
            met = {near for at in outermost for near in self.neighbours(at)} - reached
            outermost = sorted(near for near in met if kept(self._by_id[near]))
            reached.update(outermost)
        return self._within(reached)

    def filtered(self, kinds: Collection[Kind]) -> Graph:
        """The nodes of these kinds with all links between them. Linear in nodes and links."""
        kept = _kind_filter(kinds)
        return self._within({node.id for node in self.nodes if kept(node)})

    def path(self, start: str, goal: str) -> tuple[Edge, ...] | None:
        """The links of a shortest way from one node to another, whichever way each points.

        Empty from a node to itself, None where there is no way. Of several ways the one whose
        first step has the smallest id, then its second; of parallel links the first, one that
        points forward before one that points back. Raises UsageError for an id that is not in
        the graph. Linear in nodes and links.
        """
        self.get_node(start)
        self.get_node(goal)
        came_from: dict[str, str] = {start: start}
        waiting = deque([start])
        while waiting and goal not in came_from:
            at = waiting.popleft()
            for near in self.neighbours(at):
                if near not in came_from:
                    came_from[near] = at
                    waiting.append(near)
        if goal not in came_from:
            return None
        steps = [goal]
        while steps[-1] != start:
            steps.append(came_from[steps[-1]])
        steps.reverse()
        return tuple(self._link_between(*pair) for pair in pairwise(steps))

    def _link_between(self, start: str, goal: str) -> Edge:
        forward = (edge for edge in self.out(start) if edge.target == goal)
        back = (edge for edge in self.out(goal) if edge.target == start)
        return next(forward, None) or next(back)

    def _texts(self) -> Iterator[Node]:
        return (node for node in self.nodes if node.exists and node.id.endswith((".md", ".canvas")))

    def _within(self, ids: Collection[str]) -> Graph:
        edges = (edge for at in ids for edge in self.out(at) if edge.target in ids)
        ordered = sorted(edges, key=_edge_order)
        return _graph((self._by_id[at] for at in ids), ordered)


def _note_node(note: Note, kind: Kind) -> Node:
    is_off = kind == "meeting" and is_called_off_by(note.properties)
    readable = not note.error
    return Node(note.path, kind, note.title, note.tag_names, readable=readable, called_off=is_off)


def _missing_nodes(links: Iterable[ResolvedLink], found: Mapping[str, Node]) -> dict[str, Node]:
    """A node for each key of unresolved links, spelt as the first of them (RS-16)."""
    spelling: dict[str, str] = {}
    wished: dict[str, Kind] = {}
    for link in links:
        if isinstance(link.resolution, Missing):
            key = link.resolution.key
            spelling.setdefault(key, unresolved_name(link.link.target))
            if link.relation in _WISHED and found[link.source].kind != "template":
                wished.setdefault(key, _WISHED[link.relation])
    nodes: dict[str, Node] = {}
    for key, name in spelling.items():
        node_id = "?" + name
        while node_id in found:  # a file whose own name begins with a question mark
            node_id = "?" + node_id
        title = name.rsplit("/", 1)[-1] or name
        nodes[key] = Node(node_id, wished.get(key, "other"), title, exists=False)
    return nodes


def _edges(links: Iterable[ResolvedLink], missing: Mapping[str, Node]) -> Iterator[Edge]:
    parallel: dict[tuple[str, str], int] = {}
    for link in links:
        resolution = link.resolution
        target = (
            missing[resolution.key].id
            if isinstance(resolution, Missing)
            else str(path_of(resolution))
        )
        key = parallel.get((link.source, target), 0)
        parallel[link.source, target] = key + 1
        yield Edge(link.source, target, key, link)


def _edge_order(edge: Edge) -> tuple[str, int, int]:
    return edge.source, edge.link.link.span.start, edge.key


def _graph(nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    by_id = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
    ordered = tuple(edges)
    return Graph(
        nodes=tuple(by_id.values()),
        edges=ordered,
        _by_id=by_id,
        _out=_grouped(ordered, lambda edge: edge.source),
        _into=_grouped(ordered, lambda edge: edge.target),
    )


def _grouped(edges: Iterable[Edge], end: Callable[[Edge], str]) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(end(edge), []).append(edge)
    return {node_id: tuple(group) for node_id, group in groups.items()}


def _kind_filter(kinds: Collection[Kind] | None) -> Callable[[Node], bool]:
    return lambda node: kinds is None or node.kind in kinds
