"""The shortest way from one note to another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from vaultkit.app.forms import JsonObject
from vaultkit.app.snapshot import Snapshot
from vaultkit.graph.findings import Introduction
from vaultkit.graph.graph import Edge
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath

__all__ = ["Leg", "Way", "find_way", "way_form"]


@dataclass(frozen=True, slots=True)
class Leg:
    """From one note to the next. ``how`` is ``met``, ``introduced``, ``linked`` or ``topic``
    between contacts, a relation between any other notes.

    ``through`` are the meetings or topics that two contacts share, ``evidence`` the notes that
    say so; ``line`` is the link's, 0 where no single link says it.
    """

    start: str
    goal: str
    how: str
    through: tuple[str, ...]
    evidence: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """The legs from ``start`` to ``goal``, none where they are one note."""

    start: VaultPath
    goal: VaultPath
    over: Literal["people", "links"]
    legs: tuple[Leg, ...]


def find_way(
    snapshot: Snapshot, ends: tuple[VaultPath, VaultPath], *, over: Literal["people", "links"]
) -> Way | None:
    """The shortest way between two notes, None where there is none.

    Over ``people`` both are contacts: meetings they shared count most, then topics. Over
    ``links`` any notes are joined by any links, whichever way these point. Raises UsageError
    where a note is not in the graph, or no contact.
    """
    start, goal = ends
    for path in ends:
        if not snapshot.graph.has(path):
            raise UsageError(
                "{path} is left out of the graph",
                values={"path": path},
                hint="see 'exclude' in vaultkit.toml and Obsidian's excluded files",
            )
    if over == "links":
        edges = snapshot.graph.path(start, goal)
        return None if edges is None else Way(start, goal, over, _link_legs(start, edges))
    # networkx takes a while to load, and only this way needs it.
    from vaultkit.graph.measures import introduction_path  # noqa: PLC0415

    found = introduction_path(snapshot.graph, start, goal)
    return None if found is None else Way(start, goal, over, _people_legs(found))


def way_form(ends: tuple[VaultPath, VaultPath], way: Way | None) -> JsonObject:
    """What ``path --json`` prints."""
    return {
        "from": ends[0],
        "to": ends[1],
        "found": way is not None,
        "over": None if way is None else way.over,
        "steps": [] if way is None else [_leg_form(leg) for leg in way.legs],
    }


def _leg_form(leg: Leg) -> JsonObject:
    return {
        "from": leg.start,
        "to": leg.goal,
        "how": leg.how,
        "through": list(leg.through),
        "evidence": list(leg.evidence),
        "line": leg.line or None,
    }


def _people_legs(found: Introduction) -> tuple[Leg, ...]:
    return tuple(
        Leg(step.start, step.goal, step.how, step.through, step.evidence) for step in found.steps
    )


def _link_legs(start: str, edges: tuple[Edge, ...]) -> tuple[Leg, ...]:
    stops = [start]
    for edge in edges:
        stops.append(edge.target if edge.source == stops[-1] else edge.source)
    return tuple(
        Leg(one, other, edge.relation, (), (edge.source,), edge.line)
        for (one, other), edge in zip(pairwise(stops), edges, strict=True)
    )
