"""The topics that belong together, from the index's rows."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.paths import VaultPath
from vaultkit.model.views import Member, NoteRef
from vaultkit.store.store import Store

__all__ = ["find_members"]

_LINKS = (
    "SELECT min(source, dest), max(source, dest), count(*) FROM links"
    " JOIN notes AS a ON a.id = source JOIN notes AS b ON b.id = dest"
    " JOIN files AS f ON f.id = source JOIN files AS g ON g.id = dest"
    " WHERE a.kind = 'topic' AND b.kind = 'topic' AND source <> dest AND NOT flags & 1"
    " AND NOT f.excluded AND NOT g.excluded GROUP BY 1, 2"
)
_MEETINGS = (
    "SELECT a.note, b.note, count(*) FROM gatherings AS a"
    " JOIN gatherings AS b ON b.meeting = a.meeting AND b.note > a.note"
    " JOIN notes AS m ON m.id = a.note JOIN notes AS n ON n.id = b.note"
    " WHERE m.kind = 'topic' AND n.kind = 'topic' GROUP BY 1, 2"
)


def find_members(store: Store) -> Iterator[tuple[int, Member]]:
    """Every topic of a community with its number: the largest first, then by their centres."""
    topics = {
        number: (path, shown)
        for number, path, shown in store.all(
            "SELECT id, path, shown FROM notes JOIN files USING (id)"
            " WHERE kind = 'topic' AND NOT excluded"
        )
    }
    weights: dict[tuple[str, str], int] = {}
    for sql in (_LINKS, _MEETINGS):
        for a, b, count in store.all(sql):
            low, high = sorted((topics[a][0], topics[b][0]))
            weights[low, high] = weights.get((low, high), 0) + count
    numbers = {path: number for number, (path, _) in topics.items()}
    if not weights:
        return
    # networkx takes a while to load, and most changes leave the topics as they are.
    from vaultkit.graph.measures import communities_of  # noqa: PLC0415

    for place, found in enumerate(communities_of(dict(topics.values()), weights)):
        for path in found.members:
            number = numbers[path]
            note = NoteRef(VaultPath(path), topics[number][1])
            yield number, Member(found.name, len(found.members), place, note)
