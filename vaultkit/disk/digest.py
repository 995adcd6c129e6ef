"""What a file's bytes are, in short."""

from __future__ import annotations

import hashlib
import os
import stat

from vaultkit.disk.folder import OpenFolder, close_read

__all__ = ["digest_of", "find_digest", "opened_file", "sha_of"]

_PIECE = 1 << 18
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def opened_file(folder: OpenFolder, name: str) -> int:
    """A file of the folder, open for reading, and never what a symbolic link leads to."""
    return os.open(folder.at(name), _FLAGS, dir_fd=folder.fd)


def sha_of(data: bytes) -> str:
    """The SHA-256 (hex) of these bytes."""
    return hashlib.sha256(data).hexdigest()


def digest_of(folder: OpenFolder, name: str) -> str:
    """The SHA-256 (hex) of a file's bytes. Raises OSError where it cannot be read."""
    fd = opened_file(folder, name)
    try:
        digest = hashlib.sha256()
        while piece := os.read(fd, _PIECE):
            digest.update(piece)
        return digest.hexdigest()
    finally:
        close_read(fd)


def find_digest(folder: OpenFolder, name: str) -> str | None:
    """The SHA-256 (hex) of a regular file's bytes; None where no such file lies."""
    found = folder.find_stat(name)
    if found is None or not stat.S_ISREG(found.st_mode):
        return None
    try:
        return digest_of(folder, name)
    except FileNotFoundError:
        return None
