"""Nodes in groups that hang together more than with others. Imports no package.

Louvain's method in whole numbers. networkx has it in floating point, where up to release 3.6 it
can run for ever on a handful of nodes, moving one to and fro over a rounding error (networkx
8739). Here every move raises the modularity exactly, so there is an end to them, and no release
of a package changes what the pages of a vault say. networkx's greedy method finds no more and is
nearly quadratic; its label propagation is as fast as this, yet takes 5,000 topics for a single
group when most of their ties lead out of it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["groups_of"]

_Weights = Sequence[Mapping[int, int]]
"""For each node what joins it with others, and with itself, where nodes were merged into one:
there every tie counts twice, once from each of its ends."""


def groups_of(size: int, ties: Iterable[tuple[int, int, int]]) -> list[list[int]]:
    """The nodes from 0 up to ``size`` in groups, each connected, each sorted, by its first node.

    Ties are two different nodes and a weight above 0; those of two nodes are added up. Nodes are
    moved to the group next to them that raises the modularity most, and groups are moved like
    nodes, until no such move is left. Nearly linear in the ties.
    """
    weights: list[dict[int, int]] = [{} for _ in range(size)]
    for a, b, weight in ties:
        weights[a][b] = weights[a].get(b, 0) + weight
        weights[b][a] = weights[b].get(a, 0) + weight
    home = _parted(weights, _settled(weights, range(size)))
    while True:
        # Nodes that were right where they were may be better off in one of the larger groups.
        better = _parted(weights, _settled(weights, _groups_settled(weights, home)))
        if better == home:
            return sorted(_members(home))
        home = better


def _groups_settled(weights: _Weights, home: Sequence[int]) -> list[int]:
    """The group of each node when its group, and what that became part of, was moved too."""
    merged, number = _merged(weights, home)
    settled = _settled(merged, range(len(merged)))
    if len(set(settled)) < len(settled):
        settled = _groups_settled(merged, settled)
    return [settled[at] for at in number]


def _settled(weights: _Weights, start: Sequence[int]) -> list[int]:
    """The group of each node when no node can be moved to a better one any more."""
    home = list(start)
    degrees = [sum(near.values()) for near in weights]
    total = sum(degrees)
    held = [0] * len(home)  # the degrees of each group's nodes, added up
    for node, group in enumerate(home):
        held[group] += degrees[node]
    waiting = deque(range(len(home)))
    queued = [True] * len(home)
    while waiting:
        node = waiting.popleft()
        queued[node] = False
        here, degree = home[node], degrees[node]
        joined = defaultdict(int, {here: 0})
        for other, weight in weights[node].items():
            joined[home[other]] += weight
        joined[here] -= weights[node].get(node, 0)
        held[here] -= degree
        best, most = here, joined[here] * total - degree * held[here]
        for group, weight in joined.items():
            gain = weight * total - degree * held[group]
            if gain > most or (gain == most and here != best > group):
                best, most = group, gain
        held[best] += degree
        if best != here:
            home[node] = best
            for other in weights[node]:
                if home[other] != best and not queued[other]:
                    queued[other] = True
                    waiting.append(other)
    return home


def _merged(weights: _Weights, home: Sequence[int]) -> tuple[_Weights, list[int]]:
    """The groups as nodes, and which of them each node belongs to."""
    numbers: dict[int, int] = {}
    number = [numbers.setdefault(group, len(numbers)) for group in home]
    merged: list[dict[int, int]] = [{} for _ in numbers]
    for node, near in enumerate(weights):
        row = merged[number[node]]
        for other, weight in near.items():
            to = number[other]
            row[to] = row.get(to, 0) + weight
    return merged, number


def _members(home: Sequence[int]) -> Iterable[list[int]]:
    members: dict[int, list[int]] = {}
    for node, group in enumerate(home):
        members.setdefault(group, []).append(node)
    return members.values()


def _parted(weights: _Weights, home: Sequence[int]) -> list[int]:
    """Groups that hang together, each called after its first node.

    A node that moves away can leave the others of its group apart.
    """
    first = [-1] * len(home)
    for start, group in enumerate(home):
        if first[start] >= 0:
            continue
        first[start] = start
        waiting = [start]
        while waiting:
            for other in weights[waiting.pop()]:
                if first[other] < 0 and home[other] == group:
                    first[other] = start
                    waiting.append(other)
    return first
