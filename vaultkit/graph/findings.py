"""What the measures of a graph find, as values. Ids are those of ``graph.Node``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vaultkit.model.links import Kind

__all__ = [
    "BridgeLink",
    "BridgeNote",
    "Bridges",
    "Broker",
    "Community",
    "Introduction",
    "Linked",
    "Pair",
    "Step",
    "Tie",
    "TopicMap",
]


@dataclass(frozen=True, slots=True)
class Linked:
    """A note and the other notes that link to it; ``links`` counts every single link."""

    id: str
    title: str
    kind: Kind
    links: int
    notes: tuple[str, ...]
    """Sorted, each once."""


@dataclass(frozen=True, slots=True)
class Broker:
    """A note through which the shortest ways of others lead.

    ``score`` is the share of all pairs whose way leads through it, from 0 to 1.
    """

    id: str
    title: str
    kind: Kind
    score: float
    neighbours: tuple[str, ...]
    """The contacts, topics and meetings it is joined with, sorted."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts who met, or two topics discussed together; ``a`` comes before ``b``."""

    a: str
    b: str
    meetings: tuple[str, ...]
    """The meetings they share, sorted; at least one."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins two topics: links between them, either way, and meetings that discuss both."""

    a: str
    b: str
    links: int
    meetings: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How strongly they are joined: the number of links and of meetings."""
        return self.links + len(self.meetings)


@dataclass(frozen=True, slots=True)
class Community:
    """At least two topics that belong together more than with others.

    ``name`` is the title of ``centre``, its most connected topic; no two communities share one.
    """

    name: str
    centre: str
    members: tuple[str, ...]
    """Sorted; the centre among them."""
    ties: tuple[Tie, ...]
    """The ties between members, the strongest first."""


@dataclass(frozen=True, slots=True)
class TopicMap:
    """The topics of a vault in communities, the largest first; every topic stands once."""

    communities: tuple[Community, ...]
    between: tuple[Tie, ...]
    """The ties that join two communities, the strongest first."""
    alone: tuple[str, ...]
    """Topics that nothing joins with another one, sorted."""


@dataclass(frozen=True, slots=True)
class BridgeNote:
    """A note without which what it joins would fall into parts."""

    id: str
    title: str
    kind: Kind
    parts: tuple[int, ...]
    """How many notes each part would have, the largest first; at least two of them."""
    joins: tuple[tuple[str, ...], ...]
    """The neighbours it has in each of the parts, in their order."""


@dataclass(frozen=True, slots=True)
class BridgeLink:
    """Two notes whose links alone hold two parts together."""

    a: str
    b: str
    sides: tuple[int, int]
    """How many notes lie on the side of ``a`` and on that of ``b``, these two counted."""
    links: int


@dataclass(frozen=True, slots=True)
class Bridges:
    """The single notes and links that hold groups together, those of the largest parts first."""

    notes: tuple[BridgeNote, ...]
    links: tuple[BridgeLink, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From one contact to the next: they met, one introduced or names the other, or a topic."""

    start: str
    goal: str
    how: Literal["met", "introduced", "linked", "topic"]
    through: tuple[str, ...]
    """The meetings or topics they share, sorted; empty where one note names the other."""
    evidence: tuple[str, ...]
    """The notes that say so, sorted."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A way from one contact to another; ``cost`` only compares ways, less is nearer."""

    steps: tuple[Step, ...]
    cost: int
