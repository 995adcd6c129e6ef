"""The system's calls made to fail in this process, one after another."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from vaultkit.disk import exchange as exchange_module

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

CALLS = """close fchmod fchown fstat fsync ftruncate getxattr link listdir listxattr mkdir open read
removexattr rename replace rmdir setxattr stat unlink write""".split()
"""Those of ``os`` that a plan is carried out with. The exchange of names and the lock of an open
file are two more."""


class Killed(BaseException):
    """The process is gone: from here on no call does anything."""


class Failing:
    """Counts calls; the one of a number fails, and those behind it too where ``for_good``."""

    def __init__(self, at: int, error: type[Killed] | int, *, for_good: bool) -> None:
        self.at = at
        self.error = error
        self.for_good = for_good
        self.count = 0
        self.opened: set[int] = set()

    @property
    def reached(self) -> bool:
        return self.count >= self.at

    def heard(self, name: str) -> None:
        self.count += 1
        if self.count == self.at or (self.for_good and self.count > self.at):
            if isinstance(self.error, int):
                raise OSError(self.error, os.strerror(self.error), name)
            raise self.error

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if name == "close" and self.error is not Killed:
                real(*args)  # the system closes a file whatever it answers
                self.opened.discard(args[0])
                return self.heard(name)
            self.heard(name)
            if name == "fsync":  # takes long, and nothing here can tell
                return None
            result = real(*args, **kwargs)
            if name == "open":
                self.opened.add(result)
            elif name == "close":
                self.opened.discard(args[0])
            return result

        return call


@contextmanager
def failing(
    at: int, error: type[Killed] | int = errno.EIO, *, for_good: bool = False
) -> Iterator[Failing]:
    """While the block runs. What it leaves open is closed behind it, as by a process that ends."""
    calls = Failing(at, error, for_good=for_good or error is Killed)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            if hasattr(os, name):
                patch.setattr(os, name, calls.wrapped(name, getattr(os, name)))
        if fcntl is not None:
            patch.setattr(fcntl, "flock", calls.wrapped("flock", fcntl.flock))
        renamed = exchange_module._renamed
        patch.setattr(exchange_module, "_renamed", calls.wrapped("renameat2", renamed))
        try:
            yield calls
        finally:
            patch.undo()
            for fd in calls.opened if error is Killed else ():
                with suppress(OSError):  # given to a file object, and closed with it
                    os.close(fd)
