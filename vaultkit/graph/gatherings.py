"""Who was at a meeting, what it was about, and which pairs that makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from vaultkit.graph.findings import Pair, Tie
from vaultkit.graph.graph import Edge, Graph, Node
from vaultkit.model.attending import attendees_among
from vaultkit.model.links import Kind

__all__ = [
    "attendees_of",
    "contacts_who_met",
    "iter_meetings",
    "topic_ties",
    "topics_discussed_together",
    "topics_of",
]


def iter_meetings(graph: Graph) -> Iterator[Node]:
    """The graph's meetings, sorted by id."""
    return (node for node in graph.nodes if node.kind == "meeting")


def attendees_of(graph: Graph, meeting: str) -> tuple[str, ...]:
    """The contacts at a meeting, sorted; ``attendees_among`` says which these are."""
    edges = _edges_to(graph, meeting, "contact")
    linked = [(edge.link, edge.target) for edge in edges]
    return tuple(sorted(attendees_among(linked, readable=graph.get_node(meeting).readable)))


def topics_of(graph: Graph, meeting: str) -> tuple[str, ...]:
    """The topics that a meeting's note links to, in whatever place, sorted."""
    return tuple(sorted({edge.target for edge in _edges_to(graph, meeting, "topic")}))


def _edges_to(graph: Graph, node_id: str, kind: Kind) -> list[Edge]:
    return [edge for edge in graph.out(node_id) if graph.get_node(edge.target).kind == kind]


def contacts_who_met(graph: Graph) -> tuple[Pair, ...]:
    """Every two contacts who were at the same meeting: most meetings first, then by id.

    The cost grows with the square of the number of people at one meeting.
    """
    return _pairs((node.id, attendees_of(graph, node.id)) for node in iter_meetings(graph))


def topics_discussed_together(graph: Graph) -> tuple[Pair, ...]:
    """Every two topics of the same meeting: most meetings first, then by id.

    The cost grows with the square of the number of topics of one meeting.
    """
    return _pairs((node.id, topics_of(graph, node.id)) for node in iter_meetings(graph))


def _pairs(meetings: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[Pair, ...]:
    shared: dict[tuple[str, str], list[str]] = {}
    for meeting, ids in meetings:
        for pair in combinations(ids, 2):
            shared.setdefault(pair, []).append(meeting)
    pairs = (Pair(a, b, tuple(found)) for (a, b), found in shared.items())
    return tuple(sorted(pairs, key=lambda pair: (-len(pair.meetings), pair.a, pair.b)))


def topic_ties(graph: Graph) -> tuple[Tie, ...]:
    """Every two topics that links or meetings join: the strongest first, then by id."""
    meetings = {(pair.a, pair.b): pair.meetings for pair in topics_discussed_together(graph)}
    links: dict[tuple[str, str], int] = {}
    for edge in graph.filtered({"topic"}).edges:
        if edge.source != edge.target:
            ends = (min(edge.source, edge.target), max(edge.source, edge.target))
            links[ends] = links.get(ends, 0) + 1
    ties = (
        Tie(a, b, links.get((a, b), 0), meetings.get((a, b), ()))
        for a, b in links.keys() | meetings.keys()
    )
    return tuple(sorted(ties, key=lambda tie: (-tie.weight, tie.a, tie.b)))
