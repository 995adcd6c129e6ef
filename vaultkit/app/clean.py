"""Everything vaultkit made in a vault, taken out again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vaultkit.app.indexing import Index
from vaultkit.app.snapshot import looked_up
from vaultkit.disk.apply import apply, remove_empty_folders
from vaultkit.disk.aside import ASIDE
from vaultkit.disk.journal import JOURNAL, RECOVERED
from vaultkit.disk.known import forget_known
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.read import read_bytes
from vaultkit.disk.state import find_machine_id
from vaultkit.model.errors import DiskError, LockedError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.plan import plan_clean
from vaultkit.store.regions import has_regions as any_regions

__all__ = ["CleanPlan", "clean", "find_rescued", "has_regions", "plan_clean_up"]

_IRREPLACEABLE = (JOURNAL, ASIDE, RECOVERED)
"""What a machine keeps that cannot be made again."""


@dataclass(frozen=True, slots=True)
class CleanPlan:
    """What would be removed: pages nobody edited, then the files of ``.vaultkit``."""

    pages: Plan
    own: Plan
    folders: tuple[str, ...]
    """Folders that may be left empty, vault-relative."""
    left: tuple[str, ...]
    """Folders of other machines or users that hold what they may want to undo."""


def find_rescued(index: Index) -> tuple[VaultPath, ...]:
    """The versions of notes that editors saved while vaultkit wrote, and that lie nowhere else.

    In path order; those of this machine and user.
    """
    own = _own_state(index)
    found = [] if own is None else _files_in(index.root / own / RECOVERED)
    return tuple(VaultPath(f"{own}/{RECOVERED}/{place.name}") for place in sorted(found))


def _files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def _own_state(index: Index) -> str | None:
    """This machine's and user's folder, whether or not it is there."""
    name = find_machine_id(environ=index.settings.opening.environ)
    return None if name is None else f"{OWN_FOLDER}/{name}"


def has_regions(index: Index) -> bool:
    """Whether any note has regions: they go with ``plan_cleaned``, before all the rest."""
    return any_regions(index.store)


def plan_clean_up(index: Index) -> CleanPlan:
    """What vaultkit made here. Pages that a person edited are kept and reported."""
    with looked_up(index) as snapshot:
        pages = plan_clean(snapshot.pages)
    left = tuple(_iter_left(index))
    own = [edit for edit in _iter_own(index.root) if not edit.path.startswith(_below(left))]
    # The lock is held: it goes last.
    own.sort(key=lambda edit: edit.path == f"{OWN_FOLDER}/lock")
    if left:  # what stays is still nothing for git
        own = [edit for edit in own if edit.path != f"{OWN_FOLDER}/.gitignore"]
    folders = {edit.path.folder for edit in pages.edits} | set(_own_folders(index.root))
    return CleanPlan(pages, Plan(tuple(own)), tuple(sorted(folders)), left)


def clean(index: Index, planned: CleanPlan) -> None:
    """Carries the plan out, then removes the folders it leaves empty. The caller holds the lock.

    Raises ConflictError where a file changed since, DiskError where one cannot be removed.
    """
    apply(index.root, planned.pages)
    apply(index.root, planned.own)
    remove_empty_folders(index.root, planned.folders)
    with suppress(OSError, DiskError, LockedError):  # then more is known of it than need be
        forget_known(index.root, environ=index.settings.opening.environ)


def _iter_left(index: Index) -> Iterator[str]:
    """The other folders that hold more than can be made again, in path order."""
    own = _own_state(index)
    for place in sorted(_files_in(index.root / OWN_FOLDER)):
        path = f"{OWN_FOLDER}/{place.name}"
        if path != own and any(_files_in(place / name) for name in _IRREPLACEABLE):
            yield path


def _below(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/" for folder in folders)


def _iter_own(root: Path) -> Iterator[FileEdit]:
    """The removal of every file in ``.vaultkit``; what is no regular file is left alone."""
    for folder, _, names in _walk(root):
        for name in sorted(names):
            if (folder / name).is_symlink() or not (folder / name).is_file():
                continue
            path = VaultPath((folder / name).relative_to(root).as_posix())
            digest = sha256(read_bytes(root, path)).hexdigest()
            yield FileEdit(path, digest, None, "vaultkit's own file", "vaultkit")


def _own_folders(root: Path) -> Iterator[str]:
    return (folder.relative_to(root).as_posix() for folder, _, _ in _walk(root))


def _walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    own = root / OWN_FOLDER
    if own.is_symlink():
        return
    for place, folders, names in os.walk(own):
        folders.sort()
        yield Path(place), folders, names
