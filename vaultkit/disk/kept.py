"""Small things of the user's own state: texts by place, in a JSON file outside of any vault."""

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

__all__ = ["change_kept", "read_kept"]

_PATIENCE_S = 5.0


def read_kept(file: str, *, environ: Mapping[str, str]) -> dict[str, str]:
    """Texts by place; empty where nothing, or nothing that was made here, is kept."""
    try:
        found = json.loads((user_state_folder(environ) / file).read_bytes().decode(*_CODING))
    except (DiskError, OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {place: text for place, text in found.items() if isinstance(text, str)}


_CODING = ("utf-8", "surrogatepass")
"""Places are paths, which need not be text."""


def change_kept(
    file: str, changes: Mapping[str, str], *, environ: Mapping[str, str], command: str
) -> None:
    """Keeps these texts beside those that are kept; an empty one takes its place out.

    Raises DiskError where nothing can be kept, LockedError where another run, or ``command``
    itself, keeps something just now and does not end soon.
    """
    home = user_state_folder(environ)
    try:
        os.makedirs(home, 0o700, exist_ok=True)
        with lock(home, command=command, wait_s=_PATIENCE_S):
            kept = {**read_kept(file, environ=environ), **changes}
            kept = {place: text for place, text in sorted(kept.items()) if text}
            _write(home, file, json.dumps(kept, ensure_ascii=False, indent=2).encode(*_CODING))
    except OSError as error:
        raise DiskError(
            "cannot be written: {reason}",
            where=str(home / file),
            hint="see that you may write there, or name a folder in VAULTKIT_STATE_HOME",
            values={"reason": reason_of(error)},
        ) from error


def _write(home: Path, file: str, data: bytes) -> None:
    with opened_folder(home, "") as folder:
        old = folder.find_stat(file)
        if old is None:
            create_file(folder, file, data + b"\n")
        else:
            replace_file(folder, file, data + b"\n", old)
