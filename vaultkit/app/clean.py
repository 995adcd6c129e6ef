"""Everything vaultkit made in a vault, taken out again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.apply import apply, remove_empty_folders
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.read import read_bytes
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.plan import plan_clean
from vaultkit.store.regions import has_regions as any_regions

__all__ = ["CleanPlan", "clean", "has_regions", "plan_clean_up"]


@dataclass(frozen=True, slots=True)
class CleanPlan:
    """What would be removed: pages nobody edited, then the files of ``.vaultkit``."""

    pages: Plan
    own: Plan
    folders: tuple[str, ...]
    """Folders that may be left empty, vault-relative."""


def has_regions(snapshot: Snapshot) -> bool:
    """Whether any note has regions: they go with ``plan_cleaned``, before all the rest."""
    return any_regions(snapshot.index.store)


def plan_clean_up(snapshot: Snapshot) -> CleanPlan:
    """What vaultkit made here. Pages that a person edited are kept and reported."""
    pages = plan_clean(snapshot.pages)
    own = tuple(_iter_own(snapshot.root))
    folders = {edit.path.folder for edit in pages.edits} | set(_own_folders(snapshot.root))
    return CleanPlan(pages, Plan(own), tuple(sorted(folders)))


def clean(snapshot: Snapshot, planned: CleanPlan) -> None:
    """Carries the plan out, then removes the folders it leaves empty.

    Raises ConflictError where a file changed since, DiskError where one cannot be removed.
    """
    apply(snapshot.root, planned.pages)
    apply(snapshot.root, planned.own)
    remove_empty_folders(snapshot.root, planned.folders)


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
