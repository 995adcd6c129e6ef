"""GraphML, for Gephi, yEd, Cytoscape and networkx."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vaultkit.graph.graph import Edge, Graph, Node

__all__ = ["graphml_of"]

_NODE_KEYS = (
    ("kind", "string"),
    ("title", "string"),
    ("tags", "string"),
    ("exists", "boolean"),
    ("in", "int"),
    ("out", "int"),
)
_EDGE_KEYS = (("relation", "string"), ("form", "string"), ("embed", "boolean"), ("line", "int"))

# XML 1.0, production 2: what is not a Char cannot be written at all, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Blanks other than the space must be references, or attributes lose them (XML 1.0, 3.3.3).
_ESCAPED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


def graphml_of(graph: Graph) -> str:
    """The whole graph as a GraphML file, nodes and edges in their order, ending in a line end.

    Every node has ``kind``, ``title``, ``tags`` (joined by commas), ``exists`` and its numbers of
    links ``in`` and ``out``; every edge ``relation``, ``form``, ``embed`` and ``line``. Node ids
    are the graph's; characters that XML cannot hold are left out.
    """
    ids = _ids(graph)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
        ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
        *(_key(name, "node", of_type) for name, of_type in _NODE_KEYS),
        *(_key(name, "edge", of_type) for name, of_type in _EDGE_KEYS),
        '  <graph id="vault" edgedefault="directed">',
        *(line for node in graph.nodes for line in _node_lines(graph, node, ids)),
        *(line for n, edge in enumerate(graph.edges) for line in _edge_lines(n, edge, ids)),
        "  </graph>",
        "</graphml>",
    ]
    return "\n".join(lines) + "\n"


def _ids(graph: Graph) -> Mapping[str, str]:
    """The node ids as XML can hold them; those that would fall together get a number."""
    taken: set[str] = set()
    ids: dict[str, str] = {}
    for node in graph.nodes:
        clean = _NOT_XML.sub("", node.id)
        unique, number = clean, 2
        while unique in taken or (unique != node.id and graph.has(unique)):
            unique, number = f"{clean} ({number})", number + 1
        taken.add(unique)
        ids[node.id] = _text(unique)
    return ids


def _key(name: str, domain: str, of_type: str) -> str:
    return f'  <key id="{domain}.{name}" for="{domain}" attr.name="{name}" attr.type="{of_type}"/>'


def _node_lines(graph: Graph, node: Node, ids: Mapping[str, str]) -> Iterator[str]:
    values = {
        "kind": node.kind,
        "title": node.title,
        "tags": ",".join(node.tags),
        "exists": str(node.exists).lower(),
        "in": str(len(graph.into(node.id))),
        "out": str(len(graph.out(node.id))),
    }
    yield f'    <node id="{ids[node.id]}">'
    for name, _ in _NODE_KEYS:
        yield f'      <data key="node.{name}">{_text(values[name])}</data>'
    yield "    </node>"


def _edge_lines(number: int, edge: Edge, ids: Mapping[str, str]) -> Iterator[str]:
    values = {
        "relation": edge.relation,
        "form": edge.form,
        "embed": str(edge.embed).lower(),
        "line": str(edge.line),
    }
    ends = f'source="{ids[edge.source]}" target="{ids[edge.target]}"'
    yield f'    <edge id="e{number}" {ends}>'
    for name, _ in _EDGE_KEYS:
        yield f'      <data key="edge.{name}">{_text(values[name])}</data>'
    yield "    </edge>"


def _text(text: str) -> str:
    return _NOT_XML.sub("", text).translate(_ESCAPED)
