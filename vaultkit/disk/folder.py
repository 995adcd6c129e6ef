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

__all__ = [
    "Folders",
    "OpenFolder",
    "close_read",
    "folders_below",
    "is_link",
    "opened_folder",
    "reason_of",
    "remove_empty_folder",
    "sync_folder",
]

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

    def names(self) -> list[str]:
        """What lies in it, sorted. Raises OSError where it cannot be listed."""
        return sorted(os.listdir(self.path if self.fd is None else self.fd))

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


class Folders:
    """The folders below a root. The one asked for last stays open: files come folder by folder.

    A folder that is moved while it is open is still that folder, wherever it lies then.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: tuple[str, OpenFolder] | None = None

    def opened(self, folder: str) -> OpenFolder:
        """The folder of a vault-relative path, empty for the root itself; good until the next.

        Raises FileNotFoundError where it is missing, DiskError where a segment is a symbolic link.
        """
        return self._reached(folder, _open_child)

    def made(self, folder: str) -> OpenFolder:
        """Like ``opened``, with the folders that are missing made first."""
        return self._reached(folder, _make_child)

    def made_to_last(self, folder: str) -> OpenFolder:
        """Like ``made``, and the names of those that were made survive a power cut."""
        return self._reached(folder, _make_child_to_last)

    def close(self) -> None:
        """Lets go of what is open; what is asked for next is reached from the root again."""
        held, self._held = self._held, None
        if held is not None:
            _close(held[1])

    def _reached(self, folder: str, step: _Step) -> OpenFolder:
        if self._held is not None and self._held[0] == folder:
            return self._held[1]
        self.close()
        reached = _reach(self._root, folder, step)
        self._held = folder, reached
        return reached


def sync_folder(folder: OpenFolder) -> None:
    """Has the names in a folder survive a power cut, where the system can sync folders."""
    if folder.fd is not None:
        with suppress(OSError):  # some network drives cannot
            os.fsync(folder.fd)


@contextmanager
def folders_below(root: Path) -> Iterator[Folders]:
    """The folders of a vault, for many files one after another."""
    folders = Folders(root)
    try:
        yield folders
    finally:
        folders.close()


@contextmanager
def opened_folder(root: Path, folder: str) -> Iterator[OpenFolder]:
    """A single folder of ``Folders``."""
    with folders_below(root) as folders:
        yield folders.opened(folder)


def remove_empty_folder(root: Path, folder: str) -> bool:
    """Whether a folder below the root could be removed: nothing lies in it, no link leads there."""
    parent, _, name = folder.rpartition("/")
    try:
        with opened_folder(root, parent) as opened:
            os.rmdir(opened.at(name), dir_fd=opened.fd)
    except (OSError, DiskError):
        return False
    return True


_Step = Callable[[OpenFolder, str], OpenFolder]


def _reach(root: Path, folder: str, step: _Step) -> OpenFolder:
    # The root may be reached through a link: it is the one place that the user named.
    follow = _FLAGS & ~getattr(os, "O_NOFOLLOW", 0)
    here = OpenFolder(str(root), os.open(root, follow) if _BELOW else None)
    for segment in folder.split("/") if folder else ():
        try:
            child = step(here, segment)
        finally:
            _close(here)
        here = child
    return here


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
    _is_made(parent, name)
    return _open_child(parent, name)


def _make_child_to_last(parent: OpenFolder, name: str) -> OpenFolder:
    if _is_made(parent, name):
        sync_folder(parent)
    return _open_child(parent, name)


def _is_made(parent: OpenFolder, name: str) -> bool:
    """Whether the folder had to be made."""
    if parent.find_stat(name) is None:
        with suppress(FileExistsError):  # another process was quicker
            os.mkdir(parent.at(name), dir_fd=parent.fd)
            return True
    return False


def close_read(fd: int) -> None:
    """Closes what was only read: nothing was written by it that an error could have lost."""
    with suppress(OSError):
        os.close(fd)


def _close(folder: OpenFolder) -> None:
    if folder.fd is not None:
        close_read(folder.fd)
