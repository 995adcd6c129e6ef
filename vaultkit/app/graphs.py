"""The graph for other programs: the whole of it, or what lies around a note."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Literal

from vaultkit.app.forms import JsonObject
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.formats.canvas import canvas_of
from vaultkit.graph.formats.dot import dot_of
from vaultkit.graph.formats.graphml import graphml_of
from vaultkit.graph.formats.mermaid import mermaid_of
from vaultkit.graph.graph import Edge, Graph, Node
from vaultkit.language.catalog import catalog
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath

__all__ = [
    "GRAPH_FORMATS",
    "MEASURES",
    "GraphFormat",
    "MeasureName",
    "graph_form",
    "graph_text",
    "part_of_graph",
]

GraphFormat = Literal["json", "graphml", "dot", "mermaid", "canvas"]
GRAPH_FORMATS: tuple[GraphFormat, ...] = ("json", "graphml", "dot", "mermaid", "canvas")

MeasureName = Literal["linked", "brokers", "communities", "bridges"]
MEASURES: tuple[MeasureName, ...] = ("linked", "brokers", "communities", "bridges")


def part_of_graph(
    graph: Graph, *, around: VaultPath | None, depth: int, kinds: Collection[Kind] = ()
) -> Graph:
    """The graph, or what is at most ``depth`` links from a note; of these kinds if any are named.

    Raises UsageError where the note is not in the graph.
    """
    if around is not None:
        return graph.around(around, depth, kinds=kinds or None)
    return graph.filtered(kinds) if kinds else graph


def graph_text(snapshot: Snapshot, graph: Graph, *, to: GraphFormat) -> str:
    """The graph in a format, ending in a line end. A canvas also shows communities of topics."""
    match to:
        case "json":
            return json.dumps(graph_form(graph), ensure_ascii=False, allow_nan=False) + "\n"
        case "graphml":
            return graphml_of(graph)
        case "dot":
            return dot_of(graph)
        case "mermaid":
            return mermaid_of(graph, names=snapshot.names)
        case "canvas":
            return _canvas_text(snapshot, graph)


def graph_form(graph: Graph) -> JsonObject:
    """The node-link form that networkx and d3 read; nodes by id, edges by source and place."""
    return {
        "directed": True,
        "multigraph": True,
        "graph": {},
        "nodes": [_node_form(graph, node) for node in graph.nodes],
        "edges": [_edge_form(edge) for edge in graph.edges],
    }


def _node_form(graph: Graph, node: Node) -> JsonObject:
    return {
        "id": node.id,
        "kind": node.kind,
        "title": node.title,
        "tags": list(node.tags),
        "exists": node.exists,
        "in": len(graph.into(node.id)),
        "out": len(graph.out(node.id)),
    }


def _edge_form(edge: Edge) -> JsonObject:
    return {
        "source": edge.source,
        "target": edge.target,
        "key": edge.key,
        "relation": edge.relation,
        "form": edge.form,
        "embed": edge.embed,
        "line": edge.line,
    }


def _canvas_text(snapshot: Snapshot, graph: Graph) -> str:
    # networkx takes a while to load, and only this format needs it.
    from vaultkit.graph.measures import communities  # noqa: PLC0415

    rest = catalog(vault_language(snapshot)).text("Other notes")
    return canvas_of(graph, communities(graph), rest=rest)
