"""What changed since the pages were made, kept until they are made again.

So a run that ends in between loses nothing: the next one finds the marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from vaultkit.store.store import Store

__all__ = [
    "Mark",
    "mark",
    "marked",
    "owe_topic_map",
    "owes_topic_map",
    "settle_topic_map",
    "unmark",
]

_TOPIC_MAP_OWED = "topic map owed"

Mark = Literal["own", "title", "name", "page"]
"""A note's own facts or where its links lead; the key of a title; the key of a file's name; the
path of a page's file."""


def mark(store: Store, what: Mark, keys: Iterable[int | str]) -> None:
    """Marks these as changed, once pages were made from this index."""
    if store.meta("pages") is not None:
        store.many("INSERT OR IGNORE INTO marks VALUES (?, ?)", ((what, key) for key in keys))


def marked(store: Store, what: Mark) -> list[int | str]:
    """What is marked, sorted."""
    return store.column("SELECT key FROM marks WHERE what = ? ORDER BY key", (what,))


def unmark(store: Store) -> None:
    """Takes all marks off."""
    store.run("DELETE FROM marks")


def owe_topic_map(store: Store) -> None:
    """Keeps in mind that the topics that belong together are to be found out anew."""
    store.set_meta(_TOPIC_MAP_OWED, 1)


def owes_topic_map(store: Store) -> bool:
    """Whether that was left for later, and not done since."""
    return store.meta(_TOPIC_MAP_OWED) is not None


def settle_topic_map(store: Store) -> None:
    """It is done."""
    store.run("DELETE FROM meta WHERE key = ?", (_TOPIC_MAP_OWED,))
