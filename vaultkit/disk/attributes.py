"""What a file has beside its bytes, read and given to another file.

Access lists are among the extended attributes on Linux. Python reads those on Linux alone.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vaultkit.model.attributes import Attributes

__all__ = ["attributes_of", "give_attributes", "give_mode", "give_owner"]

_PERMISSIONS = 0o777
_ACCESS_LIST = "system.posix_acl_access"
_NONE = frozenset(
    getattr(errno, name, errno.ENOSYS) for name in ("ENOTSUP", "EOPNOTSUPP", "ENODATA", "ENOSYS")
)
"""The drive knows no such thing. Anything else may be another time, so it is an error."""
_NOT_FOR_US = _NONE | {errno.EPERM, errno.EACCES, errno.EINVAL}


def attributes_of(fd: int) -> Attributes:
    """The attributes of an open file; extended ones that may not be read are left out.

    Raises OSError where the system fails to tell them.
    """
    return Attributes(stat.S_IMODE(os.fstat(fd).st_mode) & _PERMISSIONS, _xattrs_of(fd))


def give_attributes(fd: int, attributes: Attributes) -> None:
    """Gives them to an open file, as far as the user may and the drive can.

    Others that the file has are taken from it: it may have got an access list from its folder, by
    which more people could read it than may read the one whose place it takes. Raises OSError
    where the access list cannot be given or taken.
    """
    if hasattr(os, "setxattr"):
        for name, value in attributes.xattrs:
            with _forgiving(name):
                os.setxattr(fd, name, value)
        wanted = {name for name, _ in attributes.xattrs}
        for name in _xattr_names_of(fd):
            if name not in wanted:
                with _forgiving(name):
                    os.removexattr(fd, name)
    give_mode(fd, attributes.mode)


@contextmanager
def _forgiving(name: str) -> Iterator[None]:
    """Some drives know no attributes, and only root sets some; but access lists are no trifle."""
    try:
        yield
    except OSError as error:
        if error.errno not in (_NONE if name == _ACCESS_LIST else _NOT_FOR_US):
            raise


def give_mode(fd: int, mode: int) -> None:
    """Gives an open file the permission bits, where the system knows them."""
    if hasattr(os, "fchmod"):
        os.fchmod(fd, mode & _PERMISSIONS)


def give_owner(fd: int, old: os.stat_result) -> None:
    """Gives an open file the owner and group of another, as far as the user may."""
    if not hasattr(os, "fchown"):
        return
    new = os.fstat(fd)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with suppress(PermissionError):  # only root gives files away
            os.fchown(fd, old.st_uid, old.st_gid)


def _xattrs_of(fd: int) -> tuple[tuple[str, bytes], ...]:
    return tuple(_iter_xattrs(fd))


def _iter_xattrs(fd: int) -> Iterator[tuple[str, bytes]]:
    for name in _xattr_names_of(fd):
        with _forgiving(name):
            yield name, os.getxattr(fd, name)


def _xattr_names_of(fd: int) -> list[str]:
    """Sorted. Raises OSError where they cannot be listed though the drive has such."""
    if not hasattr(os, "listxattr"):
        return []
    try:
        return sorted(os.listxattr(fd))
    except OSError as error:
        if error.errno in _NOT_FOR_US:
            return []
        raise
