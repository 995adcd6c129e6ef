"""What the drive under a folder can do, found out by trying it there with files of our own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from vaultkit.disk.exchange import can_exchange
from vaultkit.disk.folder import OpenFolder

if sys.platform != "win32":
    import fcntl

__all__ = ["Abilities", "abilities_of"]

_COMPOSED = "\u0439"
_DECOMPOSED = "\u0438\u0306"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Abilities(NamedTuple):
    """What can be done with the files of a folder."""

    exchange: bool
    """Two names can be exchanged in one step."""
    locks: bool
    """The system releases a lock when its process dies."""
    sync: bool
    """A folder can be forced to the disk."""
    attributes: bool
    """Files have extended attributes, and Python can read them."""
    case: bool
    """Case tells names apart."""
    forms: bool
    """The Unicode forms of a letter tell names apart."""


def abilities_of(folder: OpenFolder) -> Abilities:
    """Tries everything out. Raises OSError where not even a file can be made."""
    # Names that are swept where this run is killed.
    stem = f".vk-{os.urandom(7).hex()}"
    with _file(folder, f"{stem}a0") as fd:
        return Abilities(
            exchange=can_exchange(folder),
            locks=_can_lock(fd),
            sync=_can_sync(folder),
            attributes=_can_have_attributes(fd),
            case=_tells_apart(folder, f"{stem}ff", f"{stem}FF"),
            forms=_tells_apart(folder, f"{stem}cc{_COMPOSED}", f"{stem}cc{_DECOMPOSED}"),
        )


@contextmanager
def _file(folder: OpenFolder, name: str) -> Iterator[int]:
    fd = os.open(folder.at(name), _NEW, 0o600, dir_fd=folder.fd)
    try:
        yield fd
    finally:
        os.close(fd)
        with suppress(OSError):
            os.unlink(folder.at(name), dir_fd=folder.fd)


def _can_lock(fd: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _can_sync(folder: OpenFolder) -> bool:
    if folder.fd is None:
        return False
    try:
        os.fsync(folder.fd)
    except OSError:
        return False
    return True


def _can_have_attributes(fd: int) -> bool:
    if not hasattr(os, "setxattr"):
        return False
    try:
        os.setxattr(fd, "user.vaultkit", b"1")
    except OSError:
        return False
    return True


def _tells_apart(folder: OpenFolder, one: str, other: str) -> bool:
    with _file(folder, one):
        return folder.find_stat(other) is None
