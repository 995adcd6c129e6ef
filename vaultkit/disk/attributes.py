"""What a file has beside its bytes, read and given to another file.

Access lists are among the extended attributes on Linux. Python reads those on Linux alone.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from vaultkit.model.attributes import Attributes

__all__ = ["attributes_of", "give_attributes", "give_owner"]

_PERMISSIONS = 0o777


def attributes_of(fd: int) -> Attributes:
    """The attributes of an open file; extended ones that may not be read are left out."""
    return Attributes(stat.S_IMODE(os.fstat(fd).st_mode) & _PERMISSIONS, _xattrs_of(fd))


def give_attributes(fd: int, attributes: Attributes) -> None:
    """Gives them to an open file, as far as the user may and the drive can."""
    if hasattr(os, "setxattr"):
        for name, value in attributes.xattrs:
            with suppress(OSError):  # only root sets some of them
                os.setxattr(fd, name, value)
    if hasattr(os, "fchmod"):
        os.fchmod(fd, attributes.mode & _PERMISSIONS)


def give_owner(fd: int, old: os.stat_result) -> None:
    """Gives an open file the owner and group of another, as far as the user may."""
    if not hasattr(os, "fchown"):
        return
    new = os.fstat(fd)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with suppress(PermissionError):  # only root gives files away
            os.fchown(fd, old.st_uid, old.st_gid)


def _xattrs_of(fd: int) -> tuple[tuple[str, bytes], ...]:
    if not hasattr(os, "listxattr"):
        return ()
    found: list[tuple[str, bytes]] = []
    with suppress(OSError):  # a drive without any
        for name in sorted(os.listxattr(fd)):
            with suppress(OSError):
                found.append((name, os.getxattr(fd, name)))
    return tuple(found)
