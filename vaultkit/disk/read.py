"""Files of the vault, whole."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vaultkit.disk.folder import Folders, OpenFolder, close_read, folders_below, is_link, reason_of
from vaultkit.disk.place import check_place
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["Reader", "read_bytes", "reading"]

# A named pipe would wait for a writer for ever without O_NONBLOCK.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def read_bytes(root: Path, path: VaultPath, *, follow_symlinks: bool = False) -> bytes:
    """The bytes of a single file, as ``Reader.read`` gives them."""
    with reading(root, follow_symlinks=follow_symlinks) as files:
        return files.read(path)


@contextmanager
def reading(root: Path, *, follow_symlinks: bool = False) -> Iterator[Reader]:
    """For many files: those that come folder by folder cost little more than to open and read."""
    with folders_below(root) as folders:
        yield Reader(root, None if follow_symlinks else folders)


class Reader:
    """The files of a vault. Not for several threads at once."""

    def __init__(self, root: Path, folders: Folders | None) -> None:
        self._root = root
        self._folders = folders

    def read(self, path: VaultPath) -> bytes:
        """The file's bytes as they are on disk.

        Only regular files are read, and without ``follow_symlinks`` nothing through a symbolic
        link, be it the file or a folder above it.

        Raises DiskError where there is no such file or it cannot be read.
        """
        check_place(path)
        try:
            if self._folders is None:
                return _read(os.open(os.path.join(self._root, path), _FLAGS), path)
            folder, _, name = path.rpartition("/")
            return _read(_open_file(self._folders.opened(folder), name, path), path)
        except OSError as error:
            raise DiskError(
                "cannot be read: {reason}",
                where=path,
                hint="see that it exists and that you may read it",
                values={"reason": reason_of(error)},
            ) from error


def _open_file(folder: OpenFolder, name: str, path: VaultPath) -> int:
    try:
        if _NOFOLLOW:
            return os.open(folder.at(name), _FLAGS | _NOFOLLOW, dir_fd=folder.fd)
        found = folder.find_stat(name)
        if found is None or not is_link(found):
            return os.open(folder.at(name), _FLAGS, dir_fd=folder.fd)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    raise DiskError(
        "a symbolic link, which is not followed",
        where=path,
        hint="set follow_symlinks in vaultkit.toml, or put a real file here",
    )


def _read(fd: int, path: VaultPath) -> bytes:
    try:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode):
            raise DiskError(
                "not a regular file", where=path, hint="only files are read; move it out"
            )
        # One byte more than there should be: where none comes, no second read need ask for it.
        data = os.read(fd, found.st_size + 1)
        if len(data) == found.st_size:
            return data
        with open(fd, "rb", buffering=0, closefd=False) as file:
            return data + file.readall()
    finally:
        close_read(fd)
