"""Which folder lay at a vault's place when vaultkit wrote there last, in the user's own state.

Kept outside of the vault: an empty folder that waits for its drive, or a copy that a sync has just
begun, holds nothing that could tell.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from vaultkit.disk.kept import change_kept, read_kept

__all__ = ["is_another_root", "keep_root", "root_number"]

_FILE = "vaults.json"


def root_number(root: Path) -> int:
    """What tells the vault's folder from a copy of it. Raises OSError where it is gone."""
    return os.stat(root).st_ino


def is_another_root(root: Path, *, environ: Mapping[str, str]) -> bool:
    """Whether vaultkit wrote at this place before, into a folder that is not there any more.

    Raises OSError where no folder is there.
    """
    known = read_kept(_FILE, environ=environ).get(os.path.realpath(root))
    return known is not None and known != str(root_number(root))


def keep_root(root: Path, *, environ: Mapping[str, str]) -> None:
    """From now on, the folder at this place is the vault. Writes only where that is new.

    Raises OSError where no folder is there, DiskError where nothing can be kept, LockedError
    where another run keeps something just now.
    """
    place, number = os.path.realpath(root), str(root_number(root))
    if read_kept(_FILE, environ=environ).get(place) != number:
        change_kept(_FILE, {place: number}, environ=environ, command="vaults")
