"""What the pages are made of, and the pages themselves, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.model.paths import name_key
from vaultkit.store.pack import pack, unpack
from vaultkit.store.store import Store

__all__ = [
    "ADD_ENTRY",
    "ADD_SHARE",
    "Division",
    "EntryRow",
    "PageRow",
    "clear_paging",
    "dest_rows",
    "drop_entries",
    "drop_share",
    "entries_below",
    "entries_of",
    "face_rows",
    "find_division",
    "find_share",
    "iter_linking_shares",
    "link_rows",
    "page_rows",
    "pages_answering",
    "pages_at",
    "put_bases",
    "put_divisions",
    "put_entries",
    "put_pages",
    "records_of",
    "shares_of",
    "sources_of",
    "stale_steps",
    "unsettled_pages",
]

ADD_SHARE = "INSERT OR REPLACE INTO shares VALUES (?, ?, ?)"
ADD_ENTRY = "INSERT INTO entries VALUES (?, ?, ?, ?, ?)"

_AFTER = "\U0010ffff"
"""Stands behind whatever an order holds."""

EntryRow = tuple[str, int, bytes]
"""Steps, place among the subject's entries of the list, value."""


class PageRow(NamedTuple):
    """A page that the vault should have."""

    identity: str
    head: str
    folder: str
    wanted: str
    rank: int
    stem: str
    path: str
    basis: bytes


class Division(NamedTuple):
    """How a list is divided for so many entries on a page; None where it is not."""

    most: int
    parts: Any


def clear_paging(store: Store) -> None:
    """Forgets all that was made of the notes for pages, and which pages there are."""
    for table in (
        *("shares", "gatherings", "choices", "entries"),
        *("pages", "divisions", "stale", "marks", "stale_regions", "left_regions"),
    ):
        store.run(f"DELETE FROM {table}")


def find_share(store: Store, number: int) -> Any:
    """What a note gave to pages when they were made last, or None."""
    data = store.value("SELECT share FROM shares WHERE id = ?", (number,))
    return None if data is None else unpack(data)


def shares_of(store: Store, numbers: Sequence[int]) -> dict[int, Any]:
    """The same of some notes, by number, of those that gave anything."""
    rows = store.all(f"SELECT id, share FROM shares WHERE id IN {_among(numbers)}")
    return {number: unpack(data) for number, data in rows}


def iter_linking_shares(
    store: Store, dest: int, *, below: str = "", direction: str = "ASC"
) -> Iterator[tuple[str, bytes]]:
    """The shares, packed, of notes with links to a file, each behind its order and sorted by it.

    Those whose order begins with ``below`` or is what it begins with. Costs the notes between.
    """
    assert direction in ("ASC", "DESC")
    linking = (
        "EXISTS (SELECT 1 FROM links INDEXED BY links_dest WHERE dest = ? AND source = shares.id)"
    )
    if below:
        # No order begins another one, so the last before it is the only one that may begin it.
        sql = "SELECT steps, share FROM shares WHERE steps = (SELECT max(steps) FROM shares"
        for steps, share in store.each(f"{sql} WHERE steps < ?) AND {linking}", (below, dest)):
            if below.startswith(steps):
                yield steps, share
    yield from store.each(
        "SELECT steps, share FROM shares INDEXED BY shares_steps"
        f" WHERE steps >= ? AND steps < ? AND {linking} ORDER BY steps {direction}",
        (below, below + _AFTER, dest),
    )


def drop_share(store: Store, number: int) -> None:
    """A note gives nothing to pages any more."""
    store.run("DELETE FROM shares WHERE id = ?", (number,))


def records_of(store: Store, numbers: Sequence[int]) -> dict[int, Any]:
    """The records of some notes, by number."""
    rows = store.all(f"SELECT id, record FROM records WHERE id IN {_among(numbers)}")
    return {number: unpack(data) for number, data in rows}


def face_rows(store: Store, numbers: Sequence[int]) -> list[Any]:
    """Number, path, title and kind of those of some notes that are not excluded."""
    return store.all(
        "SELECT id, path, shown, kind FROM notes JOIN files USING (id)"
        f" WHERE NOT excluded AND id IN {_among(numbers)}"
    )


def link_rows(store: Store, numbers: Sequence[int]) -> list[Any]:
    """Of each link of some notes: the note, the file and flags; those of a note in their order."""
    return store.all(
        f"SELECT source, dest, flags FROM links WHERE source IN {_among(numbers)}"
        " ORDER BY source, n"
    )


def dest_rows(store: Store, numbers: Sequence[int]) -> list[Any]:
    """Of some files: number, path, whether excluded, title and kind if a note."""
    return store.all(
        "SELECT files.id, path, excluded, shown, kind FROM files LEFT JOIN notes USING (id)"
        f" WHERE files.id IN {_among(numbers)}"
    )


def _among(numbers: Sequence[int]) -> str:
    # Written out, since SQLite limits the number of question marks.
    return f"({','.join(map(str, numbers))})"


def sources_of(store: Store, number: int) -> list[int]:
    """The files whose links lead to a file."""
    return store.column("SELECT DISTINCT source FROM links WHERE dest = ?", (number,))


def entries_of(store: Store, name: str, subject: int | str) -> list[EntryRow]:
    """What a subject has in a list."""
    return store.all(
        "SELECT steps, n, value FROM entries INDEXED BY entries_subject"
        " WHERE subject = ? AND list = ? ORDER BY n",
        (subject, name),
    )


def put_entries(store: Store, name: str, subject: int | str, rows: Iterable[EntryRow]) -> None:
    """Puts entries that the list does not hold."""
    store.many(
        ADD_ENTRY,
        ((name, steps, subject, n, value) for steps, n, value in rows),
    )


def drop_entries(store: Store, name: str, subject: int | str, rows: Iterable[EntryRow]) -> None:
    """Takes entries out of a list."""
    store.many(
        "DELETE FROM entries WHERE list = ? AND steps = ? AND subject = ? AND n = ?",
        ((name, steps, subject, n) for steps, n, _ in rows),
    )


def entries_below(store: Store, name: str, low: str, high: str) -> Sequence[bytes]:
    """The values of a list's entries with steps in a range, as they stand in their notes."""
    return store.column(
        "SELECT value FROM entries LEFT JOIN files ON files.id = subject"
        " WHERE list = ? AND steps >= ? AND steps < ? ORDER BY ifnull(path, subject), n",
        (name, low, high),
    )


def page_rows(store: Store, column: str, value: str) -> list[PageRow]:
    """The pages of a head, of a stem or at a path."""
    assert column in ("head", "stem", "path", "identity")
    rows = store.all(f"SELECT * FROM pages WHERE {column} = ? ORDER BY identity", (value,))
    return [PageRow(*row[:-1]) for row in rows]


def pages_at(store: Store, path: str) -> list[PageRow]:
    """The pages at a place, however it is spelled."""
    key = name_key(path)
    rows = store.all("SELECT * FROM pages WHERE name = ? ORDER BY identity", (_last_of(key),))
    return [page for row in rows if name_key((page := PageRow(*row[:-1])).path) == key]


def pages_answering(store: Store, name: str) -> list[PageRow]:
    """The pages that would answer to a link of this name (its key, with or without ``.md``)."""
    name = f"{name.removesuffix('.md')}.md"
    rows = store.all("SELECT * FROM pages WHERE name = ? ORDER BY identity", (name,))
    return [PageRow(*row[:-1]) for row in rows]


def put_pages(store: Store, pages: Iterable[PageRow]) -> None:
    """Puts pages, or puts them anew."""
    store.many(
        "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((*page, name_key(_last_of(page.path))) for page in pages),
    )


def _last_of(path: str) -> str:
    return path.rpartition("/")[2]


def put_bases(store: Store, bases: Iterable[tuple[str, bytes]]) -> None:
    """Keeps of pages, by identity, what they show besides entries."""
    store.many(
        "UPDATE pages SET basis = ? WHERE identity = ?",
        ((basis, identity) for identity, basis in bases),
    )


def find_division(store: Store, head: str, name: str) -> Division | None:
    """How the list of a page was divided when it was made last, or None where it was not."""
    sql = "SELECT most, parts FROM divisions WHERE head = ? AND list = ?"
    row = store.one(sql, (head, name))
    return None if row is None else Division(row[0], unpack(row[1]))


def put_divisions(store: Store, divisions: Mapping[tuple[str, str], Division]) -> None:
    """Keeps how these lists are divided, by page and name.

    Of others in which something is stale it is forgotten.
    """
    store.run(
        "DELETE FROM divisions WHERE EXISTS (SELECT 1 FROM stale"
        " WHERE stale.head = divisions.head"
        " AND steps >= list || char(31) AND steps < list || char(32))"
    )
    store.many("DELETE FROM divisions WHERE head = ? AND list = ?", divisions)
    store.many(
        "INSERT INTO divisions VALUES (?, ?, ?, ?)",
        (
            (*place, division.most, pack(division.parts))
            for place, division in divisions.items()
            if division.parts is not None
        ),
    )


def stale_steps(store: Store, head: str, name: str) -> list[str]:
    """The steps of the entries of a list that changed since its pages were made; sorted."""
    low, high = f"{name}\x1f", f"{name}\x20"
    sql = "SELECT steps FROM stale WHERE head = ? AND steps >= ? AND steps < ? ORDER BY steps"
    return [steps[len(low) :] for steps in store.column(sql, (head, low, high))]


def unsettled_pages(store: Store, head: str) -> frozenset[str]:
    """Of a page and its parts those, by identity, whose file is not as it should be."""
    sql = (
        "SELECT identity FROM pages WHERE head = ?"
        " AND EXISTS (SELECT 1 FROM unsettled WHERE unsettled.path = pages.path)"
    )
    return frozenset(store.column(sql, (head,)))
