"""A plan that stopped half-way, taken back: every file as it was, or as somebody made it since."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.digest import find_digest
from vaultkit.disk.entry import Change, Entry, Version
from vaultkit.disk.exchange import Place, exchange, move_new
from vaultkit.disk.folder import folders_below, opened_folder
from vaultkit.disk.journal import ASIDE, Journal, aside_place, sync_folder
from vaultkit.disk.swap import ChangedError, create_noted, remove_noted, replace_noted
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove, path_after

__all__ = ["remove_empty_below", "take_back"]


def take_back(
    journal: Journal, number: int, entry: Entry, *, done: int | None = None
) -> tuple[VaultPath, ...]:
    """Undoes what was done of an entry; the paths that had to be left, in order.

    A file that is neither as it was nor as the entry would have made it was changed by somebody
    since, and is left. ``done`` is how many of the changes were made, where that is known: the
    rest are no matter of ours then. May be called again, also after it was interrupted itself.
    """
    left = [move.to for move in reversed(entry.moves) if not _moved_back(journal.root, move)]
    for at in reversed(range(len(entry.changes))):
        change = entry.changes[at]
        try:
            undone = _undone(journal, change, at, number)
        except (OSError, DiskError, ChangedError):
            undone = False
        if not undone and (done is None or at < done):
            left.append(path_after(change.path, entry.moves))
    remove_empty_below(journal.root, entry.folders)
    return tuple(sorted(set(left)))


def remove_empty_below(root: Path, folders: tuple[str, ...]) -> None:
    """Removes those of the folders that are empty, the deepest first."""
    for folder in sorted(folders, key=len, reverse=True):
        parent, _, name = folder.rpartition("/")
        with suppress(OSError, DiskError), opened_folder(root, parent) as opened:
            os.rmdir(opened.at(name), dir_fd=opened.fd)


def _moved_back(root: Path, move: FileMove) -> bool:
    """Whether the file lies at its old path now."""
    with folders_below(root) as old_folders, folders_below(root) as new_folders:
        try:
            new = Place(new_folders.opened(move.to.folder), move.to.name)
        except (OSError, DiskError):
            return True  # it never came there, or somebody took it away
        if not _same_name_lies(new):
            return True
        try:
            old = Place(old_folders.made(move.path.folder), move.path.name)
            if _same_name_lies(old):
                return True  # not moved yet
            move_new(new, old)
            sync_folder(old.folder)
            sync_folder(new.folder)
        except (OSError, DiskError):
            return False
    return True


def _same_name_lies(place: Place) -> bool:
    """Whether something lies there under exactly this name, where case tells names apart or not."""
    if place.folder.find_stat(place.name) is None:
        return False
    return place.name in os.listdir(
        place.folder.path if place.folder.fd is None else place.folder.fd
    )


def _undone(journal: Journal, change: Change, at: int, number: int) -> bool:
    """Whether the file is as it was before the change."""
    with folders_below(journal.root) as folders, folders_below(journal.root) as states:
        try:
            reach = folders.opened if change.before is None else folders.made
            folder = reach(change.path.folder)
        except FileNotFoundError:
            return change.before is None
        place = Place(folder, change.path.name)
        now = find_digest(folder, change.path.name)
        wanted = change.before and change.before.digest
        if now == wanted and (now is not None or folder.find_stat(place.name) is None):
            return True
        if now != (change.after and change.after.digest):
            return False
        if change.before is None:
            remove_noted(place, expected=now or "", aside=None)
        else:
            held = states.made(f"{journal.state}/{ASIDE}")
            aside = aside_place(held, number, at, change.before.digest)
            if not _brought_back(place, change.before, now, aside):
                _written_back(place, change.before, now)
        sync_folder(folder)
        return True


def _brought_back(place: Place, before: Version, now: str | None, aside: Place) -> bool:
    """Whether the old file itself could be put back: that needs no room on the disk."""
    if find_digest(aside.folder, aside.name) != before.digest:
        return False
    try:
        if now is None:
            move_new(aside, place)
            return True
        exchange(aside, place)
    except (OSError, NotImplementedError):
        return False
    if find_digest(aside.folder, aside.name) != now:
        exchange(aside, place)  # somebody saved in this very moment
        raise ChangedError
    os.unlink(aside.folder.at(aside.name), dir_fd=aside.folder.fd)
    return True


def _written_back(place: Place, before: Version, now: str | None) -> None:
    if now is None:
        create_noted(place, before.data, before.attributes)
    else:
        replace_noted(place, before.data, expected=now, aside=None)
