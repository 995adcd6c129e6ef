"""The mentions of a note in an index, of which only those are read that are asked for.

They stand in the order of the notes that they are in, and these notes' shares are found in that
order: a note with a hundred thousand mentions costs as much for one more as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from vaultkit.app.share import Place, share_from
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import Mention, NoteRef
from vaultkit.pages.lists import LISTS
from vaultkit.pages.quote import Markdown
from vaultkit.pages.split import Before, Listed, Part, Step, Touched, part_from, plain_part, split
from vaultkit.pages.words import Words
from vaultkit.store.pack import unpack
from vaultkit.store.paging import Division, find_division, iter_linking_shares, stale_steps
from vaultkit.store.store import Store

__all__ = ["NAME", "StoredMentions", "listed", "mentions_at"]

NAME = "mentions"


def mentions_at(path: str, shown: str, places: Sequence[Place]) -> Iterator[Mention]:
    """The places in a note as mentions, in the order given."""
    note = NoteRef(VaultPath(path), shown)
    for property_name, heading, text, is_heading in places:
        yield Mention(note, heading, Markdown(text), property_name, is_heading)


def listed(name: str, entries: Iterator[Any], words: Words) -> Listed[Any]:
    """The entries of a list, all at hand."""
    kind = LISTS[name]
    steps, order = partial(_swapped, kind.steps, words), partial(_swapped, kind.order, words)
    return Listed(kind.sort(entries, words), steps, order)


def _swapped(of: Any, words: Words, entry: Any) -> Any:
    return of(entry, words)


class StoredMentions:
    """A list of the page ``head``, about the file ``dest``.

    ``read_all`` is asked where it is not known how the list was divided before.
    """

    def __init__(
        self,
        store: Store,
        words: Words,
        *,
        head: str,
        dest: int,
        read_all: Callable[[], Listed[Mention]],
        divisions: dict[tuple[str, str], Division],
    ) -> None:
        self._store = store
        self._words = words
        self._head = head
        self._dest = dest
        self._read_all = read_all
        self._divisions = divisions
        self._before = find_division(store, head, NAME)
        self._read: dict[str, Listed[Mention]] = {}
        """What was read, by how the steps begin."""

    def divided(self, limit: int) -> Part[Mention]:
        """What ``split`` gives; only where entries changed it is found out anew."""
        before = self._before
        touched = Touched(stale_steps(self._store, self._head, NAME) if before else ())
        if before is None or before.most != limit or touched.is_whole:
            part = split(self._below(""), limit)
        else:
            part = split(self, limit, Before(part_from(before.parts, self), touched))
        if before is not None or part.parts:
            parts = plain_part(part) if part.parts else None
            self._divisions[self._head, NAME] = Division(limit, parts)
        return part

    def size(self, below: str) -> int:
        """How many entries have steps that begin so; of all the number before, if there are many.

        Whoever divides a list that had parts adds up these.
        """
        if below or self._before is None:
            return self._below(below).size(below)
        first, last = self._outermost("ASC"), self._outermost("DESC")
        if first == last:
            return self._below(first).size(first) if first else 0
        return int(self._before.parts[1])

    def first(self, below: str) -> Sequence[Step]:
        """The steps of the first of these entries; none where there is none."""
        outermost = self._outermost("ASC", below)
        return self._below(outermost).first(outermost) if outermost else ()

    def last(self, below: str) -> Sequence[Step]:
        """The steps of the last of them."""
        outermost = self._outermost("DESC", below)
        return self._below(outermost).last(outermost)

    def next(self, below: str, after: str) -> Sequence[Step] | None:
        """The steps of the first of them behind all that begin with ``after``."""
        return self._below(below).next(below, after)

    def load(self, below: str) -> Sequence[Mention]:
        """These entries, as they are shown."""
        return self._below(below).load(below)

    def _below(self, below: str) -> Listed[Mention]:
        found = self._read.get(below)
        if found is None and not below:
            found = self._read[below] = self._read_all()
        if found is None:
            shares = iter_linking_shares(self._store, self._dest, below=below)
            mentions = (mention for _, share in shares for mention in self._mentions(share))
            found = self._read[below] = listed(NAME, mentions, self._words)
        return found

    def _outermost(self, direction: str, below: str = "") -> str:
        """How the steps of all entries in the first or last note begin; empty without any note.

        Where one note has more of them than a page may hold, it is that note in all its parts.
        """
        shares = iter_linking_shares(self._store, self._dest, below=below, direction=direction)
        for order, share in shares:
            if any(self._mentions(share)):
                return max(order, below)
        return ""

    def _mentions(self, packed: bytes) -> Iterator[Mention]:
        share = share_from(unpack(packed))
        found = share.mentions.get(self._dest)
        return mentions_at(share.face.path, share.face.shown, () if found is None else found[1])
