"""JSON Canvas 1.0: a map of the graph that Obsidian opens.

Every community is a block of columns: contacts on the left, its topics in the middle, meetings
and other notes on the right. Blocks stand in rows, the largest community first.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from vaultkit.graph.findings import Community
from vaultkit.graph.formats.colours import colour_of
from vaultkit.graph.graph import Graph, Node
from vaultkit.model.paths import name_key

__all__ = ["canvas_of"]

# All in Canvas pixels. Obsidian writes a card's file name above the card and a group's label
# above the group, so rows stand further apart than columns would need.
_WIDTH = 300
_HEIGHT = 100
_GAP_X = 100
_GAP_Y = 60
_PADDING = 60
_BETWEEN = 160
# A block of as many columns as rows would be far wider than high; a screen is a little wider.
_ROWS_PER_ROOT = 1.3
_ASPECT = 1.6


@dataclass(frozen=True, slots=True)
class _Box:
    """A place on the canvas; ``x`` and ``y`` are its left upper corner."""

    x: int
    y: int
    width: int = _WIDTH
    height: int = _HEIGHT

    def moved(self, x: int, y: int) -> _Box:
        return _Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class _Block:
    """A community's cards, placed as if the block began at (0, 0)."""

    label: str | None
    cards: Mapping[str, _Box]
    width: int
    height: int


def canvas_of(
    graph: Graph, communities: Sequence[Community] = (), *, rest: str = "Other notes"
) -> str:
    """The graph as the text of a ``.canvas`` file, ending in a line end.

    Files are file cards and missing notes text cards. Each community is a group with its name;
    a note that is no topic stands with the community it has most links with. What belongs to
    none is in the group ``rest``; without communities there are no groups. The links of two
    notes are one line, labelled with their relations.
    """
    blocks = _placed(_blocks(graph, communities, rest))
    cards = {node_id: box for block, x, y in blocks for node_id, box in _moved(block, x, y)}
    groups = [
        _item(f"group:{number}", "group", _Box(x, y, block.width, block.height), label=block.label)
        for number, (block, x, y) in enumerate(blocks)
        if block.label is not None
    ]
    nodes = [*groups, *(_card(node, cards[node.id]) for node in graph.nodes)]
    return _document(nodes, _lines(graph, cards))


# --- who stands where


def _blocks(graph: Graph, communities: Sequence[Community], rest: str) -> list[_Block]:
    homes = _homes(graph, communities)
    members: list[list[Node]] = [[] for _ in communities]
    left: list[Node] = []
    for node in graph.nodes:
        (members[homes[node.id]] if node.id in homes else left).append(node)
    blocks = [
        _block(community.name, nodes)
        for community, nodes in zip(communities, members, strict=True)
        if nodes
    ]
    if left:
        blocks.append(_block(rest if blocks else None, left))
    return blocks


def _homes(graph: Graph, communities: Sequence[Community]) -> dict[str, int]:
    """The number of each node's community: its own, else the one it has most links with.

    Who has no link with a topic goes with those it is linked with, once these have a home. The
    cost is that of the links for each such round; there are rarely more than three.
    """
    homes = {
        member: number
        for number, community in enumerate(communities)
        for member in community.members
        if graph.has(member)
    }
    waiting = [node.id for node in graph.nodes if node.id not in homes]
    while waiting:
        found: dict[str, int] = {}
        for node_id in waiting:
            links: dict[int, int] = {}
            for edge in (*graph.out(node_id), *graph.into(node_id)):
                end = edge.target if edge.source == node_id else edge.source
                if end in homes:
                    links[homes[end]] = links.get(homes[end], 0) + 1
            if links:
                found[node_id] = min(links, key=lambda number: (-links[number], number))
        if not found:
            break
        homes.update(found)
        waiting = [node_id for node_id in waiting if node_id not in found]
    return homes


def _block(label: str | None, nodes: Sequence[Node]) -> _Block:
    """Three areas side by side, each in columns of equal height, centred top to bottom."""
    areas = [
        [node for node in nodes if node.kind == "contact"],
        [node for node in nodes if node.kind == "topic"],
        [node for node in nodes if node.kind not in {"contact", "topic"}],
    ]
    rows = max(3, math.ceil(_ROWS_PER_ROOT * math.sqrt(len(nodes))))
    rows = min(rows, max(map(len, areas)))
    cards: dict[str, _Box] = {}
    column = 0
    for area in areas:
        ordered = iter(sorted(area, key=lambda node: (name_key(node.title), node.id)))
        columns = math.ceil(len(area) / rows)
        for place in range(columns):
            # The last columns are shorter by at most one card, rather than one almost empty.
            cut = len(area) // columns + (place < len(area) % columns)
            top = _PADDING + (rows - cut) * (_HEIGHT + _GAP_Y) // 2
            for row, node in enumerate(islice(ordered, cut)):
                x = _PADDING + column * (_WIDTH + _GAP_X)
                cards[node.id] = _Box(x, top + row * (_HEIGHT + _GAP_Y))
            column += 1
    width = 2 * _PADDING + column * (_WIDTH + _GAP_X) - _GAP_X
    height = 2 * _PADDING + rows * (_HEIGHT + _GAP_Y) - _GAP_Y
    return _Block(label, cards, width, height)


def _placed(blocks: Sequence[_Block]) -> list[tuple[_Block, int, int]]:
    """The blocks in rows, in their order; a row is as high as the highest block in it."""
    area = sum((block.width + _BETWEEN) * (block.height + _BETWEEN) for block in blocks)
    limit = max([math.isqrt(int(area * _ASPECT)), *(block.width for block in blocks)])
    placed: list[tuple[_Block, int, int]] = []
    x = y = highest = 0
    for block in blocks:
        if x and x + block.width > limit:
            x, y, highest = 0, y + highest + _BETWEEN, 0
        placed.append((block, x, y))
        x += block.width + _BETWEEN
        highest = max(highest, block.height)
    return placed


def _moved(block: _Block, x: int, y: int) -> list[tuple[str, _Box]]:
    return [(node_id, box.moved(x, y)) for node_id, box in block.cards.items()]


# --- JSON


def _card(node: Node, box: _Box) -> dict[str, Any]:
    colour = colour_of(node).canvas
    more = {"color": colour} if colour else {}
    if node.exists:
        return _item(node.id, "file", box, file=node.id, **more)
    return _item(node.id, "text", box, text=_missing_text(node.id[1:]), **more)


def _missing_text(name: str) -> str:
    """A link that makes the note when it is clicked, where the name can be put into one."""
    return f"[[{name}]]" if not set(name) & set("[]|#^\r\n") else name


def _item(name: str, of_type: str, box: _Box, **more: Any) -> dict[str, Any]:
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    return {"id": _id(name), "type": of_type, **more, **place}


def _id(name: str) -> str:
    """Sixteen hex digits, as Obsidian's own ids, the same for the same name every time."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _lines(graph: Graph, cards: Mapping[str, _Box]) -> list[dict[str, Any]]:
    """One line for every two nodes that are linked, with an arrow at each end that a link has."""
    ways: dict[tuple[str, str], set[str]] = {}
    relations: dict[tuple[str, str], dict[str, None]] = {}
    for edge in graph.edges:
        if edge.source != edge.target:
            back = (edge.target, edge.source)
            ends = back if back in ways else (edge.source, edge.target)
            ways.setdefault(ends, set()).add(edge.source)
            if edge.relation != "mention":
                relations.setdefault(ends, {})[edge.relation] = None
    lines: list[dict[str, Any]] = []
    for (source, target), leaving in ways.items():
        from_side, to_side = _facing(cards[source], cards[target])
        line = {
            "id": _id(f"{source}\0{target}"),
            "fromNode": _id(source),
            "fromSide": from_side,
            "toNode": _id(target),
            "toSide": to_side,
        }
        if len(leaving) > 1:
            line["fromEnd"] = "arrow"
        if label := ", ".join(relations.get((source, target), ())):
            line["label"] = label
        lines.append(line)
    return lines


def _facing(source: _Box, target: _Box) -> tuple[str, str]:
    """The sides at which a line leaves one card and reaches the other."""
    if source.x == target.x:
        return ("bottom", "top") if source.y < target.y else ("top", "bottom")
    return ("right", "left") if source.x < target.x else ("left", "right")


def _document(nodes: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]) -> str:
    """One node or line a text line, as Obsidian writes it, so that differences are small."""

    def listed(items: Sequence[Mapping[str, Any]]) -> str:
        texts = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
        return "".join(f"\n\t\t{text}," for text in texts).removesuffix(",")

    return f'{{\n\t"nodes":[{listed(nodes)}\n\t],\n\t"edges":[{listed(lines)}\n\t]\n}}\n'
