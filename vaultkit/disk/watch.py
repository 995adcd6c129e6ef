"""What a system says of changes below a folder: hints where to look, never the truth.

Who hears is one of: Linux's own inotify, what other systems have (by watchdog), or nobody, where
the vault is looked at from time to time instead. watchdog is not asked on Linux: it has no word for
events that were lost, nor for folders that the system no longer watches since there are too many,
and it cannot leave folders out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from vaultkit.model.errors import DiskError
from vaultkit.model.sync_names import is_sync_conflict, is_temporary_name

__all__ = [
    "Ears",
    "Heard",
    "Reason",
    "ears_for",
    "find_identity",
    "find_last_change",
    "is_watched_name",
]

Reason = Literal["overflow", "watches", "folder", "conflict", "root"]
"""Why a look at single files is not enough: events were lost, folders are not watched, a folder
came or went, a sync program left a copy, the root itself moved."""

_FEW = 16
_NEVER = frozenset({"node_modules"})


class Heard(NamedTuple):
    """Paths that may have changed, relative to the root, and reasons to look at everything."""

    paths: frozenset[str] = frozenset()
    reasons: frozenset[Reason] = frozenset()
    ago_s: float = 0.0
    """So many seconds ago was the last of it heard: what comes close together is told together."""

    def __bool__(self) -> bool:
        return bool(self.paths or self.reasons)


class Ears(Protocol):
    """Who hears of changes below a folder. For one thread."""

    @property
    def unheard(self) -> str | None:
        """Why not all of the vault is heard, None where it is."""

    def begin(self, folders: Iterable[str]) -> None:
        """Hears from now on, below all of the root; ``folders`` are those that a look found.

        May be called again: it then makes up for what is not heard yet.
        """

    def lacks(self, folders: Iterable[str]) -> bool:
        """Whether one of these is not heard that could be."""

    def wait(self, timeout_s: float) -> Heard:
        """What was heard; waits for it so long at most."""

    def close(self) -> None:
        """Hears no more."""


def ears_for(root: Path, *, system: str = sys.platform) -> Ears:
    """Who hears of changes below the root on this system; ``system`` is as ``sys.platform``.

    Where nobody can, who only waits, and says why.
    """
    module = "inotify" if system == "linux" else "watch_system"
    try:
        found: Ears = import_module(f"vaultkit.disk.{module}").ears_of(root)
    except (ImportError, OSError, DiskError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return _Deaf(reason or str(error))
    return found


def is_watched_name(name: str) -> bool:
    """Whether a file or folder of this name can be one that matters.

    Not one that is hidden, or that programs make for a moment beside what they save.
    """
    return not name.startswith(".") and name not in _NEVER and not is_temporary_name(name)


def heard_of(path: str) -> Heard:
    """What it means that something happened to a file; nothing for one that does not matter."""
    *folders, name = path.split("/")
    if not all(map(is_watched_name, (*folders, name))):
        return Heard()
    if is_sync_conflict(name):
        return Heard(reasons=frozenset({"conflict"}))
    return Heard(paths=frozenset({path}))


def find_last_change(root: Path, paths: Iterable[str]) -> float | None:
    """When the last of these files changed, by the clock on the wall, in seconds since 1970.

    None where one of them is not there, or where there are too many to ask each.
    """
    places = [root / path for path in islice(paths, _FEW + 1)]
    if len(places) > _FEW:
        return None
    try:
        return max((os.lstat(place).st_ctime for place in places), default=None)
    except OSError:
        return None


def find_identity(root: Path) -> tuple[int, int] | None:
    """What tells a folder from another one in its place; None where none can be read."""
    try:
        found = root.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class _Deaf(NamedTuple):
    """Hears nothing."""

    unheard: str

    def begin(self, folders: Iterable[str]) -> None:
        """There is nothing to begin."""

    def lacks(self, folders: Iterable[str]) -> bool:
        """Nothing that could be had."""
        return False

    def wait(self, timeout_s: float) -> Heard:
        """Waits."""
        time.sleep(timeout_s)
        return Heard()

    def close(self) -> None:
        """There is nothing to end."""
