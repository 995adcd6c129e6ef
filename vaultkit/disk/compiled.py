"""Code that vaultkit made itself and would have to make again: in the user's own state folder.

What is read from here is run. So nothing of it lies in a vault, which may come from anywhere, and
nothing is taken that anybody else could have put there: the folder is the user's and closed to
all others, and so the files in it are the user's. Where a system does not tell who owns a file
(Windows), nothing is kept.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import OpenFolder, opened_folder
from vaultkit.disk.replace import create_file, replace_file
from vaultkit.disk.state import user_state_folder
from vaultkit.model.errors import DiskError

__all__ = ["CompiledCode", "find_compiled_code"]

_FOLDER = "compiled"
_MOST = 1 << 20
"""Bytes of a file; a template takes a hundredth of it."""
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class CompiledCode(NamedTuple):
    """What was compiled before, by name. Never raises: whatever is odd counts as not there."""

    home: Path

    def find(self, name: str) -> bytes | None:
        """The bytes put under a name, as far as this user put them."""
        with suppress(OSError, DiskError), self._opened() as folder:
            fd = os.open(folder.at(name), _READ, dir_fd=folder.fd)
            with os.fdopen(fd, "rb") as file:
                found = os.fstat(fd)
                if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
                    return file.read(_MOST)
        return None

    def put(self, name: str, data: bytes) -> None:
        """Keeps the bytes, if they can be kept safely."""
        with suppress(OSError, DiskError):
            with suppress(FileExistsError):
                os.mkdir(self.home / _FOLDER, 0o700)
            with self._opened() as folder:
                old = folder.find_stat(name)
                if old is None:
                    create_file(folder, name, data)
                elif stat.S_ISREG(old.st_mode):
                    replace_file(folder, name, data, old)

    @contextmanager
    def _opened(self) -> Iterator[OpenFolder]:
        """The folder, below nothing but the state folder; OSError where it is not safe."""
        with opened_folder(self.home, _FOLDER) as folder:
            if folder.fd is None:
                raise PermissionError(folder.path)
            found = os.fstat(folder.fd)
            if found.st_uid != os.geteuid() or found.st_mode & 0o077:
                raise PermissionError(folder.path)
            yield folder


def find_compiled_code(root: Path, *, environ: Mapping[str, str]) -> CompiledCode | None:
    """Where code is kept for the runs of this user; None where that would lie in the vault."""
    if not hasattr(os, "geteuid"):
        return None
    try:
        home = Path(os.path.realpath(user_state_folder(environ)))
    except DiskError:
        return None
    return None if home.is_relative_to(os.path.realpath(root)) else CompiledCode(home)
