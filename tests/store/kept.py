"""An index that is kept beside a vault: made, brought up to date, and spoilt."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from vaultkit.app.build import build
from vaultkit.app.indexing import locked_index, open_index
from vaultkit.app.settings import Opening


def opening() -> Opening:
    """In one process, with the state of whoever runs the tests."""
    environ = {"VAULTKIT_STATE_HOME": os.environ["VAULTKIT_STATE_HOME"]}
    return Opening(environ=environ, jobs=1, command="test")


def built(vault: Path) -> None:
    """Index and pages are up to date."""
    with locked_index(vault, opening()) as index:
        build(index)


def read(vault: Path) -> None:
    """The index is up to date."""
    open_index(vault, opening()).store.close()


def index_file(vault: Path) -> Path:
    """The one index that a vault has."""
    (place,) = vault.glob(".vaultkit/*/index.sqlite3")
    return place


def spoil(vault: Path, *statements: str) -> None:
    """Changes rows of the index; no file is looked at again for its times' sake."""
    with closing(sqlite3.connect(index_file(vault))) as db, db:
        db.execute("DELETE FROM racy")
        for statement in statements:
            assert db.execute(statement).rowcount, statement


def dumped(vault: Path) -> list[str]:
    """All rows but those in which an opening notes down that it looked."""
    with closing(sqlite3.connect(index_file(vault))) as db:
        looks = tuple(f'INSERT INTO "{table}"' for table in ("seen", "racy", "listings", "meta"))
        return [line for line in db.iterdump() if not line.startswith(looks)]
