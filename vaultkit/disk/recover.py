"""What an earlier run left to do: interrupted plans taken back, files put aside looked at again."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from itertools import count
from typing import NamedTuple

from vaultkit.disk.aside import ASIDE, aside_place, find_aside_name
from vaultkit.disk.digest import find_digest
from vaultkit.disk.entry import Entry
from vaultkit.disk.exchange import Place, move_new
from vaultkit.disk.folder import Folders, folders_below, reason_of, sync_folder
from vaultkit.disk.journal import (
    JOURNAL,
    RECOVERED,
    Journal,
    Kept,
    find_kept,
    forget,
    iter_begun,
    leave_broken,
)
from vaultkit.disk.replace import drop_strays, is_stray
from vaultkit.disk.take_back import take_back
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import moved_path

__all__ = ["Recovery", "Rescued", "iter_held", "recover"]

_QUIET_S = 5.0
"""So long an editor may go on writing into a file that it has open."""


class Rescued(NamedTuple):
    """A version that somebody saved while the file was being replaced, and where it lies now."""

    path: VaultPath | None
    """The note, where that is known."""
    where: VaultPath


class Recovery(NamedTuple):
    """What was found and done, in the order of the entries."""

    taken_back: tuple[Kept, ...] = ()
    left: tuple[VaultPath, ...] = ()
    """Files of interrupted plans that were changed since or cannot be written; they stay so."""
    rescued: tuple[Rescued, ...] = ()


def recover(journal: Journal) -> Recovery:
    """Takes back what was interrupted, and looks again at what was put aside 5 seconds ago.

    The caller holds the vault's lock. Costs three listings where there is nothing to do. Raises
    DiskError where the journal cannot be read or written; what was not done then is done next time.
    """
    try:
        return _recovered(journal)
    except OSError as error:
        raise DiskError(
            "what an interrupted run left cannot be set right: {reason}",
            where=_place_of(error, journal),
            hint="see that you may read and write there",
            values={"reason": reason_of(error)},
        ) from error


def _place_of(error: OSError, journal: Journal) -> str:
    """What the system could not do something with; a name in an open folder says too little."""
    name = error.filename
    return name if isinstance(name, str) and os.path.isabs(name) else journal.state


def _recovered(journal: Journal) -> Recovery:
    left: list[VaultPath] = []
    rescued: list[Rescued] = []
    _swept(journal)
    begun = tuple(iter_begun(journal))
    ended: set[int] = set()
    for kept in reversed(begun):
        rescued += _rescued_strays(journal, kept)
        changed, failed = take_back(journal, kept.number, kept.entry)
        left += sorted({*changed, *failed})
        if not failed:  # else it stays begun: another time the system may let us
            (leave_broken if changed else forget)(journal, kept.number)
            ended.add(kept.number)
    rescued += _rescued_aside(journal, {kept.number for kept in begun} - ended)
    return Recovery(begun, tuple(left), tuple(rescued))


# --- temporary files of a run that was killed


def _swept(journal: Journal) -> None:
    with suppress(FileNotFoundError, DiskError), folders_below(journal.root) as folders:
        drop_strays(folders.opened(f"{journal.state}/{JOURNAL}"))


def _rescued_strays(journal: Journal, kept: Kept) -> Iterator[Rescued]:
    """What a person saved may bear a temporary name, if the run died between two exchanges."""
    with folders_below(journal.root) as states:
        for held in iter_held(journal, kept.number, kept.entry):
            where = _saved(journal, states, held, f"{kept.number:08}")
            yield Rescued(None, where)


def iter_held(journal: Journal, number: int, entry: Entry) -> Iterator[Place]:
    """What may be a person's and bears a temporary name, in the folders of the entry's files.

    Other temporary files are deleted on the way. What was held and has bytes that the entry knows
    is put aside: an editor may have it open, as anything that is put aside. Raises OSError where
    one cannot be looked at.
    """
    known = {
        version.digest
        for change in entry.changes
        for version in (change.before, change.after)
        if version is not None
    }
    with folders_below(journal.root) as reached, folders_below(journal.root) as states:
        for name in sorted(_folders_of(entry)):
            try:
                folder = reached.opened(name)
            except (FileNotFoundError, NotADirectoryError, DiskError):
                continue  # it was moved since, or never made
            drop_strays(folder)
            for found in filter(is_stray, folder.names()):
                held, digest = Place(folder, found), find_digest(folder, found)
                if digest is not None and digest in known:
                    aside = states.made_to_last(f"{journal.state}/{ASIDE}")
                    changes = _iter_changes(entry, digest)
                    _put_aside(held, (aside_place(aside, number, at, digest) for at in changes))
                else:
                    yield held


def _iter_changes(entry: Entry, digest: str) -> Iterator[int]:
    """The changes that know these bytes, then numbers that are no change's, without end."""
    for at, change in enumerate(entry.changes):
        if any(
            each is not None and each.digest == digest for each in (change.before, change.after)
        ):
            yield at
    yield from count(len(entry.changes))


def _put_aside(held: Place, places: Iterable[Place]) -> None:
    """At the first of the places that is free."""
    found = held.folder.find_stat(held.name)
    if found is not None and found.st_nlink > 1:
        # Where names cannot be moved in one step: the file has the name that it came from, too.
        os.unlink(held.folder.at(held.name), dir_fd=held.folder.fd)
        return
    for place in places:
        try:
            move_new(held, place)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            os.unlink(held.folder.at(held.name), dir_fd=held.folder.fd)  # it cannot be kept
        return


def _folders_of(entry: Entry) -> set[str]:
    """The folders in which the entry's files lie or lay, also where a folder above was moved."""
    paths = [change.path for change in entry.changes]
    return {path.folder for path in (*paths, *(moved_path(each, entry.moves) for each in paths))}


# --- files put aside


def _rescued_aside(journal: Journal, open_: AbstractSet[int]) -> Iterator[Rescued]:
    """Old files of an entry that is still open stay: the next try puts them back."""
    with folders_below(journal.root) as reached, folders_below(journal.root) as states:
        try:
            folder = reached.opened(f"{journal.state}/{ASIDE}")
        except (OSError, DiskError):
            return
        for name in folder.names():
            said, found = find_aside_name(name), folder.find_stat(name)
            if said is None or found is None or not stat.S_ISREG(found.st_mode):
                continue
            if not said.found and (said.number in open_ or time.time() - found.st_ctime < _QUIET_S):
                continue
            if said.holds(find_digest(folder, name) or ""):
                os.unlink(folder.at(name), dir_fd=folder.fd)
                continue
            where = _saved(journal, states, Place(folder, name), said.stem)
            yield Rescued(_note_of(journal, said.number, said.change), where)


def _note_of(journal: Journal, number: int, change: int) -> VaultPath | None:
    kept = find_kept(journal, number)
    if kept is None or change >= len(kept.entry.changes):
        return None
    return moved_path(kept.entry.changes[change].path, kept.entry.moves)


def _saved(journal: Journal, states: Folders, place: Place, stem: str) -> VaultPath:
    folder = states.made_to_last(f"{journal.state}/{RECOVERED}")
    count = 0
    while True:
        name = f"{stem}.md" if not count else f"{stem}-{count}.md"
        try:
            move_new(place, Place(folder, name))
        except FileExistsError:
            count += 1
        else:
            sync_folder(folder)
            return VaultPath(f"{journal.state}/{RECOVERED}/{name}")
