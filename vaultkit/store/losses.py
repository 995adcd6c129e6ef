"""Notes that vanished or became empty since vaultkit wrote last."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from vaultkit.store.store import Store

__all__ = ["Loss", "count_filled", "count_losses", "forget_losses", "keep_losses"]

Loss = tuple[str, bytes]
"""A note's path and the digest of what it held."""


def keep_losses(store: Store, lost: Iterable[Loss], found: Iterable[Loss]) -> None:
    """Notes that are lost, and notes that hold something: there again, or the same elsewhere."""
    store.many("INSERT OR REPLACE INTO losses VALUES (?, ?)", lost)
    store.many("DELETE FROM losses WHERE path = ? OR digest = ?", found)


def count_losses(store: Store) -> tuple[int, int]:
    """How many notes are lost, and how many there were with them."""
    lost = int(store.value("SELECT count(*) FROM losses"))
    if not lost:
        return 0, 0
    vanished = "SELECT count(*) FROM losses WHERE path NOT IN (SELECT path FROM files)"
    return lost, int(store.value("SELECT count(*) FROM notes")) + int(store.value(vanished))


def count_filled(store: Store) -> int:
    """How many notes there are with something in them."""
    sql = "SELECT count(*) FROM notes JOIN files USING (id) WHERE digest != ?"
    return int(store.value(sql, (_EMPTY,)))


_EMPTY = sha256(b"").digest()


def forget_losses(store: Store) -> None:
    """From now on, what is there is what there should be."""
    if store.one("SELECT 1 FROM losses") is not None:
        with store.writing():
            store.run("DELETE FROM losses")
