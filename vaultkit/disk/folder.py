"""A folder of the vault, opened so that nothing can be slipped in between a check and its use.

Each segment is opened below the one before it and never through a symbolic link. Where the
system cannot open below an open folder (Windows), segments are looked at one by one instead,
which leaves a small window.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vaultkit.model.errors import DiskError

__all__ = ["OpenFolder", "is_link", "made_folder", "opened_folder", "reason_of"]

_BELOW = (
    hasattr(os, "O_DIRECTORY")
    and hasattr(os, "O_NOFOLLOW")
    and {os.open, os.mkdir, os.stat, os.unlink, os.link, os.rename} <= os.supports_dir_fd
)
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class OpenFolder(NamedTuple):
    """A folder to work in: ``os`` calls take ``at(name)`` with ``dir_fd=fd``."""

    path: str
    fd: int | None

    def at(self, name: str) -> str:
        """What to call a file of this folder in an ``os`` function."""
        return name if self.fd is not None else os.path.join(self.path, name)

    def find_stat(self, name: str) -> os.stat_result | None:
        """The file's own numbers, of the link itself where it is one; None where nothing lies."""
        try:
            return os.stat(self.at(name), dir_fd=self.fd, follow_symlinks=False)
        except FileNotFoundError:
            return None


def reason_of(error: OSError) -> str:
    """The system's own words for what went wrong."""
    return error.strerror or str(error)


def is_link(found: os.stat_result) -> bool:
    """Whether it is a symbolic link, or the junction that Windows has in its place."""
    if stat.S_ISLNK(found.st_mode):
        return True
    tag = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return tag is not None and getattr(found, "st_reparse_tag", 0) == tag


@contextmanager
def opened_folder(root: Path, folder: str) -> Iterator[OpenFolder]:
    """The folder of a vault-relative path, empty for the root itself.

    Raises FileNotFoundError where it is missing and DiskError where a segment is a symbolic link.
    """
    with _below(root, folder, _open_child) as opened:
        yield opened


@contextmanager
def made_folder(root: Path, folder: str) -> Iterator[OpenFolder]:
    """Like ``opened_folder``, with the folders that are missing made first."""
    with _below(root, folder, _make_child) as opened:
        yield opened


@contextmanager
def _below(
    root: Path, folder: str, step: Callable[[OpenFolder, str], OpenFolder]
) -> Iterator[OpenFolder]:
    # The root may be reached through a link: it is the one place that the user named.
    follow = _FLAGS & ~getattr(os, "O_NOFOLLOW", 0)
    here = OpenFolder(str(root), os.open(root, follow) if _BELOW else None)
    try:
        for segment in folder.split("/") if folder else ():
            child = step(here, segment)
            _close(here)
            here = child
        yield here
    finally:
        _close(here)


def _open_child(parent: OpenFolder, name: str) -> OpenFolder:
    path = os.path.join(parent.path, name)
    if _BELOW:
        try:
            return OpenFolder(path, os.open(name, _FLAGS, dir_fd=parent.fd))
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
    # Not a folder that can be opened so, or a system that cannot open so: look what it is.
    found = parent.find_stat(name)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if is_link(found):
        raise DiskError(
            "the folder is a symbolic link",
            where=path,
            hint="vaultkit goes through no link; put a real folder here",
        )
    if _BELOW or not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    return OpenFolder(path, None)


def _make_child(parent: OpenFolder, name: str) -> OpenFolder:
    if parent.find_stat(name) is None:
        with suppress(FileExistsError):  # another process was quicker
            os.mkdir(parent.at(name), dir_fd=parent.fd)
    return _open_child(parent, name)


def _close(folder: OpenFolder) -> None:
    if folder.fd is not None:
        os.close(folder.fd)
