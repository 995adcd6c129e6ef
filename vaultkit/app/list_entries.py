"""Rows of the pages' lists put into the index, and the pages noted down that they make stale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vaultkit.app.entry_rows import row_of_entry
from vaultkit.app.share import Face
from vaultkit.pages.contents import head_of_list
from vaultkit.pages.lists import LISTS
from vaultkit.pages.split import exact_order, letter_order
from vaultkit.pages.words import Words
from vaultkit.store.pack import pack, unpack
from vaultkit.store.paging import ADD_ENTRY, EntryRow, drop_entries, entries_of, put_entries
from vaultkit.store.store import Store

__all__ = ["ListEntries"]


class ListEntries:
    """The lists in one run of ``derive``.

    With ``whole`` they are empty, and no page has to be noted down. Many rows are put together,
    those of shares too: nothing is there for sure before ``flush``.
    """

    def __init__(self, store: Store, words: Words, *, whole: bool) -> None:
        self._store = store
        self._words = words
        self._whole = whole
        self._waiting: dict[str, list[Sequence[Any]]] = {}
        """Rows to put, by statement."""
        self._names: dict[int, set[tuple[str, str]]] = {}
        """How the notes looked at were called before and are called now, with their paths."""

    def know_names(self, number: int, before: Face, now: Face) -> None:
        """How a note was called and is called; wanted of each source of ``stale_mentions``."""
        self._names[number] = {(face.path, face.shown) for face in (before, now)}

    def put(self, name: str, subject: int | str, entries: Sequence[Any]) -> list[Any]:
        """Makes these a subject's entries in a list. Comes back with the rows it had before."""
        if self._whole and not entries:
            return []
        kind = LISTS[name]
        rows: list[EntryRow] = [
            (kind.order(entry, self._words), n, pack(row_of_entry(name, entry)))
            for n, entry in enumerate(entries)
        ]
        if self._whole:
            for steps, n, value in rows:
                self.put_later(ADD_ENTRY, (name, steps, subject, n, value))
            return []
        before = entries_of(self._store, name, subject)
        gone = [*{*before}.difference(rows)]
        new = [*{*rows}.difference(before)]
        if gone:
            drop_entries(self._store, name, subject, gone)
        if new:
            put_entries(self._store, name, subject, new)
        for steps, _, _ in (*gone, *new):
            self.stale(head_of_list(name), f"{name}\x1f{steps}")
        return [unpack(value) for _, _, value in before]

    def put_later(self, sql: str, row: Sequence[Any]) -> None:
        """Puts a row together with many others."""
        rows = self._waiting.setdefault(sql, [])
        rows.append(row)
        if len(rows) >= _MANY:
            self._store.many(sql, rows)
            rows.clear()

    def flush(self) -> None:
        """Puts what waits to be put together."""
        for sql, rows in self._waiting.items():
            self._store.many(sql, rows)
        self._waiting.clear()

    def stale(self, head: str, steps: str = "") -> None:
        """Notes down that a page is to be made again, and which entries of it changed."""
        if not self._whole:
            self.put_later("INSERT OR IGNORE INTO stale VALUES (?, ?)", (head, steps))

    def stale_mentions(self, head: str, sources: Iterable[int]) -> None:
        """The same of a page and of the mentions on it that stand in these notes."""
        if self._whole:
            return
        self.stale(head)
        for number in sources:
            for path, shown in self._names[number]:
                self.stale(head, f"mentions\x1f{self.mention_steps(path, shown)}")

    def mention_steps(self, path: str, shown: str) -> str:
        """How the steps of every mention in a note begin; no other note's begin so."""
        return letter_order(shown, self._words.language) + exact_order(path)


_MANY = 1000
"""Rows that are put with one statement. A share may hold some thousand bytes."""
