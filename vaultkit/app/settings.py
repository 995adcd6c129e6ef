"""How a vault is opened, what its settings say, and where its index is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from vaultkit import __version__
from vaultkit.app.config import read_config
from vaultkit.app.exclude import Exclusion, exclusion_of
from vaultkit.app.obsidian import read_settings
from vaultkit.app.versions import versions_in
from vaultkit.disk.state import find_state_folder, state_folder
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError, VaultkitError

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = [
    "INDEX_NAME",
    "NOT_KEPT",
    "Opening",
    "Progress",
    "Saying",
    "Settings",
    "place_of",
    "settings_of",
]

INDEX_NAME = "index.sqlite3"
_NOTHING: Mapping[str, str] = MappingProxyType({})

Progress = Callable[[int, int], None]
"""Called with how many notes are read, and how many there are to read."""

NOT_KEPT = "the index is not kept, so that everything is read each time: {reason}"

Saying = tuple[str, VaultkitError]
"""What a person should hear of the index itself: a message key and the reason for it."""


class Opening(NamedTuple):
    """How a vault is opened.

    ``environ`` may hold ``VAULTKIT_*`` settings, which go over ``vaultkit.toml``; ``overrides``
    go over both. Without ``kept`` the index lives in memory, and so it does without
    ``makes_folder`` where no folder for it is there yet; a run that reads then writes nothing.
    Notes are read in so many processes, None for what is quickest, or by ``executor``.
    """

    environ: Mapping[str, str] = _NOTHING
    overrides: Mapping[str, object] = _NOTHING
    kept: bool = True
    makes_folder: bool = True
    jobs: int | None = None
    executor: Executor | None = None
    progress: Progress | None = None
    command: str = ""
    """What is told to other runs while this one writes."""
    despite_losses: bool = False
    """Write though many notes vanished or became empty since the last time, or into a folder that
    was not the vault then."""
    line: str = ""
    """What was asked for, in full: the journal keeps it."""


class Settings(NamedTuple):
    """All that decides how files are read, and the diagnostics of it."""

    opening: Opening
    config: Config
    obsidian: ObsidianSettings
    exclusion: Exclusion
    diagnostics: tuple[Diagnostic, ...]
    fingerprint: str


def settings_of(root: Path, opening: Opening) -> Settings:
    """What the vault's settings say. Raises ConfigError where they cannot be used."""
    config, config_found = read_config(root, environ=opening.environ, overrides=opening.overrides)
    obsidian = read_settings(root)
    exclusion, filters_found = exclusion_of((*config.exclude, *obsidian.user_ignore_filters))
    return Settings(
        opening,
        config,
        obsidian,
        exclusion,
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
        ignored_codes=frozenset(),
        new_name="",
        new_folders={},
        templates={},
        tasks_style="emoji",
    )
    default = ObsidianSettings()
    read_by = obsidian._replace(
        new_file_location=default.new_file_location,
        new_file_folder=default.new_file_folder,
        attachment_folder=default.attachment_folder,
        daily_template=default.daily_template,
        template_date_format=default.template_date_format,
        template_time_format=default.template_time_format,
    )
    versions = (__version__, sys.version, versions_in(sys.path))
    return repr((versions, str(root.resolve()), rows, read_by))


def place_of(root: Path, opening: Opening) -> tuple[Path | None, tuple[Saying, ...]]:
    """Where the index is kept, or None and why it is not."""
    if not opening.kept:
        return None, ()
    if not opening.makes_folder:
        return _find_place(root, opening), ()
    try:
        return state_folder(root, environ=opening.environ) / INDEX_NAME, ()
    except DiskError as error:
        return None, ((NOT_KEPT, error),)


def _find_place(root: Path, opening: Opening) -> Path | None:
    """The same where its folder is there already."""
    folder = find_state_folder(root, environ=opening.environ)
    return None if folder is None else folder / INDEX_NAME
