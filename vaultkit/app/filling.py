"""A fresh index filled from the whole vault, chunk by chunk as notes are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vaultkit.app.updating import Folders, Updating, is_note, is_racy, placed, resolve_again
from vaultkit.graph.resolve import NameIndex, depends_on_source, path_of
from vaultkit.model.links import Ambiguous, Resolution
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.store.files import NumberedFile, add_files, keep_listings, set_racy, set_updated
from vaultkit.store.notes import NumberedNote, add_links, add_notes, target_ids
from vaultkit.store.rows import PAGE_ROLES, FileRow, FileStat, LinkFlag, Role

__all__ = ["fill"]


def fill(updating: Updating, folders: Folders, *, looked_ns: int) -> Mapping[str, str]:
    """Fills a fresh index. Comes back with the notes that cannot be read, and why.

    Linear in the vault's bytes and links.
    """
    store = updating.store
    with store.loading():
        filling = _Filling(updating)
        filling.fill([path for path, _ in _iter_stats(folders)])
        keep_listings(store, folders)
        racy = (path for path, stat in _iter_stats(folders) if is_racy(stat, looked_ns))
        set_racy(store, (*racy, *filling.unreadable))
        set_updated(store, looked_ns)
        store.index_rows()
        if filling.late_pages:
            resolve_again(updating, filling.late_pages)
    return filling.unreadable


def _iter_stats(folders: Folders) -> Iterator[tuple[str, FileStat]]:
    for folder, files in folders.items():
        below = f"{folder}/" if folder else ""
        for name, stat in files.items():
            yield below + name, stat


@dataclass(slots=True)
class _Filling:
    """The filling of a fresh index, chunk by chunk."""

    updating: Updating
    numbers: dict[str, int] = field(default_factory=dict)
    """Of the files that links may lead to."""
    excluded: set[int] = field(default_factory=set)
    unreadable: dict[str, str] = field(default_factory=dict)
    late_pages: set[str] = field(default_factory=set)
    """Names of pages that were taken for notes until they were read."""
    settled: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    """Where targets lead that lead to the same file from every note."""

    def fill(self, paths: list[str]) -> None:
        """Attachments and notes; links are resolved as they come, since all names are known."""
        paths.sort()
        notes = [path for path in paths if is_note(path)]
        self.number(paths)
        names = NameIndex.of(VaultPath(path) for path in paths)
        attached = [path for path in paths if not is_note(path)]
        self.add([FileRow(path, Role.ATTACHMENT, b"", None) for path in attached], names)
        done = 0
        for rows in self.updating.rows(notes):
            self.add(rows, names)
            done += len(rows)
            if self.updating.progress is not None:
                self.updating.progress(done, len(notes))

    def number(self, paths: Sequence[str]) -> None:
        """Numbers in order of the path, so that rows lie as they are asked for."""
        self.numbers.update((path, number) for number, path in enumerate(paths, start=1))
        covers = self.updating.exclusion.covers
        if not self.updating.exclusion.is_empty:
            self.excluded.update(
                number for path, number in self.numbers.items() if covers(VaultPath(path))
            )

    def add(self, rows: Sequence[FileRow], names: NameIndex) -> None:
        """Puts rows of files that were read."""
        store, numbers = self.updating.store, self.numbers
        rows = [placed(row, self.updating) for row in rows]
        add_files(
            store,
            [
                NumberedFile(
                    numbers[row.path],
                    row.path,
                    row.role,
                    numbers[row.path] in self.excluded,
                    row.digest,
                )
                for row in rows
            ],
        )
        for row in rows:
            if row.role == Role.UNREADABLE:
                self.unreadable[row.path] = str(row.reason)
            elif row.role in PAGE_ROLES:
                self.late_pages.add(name_key(row.path.rpartition("/")[2]))
        noted = [(numbers[row.path], row.path, row.note) for row in rows if row.note is not None]
        ids = target_ids(store, (link[0] for _, _, note in noted for link in note.links))
        settled, resolve, excluded = self.settled, self._resolve, self.excluded
        links = []
        notes: list[NumberedNote] = []
        for number, path, note in noted:
            count = waiting = 0
            for n, (target, relation, flags) in enumerate(note.links):
                dest, ambiguous = settled.get(target) or resolve(names, path, target)
                links.append((number, n, ids[target], dest, relation, flags | ambiguous))
                if not flags:
                    count += dest not in excluded
                    waiting += dest is None
            notes.append((number, path, note, 0 if number in excluded else count, waiting))
        add_notes(store, notes)
        add_links(store, links)

    def _resolve(self, names: NameIndex, source: str, target: str) -> tuple[int | None, int]:
        resolution = names.resolve(VaultPath(source), target)
        path = path_of(resolution)
        found = (None if path is None else self.numbers[path], _flag_of(resolution))
        if not depends_on_source(target, resolution):
            self.settled[target] = found
        return found


def _flag_of(resolution: Resolution) -> int:
    return LinkFlag.AMBIGUOUS if isinstance(resolution, Ambiguous) else 0
