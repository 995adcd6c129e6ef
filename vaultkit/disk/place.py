"""Which vault paths may be opened on this system, and which may be written at all."""

from __future__ import annotations

import os

from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["OWN_FOLDER", "TEMPORARY", "check_place", "check_writable_place"]

OWN_FOLDER = ".vaultkit"
"""The one hidden folder that vaultkit writes into."""
TEMPORARY = ".vk-"
"""How the names of files begin that are just being made, or held for a while."""


def check_place(path: VaultPath) -> None:
    """Raises DiskError where the path means another place on this system than inside the vault."""
    # ``VaultPath`` keeps `..` and absolute paths out. On Windows a backslash would bring them
    # back, and a colon names a drive or a stream.
    if os.sep == "\\" and ("\\" in path or ":" in path):
        raise DiskError(
            "the name cannot be used on Windows",
            where=path,
            hint="rename the file where it was made",
        )


def check_writable_place(path: VaultPath) -> None:
    """Raises DiskError unless vaultkit may write there.

    Nothing hidden is ever written (``.obsidian`` holds programs, ``.git`` history), but for
    ``.vaultkit`` at the vault's root.
    """
    check_place(path)
    if path[0] != "." and "/." not in path:
        return
    head, _, rest = path.partition("/")
    segments = rest.split("/")[:-1] if head == OWN_FOLDER and rest else path.split("/")
    if any(segment.startswith(".") for segment in segments):
        raise DiskError(
            "hidden files and folders are never written",
            where=path,
            hint="choose a path without a leading dot",
        )
