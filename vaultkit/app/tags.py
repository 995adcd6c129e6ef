"""The vault's tags, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vaultkit.app.forms import JsonObject
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.tags import tag_key, tag_lineage

__all__ = ["TagCount", "tag_counts", "tag_form"]


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag or a parent: ``own`` notes bear this very one, ``count`` it or one below it."""

    key: str
    """What the tag is, however spelt."""
    name: str
    """The first spelling in path order (TG-08)."""
    own: int
    count: int

    @property
    def depth(self) -> int:
        """How many parents the tag has."""
        return self.name.count("/")


def tag_counts(notes: Iterable[Note]) -> tuple[TagCount, ...]:
    """Every tag and every parent of a nested one (TG-03), in order of the key, parents first.

    Tags inside generated regions do not count.
    """
    names: dict[str, str] = {}
    own: defaultdict[str, set[VaultPath]] = defaultdict(set)
    below: defaultdict[str, set[VaultPath]] = defaultdict(set)
    for note in notes:
        for tag in note.tags:
            if tag.region is not None:
                continue
            own[tag_key(tag.name)].add(note.path)
            for name in tag_lineage(tag.name):
                key = tag_key(name)
                names.setdefault(key, name)
                below[key].add(note.path)
    return tuple(
        TagCount(key, names[key], len(own.get(key, ())), len(below[key]))
        for key in sorted(names, key=lambda key: key.split("/"))
    )


def tag_form(tag: TagCount) -> JsonObject:
    """One line of ``tags --json``."""
    return {"tag": tag.name, "count": tag.count, "own": tag.own}
