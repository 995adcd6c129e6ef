"""Who was at a meeting, what it was about, and which pairs that makes."""

from __future__ import annotations

from collections import Counter
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
    "ties_of",
    "topic_ties",
    "topics_discussed_together",
    "topics_of",
]


def iter_meetings(graph: Graph) -> Iterator[Node]:
    """The graph's meetings, sorted by id."""
    return (node for node in graph.nodes if node.kind == "meeting")


def attendees_of(graph: Graph, meeting: str) -> tuple[str, ...]:
    """The contacts at a meeting, sorted; ``attendees_among`` says which these are. Nobody was at
    one that was called off; one that is planned counts, as no clock says whether it has been."""
    if graph.get_node(meeting).called_off:
        return ()
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
    return _pairs(_topics_of_meetings(graph))


def _topics_of_meetings(graph: Graph) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((node.id, topics_of(graph, node.id)) for node in iter_meetings(graph))


def _pairs(meetings: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[Pair, ...]:
    pairs = (Pair(a, b, tuple(found)) for (a, b), found in _shared(meetings).items())
    return tuple(sorted(pairs, key=lambda pair: (-len(pair.meetings), pair.a, pair.b)))


def _shared(meetings: Iterable[tuple[str, tuple[str, ...]]]) -> dict[tuple[str, str], list[str]]:
    """The meetings of each two ids, the first of which is the smaller."""
    shared: dict[tuple[str, str], list[str]] = {}
    for meeting, ids in meetings:
        for pair in combinations(ids, 2):
            shared.setdefault(pair, []).append(meeting)
    return shared


def topic_ties(graph: Graph) -> tuple[Tie, ...]:
    """Every two topics that links or meetings join: the strongest first, then by id."""
    topics = frozenset(node.id for node in graph.nodes if node.kind == "topic")
    links = (
        (topic, edge.target)
        for topic in topics
        for edge in graph.out(topic)
        if edge.target in topics and edge.target != topic
    )
    return ties_of(links, _topics_of_meetings(graph))


def ties_of(
    links: Iterable[tuple[str, str]], meetings: Iterable[tuple[str, tuple[str, ...]]]
) -> tuple[Tie, ...]:
    """What joins topics: the strongest tie first, then by id.

    ``links`` are those from one topic to another, in any order; ``meetings`` come in order of
    their id, each with the topics that it is about, sorted.
    """
    linked = Counter((a, b) if a < b else (b, a) for a, b in links)
    shared = _shared(meetings)
    rows = [
        (-linked.get(pair, 0) - len(shared.get(pair, ())), pair)
        for pair in linked.keys() | shared.keys()
    ]
    rows.sort()
    return tuple(Tie(*pair, linked.get(pair, 0), tuple(shared.get(pair, ()))) for _, pair in rows)
