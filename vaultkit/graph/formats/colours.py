"""One colour for each kind of note, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from vaultkit.graph.graph import Node
from vaultkit.model.links import Kind

__all__ = ["COLOURS", "MISSING", "Colour", "colour_of"]


class Colour(NamedTuple):
    """``fill`` and ``line`` as ``#rrggbb``, black text reads well on ``fill``."""

    fill: str
    line: str
    canvas: str
    """The number of the JSON Canvas preset nearest to it; empty for none."""


COLOURS: Mapping[Kind, Colour] = MappingProxyType(
    {
        "topic": Colour("#d3f0d9", "#2f7d43", "4"),
        "contact": Colour("#d2ecf7", "#21708f", "5"),
        "meeting": Colour("#fbeec1", "#96700c", "3"),
        "daily": Colour("#fbdfc6", "#a4561a", "2"),
        "index": Colour("#e6dcf8", "#6a48ac", "6"),
        "template": Colour("#ececec", "#7a7a7a", ""),
        "other": Colour("#f6f6f6", "#8c8c8c", ""),
    }
)
MISSING = Colour("#ffffff", "#b03a3a", "1")
"""Of a note that is only linked to."""


def colour_of(node: Node) -> Colour:
    """The colour of a node's kind, or the one for missing notes."""
    return COLOURS[node.kind] if node.exists else MISSING
