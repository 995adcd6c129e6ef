"""Communities of topics, by whatever method finds the groups. Imports no package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from vaultkit.graph.findings import Community, Tie, TopicMap

__all__ = ["GREEDY_TOPICS", "Groups", "topic_map_of", "weighted_communities"]

GREEDY_TOPICS = 200
"""Up to so many topics the greedy method stays, so that the maps that people know stay as they are.

It is nearly quadratic: with thirty ties a topic it takes thirty times as long as ``groups_of``
for 200 topics and a hundred times as long for 2,000.
"""

Groups = Callable[[int, Sequence[tuple[int, int, int]]], list[list[int]]]
"""``modularity.groups_of`` or ``measures.greedy_groups``, which is networkx's."""


def weighted_communities(
    titles: Mapping[str, str], weights: Mapping[tuple[str, str], int], groups: Groups
) -> tuple[Community, ...]:
    """The communities of topics whose titles are given, and how strongly each two are joined."""
    ties = [Tie(a, b, weight, ()) for (a, b), weight in weights.items()]
    ties.sort(key=lambda tie: (-tie.weight, tie.a, tie.b))
    return topic_map_of(dict(sorted(titles.items())), ties, groups).communities


def topic_map_of(titles: Mapping[str, str], ties: Sequence[Tie], groups: Groups) -> TopicMap:
    """The communities of topics that are given with their titles, sorted by id, and their ties.

    The largest community comes first, then they come by their centres.
    """
    parted = _parted([*titles], ties, groups)
    place = {member: number for number, group in enumerate(parted) for member in group}
    inside: list[list[Tie]] = [[] for _ in parted]
    for tie in ties:
        if place[tie.a] == place[tie.b]:
            inside[place[tie.a]].append(tie)
    found = [
        _community(titles, group, held)
        for group, held in zip(parted, inside, strict=True)
        if len(group) > 1
    ]
    return TopicMap(
        communities=_named_apart(sorted(found, key=lambda each: (-len(each.members), each.centre))),
        between=tuple(tie for tie in ties if place[tie.a] != place[tie.b]),
        alone=tuple(sorted(member for group in parted if len(group) == 1 for member in group)),
    )


def _parted(ids: Sequence[str], ties: Sequence[Tie], groups: Groups) -> list[list[str]]:
    number = {node_id: place for place, node_id in enumerate(ids)}
    weighted = [(number[tie.a], number[tie.b], tie.weight) for tie in ties]
    return [[ids[place] for place in group] for group in groups(len(ids), weighted)]


def _community(titles: Mapping[str, str], members: Sequence[str], ties: Sequence[Tie]) -> Community:
    strength = dict.fromkeys(members, 0)
    for tie in ties:
        strength[tie.a] += tie.weight
        strength[tie.b] += tie.weight
    centre = min(members, key=lambda member: (-strength[member], member))
    return Community(titles[centre], centre, tuple(sorted(members)), tuple(ties))


def _named_apart(found: Sequence[Community]) -> tuple[Community, ...]:
    """Two centres may have one title; then their ids tell the communities apart."""
    shared = Counter(each.name for each in found)
    return tuple(
        Community(f"{each.name} ({each.centre})", each.centre, each.members, each.ties)
        if shared[each.name] > 1
        else each
        for each in found
    )
