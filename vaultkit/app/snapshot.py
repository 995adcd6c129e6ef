"""A vault as it is at this moment, looked up in its index as far as somebody asks."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from vaultkit.app.indexing import Index, open_index
from vaultkit.app.settings import Opening, Progress, Saying
from vaultkit.app.stored_names import StoredNames
from vaultkit.disk.read import read_bytes
from vaultkit.graph.relations import relations_of
from vaultkit.graph.resolve import NameIndex
from vaultkit.graph.subpath import Outline, outline_of
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.links import Found, Kind, Missing, Resolution, ResolvedLink, unresolved_name
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.store.files import find_file
from vaultkit.store.notes import missing_key
from vaultkit.store.queries import (
    StoredDest,
    backlink_places,
    dests_of,
    file_paths,
    find_kind,
    find_record,
    foreign_page_paths,
    iter_dests,
    iter_records,
    note_kinds,
    note_paths,
    page_paths,
    paths_of_kind,
    waiting_places,
)
from vaultkit.store.rows import PAGE_ROLES, LinkFlag
from vaultkit.store.store import Store

if TYPE_CHECKING:
    from vaultkit.graph.graph import Graph

__all__ = ["Lookup", "Progress", "Snapshot", "looked_up", "take_snapshot"]

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Lookup:
    """Everything known of a vault. All mappings are in code-point order of the path.

    ``notes`` and ``files`` hold every visible note and file but vaultkit's own pages; ``graph``
    holds what the user does not exclude. What is asked for is looked up then, and kept.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.root: Path = index.root
        self.config: Config = index.config
        self.settings: ObsidianSettings = index.settings.obsidian
        self.occupied: frozenset[VaultPath] = index.occupied
        """What lies in the vault and is no plain file: nothing is written there."""
        self.diagnostics: tuple[Diagnostic, ...] = index.diagnostics
        """What is wrong around the notes: configuration, files that cannot be read."""
        self.said: tuple[Saying, ...] = index.said

    @cached_property
    def notes(self) -> Mapping[VaultPath, Note]:
        """By path."""
        return _Notes(self.index.store)

    @cached_property
    def files(self) -> frozenset[VaultPath]:
        """Of which links may mean any."""
        return frozenset(map(VaultPath, file_paths(self.index.store)))

    @property
    def known(self) -> Container[object]:
        """The same, for who asks whether a path is among them: nothing is loaded."""
        return _Known(self.index.store)

    @cached_property
    def foreign(self) -> frozenset[VaultPath]:
        """Where no page is written, as it is not this vault's: pages of others and what holds
        them."""
        return self.index.foreign.union(map(VaultPath, foreign_page_paths(self.index.store)))

    @cached_property
    def excluded(self) -> frozenset[VaultPath]:
        """The files that ``vaultkit.toml`` or Obsidian's settings keep out of graph and lists."""
        return frozenset(map(VaultPath, file_paths(self.index.store, excluded=True)))

    @cached_property
    def kinds(self) -> Mapping[VaultPath, Kind]:
        """Of every note."""
        return _Kinds(self.index.store)

    def of_kind(self, kind: Kind) -> tuple[VaultPath, ...]:
        """The notes of a kind, sorted. Costs what it gives."""
        return tuple(map(VaultPath, paths_of_kind(self.index.store, kind)))

    @cached_property
    def names(self) -> NameIndex:
        """What resolves links."""
        return NameIndex(StoredNames(self.index.store))

    @cached_property
    def links(self) -> Mapping[VaultPath, tuple[ResolvedLink, ...]]:
        """Of every note, in document order."""
        return _Links(self.index.store, self.notes, self.names)

    @cached_property
    def graph(self) -> Graph:
        """The notes and what their links lead to, without what is excluded."""
        # Lists of one note do without, and should not wait for it.
        from vaultkit.graph.graph import Graph  # noqa: PLC0415

        links = dict(self.links.items())
        return Graph.of(self.notes, self.kinds, links, excluded=self.excluded)

    @cached_property
    def pages(self) -> Mapping[VaultPath, bytes]:
        """The pages that vaultkit made in this vault, edited or not, with their bytes.

        What the files hold tells them from notes, so they are known in any folder. Those behind
        a symbolic link or in a vault that lies in this one are not among them: they are no notes
        either, but to write there is not this vault's business.
        """
        return _Pages(self.index)

    @property
    def listed(self) -> tuple[Note, ...]:
        """The notes that lists, graph and pages show, in code-point order of the path."""
        return tuple(note for path, note in self.notes.items() if path not in self.excluded)

    @property
    def pages_folder_taken(self) -> bool:
        """Whether something other than a folder lies where the pages belong, or above it."""
        return self.index.pages_folder_taken

    def links_into(self, path: VaultPath) -> tuple[ResolvedLink, ...]:
        """The links of other notes to a file: by source, in document order.

        Left out are those of excluded notes and in regions. Costs what it gives.
        """
        return tuple(
            self.links[VaultPath(source)][n]
            for source, n in backlink_places(self.index.store, path)
        )

    def links_waiting_for(self, name: str) -> tuple[ResolvedLink, ...]:
        """The links to a note that is not there, ordered and costing as ``links_into``."""
        return tuple(
            self.links[VaultPath(source)][n]
            for source, n in waiting_places(self.index.store, missing_key(name))
        )


class Snapshot(Lookup):
    """The same as it is at one moment, whatever others write. Nothing is put meanwhile."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        index.store.pin()


@contextmanager
def looked_up(index: Index) -> Iterator[Snapshot]:
    """The vault to plan with, as it is at this moment; afterwards the index may be written."""
    snapshot = Snapshot(index)
    try:
        yield snapshot
    finally:
        index.store.unpin()


def take_snapshot(
    root: Path,
    *,
    environ: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] = _NOTHING,
    progress: Progress | None = None,
) -> Snapshot:
    """The vault read whole into memory; nothing is written, and no index is asked.

    Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where the root itself
    cannot be read.
    """
    opening = Opening(
        environ=environ or {}, overrides=overrides, kept=False, jobs=1, progress=progress
    )
    return Snapshot(open_index(root, opening))


class _Known(NamedTuple):
    """Whether links may mean a file of a path."""

    store: Store

    def __contains__(self, path: object) -> bool:
        found = find_file(self.store, path) if isinstance(path, str) else None
        return found is not None and found.role not in PAGE_ROLES


class _Notes(Mapping[VaultPath, Note]):
    """Notes by path; ``values`` and ``items`` of all of them ask the index once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[VaultPath, Note] = {}
        self._whole = False

    def __getitem__(self, path: VaultPath) -> Note:
        note = self._known.get(path)
        if note is None and not self._whole:
            record = find_record(self._store, path)
            if record is not None:
                note = self._known[VaultPath(path)] = Note.of_record(VaultPath(path), record)
        if note is None:
            raise KeyError(path)
        return note

    def __iter__(self) -> Iterator[VaultPath]:
        return iter(self._known if self._whole else map(VaultPath, note_paths(self._store)))

    def __len__(self) -> int:
        return len(self._known) if self._whole else len(note_paths(self._store))

    def items(self):  # type: ignore[no-untyped-def]
        """Loads what is not loaded yet."""
        return self._loaded().items()

    def values(self):  # type: ignore[no-untyped-def]
        """Loads what is not loaded yet."""
        return self._loaded().values()

    def _loaded(self) -> Mapping[VaultPath, Note]:
        if not self._whole:
            known = self._known
            self._known = {
                path: known.get(path) or Note.of_record(path, record)
                for path, record in (
                    (VaultPath(path), record) for path, record in iter_records(self._store)
                )
            }
            self._whole = True
        return self._known


class _Kinds(Mapping[VaultPath, Kind]):
    """Kinds by path, asked for one by one until many, or all of them, are wanted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[VaultPath, Kind | None] = {}
        self._whole = False

    def __getitem__(self, path: VaultPath) -> Kind:
        if len(self._known) >= _SINGLE:
            self._load()
        if path not in self._known and not self._whole:
            self._known[path] = find_kind(self._store, path)  # type: ignore[assignment]
        kind = self._known.get(path)
        if kind is None:
            raise KeyError(path)
        return kind

    def __iter__(self) -> Iterator[VaultPath]:
        self._load()
        return iter(self._known)

    def __len__(self) -> int:
        self._load()
        return len(self._known)

    def _load(self) -> None:
        if not self._whole:
            found = note_kinds(self._store).items()
            self._known = {VaultPath(path): kind for path, kind in found}  # type: ignore[misc]
            self._whole = True


_SINGLE = 500
"""Notes whose kinds are asked for one by one; with more it costs less to ask for all."""


class _Links(Mapping[VaultPath, tuple[ResolvedLink, ...]]):
    """Resolved links by source."""

    def __init__(self, store: Store, notes: Mapping[VaultPath, Note], names: NameIndex) -> None:
        self._store = store
        self._notes = notes
        self._names = names
        self._known: dict[VaultPath, tuple[ResolvedLink, ...]] = {}
        self._outlines: dict[VaultPath, Outline] = {}

    def __getitem__(self, path: VaultPath) -> tuple[ResolvedLink, ...]:
        found = self._known.get(path)
        if found is None:
            note = self._notes[path]
            dests = dests_of(self._store, path) if note.links else ()
            found = self._known[path] = self._resolved(note, dests)
        return found

    def __iter__(self) -> Iterator[VaultPath]:
        return iter(self._notes)

    def __len__(self) -> int:
        return len(self._notes)

    def items(self):  # type: ignore[no-untyped-def]
        """Asks the index once for all that is not known yet."""
        dests: dict[str, list[StoredDest]] = {}
        for path, dest in iter_dests(self._store):
            dests.setdefault(path, []).append(dest)
        return {
            path: self._known.get(path) or self._resolved(note, dests.get(path, ()))
            for path, note in self._notes.items()
        }.items()

    def _resolved(self, note: Note, dests: object) -> tuple[ResolvedLink, ...]:
        return tuple(
            ResolvedLink(note.path, link, resolution, relation, self._answers(link, dest.path))
            for link, relation, dest in zip(note.links, relations_of(note), dests, strict=True)  # type: ignore[call-overload]
            for resolution in [self._resolution(note.path, link, dest)]
        )

    def _resolution(self, source: VaultPath, link: Link, dest: StoredDest) -> Resolution:
        if dest.flags & LinkFlag.AMBIGUOUS:
            return self._names.resolve(source, link.target)
        if dest.path is None:
            return Missing(name_key(unresolved_name(link.target)))
        return Found(VaultPath(dest.path))

    def _answers(self, link: Link, dest: str | None) -> bool | None:
        """Whether the note it leads to has the heading or block that it names."""
        if not (link.heading or link.block) or dest is None:
            return None
        path = VaultPath(dest)
        if path.suffix != ".md" or path not in self._notes:
            return None
        if path not in self._outlines:
            self._outlines[path] = outline_of(self._notes[path])
        return self._outlines[path].answers(link.heading, link.block)


class _Pages(Mapping[VaultPath, bytes]):
    """The bytes of vaultkit's pages, read when they are asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._paths = frozenset(page_paths(index.store))

    def __getitem__(self, path: VaultPath) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        index = self._index
        return read_bytes(index.root, path, follow_symlinks=index.config.follow_symlinks)

    def __iter__(self) -> Iterator[VaultPath]:
        return iter(map(VaultPath, sorted(self._paths)))

    def __len__(self) -> int:
        return len(self._paths)
