"""Which files the index knows, and which of them may have changed since it looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from vaultkit.model.paths import name_key
from vaultkit.store.pack import pack, unpack
from vaultkit.store.rows import PAGE_ROLES, FileStat
from vaultkit.store.store import Store

__all__ = [
    "Difference",
    "KnownFile",
    "NumberedFile",
    "add_files",
    "compare",
    "drop_file",
    "find_file",
    "find_id",
    "keep_listings",
    "keep_stats",
    "known_stats",
    "namesakes",
    "put_file",
    "set_racy",
    "set_updated",
]

_LAST_DROPPED = "last dropped"
"""Under what the highest number is kept of the files that are gone: what pages were made of may
still stand under it."""
_MANY_SEEN = 64
"""So many rows over a folder's listing, and more than a tenth of it, are folded into it."""


class Difference(NamedTuple):
    """What a look at the vault found otherwise than the index knows it. Paths, unsorted."""

    suspects: list[str]
    """New, or with other numbers, or racy."""
    gone: list[str]


def compare(store: Store, folders: Mapping[str, Mapping[str, FileStat]]) -> Difference:
    """The files that may have changed. Costs a comparison of numbers for each file."""
    suspects: list[str] = []
    gone: list[str] = []
    known = _listings(store)
    for folder, files in folders.items():
        before = known.pop(folder, None)
        if before == files:
            continue
        below = f"{folder}/" if folder else ""
        before = before or {}
        suspects += [below + name for name, stat in files.items() if before.get(name) != stat]
        gone += [below + name for name in before.keys() - files.keys()]
    for folder, before in known.items():
        below = f"{folder}/" if folder else ""
        gone += [below + name for name in before]
    racy = store.column("SELECT path FROM racy")
    if racy:
        listed = set(suspects).union(gone)
        suspects += [path for path in racy if path not in listed and _lies_in(folders, path)]
    return Difference(suspects, gone)


def _lies_in(folders: Mapping[str, Mapping[str, FileStat]], path: str) -> bool:
    folder, name = _parted(path)
    return name in folders.get(folder, ())


def _listings(store: Store) -> dict[str, dict[str, FileStat]]:
    known: dict[str, dict[str, FileStat]] = {}
    for folder, blob in store.all("SELECT folder, files FROM listings"):
        known[folder] = unpack(blob)
    for folder, name, size, *rest in store.all("SELECT * FROM seen"):
        files = known.setdefault(folder, {})
        if size is None:
            files.pop(name, None)
        else:
            files[name] = (size, *rest)
    return known


def known_stats(store: Store) -> dict[str, FileStat]:
    """The numbers of every file as the last look saw them, by path. Linear in the files."""
    return {
        f"{folder}/{name}" if folder else name: stat
        for folder, files in _listings(store).items()
        for name, stat in files.items()
    }


def keep_listings(store: Store, folders: Mapping[str, Mapping[str, FileStat]]) -> None:
    """Keeps what a look at these whole folders saw, in place of all that was kept of them."""
    store.many(
        "INSERT OR REPLACE INTO listings VALUES (?, ?, ?)",
        ((folder, len(files), pack(dict(files))) for folder, files in folders.items() if files),
    )
    store.many("DELETE FROM seen WHERE folder = ?", ((folder,) for folder in folders))


def keep_stats(store: Store, stats: Mapping[str, FileStat | None]) -> None:
    """Keeps the numbers of these files, None for one that is gone."""
    store.many(
        "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)",
        ((*_parted(path), *(stat or (None, None, None, None))) for path, stat in stats.items()),
    )
    crowded = store.column(
        "SELECT folder FROM seen LEFT JOIN listings USING (folder) GROUP BY folder"
        " HAVING count(*) > ? AND count(*) * 10 > ifnull(max(listings.size), 0)",
        (_MANY_SEEN,),
    )
    for folder in crowded:
        _fold(store, folder)


def _fold(store: Store, folder: str) -> None:
    """Puts the rows over a folder's listing into it."""
    blob = store.value("SELECT files FROM listings WHERE folder = ?", (folder,))
    files = {} if blob is None else unpack(blob)
    for name, size, *rest in store.all(
        "SELECT name, size, mtime, ctime, inode FROM seen WHERE folder = ?", (folder,)
    ):
        if size is None:
            files.pop(name, None)
        else:
            files[name] = (size, *rest)
    keep_listings(store, {folder: files})
    if not files:
        store.run("DELETE FROM listings WHERE folder = ?", (folder,))


def set_racy(store: Store, paths: Iterable[str], *, looked_at: Iterable[str] = ()) -> None:
    """Of the files looked at, these are to be read again at the next look, and no others."""
    store.many("DELETE FROM racy WHERE path = ?", ((path,) for path in looked_at))
    store.many("INSERT OR IGNORE INTO racy VALUES (?)", ((path,) for path in paths))


def set_updated(store: Store, looked_ns: int) -> None:
    """The index holds what a look at this moment saw."""
    moment = datetime.fromtimestamp(looked_ns // 1_000_000_000, UTC)
    store.set_meta("updated", moment.isoformat())


def _parted(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


class KnownFile(NamedTuple):
    """A file that the index knows."""

    number: int
    role: int
    digest: bytes


class NumberedFile(NamedTuple):
    """A file to put under a number of the caller's choice."""

    number: int
    path: str
    role: int
    excluded: bool
    digest: bytes


def find_id(store: Store, path: str) -> int | None:
    """The number of a file that the index knows."""
    found = store.value("SELECT id FROM files WHERE path = ?", (path,))
    return found if found is None else int(found)


def find_file(store: Store, path: str) -> KnownFile | None:
    """A file, or None where the index knows none at this path."""
    row = store.one("SELECT id, role, digest FROM files WHERE path = ?", (path,))
    return None if row is None else KnownFile(*row)


def add_files(store: Store, files: Iterable[NumberedFile]) -> None:
    """Puts files that the index does not know."""
    store.many(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, path, name_key(path.rpartition("/")[2]), role, excluded, digest)
            for number, path, role, excluded, digest in files
        ),
    )


def put_file(store: Store, path: str, *, role: int, excluded: bool, digest: bytes) -> int:
    """Its number; a file that is known keeps its own, a new one gets one that none ever had."""
    known = find_id(store, path)
    if known is not None:
        store.run(
            "UPDATE files SET role = ?, excluded = ?, digest = ? WHERE id = ?",
            (role, excluded, digest, known),
        )
        return known
    last = store.value("SELECT max(id) FROM files") or 0
    number = max(last, store.meta(_LAST_DROPPED) or 0) + 1
    add_files(store, [NumberedFile(number, path, role, excluded, digest)])
    return int(number)


def drop_file(store: Store, number: int) -> None:
    """Takes a file out. Its number is never given to another one."""
    store.run("DELETE FROM files WHERE id = ?", (number,))
    store.set_meta(_LAST_DROPPED, max(number, store.meta(_LAST_DROPPED) or 0))


def namesakes(store: Store, name: str) -> Sequence[str]:
    """The paths of the files that links may find under the key of a last segment."""
    return store.column(
        "SELECT path FROM files WHERE name = ? AND role NOT IN (?, ?)", (name, *PAGE_ROLES)
    )
