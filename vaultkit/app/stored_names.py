"""The names of a vault's files, looked up in its index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vaultkit.graph.namesakes import Namesakes, namesakes_of
from vaultkit.model.paths import VaultPath
from vaultkit.store.files import namesakes
from vaultkit.store.store import Store

__all__ = ["StoredNames"]


class StoredNames(Mapping[str, Namesakes]):
    """The files of each name, looked up when they are asked for, and kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Namesakes] = {}

    def __getitem__(self, key: str) -> Namesakes:
        found = self._known.get(key)
        if found is None:
            found = namesakes_of(VaultPath(path) for path in namesakes(self._store, key))
            self._known[key] = found
        if not found.files:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.column("SELECT DISTINCT name FROM files"))

    def __len__(self) -> int:
        return sum(1 for _ in self)
