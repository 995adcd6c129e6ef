"""The index pages of a vault, planned: those that something changed for, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Literal

from vaultkit.app.collector import collector_paused
from vaultkit.app.deriving import derive
from vaultkit.app.indexing import Index
from vaultkit.app.page_names import PageNames, TakenNames, head_row, page_row
from vaultkit.app.page_settings import page_language, page_settings
from vaultkit.app.rendering import (
    Head,
    Made,
    PageForm,
    Portion,
    Renderer,
    Sheets,
    are_made_elsewhere,
    pages_made,
    portions_of,
)
from vaultkit.disk.compiled import CompiledCode, find_compiled_code
from vaultkit.disk.read import read_bytes
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import Plan
from vaultkit.pages.contents import FIXED_HEADS, TAG, TO, fixed_heads
from vaultkit.pages.page import Page
from vaultkit.pages.plan import plan_pages
from vaultkit.pages.sheets import Sheet
from vaultkit.store.marks import marked, owe_topic_map, owes_topic_map, settle_topic_map
from vaultkit.store.paging import (
    Division,
    PageRow,
    clear_paging,
    page_rows,
    pages_answering,
    pages_at,
)
from vaultkit.store.rows import Role
from vaultkit.store.store import Store

__all__ = ["PagePlans", "Planned", "TopicMap", "prepare_pages"]

TopicMap = Literal["now", "later"]
"""When the topics that belong together are found out anew: it takes a look at the whole graph."""

_BATCH = 1000
"""Pages that are planned, written and noted down together. A long list may have thousands."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One batch of pages: what to write and remove, and the rows to keep once that is done."""

    plan: Plan
    made: tuple[PageRow, ...]


def prepare_pages(index: Index, *, topic_map: TopicMap = "now") -> PagePlans:
    """Brings the index's lists up to date and says which pages are to be made.

    Where the topic map is left for later, the index keeps in mind that it is owed; the next call
    that does not leave it makes it. Writes to the index alone. Raises DiskError where something
    else lies in the place of the pages folder.
    """
    config, store = index.config, index.store
    if index.pages_folder_taken:
        raise DiskError(
            "the pages folder is not a folder, or is reached through a symbolic link",
            where=config.pages_folder,
            hint="move what lies there, or name another folder in vaultkit.toml",
        )
    language = page_language(config, store)
    asked = page_settings(config, language)
    form = PageForm(
        folder=config.pages_folder,
        language=language,
        max_entries=config.max_entries,
        has_backlinks=config.backlinks == "page",
        compiled=_compiled_code(index),
    )
    renderer = Renderer(store, form)
    words = renderer.words
    with collector_paused(), store.writing():
        whole = store.meta("pages") != asked
        if whole:
            clear_paging(store)
            store.set_meta("pages", asked)
            store.set_meta("auto-regions", int(config.backlinks == "region"))
            store.set_meta("whole", 1)
        _unsettle(store)
        changed = bool(store.one("SELECT 1 FROM marks"))
        owed = derive(store, words, me=config.me, whole=whole) or owes_topic_map(store)
        if owed and (whole or topic_map == "now"):
            # Most changes leave the topics as they are.
            from vaultkit.app.topic_map import put_topic_map  # noqa: PLC0415

            put_topic_map(store, words, whole=whole)
            settle_topic_map(store)
        elif owed:
            owe_topic_map(store)
        if changed:
            store.run("INSERT OR IGNORE INTO stale VALUES ('home', '')")
        plans = PagePlans(index, renderer, form)
        plans.name_heads()
    return plans


def _unsettle(store: Store) -> None:
    """Notes down the places of pages whose file changed, or whose name may be taken now."""
    store.many(
        "INSERT OR IGNORE INTO unsettled VALUES (?)", ((path,) for path in marked(store, "page"))
    )
    for name in marked(store, "name"):
        for row in pages_answering(store, str(name)):
            store.run("INSERT OR IGNORE INTO unsettled VALUES (?)", (row.path,))
    for path in store.column("SELECT path FROM unsettled"):
        for row in pages_at(store, path):  # what lies there may be spelled otherwise
            store.run("INSERT OR IGNORE INTO unsettled VALUES (?)", (row.path,))


def _compiled_code(index: Index) -> CompiledCode | None:
    """Where templates are kept compiled, unless nothing at all is to be written."""
    opening = index.settings.opening
    return find_compiled_code(index.root, environ=opening.environ) if opening.kept else None


class PagePlans:
    """The pages to make, batch by batch."""

    def __init__(self, index: Index, renderer: Renderer, form: PageForm) -> None:
        self._index = index
        self._store = index.store
        self._renderer = renderer
        self._source = renderer.source
        self._form = form
        self._folder = index.config.pages_folder
        self._names = PageNames(index.store, self._folder)
        self._taken = TakenNames.of(index.store)
        self.whole = bool(index.store.meta("whole"))
        self.heads: tuple[str, ...] = ()
        self._judged: set[VaultPath] = set()
        """Files of pages that a batch has planned for, under whatever spelling of their names."""
        self.moved = False
        """Whether a page came to lie elsewhere while the batches were made."""
        self._room = _ENTRIES
        self._sheets: dict[str, Sheets] = {}
        """Those of a few pages with their parts, which do not depend on where any page lies."""

    # --- which pages

    def name_heads(self) -> None:
        """Finds the pages to look at, and puts the rows of those that are new.

        Where a page that there was comes to lie elsewhere, all are to be made again, since any
        may link to it.
        """
        heads = self._stale_heads()
        if self.whole:
            gone = set(self._store.column("SELECT DISTINCT head FROM pages"))
            self._drop(gone.difference(heads))
        if self.whole and not self._store.one("SELECT 1 FROM pages"):
            self._names.name_first(heads)
        elif self._names.name([head_row(head) for head in heads]) and not self.whole:
            self._make_all_again()
            heads = self._stale_heads()
        self.heads = tuple(heads)
        self._settle_parts()
        self._source.forget_shares()
        self._renderer.settle()

    def _stale_heads(self) -> list[str]:
        if self.whole:
            return [*fixed_heads(self._source), *self._source.heads()]
        stale = set(self._store.column("SELECT DISTINCT head FROM stale"))
        for path in self._store.column("SELECT path FROM unsettled"):
            stale.update(row.head for row in page_rows(self._store, "path", path))
        if not self._source.has_backlinks:
            stale = {head for head in stale if head != "backlinks" and not head.startswith(TO)}
        return sorted(stale)

    def _drop(self, heads: Iterable[str]) -> None:
        """Forgets pages of which nothing is left; their files are to go."""
        for head in heads:
            self._drop_rows(page_rows(self._store, "head", head))

    def _drop_rows(self, rows: Sequence[PageRow]) -> None:
        if self._names.drop(rows):
            self._make_all_again()

    def _make_all_again(self) -> None:
        """A page that there was lies elsewhere now, and any other may link to it."""
        self.moved = True
        self.whole = True
        self._sheets.clear()  # parts may be missing in them
        self._room = _ENTRIES
        self._store.set_meta("whole", 1)

    def count(self) -> int:
        """How many pages the vault is to have."""
        return int(self._store.value("SELECT count(*) FROM pages"))

    def _settle_parts(self) -> None:
        """Names the parts of long lists, before any page is made that links to one.

        A part that takes a name from another page, or gives one back, makes all pages be made
        again; that may bring more parts, so it is looked through again until nothing moves.
        """
        for _ in range(_ROUNDS):
            self.moved = False
            for head in self.heads:
                if self._may_have_parts(head):
                    self._head(head, kept=True)
            if not self.moved:
                break
            self.heads = tuple(self._stale_heads())

    def _may_have_parts(self, head: str) -> bool:
        most = self._source.max_entries
        if head.startswith(TO):
            view = self._source.find_backlinks(VaultPath(head[len(TO) :]))
            entries = 0 if view is None else view.links
        elif head.startswith(TAG):
            tag = self._source.find_tag(head[len(TAG) :])
            entries = 0 if tag is None else tag.total * _PLACES
        else:
            return True
        return entries == 0 or entries > most or len(page_rows(self._store, "head", head)) > 1

    # --- what they become

    def batches(self) -> Iterator[Planned]:
        """The pages planned, batch by batch. Writes nothing but names into the index."""
        for _ in range(_ROUNDS):
            self.moved = False
            yield from self._batches_once()
            if not self.moved:
                break
            with self._store.writing():
                self.name_heads()

    def _batches_once(self) -> Iterator[Planned]:
        self._judged = set()
        waiting: list[Made] = []
        # What other processes may get; they get nothing where not all pages are to be made.
        portions = portions_of(self._store, self.heads) if self.whole else ()
        with pages_made(self._store, self._form, portions, jobs=self._jobs()) as made:
            for heads in self._groups():
                for pages in self._iter_made(heads, portions, made):
                    waiting += pages
                    while len(waiting) >= _BATCH:
                        yield self._planned(waiting[:_BATCH])
                        del waiting[:_BATCH]
                if waiting:
                    yield self._planned(waiting)
                    waiting.clear()
        gone = [path for path in self._orphaned() if path not in self._judged]
        if gone:
            yield self._planned((), gone)

    def _jobs(self) -> int | None:
        """How many processes make pages: none but this one beside an executor of the caller's."""
        opening = self._index.settings.opening
        return opening.jobs if self.whole and opening.executor is None else 1

    def _made_of(self, portions: Iterable[Portion]) -> list[Made]:
        """The pages of these portions that are to be made again."""
        # Hundreds of questions: each outside of a transaction would begin and end one of its own.
        with self._store.writing():
            sheets = [sheet for each in portions for sheet in self._sheets_of(each)]
            return [self._renderer.made(*sheet) for sheet in sheets]

    def _groups(self) -> Sequence[Sequence[str]]:
        """The heads, those of each group to be written before those of the next.

        Where few are made somebody may wait for the pages of notes, and less for those of tags.
        """
        if self.whole:
            return [self.heads]
        notes = [head for head in self.heads if head.startswith(TO)]
        tags = [head for head in self.heads if head.startswith(TAG)]
        return [notes, tags, [head for head in self.heads if not head.startswith((TO, TAG))]]

    def _iter_made(
        self,
        heads: Sequence[str],
        portions: Sequence[Portion],
        made: Iterator[Sequence[Made] | None] | None,
    ) -> Iterator[Sequence[Made]]:
        """The pages of these heads, a few at a time; ``made`` are those of other processes."""
        if made is None:
            whole = map(Portion, heads)
            while few := tuple(islice(whole, _TOGETHER)):
                yield self._made_of(few)
            return
        for portion, found in zip(portions, made, strict=True):
            yield self._made_of([portion]) if found is None else found

    def _sheets_of(self, portion: Portion) -> Sequence[tuple[Sheet, PageRow]]:
        """The sheets of a page and its parts that are to be made again, with their new rows."""
        head = self._head(portion.head, kept=False)
        if portion.stop is None:
            self._sheets.pop(portion.head, None)
        return portion.of(self._renderer.stale(head, whole=self.whole))

    def _head(self, identity: str, *, kept: bool) -> Head:
        """A page with its parts; they have names by then. ``kept`` for when they are made."""
        head = self._renderer.head(identity, self._sheets.get(identity), whole=self.whole)
        if kept:
            self._keep(identity, head.sheets)
        return head if head.is_named else replace(head, known=self._renamed(head))

    def _keep(self, identity: str, sheets: Sheets) -> None:
        """Keeps these if there is room: those of a tag or a note hold all their entries.

        The last ones may be as many as they are, since they are at hand as it is.
        """
        if self._room <= 0 or are_made_elsewhere(len(self.heads), self._jobs()):
            return
        lists = () if identity in FIXED_HEADS or not sheets.made else sheets.made[-1].listings
        self._room -= 1 + sum(listing.size for listing in lists)
        self._sheets[identity] = sheets

    def _renamed(self, head: Head) -> Mapping[str, PageRow]:
        """The rows of a page and its parts, where these are others than they were."""
        left = head.known.keys() - head.identities
        self._drop_rows([head.known[identity] for identity in sorted(left)])
        new = [
            page_row(sheet.identity, head.identity, sheet.folder, sheet.wanted)
            for sheet in head.sheets.made
            if sheet.identity not in head.known
        ]
        if self._names.name(new):
            self._make_all_again()
        return self._renderer.known(head.identity)

    @property
    def divisions(self) -> Mapping[tuple[str, str], Division]:
        """How the lists are divided on whose pages something changed, by page and name."""
        return self._source.divisions

    def _orphaned(self) -> list[VaultPath]:
        """Files of pages that nothing asks for."""
        # CROSS JOIN, here and below: SQLite would begin with the larger table of the two.
        if self.whole:
            sql = "SELECT path FROM files WHERE role = ? AND path NOT IN (SELECT path FROM pages)"
            return [VaultPath(path) for path in self._store.column(sql, (Role.PAGE,))]
        sql = (
            "SELECT files.path FROM unsettled CROSS JOIN files USING (path) WHERE role = ?"
            " AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.path = files.path)"
        )
        return [VaultPath(path) for path in self._store.column(sql, (Role.PAGE,))]

    def _planned(self, made: Sequence[Made], gone: Sequence[VaultPath] = ()) -> Planned:
        differing = [page for page, _ in made if self._differs(page)]
        files = {path for page in differing for path in self._files_at(page.path)}
        self._judged |= files
        present = self._bytes_of({*files, *gone})
        plan = plan_pages(
            differing,
            present,
            occupied=self._in_the_way(differing),
            note_names=self._taken.notes,
            link_keys=self._taken.links,
        )
        return Planned(plan, tuple(row for _, row in made if row is not None))

    def _differs(self, page: Page) -> bool:
        """Whether its file is not the one that it should be, or may not be there."""
        row = self._store.one("SELECT role, digest FROM files WHERE path = ?", (page.path,))
        if row is None or row[0] != Role.PAGE or row[1] != sha256(page.data).digest():
            return True
        return self._taken.has(page.path)

    def _files_at(self, place: VaultPath) -> list[VaultPath]:
        """The pages that lie at a place, in whatever spelling."""
        rows = self._store.column(
            "SELECT path FROM files WHERE name = ? AND role = ?", (name_key(place.name), Role.PAGE)
        )
        return [path for path in map(VaultPath, rows) if path.key == place.key]

    def _bytes_of(self, paths: Iterable[VaultPath]) -> dict[VaultPath, bytes]:
        index = self._index
        follow = index.config.follow_symlinks
        found: dict[VaultPath, bytes] = {}
        for path in paths:
            try:
                found[path] = read_bytes(index.root, path, follow_symlinks=follow)
            except DiskError as error:
                if not isinstance(error.__cause__, FileNotFoundError):
                    raise  # taken for gone, it would stay for ever where it is to go
        return found

    def _in_the_way(self, pages: Sequence[Page]) -> Iterator[VaultPath]:
        """What is no page and lies at the places of pages, or above them."""
        keys: set[str] = set()
        for page in pages:
            key = page.path.key
            while key and key not in keys:
                keys.add(key)
                key = key.rpartition("/")[0]
        yield from self._index.occupied
        yield from self._index.foreign
        for name in {key.rpartition("/")[2] for key in keys}:
            sql = "SELECT path FROM files WHERE name = ? AND role NOT IN (?)"
            for path in self._store.column(sql, (name, Role.PAGE)):
                yield VaultPath(path)


_ROUNDS = 4
_TOGETHER = 20
"""Heads whose sheets are at hand at once."""
_ENTRIES = 50_000
"""Entries in sheets that are kept from when the parts get names until they are made."""
_PLACES = 8
"""A note that names a tag in more places than this is rare."""
