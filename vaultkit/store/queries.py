"""What readers ask of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vaultkit.store.pack import unpack
from vaultkit.store.rows import PAGE_ROLES, Role
from vaultkit.store.store import Store

__all__ = [
    "Counts",
    "KindCounts",
    "StoredDest",
    "aliases_of",
    "backlink_places",
    "count_all",
    "count_attachments",
    "count_notes",
    "count_unresolved",
    "count_unsettled",
    "count_wanted_pages",
    "dests_of",
    "file_paths",
    "find_kind",
    "find_record",
    "foreign_page_paths",
    "iter_dests",
    "iter_records",
    "iter_records_of_kind",
    "kind_counts",
    "links_to_file",
    "list_sums",
    "note_kinds",
    "note_paths",
    "notes_titled",
    "page_paths",
    "pages_to_make",
    "paths_of_kind",
    "script_sum",
    "tag_paths",
    "waiting_places",
]


class StoredDest(NamedTuple):
    """Where a link leads, by its place among its note's links; ``path`` None where nowhere."""

    n: int
    path: str | None
    flags: int


class Counts(NamedTuple):
    """How much there is."""

    notes: int
    """That are not excluded."""
    links: int
    """That count: from notes and to files that are not excluded, and not in regions."""
    files: int
    """Notes, attachments and the rest, excluded or not, but no pages."""
    pages: int


class KindCounts(NamedTuple):
    """How much there is of one kind of notes, of those that are not excluded."""

    notes: int
    links: int
    """That count."""
    waiting: int
    """Links that lead nowhere, but for those in regions."""


def count_notes(store: Store) -> tuple[int, int]:
    """The notes that are not excluded, and their links that count."""
    notes, links, _ = _sums(store)
    return notes, links


def _sums(store: Store) -> tuple[int, int, int]:
    """Over the notes that are not excluded: their number, their links, and ``script_sum``."""
    sql = "SELECT ifnull(sum(notes), 0), ifnull(sum(links), 0), ifnull(sum(script), 0)"
    notes, links, script = store.one(f"{sql} FROM note_sums")
    return notes, links, script


def kind_counts(store: Store) -> dict[str, KindCounts]:
    """Of each kind that any note has which is not excluded."""
    sql = "SELECT kind, notes, links, waiting FROM note_sums WHERE notes > 0"
    return {kind: KindCounts(*counts) for kind, *counts in store.all(sql)}


def count_attachments(store: Store) -> int:
    """The files that are neither notes nor pages, and not excluded; unreadable notes too."""
    sql = "SELECT ifnull(sum(files), 0) FROM file_sums WHERE role NOT IN (?, ?, ?) AND NOT excluded"
    return int(store.value(sql, (*PAGE_ROLES, Role.NOTE)))


def list_sums(store: Store) -> dict[str, tuple[int, int]]:
    """Of each list its entries, and the subjects that have any."""
    rows = store.all("SELECT list, entries, subjects FROM list_sums")
    return {name: (entries, subjects) for name, entries, subjects in rows}


def count_unresolved(store: Store) -> int:
    """The names that links ask for and no file bears, once the lists of pages are up to date."""
    return list_sums(store).get("unresolved", (0, 0))[1]


def count_wanted_pages(store: Store) -> int:
    """How many pages the vault should have."""
    return int(store.value("SELECT count(*) FROM pages"))


def count_all(store: Store) -> Counts:
    """The numbers of the vault."""
    notes, links = count_notes(store)
    by_role = dict(store.all("SELECT role, sum(files) FROM file_sums GROUP BY role"))
    files = sum(count for role, count in by_role.items() if role not in PAGE_ROLES)
    return Counts(notes, links, files, by_role.get(Role.PAGE, 0))


def pages_to_make(store: Store) -> bool:
    """Whether something changed since the pages were made."""
    return (
        store.meta("whole") is not None
        or store.one("SELECT 1 FROM marks UNION ALL SELECT 1 FROM stale LIMIT 1") is not None
    )


def count_unsettled(store: Store) -> int:
    """The places of pages where something is not as it should be: after a build, what it left."""
    return int(store.value("SELECT count(*) FROM unsettled"))


def note_paths(store: Store) -> list[str]:
    """Every note's path, sorted."""
    return store.column("SELECT path FROM files WHERE role = ? ORDER BY path", (Role.NOTE,))


def file_paths(store: Store, *, excluded: bool | None = None) -> list[str]:
    """The paths of all files but vaultkit's pages; with ``excluded`` of those that are or not."""
    return store.column(
        "SELECT path FROM files WHERE role NOT IN (?, ?) AND ifnull(?, excluded) = excluded",
        (*PAGE_ROLES, excluded),
    )


def page_paths(store: Store) -> list[str]:
    """The paths of the pages that vaultkit made in this vault, sorted."""
    return store.column("SELECT path FROM files WHERE role = ? ORDER BY path", (Role.PAGE,))


def foreign_page_paths(store: Store) -> list[str]:
    """The paths of the pages that are not this vault's, sorted."""
    sql = "SELECT path FROM files WHERE role = ? ORDER BY path"
    return store.column(sql, (Role.FOREIGN_PAGE,))


def find_record(store: Store, path: str) -> Any:
    """A note's record, or None where there is no such note."""
    data = store.value("SELECT record FROM files JOIN records USING (id) WHERE path = ?", (path,))
    return None if data is None else unpack(data)


def iter_records(store: Store) -> Iterator[tuple[str, Any]]:
    """Every note's path and record, in order of the path."""
    for path, data in store.each(
        "SELECT path, record FROM files JOIN records USING (id) ORDER BY path"
    ):
        yield path, unpack(data)


def find_kind(store: Store, path: str) -> str | None:
    """A note's kind, or None where there is no such note."""
    kind: str | None = store.value(
        "SELECT kind FROM files JOIN notes USING (id) WHERE path = ?", (path,)
    )
    return kind


def iter_records_of_kind(store: Store, kind: str) -> Iterator[tuple[str, Any]]:
    """Path and record of the notes of a kind that are not excluded, in no order."""
    for path, data in store.each(
        "SELECT path, record FROM files JOIN notes USING (id) JOIN records USING (id)"
        " WHERE kind = ? AND NOT excluded",
        (kind,),
    ):
        yield path, unpack(data)


def note_kinds(store: Store) -> dict[str, str]:
    """Every note's kind by its path, in order of the path."""
    return dict(store.all("SELECT path, kind FROM files JOIN notes USING (id) ORDER BY path"))


def paths_of_kind(store: Store, kind: str) -> list[str]:
    """The notes of a kind, excluded ones too, in order of the path."""
    return store.column(
        "SELECT path FROM files JOIN notes USING (id) WHERE kind = ? ORDER BY path", (kind,)
    )


def dests_of(store: Store, path: str) -> list[StoredDest]:
    """Where the links of a note lead, in their order."""
    return [
        StoredDest(*row)
        for row in store.all(
            "SELECT links.n, there.path, links.flags FROM files AS here"
            " JOIN links ON links.source = here.id"
            " LEFT JOIN files AS there ON there.id = links.dest"
            " WHERE here.path = ? ORDER BY links.n",
            (path,),
        )
    ]


def iter_dests(store: Store) -> Iterator[tuple[str, StoredDest]]:
    """Where every link leads: by source in order of the path, then in their order."""
    for path, *row in store.each(
        "SELECT here.path, links.n, there.path, links.flags FROM files AS here"
        " JOIN links ON links.source = here.id LEFT JOIN files AS there ON there.id = links.dest"
        " ORDER BY here.path, links.n"
    ):
        yield path, StoredDest(*row)


def backlink_places(store: Store, path: str) -> Sequence[tuple[str, int]]:
    """The links that lead to a file, as source and number: by source's path, in their order.

    Left out are its own, those of excluded notes, and those in regions.
    """
    return store.all(
        "SELECT here.path, links.n FROM files AS there JOIN links ON links.dest = there.id"
        " JOIN files AS here ON here.id = links.source"
        " WHERE there.path = ? AND links.source <> there.id AND NOT here.excluded"
        " AND NOT links.flags & 1 ORDER BY here.path, links.n",
        (path,),
    )


def waiting_places(store: Store, key: str) -> Sequence[tuple[str, int]]:
    """The links that lead nowhere and share this ``missing_key``, as ``backlink_places`` gives
    those to a file."""
    return store.all(
        "SELECT here.path, links.n FROM targets JOIN links ON links.target = targets.id"
        " JOIN files AS here ON here.id = links.source"
        " WHERE targets.missing = ? AND links.dest IS NULL AND NOT here.excluded"
        " AND NOT links.flags & 1 ORDER BY here.path, links.n",
        (key,),
    )


def links_to_file(store: Store, path: str) -> list[str]:
    """The notes with links to a file, its own and excluded ones too, sorted."""
    return store.column(
        "SELECT DISTINCT here.path FROM files AS there JOIN links ON links.dest = there.id"
        " JOIN files AS here ON here.id = links.source WHERE there.path = ? ORDER BY here.path",
        (path,),
    )


def tag_paths(store: Store, key: str) -> list[str]:
    """The notes that bear a tag or one below it, outside of regions, sorted."""
    return store.column("SELECT path FROM tags WHERE key = ? ORDER BY path", (key,))


def aliases_of(store: Store, key: str) -> list[str]:
    """The paths of the notes with an alias of this key, sorted."""
    return store.column(
        "SELECT path FROM aliases JOIN files ON files.id = aliases.note WHERE key = ?"
        " ORDER BY path",
        (key,),
    )


def notes_titled(store: Store, key: str) -> list[str]:
    """The paths of the notes with a title of this key, sorted."""
    return store.column(
        "SELECT path FROM notes JOIN files USING (id) WHERE title_key = ? ORDER BY path", (key,)
    )


def script_sum(store: Store) -> int:
    """Cyrillic letters less Latin ones in the notes that are not excluded."""
    return _sums(store)[2]
