"""A vault as it is at this moment: scanned, read, resolved and joined into one value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from vaultkit.app.config import read_config
from vaultkit.app.exclude import Exclusion, exclusion_of
from vaultkit.app.obsidian import read_settings
from vaultkit.app.root import MARKERS
from vaultkit.disk.read import read_bytes
from vaultkit.disk.scan import scan
from vaultkit.graph.graph import Graph
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.resolve import NameIndex, resolve_links
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.pages.page import bears_mark

__all__ = ["NOTE_SUFFIXES", "Progress", "Snapshot", "take_snapshot"]

NOTE_SUFFIXES = frozenset((".md", ".canvas", ".base"))

Progress = Callable[[int, int], None]
"""Called for each note with its number, from 1 on, and with how many there are."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything known of a vault. All mappings are in code-point order of the path.

    ``notes`` and ``files`` hold every visible note and file but vaultkit's own pages; ``graph``
    holds what the user does not exclude.
    """

    root: Path
    config: Config
    settings: ObsidianSettings
    files: frozenset[VaultPath]
    notes: Mapping[VaultPath, Note]
    kinds: Mapping[VaultPath, Kind]
    links: Mapping[VaultPath, tuple[ResolvedLink, ...]]
    names: NameIndex
    graph: Graph
    excluded: frozenset[VaultPath]
    """The files that ``vaultkit.toml`` or Obsidian's settings keep out of graph and lists."""
    pages: Mapping[VaultPath, bytes]
    """The pages that vaultkit made in this vault, edited or not, with their bytes.

    What the files hold tells them from notes, so they are known in any folder. Those behind a
    symbolic link or in a vault that lies in this one are not among them: they are no notes
    either, but to write there is not this vault's business.
    """
    occupied: frozenset[VaultPath]
    """What lies in the pages folder, or in its place, and is no file: nothing is written there."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong around the notes: configuration, files that cannot be read."""

    @property
    def listed(self) -> tuple[Note, ...]:
        """The notes that lists, graph and pages show, in code-point order of the path."""
        return tuple(note for path, note in self.notes.items() if path not in self.excluded)

    @property
    def pages_folder_taken(self) -> bool:
        """Whether something other than a folder lies where the pages belong, or above it."""
        folder = VaultPath(self.config.pages_folder)
        above = {VaultPath(folder[: cut.start()]) for cut in re.finditer("/", folder)}
        return not self.occupied.isdisjoint({folder, *above})


def take_snapshot(
    root: Path,
    *,
    environ: Mapping[str, str] = _NOTHING,
    overrides: Mapping[str, object] = _NOTHING,
    progress: Progress | None = None,
) -> Snapshot:
    """Reads the whole vault. Linear in its bytes and links.

    ``environ`` may hold ``VAULTKIT_*`` settings, which go over ``vaultkit.toml``; ``overrides``
    go over both. A file that vanishes or cannot be read becomes a diagnostic.

    Raises ConfigError where ``vaultkit.toml`` cannot be used, DiskError where the root itself
    cannot be read.
    """
    config, config_diagnostics = read_config(root, environ=environ, overrides=overrides)
    settings = read_settings(root)
    filters = (*config.exclude, *settings.user_ignore_filters)
    exclusion, filter_diagnostics = exclusion_of(filters)
    seen = scan(root, follow_symlinks=config.follow_symlinks)
    paths = tuple(file.path for file in seen.files)
    reading = _read_notes(root, paths, config, progress)
    files = frozenset(path for path in paths if path not in reading.own)
    excluded = _excluded_of(files, exclusion)
    names = NameIndex.of(files)
    links = resolve_links(reading.notes, names)
    rules = KindRules.of(config, settings)
    kinds = {path: kind_of(note, rules) for path, note in reading.notes.items()}
    return Snapshot(
        root=root,
        config=config,
        settings=settings,
        files=files,
        notes=reading.notes,
        kinds=kinds,
        links=links,
        names=names,
        graph=Graph.of(reading.notes, kinds, links, excluded=excluded),
        excluded=excluded,
        pages=reading.pages,
        occupied=frozenset(_iter_occupied(root, config.pages_folder)),
        diagnostics=(
            *config_diagnostics,
            *filter_diagnostics,
            *seen.diagnostics,
            *reading.diagnostics,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    notes: Mapping[VaultPath, Note]
    pages: Mapping[VaultPath, bytes]
    own: frozenset[VaultPath]
    """The pages that vaultkit made: no notes, and no files that links may resolve to."""
    diagnostics: tuple[Diagnostic, ...]


def _read_notes(
    root: Path, paths: Iterable[VaultPath], config: Config, progress: Progress | None
) -> _Reading:
    notes: dict[VaultPath, Note] = {}
    pages: dict[VaultPath, bytes] = {}
    own: set[VaultPath] = set()
    elsewhere: dict[str, bool] = {}
    diagnostics: list[Diagnostic] = []
    wanted = [path for path in paths if path.suffix in NOTE_SUFFIXES]
    for count, path in enumerate(wanted, start=1):
        if progress is not None:
            progress(count, len(wanted))
        try:
            data = read_bytes(root, path, follow_symlinks=config.follow_symlinks)
        except DiskError as error:
            reason = {"reason": error.message}
            diagnostics.append(Diagnostic("file-unreadable", path, args=reason))
            continue
        if path.suffix == ".md" and bears_mark(data):
            own.add(path)
            if path.folder not in elsewhere:
                elsewhere[path.folder] = _is_elsewhere(root, path.folder)
            linked = config.follow_symlinks and (root / path).is_symlink()
            if not linked and not elsewhere[path.folder]:
                pages[path] = data
            continue
        notes[path] = read(decode(path, data))
    return _Reading(notes, pages, frozenset(own), tuple(diagnostics))


def _iter_occupied(root: Path, folder: str) -> Iterator[VaultPath]:
    """Links, devices and folders in the places of pages; folders above pages are in no way."""
    place = root
    for name in folder.split("/"):
        place /= name
        if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
            yield _path_of(root, place)
            return
    unreadable: list[OSError] = []
    for above, folders, names in os.walk(place, onerror=unreadable.append):
        for name in (*folders, *names):
            found = Path(above, name)
            in_no_way = found.is_file() or (found.is_dir() and found.suffix != ".md")
            if found.is_symlink() or not in_no_way:
                yield _path_of(root, found)
    for error in unreadable:
        if not isinstance(error, FileNotFoundError):
            yield _path_of(root, Path(error.filename))


def _path_of(root: Path, place: Path) -> VaultPath:
    return VaultPath(place.relative_to(root).as_posix())


def _is_elsewhere(root: Path, folder: str) -> bool:
    """Whether a folder lies behind a symbolic link, or in a vault of its own below this one."""
    inner = (root / folder, *(root / folder).parents)[: folder.count("/") + 1] if folder else ()
    return any(
        place.is_symlink() or any((place / marker).exists() for marker in MARKERS)
        for place in inner
    )


def _excluded_of(files: Iterable[VaultPath], exclusion: Exclusion) -> frozenset[VaultPath]:
    return frozenset(path for path in files if exclusion.covers(path))
