"""Notes that vanished or became empty since vaultkit wrote last."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from vaultkit.store.rows import Role
from vaultkit.store.store import Store

__all__ = [
    "Loss",
    "count_filled",
    "count_losses",
    "forget_losses",
    "has_losses",
    "keep_losses",
]

Loss = tuple[str, bytes]
"""A note's path and the digest of what it held."""


def keep_losses(store: Store, lost: Iterable[Loss], found: Iterable[Loss]) -> None:
    """Notes that are lost, and notes that hold something: there again, or the same elsewhere."""
    store.many("INSERT OR REPLACE INTO losses VALUES (?, ?)", lost)
    store.many("DELETE FROM losses WHERE path = ? OR digest = ?", found)


def count_losses(store: Store, *, but: Collection[str] = ()) -> tuple[int, int]:
    """How many notes are lost, but for these paths, and how many there were with them."""
    lost = [path for path in store.column("SELECT path FROM losses") if path not in but]
    if not lost:
        return 0, 0
    vanished = "SELECT count(*) FROM losses WHERE path NOT IN (SELECT path FROM files)"
    return len(lost), int(store.value("SELECT count(*) FROM notes")) + int(store.value(vanished))


def has_losses(store: Store) -> bool:
    """Whether any note is lost."""
    return store.one("SELECT 1 FROM losses") is not None


def count_filled(store: Store) -> int:
    """How many notes there are with something in them."""
    sql = "SELECT ifnull(sum(files), 0) FROM file_sums WHERE role = ? AND NOT empty"
    return int(store.value(sql, (Role.NOTE,)))


def forget_losses(store: Store) -> None:
    """From now on, what is there is what there should be."""
    if has_losses(store):
        with store.writing():
            store.run("DELETE FROM losses")
