"""A writer that never ends: a plan carried out and taken back, again and again, until it is killed.

Run by ``tests.store.forking`` in the place of a command of vaultkit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.disk.noting import KEY, change, create, digest, move, put, remove
from vaultkit.disk.apply import apply
from vaultkit.disk.journal import Journal
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan

__all__ = ["ENDLESS", "NEW", "OLD", "journal_of", "main", "warm_up"]

ENDLESS = "tests.reliability.endless"
STATE = ".vaultkit/machine"

OLD: Mapping[str, bytes] = {
    "a.md": b"old " * 700,
    "b.md": b"moves\r\n" * 10,
    "c/d.md": b"goes\n",
    "c/e.md": b"old e\n",
}
NEW: Mapping[str, bytes] = {
    "a.md": b"new " * 900,
    "made/b.md": b"moves\r\n" * 10,
    "made/f.md": b"made",
    "c/e.md": b"new e\n",
}
_THERE = Plan(
    (
        change("a.md", OLD["a.md"], NEW["a.md"]),
        create("made/f.md", NEW["made/f.md"]),
        remove("c/d.md", OLD["c/d.md"]),
        change("c/e.md", OLD["c/e.md"], NEW["c/e.md"]),
    ),
    moves=(move("b.md", "made/b.md", OLD["b.md"]),),
)
_BACK = Plan(
    (
        change("a.md", NEW["a.md"], OLD["a.md"]),
        FileEdit(VaultPath("made/f.md"), digest(NEW["made/f.md"]), None, "removed"),
        create("c/d.md", OLD["c/d.md"]),
        change("c/e.md", NEW["c/e.md"], OLD["c/e.md"]),
    ),
    moves=(move("made/b.md", "b.md", OLD["b.md"]),),
)


def journal_of(root: Path) -> Journal:
    (root / STATE).mkdir(parents=True, exist_ok=True)
    return Journal(root, STATE, KEY)


def main(words: Sequence[str], *, environ: Mapping[str, str], folder: Path) -> int:
    """Goes on from whichever of the two states the notes are in; never comes back."""
    journal = journal_of(folder)
    plans = [_THERE, _BACK] if (folder / "b.md").exists() else [_BACK, _THERE]
    while True:
        for plan in plans:
            apply(folder, plan, journal=journal, command="endless")


def warm_up(vault: Path, environ: Mapping[str, str]) -> None:
    """Everything is loaded with this module."""
    root = vault.parent / "endless"
    put(root, dict(OLD))
    for plan in (_THERE, _BACK):
        apply(root, plan, journal=journal_of(root))
