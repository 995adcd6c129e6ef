"""Nodes in groups that hang together."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.graph.modularity import groups_of

Ties = list[tuple[int, int, int]]
SIZE = 12
TIES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(1, 4)).filter(
        lambda tie: tie[0] != tie[1]
    ),
    max_size=30,
)


def clique(*nodes: int) -> Ties:
    return [(a, b, 1) for a in nodes for b in nodes if a < b]


def score(size: int, ties: Ties, groups: list[list[int]]) -> int:
    """The modularity in whole numbers: times the square of all weights from both ends."""
    total = 2 * sum(weight for _, _, weight in ties)
    home = {node: place for place, group in enumerate(groups) for node in group}
    degrees = [0] * size
    inside = 0
    for a, b, weight in ties:
        degrees[a] += weight
        degrees[b] += weight
        inside += 2 * weight * (home[a] == home[b])
    return inside * total - sum(sum(degrees[node] for node in group) ** 2 for group in groups)


@pytest.mark.parametrize(
    ("size", "ties", "groups"),
    [
        (0, [], []),
        (3, [], [[0], [1], [2]]),
        (3, [(0, 2, 1)], [[0, 2], [1]]),
        (6, [*clique(0, 1, 2), *clique(3, 4, 5), (2, 3, 1)], [[0, 1, 2], [3, 4, 5]]),
        (6, [*clique(0, 2, 4), *clique(1, 3, 5), (4, 5, 1)], [[0, 2, 4], [1, 3, 5]]),
        (4, [(0, 1, 5), (1, 2, 1), (2, 3, 5)], [[0, 1], [2, 3]]),
        (4, [(0, 1, 1), (1, 0, 4), (1, 2, 1), (2, 3, 5)], [[0, 1], [2, 3]]),
        (2, [(0, 1, 10**30)], [[0, 1]]),
    ],
)
def test_what_hangs_together_is_a_group(size: int, ties: Ties, groups: list[list[int]]) -> None:
    assert groups_of(size, ties) == groups


@given(TIES)
def test_every_node_is_in_one_group_and_each_group_is_connected(ties: Ties) -> None:
    groups = groups_of(SIZE, ties)
    assert sorted(node for group in groups for node in group) == list(range(SIZE))
    assert groups == sorted(sorted(group) for group in groups)
    network = nx.Graph((a, b) for a, b, _ in ties)
    network.add_nodes_from(range(SIZE))
    assert all(nx.is_connected(network.subgraph(group)) for group in groups)


@given(TIES)
def test_no_node_would_be_better_off_in_another_group(ties: Ties) -> None:
    groups = groups_of(SIZE, ties)
    found = score(SIZE, ties, groups)
    for here, group in enumerate(groups):
        for node in group:
            for there in range(len(groups)):
                if there != here:
                    moved = [[other for other in each if other != node] for each in groups]
                    moved[there].append(node)
                    assert score(SIZE, ties, moved) <= found


@given(TIES, st.randoms(use_true_random=False))
def test_the_order_of_the_ties_does_not_matter(ties: Ties, chance: random.Random) -> None:
    shuffled = [(b, a, weight) for a, b, weight in ties]
    chance.shuffle(shuffled)
    assert groups_of(SIZE, shuffled) == groups_of(SIZE, ties)


def test_groups_that_were_planted_in_a_large_network_are_found() -> None:
    chance = random.Random(7)
    planted = [list(range(start, start + 50)) for start in range(0, 3000, 50)]
    ties = []
    for group in planted:
        ties += [(node, other, 1) for node in group for other in chance.sample(group, 8)]
    ties += [(*chance.sample(range(3000), 2), 1) for _ in range(9000)]
    assert groups_of(3000, [tie for tie in ties if tie[0] != tie[1]]) == planted


def test_groups_are_about_as_good_as_those_that_networkx_finds() -> None:
    chance = random.Random(3)
    ours = theirs = 0.0
    for _ in range(60):
        ties = [(*chance.sample(range(30), 2), chance.randint(1, 4)) for _ in range(60)]
        network: nx.Graph[int] = nx.Graph()
        network.add_nodes_from(range(30))
        for a, b, weight in ties:
            before = network.get_edge_data(a, b, {"weight": 0})["weight"]
            network.add_edge(a, b, weight=before + weight)
        ours += nx.community.modularity(network, [set(g) for g in groups_of(30, ties)])
        greedy = nx.community.greedy_modularity_communities(network, weight="weight")
        theirs += nx.community.modularity(network, greedy)
    assert ours > theirs


def test_a_network_over_which_floating_point_runs_for_ever_has_an_end() -> None:
    """A node with equal gains on both sides is not moved to and fro (networkx 8739)."""
    for weight in (1, 3, 7, 10**15 + 1):
        ring = [(node, (node + 1) % 7, weight) for node in range(7)]
        assert sum(map(len, groups_of(7, ring))) == 7
