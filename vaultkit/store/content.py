"""All that an index holds, told by paths and not by numbers, so that two can be compared.

Left out is what only says when a look was taken: racy files, times of updates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from vaultkit.model.errors import DamagedError
from vaultkit.store.files import known_stats
from vaultkit.store.pack import unpack
from vaultkit.store.schema import EMPTY_DIGEST
from vaultkit.store.store import Store

__all__ = ["DERIVED", "READ", "Facet", "Row"]

Row = tuple[Any, ...]
"""Path of a file, or empty; a name that tells rows of one path apart, or empty; what is held."""


class Facet(NamedTuple):
    """One kind of what is held. ``rows`` gives it by path, then by name."""

    what: str
    """In words for people."""
    rows: Callable[[Store], Iterator[Row]]


def _asked(sql: str) -> Callable[[Store], Iterator[Row]]:
    def rows(store: Store) -> Iterator[Row]:
        return store.each(sql)

    return rows


def _unpacked(sql: str) -> Callable[[Store], Iterator[Row]]:
    """With the last column unpacked."""

    def rows(store: Store) -> Iterator[Row]:
        return ((*row[:-1], _value_of(row[-1])) for row in store.each(sql))

    return rows


def _value_of(data: bytes) -> Any:
    try:
        return unpack(data)
    except DamagedError as error:
        return error.message


def _stats(store: Store) -> Iterator[Row]:
    stats = known_stats(store)
    return ((path, "", tuple(stats[path])) for path in sorted(stats))


def _shares(store: Store) -> Iterator[Row]:
    paths = dict(store.all("SELECT id, path FROM files"))
    sql = (
        "SELECT ifnull(path, ''), '', steps, share FROM shares LEFT JOIN files USING (id)"
        " ORDER BY 1, id"
    )
    for path, name, steps, share in store.each(sql):
        yield path, name, steps, _share_by_paths(_value_of(share), paths)


def _share_by_paths(share: Any, paths: Mapping[int, str]) -> Any:
    """A share (``app.share.plain_share``) with paths for the numbers of files."""
    if isinstance(share, str):  # it is damaged, and this says so
        return share
    face, mentions, tags, missing, choices, meeting, actions, *rest = share
    return (
        face,
        {paths.get(number): told for number, told in mentions.items()},
        tags,
        missing,
        {
            key: (name, sorted(str(paths.get(number)) for number in taken))
            for key, (name, taken) in choices.items()
        },
        meeting
        and (*meeting[:3], *([(paths.get(n), *told) for n, *told in side] for side in meeting[3:])),
        [
            (text, heading, owner and (paths.get(owner[0]), *owner[1:]), due)
            for text, heading, owner, due in actions
        ],
        *rest,
    )


_FILE_SUMS = (
    "SELECT 'files', role, excluded, empty, files, 0 FROM file_sums WHERE files <> 0",
    f"SELECT 'files', role, excluded, digest = {EMPTY_DIGEST}, count(*), 0 FROM files"
    " GROUP BY 2, 3, 4",
)
_NOTE_SUMS = (
    "SELECT 'notes', kind, notes, links, waiting, script FROM note_sums WHERE notes <> 0",
    "SELECT 'notes', kind, count(*), sum(links), sum(waiting), sum(script)"
    " FROM notes JOIN files USING (id) WHERE NOT excluded GROUP BY 2",
)
_LIST_SUMS = (
    "SELECT list, entries, subjects, 0, 0, 0 FROM list_sums WHERE entries <> 0",
    "SELECT list, count(*), sum(n = 0), 0, 0, 0 FROM entries GROUP BY 1",
)


def _unlike_sums(*pairs: tuple[str, str]) -> str:
    """What is kept, or counted, where that is not the same: it is told of this index alone."""
    unlike = (
        f"SELECT 'kept' AS how, * FROM ({kept} EXCEPT {counted})"
        f" UNION ALL SELECT 'counted', * FROM ({counted} EXCEPT {kept})"
        for kept, counted in pairs
    )
    return f"SELECT '', '', * FROM ({' UNION ALL '.join(unlike)}) ORDER BY 4, 5, 3"


READ = (
    Facet("the file's size and times", _stats),
    Facet(
        "the file",
        _asked("SELECT path, '', name, role, excluded, digest FROM files ORDER BY path"),
    ),
    Facet(
        "the note's kind and title",
        _asked(
            "SELECT ifnull(path, ''), '', kind, title, title_key, error, script, links, waiting"
            " FROM notes LEFT JOIN files USING (id) ORDER BY 1, id"
        ),
    ),
    Facet(
        "the note's text",
        _unpacked(
            "SELECT ifnull(path, ''), '', record FROM records LEFT JOIN files USING (id)"
            " ORDER BY 1, id"
        ),
    ),
    Facet(
        "the note's links",
        _asked(
            # A number that is no file's is told from none.
            "SELECT ifnull(here.path, ''), '', n, text, ifnull(there.path, dest), relation, flags"
            " FROM links LEFT JOIN files AS here ON here.id = source"
            " LEFT JOIN targets ON targets.id = target LEFT JOIN files AS there ON there.id = dest"
            " ORDER BY 1, source, n"
        ),
    ),
    Facet(
        "the names that links ask for",
        _asked("SELECT '', text, key, missing FROM targets ORDER BY text"),
    ),
    Facet(
        "the note's tags",
        _asked(
            "SELECT ifnull(files.path, ''), '', key, tags.path, tags.name, own"
            " FROM tags LEFT JOIN files ON files.id = note ORDER BY 1, key, note"
        ),
    ),
    Facet(
        "the note's regions",
        _asked(
            "SELECT ifnull(path, ''), '', regions.name"
            " FROM regions LEFT JOIN files ON files.id = note ORDER BY 1, 3, note"
        ),
    ),
    Facet(
        "the note's aliases",
        _asked(
            "SELECT ifnull(path, ''), '', key, aliases.name"
            " FROM aliases LEFT JOIN files ON files.id = note ORDER BY 1, key, note"
        ),
    ),
    Facet("how many files and notes there are", _asked(_unlike_sums(_FILE_SUMS, _NOTE_SUMS))),
)
"""What was read from the vault."""

DERIVED = (
    Facet(
        "what the note is called on pages",
        _asked(
            "SELECT ifnull(path, ''), '', second, second_key, shown"
            " FROM notes LEFT JOIN files USING (id) ORDER BY 1, id"
        ),
    ),
    Facet("what the note gives to pages", _shares),
    Facet(
        "the meetings of the note",
        _asked(
            "SELECT ifnull(here.path, ''), '', ifnull(there.path, meeting) FROM gatherings"
            " LEFT JOIN files AS here ON here.id = note"
            " LEFT JOIN files AS there ON there.id = meeting ORDER BY 1, 3"
        ),
    ),
    Facet(
        "the names that fit several files",
        _asked(
            "SELECT ifnull(files.path, ''), '', last, key, choices.path"
            " FROM choices LEFT JOIN files ON files.id = note ORDER BY 1, last, key, choices.path"
        ),
    ),
    Facet(
        "the lists on pages",
        _unpacked(
            "SELECT ifnull(path, ''), CASE typeof(subject) WHEN 'text' THEN list || ' ' || subject"
            " ELSE list END AS name, steps, n, value FROM entries"
            " LEFT JOIN files ON typeof(subject) = 'integer' AND files.id = subject"
            " ORDER BY 1, 2, steps, n"
        ),
    ),
    Facet("how long the lists on pages are", _asked(_unlike_sums(_LIST_SUMS))),
    Facet(
        "how the lists on pages are divided",
        _unpacked("SELECT '', head, list, most, parts FROM divisions ORDER BY head, list"),
    ),
    Facet(
        "which pages there are",
        _asked(
            "SELECT path, identity, head, folder, wanted, rank, stem, name FROM pages"
            " ORDER BY path, identity"
        ),
    ),
)
"""What pages are made of, once they are prepared."""
