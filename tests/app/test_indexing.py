"""Which index a run gets, and what it holds meanwhile."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.support import make_vault
from tests.store.kept import built, index_file, opening, read
from vaultkit.app.indexing import locked_index
from vaultkit.app.settings import Opening
from vaultkit.disk.lock import is_locked, lock
from vaultkit.model.errors import LockedError


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", {"A.md": "[[B]]\n", "B.md": ""})


def own_folder(vault: Path) -> Path:
    return vault / ".vaultkit"


def assert_holds_lock(vault: Path, how: Opening, *, said: int) -> None:
    with locked_index(vault, how) as index:
        assert index.store.place is None
        assert len(index.said) == said
        holder = is_locked(own_folder(vault))
        assert holder is not None
        assert holder.pid == os.getpid()
    assert is_locked(own_folder(vault)) is None


def test_a_run_that_writes_holds_the_lock_where_no_index_can_be_kept(vault: Path) -> None:
    read(vault)
    machine = index_file(vault).parent
    shutil.rmtree(machine)
    machine.write_text("mine\n")
    assert_holds_lock(vault, opening(), said=1)


def test_a_run_that_writes_holds_the_lock_where_it_does_without_an_index(vault: Path) -> None:
    read(vault)
    assert_holds_lock(vault, opening()._replace(kept=False), said=0)
    with lock(own_folder(vault), command="other"), pytest.raises(LockedError):
        assert_holds_lock(vault, opening()._replace(kept=False), said=0)


def test_a_run_that_makes_no_folder_uses_one_that_is_there(vault: Path) -> None:
    how = opening()._replace(makes_folder=False)
    with locked_index(vault, how) as index:
        assert index.store.place is None
    assert not (vault / ".vaultkit").exists()
    built(vault)
    with locked_index(vault, how) as index:
        assert index.store.place == index_file(vault)
