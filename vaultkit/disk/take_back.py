"""A plan that stopped half-way, taken back: every file as it was, or as somebody made it since."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.digest import find_digest, sha_of
from vaultkit.disk.entry import Change, Entry, Version
from vaultkit.disk.exchange import Place, exchange, move_new
from vaultkit.disk.folder import Folders, folders_below, opened_folder
from vaultkit.disk.journal import ASIDE, Journal, aside_place, sync_folder
from vaultkit.disk.swap import ChangedError, create_noted, remove_noted, replace_noted
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove, moved_path

__all__ = ["Left", "remove_empty_below", "take_back"]

_EMPTY = sha_of(b"")
"""Where a drive knows no second names, a new file takes its name empty."""


class Left(NamedTuple):
    """The paths that could not be taken back, in order."""

    changed: tuple[VaultPath, ...] = ()
    """Somebody made something else of them since, which is kept."""
    failed: tuple[VaultPath, ...] = ()
    """The system would not let us; another time it may."""


def take_back(journal: Journal, number: int, entry: Entry, *, done: int | None = None) -> Left:
    """Undoes what was done of an entry; what had to be left.

    A file that is neither as it was nor as the entry would have made it was changed by somebody
    since, and is left. ``done`` is how many of the changes were made, where that is known: what
    became of the rest is no matter of ours then. May be called again, also after it was
    interrupted itself.
    """
    changed: list[VaultPath] = []
    failed: list[VaultPath] = []
    for move in reversed(entry.moves):
        try:
            if not _moved_back(journal.root, move):
                changed.append(move.to)
        except (OSError, DiskError):
            failed.append(move.to)
    for at in reversed(range(len(entry.changes))):
        change = entry.changes[at]
        path = moved_path(change.path, entry.moves)
        try:
            if not _undone(journal, change, at, number) and (done is None or at < done):
                changed.append(path)
        except ChangedError:
            changed.append(path)
        except (OSError, DiskError):
            failed.append(path)
    remove_empty_below(journal.root, entry.folders)
    return Left(tuple(sorted(set(changed))), tuple(sorted(set(failed))))


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
        except (FileNotFoundError, NotADirectoryError, DiskError):
            return True  # it never came there, or somebody took it away
        if not _same_name_lies(new):
            return True
        old = Place(old_folders.made(move.path.folder), move.path.name)
        if _same_name_lies(old):
            _drop_second_name(new, old)
            return True  # not moved yet, or not altogether
        try:
            move_new(new, old)
        except FileExistsError:
            return False
        sync_folder(old.folder)
        sync_folder(new.folder)
    return True


def _drop_second_name(new: Place, old: Place) -> None:
    """Where a file is moved by a second name, the run may have ended before the first one went."""
    here, there = new.folder.find_stat(new.name), old.folder.find_stat(old.name)
    if here is not None and there is not None and os.path.samestat(here, there):
        os.unlink(new.folder.at(new.name), dir_fd=new.folder.fd)


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
        aside = _aside_of(journal, states, number, at)
        if now == wanted and (now is not None or folder.find_stat(place.name) is None):
            _named_right(change, aside)
            return True
        began = change.before is None and now == _EMPTY  # see ``replace.create_file``
        if now != (change.after and change.after.digest) and not began:
            return False
        if change.before is None:
            remove_noted(place, expected=now or "", aside=aside(now or ""))
        elif not _brought_back(place, change.before, now, aside):
            _written_back(place, change.before, now, aside)
        sync_folder(folder)
        return True


_Aside = Callable[[str], Place]
"""Where a file of the change is put that has this digest: an editor may have it open."""


def _aside_of(journal: Journal, states: Folders, number: int, at: int) -> _Aside:
    return lambda digest: aside_place(states.made(f"{journal.state}/{ASIDE}"), number, at, digest)


def _named_right(change: Change, aside: _Aside) -> None:
    """Where an earlier try ended between bringing back the old file and naming the new one."""
    if change.before is None or change.after is None:
        return
    held = aside(change.before.digest)
    if find_digest(held.folder, held.name) == change.after.digest:
        move_new(held, aside(change.after.digest))


def _brought_back(place: Place, before: Version, now: str | None, aside: _Aside) -> bool:
    """Whether the old file itself could be put back: that needs no room on the disk."""
    old = aside(before.digest)
    if find_digest(old.folder, old.name) != before.digest:
        return False
    try:
        if now is None:
            move_new(old, place)
            return True
        exchange(old, place)
    except (OSError, NotImplementedError):
        return False
    if find_digest(old.folder, old.name) != now:
        exchange(old, place)  # somebody saved in this very moment
        raise ChangedError
    move_new(old, aside(now))
    return True


def _written_back(place: Place, before: Version, now: str | None, aside: _Aside) -> None:
    if now is None:
        create_noted(place, before.data, before.attributes)
    else:
        replace_noted(place, before.data, expected=now, aside=aside(now))
