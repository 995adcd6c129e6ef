"""DOT, the language of Graphviz."""

from __future__ import annotations

import re

from vaultkit.graph.formats.colours import colour_of
from vaultkit.graph.graph import Edge, Graph, Node

__all__ = ["dot_of"]

# A control character has no place in a picture, and NUL ends the file for Graphviz.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def dot_of(graph: Graph) -> str:
    """The whole graph as a DOT file, nodes and edges in their order, ending in a line end.

    Nodes are quoted ids with their title as label, coloured by kind; a missing note is dashed.
    Parallel links are edges of their own; an edge is labelled where it says more than a mention.
    """
    lines = [
        "digraph vault {",
        "  graph [rankdir=LR, overlap=false, splines=true];",
        '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
        '  edge [color="#8c8c8c", fontcolor="#5c5c5c", fontsize=10, fontname="sans-serif"];',
        *(_node_line(node) for node in graph.nodes),
        *(_edge_line(edge) for edge in graph.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node_line(node: Node) -> str:
    fill, line, _ = colour_of(node)
    style = "" if node.exists else ', style="rounded,filled,dashed"'
    return (
        f"  {_quoted(node.id)} [label={_label(node.title)},"
        f' class="{node.kind}", fillcolor="{fill}", color="{line}"{style}];'
    )


def _edge_line(edge: Edge) -> str:
    label = "" if edge.relation == "mention" else f" [label={_label(edge.relation)}]"
    return f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{label};"


def _quoted(text: str) -> str:
    """An id, in which a control character is spelt out."""
    shown = _CONTROL.sub(lambda found: "".join(f"\\x{ord(c):02x}" for c in found[0]), text)
    return _escaped(shown)


def _label(text: str) -> str:
    """A label, in which Graphviz also reads ``\\n`` and ``\\N``: every backslash is doubled."""
    return _escaped(_CONTROL.sub(" ", text))


def _escaped(text: str) -> str:
    doubled = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{doubled}"'
