"""One file put in place whole: a reader sees the old bytes or the new ones, never a part."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultkit.disk.attributes import give_mode, give_owner
from vaultkit.disk.folder import OpenFolder, folders_below
from vaultkit.disk.lock import NO_LOCKS, is_own_lock
from vaultkit.disk.place import OWN_FOLDER, TEMPORARY
from vaultkit.model.errors import DiskError

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be deleted anyway
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "HELD",
    "Temporary",
    "create_file",
    "drop_strays",
    "held_name",
    "is_stray",
    "replace_file",
    "sweep_folders",
    "sweep_strays",
    "temporary_file",
]

HELD = ".held"
"""Ends the temporary name of what may be a person's: it is looked at before it is deleted."""

_STRAY = re.compile(f"\\.vk-[0-9a-f]{{16}}({re.escape(HELD)}|\u0439|\u0438\u0306)?\\Z")
"""The letters stand behind the names with which ``abilities`` tries out Unicode forms."""
_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_UNNAMED = (
    os.O_WRONLY | os.O_TMPFILE | os.O_CLOEXEC
    if hasattr(os, "O_TMPFILE") and os.link in os.supports_dir_fd
    else 0
)


def _as_it_is(_fd: int) -> None:
    """A file that need not be sealed."""


class Temporary:
    """A new file under a name of its own, locked until it is closed.

    Its name has a constant length: a name of 255 bytes plus anything would not fit (`khal` fails
    there).
    """

    def __init__(self, folder: OpenFolder, mode: int) -> None:
        self.folder = folder
        self.fd, self.name = _open_temp(folder, mode)
        self._ours = True

    def write(self, data: bytes) -> None:
        """Writes all of the bytes."""
        _write_all(self.fd, data)

    def close_early(self) -> None:
        """Closes the file where the system renames no open one (Windows).

        Elsewhere the lock is held until the file has its name.
        """
        self.fd = _close_early(self.fd)

    def hold(self) -> None:
        """Gives the file the name under which a person's file may come out of an exchange.

        So whoever finds it after a run was killed knows which of the two it may be.
        """
        if os.name == "nt":  # which renames no open file, and exchanges no names either
            return
        held = self.name + HELD
        folder = self.folder
        os.rename(folder.at(self.name), folder.at(held), src_dir_fd=folder.fd, dst_dir_fd=folder.fd)
        self.name = held

    def named(self) -> None:
        """Says that the file is under its right name by now: what has this one is another's."""
        self._ours = False

    def unnamed(self) -> None:
        """Says that it has not got its right name after all."""
        self._ours = True

    def close(self) -> None:
        """Closes it, and removes it where it has not got its name."""
        try:
            _close(self.fd)
        finally:
            if self._ours:
                _drop(self.folder, self.name)


@contextmanager
def temporary_file(folder: OpenFolder, mode: int) -> Iterator[Temporary]:
    """A file to be written and then named; gone afterwards where it was not."""
    temp = Temporary(folder, mode)
    try:
        yield temp
    finally:
        temp.close()


def replace_file(folder: OpenFolder, name: str, data: bytes, old: os.stat_result) -> None:
    """Puts the bytes in the place of a file that lies there; its mode and owner are kept."""
    with temporary_file(folder, 0o600) as temp:
        temp.write(data)
        give_owner(temp.fd, old)
        give_mode(temp.fd, stat.S_IMODE(old.st_mode))
        temp.close_early()
        os.replace(
            folder.at(temp.name), folder.at(name), src_dir_fd=folder.fd, dst_dir_fd=folder.fd
        )
        temp.named()


def create_file(
    folder: OpenFolder, name: str, data: bytes, *, seal: Callable[[int], None] = _as_it_is
) -> None:
    """Puts the bytes where no file lies; its mode is what the user's umask leaves of 0666.

    ``seal`` gets the open file when all is written and before it has its name. Raises
    FileExistsError where a file lies there, and never overwrites it.
    """
    if not _created_unnamed(folder, name, data, seal):
        _create_by_temp(folder, name, data, seal)


def _created_unnamed(
    folder: OpenFolder, name: str, data: bytes, seal: Callable[[int], None]
) -> bool:
    """Whether the file could be written without a name and then be given one.

    Linux can on most of its own drives; it takes half as long, and a run that is killed leaves
    nothing behind.
    """
    if not _UNNAMED or folder.fd is None:
        return False
    try:
        fd = os.open(".", _UNNAMED, 0o666, dir_fd=folder.fd)
    except OSError:
        return False  # a drive that cannot; any other reason is met, and told, once more
    try:
        _write_all(fd, data)
        seal(fd)
        os.link(f"/proc/self/fd/{fd}", name, dst_dir_fd=folder.fd, follow_symlinks=True)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        return False  # no /proc, no hard links
    finally:
        os.close(fd)
    return True


def _create_by_temp(
    folder: OpenFolder, name: str, data: bytes, seal: Callable[[int], None]
) -> None:
    with temporary_file(folder, 0o666) as temp:
        temp.write(data)
        seal(temp.fd)
        temp.close_early()
        _name_new(folder, temp.name, name)
        temp.named()


def held_name() -> str:
    """A new name for a person's file that is to be looked at before it goes."""
    return f"{TEMPORARY}{os.urandom(8).hex()}{HELD}"


def is_stray(name: str) -> bool:
    """Whether it is a temporary name, or one of ``held_name``."""
    return name.startswith(TEMPORARY) and _STRAY.match(name) is not None  # a pattern takes its time


def sweep_strays(folder: OpenFolder, own: Path) -> None:
    """Deletes the temporary files that a run which was killed left in the folder.

    What was held is left: it may be a person's (see ``recover``).

    A temporary file is locked as long as the run that writes it lives, so one that can be locked
    is a stray. Where files cannot be locked, the system refuses to delete an open file (Windows),
    or it is a stray if this process holds the lock of ``own``, the folder by which the vault is
    locked: nobody else writes then. Without that lock it stays.
    """
    for stray in filter(is_stray, folder.names()):
        if stray.endswith(HELD):
            continue
        with suppress(OSError):
            if _is_abandoned(folder, stray, own):
                os.unlink(folder.at(stray), dir_fd=folder.fd)


def sweep_folders(root: Path, folders: Iterable[str]) -> None:
    """``sweep_strays`` in these folders of a vault, as far as they are there and let us."""
    with folders_below(root) as below:
        for folder in folders:
            with suppress(OSError, DiskError):
                sweep_strays(below.opened(folder), root / OWN_FOLDER)


def drop_strays(folder: OpenFolder) -> None:
    """Deletes temporary files, locked or not: the caller holds the lock of the vault or the folder.

    So nobody lives who could be writing them. What was held is left.
    """
    for name in folder.names():
        if is_stray(name) and not name.endswith(HELD):
            _drop(folder, name)


def _open_temp(folder: OpenFolder, mode: int) -> tuple[int, str]:
    """A new file in the folder, locked."""
    while True:
        temp = f"{TEMPORARY}{os.urandom(8).hex()}"
        fd = os.open(folder.at(temp), _FLAGS, mode, dir_fd=folder.fd)
        try:
            if _is_kept(fd):
                return fd, temp
        except BaseException:
            os.close(fd)
            _drop(folder, temp)
            raise
        os.close(fd)


def _is_kept(fd: int) -> bool:
    """Whether the file is still there once it is locked: another run may have swept it before."""
    if fcntl is None:
        return True
    with suppress(OSError):  # a drive without locks
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return os.fstat(fd).st_nlink > 0


def _is_abandoned(folder: OpenFolder, stray: str, own: Path) -> bool:
    if fcntl is None:
        return True
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(folder.at(stray), flags, dir_fd=folder.fd)
    try:
        return stat.S_ISREG(os.fstat(fd).st_mode) and _is_free(fd, own)
    finally:
        os.close(fd)


def _is_free(fd: int, own: Path) -> bool:
    """Raises OSError where another run has it locked."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return is_own_lock(own)
    return True


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _name_new(folder: OpenFolder, temp: str, name: str) -> None:
    if os.name == "nt":
        os.rename(folder.at(temp), folder.at(name))  # fails there where the name is taken
        return
    fds = {"src_dir_fd": folder.fd, "dst_dir_fd": folder.fd}
    try:
        os.link(folder.at(temp), folder.at(name), follow_symlinks=False, **fds)
    except FileExistsError:
        raise
    except OSError:
        # A drive without hard links (FAT, some phones): take the name with an empty file of our
        # own, then put the whole one there. A person's file is never in that place.
        os.close(os.open(folder.at(name), _FLAGS, 0o600, dir_fd=folder.fd))
        try:
            os.replace(folder.at(temp), folder.at(name), **fds)
        except BaseException:
            _drop(folder, name)
            raise
        return
    os.unlink(folder.at(temp), dir_fd=folder.fd)


def _close_early(fd: int) -> int:
    if os.name != "nt":
        return fd
    os.close(fd)
    return -1


def _close(fd: int) -> None:
    if fd >= 0:
        os.close(fd)


def _drop(folder: OpenFolder, temp: str) -> None:
    with suppress(OSError):
        os.unlink(folder.at(temp), dir_fd=folder.fd)
