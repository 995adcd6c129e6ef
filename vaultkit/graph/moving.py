"""Files that get other paths, and what links find before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vaultkit.graph.namesakes import NO_NAMESAKES, Namesakes, namesakes_of
from vaultkit.graph.resolve import NameIndex, keys_answering, path_of
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["Moving"]


@dataclass(frozen=True, slots=True)
class Moving:
    """A rename as links see it; made by ``of``."""

    paths: Mapping[VaultPath, VaultPath]
    """The new path of every file that moves, by its old one."""
    before: NameIndex
    after: NameIndex
    link_keys: frozenset[str]
    """The keys of links' last segments whose answer may be another one afterwards."""

    @classmethod
    def of(cls, names: NameIndex, paths: Mapping[VaultPath, VaultPath]) -> Moving:
        """The rename of these files among those of ``names``.

        Costs the files that share a name with one that moves, before or after.
        """
        keys = frozenset(key for name in _names_of(paths) for key in keys_answering(name))
        return cls(paths, names, NameIndex(_MovedNames(names.names, paths)), keys)

    def moved_path(self, path: VaultPath) -> VaultPath:
        """Where a file lies afterwards."""
        return self.paths.get(path, path)

    def concerns(self, source: VaultPath, target: str) -> bool:
        """Whether a link of ``source`` may lead elsewhere afterwards, or has to."""
        return bool(target) and (
            source in self.paths or name_key(target.rpartition("/")[2]) in self.link_keys
        )

    def dest_before(self, source: VaultPath, target: str) -> VaultPath | None:
        """The file that a link of ``source`` leads to now."""
        return path_of(self.before.resolve(source, target))

    def dest_after(self, source: VaultPath, target: str) -> VaultPath | None:
        """The file that it leads to afterwards; ``source`` is the old path of its note."""
        return path_of(self.after.resolve(self.moved_path(source), target))


class _MovedNames(Mapping[str, Namesakes]):
    """The files of each name after the rename."""

    def __init__(
        self, names: Mapping[str, Namesakes], paths: Mapping[VaultPath, VaultPath]
    ) -> None:
        self._names = names
        arriving: dict[str, list[VaultPath]] = {name: [] for name in _names_of(paths)}
        for new in paths.values():
            arriving[name_key(new.name)].append(new)
        self._changed: dict[str, Namesakes] = {}
        for name, files in arriving.items():
            staying = names.get(name, NO_NAMESAKES).paths
            # A file that another one is merged into stays, and arrives as that one's new path.
            self._changed[name] = namesakes_of({*files, *(p for p in staying if p not in paths)})

    def __getitem__(self, key: str) -> Namesakes:
        found = self._changed.get(key)
        if found is None:
            return self._names[key]
        if not found.files:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, found in self._changed.items() if found.files)
        yield from (name for name in self._names if name not in self._changed)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _names_of(paths: Mapping[VaultPath, VaultPath]) -> frozenset[str]:
    """The keys of the names that come or go."""
    return frozenset(name_key(path.name) for pair in paths.items() for path in pair)
