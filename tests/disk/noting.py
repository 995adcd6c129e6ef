"""A vault with a journal, and people's files in it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from vaultkit.disk.apply import apply
from vaultkit.disk.journal import Journal, Kept, iter_kept, journal_at
from vaultkit.disk.state import state_folder
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan, Receipt

KEY = "0123456789abcdef" * 2


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def create(path: str, data: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), None, data, "made")


def change(path: str, old: bytes, new: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), digest(old), new, "changed")


def remove(path: str, old: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), digest(old), None, "removed")


def move(path: str, to: str, old: bytes | None = None) -> FileMove:
    expected = None if old is None else digest(old)
    return FileMove(VaultPath(path), VaultPath(to), expected, "moved")


def put(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def notes(root: Path) -> dict[str, bytes]:
    """All files outside of ``.vaultkit``, temporary ones too."""
    return {
        path: place.read_bytes()
        for place in sorted(root.rglob("*"))
        if place.is_file()
        and not (path := place.relative_to(root).as_posix()).startswith(".vaultkit")
    }


def folders(root: Path) -> set[str]:
    found = (place.relative_to(root).as_posix() for place in root.rglob("*") if place.is_dir())
    return {path for path in found if not path.startswith(".vaultkit")}


def journal_of(root: Path, key: str = KEY) -> Journal:
    home = root.parent / f"{root.name} state"
    state = state_folder(root, environ={"VAULTKIT_STATE_HOME": str(home)}, host="host")
    return journal_at(root, state, key)


def carry_out(
    root: Path, *steps: FileEdit | FileMove, undoes: int | None = None
) -> tuple[Receipt, ...]:
    plan = Plan(
        tuple(step for step in steps if isinstance(step, FileEdit)),
        moves=tuple(step for step in steps if isinstance(step, FileMove)),
    )
    return apply(root, plan, journal=journal_of(root), command="test", undoes=undoes)


def kept(root: Path) -> list[Kept]:
    return list(iter_kept(journal_of(root)))


def names_in(root: Path, folder: str) -> list[str]:
    place = root / journal_of(root).state / folder
    return sorted(found.name for found in place.iterdir()) if place.is_dir() else []
