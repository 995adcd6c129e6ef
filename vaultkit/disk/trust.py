"""Which templates this user trusts: the place and the digest of each, in the user's own state.

Never in a vault: a downloaded one would bring its own trust along. A template that was edited has
another digest, and a vault that was copied another place, so both are looked at again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from vaultkit.disk.kept import change_kept, read_kept
from vaultkit.model.paths import VaultPath

__all__ = ["is_trusted", "revoke", "trust"]

_FILE = "trusted-templates.json"
_COMMAND = "templates trust"


def is_trusted(root: Path, path: VaultPath, *, digest: str, environ: Mapping[str, str]) -> bool:
    """Whether the user trusts a file of a vault with just these bytes.

    False where what was kept cannot be read.
    """
    return read_kept(_FILE, environ=environ).get(_place(root, path)) == digest


def trust(root: Path, path: VaultPath, *, digest: str, environ: Mapping[str, str]) -> None:
    """Keeps that the user trusts the file as it is; an older digest of it is forgotten.

    Raises DiskError where it cannot be kept, LockedError where another run keeps one just now.
    """
    change_kept(_FILE, {_place(root, path): digest}, environ=environ, command=_COMMAND)


def revoke(root: Path, path: VaultPath, *, environ: Mapping[str, str]) -> None:
    """Forgets that the file is trusted. Raises what ``trust`` raises."""
    change_kept(_FILE, {_place(root, path): ""}, environ=environ, command=_COMMAND)


def _place(root: Path, path: VaultPath) -> str:
    return os.path.join(os.path.realpath(root), *path.split("/"))
