"""Regions in people's notes, planned: those that something changed for, and no others.

Loads jinja2, so whoever may do without this module imports it when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby, islice
from typing import NamedTuple

from vaultkit.app.catching_up import is_elsewhere
from vaultkit.app.indexing import Index
from vaultkit.app.note_links import NoteLinks
from vaultkit.app.page_settings import page_language
from vaultkit.app.page_source import StoredSource
from vaultkit.app.region_source import RegionSource, counts_backlinks
from vaultkit.app.snapshot import Lookup
from vaultkit.app.stored_names import StoredNames
from vaultkit.disk.read import read_bytes
from vaultkit.graph.resolve import NameIndex
from vaultkit.markdown.decode import decode
from vaultkit.markdown.region_edits import DropRegion, PutRegion, RegionEdit, edit_regions
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.model.regions import AUTO_BACKLINKS, parse_region_name
from vaultkit.pages.regions import RegionMaker
from vaultkit.pages.words import Words
from vaultkit.store.files import find_file
from vaultkit.store.regions import BROKEN, has_auto_regions, regions_in, stale_regions

__all__ = [
    "NotePlan",
    "NoteSettled",
    "PlannedRegions",
    "RegionBodies",
    "is_out_of_reach",
    "iter_stale_plans",
    "iter_unreached",
    "plan_note",
    "reasons_of",
]

_BATCH = 2000
"""Notes that are planned and written together: so many can be undone at once."""
_REASON = "generated region"


class NotePlan(NamedTuple):
    """What becomes of one note: its edit, if its bytes change, and what it consists of."""

    number: int
    edit: FileEdit | None
    changed: tuple[RegionEdit, ...] = ()
    refused: tuple[tuple[RegionEdit, Diagnostic], ...] = ()


class NoteSettled(NamedTuple):
    """A note's plan with the names of the regions that are right once it is carried out."""

    plan: NotePlan
    names: tuple[str, ...]


class PlannedRegions(NamedTuple):
    """One batch of notes: what to write, and which regions are right once that is done."""

    notes: tuple[NoteSettled, ...]

    @property
    def plan(self) -> Plan:
        """The edits in order of the path, and why regions are left: each reason of a note once."""
        edits = tuple(each.plan.edit for each in self.notes if each.plan.edit is not None)
        found = (reason for each in self.notes for reason in reasons_of(each.plan))
        return Plan(edits, tuple(found))

    @property
    def settled(self) -> list[tuple[int, str]]:
        """The regions that are right then, by note and name."""
        return [(each.plan.number, name) for each in self.notes for name in each.names]

    @property
    def left(self) -> list[tuple[int, str]]:
        """The regions that are refused for what their notes say, by note and name."""
        return [
            (each.plan.number, edit.name) for each in self.notes for edit, _ in each.plan.refused
        ]

    @property
    def written(self) -> int:
        """How many regions get another text, or come."""
        return self._count(PutRegion)

    @property
    def removed(self) -> int:
        """How many regions go."""
        return self._count(DropRegion)

    @property
    def kept(self) -> int:
        """How many are left as they are; a note that takes none counts once."""
        return sum(len(reasons_of(each.plan)) for each in self.notes)

    def _count(self, kind: type[RegionEdit]) -> int:
        return sum(isinstance(edit, kind) for each in self.notes for edit in each.plan.changed)

    def without(self, paths: Collection[VaultPath]) -> PlannedRegions:
        """The batch without the notes at these paths."""
        return PlannedRegions(
            tuple(
                each
                for each in self.notes
                if each.plan.edit is None or each.plan.edit.path not in paths
            )
        )


def reasons_of(plan: NotePlan) -> list[Diagnostic]:
    """Why edits of a note were refused, each reason once: one may refuse all of them."""
    found: list[Diagnostic] = []
    for _, diagnostic in plan.refused:
        if diagnostic not in found:
            found.append(diagnostic)
    return found


class RegionBodies:
    """What regions say, out of an index whose lists are up to date (``prepare_pages``)."""

    def __init__(self, index: Index) -> None:
        store, config = index.store, index.config
        words = Words.of(page_language(config, store))
        pages = StoredSource(
            store,
            words,
            max_entries=config.max_entries,
            has_backlinks=config.backlinks == "page",
        )
        self._source = RegionSource(store, pages, words, Lookup(index))
        self._names = NameIndex(StoredNames(store))
        self._settings = index.settings.obsidian

        def find_page(identity: str) -> VaultPath | None:
            path = store.value("SELECT path FROM pages WHERE identity = ?", (identity,))
            return VaultPath(path) if path else None

        self._maker = RegionMaker(words, find_page)

    def body(self, number: int, path: VaultPath, name: str) -> str:
        """The body of a region of a known name in a note."""
        view = self._source.view(number, path, parse_region_name(name))
        return self._maker.body(view, path, NoteLinks(path, self._names, self._settings))


def iter_stale_plans(index: Index) -> Iterator[PlannedRegions]:
    """The regions to look at again, batch by batch. Writes nothing."""
    rows = stale_regions(index.store)
    if not rows:
        return
    reachable = _reachable(index)
    notes = (
        (number, VaultPath(path), [row.name for row in each])
        for (number, path), each in groupby(rows, lambda row: (row.note, row.path))
        if _is_planned(path, reachable)
    )
    while batch := list(islice(notes, _BATCH)):
        # Made anew: what it looked up before the last batch was written is so no more.
        stale = _Stale(index)
        plans = [stale.settling(*note) for note in batch]
        yield PlannedRegions(tuple(plan for plan in plans if plan is not None))


def iter_unreached(index: Index) -> Iterator[tuple[int, str]]:
    """The regions to look at again that no plan is made for, wherever their notes lie.

    By note and name: those of what is no Markdown file, or lies where nothing is written.
    """
    reachable = _reachable(index)
    for row in stale_regions(index.store):
        if not _is_planned(row.path, reachable):
            yield row.note, row.name


def _is_planned(path: str, reachable: Callable[[str], bool]) -> bool:
    return path.endswith(".md") and reachable(path)


def is_out_of_reach(index: Index, path: VaultPath) -> bool:
    """Whether a note lies behind a symbolic link, or in a vault of its own inside this one."""
    return not _reachable(index)(path)


def plan_note(
    index: Index, number: int, path: VaultPath, edits: Sequence[RegionEdit]
) -> NotePlan | None:
    """The edits of one note's regions, tried on what its file holds.

    None where the file is not what the index knows: it is for the next look. Raises DiskError
    where it cannot be read.
    """
    data = read_bytes(index.root, path, follow_symlinks=False)
    known = find_file(index.store, path)
    if known is None or sha256(data).digest() != known.digest:
        return None
    source = decode(path, data)
    outcome = edit_regions(source, edits)
    edit = None
    if outcome.data != data:
        edit = FileEdit(path, source.digest, outcome.data, _REASON)
    return NotePlan(number, edit, outcome.changed, outcome.refused)


def _reachable(index: Index) -> Callable[[str], bool]:
    @cache
    def is_inside(folder: str) -> bool:
        return not is_elsewhere(index.root, folder)

    def reachable(path: str) -> bool:
        place = index.root / path
        return is_inside(path.rpartition("/")[0]) and not place.is_symlink()

    return reachable


class _Stale:
    """What is to be done about the stale regions of notes."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._store = index.store
        self._bodies = RegionBodies(index)
        self._auto = has_auto_regions(index.store)

    def settling(self, number: int, path: VaultPath, names: Sequence[str]) -> NoteSettled | None:
        """The plan of a note; None where its file cannot be had as the index knows it."""
        edits = list(self._iter_edits(number, path, names))
        if not edits:
            return NoteSettled(NotePlan(number, None), tuple(names))
        try:
            plan = plan_note(self._index, number, path, edits)
        except DiskError:
            return None  # as it cannot be read, so it cannot be written; the next look says it
        if plan is None:
            return None
        left = {edit.name for edit, _ in plan.refused}
        return NoteSettled(plan, tuple(name for name in names if name not in left))

    def _iter_edits(
        self, number: int, path: VaultPath, names: Sequence[str]
    ) -> Iterator[RegionEdit]:
        present = frozenset(regions_in(self._store, number))
        for name in names:
            if name == AUTO_BACKLINKS and self._is_to_stand(number, present):
                yield PutRegion(name, self._bodies.body(number, path, name))
            elif name == AUTO_BACKLINKS and name in present:
                yield DropRegion(name)
            elif name == BROKEN:
                yield DropRegion(name)  # refused, as any edit of this note is
            elif name in present and parse_region_name(name).is_known:
                yield PutRegion(name, self._bodies.body(number, path, name))

    def _is_to_stand(self, number: int, present: Collection[str]) -> bool:
        """Whether a note is to have a region of ``[pages] backlinks = "region"``."""
        return self._auto and "backlinks" not in present and counts_backlinks(self._store, number)
