"""What the system offers, switched off by name: a stand-in for Windows and network drives.

``VAULTKIT_TEST_WITHOUT=exchange,flock`` before the tests. It holds for this process; what its
children find is what the system has.
"""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import stat
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

__all__ = ["ABILITIES", "switch_off"]


def switch_off(names: str) -> None:
    """These abilities, parted by commas, before vaultkit is loaded. Raises KeyError for others."""
    for name in filter(None, names.split(",")):
        ABILITIES[name]()


def _unable(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


def _without_exchange() -> None:
    import ctypes

    real = ctypes.CDLL

    def library(name: str | None, *args: Any, **kwargs: Any) -> Any:
        if name is None:
            raise OSError(errno.ENOSYS, "there is no library of C")
        return real(name, *args, **kwargs)

    ctypes.CDLL = library  # type: ignore[assignment, misc]


def _without_flock() -> None:
    fcntl.flock = _unable


def _without_dirsync() -> None:
    real = os.fsync

    def fsync(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(fd)

    os.fsync = fsync  # type: ignore[assignment]


def _without_xattr() -> None:
    for name in ("listxattr", "getxattr", "setxattr", "removexattr"):
        if hasattr(os, name):
            setattr(os, name, _unable)


def _without_dirfd() -> None:
    os.supports_dir_fd.clear()
    os.supports_fd.clear()


def _without_tmpfile() -> None:
    if hasattr(os, "O_TMPFILE"):
        del os.O_TMPFILE


def _without_links() -> None:
    os.link = _unable


def _without_rlimit() -> None:
    resource.setrlimit = _unable


ABILITIES: Mapping[str, Callable[[], None]] = {
    "exchange": _without_exchange,
    "flock": _without_flock,
    "dirsync": _without_dirsync,
    "xattr": _without_xattr,
    "dirfd": _without_dirfd,
    "tmpfile": _without_tmpfile,
    "links": _without_links,
    "rlimit": _without_rlimit,
}
"""How each of them is switched off."""
