"""What follows ``#`` in a link: whether the note has it (HD-09, HD-10, BL-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from vaultkit.model.note import Note
from vaultkit.model.paths import name_key

__all__ = ["Outline", "heading_key", "outline_of", "subpath_ok"]

# HD-09: the characters that Obsidian's stripHeading turns into blanks. - _ ' and «» stay.
_BLANKED = str.maketrans(dict.fromkeys('!"#$%&()*+,.:;<=>?@^`{|}~/[]\\\r\n', " "))


def heading_key(text: str) -> str:
    """The form in which a heading and a link's subpath are compared (HD-09).

    Punctuation counts as a blank, runs of blanks as one, case does not count; dashes, underscores
    and apostrophes do. May be empty.
    """
    return " ".join(name_key(text.translate(_BLANKED)).split())


class Outline(NamedTuple):
    """What a note offers to subpaths: its headings' levels and keys, its block and footnote ids."""

    headings: tuple[tuple[int, str], ...]
    first: Mapping[str, int]
    """The index of the first heading with a key (HD-08)."""
    blocks: frozenset[str]
    footnotes: frozenset[str]

    def find_heading(self, subpath: str) -> int | None:
        """The index in the note's headings of the one a subpath (``A`` or ``A#B``) leads to.

        Where ``A`` stands twice and only the second holds a ``B``, ``A#B`` leads there (HD-10).
        Linear in the number of headings only for a nested subpath.
        """
        chain = self.find_chain(subpath)
        return chain[-1] if chain else None

    def find_chain(self, subpath: str) -> tuple[int, ...] | None:
        """The indexes of the headings that the parts of a subpath name, the last the one it
        leads to; None where it leads nowhere."""
        parts = tuple(heading_key(part) for part in subpath.split("#") if part.strip())
        if len(parts) < 2:
            only = self.first.get(parts[0]) if parts else None
            return None if only is None else (only,)
        # The headings that are open above the current one, each with the parts met so far on the
        # way down. Taking a part as early as possible can never lose a later one.
        above: list[tuple[int, tuple[int, ...]]] = []
        for index, (level, key) in enumerate(self.headings):
            while above and above[-1][0] >= level:
                above.pop()
            met = above[-1][1] if above else ()
            if key == parts[len(met)]:
                met = (*met, index)
                if len(met) == len(parts):
                    return met
            above.append((level, met))
        return None

    def ways_to(self, index: int) -> tuple[tuple[int, ...], ...]:
        """Headings to name on the way to one, fewest first: itself alone, then each that it
        stands under put before it."""
        level = self.headings[index][0]
        way: tuple[int, ...] = (index,)
        ways = [way]
        for above in range(index - 1, -1, -1):
            if self.headings[above][0] < level:
                level = self.headings[above][0]
                way = (above, *way)
                ways.append(way)
        return tuple(ways)

    def answers(self, heading: str | None, block: str | None) -> bool:
        """Whether a link's heading or block is here; True where the link names neither."""
        if block is not None:
            return block.lower() in self.blocks
        if heading is None:
            return True
        if heading.startswith("[^") and heading.endswith("]"):
            return name_key(heading[2:-1]) in self.footnotes
        return self.find_heading(heading) is not None


def outline_of(note: Note) -> Outline:
    """The outline of a note, for when several links lead to it."""
    headings = tuple((heading.level, heading_key(heading.text)) for heading in note.headings)
    first: dict[str, int] = {}
    for index, (_, key) in enumerate(headings):
        first.setdefault(key, index)
    return Outline(
        headings=headings,
        first=first,
        blocks=frozenset(block.id.lower() for block in note.blocks),
        footnotes=frozenset(
            name_key(footnote.id) for footnote in note.footnotes if footnote.form == "definition"
        ),
    )


def subpath_ok(note: Note, heading: str | None, block: str | None) -> bool:
    """Whether a note has the heading (``A`` or ``A#B``) or the block id a link names.

    True where neither is named. For many links to one note keep its ``outline_of``.
    """
    return outline_of(note).answers(heading, block)
