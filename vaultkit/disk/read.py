"""One file of the vault, whole."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from vaultkit.disk.folder import OpenFolder, is_link, opened_folder, reason_of
from vaultkit.disk.place import check_place
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["read_bytes"]

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
    """The file's bytes as they are on disk.

    Only regular files are read, and without ``follow_symlinks`` nothing through a symbolic link,
    be it the file or a folder above it.

    Raises DiskError where there is no such file or it cannot be read.
    """
    check_place(path)
    try:
        if follow_symlinks:
            return _read(os.open(root / path, _FLAGS), path)
        with opened_folder(root, path.folder) as folder:
            return _read(_open_file(folder, path), path)
    except OSError as error:
        raise DiskError(
            "cannot be read: {reason}",
            where=path,
            hint="see that it exists and that you may read it",
            values={"reason": reason_of(error)},
        ) from error


def _open_file(folder: OpenFolder, path: VaultPath) -> int:
    try:
        if _NOFOLLOW:
            return os.open(folder.at(path.name), _FLAGS | _NOFOLLOW, dir_fd=folder.fd)
        found = folder.find_stat(path.name)
        if found is None or not is_link(found):
            return os.open(folder.at(path.name), _FLAGS, dir_fd=folder.fd)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    raise DiskError(
        "a symbolic link, which is not followed",
        where=path,
        hint="set follow_symlinks in vaultkit.toml, or put a real file here",
    )


def _read(fd: int, path: VaultPath) -> bytes:
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise DiskError("not a regular file", where=path, hint="only files are read; move it out")
    with open(fd, "rb", buffering=0) as file:
        return file.readall()
