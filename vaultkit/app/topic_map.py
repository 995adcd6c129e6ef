"""The topics that belong together, from the index's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, groupby
from operator import itemgetter

from vaultkit.app.entry_rows import row_of_entry
from vaultkit.graph.communities import GREEDY_TOPICS, Groups, weighted_communities
from vaultkit.graph.modularity import groups_of
from vaultkit.model.paths import VaultPath
from vaultkit.model.views import Member, NoteRef
from vaultkit.pages.lists import LISTS
from vaultkit.pages.words import Words
from vaultkit.store.pack import pack
from vaultkit.store.store import Store

__all__ = ["put_topic_map"]

_LINKS = (
    "SELECT min(source, dest), max(source, dest), count(*) FROM links"
    " JOIN notes AS a ON a.id = source JOIN notes AS b ON b.id = dest"
    " JOIN files AS f ON f.id = source JOIN files AS g ON g.id = dest"
    " WHERE a.kind = 'topic' AND b.kind = 'topic' AND source <> dest AND NOT flags & 1"
    " AND NOT f.excluded AND NOT g.excluded GROUP BY 1, 2"
)
# CROSS keeps the order: SQLite would look for meetings of every two topics.
_MEETINGS = (
    "SELECT meeting, note FROM notes CROSS JOIN gatherings ON note = notes.id"
    " WHERE kind = 'topic' ORDER BY meeting, note"
)


def put_topic_map(store: Store, words: Words, *, whole: bool) -> None:
    """Puts the members of the communities anew."""
    rows = [
        (LISTS["communities"].order(member, words), number, 0, pack(row))
        for number, member in _find_members(store)
        for row in [row_of_entry("communities", member)]
    ]
    before = store.all(
        "SELECT steps, subject, n, value FROM entries WHERE list = 'communities' ORDER BY steps"
    )
    if sorted(rows) == before:
        return
    store.run("DELETE FROM entries WHERE list = 'communities'")
    store.many("INSERT INTO entries VALUES ('communities', ?, ?, ?, ?)", rows)
    if not whole:
        # Every entry tells the size of its community, so no part of the list stays as it is.
        store.run("INSERT OR IGNORE INTO stale VALUES ('topic-map', 'communities\x1f')")


def _find_members(store: Store) -> Iterator[tuple[int, Member]]:
    """Every topic of a community with its number: the largest first, then by their centres."""
    topics = {
        number: (path, shown)
        for number, path, shown in store.all(
            "SELECT id, path, shown FROM notes JOIN files USING (id)"
            " WHERE kind = 'topic' AND NOT excluded"
        )
    }
    weights: dict[tuple[str, str], int] = {}
    for a, b, count in (*store.all(_LINKS), *_iter_together(store)):
        low, high = sorted((topics[a][0], topics[b][0]))
        weights[low, high] = weights.get((low, high), 0) + count
    numbers = {path: number for number, (path, _) in topics.items()}
    if not weights:
        return
    groups = _groups_for(len(topics))
    for place, found in enumerate(weighted_communities(dict(topics.values()), weights, groups)):
        for path in found.members:
            number = numbers[path]
            note = NoteRef(VaultPath(path), topics[number][1])
            yield number, Member(found.name, len(found.members), place, note)


def _iter_together(store: Store) -> Iterator[tuple[int, int, int]]:
    """Each two topics of the same meetings, and the number of these."""
    pairs: Counter[tuple[int, int]] = Counter()
    for _, rows in groupby(store.each(_MEETINGS), key=itemgetter(0)):
        pairs.update(combinations((note for _, note in rows), 2))
    yield from ((a, b, count) for (a, b), count in pairs.items())


def _groups_for(topics: int) -> Groups:
    if topics > GREEDY_TOPICS:
        return groups_of
    # networkx takes a while to load, and large vaults do without it.
    from vaultkit.graph.measures import greedy_groups  # noqa: PLC0415

    return greedy_groups
