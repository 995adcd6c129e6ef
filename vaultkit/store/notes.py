"""Notes put into the index and taken out of it, with all that was read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vaultkit.model.links import unresolved_name
from vaultkit.model.paths import name_key
from vaultkit.store.rows import NoteRow
from vaultkit.store.store import Store

__all__ = [
    "NumberedNote",
    "StoredLink",
    "add_links",
    "add_notes",
    "count_links",
    "drop_note",
    "drop_targets",
    "links_to_keys",
    "missing_key",
    "move_link",
    "target_ids",
]

NumberedNote = tuple[int, str, NoteRow, int, int]
"""Number of the file, path, the note, how many of its links count, and how many lead nowhere."""


class StoredLink(NamedTuple):
    """A link as the index holds it, with the path of its note and its target as written."""

    source: int
    n: int
    path: str
    target: str
    dest: int | None
    flags: int


def add_notes(store: Store, notes: Sequence[NumberedNote]) -> None:
    """Puts notes that the index does not hold; their links are put by ``add_links``."""
    store.many(
        "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, note.kind, *[note.title] * 3, key, key, note.error, note.script, *counts)
            for number, _, note, *counts in notes
            for key in [name_key(note.title)]
        ),
    )
    store.many(
        "INSERT INTO records VALUES (?, ?)",
        ((number, note.record) for number, _, note, *_ in notes),
    )
    store.many(
        "INSERT INTO tags VALUES (?, ?, ?, ?, ?)",
        (
            (key, path, number, name, own)
            for number, path, note, *_ in notes
            for key, name, own in note.tags
        ),
    )
    store.many(
        "INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)",
        (
            (name_key(alias), number, alias)
            for number, _, note, *_ in notes
            for alias in note.aliases
        ),
    )
    _add_regions(store, notes)


def _add_regions(store: Store, notes: Sequence[NumberedNote]) -> None:
    store.many(
        "INSERT INTO regions VALUES (?, ?)",
        ((number, name) for number, _, note, *_ in notes for name in note.regions),
    )


def add_links(store: Store, rows: Iterable[tuple[int, int, int, int | None, int, int]]) -> None:
    """Puts links: source, place among its links, target, file it leads to, relation, flags."""
    store.many("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", rows)


def drop_note(store: Store, number: int) -> set[int]:
    """Takes a note out with all that was read from it, but for its file.

    Comes back with the targets of its links, for ``drop_targets``.
    """
    targets = store.column("SELECT DISTINCT target FROM links WHERE source = ?", (number,))
    for table in ("notes", "records"):
        store.run(f"DELETE FROM {table} WHERE id = ?", (number,))
    for table in ("tags", "aliases", "regions", "stale_regions", "left_regions"):
        store.run(f"DELETE FROM {table} WHERE note = ?", (number,))
    store.run("DELETE FROM links WHERE source = ?", (number,))
    return set(targets)


def drop_targets(store: Store, numbers: Iterable[int]) -> None:
    """Takes those of these targets out that no link asks for any more."""
    for number in numbers:
        if store.one("SELECT 1 FROM links WHERE target = ?", (number,)) is None:
            text = store.value("SELECT text FROM targets WHERE id = ?", (number,))
            store.targets.pop(text, None)
            store.run("DELETE FROM targets WHERE id = ?", (number,))


def target_ids(store: Store, texts: Iterable[str]) -> Mapping[str, int]:
    """The number of each spelling of a target; new ones are put."""
    ids = store.targets
    unknown = [text for text in dict.fromkeys(texts) if text not in ids]
    if unknown and not store.fresh:
        for text in unknown:
            found = store.value("SELECT id FROM targets WHERE text = ?", (text,))
            if found is not None:
                ids[text] = found
        unknown = [text for text in unknown if text not in ids]
    if unknown:
        last = len(ids) if store.fresh else store.value("SELECT max(id) FROM targets") or 0
        for number, text in enumerate(unknown, start=last + 1):
            ids[text] = number
        store.many(
            "INSERT INTO targets VALUES (?, ?, ?, ?)",
            (
                (ids[text], text, name_key(text.rpartition("/")[2]), missing_key(text))
                for text in unknown
            ),
        )
    return ids


def links_to_keys(store: Store, keys: Iterable[str]) -> list[StoredLink]:
    """The links whose target's last segment has one of these keys."""
    return [
        StoredLink(*row)
        for key in keys
        for row in store.all(
            "SELECT links.source, links.n, files.path, targets.text, links.dest, links.flags"
            " FROM targets JOIN links ON links.target = targets.id"
            " JOIN files ON files.id = links.source WHERE targets.key = ?",
            (key,),
        )
    ]


def move_link(store: Store, link: StoredLink, *, dest: int | None, flags: int) -> None:
    """Says anew where a link leads."""
    store.run(
        "UPDATE links SET dest = ?, flags = ? WHERE source = ? AND n = ?",
        (dest, flags, link.source, link.n),
    )


def count_links(store: Store, numbers: Iterable[int]) -> None:
    """Counts the links of these notes anew: those that count, and those that lead nowhere."""
    store.many(
        "UPDATE notes SET (links, waiting) = (SELECT"
        " ifnull(sum(NOT here.excluded AND NOT ifnull(there.excluded, 0)), 0),"
        " ifnull(sum(links.dest IS NULL), 0) FROM links"
        " JOIN files AS here ON here.id = links.source"
        " LEFT JOIN files AS there ON there.id = links.dest"
        " WHERE links.source = notes.id AND NOT links.flags & 1) WHERE id = ?",
        ((number,) for number in numbers),
    )


def missing_key(target: str) -> str:
    """What equal unresolved links share (RS-16)."""
    return name_key(unresolved_name(target))
