"""The pages' source in an index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from vaultkit.app.config import CONFIG_NAME
from vaultkit.app.entry_rows import entry_of
from vaultkit.app.share import share_from
from vaultkit.app.stored_mentions import NAME, StoredMentions, listed, mentions_at
from vaultkit.model.links import KINDS
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import BacklinksView, Mention, TagView, Totals
from vaultkit.pages.contents import TAG, TO, head_of_list
from vaultkit.pages.lists import LISTS
from vaultkit.pages.split import (
    AFTER,
    Before,
    Dividing,
    Part,
    Step,
    Touched,
    part_from,
    plain_part,
    split,
)
from vaultkit.pages.words import Words
from vaultkit.store.files import find_id
from vaultkit.store.pack import unpack
from vaultkit.store.paging import (
    Division,
    entries_below,
    find_division,
    find_share,
    stale_steps,
)
from vaultkit.store.queries import count_attachments, kind_counts, list_sums
from vaultkit.store.store import Store

__all__ = ["StoredSource"]

_KEPT = 8192
"""Shares that are kept at hand: one that many pages show is asked for again and again."""


class StoredSource:
    """A ``PageSource`` of an index whose lists are up to date."""

    def __init__(
        self, store: Store, words: Words, *, max_entries: int, has_backlinks: bool
    ) -> None:
        self._store = store
        self._words = words
        self.max_entries = max_entries
        self.has_backlinks = has_backlinks
        self._share = lru_cache(maxsize=_KEPT)(self._read_share)
        self.divisions: dict[tuple[str, str], Division] = {}
        """How the long lists are divided that were asked for it, by page and name."""

    def forget_shares(self) -> None:
        """Gives up what was kept of notes, as after many pages none may be asked for again."""
        self._share.cache_clear()

    def heads(self) -> Iterator[str]:
        """The pages that are not in every vault."""
        for key in self._store.column("SELECT subject FROM entries WHERE list = 'tags'"):
            yield TAG + key
        if self.has_backlinks:
            paths = "SELECT path FROM entries JOIN files ON files.id = subject WHERE list = ?"
            for path in self._store.column(paths, ("backlinks",)):
                yield TO + path

    def totals(self) -> Totals:
        """The numbers of the home page."""
        store = self._store
        counts, lists = kind_counts(store), list_sums(store)
        entries = {name: sums[0] for name, sums in lists.items()}
        return Totals(
            kinds=tuple((kind, counts[kind].notes) for kind in KINDS if kind in counts),
            attachments=count_attachments(store) - self._counts_config(),
            links=sum(each.links for each in counts.values()),
            tags=entries.get("tags", 0),
            actions=entries.get("by-note", 0),
            unresolved_links=sum(each.waiting for each in counts.values()),
            orphans=entries.get("orphans", 0),
            dead_ends=entries.get("dead-ends", 0),
            ambiguous=lists.get("ambiguous", (0, 0))[1],
            unreadable=entries.get("unreadable", 0),
        )

    def _counts_config(self) -> bool:
        """Whether the settings' file is counted among the attachments, where nobody wants it."""
        sql = "SELECT excluded FROM files WHERE path = ?"
        return bool(self._store.value(sql, (CONFIG_NAME,)) == 0)

    def find_tag(self, key: str) -> TagView | None:
        """A tag or a parent of one, if any note bears it."""
        found: TagView | None = self._find_entry("tags", key)
        return found

    def find_backlinks(self, path: VaultPath) -> BacklinksView | None:
        """A note that others link to."""
        # Two questions: joined, SQLite would not look subjects up, which are numbers and texts.
        number = find_id(self._store, path) if self.has_backlinks else None
        if number is None:
            return None
        found: BacklinksView | None = self._find_entry("backlinks", number)
        return found

    def _find_entry(self, name: str, subject: int | str) -> Any:
        value = self._store.value(
            "SELECT value FROM entries INDEXED BY entries_subject WHERE subject = ? AND list = ?",
            (subject, name),
        )
        return None if value is None else entry_of(name, unpack(value))

    def entries(self, name: str, of: str = "") -> Dividing[Any]:
        """A list; ``of`` is the identity of the page it stands on, if there are many such."""
        if name == NAME and of.startswith(TO):
            return self._link_mentions(of)
        if name == NAME:
            return listed(name, self._tag_mentions(of[len(TAG) :]), self._words)
        if name == "nested":
            return listed(name, self._nested(of[len(TAG) :]), self._words)
        return _StoredList(self._store, name, self._words, self.divisions)

    def _nested(self, key: str) -> Iterator[TagView]:
        depth = key.count("/") + 1
        for value in self._store.column(
            "SELECT value FROM entries INDEXED BY entries_subject"
            " WHERE subject >= ? AND subject < ? AND list = 'tags'",
            (f"{key}/", f"{key}0"),  # 0 is what comes after the slash
        ):
            tag: TagView = entry_of("tags", unpack(value))
            if tag.key.count("/") == depth:
                yield tag

    def _tag_mentions(self, key: str) -> Iterator[Mention]:
        for number, path, shown in self._store.all(
            "SELECT note, files.path, shown FROM tags JOIN files ON files.id = note"
            " JOIN notes ON notes.id = note WHERE key = ? AND own AND NOT excluded"
            " ORDER BY files.path",
            (key,),
        ):
            yield from mentions_at(path, shown, self._share(number)[1][key][1])

    def _link_mentions(self, head: str) -> StoredMentions:
        dest = find_id(self._store, head[len(TO) :])
        assert dest is not None
        return StoredMentions(
            self._store,
            self._words,
            head=head,
            dest=dest,
            read_all=lambda: listed(NAME, self._mentions_of(dest), self._words),
            divisions=self.divisions,
        )

    def _mentions_of(self, dest: int) -> Iterator[Mention]:
        for number, source, shown in self._store.all(
            "SELECT DISTINCT source, path, shown FROM links JOIN files ON files.id = source"
            " JOIN notes ON notes.id = source"
            " WHERE dest = ? AND source <> dest AND NOT flags & 1 AND NOT excluded ORDER BY path",
            (dest,),
        ):
            yield from mentions_at(source, shown, self._share(number)[0][dest][1])

    def _read_share(self, number: int) -> tuple[Mapping[int, Any], Mapping[str, Any]]:
        share = share_from(find_share(self._store, number))
        return share.mentions, share.tags


class _StoredList:
    """A list whose entries lie in the index, divided by questions to it."""

    def __init__(
        self, store: Store, name: str, words: Words, divisions: dict[tuple[str, str], Division]
    ) -> None:
        self._store = store
        self._name = name
        self._words = words
        self._divisions = divisions

    def divided(self, limit: int) -> Part[Any]:
        """What ``split`` gives; only where entries changed it is found out anew."""
        part = split(self, limit, self._find_before(limit))
        place = (head_of_list(self._name), self._name)
        self._divisions[place] = Division(limit, plain_part(part) if part.parts else None)
        return part

    def _find_before(self, limit: int) -> Before[Any] | None:
        head = head_of_list(self._name)
        found = find_division(self._store, head, self._name)
        if found is None or found.most != limit:
            return None
        touched = Touched(stale_steps(self._store, head, self._name))
        return None if touched.is_whole else Before(part_from(found.parts, self), touched)

    def size(self, below: str) -> int:
        """How many entries have steps that begin so."""
        if not below:
            return list_sums(self._store).get(self._name, (0, 0))[0]
        sql = "SELECT count(*) FROM entries WHERE list = ? AND steps >= ? AND steps < ?"
        return int(self._store.value(sql, (self._name, below, below + AFTER)))

    def first(self, below: str) -> Sequence[Step]:
        """The steps of the first of these entries; none where there is none."""
        return self._found("steps >= ? AND steps < ? ORDER BY steps", (below, below + AFTER))

    def last(self, below: str) -> Sequence[Step]:
        """The steps of the last of them."""
        return self._found("steps >= ? AND steps < ? ORDER BY steps DESC", (below, below + AFTER))

    def next(self, below: str, after: str) -> Sequence[Step] | None:
        """The steps of the first of them behind all that begin with ``after``."""
        bounds = (after + AFTER, below + AFTER)
        return self._found("steps >= ? AND steps < ? ORDER BY steps", bounds) or None

    def _found(self, condition: str, values: tuple[str, str]) -> Sequence[Step]:
        sql = f"SELECT value FROM entries WHERE list = ? AND {condition} LIMIT 1"
        value = self._store.value(sql, (self._name, *values))
        return () if value is None else self._steps_of(value)

    def _steps_of(self, value: bytes) -> Sequence[Step]:
        return LISTS[self._name].steps(entry_of(self._name, unpack(value)), self._words)

    def load(self, below: str) -> Sequence[Any]:
        """These entries, as they are shown."""
        values = entries_below(self._store, self._name, below, below + AFTER)
        entries = [entry_of(self._name, unpack(value)) for value in values]
        return LISTS[self._name].sort(entries, self._words)
