"""Index pages rendered from an index whose lists are up to date: a function of the head's identity.

So it can be done by other processes, each with the index open for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from vaultkit.app.collector import collector_paused
from vaultkit.app.page_source import StoredSource
from vaultkit.app.workers import processes_for, spread
from vaultkit.disk.compiled import CompiledCode
from vaultkit.model.config import Language
from vaultkit.model.paths import VaultPath
from vaultkit.pages.contents import FIXED_HEADS, iter_sheets
from vaultkit.pages.index import PageMaker
from vaultkit.pages.page import Page
from vaultkit.pages.sheets import Sheet
from vaultkit.pages.split import Touched
from vaultkit.pages.words import Words
from vaultkit.store.paging import PageRow, page_rows, unsettled_pages
from vaultkit.store.store import Store, open_steady

__all__ = [
    "Head",
    "Made",
    "PageForm",
    "Portion",
    "Renderer",
    "Sheets",
    "are_made_elsewhere",
    "pages_made",
    "portions_of",
]

_CHUNK = 50
"""Pages that a process makes at a time."""
_WORTH_A_PROCESS = 1000
"""Heads from which on a second process saves more than its start costs; see docs/benchmarks.md."""

T = TypeVar("T")

Made = tuple[Page, PageRow | None]
"""A page, and the row to keep of it once it is written, if it says what the page shows."""


class PageForm(NamedTuple):
    """What pages depend on besides the index; goes to other processes as it is."""

    folder: str
    language: Language
    max_entries: int
    has_backlinks: bool
    compiled: CompiledCode | None


class Portion(NamedTuple):
    """Some of the pages of a head, in their order: of most all of them."""

    head: str
    start: int = 0
    stop: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is all pages of the head."""
        return not self.start and self.stop is None

    def of(self, pages: Sequence[T]) -> Sequence[T]:
        """Those among all pages of the head."""
        return pages[self.start : self.stop]


class Sheets(NamedTuple):
    """The sheets of a page and its parts."""

    made: Sequence[Sheet]
    passed: frozenset[str]
    """Parts, by identity, that are left out: they lie in the vault as they should be."""


@dataclass(frozen=True, slots=True)
class Head:
    """A page with its parts, and the rows of those that are known by now."""

    identity: str
    sheets: Sheets
    known: Mapping[str, PageRow]

    @property
    def is_named(self) -> bool:
        """Whether just these have names."""
        return self.known.keys() == self.identities

    @property
    def identities(self) -> frozenset[str]:
        """Of the page and its parts."""
        return self.sheets.passed.union(sheet.identity for sheet in self.sheets.made)


class Renderer:
    """Pages of an index. Writes nothing."""

    def __init__(self, store: Store, form: PageForm) -> None:
        self._store = store
        self.words = Words.of(form.language)
        self.source = StoredSource(
            store, self.words, max_entries=form.max_entries, has_backlinks=form.has_backlinks
        )
        self._form = form

    def settle(self) -> None:
        """Has the fixed pages looked up again, once every page has its place."""
        places = _Places(self._store)
        form = self._form
        self._maker = PageMaker(form.folder, places, self.words, compiled=form.compiled)

    def head(self, identity: str, sheets: Sheets | None = None, *, whole: bool) -> Head:
        """A page with its parts; ``sheets`` are these, if they are known already.

        With ``whole`` none of them is left out.
        """
        known = self.known(identity)
        if sheets is None:
            sheets = self._sheets(identity, {} if whole else known)
        return Head(identity, sheets, known)

    def _sheets(self, identity: str, known: Mapping[str, PageRow]) -> Sheets:
        unsettled: frozenset[str] = frozenset()
        if len(known) > 1:
            unsettled = unsettled_pages(self._store, identity)
        passed: set[str] = set()

        def passing(part: str) -> bool:
            row = known.get(part)
            if row is None or not row.basis or part in unsettled:
                return False
            passed.add(part)
            return True

        made = [*iter_sheets(identity, self.source, self.words, passing=passing)]
        return Sheets(made, frozenset(passed))

    def known(self, head: str) -> Mapping[str, PageRow]:
        """The rows of a page and its parts by identity."""
        return {row.identity: row for row in page_rows(self._store, "head", head)}

    def stale(self, head: Head, *, whole: bool) -> list[tuple[Sheet, PageRow]]:
        """Those of its sheets that are to be made again, with their new rows.

        All of them with ``whole``. Each has a name.
        """
        differs = None if whole else _Differing(self._store, head)
        found = []
        for sheet in head.sheets.made:
            row = head.known[sheet.identity]
            basis = _basis_of(sheet, head.known)
            if differs is None or differs.concerns(sheet, row, basis):
                found.append((sheet, row._replace(basis=basis)))
        return found

    def made(self, sheet: Sheet, row: PageRow) -> Made:
        """A sheet as a page."""
        return self._maker.page(sheet), row if _has_basis(sheet) else None


def _has_basis(sheet: Sheet) -> bool:
    """Whether it is kept what a page shows besides entries; the others are many."""
    return bool(sheet.head) or sheet.identity in FIXED_HEADS


class _Differing:
    """Which sheets of a page show something else than their files."""

    def __init__(self, store: Store, head: Head) -> None:
        self._unsettled = unsettled_pages(store, head.identity)
        sql = "SELECT steps FROM stale WHERE head = ?"
        self._touched = Touched(filter(None, store.column(sql, (head.identity,))))

    def concerns(self, sheet: Sheet, row: PageRow, basis: bytes) -> bool:
        """``row`` says what its file shows, ``basis`` what it shows now besides its entries."""
        if not _has_basis(sheet) or row.basis != basis or row.identity in self._unsettled:
            return True
        return any(
            not listing.parts and self._touched.concerns(f"{listing.spec.name}\x1f{listing.below}")
            for listing in sheet.listings
        )


def _basis_of(sheet: Sheet, known: Mapping[str, PageRow]) -> bytes:
    """A digest of what a page shows besides entries: its title, the pages above it, its parts."""
    if not _has_basis(sheet):
        return b""
    up = [(title, known[identity].path) for identity, title in sheet.up if identity in known]
    shape = [
        (listing.size, [(part.identity, part.label, part.size) for part in listing.parts])
        for listing in sheet.listings
    ]
    values = [(name, value) for name, value in sheet.values.items() if name in _PLAIN]
    told = repr((sheet.title, up, shape, values))
    return sha256(told.encode("utf-8", "surrogatepass")).digest()


_PLAIN = ("totals", "has_backlinks")
"""What the home page shows besides its lists."""


class _Places(Mapping[str, VaultPath]):
    """Where each page lies, by identity."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fixed = {
            identity: VaultPath(path)
            for head in FIXED_HEADS
            for identity, path in store.all(
                "SELECT identity, path FROM pages WHERE identity = ?", (head,)
            )
        }

    def __getitem__(self, identity: str) -> VaultPath:
        if identity in self._fixed:
            return self._fixed[identity]
        path = self._store.value("SELECT path FROM pages WHERE identity = ?", (identity,))
        if path is None:
            raise KeyError(identity)
        return VaultPath(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.column("SELECT identity FROM pages"))

    def __len__(self) -> int:
        return int(self._store.value("SELECT count(*) FROM pages"))


# --- in other processes


def portions_of(store: Store, heads: Sequence[str]) -> list[Portion]:
    """The heads in their order, those with many pages in several portions. Linear in all pages.

    A long list may have pages for half the memory, and nobody needs them all at once.
    """
    sql = "SELECT head, count(*) FROM pages GROUP BY head HAVING count(*) > ?"
    counts = dict(store.all(sql, (_CHUNK,)))
    return [
        Portion(head, start, start + _CHUNK if start + _CHUNK < count else None)
        for head in heads
        for count in [counts.get(head, 1)]
        for start in range(0, count, _CHUNK)
    ]


@contextmanager
def pages_made(
    store: Store, form: PageForm, portions: Sequence[Portion], *, jobs: int | None
) -> Iterator[Iterator[Sequence[Made] | None] | None]:
    """The pages of each portion, in the order given, made by ``jobs`` processes while the block
    runs.

    None in the place of those of a head whose parts have not all got their names, or whose process
    was killed. Nothing at all (None) where it is quicker to make them here, or where the index
    cannot be read from elsewhere. ``jobs`` is None for what is quickest.
    """
    with ExitStack() as stack:
        processes = _processes(len(portions), jobs)
        place = stack.enter_context(store.steady()) if processes > 1 else None
        if place is None:
            yield None
            return
        work = partial(_made_here, place, form)
        chunks = [*_iter_chunks(portions)]
        with closing(spread(work, chunks, processes, here=_none_made)) as found:
            yield (pages for chunk in found for pages in chunk)


def are_made_elsewhere(heads: int, jobs: int | None) -> bool:
    """Whether other processes get pages where there are so many heads."""
    return _processes(heads, jobs) > 1


def _processes(count: int, jobs: int | None) -> int:
    return processes_for(count, jobs, worth=_WORTH_A_PROCESS)


def _iter_chunks(portions: Iterable[Portion]) -> Iterator[Sequence[Portion]]:
    """What a process makes at a time."""
    chunk: list[Portion] = []
    for portion in portions:
        if chunk and not (portion.is_whole and chunk[0].is_whole and len(chunk) < _CHUNK):
            yield chunk
            chunk = []
        chunk.append(portion)
    if chunk:
        yield chunk


def _none_made(portions: Sequence[Portion]) -> list[Sequence[Made] | None]:
    """What there is to say of portions whose process is gone: this one has the index open."""
    return [None] * len(portions)


def _made_here(
    place: Path, form: PageForm, portions: Sequence[Portion]
) -> list[Sequence[Made] | None]:
    """The pages of each portion; in a process that was started for it."""
    renderer = _renderer(place, form)
    with collector_paused():
        return [_pages_of(renderer, portion) for portion in portions]


@lru_cache(maxsize=1)
def _renderer(place: Path, form: PageForm) -> Renderer:
    # Good for the life of the process, in which the index's file stays as it is.
    renderer = Renderer(open_steady(place), form)
    renderer.settle()
    return renderer


def _pages_of(renderer: Renderer, portion: Portion) -> Sequence[Made] | None:
    sheets = _sheets_of(renderer, portion.head)
    if sheets is None:
        return None
    return [renderer.made(*sheet) for sheet in portion.of(sheets)]


@lru_cache(maxsize=1)
def _sheets_of(renderer: Renderer, identity: str) -> Sequence[tuple[Sheet, PageRow]] | None:
    # Those of the last head, as its portions come one after another.
    head = renderer.head(identity, whole=True)
    return renderer.stale(head, whole=True) if head.is_named else None
