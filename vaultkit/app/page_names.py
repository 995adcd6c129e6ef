"""Names of index pages: each its own, and none that would answer to a person's link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.contents import TAG, TO, wanted_name
from vaultkit.pages.index import place_of
from vaultkit.pages.names import WantedName, distinct_names
from vaultkit.pages.split import AFTER
from vaultkit.store.paging import PageRow, page_rows, put_pages
from vaultkit.store.store import Store

__all__ = ["PageNames", "TakenNames", "head_row", "page_row"]


class PageNames:
    """The names of the pages in a folder, as the index keeps them."""

    def __init__(self, store: Store, folder: str) -> None:
        self._store = store
        self._folder = folder

    def name_first(self, heads: Sequence[str]) -> None:
        """``name`` for these heads, where no page has a name yet."""
        names = distinct_names({head: wanted_name(head) for head in heads})
        put_pages(
            self._store,
            (
                row._replace(path=place_of(self._folder, row.folder, names[head]))
                for head in heads
                for row in [head_row(head)]
            ),
        )

    def name(self, rows: Sequence[PageRow]) -> bool:
        """Puts rows that are not there yet; whether a page that was there lies elsewhere now."""
        new = [row for row in rows if not page_rows(self._store, "identity", row.identity)]
        put_pages(self._store, new)
        return self._tell_apart({row.stem for row in new}, {row.identity for row in new})

    def drop(self, rows: Sequence[PageRow]) -> bool:
        """Forgets pages, whose files are to go; whether another page lies elsewhere now."""
        for row in rows:
            self._store.run("DELETE FROM pages WHERE identity = ?", (row.identity,))
            self._unsettle(row.path)
        return self._tell_apart({row.stem for row in rows}, ())

    def _tell_apart(self, stems: Iterable[str], new: Collection[str]) -> bool:
        """Gives every page of these stems its place; whether an old one gets another one."""
        moved = False
        for stem in sorted(set(stems)):
            rows = page_rows(self._store, "stem", stem)
            names = distinct_names({row.identity: WantedName(row.wanted, row.rank) for row in rows})
            for row in rows:
                path = place_of(self._folder, row.folder, names[row.identity])
                if path != row.path:
                    put_pages(self._store, [row._replace(path=path, basis=b"")])
                    self._unsettle(row.path)
                    moved |= row.identity not in new
        return moved

    def _unsettle(self, path: str) -> None:
        if path:
            self._store.run("INSERT OR IGNORE INTO unsettled VALUES (?)", (path,))


def page_row(identity: str, head: str, folder: str, wanted: WantedName) -> PageRow:
    """The row of a page before it has its place."""
    stem = name_key(wanted.stem)
    return PageRow(identity, head, folder, wanted.stem, wanted.rank, stem, "", b"")


def head_row(head: str) -> PageRow:
    """The row of a page that is no part of another, before it has its place."""
    return page_row(head, head, _folder_of(head), wanted_name(head))


def _folder_of(head: str) -> str:
    return "tags" if head.startswith(TAG) else "backlinks" if head.startswith(TO) else ""


@dataclass(frozen=True, slots=True)
class TakenNames:
    """Names that pages must not bear, as far as they begin as pages' names do."""

    notes: tuple[str, ...]
    links: tuple[str, ...]
    keys: frozenset[str]

    @classmethod
    def of(cls, store: Store) -> TakenNames:
        """Those of the vault's files, and those that unresolved links ask for."""
        notes: list[str] = []
        links: list[str] = []
        for prefix in ("index-", "tag-", "to-"):
            bounds = (prefix, prefix + AFTER)
            notes += store.column(
                # The roles of pages spelled out, as the index of the others asks for.
                "SELECT path FROM files WHERE name >= ? AND name < ? AND role NOT IN (2, 3)",
                bounds,
            )
            links += store.column(
                # The sign keeps SQLite from going through all names in their order.
                "SELECT DISTINCT +missing FROM targets CROSS JOIN links ON target = targets.id"
                " CROSS JOIN files ON files.id = source WHERE key >= ? AND key < ?"
                " AND dest IS NULL AND NOT flags & 1 AND NOT excluded",
                bounds,
            )
        last = (name_key(name.rpartition("/")[2]).removesuffix(".md") for name in notes + links)
        return cls(tuple(notes), tuple(links), frozenset(last))

    def has(self, path: VaultPath) -> bool:
        """Whether a page of this name would answer to a person's link."""
        return name_key(path.stem) in self.keys
