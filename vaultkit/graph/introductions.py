"""What joins two contacts, and what a way over contacts, meetings and topics says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from vaultkit.graph.findings import Introduction, Step
from vaultkit.graph.gatherings import attendees_of, iter_meetings, topics_of
from vaultkit.graph.graph import Graph

__all__ = ["Way", "Ways", "introduction_of", "ways_of"]

# Two people who met are four apart (two to the meeting, two from it), over one meeting more they
# are eight apart. That is nearer than a topic they share, which costs ten, or more where they
# only spoke of it at meetings.
_MET = 2
_INTRODUCED = 5
_LINKED = 6
_INTERESTED = 5
_DISCUSSED = 6


@dataclass(frozen=True, slots=True)
class Way:
    """What joins a contact directly with a meeting, a topic or a contact."""

    cost: int
    sources: frozenset[str]
    """The notes that say so."""


Ways = Mapping[tuple[str, str], Way]
"""By the two ids, the smaller first."""


def ways_of(graph: Graph) -> Ways:
    """The nearest way between every contact and what it is joined with directly.

    A contact is joined with the meetings it was at, the topics of these, and the topics and
    contacts that a link joins it with. The cost grows with attendees times topics of a meeting.
    """
    ways: dict[tuple[str, str], Way] = {}

    def join(one: str, other: str, cost: int, source: str) -> None:
        known = ways.get(_ends(one, other))
        if known is None or cost < known.cost:
            ways[_ends(one, other)] = Way(cost, frozenset({source}))
        elif cost == known.cost:
            ways[_ends(one, other)] = Way(cost, known.sources | {source})

    for meeting in iter_meetings(graph):
        topics = topics_of(graph, meeting.id)
        for contact in attendees_of(graph, meeting.id):
            join(contact, meeting.id, _MET, meeting.id)
            for topic in topics:
                join(contact, topic, _DISCUSSED, meeting.id)
    for edge in graph.filtered({"contact", "topic"}).edges:
        kinds = {graph.get_node(end).kind for end in (edge.source, edge.target)}
        if kinds == {"contact", "topic"}:
            join(edge.source, edge.target, _INTERESTED, edge.source)
        elif kinds == {"contact"} and edge.source != edge.target:
            cost = _INTRODUCED if edge.relation == "introduced_by" else _LINKED
            join(edge.source, edge.target, cost, edge.source)
    return ways


def introduction_of(graph: Graph, ways: Ways, ids: Sequence[str]) -> Introduction:
    """The steps from contact to contact of a chain of ids that ways join, with their evidence.

    A meeting or topic of the chain always stands between two contacts; a step names all that
    these two share of its kind.
    """
    near: dict[str, set[str]] = {node_id: set() for node_id in ids}
    for one, other in ways:
        for node_id, end in ((one, other), (other, one)):
            if node_id in near:
                near[node_id].add(end)
    kinds = {node.id: node.kind for node in graph.nodes}
    steps: list[Step] = []
    at, between = ids[0], ""
    for node_id in ids[1:]:
        if kinds[node_id] != "contact":
            between = node_id
            continue
        if between:
            alike = {each for each in near[at] & near[node_id] if kinds[each] == kinds[between]}
            how: Literal["met", "topic"] = "met" if kinds[between] == "meeting" else "topic"
            steps.append(_shared_step(ways, how, (at, node_id), alike))
        else:
            steps.append(_direct_step(ways[_ends(at, node_id)], at, node_id))
        at, between = node_id, ""
    cost = sum(ways[_ends(one, other)].cost for one, other in pairwise(ids))
    return Introduction(tuple(steps), cost)


def _shared_step(
    ways: Ways, how: Literal["met", "topic"], contacts: tuple[str, str], shared: set[str]
) -> Step:
    joined = (ways[_ends(contact, each)] for contact in contacts for each in shared)
    evidence = frozenset[str]().union(*(way.sources for way in joined))
    return Step(*contacts, how, tuple(sorted(shared)), tuple(sorted(evidence)))


def _direct_step(way: Way, start: str, goal: str) -> Step:
    how: Literal["introduced", "linked"] = "introduced" if way.cost == _INTRODUCED else "linked"
    return Step(start, goal, how, (), tuple(sorted(way.sources)))


def _ends(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
