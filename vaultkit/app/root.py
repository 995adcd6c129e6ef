"""Which folder is the vault."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vaultkit.model.errors import UsageError

if TYPE_CHECKING:  # the command line's help comes by here, and does without it
    from pathlib import Path

__all__ = ["MARKERS", "VAULT_VARIABLE", "find_root", "get_root", "new_root"]

MARKERS = frozenset(("vaultkit.toml", ".obsidian", ".vaultkit"))
"""Any of these in a folder makes it a vault."""

VAULT_VARIABLE = "VAULTKIT_VAULT"


def find_root(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds a marker, or None."""
    folder = start.absolute()
    for candidate in (folder, *folder.parents):
        if any((candidate / marker).exists() for marker in MARKERS):
            return candidate
    return None


def get_root(start: Path, *, named: str | None, environ: Mapping[str, str]) -> Path:
    """The vault: the one named, else that of ``VAULTKIT_VAULT``, else the nearest from ``start``.

    A named folder needs no marker. Raises UsageError where there is no such folder, or no vault.
    """
    for name, origin in ((named, "--vault"), (environ.get(VAULT_VARIABLE), VAULT_VARIABLE)):
        if name:
            return _named_root(start, name, origin)
    root = find_root(start)
    if root is None:
        raise UsageError(
            "no vault in {folder} or above it",
            values={"folder": str(start)},
            hint="go into a vault, name one with --vault DIR, or make one with: vaultkit init",
        )
    return root


def new_root(start: Path, *, named: str | None, environ: Mapping[str, str]) -> Path:
    """The folder to make a vault of: as ``get_root``, but ``start`` where there is no vault."""
    if named or environ.get(VAULT_VARIABLE):
        return get_root(start, named=named, environ=environ)
    return find_root(start) or start.absolute()


def _named_root(start: Path, name: str, origin: str) -> Path:
    root = start / os.path.expanduser(name)  # noqa: PTH111
    if root.is_dir():
        return root.absolute()
    raise UsageError(
        "{origin} names no folder: {name}",
        values={"origin": origin, "name": name},
        hint="give the folder that holds the notes",
    )
