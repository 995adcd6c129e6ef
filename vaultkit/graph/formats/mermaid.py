"""Mermaid, for a code block that Obsidian and GitHub draw."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vaultkit.graph.formats.colours import COLOURS, MISSING
from vaultkit.graph.graph import Graph, Node
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.links import KINDS
from vaultkit.model.paths import VaultPath

__all__ = ["MERMAID_EDGES", "MERMAID_TEXT", "mermaid_of"]

MERMAID_EDGES = 500
"""Arrows that Mermaid draws unless it is set up otherwise, which GitHub does not allow."""
MERMAID_TEXT = 50_000
"""Characters that Mermaid reads under the same condition."""

_CONTROL = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# What Mermaid, or the HTML it makes of a label, would read as markup. ``#nnn;`` is its own way
# to write a character; a backtick begins Markdown in a label, and so does a list's number or dash.
# A colon is among them because Mermaid takes the last ``;`` from a line with ``style...:...#``.
_MARKUP = re.compile(r"""[#"&<>`*_\\\[\]{}|~$:;%]|^[-+](?=\s)|^\d+(?=\.)""")


def mermaid_of(graph: Graph, *, names: NameIndex | None = None) -> str:
    """The graph as a Mermaid flowchart, nodes and arrows in their order, ending in a line end.

    Links of the same two notes that say the same are one arrow. Obsidian opens a note by the
    text of its box, so that is the shortest link to it, by the vault's ``names`` or, without
    them, by those of the graph alone. A graph that is too large to be drawn says so in a comment.
    """
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes, start=1)}
    index = names or NameIndex.of(VaultPath(node.id) for node in graph.nodes if node.exists)
    arrows = dict.fromkeys((edge.source, edge.target, edge.relation) for edge in graph.edges)
    lines = [
        "flowchart LR",
        *(f'  {ids[node.id]}["{_label(_link_text(node, index))}"]' for node in graph.nodes),
        *(
            f"  {ids[source]} {_arrow(relation)} {ids[target]}"
            for source, target, relation in arrows
        ),
        *_classes(graph, ids),
    ]
    text = "\n".join(lines) + "\n"
    if len(arrows) > MERMAID_EDGES or len(text) > MERMAID_TEXT:
        size = f"{len(graph.nodes)} notes and {len(arrows)} arrows"
        return f"%% {size} are more than Mermaid draws: choose fewer kinds or one note\n{text}"
    return text


def _link_text(node: Node, index: NameIndex) -> str:
    return index.shortest_link(VaultPath(node.id)) if node.exists else node.id[1:]


def _arrow(relation: str) -> str:
    return "-->" if relation == "mention" else f"-->|{relation}|"


def _classes(graph: Graph, ids: Mapping[str, str]) -> list[str]:
    """The colours, and who has them; Obsidian makes the boxes of ``internal-link`` clickable."""
    groups = {
        kind: [ids[node.id] for node in graph.nodes if node.exists and node.kind == kind]
        for kind in KINDS
    }
    missing = [ids[node.id] for node in graph.nodes if not node.exists]
    lines: list[str] = []
    for kind, members in groups.items():
        if members:
            fill, line, _ = COLOURS[kind]
            lines.append(f"  classDef {kind} fill:{fill},stroke:{line},color:#000000")
            lines.append(f"  class {','.join(members)} {kind}")
    if missing:
        colours = f"fill:{MISSING.fill},stroke:{MISSING.line},color:#000000"
        lines.append(f"  classDef missing {colours},stroke-dasharray:4 3")
        lines.append(f"  class {','.join(missing)} missing")
    if ids:
        lines.append(f"  class {','.join(ids.values())} internal-link")
    return lines


def _label(text: str) -> str:
    shown = _CONTROL.sub(" ", text).strip() or " "
    return _MARKUP.sub(lambda found: "".join(f"#{ord(char)};" for char in found[0]), shown)
