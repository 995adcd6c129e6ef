"""What links to a note's headings say once some of them have another text (HD-09, HD-10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vaultkit.graph.subpath import Outline, heading_key, outline_of
from vaultkit.model.note import Note

__all__ = ["Retitling", "heading_link_text"]

# HD-09: what Obsidian turns into blanks where it writes a link to a heading.
_UNLINKABLE = re.compile(r"%%|\[\[|\]\]|[:#|^\\\r\n]")


@dataclass(frozen=True, slots=True)
class Retitling:
    """A note's headings before and after; as many, of the same levels, in the same order."""

    before: Outline
    after: Outline
    texts: tuple[str, ...]
    """Of all headings, afterwards."""
    changed: frozenset[int]
    """Which of them have another text."""

    @classmethod
    def of(cls, note: Note, texts: tuple[str, ...]) -> Retitling:
        """The note with these texts in its headings."""
        before = outline_of(note)
        pairs = list(zip(note.headings, texts, strict=True))
        keyed = tuple((heading.level, heading_key(text)) for heading, text in pairs)
        first: dict[str, int] = {}
        for at, (_, key) in enumerate(keyed):
            first.setdefault(key, at)
        after = Outline(keyed, first, before.blocks, before.footnotes)
        changed = frozenset(at for at, (old, new) in enumerate(pairs) if old.text != new)
        return cls(before, after, texts, changed)

    def answers(self, subpath: str) -> bool:
        """Whether a subpath leads to a heading now."""
        return self.before.find_heading(subpath) is not None

    def iter_subpaths(self, subpath: str) -> Iterator[str]:
        """The subpaths that lead afterwards where ``subpath`` leads now, the best first.

        The first is ``subpath`` itself where it may stay. Empty where it leads nowhere now, and
        where nothing that can be written leads to the heading.
        """
        chain = self.before.find_chain(subpath)
        if chain is None:
            return
        parts = [part for part in subpath.split("#") if part.strip()]
        named = [
            heading_link_text(self.texts[at]) if at in self.changed else part
            for at, part in zip(chain, parts, strict=True)
        ]
        ways = [subpath if self.changed.isdisjoint(chain) else "#".join(named)]
        ways += [
            "#".join(heading_link_text(self.texts[at]) for at in way)
            for way in self.before.ways_to(chain[-1])
        ]
        for way in dict.fromkeys(ways):
            if self.after.find_heading(way) == chain[-1]:
                yield way

    def is_same(self, before: str, after: str) -> bool:
        """Whether one subpath leads now to the heading to which another leads afterwards."""
        return self.before.find_heading(before) == self.after.find_heading(after)

    def begins_to_answer(self, subpath: str) -> bool:
        """Whether a subpath leads nowhere now and somewhere afterwards."""
        return not self.answers(subpath) and self.after.find_heading(subpath) is not None


def heading_link_text(text: str) -> str:
    """A heading's text as it stands in a link to it."""
    return " ".join(_UNLINKABLE.sub(" ", text).split())
