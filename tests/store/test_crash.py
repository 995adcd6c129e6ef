"""A run may be killed at any moment: the next one is right, and nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from tests.store.forking import Forking
from tests.store.made import CHANGES, assert_right_after_build, make_network

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="kills as Linux does")

MOMENTS = 10
"""For each of five kinds of changes."""


@pytest.mark.parametrize("kind", CHANGES)
def test_a_build_killed_at_any_moment_is_made_good_by_the_next(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    change, chance, killed = CHANGES[kind], random.Random(kind), 0
    change(vault, 100)
    whole_s = fork.run("build", vault=vault).seconds
    for moment in range(MOMENTS):
        change(vault, moment)
        share = (moment + chance.random()) / MOMENTS
        outcome = fork.run("build", vault=vault, kill_after_s=share * whole_s)
        killed += outcome.signal == signal.SIGKILL
        assert outcome.signal or outcome.code == 0, outcome
        assert_right_after_build(vault, tmp_path / "fresh")
    assert killed > MOMENTS // 3


@pytest.mark.parametrize("kind", CHANGES)
def test_a_build_killed_right_before_any_of_its_acts_is_made_good_by_the_next(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    act, killed = 1, True
    while killed:
        CHANGES[kind](vault, act)
        outcome = fork.run("build", vault=vault, kill_at=act)
        killed = outcome.signal == signal.SIGKILL
        assert killed or outcome.code == 0, outcome
        assert_right_after_build(vault, tmp_path / "fresh")
        # The first acts differ, then come pages, one like the other.
        act += 1 if act < 8 else act // 2
    assert act > 1


def test_a_question_killed_at_any_moment_harms_nothing(tmp_path: Path, fork: Forking) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    whole_s = fork.run("tags", vault=vault).seconds
    for moment in range(6):
        CHANGES["all begins again" if moment % 2 else "much changes"](vault, moment)
        fork.run("tags", vault=vault, kill_after_s=(moment + 1) / 6 * whole_s)
        assert_right_after_build(vault, tmp_path / "fresh")
