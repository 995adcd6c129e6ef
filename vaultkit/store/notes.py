"""Notes put into the index and taken out of it, with all that was read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vaultkit.model.links import unresolved_name
from vaultkit.model.paths import name_key
from vaultkit.store.rows import NoteRow
from vaultkit.store.store import Store

__all__ = ["add_links", "add_notes", "drop_links", "drop_note", "missing_key", "target_ids"]

NumberedNote = tuple[int, str, NoteRow]
"""Number of the file, path, and the note."""


def add_notes(store: Store, notes: Sequence[NumberedNote]) -> None:
    """Puts notes that the index does not hold; their links are put by ``add_links``."""
    store.many(
        "INSERT INTO notes VALUES (?, ?, ?, '', ?, '', ?, ?, 0)",
        (
            (number, note.kind, note.title, name_key(note.title), note.error, note.script)
            for number, _, note in notes
        ),
    )
    store.many(
        "INSERT INTO records VALUES (?, ?)", ((number, note.record) for number, _, note in notes)
    )
    store.many(
        "INSERT INTO tags VALUES (?, ?, ?, ?, ?)",
        (
            (key, path, number, name, own)
            for number, path, note in notes
            for key, name, own in note.tags
        ),
    )
    store.many(
        "INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)",
        (
            (name_key(alias), number, alias)
            for number, _, note in notes
            for alias in note.aliases
        ),
    )


def add_links(store: Store, rows: Iterable[tuple[int, int, int, int | None, int, int]]) -> None:
    """Puts links: source, place among its links, target, file it leads to, relation, flags."""
    store.many("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", rows)


def drop_links(store: Store, number: int) -> None:
    """Takes the links of a note out."""
    store.run("DELETE FROM links WHERE source = ?", (number,))


def drop_note(store: Store, number: int) -> None:
    """Takes a note out with all that was read from it, but for its file."""
    for table in ("notes", "records"):
        store.run(f"DELETE FROM {table} WHERE id = ?", (number,))
    for table in ("tags", "aliases"):
        store.run(f"DELETE FROM {table} WHERE note = ?", (number,))
    drop_links(store, number)


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


def missing_key(target: str) -> str:
    """What equal unresolved links share (RS-16)."""
    return name_key(unresolved_name(target))
