"""A vault's index, opened and brought up to date."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from vaultkit import __version__
from vaultkit.app.config import read_config
from vaultkit.app.exclude import Exclusion, exclusion_of
from vaultkit.app.filling import fill
from vaultkit.app.obsidian import read_settings
from vaultkit.app.reading import Reader
from vaultkit.app.root import MARKERS
from vaultkit.app.updating import Progress, Updating, update
from vaultkit.app.workers import iter_rows
from vaultkit.disk.lock import lock
from vaultkit.disk.scan import Scan, scan
from vaultkit.disk.state import state_folder
from vaultkit.graph.kinds import KindRules
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError, LockedError
from vaultkit.model.paths import VaultPath
from vaultkit.store.files import compare, find_id
from vaultkit.store.rows import FileRow
from vaultkit.store.store import Store, open_store

__all__ = ["Index", "Opening", "Saying", "locked_index", "open_index"]

_NAME = "index.sqlite3"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NONE: frozenset[str] = frozenset()
_NOT_KEPT = "the index is not kept, so that everything is read each time: {reason}"
_MADE_ANEW = "the index was made anew: {reason}"

Saying = tuple[str, Mapping[str, str]]
"""What a person should hear of the index itself: a message key and its values."""

_PATIENCE_S = 10.0
"""How long a run that writes waits for another one to end."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a vault is opened.

    ``environ`` may hold ``VAULTKIT_*`` settings, which go over ``vaultkit.toml``; ``overrides``
    go over both. Without ``kept`` the index lives in memory, and nothing at all is written.
    """

    environ: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    overrides: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    kept: bool = True
    jobs: int | None = None
    executor: Executor | None = None
    progress: Progress | None = None
    command: str = ""
    """What is told to other runs while this one writes."""


_PLAIN = Opening()


@dataclass(frozen=True, slots=True)
class Index:
    """A vault's index as of a look at its files."""

    root: Path
    store: Store
    config: Config
    settings: ObsidianSettings
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong around the notes: configuration, files that cannot be read."""
    occupied: frozenset[VaultPath]
    """What lies in the vault and is no plain file: where a page would be, none is written."""
    said: tuple[Saying, ...] = ()

    @property
    def pages_folder_taken(self) -> bool:
        """Whether something other than a folder lies where the pages belong, or above it."""
        folder = VaultPath(self.config.pages_folder)
        above = {VaultPath(folder[: cut.start()]) for cut in re.finditer("/", folder)}
        places = {folder, *above}
        return not self.occupied.isdisjoint(places) or any(
            find_id(self.store, place) is not None for place in places
        )


def open_index(root: Path, opening: Opening = _PLAIN) -> Index:
    """The index for reading; what changed in the vault is put first.

    Another run that writes is not waited for: what changed is then put into a copy in memory.
    Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where the root cannot be
    read.
    """
    place, said = _place_of(root, opening)
    settings = _settings_of(root, opening)
    look = _look_at(root, settings)
    if place is None:
        return _filled(_memory(settings), root, settings, look, said)
    store, reason = open_store(place, settings.fingerprint)
    said = (*said, *_rebuilt(reason))
    if not store.fresh and not _differs(store, look):
        return _index(root, settings, store, look, said=said)
    try:
        with lock(place.parent, command=opening.command):
            return _brought_up(store, root, settings, look, said)
    except LockedError:
        if not store.fresh:
            with closing(store):
                return _brought_up(store.copied(), root, settings, look, said)
        store.close()
        return _filled(_memory(settings), root, settings, look, said)


@contextmanager
def locked_index(root: Path, opening: Opening = _PLAIN) -> Iterator[Index]:
    """The index for a run that writes: no other one writes while the block runs.

    Raises LockedError where another run does not end soon, and what ``open_index`` raises.
    """
    place, said = _place_of(root, opening)
    settings = _settings_of(root, opening)
    if place is None:
        yield _filled(_memory(settings), root, settings, _look_at(root, settings), said)
        return
    with lock(place.parent, command=opening.command, wait_s=_PATIENCE_S):
        store, reason = open_store(place, settings.fingerprint)
        said = (*said, *_rebuilt(reason))
        with closing(store):
            yield _brought_up(store, root, settings, _look_at(root, settings), said)


# --- surroundings


@dataclass(frozen=True, slots=True)
class _Settings:
    """All that decides how files are read, and the diagnostics of it."""

    opening: Opening
    config: Config
    obsidian: ObsidianSettings
    exclusion: Exclusion
    reader: Reader
    diagnostics: tuple[Diagnostic, ...]
    fingerprint: str


def _settings_of(root: Path, opening: Opening) -> _Settings:
    config, config_found = read_config(root, environ=opening.environ, overrides=opening.overrides)
    obsidian = read_settings(root)
    exclusion, filters_found = exclusion_of((*config.exclude, *obsidian.user_ignore_filters))
    reader = Reader(root, KindRules.of(config, obsidian), config.follow_symlinks)
    return _Settings(
        opening,
        config,
        obsidian,
        exclusion,
        reader,
        (*config_found, *filters_found),
        _fingerprint(root, config, obsidian),
    )


def _fingerprint(root: Path, config: Config, obsidian: ObsidianSettings) -> str:
    """What the index's rows depend on besides the files. Settings of the pages are not in it."""
    rows = config._replace(
        language="auto",
        pages_folder="_",
        backlinks="off",
        max_entries=1,
        ignored_codes=_NONE,
    )
    told = (__version__, sys.version, str(root.resolve()), _sorted(rows), _sorted(obsidian))
    return sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()


def _sorted(values: Config | ObsidianSettings) -> list[tuple[str, str]]:
    return [(name, repr(value)) for name, value in zip(values._fields, values, strict=True)]


def _place_of(root: Path, opening: Opening) -> tuple[Path | None, tuple[Saying, ...]]:
    """Where the index is kept, or None and why it is not."""
    if not opening.kept:
        return None, ()
    try:
        return state_folder(root, environ=opening.environ) / _NAME, ()
    except DiskError as error:
        return None, ((_NOT_KEPT, {"reason": str(error)}),)


def _rebuilt(reason: str | None) -> tuple[Saying, ...]:
    return () if reason is None else ((_MADE_ANEW, {"reason": reason}),)


def _memory(settings: _Settings) -> Store:
    return open_store(None, settings.fingerprint)[0]


# --- what lies in the vault


@dataclass(frozen=True, slots=True)
class _Look:
    seen: Scan
    looked_ns: int


def _look_at(root: Path, settings: _Settings) -> _Look:
    looked_ns = time.time_ns()
    return _Look(scan(root, follow_symlinks=settings.config.follow_symlinks), looked_ns)


def _differs(store: Store, look: _Look) -> bool:
    found = compare(store, look.seen.folders)
    return bool(found.suspects or found.gone)


def _filled(
    store: Store, root: Path, settings: _Settings, look: _Look, said: tuple[Saying, ...]
) -> Index:
    unreadable = fill(_updating(store, root, settings), look.seen.folders, looked_ns=look.looked_ns)
    return _index(root, settings, store, look, unreadable=unreadable, said=said)


def _brought_up(
    store: Store, root: Path, settings: _Settings, look: _Look, said: tuple[Saying, ...]
) -> Index:
    """The index with what this look found. The caller holds the lock, or the store is its own."""
    if store.fresh:
        return _filled(store, root, settings, look, said)
    found = compare(store, look.seen.folders)
    if not found.suspects and not found.gone:
        return _index(root, settings, store, look, said=said)
    updating = _updating(store, root, settings)
    unreadable = update(updating, found, look.seen.folders, looked_ns=look.looked_ns)
    return _index(root, settings, store, look, unreadable=unreadable, said=said)


def _updating(store: Store, root: Path, settings: _Settings) -> Updating:
    opening = settings.opening

    def rows(paths: Sequence[str]) -> Iterator[list[FileRow]]:
        return iter_rows(settings.reader, paths, jobs=opening.jobs, executor=opening.executor)

    @cache
    def is_elsewhere(folder: str) -> bool:
        return _is_elsewhere(root, folder)

    def is_foreign(path: str) -> bool:
        linked = settings.config.follow_symlinks and (root / path).is_symlink()
        return linked or is_elsewhere(path.rpartition("/")[0])

    return Updating(store, rows, settings.exclusion, is_foreign, opening.progress)


def _is_elsewhere(root: Path, folder: str) -> bool:
    """Whether a folder lies behind a symbolic link, or in a vault of its own below this one."""
    inner = (root / folder, *(root / folder).parents)[: folder.count("/") + 1] if folder else ()
    return any(
        place.is_symlink() or any((place / marker).exists() for marker in MARKERS)
        for place in inner
    )


def _index(
    root: Path,
    settings: _Settings,
    store: Store,
    look: _Look,
    *,
    unreadable: Mapping[str, str] = _NOTHING,
    said: tuple[Saying, ...],
) -> Index:
    seen = look.seen
    return Index(
        root=root,
        store=store,
        config=settings.config,
        settings=settings.obsidian,
        diagnostics=(
            *settings.diagnostics,
            *seen.diagnostics,
            *(
                Diagnostic("file-unreadable", VaultPath(path), args={"reason": reason})
                for path, reason in sorted(unreadable.items())
            ),
        ),
        occupied=frozenset(_iter_occupied(seen)),
        said=said,
    )


def _iter_occupied(seen: Scan) -> Iterator[VaultPath]:
    """Links, devices, folders that cannot be read, and folders with a note's ending."""
    yield from (found.path for found in seen.diagnostics if found.path is not None)
    yield from (VaultPath(folder) for folder in seen.folders if folder.endswith(".md"))
