"""The main job: the regions in a vault's notes and its index pages, planned and written.

Loads jinja2, so whoever may do without this module imports it when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from time import time_ns
from typing import TYPE_CHECKING

from vaultkit.app.built import BuildResult, numbers_of
from vaultkit.app.collector import collector_paused
from vaultkit.app.indexing import Index
from vaultkit.app.losses import take_as_whole
from vaultkit.app.paging import PagePlans, Planned, TopicMap, prepare_pages
from vaultkit.app.updating import may_be_since
from vaultkit.disk.apply import apply, remove_empty_folders
from vaultkit.disk.read import read_bytes
from vaultkit.disk.replace import sweep_folders
from vaultkit.disk.scan import names_in, numbers_at
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.store.files import arrange_listing, drop_file, find_id, keep_stats, put_file
from vaultkit.store.paging import pages_at, put_bases, put_divisions
from vaultkit.store.regions import leave_regions, stale_regions
from vaultkit.store.rows import Role
from vaultkit.store.store import Store

if TYPE_CHECKING:
    from vaultkit.app.region_plan import PlannedRegions

__all__ = ["build", "plan_build"]


def plan_build(index: Index, *, show: Callable[[Plan], None] | None = None) -> BuildResult:
    """The numbers of a build that would be done now; ``show`` gets its plans, part by part.

    Writes to the index alone. Raises DiskError where something else lies in the place of the
    pages folder.
    """
    tally = _Tally()
    plans = prepare_pages(index)
    for regions in _stale_regions(index):
        if show is not None:
            show(regions.plan)
        tally.add_regions(regions)
    for planned in plans.batches():
        if show is not None:
            show(planned.plan)
        tally.add(planned.plan)
    return tally.result(index)


def build(
    index: Index, plans: PagePlans | None = None, *, topic_map: TopicMap = "now"
) -> BuildResult:
    """Makes the regions in notes right, then the vault's index pages; folders that lose their last
    page go too.

    The caller holds the vault's lock; ``plans`` are those of ``prepare_pages``, if it has them.
    The topic map may be left for later, as ``prepare_pages`` says. Raises ConflictError where a
    file changed since the look at the vault, DiskError where one cannot be written.
    """
    plans = plans or prepare_pages(index, topic_map=topic_map)
    tally = _Tally()
    if stale_regions(index.store):
        plans = _with_regions(index, plans, tally, topic_map)
    with collector_paused():
        for planned in plans.batches():
            _carry_out(index, planned)
            tally.add(planned.plan)
    _finish(index.store, plans, tally)
    _arrange(index, tally.crowded)
    # A run may have been killed when the page had its name, and nothing was left to do there.
    sweep_folders(index.root, index.page_strays)
    emptied = {*(edit.path.folder for edit in tally.removed), *index.page_strays}
    remove_empty_folders(index.root, emptied)
    take_as_whole(index.root, index.store, environ=index.settings.opening.environ)
    return tally.result(index)


def _stale_regions(index: Index) -> Iterator[PlannedRegions]:
    """Their plans, where there are any: most vaults do without what fills them."""
    if not stale_regions(index.store):
        return
    from vaultkit.app.region_plan import iter_stale_plans  # noqa: PLC0415

    yield from iter_stale_plans(index)


def _with_regions(index: Index, plans: PagePlans, tally: _Tally, topic_map: TopicMap) -> PagePlans:
    """Makes the regions in notes right; comes back with the plans of the pages after that."""
    from vaultkit.app.region_plan import iter_unreached  # noqa: PLC0415
    from vaultkit.app.region_writing import RegionsWritten  # noqa: PLC0415

    regions = RegionsWritten(index)
    left: list[tuple[int, str]] = []
    for batch in regions.batches():
        tally.add_regions(batch)
        left += batch.left
    if regions.digests:
        plans = prepare_pages(index, topic_map=topic_map)
    regions.settle()
    leave_regions(index.store, (*left, *iter_unreached(index)))
    tally.unwritten += regions.unwritten
    return plans


def _carry_out(index: Index, planned: Planned) -> None:
    """Writes a batch and notes down what lies in the vault now."""
    edits = planned.plan.edits
    began = time_ns()
    try:
        apply(index.root, planned.plan, strays=index.strays)
    except ConflictError:
        # What the index knows of these files is not so: they are looked at again next time.
        with index.store.writing():
            _look_again(index.store, edits)
        raise
    if not edits and not planned.made:
        return
    numbers = {edit.path: numbers_at(index.root, edit.path) for edit in edits}
    with index.store.writing():
        for edit in edits:
            _note_down(index, edit)
        keep_stats(index.store, {str(path): found for path, found in numbers.items()})
        # These numbers may be those of what a person wrote there since, however long the batch
        # took: then the bytes decide, at the next look.
        _look_again(
            index.store,
            [
                edit
                for edit in edits
                if (found := numbers[edit.path]) is not None
                and (may_be_since(found, began) or not _holds(index, edit))
            ],
        )
        put_bases(index.store, ((row.identity, row.basis) for row in planned.made))


def _holds(index: Index, edit: FileEdit) -> bool:
    """Whether a file is as it was written; asked where the drive goes by another clock."""
    with suppress(DiskError):
        return read_bytes(index.root, edit.path, follow_symlinks=False) == edit.data
    return False


def _look_again(store: Store, edits: Sequence[FileEdit]) -> None:
    store.many("INSERT OR IGNORE INTO racy VALUES (?)", ((edit.path,) for edit in edits))


def _note_down(index: Index, edit: FileEdit) -> None:
    if edit.data is not None:
        excluded = index.settings.exclusion.covers(edit.path)
        digest = sha256(edit.data).digest()
        put_file(index.store, str(edit.path), role=Role.PAGE, excluded=excluded, digest=digest)
    elif (number := find_id(index.store, edit.path)) is not None:
        drop_file(index.store, number)


def _finish(store: Store, plans: PagePlans, tally: _Tally) -> None:
    """All pages are as they should be, but for those that had to be left."""
    if not plans.heads and not tally.touched and not store.one("SELECT 1 FROM unsettled"):
        return
    with store.writing():
        put_divisions(store, plans.divisions)
        store.run("DELETE FROM stale")
        store.run("DELETE FROM unsettled")
        if not plans.moved:
            store.run("DELETE FROM meta WHERE key = 'whole'")
        left = {str(found.path) for found in tally.diagnostics if found.path is not None}
        store.many("INSERT INTO unsettled VALUES (?)", ((path,) for path in sorted(left)))


def _arrange(index: Index, folders: Iterable[str]) -> None:
    """Keeps what lies in these folders in the order in which the next look will find it."""
    names = {folder: names_in(index.root, folder) for folder in folders}
    if names:
        with index.store.writing():
            for folder, found in names.items():
                arrange_listing(index.store, folder, found)


_CROWDED = 64
"""So many pages written into a folder at once."""


class _Tally:
    """The numbers of a build, added up batch by batch."""

    def __init__(self) -> None:
        self.written = 0
        self.removed: list[FileEdit] = []
        self.diagnostics: list[Diagnostic] = []
        self.regions_written = 0
        self.regions_removed = 0
        self.regions_kept = 0
        self.left: list[Diagnostic] = []
        """Why regions were left."""
        self.unwritten: list[Diagnostic] = []
        self._folders: Counter[str] = Counter()

    @property
    def crowded(self) -> tuple[str, ...]:
        """The folders into which many pages were written."""
        return tuple(folder for folder, count in self._folders.items() if count >= _CROWDED)

    @property
    def touched(self) -> bool:
        """Whether anything was written, removed or left."""
        return bool(self.written or self.removed or self.diagnostics)

    def add_regions(self, planned: PlannedRegions) -> None:
        """One batch of notes."""
        self.regions_written += planned.written
        self.regions_removed += planned.removed
        self.regions_kept += planned.kept
        self.left += planned.plan.diagnostics

    def add(self, plan: Plan) -> None:
        """One batch's plan."""
        self.written += sum(edit.data is not None for edit in plan.edits)
        self.removed += [edit for edit in plan.edits if edit.data is None]
        self.diagnostics += plan.diagnostics
        self._folders.update(edit.path.folder for edit in plan.edits)

    def result(self, index: Index) -> BuildResult:
        """The numbers, with those of the vault."""
        store = index.store
        numbers = numbers_of(index)
        diagnostics = sorted(self.diagnostics, key=lambda found: found.path or "")
        withheld = {
            found.path for found in diagnostics if found.path and pages_at(store, found.path)
        }
        return numbers._replace(
            written=self.written,
            unchanged=numbers.unchanged - self.written - len(withheld),
            removed=len(self.removed),
            kept=len(diagnostics),
            diagnostics=(*self.left, *self.unwritten, *diagnostics),
            regions_written=self.regions_written,
            regions_removed=self.regions_removed,
            regions_kept=self.regions_kept + len(self.unwritten),
        )
