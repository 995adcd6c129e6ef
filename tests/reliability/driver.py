"""A plan of all kinds of steps, carried out as a command that writes into people's notes would.

Run by ``tests.store.forking`` in the place of a command of vaultkit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from vaultkit.app.indexing import Index, discard_index, locked_index
from vaultkit.app.settings import Opening
from vaultkit.app.writing import write
from vaultkit.cli.errors import show_error
from vaultkit.cli.main import run
from vaultkit.disk.read import read_bytes
from vaultkit.language.catalog import catalog
from vaultkit.model.errors import DamagedError, VaultkitError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan

__all__ = ["NEW", "NOTES", "PLAN", "main", "warm_up"]

PLAN = "tests.reliability.driver"

NOTES: Mapping[str, bytes] = {
    "Anna.md": b'---\r\nphone: "+7 900"\r\n---\r\n# Anna\r\n\r\nSee [[Notes]].\r\n',
    "Notes.md": b"# Notes\n\n- [ ] Call [[Anna]] #people\n",
    "Old/Gone.md": b"Goes.\n",
    "Old/Deep/Stays.md": "Остаётся. [[Anna]]\n".encode(),
    "vaultkit.toml": b'language = "en"\n',
}
NEW: Mapping[str, bytes] = {
    "Notes.md": b"# Notes\n\n- [ ] Call [[Anna]] #people\nadded\n",
    "People/Anna.md": NOTES["Anna.md"] + b"added\r\n",
    "People/Made.md": b"made\n",
    "Older/Deep/Stays.md": NOTES["Old/Deep/Stays.md"] + b"added\n",
    "vaultkit.toml": NOTES["vaultkit.toml"],
}
"""What the plan makes of the notes."""


def main(words: Sequence[str], *, environ: Mapping[str, str], folder: Path) -> int:
    """As ``vaultkit.cli.main.run``: an exit code, and words for people on stderr."""
    opening = Opening(environ=environ, command="plan", line="plan")
    try:
        try:
            _write(folder, opening)
        except DamagedError:  # as the command line does it
            discard_index(folder, opening)
            _write(folder, opening)
    except (VaultkitError, OSError) as error:
        told = error if isinstance(error, VaultkitError) else VaultkitError(str(error))
        show_error(told, catalog("en"))
        return told.exit_code
    return 0


def _write(root: Path, opening: Opening) -> None:
    with locked_index(root, opening) as index:
        for message, reason in index.said:
            sys.stderr.write(message.format(reason=reason) + "\n")
        write(index, plan_of(index))


def plan_of(index: Index) -> Plan:
    """Two notes edited in place, one edited and moved, one made, one removed, a folder moved."""
    return Plan(
        (
            _edit(index, "Notes.md", b"added\n"),
            _edit(index, "Anna.md", b"added\r\n"),
            _edit(index, "Old/Deep/Stays.md", b"added\n"),
            FileEdit(VaultPath("People/Made.md"), None, b"made\n", "made"),
            FileEdit(VaultPath("Old/Gone.md"), _digest(NOTES["Old/Gone.md"]), None, "removed"),
        ),
        moves=(
            FileMove(VaultPath("Anna.md"), VaultPath("People/Anna.md"), None, "moved"),
            FileMove(VaultPath("Old"), VaultPath("Older"), None, "moved"),
        ),
    )


def warm_up(vault: Path, environ: Mapping[str, str]) -> None:
    """Loads whatever the plan and its undoing load, in a vault of no other use."""
    root = vault.parent / "warm"
    put_notes(root)
    main((PLAN,), environ=environ, folder=root)
    for words in (("log",), ("undo", "--dry-run"), ("undo",), ("build",), ("doctor",)):
        run((words[0], "--vault", str(root), *words[1:]), environ=environ, folder=root)


def put_notes(root: Path) -> None:
    """The notes before the plan."""
    for path, data in NOTES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def _edit(index: Index, path: str, more: bytes) -> FileEdit:
    data = read_bytes(index.root, VaultPath(path))
    return FileEdit(VaultPath(path), _digest(data), data + more, "added to")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], environ=os.environ, folder=Path.cwd()))
