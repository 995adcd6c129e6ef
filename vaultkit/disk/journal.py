"""What was written to people's notes, and what was there before: kept, so that it can be undone.

The journal lies beside the index, in ``.vaultkit/<machine id>/``. An entry is put there, and synced
to the disk, before the first file changes; its name says how far it got:

    journal/00000012.begun    written before the plan; found later, the run was interrupted
    journal/00000012.done     carried out
    journal/00000012.broken   interrupted, and could not be taken back altogether
    aside/00000012-3-<digest> the old file of the entry's change 3, as long as an editor may have it
                              open
    recovered/00000012-3.md   what an editor wrote into such a file

Whoever writes holds the vault's lock.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, cast

from vaultkit.disk.aside import ASIDE, find_aside_name
from vaultkit.disk.digest import opened_file
from vaultkit.disk.entry import Entry, Stored, entry_bytes, read_entry
from vaultkit.disk.folder import (
    OpenFolder,
    close_read,
    folders_below,
    opened_folder,
    reason_of,
    sync_folder,
)
from vaultkit.disk.known import root_number
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.replace import sweep_strays, temporary_file
from vaultkit.model.errors import DiskError

__all__ = [
    "JOURNAL",
    "RECOVERED",
    "Journal",
    "Kept",
    "State",
    "begin",
    "count_entries",
    "find_kept",
    "finish",
    "forget",
    "is_done",
    "iter_begun",
    "iter_kept",
    "journal_at",
    "leave_broken",
    "prune",
]

State = Literal["begun", "done", "broken"]
_STATES: tuple[State, ...] = ("begun", "done", "broken")
JOURNAL = "journal"
RECOVERED = "recovered"
_NAME = re.compile(r"([0-9]{8})\.(begun|done|broken)\Z")
_MOST_BYTES = 256 << 20
_OLDEST = timedelta(days=90)


class Journal(NamedTuple):
    """A vault's journal: the root, the state folder below it, the key that signs entries."""

    root: Path
    state: str
    """Vault-relative."""
    key: str


class Kept(NamedTuple):
    """An entry of the journal with its number and how far it got."""

    number: int
    state: State
    entry: Entry


def journal_at(root: Path, state: Path, key: str) -> Journal:
    """The journal beside an index that is kept in ``state``, a folder of the vault."""
    return Journal(root, f"{OWN_FOLDER}/{state.name}", key)


def begin(journal: Journal, entry: Entry) -> int:
    """Puts the entry before anything is done; its number. Raises DiskError where it cannot."""
    try:
        with folders_below(journal.root) as folders:
            # An entry that was forgotten may have left files aside: its number is not used again.
            aside = folders.made_to_last(f"{journal.state}/{ASIDE}")
            found = map(find_aside_name, aside.names())
            used = [each.number for each in found if each is not None]
            folder = folders.made_to_last(f"{journal.state}/{JOURNAL}")
            sweep_strays(folder, journal.root / OWN_FOLDER)
            used += (number for number, _ in _iter_names(folder))
            number = 1 + max(used, default=0)
            _put(folder, _name_of(number, "begun"), entry_bytes(entry, journal.key))
            return number
    except OSError as error:
        raise _unwritten(journal, error) from error


def _unwritten(journal: Journal, error: OSError) -> DiskError:
    return DiskError(
        "the journal cannot be written, so nothing was changed: {reason}",
        where=f"{journal.state}/{JOURNAL}",
        hint="see that there is room and that you may write there",
        values={"reason": reason_of(error)},
    )


def finish(journal: Journal, number: int) -> None:
    """Marks an entry as carried out. Raises DiskError where it cannot be marked."""
    try:
        _mark(journal, number, "done")
    except OSError as error:
        raise _unwritten(journal, error) from error


def is_done(journal: Journal, number: int) -> bool:
    """Whether an entry is known to be marked as carried out."""
    try:
        with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
            return folder.find_stat(_name_of(number, "done")) is not None
    except (OSError, DiskError):
        return False


def prune(journal: Journal, newest: int) -> None:
    """Drops the entries that are too old, or too much, and were carried out; never the newest.

    What cannot be dropped now is dropped another time.
    """
    with suppress(OSError, DiskError):
        _prune(journal, newest)


def leave_broken(journal: Journal, number: int) -> None:
    """Marks an entry that was interrupted and that could not be taken back altogether."""
    _mark(journal, number, "broken")


def forget(journal: Journal, number: int) -> None:
    """Takes out an entry of which nothing is left to undo."""
    with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
        _drop(folder, _name_of(number, "begun"))


def iter_kept(journal: Journal) -> Iterator[Kept]:
    """The entries of this very vault, oldest first.

    What another key signed, what was written about another folder (the vault is a copy) and what
    is damaged is passed over. Reads all of them, and holds no file's bytes: ``Version.data`` reads
    those. Raises DiskError where one cannot be read.
    """
    return _iter_read(journal, _listed(journal))


def iter_begun(journal: Journal) -> Iterator[Kept]:
    """Those that say a plan was interrupted. Costs one listing where there is none."""
    names = _listed(journal)
    return _iter_read(journal, [name for name in names if name[1] == "begun"])


def count_entries(journal: Journal) -> int:
    """How many entries lie there, whoever's they are and whatever they hold."""
    return len(_listed(journal))


def find_kept(journal: Journal, number: int) -> Kept | None:
    """One entry, as ``iter_kept`` gives it."""
    names = [name for name in _listed(journal) if name[0] == number]
    return next(_iter_read(journal, names), None)


def _listed(journal: Journal) -> list[tuple[int, State]]:
    """Nothing where there is no journal yet, or a link lies in its place."""
    try:
        with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
            return sorted(_iter_names(folder))
    except (FileNotFoundError, NotADirectoryError, DiskError):
        return []
    except OSError as error:
        raise _unread(f"{journal.state}/{JOURNAL}", error) from error


def _iter_read(journal: Journal, names: Iterable[tuple[int, State]]) -> Iterator[Kept]:
    for number, state in names:
        entry = _find_entry(journal, number, state)
        if entry is not None and entry.root == _number_here(journal):
            yield Kept(number, state, entry)


def _find_entry(journal: Journal, number: int, state: State) -> Entry | None:
    """None where it is gone, or is no file of ours. Raises DiskError where it cannot be read."""
    where = f"{journal.state}/{JOURNAL}/{_name_of(number, state)}"
    stored = Stored(where, partial(_read_stored, journal, number))
    try:
        with _opened_entry(journal, number, state) as file:
            return None if file is None else read_entry(file, journal.key, stored)
    except OSError as error:
        raise _unread(where, error) from error


def _read_stored(journal: Journal, number: int, at: int, size: int) -> bytes:
    """Bytes of an entry, however far it got by now. Raises DiskError where it cannot be read."""
    where = f"{journal.state}/{JOURNAL}/{number:08}"
    try:
        for state in _STATES:
            with _opened_entry(journal, number, state) as file:
                if file is not None:
                    file.seek(at)
                    return file.read(size)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    except OSError as error:
        raise _unread(where, error) from error


@contextmanager
def _opened_entry(journal: Journal, number: int, state: State) -> Iterator[BinaryIO | None]:
    """The entry's file, open for reading; None where it is gone, or no file. Raises OSError."""
    try:
        with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
            fd = opened_file(folder, _name_of(number, state))
    except (FileNotFoundError, DiskError):
        fd = None
    except OSError as error:
        if error.errno != errno.ELOOP:  # a symbolic link
            raise
        fd = None
    if fd is None:
        yield None
        return
    try:
        if stat.S_ISREG(os.fstat(fd).st_mode):
            with open(fd, "rb", closefd=False) as file:
                yield file
        else:
            yield None
    finally:
        close_read(fd)


def _number_here(journal: Journal) -> int:
    try:
        return root_number(journal.root)
    except OSError as error:
        raise _unread(str(journal.root), error) from error


def _unread(where: str, error: OSError) -> DiskError:
    return DiskError(
        "cannot be read: {reason}",
        where=where,
        hint="see that it exists and that you may read it",
        values={"reason": reason_of(error)},
    )


def _iter_names(folder: OpenFolder) -> Iterator[tuple[int, State]]:
    for name in folder.names():
        match = _NAME.match(name)
        if match is not None:
            yield int(match[1]), cast("State", match[2])


def _name_of(number: int, state: State) -> str:
    return f"{number:08}.{state}"


def _put(folder: OpenFolder, name: str, data: bytes) -> None:
    with temporary_file(folder, 0o600) as temp:
        temp.write(data)
        os.fsync(temp.fd)
        temp.close_early()
        _rename(folder, temp.name, name)
        temp.named()
    sync_folder(folder)


def _mark(journal: Journal, number: int, state: State) -> None:
    with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
        with suppress(FileNotFoundError):  # someone deleted the journal: undo is lost, no more
            _rename(folder, _name_of(number, "begun"), _name_of(number, state))
        sync_folder(folder)


def _rename(folder: OpenFolder, old: str, new: str) -> None:
    os.replace(folder.at(old), folder.at(new), src_dir_fd=folder.fd, dst_dir_fd=folder.fd)


def _drop(folder: OpenFolder, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(folder.at(name), dir_fd=folder.fd)


def _prune(journal: Journal, newest: int) -> None:
    oldest = (datetime.now(UTC) - _OLDEST).timestamp()
    with opened_folder(journal.root, f"{journal.state}/{JOURNAL}") as folder:
        total = 0
        for number, state in sorted(_iter_names(folder), reverse=True):
            name = _name_of(number, state)
            found = folder.find_stat(name)
            if found is None:
                continue
            total += found.st_size
            too_much = total > _MOST_BYTES or found.st_mtime < oldest
            if too_much and state == "done" and number != newest:
                _drop(folder, name)
