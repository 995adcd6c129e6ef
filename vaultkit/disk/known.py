"""What a vault was when vaultkit wrote there last: which one, and how many notes lay in it.

Kept in the user's own state, outside of the vault: an empty folder that waits for its drive, or a
copy that a sync has just begun, holds nothing that could tell. Nor does an index that was made
anew. In the vault itself lies a mark, so that a copy with all that is in it counts as the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import opened_folder
from vaultkit.disk.kept import change_kept, read_kept
from vaultkit.disk.replace import create_file
from vaultkit.disk.state import find_state_folder

__all__ = ["KnownVault", "find_known", "forget_known", "is_another", "keep_known", "root_number"]

_FILE = "vaults.json"
_MARK = "vault-mark"
_MARK_BYTES = 8


class KnownVault(NamedTuple):
    """A vault as it was."""

    root: int
    """The number of its folder (``root_number``)."""
    notes: int
    """How many notes with something in them."""
    mark: str
    """What lies in ``.vaultkit``, where anything can be put there."""


def root_number(root: Path) -> int:
    """What tells the vault's folder from a copy of it. Raises OSError where it is gone.

    A drive may give the number of a folder that was deleted to another one.
    """
    return os.stat(root).st_ino


def find_known(root: Path, *, environ: Mapping[str, str]) -> KnownVault | None:
    """What lay at this place; None where vaultkit never wrote there."""
    parts = read_kept(_FILE, environ=environ).get(os.path.realpath(root), "").split(" ")
    if len(parts) != 3 or not all(map(str.isdecimal, parts[:2])):
        return None
    return KnownVault(int(parts[0]), int(parts[1]), parts[2])


def is_another(root: Path, known: KnownVault, *, environ: Mapping[str, str]) -> bool:
    """Whether something else lies here now: its mark is another one, or it has none (``.vaultkit``
    may be deleted at any time) and its folder is another one.

    Raises OSError where no folder is there.
    """
    mark = _find_mark(root, environ)
    return mark != known.mark if mark and known.mark else root_number(root) != known.root


def keep_known(root: Path, notes: int, *, environ: Mapping[str, str]) -> None:
    """From now on, this is the vault at its place. Writes only where anything is new.

    Raises OSError where no folder is there, DiskError where nothing can be kept, LockedError
    where another run keeps something just now.
    """
    before, here = find_known(root, environ=environ), _find_mark(root, environ)
    mark = here or (before.mark if before else "") or os.urandom(_MARK_BYTES).hex()
    now = KnownVault(root_number(root), notes, mark)
    if before != now:
        text = f"{now.root} {now.notes} {now.mark}"
        change_kept(_FILE, {os.path.realpath(root): text}, environ=environ, command="vaults")
    if not here:  # after that: a mark that nobody knows would be another vault's
        _put_mark(root, mark, environ)


def forget_known(root: Path, *, environ: Mapping[str, str]) -> None:
    """As if vaultkit had never written at this place. Raises what ``keep_known`` raises."""
    if find_known(root, environ=environ) is not None:
        place = os.path.realpath(root)
        change_kept(_FILE, {place: ""}, environ=environ, command="vaults")


def _find_mark(root: Path, environ: Mapping[str, str]) -> str:
    """Empty where there is none that was made here."""
    state = find_state_folder(root, environ=environ)
    if state is None:
        return ""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        fd = os.open(state / _MARK, flags | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return ""
    try:
        found = os.read(fd, 4 * _MARK_BYTES).decode("ascii", "replace").strip()
    except OSError:
        return ""
    finally:
        os.close(fd)
    return found if len(found) == 2 * _MARK_BYTES and found.isalnum() else ""


def _put_mark(root: Path, mark: str, environ: Mapping[str, str]) -> None:
    """Without one, the number of the folder tells."""
    state = find_state_folder(root, environ=environ)
    if state is not None:
        with suppress(OSError), opened_folder(root, f"{state.parent.name}/{state.name}") as folder:
            create_file(folder, _MARK, f"{mark}\n".encode("ascii"))
