"""The index file: opened, made anew where it cannot be used, changed in transactions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vaultkit.model.errors import DamagedError, StoreError
from vaultkit.store.schema import INDEXES, SUMS, TABLES, VERSION

__all__ = [
    "Store",
    "file_number",
    "find_store",
    "get_store",
    "open_steady",
    "open_store",
    "remove_store",
    "store_files",
    "store_size",
]

_APPLICATION = 0x76616B74
"""SQLite's ``application_id``: this file is ours."""
_SIDECARS = ("-wal", "-shm", "-journal")
_BUSY_MS = 10_000
_PAGES_BESIDE = 1000
"""After so many pages in its log SQLite takes them over into the file; its own default."""


class Store:
    """An open index. ``place`` is None where it lives in memory.

    Errors of SQLite that mean damage come out as DamagedError, all others as StoreError.
    """

    __slots__ = ("_others", "aside", "db", "file", "fresh", "place", "targets")

    def __init__(self, db: sqlite3.Connection, place: Path | None, *, fresh: bool) -> None:
        self.db = db
        self.place = place
        self.file = None if place is None or fresh else file_number(place)
        """Device and inode of its file, None of one in memory or not in its place yet."""
        self.fresh = fresh
        """Whether it was made just now and holds nothing yet."""
        self.targets: dict[str, int] = {}
        """Numbers of targets that were asked for; all of them while it is filled first."""
        self._others = 0
        """SQLite's count of what others wrote, when rows were written here last."""
        self.aside: list[str] = []
        """Names of folders that lay where its files belong, and were moved aside."""

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Every row."""
        try:
            return self.db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise _fault(error, self.place) from error

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Every row, one after the other."""
        with _faults(self.place):
            yield from self.db.execute(sql, values)

    def one(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first row, or None."""
        try:
            return self.db.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise _fault(error, self.place) from error

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    def column(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.all(sql, values)]

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """One statement."""
        try:
            self.db.execute(sql, values)
        except sqlite3.Error as error:
            raise _fault(error, self.place) from error

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """One statement for each row."""
        try:
            self.db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise _fault(error, self.place) from error

    def meta(self, key: str) -> Any:
        """A value kept under a name, or None."""
        return self.value("SELECT value FROM meta WHERE key = ?", (key,))

    def set_meta(self, key: str, value: object) -> None:
        """Keeps a value under a name."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that writes: everything in it holds, or nothing of it."""
        self.run("BEGIN IMMEDIATE")
        others = self.value("PRAGMA data_version")
        if others != self._others:
            # Another run wrote since, and may have given these numbers to other targets.
            self.targets.clear()
            self._others = others
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            self.targets.clear()
            raise
        self.run("COMMIT")

    @contextmanager
    def loading(self) -> Iterator[None]:
        """The first filling: written beside, without a journal, and put in place in the end.

        Only for a ``fresh`` index.
        """
        yield
        with _faults(self.place):
            self.db.commit()  # nothing, where the rows were indexed already
            if self.place is not None:
                self._settle(self.place)
        self.fresh = False
        self.targets.clear()

    def index_rows(self) -> None:
        """Ends the filling's one transaction and makes what rows are found and counted by."""
        with _faults(self.place):
            self.db.executescript(INDEXES + SUMS)

    def _settle(self, place: Path) -> None:
        with _faults(self.place):
            # Before it is in place: whoever finds it must find it so that readers wait for nobody.
            self.db.execute("PRAGMA locking_mode = NORMAL")
            self.db.execute("PRAGMA journal_mode = WAL")
        self.db.close()
        self.aside += remove_store(place)
        try:
            _new_place(place).replace(place)
        except OSError as error:
            raise _unusable(error, self.place) from error
        self.file = file_number(place)
        self.db = _connect(place)

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Damage that is found while the block runs is this file's."""
        try:
            yield
        except DamagedError as error:
            error.file = error.file or self.file
            raise

    def shrink(self) -> None:
        """Gives back the memory of what was looked up or put before."""
        self.targets.clear()
        self.run("PRAGMA shrink_memory")

    def pin(self) -> None:
        """Keeps what is read from now on as it is now, whatever others write."""
        with _faults(self.place):
            self.db.execute("BEGIN")
            self.db.execute("SELECT count(*) FROM meta").fetchone()

    def unpin(self) -> None:
        """Ends ``pin``."""
        if self.db.in_transaction:
            self.run("COMMIT")

    @contextmanager
    def steady(self) -> Iterator[Path | None]:
        """The index's file, for ``open_steady`` in other processes while the block runs.

        It holds all that is in the index now, and stays as it is whatever is put: that comes to
        lie beside it until the block ends. None where the index is in memory, or where one who
        reads an older state of it keeps it from being brought up to date.
        """
        if self.place is None or self.db.in_transaction:
            yield None
            return
        _, beside, taken_over = self.one("PRAGMA wal_checkpoint(PASSIVE)")
        self.run("PRAGMA wal_autocheckpoint = 0")
        try:
            yield self.place if beside == taken_over else None
        finally:
            self.run(f"PRAGMA wal_autocheckpoint = {_PAGES_BESIDE}")

    def copied(self) -> Store:
        """What stands in it now, in memory."""
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        with _faults(self.place):
            self.db.backup(copy)
        return Store(copy, None, fresh=False)

    def close(self) -> None:
        """Ends the use of it. A half-filled fresh index is thrown away."""
        self.db.close()
        if self.fresh and self.place is not None:
            remove_store(_new_place(self.place))


def open_store(place: Path | None, fingerprint: str) -> tuple[Store, DamagedError | None]:
    """The index at a place, or in memory for None; and why it has to be made anew, if so.

    One that has to be made anew stays where it is until the new one is filled. The caller holds
    the vault's lock. Arguments and errors are those of ``find_store``.
    """
    if place is None:
        return _made(None, fingerprint), None
    store, reason = find_store(place, fingerprint)
    return (_made(place, fingerprint) if store is None else store), reason


def find_store(place: Path, fingerprint: str) -> tuple[Store | None, DamagedError | None]:
    """The index that lies at a place; None and why, where it has to be made anew.

    ``fingerprint`` stands for all that its rows depend on besides the vault's files: an index
    with another one is not used. A missing index has no reason. Raises StoreError where the
    place cannot be used.
    """
    if not os.path.lexists(place):
        return None, None
    try:
        return get_store(place, fingerprint), None
    except DamagedError as error:
        return None, error


def get_store(place: Path, fingerprint: str) -> Store:
    """The index that lies at a place. Raises DamagedError where it has to be made anew."""
    if not place.is_file() or place.is_symlink():
        raise DamagedError("it is no file", where=str(place))
    for beside in _beside(place):
        # SQLite opens no index beside one. Only a new index moves it aside.
        if beside.is_dir():
            raise DamagedError("a folder lies where a file of the index belongs", where=str(beside))
    store = Store(_connect(place), place, fresh=False)
    try:
        if store.value("PRAGMA application_id") != _APPLICATION:
            raise DamagedError("it is another program's")
        if store.value("PRAGMA user_version") != VERSION:
            raise DamagedError("it is of another version of vaultkit")
        if store.meta("fingerprint") != fingerprint:
            raise DamagedError("it was made of another vault, or with other settings")
        if store.meta("complete") is None:
            raise DamagedError("it was never finished")
    except BaseException:
        store.close()
        raise
    return store


def open_steady(place: Path) -> Store:
    """The file of ``Store.steady``, to be read only.

    Nothing is locked and no log is read, so a process that was forked beside an open index does
    no harm by it.
    """
    with _faults(place):
        db = sqlite3.connect(
            f"{place.absolute().as_uri()}?immutable=1&nolock=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        db.executescript("PRAGMA query_only = 1; PRAGMA cache_size = -32768;")
    return Store(db, place, fresh=False)


def _made(place: Path | None, fingerprint: str) -> Store:
    db_place: Path | str = ":memory:"
    aside: Sequence[str] = ()
    if place is not None:
        # Whoever holds the lock takes away what a run that was killed may have left here.
        db_place = _new_place(place)
        aside = remove_store(db_place)
    try:
        db = sqlite3.connect(db_place, isolation_level=None, check_same_thread=False)
        db.executescript(
            f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {VERSION};"
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
            "PRAGMA temp_store = MEMORY; PRAGMA locking_mode = EXCLUSIVE;" + TABLES
        )
        db.execute("BEGIN")
    except sqlite3.Error as error:
        raise _unusable(error, place) from error
    store = Store(db, place, fresh=True)
    store.aside += aside
    store.set_meta("fingerprint", fingerprint)
    store.set_meta("complete", 1)
    return store


def _new_place(place: Path) -> Path:
    """Where an index is made before it is put in its place."""
    return place.with_name(f"{place.name}.new")


def _connect(place: Path) -> sqlite3.Connection:
    with _faults(place):
        db = sqlite3.connect(
            place, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
        )
        db.executescript(
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;"
            f"PRAGMA busy_timeout = {_BUSY_MS};"
        )
    return db


def file_number(place: Path) -> tuple[int, int] | None:
    """Device and inode of a file, None where there is none."""
    try:
        found = place.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def remove_store(place: Path) -> Sequence[str]:
    """Removes an index with all that SQLite keeps beside it.

    A folder in its place is somebody else's and is moved aside; comes back with the names of such.
    """
    aside = []
    for path in (place, *_beside(place)):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):
                moved = path.rename(path.with_name(f"{path.name}.{os.getpid()}.aside"))
                aside.append(moved.name)
        with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            path.unlink()
    return aside


def store_files(place: Path) -> tuple[Path, ...]:
    """The files of an index that are there, with all that SQLite keeps beside it."""
    found = (place, *_beside(place))
    return tuple(path for path in found if os.path.lexists(path) and not path.is_dir())


def store_size(place: Path) -> int:
    """The bytes of an index with all that SQLite keeps beside it; 0 where there is none."""
    size = 0
    for path in (place, *_beside(place)):
        with suppress(OSError):
            size += path.stat().st_size
    return size


def _beside(place: Path) -> tuple[Path, ...]:
    """Where SQLite keeps what it has beside an index."""
    return tuple(place.with_name(place.name + ending) for ending in _SIDECARS)


# What SQLite says where the surroundings are at fault and not the file's bytes.
_AROUND = frozenset(
    (
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
        *(sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL),
    )
)


@contextmanager
def _faults(place: Path | None) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(error, place) from error


def _fault(error: sqlite3.Error, place: Path | None) -> StoreError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _AROUND:
        return _unusable(error, place)
    # SQLite's own words would print what it stumbled over.
    return DamagedError("it is damaged")


def _unusable(error: sqlite3.Error | OSError, place: Path | None) -> StoreError:
    said = error.strerror if isinstance(error, OSError) else None
    return StoreError(
        "the index cannot be used: {reason}",
        where=None if place is None else str(place),
        hint="see that you may write in its folder, and that the drive has room",
        values={"reason": said or str(error)},
    )
