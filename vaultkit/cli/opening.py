"""The vault that a command reads, taken in with a line of progress for people who wait."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from vaultkit.app.snapshot import Snapshot, take_snapshot
from vaultkit.cli.request import Request, request_of, root_of
from vaultkit.cli.show import at_terminal

__all__ = ["open_snapshot"]

_PATIENCE_S = 0.7
"""Work that is done sooner needs no progress."""
_STEP_S = 0.1


def open_snapshot(ctx: click.Context, root: Path | None = None) -> Snapshot:
    """The vault asked about, or the one at ``root``, read whole.

    Raises UsageError where there is no vault, ConfigError, DiskError.
    """
    request = request_of(ctx)
    root = root or root_of(ctx)
    if not at_terminal(sys.stderr):
        return take_snapshot(root, environ=request.environ)
    line = _ProgressLine(request)
    try:
        return take_snapshot(root, environ=request.environ, progress=line.show)
    finally:
        line.clear()


class _ProgressLine:
    """One line on stderr that is written over itself, and gone in the end."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.started = time.monotonic()
        self.shown = 0.0

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started < _PATIENCE_S or now - self.shown < _STEP_S:
            return
        self.shown = now
        text = self.request.words.text("reading {done} of {total}", done=done, total=total)
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
