"""A file that the user names for an answer: what lies there, and whether it may be replaced."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vaultkit.disk.output import write_output
from vaultkit.model.errors import DiskError, UsageError

__all__ = ["OutputPlace", "read_output_place", "write_output"]


@dataclass(frozen=True, slots=True)
class OutputPlace:
    """``present`` are the bytes there now, None where nothing lies there yet."""

    path: Path
    present: bytes | None
    in_vault: bool

    def holds_other(self, data: bytes) -> bool:
        """Whether writing would replace a file of the vault that says something else.

        That file may be a person's own, so it takes more than naming it.
        """
        return self.in_vault and self.present is not None and self.present != data


def read_output_place(path: Path, *, root: Path) -> OutputPlace:
    """The place of an answer, seen from the vault at ``root``.

    Raises UsageError for a hidden place in the vault (``.obsidian`` holds programs), DiskError
    where what lies there cannot be read.
    """
    place = Path(os.path.realpath(path))
    vault = Path(os.path.realpath(root))
    in_vault = place.is_relative_to(vault)
    if in_vault and any(part.startswith(".") for part in place.relative_to(vault).parts):
        raise UsageError(
            "hidden files and folders of the vault are never written",
            where=str(path),
            hint="choose a path without a leading dot",
        )
    try:
        present = place.read_bytes() if place.is_file() else None
    except OSError as error:
        raise DiskError(error.strerror or str(error), where=str(path)) from error
    return OutputPlace(path, present, in_vault)
