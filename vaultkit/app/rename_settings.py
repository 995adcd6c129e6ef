"""Settings that name a folder which gets another name: they are a person's to change."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.app.snapshot import Snapshot
from vaultkit.model.config import DEFAULT_KINDS
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["iter_settings_naming"]


def iter_settings_naming(snapshot: Snapshot, folder: str) -> Iterator[Diagnostic]:
    """The settings that name a folder, one below it or files in it; exclusions by pattern are not
    understood."""
    key = name_key(folder)
    for place, named in dict.fromkeys(_iter_folders(snapshot)):
        if f"{name_key(named)}/".startswith(f"{key}/"):
            yield Diagnostic("setting-names-folder", VaultPath(place), args={"folder": named})


def _iter_folders(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    config, obsidian = snapshot.config, snapshot.settings
    found = [
        ("vaultkit.toml", config.templates_folder),
        ("vaultkit.toml", config.pages_folder),
        *(("vaultkit.toml", prefix) for prefix in config.exclude),
        *(("vaultkit.toml", name) for rule in config.kinds.values() for name in rule.folders),
        (".obsidian/templates.json", obsidian.templates_folder),
        (".obsidian/daily-notes.json", obsidian.daily_folder),
        *((".obsidian/app.json", prefix) for prefix in obsidian.user_ignore_filters),
    ]
    defaults = {name for rule in DEFAULT_KINDS.values() for name in rule.folders}
    for place, folder in found:
        if folder and not folder.startswith("/") and folder not in defaults:
            yield place, folder.rstrip("/")
