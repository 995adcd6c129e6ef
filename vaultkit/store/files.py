"""Which files the index knows, and which of them may have changed since it looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import NamedTuple

from vaultkit.model.paths import name_key
from vaultkit.store.pack import pack, pack_alike, unpack
from vaultkit.store.rows import PAGE_ROLES, FileStat
from vaultkit.store.store import Store

__all__ = [
    "Difference",
    "KnownFile",
    "NumberedFile",
    "add_files",
    "all_namesakes",
    "arrange_listing",
    "compare",
    "drop_file",
    "files_below",
    "find_file",
    "find_id",
    "folder_paths",
    "is_below",
    "keep_foreign",
    "keep_listings",
    "keep_stats",
    "known_foreign",
    "known_stats",
    "namesakes",
    "put_file",
    "set_racy",
    "set_updated",
]

_FOREIGN = "foreign"
"""Under what ``known_foreign`` is kept."""
_LAST_DROPPED = "last dropped"
"""Under what the highest number is kept of the files that are gone: what pages were made of may
still stand under it."""
_MANY_SEEN = 64
"""So many rows over a folder's listing, and more than a tenth of it, are folded into it."""


class Difference(NamedTuple):
    """What a look at the vault found otherwise than the index knows it. Paths, unsorted."""

    suspects: list[str]
    """New, or with other numbers, or racy, or a page that is this vault's no more, or again."""
    gone: list[str]
    flipped: AbstractSet[str] = frozenset()
    """What became foreign, or is so no more; that no number of a file shows."""

    def __bool__(self) -> bool:
        return bool(self.suspects or self.gone or self.flipped)


def compare(
    store: Store,
    folders: Mapping[str, Mapping[str, FileStat]],
    foreign: AbstractSet[str] = frozenset(),
) -> Difference:
    """The files that may have changed. Costs a comparison of numbers for each file.

    What lies in ``foreign`` folders, or is named there itself, is not this vault's to write.
    """
    suspects: list[str] = []
    gone: list[str] = []
    kept: dict[str, bytes] = dict(store.all("SELECT folder, files FROM listings"))
    seen = _seen(store)
    for folder, files in folders.items():
        blob = kept.pop(folder, None)
        # Nearly every folder: it is read in the order in which it was read then.
        if folder not in seen and blob == pack_alike(files):
            continue
        before = _listing(blob, seen.pop(folder, ()))
        if before == files:
            continue
        below = f"{folder}/" if folder else ""
        suspects += [below + name for name, stat in files.items() if before.get(name) != stat]
        gone += [below + name for name in before.keys() - files.keys()]
    for left in kept.keys() | seen.keys():
        below = f"{left}/" if left else ""
        gone += [below + name for name in _listing(kept.get(left), seen.get(left, ()))]
    racy = store.column("SELECT path FROM racy")
    flipped = known_foreign(store) ^ foreign
    if flipped:
        sql = "SELECT path FROM files WHERE role IN (?, ?)"
        pages = store.column(sql, tuple(PAGE_ROLES))
        racy += [path for path in pages if is_below(path, flipped)]
    if racy:
        listed = set(suspects).union(gone)
        again = dict.fromkeys(racy)
        suspects += [path for path in again if path not in listed and _lies_in(folders, path)]
    return Difference(suspects, gone, flipped)


def is_below(path: str, folders: AbstractSet[str]) -> bool:
    """Whether a path is among these, or lies in one of them."""
    while path and folders:
        if path in folders:
            return True
        path = path.rpartition("/")[0]
    return False


def known_foreign(store: Store) -> frozenset[str]:
    """What was foreign (``compare``) when all of the vault was looked at last."""
    kept = store.meta(_FOREIGN)
    return frozenset(() if kept is None else unpack(kept))


def keep_foreign(store: Store, foreign: AbstractSet[str]) -> None:
    """Keeps what is foreign. Writes nothing where that is known."""
    if foreign != known_foreign(store):
        store.set_meta(_FOREIGN, pack(sorted(foreign)))


def _lies_in(folders: Mapping[str, Mapping[str, FileStat]], path: str) -> bool:
    folder, name = _parted(path)
    return name in folders.get(folder, ())


_Seen = tuple[str, int | None, int, int, int]
"""Name, size, mtime, ctime and inode; no size where the file is gone."""


def _seen(store: Store) -> dict[str, list[_Seen]]:
    """By folder what is kept over its listing."""
    found: dict[str, list[_Seen]] = {}
    for folder, *row in store.all("SELECT * FROM seen"):
        found.setdefault(folder, []).append(tuple(row))
    return found


def _listing(blob: bytes | None, seen: Iterable[_Seen]) -> dict[str, FileStat]:
    """What is known of a folder's files."""
    files: dict[str, FileStat] = {} if blob is None else unpack(blob)
    for name, size, mtime, ctime, inode in seen:
        if size is None:
            files.pop(name, None)
        else:
            files[name] = (size, mtime, ctime, inode)
    return files


def known_stats(store: Store) -> dict[str, FileStat]:
    """The numbers of every file as the last look saw them, by path. Linear in the files."""
    kept = dict(store.all("SELECT folder, files FROM listings"))
    seen = _seen(store)
    return {
        f"{folder}/{name}" if folder else name: stat
        for folder in kept.keys() | seen.keys()
        for name, stat in _listing(kept.get(folder), seen.get(folder, ())).items()
    }


def keep_listings(store: Store, folders: Mapping[str, Mapping[str, FileStat]]) -> None:
    """Keeps what a look at these whole folders saw, in place of all that was kept of them."""
    empty = ((folder,) for folder, files in folders.items() if not files)
    store.many("DELETE FROM listings WHERE folder = ?", empty)
    store.many(
        "INSERT OR REPLACE INTO listings VALUES (?, ?, ?)",
        (
            (folder, len(files), pack_alike(files if type(files) is dict else dict(files)))
            for folder, files in folders.items()
            if files
        ),
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


def arrange_listing(store: Store, folder: str, names: Iterable[str]) -> None:
    """Keeps a folder's listing in this order; names that it does not have are passed by.

    To compare a folder costs least where its listing is in the order in which it is read.
    """
    _fold(store, folder, names)


def _fold(store: Store, folder: str, names: Iterable[str] = ()) -> None:
    """Puts the rows over a folder's listing into it; these names come first, in their order."""
    blob = store.value("SELECT files FROM listings WHERE folder = ?", (folder,))
    sql = "SELECT name, size, mtime, ctime, inode FROM seen WHERE folder = ?"
    files = _listing(blob, store.all(sql, (folder,)))
    arranged = {name: files.pop(name) for name in names if name in files}
    arranged.update(files)
    keep_listings(store, {folder: arranged})


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


def all_namesakes(store: Store, name: str) -> Sequence[str]:
    """The paths of all files under the key of a last segment, vaultkit's pages too."""
    return store.column("SELECT path FROM files WHERE name = ?", (name,))


def files_below(store: Store, folder: str) -> Sequence[str]:
    """The paths of the files in a folder and below it that links may find, sorted."""
    return store.column(
        "SELECT path FROM files WHERE path > ? AND path < ? AND role NOT IN (?, ?) ORDER BY path",
        (f"{folder}/", f"{folder}0", *PAGE_ROLES),  # 0 is the character after the slash
    )


def folder_paths(store: Store) -> Sequence[str]:
    """The folders that hold files, sorted."""
    found = set(store.column("SELECT folder FROM listings"))
    for folder, rows in _seen(store).items():
        blob = store.value("SELECT files FROM listings WHERE folder = ?", (folder,))
        if _listing(blob, rows):
            found.add(folder)
        else:
            found.discard(folder)
    return sorted(found)


def namesakes(store: Store, name: str) -> Sequence[str]:
    """The paths of the files that links may find under the key of a last segment."""
    return store.column(
        "SELECT path FROM files WHERE name = ? AND role NOT IN (?, ?)", (name, *PAGE_ROLES)
    )
