"""The proof that an index which remembers is right: all of it is compared with a fresh one.

Nothing that was kept is believed: every file is read and hashed, and the pages come by the way of
``views_of``, which shares nothing with the one by which a build makes those that changed. All
regions in notes are filled from the fresh index, as a first build would fill them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from heapq import merge
from itertools import count, groupby, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from vaultkit.app.built import owed_of
from vaultkit.app.index_views import index_views, page_plan
from vaultkit.app.indexing import Index, look_at, open_index
from vaultkit.app.paging import PagePlans, prepare_pages
from vaultkit.app.region_plan import iter_stale_plans
from vaultkit.app.settings import INDEX_NAME, Opening, Progress, Saying, settings_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.gatherings import topic_ties
from vaultkit.graph.measures import communities_of
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DamagedError, DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import CommunityView, IndexViews
from vaultkit.pages.index import render_pages
from vaultkit.store.content import DERIVED, READ, Facet, Row
from vaultkit.store.files import find_id
from vaultkit.store.paging import put_divisions
from vaultkit.store.queries import count_all
from vaultkit.store.store import Store

__all__ = ["PHRASES", "Proof", "differences", "prove"]

_TRIES = 3
_SHOWN = 60
"""Characters that are shown of what differs."""
_STUMBLES = (AssertionError, LookupError, TypeError, ValueError, DamagedError)
"""What making pages raises where the rows that they are made of do not fit together."""

_MISSING = "it is missing"
_OTHER = "it shows something else"
_NEEDLESS = "nothing asks for it any more"
_SPOILT = "the next build would make it wrong"
_REGIONS_OTHER = "they show something else"
_REGIONS_SPOILT = "the next build would make them wrong"
_PAGING = "what pages are made of"
PHRASES = (
    _MISSING,
    _OTHER,
    _NEEDLESS,
    _SPOILT,
    _REGIONS_OTHER,
    _REGIONS_SPOILT,
    *(facet.what for facet in (*READ, *DERIVED)),
    _PAGING,
)
"""What may be wrong, in words for people."""

_Writes = Mapping[VaultPath, bytes | None]
"""What is to lie where; None for what is to go."""


class Proof(NamedTuple):
    """What is otherwise than in a fresh index, by path; nothing where all is right."""

    diagnostics: tuple[Diagnostic, ...]
    notes: int
    pages: int
    said: tuple[Saying, ...]
    """What a person should hear of the index itself."""


def prove(root: Path, opening: Opening, *, progress: Progress | None = None) -> Proof:
    """Compares the kept index, the pages on disk and the regions in notes with those of a vault
    read afresh.

    The index is brought up to date as for any command, and not mended. ``progress`` is called
    while things are compared. Costs several times a first build, in memory too.

    Raises what ``open_index`` raises, and DiskError where the vault does not stay as it is.
    """
    for _ in range(_TRIES):
        before = _seen(root, opening)
        index = open_index(root, opening)
        with closing(index.store):
            fresh = open_index(root, opening._replace(kept=False))
            with closing(fresh.store):
                found = differences(index, fresh, progress=progress)
                counts = count_all(fresh.store)
        if not found or _seen(root, opening) == before:
            return Proof(found, counts.notes, counts.pages, index.said)
    raise DiskError(
        "the vault changes while it is compared",
        where=str(root),
        hint="run it again while nothing else writes there",
    )


def _seen(root: Path, opening: Opening) -> object:
    return look_at(root, settings_of(root, opening)).seen.folders


def differences(
    index: Index, fresh: Index, *, progress: Progress | None = None
) -> tuple[Diagnostic, ...]:
    """What an index and the pages on disk have otherwise than a fresh index of the same vault.

    By path. What is kept of the index stays as it is; the fresh one is used up.
    """
    advance = _advance(progress)
    index.store.pin()
    found = [*_iter_unlike(READ, index, index.store, fresh.store, advance)]
    # Where something lies in the place of the pages folder, there are no pages to compare.
    if not index.pages_folder_taken:
        wanted = _fresh_writes(fresh)
        advance()
        if found:
            # From notes that are wrong no page would come out right: then none is planned.
            found += _iter_unlike_pages(index, wanted, _unplanned_writes(index, wanted))
        else:
            found += _paging_differences(index, fresh, wanted, advance)
    ignored = index.config.ignored_codes
    return tuple(sorted((each for each in found if each.code not in ignored), key=_place))


def _advance(progress: Progress | None) -> Callable[[], None]:
    """Tells that one more of the things is compared that there are."""
    done = count(1)
    total = len(READ) + len(DERIVED) + 2

    def advance() -> None:
        if progress is not None:
            progress(next(done), total)

    return advance


def _place(found: Diagnostic) -> tuple[str, str]:
    return (found.path or "", found.code)


# --- rows


def _iter_unlike(
    facets: Sequence[Facet], index: Index, held: Store, fresh: Store, advance: Callable[[], None]
) -> Iterator[Diagnostic]:
    """One finding for each path and kind of rows that differ."""
    for facet in facets:
        for path, here, there in _iter_pairs(facet.rows(held), facet.rows(fresh)):
            if here != there:
                yield _index_wrong(index, path, facet.what, *_first_unlike(here, there))
        advance()


def _iter_pairs(
    held: Iterable[Row], fresh: Iterable[Row]
) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """The path, and the rows that the one and the other have of it under one name."""

    def keyed(side: int, rows: Iterable[Row]) -> Iterator[tuple[Row, int, Row]]:
        return ((row[:2], side, row) for row in rows)

    both = merge(keyed(0, held), keyed(1, fresh), key=itemgetter(0))
    for (path, _), rows in groupby(both, key=itemgetter(0)):
        pair: tuple[list[Row], list[Row]] = ([], [])
        for _, side, row in rows:
            pair[side].append(row)
        yield path, *pair


def _first_unlike(here: Sequence[Row], there: Sequence[Row]) -> tuple[str, str]:
    """The first rows that differ, from where they do on."""
    one, other = next(pair for pair in zip_longest(here, there) if pair[0] != pair[1])
    shown = ["-" if row is None else repr(row[1:]) for row in (one, other)]
    same = next((n for n, (a, b) in enumerate(zip(*shown, strict=False)) if a != b), 0)
    begin = max(0, same - _SHOWN // 3)
    return _cut(shown[0], begin), _cut(shown[1], begin)


def _cut(text: str, begin: int = 0) -> str:
    """The part of a text that is shown."""
    before, after = "…" if begin else "", "…" if len(text) > begin + _SHOWN else ""
    return f"{before}{text[begin : begin + _SHOWN]}{after}"


def _index_wrong(index: Index, path: str, what: str, held: str, said: str) -> Diagnostic:
    args = {"what": what, "held": held, "said": said, "file": _file_of(index)}
    return Diagnostic("index-wrong", VaultPath(path) if path else None, args=args)


def _file_of(index: Index) -> str:
    """The index's file, for whoever is to delete it."""
    place = index.store.place
    return INDEX_NAME if place is None else place.relative_to(index.root).as_posix()


# --- pages


def _fresh_writes(fresh: Index) -> _Writes:
    """What a build would write that knows nothing of the past."""
    snapshot = Snapshot(fresh)
    views = _with_communities(index_views(snapshot), snapshot)
    pages = render_pages(views, vault_language(snapshot))
    plan = page_plan(snapshot, pages)
    fresh.store.unpin()
    return {edit.path: edit.data for edit in plan.edits}


def _with_communities(views: IndexViews, snapshot: Snapshot) -> IndexViews:
    """The views with the topics that belong together, called as they are on pages."""
    topics = {topic.note.path: topic.note for topic in views.topics}
    ties = {
        (tie.a, tie.b): tie.weight
        for tie in topic_ties(snapshot.graph)
        if tie.a in topics and tie.b in topics
    }
    titles = {str(path): note.title for path, note in topics.items()}
    found = tuple(
        CommunityView(group.name, tuple(topics[VaultPath(path)] for path in group.members))
        for group in communities_of(titles, ties)
    )
    return views._replace(communities=found)


def _paging_differences(
    index: Index, fresh: Index, wanted: _Writes, advance: Callable[[], None]
) -> list[Diagnostic]:
    """What the next build would make otherwise; it is planned in a copy of the index."""
    copy = index._replace(store=index.store.copied())
    with closing(copy.store):
        try:
            plans = prepare_pages(copy)
            regions = _region_writes(copy)
            planned = _writes_of(plans)
            put_divisions(copy.store, plans.divisions)
        except _STUMBLES as error:
            told = _cut(repr(error))
            wrong = _index_wrong(index, "", _PAGING, told, "-")
            return [wrong, *_iter_unlike_pages(index, wanted, _unplanned_writes(index, wanted))]
        advance()
        put_divisions(fresh.store, prepare_pages(fresh).divisions)
        unlike = _iter_unlike(DERIVED, index, copy.store, fresh.store, advance)
        unlike_regions = _iter_unlike_regions(index, _region_writes(fresh), regions)
        return [*unlike, *unlike_regions, *_iter_unlike_pages(index, wanted, planned)]


def _writes_of(plans: PagePlans) -> _Writes:
    """What a build with these plans would write."""
    writes: dict[VaultPath, bytes | None] = {}
    for planned in plans.batches():
        writes.update((edit.path, edit.data) for edit in planned.plan.edits)
    return writes


def _region_writes(index: Index) -> _Writes:
    """The notes that a build would write; a fresh index has it look at every region."""
    return {edit.path: edit.data for each in iter_stale_plans(index) for edit in each.plan.edits}


def _iter_unlike_regions(index: Index, wanted: _Writes, planned: _Writes) -> Iterator[Diagnostic]:
    """The notes whose regions a build would leave or make wrong."""
    for path in sorted(wanted.keys() | planned.keys()):
        if path not in planned or planned[path] != wanted.get(path):
            what = _REGIONS_SPOILT if path in planned else _REGIONS_OTHER
            yield Diagnostic("region-wrong", path, args={"what": what, "file": _file_of(index)})


def _unplanned_writes(index: Index, wanted: _Writes) -> _Writes:
    """The same as far as it can be told without making pages."""
    owed = owed_of(index.store, index.config)
    return wanted if owed.pages or owed.topic_map else {}


def _iter_unlike_pages(index: Index, wanted: _Writes, planned: _Writes) -> Iterator[Diagnostic]:
    """The pages that a build would leave or make wrong; those that wait for it in one number."""
    folder = VaultPath(index.config.pages_folder)
    outdated = [path for path in wanted if path in planned and wanted[path] == planned[path]]
    for path in sorted(wanted.keys() | planned.keys()):
        if path in planned and planned[path] != wanted.get(path, b""):
            yield _page_wrong(index, path, _SPOILT)
        elif path not in planned:
            yield _page_wrong(index, path, _fault_of(index, path, wanted[path]))
    if outdated and count_all(index.store).pages:
        yield Diagnostic("page-outdated", folder, args={"count": str(len(outdated))})


def _fault_of(index: Index, path: VaultPath, data: bytes | None) -> str:
    if data is None:
        return _NEEDLESS
    return _OTHER if find_id(index.store, path) else _MISSING


def _page_wrong(index: Index, path: VaultPath, fault: str) -> Diagnostic:
    return Diagnostic("page-wrong", path, args={"what": fault, "file": _file_of(index)})
