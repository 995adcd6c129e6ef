"""The vault that a command reads, taken in with a line of progress for people who wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultkit.app.indexing import (
    MADE_ANEW,
    Index,
    discard_index,
    locked_index,
    moved_aside,
    open_index,
)
from vaultkit.app.settings import NOT_KEPT, Opening, Progress, Saying
from vaultkit.cli.request import Request, request_of, root_of
from vaultkit.cli.show import at_terminal, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import DamagedError, LockedError, StoreError, VaultkitError

if TYPE_CHECKING:
    from vaultkit.app.snapshot import Snapshot

__all__ = [
    "COMPARING",
    "READING",
    "open_for_writing",
    "open_snapshot",
    "opening_of",
    "progress_line",
    "say_index",
]

READING = "reading {done} of {total}"
COMPARING = "comparing {done} of {total}"

READ_ONCE = (
    "the index cannot be made anew while another run writes in this vault, so that everything is "
    "read this once: {reason}"
)

_PATIENCE_S = 0.7
"""Work that is done sooner needs no progress."""
_STEP_S = 0.1
_STORE_KEY = "vaultkit.store"
"""Where click's ``meta`` has the index that was opened last."""
_WRITES_KEY = "vaultkit.writes"
"""Where click's ``meta`` says that this run writes in the vault."""
_KEPT_KEY = "vaultkit.kept"
"""Where click's ``meta`` says that this run does without an index."""


def open_snapshot(
    ctx: click.Context, root: Path | None = None, *, makes_folder: bool = True
) -> Snapshot:
    """The vault asked about, or the one at ``root``, as it is now.

    Without ``makes_folder`` its index is kept only where one is kept already. Raises UsageError
    where there is no vault, ConfigError, DiskError.
    """
    root = root or root_of(ctx)
    with progress_line(ctx) as progress:
        opening = opening_of(ctx, progress=progress)
        if not makes_folder:
            opening = opening._replace(makes_folder=False)
        index = open_index(root, opening)
    ctx.call_on_close(index.store.close)
    ctx.meta[_STORE_KEY] = index.store
    say_index(index.said, request_of(ctx).words)
    # Whoever builds does without it.
    snapshot: Snapshot = import_module("vaultkit.app.snapshot").Snapshot(index)
    return snapshot


@contextmanager
def open_for_writing(
    ctx: click.Context,
    *,
    jobs: int | None = None,
    despite_losses: bool = False,
    makes_folder: bool = True,
) -> Iterator[Index]:
    """The index of the vault asked about, while no other run writes in the vault.

    Without ``makes_folder`` it is kept only where one is kept already.
    Raises LockedError where another one does not end soon, LossError where many notes vanished
    since the last time (``despite_losses`` goes on all the same), and what ``open_snapshot``
    raises.
    """
    root = root_of(ctx)
    ctx.meta[_WRITES_KEY] = True
    with ExitStack() as stack:
        with progress_line(ctx) as progress:
            opening = opening_of(ctx, progress=progress)
            opening = opening._replace(jobs=jobs, despite_losses=despite_losses)
            if not makes_folder:
                opening = opening._replace(makes_folder=False)
            index = stack.enter_context(locked_index(root, opening))
        ctx.meta[_STORE_KEY] = index.store
        say_index(index.said, request_of(ctx).words)
        yield index


def opening_of(ctx: click.Context, *, progress: Progress | None = None) -> Opening:
    """How this run opens its vault. A dry run leaves no folder behind where there was none."""
    return Opening(
        environ=request_of(ctx).environ,
        kept=ctx.meta.get(_KEPT_KEY, True),
        makes_folder=not ctx.params.get("dry_run", False),
        progress=progress,
        command=ctx.command_path.partition(" ")[2],
        line=_line_of(request_of(ctx).arguments),
    )


def _line_of(arguments: Sequence[str]) -> str:
    """The command line, so that it can be read; one with blanks in quotes."""
    return " ".join(
        f'"{argument}"' if not argument or " " in argument else argument for argument in arguments
    )


def throw_index_away(ctx: click.Context, error: DamagedError) -> None:
    """Has the next opening make the index anew, and says so.

    Who only reads waits for nobody: while another run writes, the next opening keeps no index.
    """
    root, opening, words = root_of(ctx), opening_of(ctx), request_of(ctx).words
    store = ctx.meta.get(_STORE_KEY)
    damaged = error.file
    if store is not None:
        damaged = damaged or store.file
        store.close()  # some systems delete no open file
    try:
        if ctx.meta.get(_WRITES_KEY):
            aside = discard_index(root, opening, damaged=damaged)
        else:
            aside = discard_index(root, opening, damaged=damaged, wait_s=0)
    except LockedError:
        if ctx.meta.get(_WRITES_KEY):
            raise
        ctx.meta[_KEPT_KEY] = False
        _say(READ_ONCE, error, words)
        return
    _say(MADE_ANEW, moved_aside(aside) if aside else error, words)


def do_without_index(ctx: click.Context, error: StoreError) -> None:
    """Has the next opening keep no index, and says why."""
    ctx.meta[_KEPT_KEY] = False
    _say(NOT_KEPT, error, request_of(ctx).words)


def say_index(said: Iterable[Saying], words: Catalog) -> None:
    """What a person should hear of the index itself."""
    for message, reason in said:
        _say(message, reason, words)


def _say(message: str, reason: VaultkitError, words: Catalog) -> None:
    told = import_module("vaultkit.cli.errors").error_line(reason, words)
    print_words(words.text(message, reason=told))


@contextmanager
def progress_line(ctx: click.Context, text: str = READING) -> Iterator[Progress | None]:
    """A line of progress for a person who waits; ``text`` is told how much is done."""
    if not at_terminal(sys.stderr):
        yield None
        return
    line = _ProgressLine(request_of(ctx), text)
    try:
        yield line.show
    finally:
        line.clear()


class _ProgressLine:
    """One line on stderr that is written over itself, and gone in the end."""

    def __init__(self, request: Request, text: str) -> None:
        self.request = request
        self.text = text
        self.started = time.monotonic()
        self.shown = 0.0

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started < _PATIENCE_S or now - self.shown < _STEP_S:
            return
        self.shown = now
        text = self.request.words.text(self.text, done=done, total=total)
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
