"""What the measures of the graph say, one item a line.

Loads networkx, so whoever may do without this module imports it when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict

from vaultkit.app.forms import JsonObject
from vaultkit.app.graphs import MeasureName
from vaultkit.graph.findings import BridgeLink, BridgeNote, Broker, Community, Linked
from vaultkit.graph.graph import Graph
from vaultkit.graph.measures import bridges, brokers, communities, most_linked
from vaultkit.model.links import Kind

__all__ = ["Finding", "find_measure", "finding_form"]

Finding = Linked | Broker | Community | BridgeNote | BridgeLink


def find_measure(
    graph: Graph,
    measure: MeasureName,
    *,
    kinds: Collection[Kind] = (),
) -> tuple[Finding, ...]:
    """What a measure finds, the strongest first; ``kinds`` choose whom it is about.

    ``linked``: topics, unless kinds are named. ``brokers``: contacts and topics, unless named.
    ``bridges``: of contacts, meetings and topics, first notes, then links; kinds choose among the
    notes. ``communities`` are of topics whatever kinds are named.
    """
    match measure:
        case "linked":
            return most_linked(graph, kinds=kinds) if kinds else most_linked(graph)
        case "brokers":
            return brokers(graph, kinds=kinds) if kinds else brokers(graph)
        case "communities":
            return communities(graph)
        case "bridges":
            return tuple(_iter_bridges(graph, kinds))


def finding_form(finding: Finding) -> JsonObject:
    """One line of ``graph --measure ... --json``."""
    return asdict(finding)


def _iter_bridges(graph: Graph, kinds: Collection[Kind]) -> Iterator[BridgeNote | BridgeLink]:
    found = bridges(graph)
    yield from (note for note in found.notes if not kinds or note.kind in kinds)
    if not kinds:
        yield from found.links
