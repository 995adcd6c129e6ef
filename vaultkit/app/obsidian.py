"""The vault's own settings in ``.obsidian``, as far as a headless reader needs them (CF)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from vaultkit.disk.read import read_bytes
from vaultkit.model.config import ObsidianSettings
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["APP", "DAILY_NOTES", "is_unreadable", "read_property_types", "read_settings"]

APP = VaultPath(".obsidian/app.json")
DAILY_NOTES = VaultPath(".obsidian/daily-notes.json")


def read_settings(root: Path) -> ObsidianSettings:
    """What ``app.json``, ``templates.json`` and ``daily-notes.json`` say.

    A file that is missing or broken, and a value of the wrong type, give the default: Obsidian
    takes them so, and they are its files to mend.
    """
    app = _read_object(root, "app.json")
    daily = _read_object(root, "daily-notes.json")
    templates = _read_object(root, "templates.json")
    default = ObsidianSettings()
    filters = app.get("userIgnoreFilters")
    return ObsidianSettings(
        user_ignore_filters=(
            tuple(text for text in filters if isinstance(text, str) and text)
            if isinstance(filters, list)
            else ()
        ),
        templates_folder=_folder_of(templates),
        daily_folder=_folder_of(daily),
        daily_format=_text_of(daily, ("format", "dateFormat", "date_format"), default.daily_format),
        use_markdown_links=app.get("useMarkdownLinks") is True,
        new_link_format=_link_format_of(app),
        new_file_location=_location_of(app),
        new_file_folder=_folder_of(app, "newFileFolderPath"),
        attachment_folder=_text_of(app, ("attachmentFolderPath",), "") or None,
        daily_template=_folder_of(daily, "template"),
        template_date_format=_text_of(
            templates, ("dateFormat", "date_format"), default.template_date_format
        ),
        template_time_format=_text_of(
            templates, ("timeFormat", "time_format"), default.template_time_format
        ),
    )


def read_property_types(root: Path) -> Mapping[str, str]:
    """The type of each property that ``types.json`` gives one, by the ``name_key`` of its name.

    Types are Obsidian's own words (``multitext``); what is missing or broken is left out.
    """
    types = _read_object(root, "types.json").get("types")
    if not isinstance(types, dict):
        return {}
    return {name_key(name): kind for name, kind in types.items() if isinstance(kind, str)}


def is_unreadable(root: Path, path: VaultPath) -> bool:
    """Whether a file of settings is there, and what it sets cannot be read."""
    return os.path.lexists(root / path) and _find_object(root, path) is None


def _read_object(root: Path, name: str) -> Mapping[str, Any]:
    return _find_object(root, VaultPath(f".obsidian/{name}")) or {}


def _find_object(root: Path, path: VaultPath) -> Mapping[str, Any] | None:
    try:
        # Several vaults may share one settings folder through a link; nothing but settings is
        # read from it.
        data = read_bytes(root, path, follow_symlinks=True)
        found = import_module("json").loads(data.decode("utf-8-sig"))
    except (DiskError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _folder_of(settings: Mapping[str, Any], key: str = "folder") -> str | None:
    folder = settings.get(key)
    # "/" is the vault's root: then no folder tells such notes from others.
    return folder.strip("/") or None if isinstance(folder, str) else None


def _text_of(settings: Mapping[str, Any], keys: Sequence[str], default: str) -> str:
    """The first that is there: writers of these files differ in how they spell the keys."""
    for key in keys:
        value = settings.get(key)
        if isinstance(value, str) and value:
            return value
    return default


def _location_of(app: Mapping[str, Any]) -> Literal["root", "current", "folder"]:
    match app.get("newFileLocation"):
        case "current":
            return "current"
        case "folder":
            return "folder"
        case _:
            return "root"


def _link_format_of(settings: Mapping[str, Any]) -> Literal["shortest", "relative", "absolute"]:
    match settings.get("newLinkFormat"):
        case "relative":
            return "relative"
        case "absolute":
            return "absolute"
        case _:
            return "shortest"
