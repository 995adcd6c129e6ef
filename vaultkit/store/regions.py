"""The regions that stand in notes, and those of them that may not show what they should."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vaultkit.model.regions import AUTO_BACKLINKS
from vaultkit.store.rows import LinkFlag
from vaultkit.store.store import Store

__all__ = [
    "BROKEN",
    "RegionRow",
    "count_first_regions",
    "has_auto_regions",
    "has_regions",
    "leave_regions",
    "mark_all_regions",
    "mark_briefs_about",
    "mark_regions",
    "mark_regions_linking",
    "mark_regions_named",
    "mark_regions_of",
    "owed_regions",
    "region_notes",
    "regions_in",
    "stale_regions",
    "unmark_regions",
]

BROKEN = ""
"""The name that stands for the regions of a note whose markers do not match."""

_MARK = "INSERT OR IGNORE INTO stale_regions VALUES (?, ?)"


class RegionRow(NamedTuple):
    """A region by its note and its name."""

    note: int
    path: str
    name: str


def has_regions(store: Store) -> bool:
    """Whether any note has a region."""
    return store.one("SELECT 1 FROM regions") is not None


def has_auto_regions(store: Store) -> bool:
    """Whether every note with backlinks is to have a region of them; kept with the pages."""
    return bool(store.meta("auto-regions"))


def count_first_regions(store: Store) -> int:
    """How many notes are to get a region of ``[pages] backlinks = "region"`` for the first time.

    0 where some note has one already.
    """
    if not has_auto_regions(store):
        return 0
    if store.one("SELECT 1 FROM regions WHERE name = ?", (AUTO_BACKLINKS,)) is not None:
        return 0
    return int(
        store.value(
            "SELECT count(*) FROM entries JOIN files ON files.id = subject"
            " JOIN notes ON notes.id = subject"
            " WHERE list = 'backlinks' AND path LIKE '%.md' AND kind <> 'template'"
        )
    )


def regions_in(store: Store, number: int) -> list[str]:
    """The names of a note's regions, sorted."""
    return store.column("SELECT name FROM regions WHERE note = ? ORDER BY name", (number,))


def region_notes(store: Store) -> list[tuple[int, str]]:
    """The notes that have regions, with their paths, in order of the path."""
    return store.all(
        "SELECT DISTINCT note, path FROM regions JOIN files ON files.id = note ORDER BY path"
    )


def stale_regions(store: Store) -> list[RegionRow]:
    """The regions to look at again, in order of the path, then of the name.

    A name may stand here that the note does not have: then it is asked whether it should. Left
    out are templates, whose regions are those of notes to come.
    """
    return [
        RegionRow(*row)
        for row in store.all(
            "SELECT note, path, stale.name FROM stale_regions AS stale"
            " CROSS JOIN files ON files.id = note CROSS JOIN notes ON notes.id = note"
            " WHERE kind <> 'template' ORDER BY path, stale.name"
        )
    ]


def owed_regions(store: Store) -> list[RegionRow]:
    """The ``stale_regions`` but for those that were left on purpose, in the same order."""
    rows = stale_regions(store)
    left = set(_left_regions(store)) if rows else ()
    return [row for row in rows if (row.note, row.name) not in left]


def leave_regions(store: Store, regions: Iterable[tuple[int, str]]) -> None:
    """Of all that are to be looked at again, these and no others were left on purpose.

    Writes nothing where that is known. In a transaction of its own.
    """
    left = sorted(set(regions))
    if left == _left_regions(store):
        return
    with store.writing():
        store.run("DELETE FROM left_regions")
        store.many("INSERT INTO left_regions VALUES (?, ?)", left)


def _left_regions(store: Store) -> list[tuple[int, str]]:
    return store.all("SELECT note, name FROM left_regions ORDER BY note, name")


def mark_all_regions(store: Store) -> None:
    """All of them are to be looked at again."""
    store.run("INSERT OR IGNORE INTO stale_regions SELECT note, name FROM regions")


def mark_regions(store: Store, regions: Iterable[tuple[int, str]]) -> None:
    """These are to be looked at again, whether they stand there or not."""
    store.many(_MARK, regions)


def mark_regions_of(store: Store, numbers: Iterable[int], kind: str = "") -> None:
    """The regions of these notes: all of them, or those of a kind."""
    store.many(
        "INSERT OR IGNORE INTO stale_regions SELECT note, name FROM regions"
        " WHERE note = ? AND (name = ? OR name >= ? AND name < ?)",
        ((number, kind, *_below(kind)) for number in numbers),
    )


def _below(kind: str) -> tuple[str, str]:
    """The bounds of the names with an argument; of all names for no kind."""
    return (f"{kind}:", f"{kind};") if kind else ("", "\U0010ffff")


def mark_briefs_about(store: Store, numbers: Iterable[int]) -> None:
    """The briefs in the contacts among these notes, and in all notes that link to one of them."""
    if store.one("SELECT 1 FROM regions WHERE name = 'brief'") is None:
        return
    store.many(
        "INSERT OR IGNORE INTO stale_regions SELECT regions.note, 'brief' FROM notes"
        " JOIN links ON links.dest = notes.id JOIN regions ON regions.note = links.source"
        " WHERE notes.id = ?1 AND kind = 'contact' AND name = 'brief'"
        " UNION SELECT note, name FROM regions WHERE note = ?1 AND name = 'brief'",
        ((number,) for number in numbers),
    )


def mark_regions_named(store: Store, names: Iterable[str]) -> None:
    """The regions of these names, in whatever note."""
    store.many(
        "INSERT OR IGNORE INTO stale_regions SELECT note, name FROM regions WHERE name = ?",
        ((name,) for name in names),
    )


def mark_regions_linking(store: Store, keys: Iterable[str]) -> None:
    """All regions of the notes that name a file of one of these keys in a region."""
    store.many(
        "INSERT OR IGNORE INTO stale_regions SELECT DISTINCT note, regions.name"
        " FROM targets JOIN links ON links.target = targets.id"
        " JOIN regions ON regions.note = links.source"
        f" WHERE targets.key = ? AND links.flags & {int(LinkFlag.REGION)}",
        ((key,) for key in keys),
    )


def unmark_regions(store: Store, regions: Iterable[tuple[int, str]]) -> None:
    """These are as they should be."""
    store.many("DELETE FROM stale_regions WHERE note = ? AND name = ?", regions)
