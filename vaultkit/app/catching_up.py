"""An index brought up to date with what a look at the vault found. Loads all that reads notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from vaultkit.app.filling import fill
from vaultkit.app.indexing import Look
from vaultkit.app.reading import Reader
from vaultkit.app.root import MARKERS
from vaultkit.app.settings import Settings
from vaultkit.app.updating import Updating, update
from vaultkit.app.workers import iter_rows
from vaultkit.graph.kinds import KindRules
from vaultkit.store.files import Difference
from vaultkit.store.rows import FileRow
from vaultkit.store.store import Store

__all__ = ["fill_index", "is_elsewhere", "put_changes"]


def fill_index(root: Path, store: Store, settings: Settings, look: Look) -> Mapping[str, str]:
    """Fills a fresh index. Comes back with the notes that cannot be read, and why."""
    updating, seen = _updating(root, store, settings), look.seen
    return fill(
        updating, seen.folders, foreign=seen.foreign or frozenset(), looked_ns=look.looked_ns
    )


def put_changes(
    root: Path, store: Store, settings: Settings, look: Look, found: Difference
) -> Mapping[str, str]:
    """Puts what is otherwise; the unreadable notes among it, and why."""
    updating, seen = _updating(root, store, settings), look.seen
    return update(updating, found, seen.folders, foreign=seen.foreign, looked_ns=look.looked_ns)


def _updating(root: Path, store: Store, settings: Settings) -> Updating:
    opening, config = settings.opening, settings.config
    reader = Reader(root, KindRules.of(config, settings.obsidian), config.follow_symlinks)

    def rows(paths: Sequence[str]) -> Iterator[list[FileRow]]:
        return iter_rows(reader, paths, jobs=opening.jobs, executor=opening.executor)

    @cache
    def elsewhere(folder: str) -> bool:
        return is_elsewhere(root, folder)

    def is_foreign(path: str) -> bool:
        linked = config.follow_symlinks and (root / path).is_symlink()
        return linked or elsewhere(path.rpartition("/")[0])

    return Updating(store, rows, settings.exclusion, is_foreign, opening.progress)


def is_elsewhere(root: Path, folder: str) -> bool:
    """Whether a folder lies behind a symbolic link, or in a vault of its own below this one."""
    inner = (root / folder, *(root / folder).parents)[: folder.count("/") + 1] if folder else ()
    return any(
        place.is_symlink() or any((place / marker).exists() for marker in MARKERS)
        for place in inner
    )
