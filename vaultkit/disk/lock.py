"""One writer at a time: a lock that the system releases when its process dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import close_read, reason_of
from vaultkit.disk.host import host_name
from vaultkit.model.errors import DiskError, LockedError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["LOCK_NAMES", "NO_LOCKS", "Holder", "is_locked", "is_own_lock", "lock", "shown_since"]

_NAME = "lock"
_NAME_BY_HAND = "lock.held"
"""The lock where the file system knows none: it is held as long as this file lies there."""
LOCK_NAMES = (_NAME, _NAME_BY_HAND)
"""The files by which a folder is locked."""

_OPEN = (
    getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in its place is not waited for
    | getattr(os, "O_BINARY", 0)
)
NO_LOCKS = frozenset((errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOLCK, errno.EINVAL))
"""What a file system that knows no locks answers."""
_FIRST_WAIT_S = 0.005
_LONGEST_WAIT_S = 0.25
_MOST_ASKED = 200
_MOST_BYTES = 4096

_held: set[int] = set()
"""The open files that carry our locks. A process that is forked off (a worker of a pool) gets
them with the locks, and would keep a vault locked after its parent was killed; so it closes them.
Which files are open is the process's own state: there is no other place to keep it."""


class Holder(NamedTuple):
    """Who holds a lock, as far as it said: ``pid`` 0 and empty texts are not known."""

    pid: int
    command: str
    since: str
    """UTC, ISO 8601."""
    host: str


_UNKNOWN = Holder(0, "", "", "")


@contextmanager
def lock(folder: Path, *, command: str, wait_s: float = 0) -> Iterator[None]:
    """The folder's one lock, for as long as the block runs or this process lives.

    ``command`` is told to whoever finds it locked. With ``wait_s`` a lock that is held is waited
    for, but never one that this very process holds: that wait would not end.

    Raises LockedError where it stays held, DiskError where no file can be written there.
    """
    me = Holder(os.getpid(), command, _now(), host_name())
    try:
        release = _wait_for(folder, me, wait_s)
    except OSError as error:
        raise DiskError(
            "the vault cannot be locked: {reason}",
            where=str(folder / _NAME),
            hint="see that you may write there",
            values={"reason": reason_of(error)},
        ) from error
    try:
        yield
    finally:
        release()


def is_locked(folder: Path) -> Holder | None:
    """Who holds the folder's lock, or None where nobody does. Never waits, writes nothing.

    Raises DiskError where that cannot be found out.
    """
    try:
        return _find_holder(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskError(
            "cannot be read: {reason}",
            where=str(folder / _NAME),
            hint="see that you may read it",
            values={"reason": reason_of(error)},
        ) from error


def is_own_lock(folder: Path) -> bool:
    """Whether this very process holds the folder's lock; not where that cannot be found out."""
    with suppress(DiskError):
        holder = is_locked(folder)
        return holder is not None and (holder.pid, holder.host) == (os.getpid(), host_name())
    return False


def _find_holder(folder: Path) -> Holder | None:
    fd = os.open(folder / _NAME, os.O_RDONLY | _OPEN)
    try:
        return _holder_in(fd) if _is_held(fd) else None
    except OSError as error:
        if error.errno in NO_LOCKS:
            return _find_holder_by_hand(folder)
        raise
    finally:
        close_read(fd)


def _wait_for(folder: Path, me: Holder, wait_s: float) -> Callable[[], None]:
    deadline = time.monotonic() + wait_s
    pause = _FIRST_WAIT_S
    while True:
        taken = _take(folder, me)
        if not isinstance(taken, Holder):
            return taken
        left = deadline - time.monotonic()
        if left <= 0 or (taken.pid, taken.host) == (me.pid, me.host):
            raise _locked(folder, taken, me)
        time.sleep(min(pause, left))
        pause = min(2 * pause, _LONGEST_WAIT_S)


def _take(folder: Path, me: Holder) -> Callable[[], None] | Holder:
    """How to give the lock back, or who holds it."""
    fd, is_ours = _opened(folder / _NAME)
    _held.add(fd)
    try:
        if not _lock_soon(fd):
            holder = _holder_in(fd)
            _close(fd)
            return holder
        if not os.fstat(fd).st_nlink:  # deleted between its opening and its lock
            _close(fd)
            return _take(folder, me)
        if is_ours:
            _say(fd, me)
    except OSError as error:
        _close(fd)
        if error.errno in NO_LOCKS:
            return _take_by_hand(folder, me)
        raise
    return partial(_release, fd)


def _opened(place: Path) -> tuple[int, bool]:
    """The file that carries the lock, and whether it may be written.

    That of another user, who may write in the vault too, is locked all the same.
    """
    try:
        return os.open(place, os.O_RDWR | os.O_CREAT | _OPEN, 0o644), True
    except PermissionError:
        return os.open(place, os.O_RDONLY | _OPEN), False


def _lock_soon(fd: int) -> bool:
    """False where another holds the lock. One who only asks about it is gone in a moment."""
    for _ in range(_MOST_ASKED):
        if _lock_now(fd):
            return True
        if _is_held(fd):
            return False
        time.sleep(_FIRST_WAIT_S)
    return False


def _release(fd: int) -> None:
    if fd in _held:  # not in a forked process that came out of its parent's block
        with suppress(OSError):
            os.ftruncate(fd, 0)
        _close(fd)


def _close(fd: int) -> None:
    """Lets go of the lock, which the system does also where it tells of an error."""
    _held.discard(fd)
    with suppress(OSError):  # nothing of value is written there
        os.close(fd)


def _forget_locks() -> None:
    while _held:
        os.close(_held.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_locks)


# --- what the system offers

if sys.platform == "win32":
    _BEYOND = 1 << 30
    """Where the lock lies: whoever reads the bytes that are locked is refused."""

    def _lock_now(fd: int) -> bool:
        os.lseek(fd, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def _is_held(fd: int) -> bool:
        # There is no shared lock here, so another who asks looks like one who holds it: ask twice.
        for pause in (_FIRST_WAIT_S, 0.0):
            if _lock_now(fd):
                msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
                return False
            time.sleep(pause)
        return True

else:

    def _lock_now(fd: int) -> bool:
        return _flock(fd, fcntl.LOCK_EX)

    def _is_held(fd: int) -> bool:
        # Those who ask share the lock, so they are not taken for one another's writer.
        if not _flock(fd, fcntl.LOCK_SH):
            return True
        fcntl.flock(fd, fcntl.LOCK_UN)
        return False

    def _flock(fd: int, kind: int) -> bool:
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


# --- a file system without locks


def _take_by_hand(folder: Path, me: Holder) -> Callable[[], None] | Holder:
    place = folder / _NAME_BY_HAND
    while True:
        try:
            fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o600)
            break
        except FileExistsError:
            if (holder := _find_holder_by_hand(folder)) is not None:
                return holder
            _sweep(place)
    try:
        _say(fd, me)
    finally:
        os.close(fd)
    return partial(_remove_own, place, me.pid)


def _find_holder_by_hand(folder: Path) -> Holder | None:
    """None also where the process that made the file is gone."""
    try:
        fd = os.open(folder / _NAME_BY_HAND, os.O_RDONLY | _OPEN)
    except FileNotFoundError:
        return None
    try:
        holder = _holder_in(fd)
    finally:
        os.close(fd)
    return None if holder.host == host_name() and _is_gone(holder.pid) else holder


def _sweep(place: Path) -> None:
    """Takes away the file of a process that is gone, and puts back one that is not that."""
    aside = place.with_name(f"{_NAME_BY_HAND}.{os.getpid()}")
    with suppress(FileNotFoundError):
        os.replace(place, aside)
        fd = os.open(aside, os.O_RDONLY | _OPEN)
        try:
            holder = _holder_in(fd)
        finally:
            os.close(fd)
        if _is_gone(holder.pid):
            os.unlink(aside)
        else:
            os.replace(aside, place)  # another was quicker to sweep, and holds it now


def _remove_own(place: Path, pid: int) -> None:
    if pid == os.getpid():
        with suppress(OSError):
            os.unlink(place)


def _is_gone(pid: int) -> bool:
    if pid <= 0 or sys.platform == "win32":  # os.kill would end the process there
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


# --- who it is


def _say(fd: int, holder: Holder) -> None:
    os.lseek(fd, 0, os.SEEK_SET)
    os.ftruncate(fd, 0)
    os.write(fd, import_module("json").dumps(holder._asdict()).encode("ascii"))


def _holder_in(fd: int) -> Holder:
    os.lseek(fd, 0, os.SEEK_SET)
    try:
        said = import_module("json").loads(os.read(fd, _MOST_BYTES))
        holder = Holder(**said)
    except (ValueError, TypeError, RecursionError):
        return _UNKNOWN
    told = (holder.command, holder.since, holder.host)
    right = isinstance(holder.pid, int) and all(isinstance(text, str) for text in told)
    return holder if right and 0 < holder.pid < 1 << 31 else _UNKNOWN


def _locked(folder: Path, holder: Holder, me: Holder) -> LockedError:
    values = {
        "command": holder.command,
        "pid": str(holder.pid),
        "host": holder.host,
        "since": shown_since(holder.since),
    }
    if holder == _UNKNOWN:
        message = "another run of vaultkit is writing in this vault"
    elif holder.host == me.host:
        message = "this vault is locked: {command}, process {pid}, since {since}"
    else:
        message = "this vault is locked: {command}, process {pid} on {host}, since {since}"
    by_hand = os.path.lexists(folder / _NAME_BY_HAND)
    return LockedError(
        message,
        where=str(folder / (_NAME_BY_HAND if by_hand else _NAME)),
        hint=(
            "wait until it is done; delete this file if no such process runs any more"
            if by_hand
            else "wait until it is done, then run the command again"
        ),
        values=values,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def shown_since(since: str) -> str:
    """The time of day where the reader is, with the date unless it is today."""
    try:
        then = datetime.fromisoformat(since).astimezone()
    except (ValueError, OverflowError, OSError):
        return since
    today = then.date() == datetime.now(then.tzinfo).date()
    return f"{then:%H:%M}" if today else f"{then:%Y-%m-%d %H:%M}"
