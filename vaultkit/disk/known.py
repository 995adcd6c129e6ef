"""What a vault was when vaultkit wrote there last: which folder, and how many notes lay in it.

Kept in the user's own state, outside of the vault: an empty folder that waits for its drive, or a
copy that a sync has just begun, holds nothing that could tell. Nor does an index that was made
anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.kept import change_kept, read_kept

__all__ = ["KnownVault", "find_known", "forget_known", "keep_known", "root_number"]

_FILE = "vaults.json"


class KnownVault(NamedTuple):
    """A vault as it was."""

    root: int
    """The number of its folder (``root_number``)."""
    notes: int
    """How many notes with something in them."""


def root_number(root: Path) -> int:
    """What tells the vault's folder from a copy of it. Raises OSError where it is gone.

    A drive may give the number of a folder that was deleted to another one.
    """
    return os.stat(root).st_ino


def find_known(root: Path, *, environ: Mapping[str, str]) -> KnownVault | None:
    """What lay at this place; None where vaultkit never wrote there."""
    numbers = read_kept(_FILE, environ=environ).get(os.path.realpath(root), "").split()
    if len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        return None
    return KnownVault(*map(int, numbers))


def keep_known(root: Path, notes: int, *, environ: Mapping[str, str]) -> None:
    """From now on, this is the vault at its place. Writes only where anything is new.

    Raises OSError where no folder is there, DiskError where nothing can be kept, LockedError
    where another run keeps something just now.
    """
    now = KnownVault(root_number(root), notes)
    if find_known(root, environ=environ) != now:
        place = os.path.realpath(root)
        change_kept(_FILE, {place: f"{now.root} {now.notes}"}, environ=environ, command="vaults")


def forget_known(root: Path, *, environ: Mapping[str, str]) -> None:
    """As if vaultkit had never written at this place. Raises what ``keep_known`` raises."""
    if find_known(root, environ=environ) is not None:
        place = os.path.realpath(root)
        change_kept(_FILE, {place: ""}, environ=environ, command="vaults")
