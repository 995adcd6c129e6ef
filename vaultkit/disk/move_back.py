"""What a plan moved gets its old path again: that very file or folder, not whatever bears a name.

Once a run was killed, an editor that has a file open may save it anew under its old path. So a
name that lies there does not say that the move was never made, or is taken back already.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.digest import find_digest
from vaultkit.disk.entry import Change, Entry
from vaultkit.disk.exchange import Place, move_new
from vaultkit.disk.folder import Folders, folders_below, sync_folder
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove, moved_path

__all__ = ["Unmoved", "is_in_way", "is_theirs", "move_back"]


class Unmoved(NamedTuple):
    """The moves that could not be taken back, the last first."""

    changed: tuple[FileMove, ...] = ()
    """Something else lies there by now."""
    failed: tuple[FileMove, ...] = ()
    """The system would not let us."""


def move_back(root: Path, entry: Entry) -> Unmoved:
    """Takes back the moves of an entry, the last first.

    One that hangs together with a move that is left is left too: its folder may lie elsewhere, or
    its name be another's. May be called again.
    """
    changed: list[FileMove] = []
    failed: list[FileMove] = []
    for move, mark in reversed(tuple(_iter_marked(entry))):
        if is_in_way(failed, move.path, move.to):
            failed.append(move)
        elif is_in_way(changed, move.path, move.to):
            changed.append(move)
        else:
            try:
                if not _moved_back(root, move, mark):
                    changed.append(move)
            except (OSError, DiskError) as error:
                (changed if is_theirs(error) else failed).append(move)
    return Unmoved(tuple(changed), tuple(failed))


def is_in_way(left: Iterable[FileMove], *paths: VaultPath) -> bool:
    """Whether one of the paths lies at, above or below either path of a move that is left."""
    return any(
        _lies_in(path, place) or _lies_in(place, path)
        for move in left
        for place in (move.path, move.to)
        for path in paths
    )


def is_theirs(error: OSError | DiskError) -> bool:
    """Whether somebody put another thing in the way, which no second try will find gone."""
    if isinstance(error, DiskError):  # a symbolic link, unless the system is behind it
        return not isinstance(error.__cause__, OSError)
    return isinstance(error, NotADirectoryError)


def _lies_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


class _Mark(NamedTuple):
    """What tells that which was moved from anything else under one of its names."""

    number: int
    """The inode; 0 where it is not known, or the plan puts another file in its place."""
    digests: frozenset[str]
    freed: bool
    """Before the plan, something else lay at the new path, which the plan takes away first."""


def _iter_marked(entry: Entry) -> Iterator[tuple[FileMove, _Mark]]:
    """The moves in their order."""
    lies = {change.path: change for change in entry.changes}
    freed = {change.path for change in entry.changes if change.after is None}
    numbers = entry.numbers or (0,) * len(entry.moves)
    for move, number in zip(entry.moves, numbers, strict=True):
        change = lies.pop(move.path, None)
        digests = frozenset(_iter_digests(move, change))
        yield move, _Mark(0 if change else number, digests, move.to in freed)
        freed.add(move.path)
        if change is not None:
            lies[move.to] = change
            continue
        for path in [each for each in lies if each.startswith(f"{move.path}/")]:
            lies[moved_path(path, (move,))] = lies.pop(path)


def _iter_digests(move: FileMove, change: Change | None) -> Iterator[str]:
    if move.expected is not None:
        yield move.expected
    for version in (change.before, change.after) if change is not None else ():
        if version is not None:
            yield version.digest


def _moved_back(root: Path, move: FileMove, mark: _Mark) -> bool:
    """Whether nothing of the move is left."""
    with folders_below(root) as old_folders, folders_below(root) as new_folders:
        new = _find_lying(new_folders, move.to)
        if new is None:
            return True  # it never came there, or somebody took it away
        old = _find_lying(old_folders, move.path)
        if old is not None:
            if _is_second_name(new, old):
                # The run ended between giving the new name and taking the old one.
                os.unlink(new.folder.at(new.name), dir_fd=new.folder.fd)
                return True
            here, there = _likeness(old, mark), _likeness(new, mark)
            return here > there or (here == there and mark.freed)
        if mark.freed and not _likeness(new, mark):
            return True  # what lay there before the plan
        old = Place(old_folders.made_to_last(move.path.folder), move.path.name)
        try:
            move_new(new, old)
        except FileExistsError:
            return False
        sync_folder(old.folder)
        sync_folder(new.folder)
    return True


def _find_lying(folders: Folders, path: VaultPath) -> Place | None:
    """None where nothing lies there under exactly this name, be case told apart or not.

    Raises OSError or DiskError where that cannot be found out.
    """
    try:
        folder = folders.opened(path.folder)
    except (FileNotFoundError, NotADirectoryError):
        return None  # nor does the folder
    if folder.find_stat(path.name) is None:
        return None
    return Place(folder, path.name) if path.name in folder.names() else None


def _is_second_name(new: Place, old: Place) -> bool:
    here, there = new.folder.find_stat(new.name), old.folder.find_stat(old.name)
    return here is not None and there is not None and os.path.samestat(here, there)


def _likeness(place: Place, mark: _Mark) -> int:
    """How surely that which was moved lies there: 2 by its number, 1 by its bytes, 0 not at all."""
    found = place.folder.find_stat(place.name)
    if found is not None and mark.number and found.st_ino == mark.number:
        return 2
    return int(find_digest(place.folder, place.name) in mark.digests)
