"""Linux's own word of changes: one queue for a watch on each folder.

The C library's three functions are called directly, since everything depends on what watchdog keeps
to itself: that the queue overflowed, and that no more folders can be watched.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.folder import reason_of
from vaultkit.disk.scan import is_text
from vaultkit.disk.watch import Heard, Reason, heard_of, is_watched_name

__all__ = ["Inotify", "ears_of"]

_IN_MODIFY = 0x2
_IN_ATTRIB = 0x4
_IN_CLOSE_WRITE = 0x8
_IN_MOVED_FROM = 0x40
_IN_MOVED_TO = 0x80
_IN_CREATE = 0x100
_IN_DELETE = 0x200
_IN_DELETE_SELF = 0x400
_IN_MOVE_SELF = 0x800
_IN_UNMOUNT = 0x2000
_IN_Q_OVERFLOW = 0x4000
_IN_IGNORED = 0x8000
_IN_ONLYDIR = 0x1000000
_IN_EXCL_UNLINK = 0x4000000
_IN_ISDIR = 0x40000000

_OF_FOLDER = (
    *(_IN_MODIFY, _IN_ATTRIB, _IN_CLOSE_WRITE, _IN_MOVED_FROM, _IN_MOVED_TO, _IN_CREATE),
    *(_IN_DELETE, _IN_DELETE_SELF, _IN_MOVE_SELF, _IN_ONLYDIR, _IN_EXCL_UNLINK),
)
_MASK = sum(_OF_FOLDER)
_SELF = _IN_DELETE_SELF | _IN_MOVE_SELF | _IN_UNMOUNT
_HEAD = struct.Struct("iIII")  # watch, mask, cookie, length of the name
_BUFFER = 1 << 18
_GATHER_S = 0.005
"""What comes so soon after the first word of something is taken together with it."""
_DRAIN_S = 1.0
"""For so long what waits already is taken in as well, however much it is."""
_FULL = frozenset((errno.ENOSPC, errno.EMFILE, errno.ENOMEM))


_Call = Callable[..., int]
"""A function of the C library: less than zero where it failed."""


class Inotify:
    """Ears of one root."""

    def __init__(self, root: Path, fd: int, add: _Call, remove: _Call) -> None:
        self._root = root
        self._fd = fd
        self._add = add
        self._remove = remove
        self._folders: dict[int, str] = {}
        """The folders that are watched, by number of the watch."""
        self._numbers: dict[str, int] = {}
        self._missing: set[str] = set()
        """Folders for which there was no watch left."""
        self._unheard: str | None = None
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)

    @property
    def unheard(self) -> str | None:
        """Why not every folder is watched."""
        return self._unheard

    @property
    def watched(self) -> int:
        """How many folders are watched."""
        return len(self._folders)

    def begin(self, folders: Iterable[str]) -> None:
        """Watches these folders, and all that are found below the root.

        A folder is watched before it is listed, so none comes into it unseen.
        """
        self._missing.clear()
        self._unheard = None
        for folder in self._numbers.keys() - {""}:
            if not os.path.isdir(self._place(folder)):
                self._forget(folder)
        self._watch_tree("")
        for folder in folders:
            # What a link leads to is no folder to ``_watch_tree``, but a look follows it.
            if folder not in self._numbers and self._matters(folder):
                self._watch(folder)

    def lacks(self, folders: Iterable[str]) -> bool:
        """Whether one of these is not watched that could be."""
        known = self._numbers.keys() | self._missing
        return any(folder not in known and self._matters(folder) for folder in folders)

    def wait(self, timeout_s: float) -> Heard:
        """What was heard; waits for it so long at most."""
        if not self._poll.poll(timeout_s * 1000):
            return Heard()
        paths: set[str] = set()
        reasons: set[Reason] = set()
        deadline = time.monotonic() + _GATHER_S
        while True:
            last = time.monotonic()
            for heard in self._iter_heard(os.read(self._fd, _BUFFER)):
                paths |= heard.paths
                reasons |= heard.reasons
            left = deadline - time.monotonic()
            # What waits already is taken in even then: at its end may stand that more was lost.
            if left <= -_DRAIN_S or not self._poll.poll(max(0.0, left) * 1000):
                return Heard(frozenset(paths), frozenset(reasons), time.monotonic() - last)

    def close(self) -> None:
        """Hears no more."""
        with suppress(OSError):
            os.close(self._fd)

    # --- events

    def _iter_heard(self, data: bytes) -> Iterator[Heard]:
        at = 0
        while at < len(data):
            number, mask, _, length = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            name = os.fsdecode(data[at : at + length].rstrip(b"\0"))
            at += length
            yield self._heard(number, mask, name)

    def _heard(self, number: int, mask: int, name: str) -> Heard:
        if mask & _IN_Q_OVERFLOW:
            return Heard(reasons=frozenset({"overflow"}))
        folder = self._folders.get(number)
        if folder is None:
            return Heard()
        if mask & (_SELF | _IN_IGNORED):
            return self._heard_of_itself(number, folder, mask)
        if not name or not is_text(name):
            return Heard()
        path = f"{folder}/{name}" if folder else name
        return self._heard_of_folder(path, mask) if mask & _IN_ISDIR else heard_of(path)

    def _heard_of_folder(self, path: str, mask: int) -> Heard:
        """A folder in a folder that is watched."""
        if not self._matters(path) or mask & _IN_ATTRIB:
            return Heard()
        if mask & (_IN_CREATE | _IN_MOVED_TO):
            self._watch_tree(path)
        elif mask & (_IN_DELETE | _IN_MOVED_FROM):
            self._forget(path)
        reasons: set[Reason] = {"folder", "watches"} if self._missing else {"folder"}
        return Heard(reasons=frozenset(reasons))

    def _heard_of_itself(self, number: int, folder: str, mask: int) -> Heard:
        if mask & _IN_IGNORED:
            self._folders.pop(number, None)
            if self._numbers.get(folder) == number:
                del self._numbers[folder]
        return Heard() if folder else Heard(reasons=frozenset({"root"}))

    # --- watches

    def _place(self, folder: str) -> str:
        return os.path.join(self._root, folder) if folder else str(self._root)

    def _matters(self, folder: str) -> bool:
        return not folder or all(map(is_watched_name, folder.split("/")))

    def _watch_tree(self, folder: str) -> None:
        waiting = [folder]
        while waiting:
            here = waiting.pop()
            self._watch(here)
            below = f"{here}/" if here else ""
            with suppress(OSError), os.scandir(self._place(here)) as entries:
                waiting += [
                    below + entry.name
                    for entry in entries
                    if is_watched_name(entry.name)
                    and is_text(entry.name)
                    and entry.is_dir(follow_symlinks=False)
                ]

    def _watch(self, folder: str) -> None:
        number = self._add(self._fd, os.fsencode(self._place(folder)), _MASK)
        if number < 0:
            self._miss(folder, ctypes.get_errno())
            return
        # The same folder keeps its number wherever it is moved to.
        before = self._folders.get(number)
        if before is not None and before != folder and self._numbers.get(before) == number:
            del self._numbers[before]
        self._folders[number] = folder
        self._numbers[folder] = number

    def _miss(self, folder: str, code: int) -> None:
        if code in (errno.ENOENT, errno.ENOTDIR):
            return  # it went away again
        self._missing.add(folder)
        if code in _FULL or self._unheard is None:
            self._unheard = reason_of(OSError(code, os.strerror(code)))

    def _forget(self, folder: str) -> None:
        """A folder that is no longer there, or was moved out: what happens in it is nothing to us.

        Where it was moved within the root it is watched again under its new name.
        """
        below = f"{folder}/"
        for path in [path for path in self._numbers if path == folder or path.startswith(below)]:
            number = self._numbers.pop(path)
            if self._folders.get(number) == path:
                del self._folders[number]
                self._remove(self._fd, number)


def ears_of(root: Path) -> Inotify:
    """Ears for all folders below the root. Raises OSError where the system has none to give."""
    library = ctypes.CDLL(None, use_errno=True)
    try:
        init, add, remove = (
            library.inotify_init1,
            library.inotify_add_watch,
            library.inotify_rm_watch,
        )
    except AttributeError as error:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from error
    add.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_uint32)
    fd = init(os.O_CLOEXEC | os.O_NONBLOCK)
    if fd < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return Inotify(root, fd, add, remove)
