"""A plan that stopped half-way, taken back: every file as it was, or as somebody made it since."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.aside import ASIDE, aside_place
from vaultkit.disk.digest import find_digest, sha_of
from vaultkit.disk.entry import Change, Entry, Version
from vaultkit.disk.exchange import Place, exchange, move_new
from vaultkit.disk.folder import Folders, folders_below, remove_empty_folder, sync_folder
from vaultkit.disk.journal import Journal
from vaultkit.disk.move_back import is_in_way, is_theirs, move_back
from vaultkit.disk.swap import (
    ChangedError,
    create_noted,
    remove_noted,
    replace_looking,
    replace_noted,
)
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import moved_path

__all__ = ["Left", "remove_empty_below", "take_back"]

_EMPTY = sha_of(b"")
"""Where a drive knows no second names, a new file takes its name empty."""


class Left(NamedTuple):
    """The paths that could not be taken back, in order."""

    changed: tuple[VaultPath, ...] = ()
    """Somebody made something else of them since, which is kept."""
    failed: tuple[VaultPath, ...] = ()
    """The system would not let us; another time it may."""


def take_back(
    journal: Journal,
    number: int,
    entry: Entry,
    *,
    written: AbstractSet[VaultPath] | None = None,
) -> Left:
    """Undoes what was done of an entry; what had to be left.

    A file that is neither as it was nor as the entry would have made it was changed by somebody
    since, and is left. ``written`` are the paths that were written, where that is known: what
    became of the rest is no matter of ours then. What lies at a path that a move left has in its
    way is left too. May be called again, also after it was interrupted itself.
    """
    unmoved = move_back(journal.root, entry)
    changed = [move.to for move in unmoved.changed]
    failed = [move.to for move in unmoved.failed]
    for at in reversed(range(len(entry.changes))):
        change = entry.changes[at]
        path = moved_path(change.path, entry.moves)
        if is_in_way(unmoved.failed, change.path):
            failed.append(path)
            continue
        if is_in_way(unmoved.changed, change.path):
            changed.append(path)
            continue
        try:
            if not _undone_surely(journal, change, at, number) and (
                written is None or change.path in written
            ):
                changed.append(path)
        except ChangedError:
            changed.append(path)
        except (OSError, DiskError) as error:
            (changed if is_theirs(error) else failed).append(path)
    remove_empty_below(journal.root, entry.folders)
    return Left(tuple(sorted(set(changed))), tuple(sorted(set(failed))))


def remove_empty_below(root: Path, folders: tuple[str, ...]) -> None:
    """Removes those of the folders that are empty, the deepest first."""
    for folder in sorted(folders, key=len, reverse=True):
        remove_empty_folder(root, folder)


def _undone_surely(journal: Journal, change: Change, at: int, number: int) -> bool:
    try:
        return _undone(journal, change, at, number)
    except ChangedError:
        # Somebody saved in that moment, or an error came after what it is about was done.
        return _undone(journal, change, at, number)


def _undone(journal: Journal, change: Change, at: int, number: int) -> bool:
    """Whether the file is as it was before the change."""
    with folders_below(journal.root) as folders, folders_below(journal.root) as states:
        try:
            reach = folders.opened if change.before is None else folders.made_to_last
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
    return lambda digest: aside_place(
        states.made_to_last(f"{journal.state}/{ASIDE}"), number, at, digest
    )


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
    except NotImplementedError:
        return _brought_back_looking(place, before, now, aside)
    except OSError:
        return False
    if find_digest(old.folder, old.name) != now:
        exchange(old, place)  # somebody saved in this very moment
        raise ChangedError
    move_new(old, aside(now))
    return True


def _brought_back_looking(place: Place, before: Version, now: str | None, aside: _Aside) -> bool:
    """``_brought_back`` where names cannot be exchanged."""
    old, digest = aside(before.digest), now or ""
    try:
        replace_looking(place, old, ours=before.digest, expected=digest, aside=aside(digest))
    except OSError:
        return False
    return True


def _written_back(place: Place, before: Version, now: str | None, aside: _Aside) -> None:
    if now is None:
        create_noted(place, before.data, before.attributes)
    else:
        replace_noted(place, before.data, expected=now, aside=aside(now))
