"""Files that the user names, and those of the folders that the user names."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple, NoReturn

from vaultkit.model.errors import DiskError

__all__ = ["NamedFile", "named_files"]


class NamedFile(NamedTuple):
    """A file. ``name`` is the path as it was given, or below the folder given, with slashes."""

    name: str
    place: Path


def named_files(path: str, *, folder: Path, suffixes: Collection[str]) -> list[NamedFile]:
    """The file of a path, whatever its ending; of a folder those with these endings, by name.

    Folders below it count too; hidden files and symbolic links in folders are left out. Raises
    DiskError where a folder cannot be read.
    """
    named = folder / path
    return [
        NamedFile(Path(os.fspath(Path(path) / place.relative_to(named))).as_posix(), place)
        for place in _places(named, suffixes)
    ]


def _places(named: Path, suffixes: Collection[str]) -> list[Path]:
    if not named.is_dir():
        return [named]
    found: list[Path] = []
    for place, folders, files in os.walk(named, onerror=_raise):
        folders[:] = [each for each in folders if not each.startswith(".")]
        within = (Path(place, each) for each in files if not each.startswith("."))
        found += [
            each for each in within if each.suffix.lower() in suffixes and not each.is_symlink()
        ]
    return sorted(found, key=lambda each: each.as_posix())


def _raise(error: OSError) -> NoReturn:
    raise DiskError(
        "cannot be read: {reason}",
        where=str(error.filename),
        hint="see that it exists and that you may read it",
        values={"reason": error.strerror or str(error)},
    ) from error
