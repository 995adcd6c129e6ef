"""What any command wrote into people's notes is undone: bytes, mode and extended attributes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.driver import PLAN
from tests.reliability.writing import CASES, Case, attributes_of, reset, tree_of
from tests.store.forking import Forking, forking

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="forks as Linux does")


@pytest.fixture(scope="module")
def fork() -> Iterator[Forking]:
    with forking(PLAN) as process:
        yield process


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.writes_pages], ids=lambda case: case.name
)
def test_undo_restores_bytes_mode_and_attributes(tmp_path: Path, fork: Forking, case: Case) -> None:
    vault = tmp_path / "vault"
    reset(case, fork, vault)
    _mark(vault)
    before, attributes = tree_of(vault), attributes_of(vault)
    folders = folders_of(vault)
    assert fork.run(*case.words, vault=vault).done.code == 0
    after = tree_of(vault)
    assert after != before
    number = newest(fork, vault)
    assert fork.run("undo", number, vault=vault).done.code == 0
    assert tree_of(vault) == before
    assert attributes_of(vault) == attributes
    assert folders_of(vault) == folders
    assert fork.run("undo", newest(fork, vault), vault=vault).done.code == 0
    assert tree_of(vault) == after, "an undo can be undone"


def folders_of(vault: Path) -> set[Path]:
    places = (place for place in vault.rglob("*") if ".vaultkit" not in place.parts)
    return {place for place in places if place.is_dir()}


def newest(fork: Forking, vault: Path) -> str:
    """The number of the newest entry."""
    entries = fork.run("log", "--json", vault=vault).done.out.splitlines()
    return str(max(json.loads(entry)["number"] for entry in entries))


def _mark(vault: Path) -> None:
    """Gives every note a mode and an attribute of its own."""
    for number, path in enumerate(tree_of(vault)):
        (vault / path).chmod((0o600, 0o640, 0o664, 0o755)[number % 4])
        if hasattr(os, "setxattr"):
            try:
                os.setxattr(vault / path, "user.colour", f"{number}".encode())
            except OSError:
                pytest.skip("no extended attributes on this drive")
