"""The index brought up to date: what changed is read again, and only that.

There is one route: a look at the files names the suspects, their digests decide, the notes that
changed are put, and the links that could lead elsewhere now are looked at again. ``build``, every
reading command and a watcher all come this way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256

from vaultkit.app.exclude import Exclusion
from vaultkit.app.reading import NOTE_SUFFIXES
from vaultkit.app.settings import Progress
from vaultkit.app.stored_names import StoredNames
from vaultkit.graph.resolve import (
    NameIndex,
    depends_on_source,
    keys_answering,
    path_of,
)
from vaultkit.model.links import Ambiguous
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.store.files import (
    Difference,
    KnownFile,
    drop_file,
    find_file,
    find_id,
    is_below,
    keep_foreign,
    keep_stats,
    known_foreign,
    put_file,
    set_racy,
    set_updated,
)
from vaultkit.store.losses import Loss, keep_losses
from vaultkit.store.marks import mark
from vaultkit.store.notes import (
    NumberedNote,
    add_links,
    add_notes,
    count_links,
    drop_note,
    drop_targets,
    links_to_keys,
    move_link,
    target_ids,
)
from vaultkit.store.rows import PAGE_ROLES, FileRow, FileStat, LinkFlag, Role
from vaultkit.store.store import Store

__all__ = [
    "Folders",
    "Rows",
    "Updating",
    "is_note",
    "is_racy",
    "iter_unsure",
    "may_be_since",
    "placed",
    "resolve_again",
    "update",
]

Folders = Mapping[str, Mapping[str, FileStat]]
"""What a look at the vault saw: by folder, the files with their numbers."""

Rows = Callable[[Sequence[str]], Iterator[list[FileRow]]]
"""Reads files, in one process or several, and gives their rows in chunks, in the order given."""

_EMPTY = sha256(b"").digest()

_RACY_NS = 2_000_000_000
"""A change within so many nanoseconds after a look may leave a file's times as they were: the
coarsest clock of a file system (FAT) has two seconds."""


@dataclass(frozen=True, slots=True)
class Updating:
    """What an update has to know besides what it saw."""

    store: Store
    rows: Rows
    exclusion: Exclusion
    is_foreign: Callable[[str], bool]
    """Whether a page at a path is not this vault's to write."""
    progress: Progress | None = None


def update(
    updating: Updating,
    found: Difference,
    folders: Folders,
    *,
    looked_ns: int,
    foreign: AbstractSet[str] | None = None,
) -> Mapping[str, str]:
    """Puts what is otherwise than the index knows it. Comes back with the unreadable notes and why.

    The caller holds the vault's lock. ``looked_ns`` is the time before the look at the files,
    ``foreign`` what it saw that is not this vault's to write; None where it was no look at all.
    What lost all its bytes since the look is being written, and is read at the next look.
    """
    store = updating.store
    stats = {path: _stat_of(path, folders) for path in found.suspects}
    rows = _read_suspects(updating, found.suspects)
    emptied = {row.path for row in rows if row.digest == _EMPTY and _has_bytes(stats[row.path])}
    if emptied:
        rows = [row for row in rows if row.path not in emptied]
        stats = {path: stat for path, stat in stats.items() if path not in emptied}
    unreadable = {row.path: str(row.reason) for row in rows if row.role == Role.UNREADABLE}
    racy = {path for path, stat in stats.items() if stat and is_racy(stat, looked_ns)}
    with store.writing():
        changes = _Changes(updating)
        for path in found.gone:
            changes.remove(path)
        for row in rows:
            changes.put(row)
        changes.settle()
        keep_stats(store, {**stats, **dict.fromkeys(found.gone)})
        if foreign is not None:
            keep_foreign(store, foreign)
        racy |= set(iter_unsure(rows, known_foreign(store) if foreign is None else foreign))
        set_racy(store, racy.union(unreadable, emptied), looked_at=(*stats, *found.gone))
        set_updated(store, looked_ns)
    return unreadable


def resolve_again(updating: Updating, names: Iterable[str]) -> None:
    """Looks again at the links that files of these names answer, or did (keys of file names)."""
    changes = _Changes(updating)
    changes.names.update(names)
    with updating.store.writing():
        changes.settle()


def is_racy(stat: FileStat, looked_ns: int) -> bool:
    """Whether a file may change after the look and still show the same numbers.

    A time that lies ahead (a clock that was wrong) is no time at which it may be changed again.
    """
    return any(abs(time - looked_ns) < _RACY_NS for time in stat[1:3])


def may_be_since(stat: FileStat, began_ns: int) -> bool:
    """Whether a file may have changed after a moment, as far as its times can tell."""
    return any(time > began_ns - _RACY_NS for time in stat[1:3])


def is_note(path: str) -> bool:
    """Whether a file is one that is read."""
    dot = path.rfind(".")
    return dot > path.rfind("/") + 1 and path[dot:].lower() in NOTE_SUFFIXES


def placed(row: FileRow, updating: Updating) -> FileRow:
    """The row; a page that lies where this vault does not write is somebody else's."""
    if row.role == Role.PAGE and updating.is_foreign(row.path):
        return row._replace(role=Role.FOREIGN_PAGE)
    return row


def iter_unsure(rows: Iterable[FileRow], foreign: AbstractSet[str]) -> Iterator[str]:
    """The pages that were found to be this vault's, or not, against what the look had seen.

    They are looked at again, since no later look would tell that they are otherwise.
    """
    for row in rows:
        is_foreign = row.role == Role.FOREIGN_PAGE
        if row.role in PAGE_ROLES and is_foreign != is_below(row.path, foreign):
            yield row.path


def _stat_of(path: str, folders: Folders) -> FileStat | None:
    folder, _, name = path.rpartition("/")
    return folders.get(folder, {}).get(name)


def _has_bytes(stat: FileStat | None) -> bool:
    return stat is not None and stat[0] > 0


def _read_suspects(updating: Updating, suspects: Iterable[str]) -> list[FileRow]:
    ordered = sorted(suspects)
    notes = [path for path in ordered if is_note(path)]
    rows = [FileRow(path, Role.ATTACHMENT, b"", None) for path in ordered if not is_note(path)]
    attached = len(rows)
    for chunk in updating.rows(notes):
        rows += [placed(row, updating) for row in chunk]
        if updating.progress is not None:
            updating.progress(len(rows) - attached, len(notes))
    return rows


class _Changes:
    """One update's changes: put one after the other, settled together."""

    def __init__(self, updating: Updating) -> None:
        self.updating = updating
        self.store = updating.store
        self.names: set[str] = set()
        """Keys of file names that came or went."""
        self.own: set[int] = set()
        """Files whose facts changed, or where their links lead."""
        self.titles: set[str] = set()
        self.pages: set[str] = set()
        """Page files that changed."""
        self._lost: list[Loss] = []
        self._found: list[Loss] = []
        self._notes: list[NumberedNote] = []
        self._touched: set[int] = set()
        self._left: set[int] = set()
        """Targets of links that are gone."""

    def remove(self, path: str) -> None:
        """A file that is gone."""
        known = find_file(self.store, path)
        if known is None:
            return
        self._drop(known, path)
        drop_file(self.store, known.number)
        if known.role == Role.NOTE and known.digest != _EMPTY:
            self._lost.append((path, known.digest))
        if known.role not in PAGE_ROLES:
            self.names.add(_name_of(path))

    def put(self, row: FileRow) -> None:
        """A file as it is now."""
        known = find_file(self.store, row.path)
        if known is not None and (known.role, known.digest) == (row.role, row.digest):
            return
        if known is not None:
            self._drop(known, row.path)
        if known is None or (known.role in PAGE_ROLES) != (row.role in PAGE_ROLES):
            self.names.add(_name_of(row.path))
        if known is not None and known.role == Role.NOTE and row.digest == _EMPTY:
            self._lost.append((row.path, known.digest))
        elif row.role == Role.NOTE and row.digest != _EMPTY:
            self._found.append((row.path, row.digest))
        excluded = self.updating.exclusion.covers(VaultPath(row.path))
        number = put_file(self.store, row.path, role=row.role, excluded=excluded, digest=row.digest)
        self.own.add(number)
        if row.role == Role.PAGE:
            self.pages.add(row.path)
        if row.note is not None:
            self._notes.append((number, row.path, row.note, 0, 0))
            self.titles.add(name_key(row.note.title))

    def _drop(self, known: KnownFile, path: str) -> None:
        self.own.add(known.number)
        if known.role == Role.PAGE:
            self.pages.add(path)
        if known.role == Role.NOTE:
            keys = "SELECT title_key, second_key FROM notes WHERE id = ?"
            self.titles.update(self.store.one(keys, (known.number,)))
            self._left |= drop_note(self.store, known.number)

    def settle(self) -> None:
        """Resolves the links that are new or could lead elsewhere now, and marks what changed."""
        resolving = _Resolving(self.store)
        self._put_notes(resolving)
        drop_targets(self.store, self._left)
        self._look_again(resolving)
        count_links(self.store, self._touched)
        keep_losses(self.store, self._lost, self._found)
        mark(self.store, "own", self.own | self._touched)
        mark(self.store, "title", self.titles)
        mark(self.store, "name", self.names)
        mark(self.store, "page", self.pages)

    def _put_notes(self, resolving: _Resolving) -> None:
        notes = self._notes
        ids = target_ids(self.store, (link[0] for _, _, note, *_ in notes for link in note.links))
        add_notes(self.store, notes)
        rows = []
        for number, path, note, *_ in notes:
            self._touched.add(number)
            for n, (target, relation, flags) in enumerate(note.links):
                dest, ambiguous = resolving.of(path, target)
                rows.append((number, n, ids[target], dest, relation, flags | ambiguous))
        add_links(self.store, rows)

    def _look_again(self, resolving: _Resolving) -> None:
        keys = {key for name in self.names for key in keys_answering(name)}
        for link in links_to_keys(self.store, keys):
            dest, ambiguous = resolving.of(link.path, link.target)
            flags = link.flags & ~LinkFlag.AMBIGUOUS | ambiguous
            # Among which files there is a choice is no fact of the note: `name` tells of that.
            if (dest, flags) != (link.dest, link.flags):
                move_link(self.store, link, dest=dest, flags=flags)
                self._touched.add(link.source)


class _Resolving:
    """Links resolved against the names of the index, each question asked once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = NameIndex(StoredNames(store))
        self._settled: dict[str, tuple[int | None, int]] = {}

    def of(self, source: str, target: str) -> tuple[int | None, int]:
        """The number of the file a link leads to, and whether there was a choice, as a flag."""
        found = self._settled.get(target)
        if found is not None:
            return found
        resolution = self._names.resolve(VaultPath(source), target)
        path = path_of(resolution)
        ambiguous = LinkFlag.AMBIGUOUS if isinstance(resolution, Ambiguous) else 0
        found = (None if path is None else find_id(self._store, path), ambiguous)
        if not depends_on_source(target, resolution):
            self._settled[target] = found
        return found


def _name_of(path: str) -> str:
    return name_key(path.rpartition("/")[2])
