"""One file put in place whole: a reader sees the old bytes or the new ones, never a part."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress

from vaultkit.disk.folder import OpenFolder

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be deleted anyway
    fcntl = None  # type: ignore[assignment]

__all__ = ["create_file", "replace_file", "sweep_strays"]

_STRAY = re.compile(r"\.vk-[0-9a-f]{16}\Z")
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


def replace_file(folder: OpenFolder, name: str, data: bytes, old: os.stat_result) -> None:
    """Puts the bytes in the place of a file that lies there; its mode and owner are kept."""
    fd, temp = _open_temp(folder, 0o600)
    try:
        _write_all(fd, data)
        _keep_owner_and_mode(fd, old)
        # Windows renames no open file. Elsewhere the lock is held until the file has its name.
        fd = _close_early(fd)
        os.replace(folder.at(temp), folder.at(name), src_dir_fd=folder.fd, dst_dir_fd=folder.fd)
    except BaseException:
        _drop(folder, temp)
        raise
    finally:
        _close(fd)


def create_file(folder: OpenFolder, name: str, data: bytes) -> None:
    """Puts the bytes where no file lies; its mode is what the user's umask leaves of 0666.

    Raises FileExistsError where one does, and never overwrites it.
    """
    if not _created_unnamed(folder, name, data):
        _create_by_temp(folder, name, data)


def _created_unnamed(folder: OpenFolder, name: str, data: bytes) -> bool:
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


def _create_by_temp(folder: OpenFolder, name: str, data: bytes) -> None:
    fd, temp = _open_temp(folder, 0o666)
    try:
        _write_all(fd, data)
        fd = _close_early(fd)
        _name_new(folder, temp, name)
    except BaseException:
        _drop(folder, temp)
        raise
    finally:
        _close(fd)


def sweep_strays(folder: OpenFolder) -> None:
    """Deletes the temporary files that a run which was killed left in the folder.

    A temporary file is locked as long as the run that writes it lives, so one that can be locked
    is a stray. Where files cannot be locked (Windows, some network drives) either the system
    refuses to delete an open file, or the stray stays.
    """
    names = os.listdir(folder.path if folder.fd is None else folder.fd)
    strays = [name for name in names if name.startswith(".vk-")]  # a pattern takes its time
    for stray in filter(_STRAY.match, strays):
        with suppress(OSError):
            if _is_abandoned(folder, stray):
                os.unlink(folder.at(stray), dir_fd=folder.fd)


def _open_temp(folder: OpenFolder, mode: int) -> tuple[int, str]:
    """A new file in the folder, locked. Its name has a constant length: a name of 255 bytes plus
    anything would not fit (`khal` fails there)."""
    while True:
        temp = f".vk-{os.urandom(8).hex()}"
        fd = os.open(folder.at(temp), _FLAGS, mode, dir_fd=folder.fd)
        if fcntl is None:
            return fd, temp
        with suppress(OSError):  # a drive without locks
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(fd).st_nlink:
            return fd, temp
        os.close(fd)  # swept by another run between its making and its lock


def _is_abandoned(folder: OpenFolder, stray: str) -> bool:
    if fcntl is None:
        return True
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    fd = os.open(folder.at(stray), flags, dir_fd=folder.fd)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stat.S_ISREG(os.fstat(fd).st_mode)
    finally:
        os.close(fd)


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _keep_owner_and_mode(fd: int, old: os.stat_result) -> None:
    if not hasattr(os, "fchmod"):
        return
    new = os.fstat(fd)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with suppress(PermissionError):  # only root gives files away
            os.fchown(fd, old.st_uid, old.st_gid)
    os.fchmod(fd, stat.S_IMODE(old.st_mode) & 0o777)


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
        os.replace(folder.at(temp), folder.at(name), **fds)
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
