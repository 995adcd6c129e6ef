"""Which templates this user trusts: the place and the digest of each, in the user's own state.

Never in a vault: a downloaded one would bring its own trust along. A template that was edited has
another digest, and a vault that was copied another place, so both are looked at again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from vaultkit.disk.folder import opened_folder, reason_of
from vaultkit.disk.lock import lock
from vaultkit.disk.replace import create_file, replace_file
from vaultkit.disk.state import user_state_folder
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["is_trusted", "revoke", "trust"]

_FILE = "trusted-templates.json"
_PATIENCE_S = 5.0


def is_trusted(root: Path, path: VaultPath, *, digest: str, environ: Mapping[str, str]) -> bool:
    """Whether the user trusts a file of a vault with just these bytes.

    False where what was kept cannot be read.
    """
    try:
        return _read(user_state_folder(environ)).get(_place(root, path)) == digest
    except DiskError:
        return False


def trust(root: Path, path: VaultPath, *, digest: str, environ: Mapping[str, str]) -> None:
    """Keeps that the user trusts the file as it is; an older digest of it is forgotten.

    Raises DiskError where it cannot be kept, LockedError where another run keeps one just now.
    """
    _change(environ, {_place(root, path): digest})


def revoke(root: Path, path: VaultPath, *, environ: Mapping[str, str]) -> None:
    """Forgets that the file is trusted. Raises what ``trust`` raises."""
    _change(environ, {_place(root, path): ""})


def _place(root: Path, path: VaultPath) -> str:
    return os.path.join(os.path.realpath(root), *path.split("/"))


def _change(environ: Mapping[str, str], changes: Mapping[str, str]) -> None:
    home = user_state_folder(environ)
    try:
        os.makedirs(home, 0o700, exist_ok=True)
        with lock(home, command="templates trust", wait_s=_PATIENCE_S):
            kept = {**_read(home), **changes}
            kept = {place: digest for place, digest in sorted(kept.items()) if digest}
            data = json.dumps(kept, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")
            _write(home, data + b"\n")
    except OSError as error:
        raise DiskError(
            "cannot be written: {reason}",
            where=str(home / _FILE),
            hint="see that you may write there, or name a folder in VAULTKIT_STATE_HOME",
            values={"reason": reason_of(error)},
        ) from error


def _read(home: Path) -> dict[str, str]:
    """Digests by place; empty where nothing, or nothing that was made here, is kept."""
    try:
        found = json.loads((home / _FILE).read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {place: digest for place, digest in found.items() if isinstance(digest, str)}


def _write(home: Path, data: bytes) -> None:
    with opened_folder(home, "") as folder:
        old = folder.find_stat(_FILE)
        if old is None:
            create_file(folder, _FILE, data)
        else:
            replace_file(folder, _FILE, data, old)
