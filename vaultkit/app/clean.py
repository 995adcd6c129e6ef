"""Everything vaultkit made in a vault, taken out again."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
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
from vaultkit.disk.lock import LOCK_NAMES, shown_since
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.read import read_bytes
from vaultkit.disk.state import find_machine_id, find_state_folder
from vaultkit.disk.watcher import find_watchers
from vaultkit.model.errors import DiskError, LockedError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.plan import plan_clean
from vaultkit.store.regions import has_regions as any_regions
from vaultkit.store.store import remove_store, store_files

__all__ = ["CleanPlan", "check_unwatched", "clean", "find_rescued", "has_regions", "plan_clean_up"]

_IRREPLACEABLE = (JOURNAL, ASIDE, RECOVERED)
"""What a machine keeps that cannot be made again."""
_LOCKS = frozenset(f"{OWN_FOLDER}/{name}" for name in LOCK_NAMES)


@dataclass(frozen=True, slots=True)
class CleanPlan:
    """What would be removed: pages nobody edited, then the files of ``.vaultkit``."""

    pages: Plan
    own: Plan
    index: tuple[VaultPath, ...]
    """The open index's own files, which change as long as it is open."""
    folders: tuple[str, ...]
    """Folders that may be left empty, vault-relative."""
    left: tuple[str, ...]
    """Folders of other machines or users that hold what they may want to undo."""


def check_unwatched(index: Index) -> None:
    """Raises LockedError where a watcher runs: it would make anew whatever is taken out."""
    state = find_state_folder(index.root, environ=index.settings.opening.environ)
    for watcher in () if state is None else find_watchers(state):
        raise LockedError(
            "a watcher runs beside this vault (process {pid}, since {since}) and would make all "
            "of it again; nothing was removed",
            where=str(index.root),
            hint="end it (Ctrl-C where it runs), then run the command again",
            values={"pid": str(watcher.holder.pid), "since": shown_since(watcher.holder.since)},
        )


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
    place = index.store.place
    files = () if place is None else store_files(place)
    of_index = tuple(VaultPath(file.relative_to(index.root).as_posix()) for file in files)
    found = _iter_own(index.root, besides=of_index)
    own = [edit for edit in found if not edit.path.startswith(_below(left))]
    # The lock is held: it goes last.
    own.sort(key=lambda edit: edit.path in _LOCKS)
    if left:  # what stays is still nothing for git
        own = [edit for edit in own if edit.path != f"{OWN_FOLDER}/.gitignore"]
    folders = {edit.path.folder for edit in pages.edits} | set(_own_folders(index.root))
    return CleanPlan(pages, Plan(tuple(own)), of_index, tuple(sorted(folders)), left)


def clean(index: Index, planned: CleanPlan) -> None:
    """Carries the plan out, then removes the folders it leaves empty. The caller holds the lock.

    The index is closed.
    Raises ConflictError where a file changed since, DiskError where one cannot be removed.
    """
    apply(index.root, planned.pages)
    _remove_index(index)
    apply(index.root, planned.own)
    remove_empty_folders(index.root, planned.folders)
    with suppress(OSError, DiskError, LockedError):  # then more is known of it than need be
        forget_known(index.root, environ=index.settings.opening.environ)


def _remove_index(index: Index) -> None:
    place = index.store.place
    if place is None:
        return
    index.store.close()
    remove_store(place)
    for file in store_files(place):
        raise DiskError(
            "cannot be removed", where=str(file), hint="see that you may write in .vaultkit"
        )


def _iter_left(index: Index) -> Iterator[str]:
    """The other folders that hold more than can be made again, in path order."""
    own = _own_state(index)
    for place in sorted(_files_in(index.root / OWN_FOLDER)):
        path = f"{OWN_FOLDER}/{place.name}"
        if path != own and any(_files_in(place / name) for name in _IRREPLACEABLE):
            yield path


def _below(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/" for folder in folders)


def _iter_own(root: Path, *, besides: Collection[VaultPath]) -> Iterator[FileEdit]:
    """The removal of every other file in ``.vaultkit``; what is no regular file is left alone."""
    for folder, _, names in _walk(root):
        for name in sorted(names):
            if (folder / name).is_symlink() or not (folder / name).is_file():
                continue
            path = VaultPath((folder / name).relative_to(root).as_posix())
            if path in besides:
                continue
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
