"""Measures of a graph that people understand. The only module that imports networkx.

Whatever goes to networkx has whole numbers as nodes, put in by order of the id: strings hash
differently in every process, and sets of them would be walked in another order each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

import networkx as nx

from vaultkit.graph.communities import (
    GREEDY_TOPICS,
    Groups,
    topic_map_of,
    weighted_communities,
)
from vaultkit.graph.findings import (
    BridgeLink,
    BridgeNote,
    Bridges,
    Broker,
    Community,
    Introduction,
    Linked,
    TopicMap,
)
from vaultkit.graph.gatherings import contacts_who_met, topic_ties, topics_discussed_together
from vaultkit.graph.graph import Graph, Node
from vaultkit.graph.introductions import introduction_of, ways_of
from vaultkit.graph.modularity import groups_of
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Kind

__all__ = [
    "bridges",
    "brokers",
    "communities",
    "communities_of",
    "contacts_who_met",
    "greedy_groups",
    "introduction_path",
    "most_linked",
    "to_networkx",
    "topic_map",
    "topics_discussed_together",
]

NETWORK: tuple[Kind, ...] = ("contact", "meeting", "topic")
"""The kinds of notes that make up the network of people and what they talk about."""


def to_networkx(graph: Graph) -> nx.MultiDiGraph[str]:
    """The graph for networkx, nodes and edges in their order, parallel links kept.

    Nodes have ``kind``, ``title``, ``tags`` (a tuple), ``exists`` and the numbers of links
    ``in`` and ``out``; edges have ``relation``, ``form``, ``embed`` and ``line``.
    """
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in graph.nodes:
        counts = {"in": len(graph.into(node.id)), "out": len(graph.out(node.id))}
        made.add_node(
            node.id,
            kind=node.kind,
            title=node.title,
            tags=node.tags,
            exists=node.exists,
            **counts,
        )
    for edge in graph.edges:
        made.add_edge(
            edge.source,
            edge.target,
            key=edge.key,
            relation=edge.relation,
            form=edge.form,
            embed=edge.embed,
            line=edge.line,
        )
    return made


_TOPIC: tuple[Kind, ...] = ("topic",)


def most_linked(graph: Graph, *, kinds: Collection[Kind] = _TOPIC) -> tuple[Linked, ...]:
    """The notes of these kinds that others link to, those that most notes link to first.

    Then by number of links, then by id. Templates and a note's links to itself do not count.
    """
    found: list[Linked] = []
    for node in graph.nodes:
        if node.kind in kinds:
            sources = [
                edge.source
                for edge in graph.into(node.id)
                if edge.source != node.id and graph.get_node(edge.source).kind != "template"
            ]
            notes = tuple(sorted(set(sources)))
            found.append(Linked(node.id, node.title, node.kind, len(sources), notes))
    linked = (each for each in found if each.notes)
    return tuple(sorted(linked, key=lambda each: (-len(each.notes), -each.links, each.id)))


# --- brokers

_EXACT_NODES = 2000
_PIVOTS = 200


def brokers(graph: Graph, *, kinds: Collection[Kind] = ("contact", "topic")) -> tuple[Broker, ...]:
    """The contacts and topics that most shortest ways lead through, the strongest first.

    Betweenness in the network of contacts, meetings and topics; those that join nothing are left
    out. Exact up to 2,000 notes, above that from a fixed sample. The cost is that of walking the
    network once for each of its notes, or of the sample.
    """
    nodes, network = _network(graph, NETWORK)
    pivots = None if len(nodes) <= _EXACT_NODES else _PIVOTS
    scores = nx.betweenness_centrality(network, k=pivots, seed=0)
    found = [
        Broker(
            node.id,
            node.title,
            node.kind,
            round(scores[number], 6),
            tuple(sorted(nodes[near].id for near in network[number])),
        )
        for number, node in enumerate(nodes)
        if node.kind in kinds
    ]
    joining = (each for each in found if each.score > 0)
    return tuple(sorted(joining, key=lambda each: (-each.score, each.id)))


def _network(graph: Graph, kinds: Collection[Kind]) -> tuple[tuple[Node, ...], nx.Graph[int]]:
    """The nodes of some kinds and, by their numbers, what links join, whichever way."""
    part = graph.filtered(kinds)
    number = {node.id: place for place, node in enumerate(part.nodes)}
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(part.nodes)))
    for edge in part.edges:
        if edge.source != edge.target:
            network.add_edge(number[edge.source], number[edge.target])
    return part.nodes, network


# --- communities


def communities(graph: Graph) -> tuple[Community, ...]:
    """The topics that belong together, the largest community first, then by name.

    A topic that nothing joins with another is in none.
    """
    return topic_map(graph).communities


def topic_map(graph: Graph) -> TopicMap:
    """The topics in communities, with what joins these and what stands alone.

    Topics are joined by links and by being discussed at the same meeting; groups are joined as
    long as that raises the modularity. Nearly linear in the topics and what joins them.
    """
    titles = {node.id: node.title for node in graph.nodes if node.kind == "topic" and node.exists}
    ties = [tie for tie in topic_ties(graph) if tie.a in titles and tie.b in titles]
    return topic_map_of(titles, ties, _groups_for(len(titles)))


def communities_of(
    titles: Mapping[str, str], weights: Mapping[tuple[str, str], int]
) -> tuple[Community, ...]:
    """``communities`` of topics whose titles are given, and how strongly each two are joined."""
    return weighted_communities(titles, weights, _groups_for(len(titles)))


def _groups_for(topics: int) -> Groups:
    return greedy_groups if topics <= GREEDY_TOPICS else groups_of


def greedy_groups(size: int, ties: Sequence[tuple[int, int, int]]) -> list[list[int]]:
    """What ``groups_of`` gives, by networkx."""
    if not ties:
        return [[node] for node in range(size)]
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(size))
    network.add_weighted_edges_from(ties)
    return sorted(
        sorted(group)
        for group in nx.community.greedy_modularity_communities(network, weight="weight")
    )


# --- bridges


def bridges(graph: Graph, *, smallest: int = 2) -> Bridges:
    """The notes and links that alone hold parts of the network together.

    The network is that of contacts, meetings and topics. Parts of fewer than ``smallest`` notes
    do not make a bridge, else every note with one link would have one. Linear in notes and links.
    """
    nodes, network = _network(graph, NETWORK)
    notes: list[BridgeNote] = []
    links: list[BridgeLink] = []
    for component in nx.connected_components(network):
        blocks = _blocks(network, component)
        size = len(component)
        sides = _sides(blocks, size)
        notes.extend(_bridge_notes(nodes, network, blocks, sides, smallest=smallest))
        links.extend(_bridge_links(graph, nodes, blocks, sides, size=size, smallest=smallest))
    return Bridges(
        notes=tuple(sorted(notes, key=lambda each: (-each.parts[1], -sum(each.parts), each.id))),
        links=tuple(sorted(links, key=lambda each: (-min(each.sides), each.a, each.b))),
    )


_Blocks = Sequence[Sequence[int]]
_Sides = dict[tuple[int, int], int]


def _blocks(network: nx.Graph[int], component: Collection[int]) -> _Blocks:
    """The parts that hang together even without any one of their nodes; they share such nodes."""
    part = network.subgraph(component)
    # The type stubs take each block for a list of sets; it is one set of nodes.
    found = cast("Iterable[Iterable[int]]", nx.biconnected_components(part))
    return sorted(sorted(block) for block in found)


def _sides(blocks: _Blocks, size: int) -> _Sides:
    """For each cut node and block of it: how many nodes hang on the node through that block.

    Blocks and the nodes they share form a tree. Summed up from its leaves, each branch knows
    its size; what lies on the other side is the rest.
    """
    tree: nx.Graph[tuple[str, int]] = nx.Graph()
    homes: dict[int, list[int]] = {}
    for place, block in enumerate(blocks):
        tree.add_node(("block", place))
        for member in block:
            homes.setdefault(member, []).append(place)
    for member, places in homes.items():
        if len(places) > 1:
            tree.add_edges_from((("node", member), ("block", place)) for place in places)
    sides: _Sides = {}
    below: dict[tuple[str, int], int] = {}
    order = list(nx.dfs_preorder_nodes(tree, ("block", 0))) if blocks else []
    parents = nx.dfs_predecessors(tree, ("block", 0)) if blocks else {}
    for at in reversed(order):
        kind, number = at
        own = 1 if kind == "node" else sum(len(homes[member]) == 1 for member in blocks[number])
        below[at] = below.get(at, 0) + own
        parent = parents.get(at)
        if parent is None:
            continue
        below[parent] = below.get(parent, 0) + below[at]
        if kind == "block":
            sides[parent[1], number] = below[at]
        else:
            sides[number, parent[1]] = size - below[at]
    return sides


def _bridge_notes(
    nodes: Sequence[Node],
    network: nx.Graph[int],
    blocks: _Blocks,
    sides: _Sides,
    *,
    smallest: int,
) -> Iterable[BridgeNote]:
    places: dict[int, list[int]] = {}
    for member, place in sorted(sides):
        places.setdefault(member, []).append(place)
    for member, found in places.items():
        parts = [
            (
                sides[member, place],
                tuple(nodes[n].id for n in blocks[place] if n in network[member]),
            )
            for place in found
            if sides[member, place] >= smallest
        ]
        if len(parts) > 1:
            parts.sort(key=lambda part: (-part[0], part[1]))
            node = nodes[member]
            sizes, joins = zip(*parts, strict=True)
            yield BridgeNote(node.id, node.title, node.kind, sizes, joins)


def _bridge_links(
    graph: Graph, nodes: Sequence[Node], blocks: _Blocks, sides: _Sides, *, size: int, smallest: int
) -> Iterable[BridgeLink]:
    for place, block in enumerate(blocks):
        if len(block) != 2:
            continue
        a, b = (nodes[number].id for number in block)
        # A node that is in no other block is alone on its side, all the rest on the other one.
        side_b, side_a = (sides.get((number, place), size - 1) for number in block)
        if min(side_a, side_b) >= smallest:
            there = sum(edge.target == b for edge in graph.out(a))
            back = sum(edge.target == a for edge in graph.out(b))
            yield BridgeLink(a, b, (side_a, side_b), there + back)


# --- introductions


def introduction_path(graph: Graph, start: str, goal: str) -> Introduction | None:
    """The nearest way from one contact to another, over people who can introduce them.

    People who met are nearer than people who share a topic. None where there is no way; without
    steps from a contact to itself. Raises UsageError where one of the two is no contact.
    """
    for contact in (start, goal):
        if graph.get_node(contact).kind != "contact":
            raise UsageError(f"'{contact}' is no contact")
    ways = ways_of(graph)
    number = {node.id: place for place, node in enumerate(graph.nodes)}
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(number)))
    for (one, other), way in sorted(ways.items()):
        network.add_edge(number[one], number[other], weight=way.cost)
    try:
        places = nx.dijkstra_path(network, number[start], number[goal])
    except nx.NetworkXNoPath:
        return None
    return introduction_of(graph, ways, [graph.nodes[place].id for place in places])
