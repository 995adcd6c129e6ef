"""Writers killed at any moment: nothing torn, nothing lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.disk.noting import notes, put
from tests.reliability.endless import ENDLESS, NEW, OLD, STATE, journal_of
from tests.reliability.profile import count_of
from tests.store.forking import Forking
from vaultkit.disk import recover as recover_module
from vaultkit.disk.recover import recover

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="kills as Linux does")

KILLS = count_of(50, 3000)
LONGEST_S = 0.04


def test_a_writer_killed_at_any_moment_leaves_all_or_nothing_to_the_next_run(
    in_memory: Path, fork: Forking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    vault, chance = in_memory / "vault", random.Random(7)
    put(vault, dict(OLD))
    journal = journal_of(vault)
    taken_back = 0
    for _ in range(KILLS):
        outcome = fork.run(ENDLESS, vault=vault, kill_after_s=chance.uniform(0.003, LONGEST_S))
        assert outcome.signal == signal.SIGKILL, outcome
        for path, data in notes(vault).items():  # whole, wherever it lies by now
            if "/.vk-" not in f"/{path}":
                assert data in {OLD.get(path), NEW.get(path), OLD["b.md"]}, path
        found = recover(journal)
        taken_back += len(found.taken_back)
        assert found.left == found.rescued == ()
        assert notes(vault) in (OLD, NEW)
        shutil.rmtree(vault / STATE / "journal", ignore_errors=True)
    assert taken_back > KILLS // 10
    assert not list(vault.rglob(".vk-*"))
    print(f"{KILLS} kills, {taken_back} within a plan")  # noqa: T201 - for the figures
