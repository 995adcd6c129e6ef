"""What an earlier run left to do: interrupted plans taken back, files put aside looked at again."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from vaultkit.disk.digest import find_digest, opened_file
from vaultkit.disk.entry import Entry
from vaultkit.disk.exchange import Place, move_new
from vaultkit.disk.folder import Folders, OpenFolder, folders_below
from vaultkit.disk.journal import (
    ASIDE,
    DIGITS,
    RECOVERED,
    Journal,
    Kept,
    find_kept,
    forget,
    has_begun,
    iter_kept,
    leave_broken,
)
from vaultkit.disk.replace import sweep_strays
from vaultkit.disk.take_back import take_back
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import path_after

__all__ = ["Recovery", "Rescued", "recover"]

_QUIET_S = 5.0
"""So long an editor may go on writing into a file that it has open."""
_ASIDE = re.compile(r"([0-9]{8})-([0-9]+)-([0-9a-f]{16})(-found)?\Z")
_TEMPORARY = ".vk-"


class Rescued(NamedTuple):
    """A version that somebody saved while the file was being replaced, and where it lies now."""

    path: VaultPath | None
    """The note, where that is known."""
    where: VaultPath


class Recovery(NamedTuple):
    """What was found and done, in the order of the entries."""

    taken_back: tuple[Kept, ...] = ()
    left: tuple[VaultPath, ...] = ()
    """Files of interrupted plans that somebody changed since; they stay as they are."""
    rescued: tuple[Rescued, ...] = ()


def recover(journal: Journal) -> Recovery:
    """Takes back what was interrupted, and looks again at what was put aside 5 seconds ago.

    The caller holds the vault's lock. Costs two listings where there is nothing to do.
    """
    begun: list[Kept] = []
    left: list[VaultPath] = []
    rescued: list[Rescued] = []
    if has_begun(journal):
        begun += (kept for kept in iter_kept(journal) if kept.state == "begun")
    for kept in reversed(begun):
        rescued += _rescued_strays(journal, kept)
        remaining = take_back(journal, kept.number, kept.entry)
        left += remaining
        (leave_broken if remaining else forget)(journal, kept.number)
    rescued += _rescued_aside(journal)
    return Recovery(tuple(begun), tuple(left), tuple(rescued))


# --- temporary files of a run that was killed


def _rescued_strays(journal: Journal, kept: Kept) -> Iterator[Rescued]:
    """What a person saved may bear a temporary name, if the run died between two exchanges."""
    folders = {change.path.folder for change in kept.entry.changes}
    with folders_below(journal.root) as reached, folders_below(journal.root) as states:
        for name in sorted(folders):
            with suppress(FileNotFoundError, DiskError):
                folder = reached.opened(name)
                for stray in _iter_unknown(folder, kept.entry):
                    where = _saved(journal, states, Place(folder, stray), f"{kept.number:08}")
                    yield Rescued(None, where)
                sweep_strays(folder)


def _iter_unknown(folder: OpenFolder, entry: Entry) -> Iterator[str]:
    """Temporary files that hold neither what was there nor what was to be, not even in part."""
    known = {
        version.digest: version.data
        for change in entry.changes
        for version in (change.before, change.after)
        if version is not None
    }
    for name in _names_in(folder):
        if not name.startswith(_TEMPORARY):
            continue
        digest = find_digest(folder, name)
        if digest is None or digest in known:
            continue
        fd = opened_file(folder, name)
        try:
            part = os.read(fd, os.fstat(fd).st_size)
        finally:
            os.close(fd)
        if not any(data.startswith(part) for data in known.values()):
            yield name


# --- files put aside


def _rescued_aside(journal: Journal) -> Iterator[Rescued]:
    with folders_below(journal.root) as reached, folders_below(journal.root) as states:
        try:
            folder = reached.opened(f"{journal.state}/{ASIDE}")
        except (OSError, DiskError):
            return
        for name in _names_in(folder):
            match = _ASIDE.match(name)
            found = folder.find_stat(name)
            if match is None or found is None or not stat.S_ISREG(found.st_mode):
                continue
            if match[4] is None and time.time() - found.st_ctime < _QUIET_S:
                continue
            digest = find_digest(folder, name) or ""
            if match[4] is None and digest[:DIGITS] == match[3]:
                os.unlink(folder.at(name), dir_fd=folder.fd)
                continue
            place = Place(folder, name)
            where = _saved(journal, states, place, f"{match[1]}-{match[2]}")
            yield Rescued(_note_of(journal, int(match[1]), int(match[2])), where)


def _note_of(journal: Journal, number: int, change: int) -> VaultPath | None:
    kept = find_kept(journal, number)
    if kept is None or change >= len(kept.entry.changes):
        return None
    path = kept.entry.changes[change].path
    return path_after(path, kept.entry.moves)


def _saved(journal: Journal, states: Folders, place: Place, stem: str) -> VaultPath:
    folder = states.made(f"{journal.state}/{RECOVERED}")
    count = 0
    while True:
        name = f"{stem}.md" if not count else f"{stem}-{count}.md"
        try:
            move_new(place, Place(folder, name))
        except FileExistsError:
            count += 1
        else:
            return VaultPath(f"{journal.state}/{RECOVERED}/{name}")


def _names_in(folder: OpenFolder) -> list[str]:
    return sorted(os.listdir(folder.path if folder.fd is None else folder.fd))
