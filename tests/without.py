"""What the system offers, switched off by name: a stand-in for Windows and network drives.

``VAULTKIT_TEST_WITHOUT=exchange,flock`` before the tests. It holds for this process and
for its children that are begun with ``process_environment``.
"""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import stat
import subprocess
import tempfile
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

    class Library(ctypes.CDLL):
        """Any library, as one of old: inotify is older than the exchange of names."""

        def __getattr__(self, name: str) -> Any:
            if name in ("renameat2", "renameatx_np"):
                raise AttributeError(name)
            return super().__getattr__(name)

    ctypes.CDLL = Library  # type: ignore[misc]


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
        # It looked when it was loaded, as it does where there is no such flag.
        tempfile._O_TMPFILE_WORKS = False  # type: ignore[attr-defined]


def _without_links() -> None:
    if os.link in os.supports_dir_fd:  # what the system can is not what the drive can
        os.supports_dir_fd.add(_unable)
    os.link = _unable


def _without_rlimit() -> None:
    """What fills templates is a process of its own, isolated from all that could be set for it."""
    resource.setrlimit = _unable
    real = subprocess.Popen.__init__

    def begin(self: Any, args: Any, *more: Any, **named: Any) -> None:
        if isinstance(args, list):
            args = [_NO_LIMITS + each if _LIMITED in str(each) else each for each in args]
        real(self, args, *more, **named)

    subprocess.Popen.__init__ = begin  # type: ignore[method-assign]


_LIMITED = "from vaultkit.pages.sandbox_child import"
_NO_LIMITS = "import sys; sys.modules['resource'] = None; "

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
