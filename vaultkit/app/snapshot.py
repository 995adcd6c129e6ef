"""A vault as it is at this moment: scanned, read, resolved and joined into one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from vaultkit.app.config import read_config
from vaultkit.app.exclude import Exclusion, exclusion_of
from vaultkit.app.obsidian import read_settings
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
    """Every Markdown file of the pages folder, whoever made it, with its bytes."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong around the notes: configuration, files that cannot be read."""

    @property
    def listed(self) -> tuple[Note, ...]:
        """The notes that lists, graph and pages show, in code-point order of the path."""
        return tuple(note for path, note in self.notes.items() if path not in self.excluded)


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
        note = read(decode(path, data))
        if _in_folder(path, config.pages_folder) and path.suffix == ".md":
            pages[path] = data
            if note.generated:
                own.add(path)
                continue
        notes[path] = note
    return _Reading(notes, pages, frozenset(own), tuple(diagnostics))


def _in_folder(path: VaultPath, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _excluded_of(files: Iterable[VaultPath], exclusion: Exclusion) -> frozenset[VaultPath]:
    return frozenset(path for path in files if exclusion.covers(path))
