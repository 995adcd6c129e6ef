"""``vaultkit watch``: index and pages kept as the notes are, for as long as it runs."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import NoReturn

import click

from vaultkit.app.built import has_pages
from vaultkit.app.on_change import OnChange
from vaultkit.app.settings import settings_of
from vaultkit.app.watch import watch
from vaultkit.app.watch_agenda import Timing
from vaultkit.app.watch_events import (
    Event,
    Failed,
    Found,
    Paused,
    Polling,
    Resumed,
    Said,
    Started,
    Stopped,
    Updated,
    event_form,
)
from vaultkit.cli.advice import say_excluded_files
from vaultkit.cli.building import How, find_built
from vaultkit.cli.command import Command, flag, json_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.errors import error_line
from vaultkit.cli.opening import open_for_writing, opening_of
from vaultkit.cli.request import request_of, root_of
from vaultkit.cli.show import at_terminal, print_json, print_line, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["command_of"]

_OF_A_SHELL = frozenset(("&&", "||", "|", ";", "&", ">", ">>", "<"))
_SHOWN = 3
"""Paths that a line names."""


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "watch",
        words=words,
        callback=_watch,
        params=[
            flag("--quiet", words.text("Say nothing but what goes wrong.")),
            flag("--yes", words.text("Do not ask before the first build of a vault.")),
            json_option(words),
            click.Option(
                ["--on-change"],
                metavar="COMMAND",
                help=words.text(
                    "Run this after updates, without a shell; it gets them on stdin, "
                    "one JSON object a line."
                ),
            ),
            click.Option(
                ["--every"],
                type=click.IntRange(min=1, max=86400),
                default=60,
                metavar="SECONDS",
                help=words.text(
                    "Look at the whole vault so often, whatever was heard, and make the topic map "
                    "no more often; without it, every 60 seconds."
                ),
            ),
        ],
        help=words.text(
            "Keep index and pages as the notes are, until you stop it: what `build` does, for "
            "every change and as it comes. It may run beside Obsidian, git and any sync program. "
            "Ctrl-C or SIGTERM ends it."
        ),
        examples=(
            "vaultkit watch",
            "vaultkit watch --quiet",
            "vaultkit watch --json",
            'vaultkit watch --on-change "notify-send vaultkit updated"',
        ),
    )


class _StopError(BaseException):
    """Somebody asked us to end."""


@click.pass_context
def _watch(
    ctx: click.Context, *, quiet: bool, yes: bool, as_json: bool, on_change: str | None, every: int
) -> int:
    request = request_of(ctx)
    root = root_of(ctx)
    command = None
    if on_change is not None:
        command = OnChange(_arguments_of(on_change), root, environ=request.environ)
    if not (yes or _agreed(ctx)):
        print_words(request.words.text("nothing was written"))
        return 0
    show = _shown_as_json if as_json else _Shown(request.words, quiet=quiet)

    def tell(event: Event) -> None:
        show(event)
        sys.stdout.flush()
        if command is not None and isinstance(event, Updated):
            command.add(event_form(event, _now()))

    def between() -> None:
        failed = None if command is None else command.look_after()
        if failed is not None:
            tell(Failed(failed, None))

    timing = Timing(every=float(every))
    try:
        with _stopped_by_signals():
            watch(root, opening_of(ctx), tell, between=between, timing=timing, pid=os.getpid())
    except _StopError:
        tell(Stopped())
    return 0


def _agreed(ctx: click.Context) -> bool:
    """Asks a person at a terminal before the first pages of a vault are made, and then makes them.

    False where the answer is no; nobody is asked where there are pages already.
    """
    if not (at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        return True
    root, words = root_of(ctx), request_of(ctx).words
    config = settings_of(root, opening_of(ctx)).config
    if (root / config.pages_folder).is_dir():
        return True
    with open_for_writing(ctx) as index:
        if has_pages(index):
            return True
        how = How(dry_run=False, shown=False, asked=True)
        if find_built(index, how, words) is None:
            return False
    say_excluded_files(config, words)
    return True


def _arguments_of(command: str) -> Sequence[str]:
    try:
        found = shlex.split(command, posix=os.name != "nt")
    except ValueError as error:
        raise UsageError(
            "--on-change cannot be taken apart into words: {command}",
            values={"command": command},
            hint="see that every quotation mark has its partner",
        ) from error
    if not found:
        raise UsageError(
            "--on-change names no command", hint="give a program with its arguments, in quotes"
        )
    word = next((word for word in found if word in _OF_A_SHELL), None)
    if word is not None:
        raise UsageError(
            "'{word}' is for a shell, and --on-change runs its command without one",
            values={"word": word},
            hint="put the line into a script, and give that",
        )
    return [word.strip('"') for word in found] if os.name == "nt" else found


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Ctrl-C, or what a system sends to end a program, leaves the block at once.

    Whatever is going on may be left: what is written is written whole or taken back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(name, _stop) for name in names]
    try:
        yield
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    # A second one may not interrupt what the first one has cleaned up.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    raise _StopError


# --- for programs


def _now() -> float:
    return datetime.now().timestamp()


def _shown_as_json(event: Event) -> None:
    print_json(event_form(event, _now()))


# --- for people


class _Shown:
    """Events as lines: what was done on stdout, all else on stderr."""

    def __init__(self, words: Catalog, *, quiet: bool) -> None:
        self._words = words
        self._quiet = quiet

    def __call__(self, event: Event) -> None:
        match event:
            case Updated():
                if not self._quiet:
                    print_line(_timed(self._update(event)))
            case Found():
                say_findings([event.diagnostic], self._words)
            case Said():
                reason = error_line(event.reason, self._words)
                print_words(_timed(self._words.text(event.message, reason=reason)))
            case Failed():
                self._say_failure(event)
            case _:
                if not self._quiet or isinstance(event, (Paused, Polling)):
                    print_words(_timed(self._line(event)))

    def _say_failure(self, event: Failed) -> None:
        told = error_line(event.error, self._words)
        if event.again_s is not None:
            told = self._words.text("{reason}; it is tried again", reason=told)
        print_words(_timed(told))

    def _line(self, event: Started | Paused | Polling | Resumed | Stopped) -> str:
        words = self._words
        match event:
            case Started():
                return words.text("watching {vault}; Ctrl-C ends it", vault=visible(event.vault))
            case Paused():
                return words.text(
                    "{vault} is not there; it goes on when it is back", vault=visible(event.vault)
                )
            case Polling(reason=None):
                return words.text("all folders are watched again")
            case Polling():
                return words.text(
                    "not every change is told by the system ({reason}), so the vault is looked at "
                    "every {seconds} s",
                    reason=words.phrase(event.reason or ""),
                    seconds=f"{event.every_s:.0f}",
                )
            case Resumed():
                return words.text("it goes on")
            case Stopped():
                return words.text("stopped")

    def _update(self, event: Updated) -> str:
        words, result = self._words, event.result
        parts = [*self._changes(event)]
        pages = words.text(
            "pages: {written} written, {removed} removed",
            written=result.written,
            removed=result.removed,
        )
        parts.append(pages)
        if result.regions_written or result.regions_removed:
            regions = words.text(
                "regions: {written} written, {removed} removed",
                written=result.regions_written,
                removed=result.regions_removed,
            )
            parts.append(regions)
        parts.append(words.text("{seconds} s", seconds=f"{event.seconds:.2f}"))
        return "; ".join(parts)

    def _changes(self, event: Updated) -> Iterator[str]:
        words, changes = self._words, event.changes
        if event.read is not None:
            yield words.plural("{n} note read", "{n} notes read", event.read)
        if changes.new:
            yield words.plural("{n} new", "{n} new", len(changes.new)) + _some(changes.new)
        if changes.changed:
            count = words.plural("{n} changed", "{n} changed", len(changes.changed))
            yield count + _some(changes.changed)
        if changes.gone:
            yield words.plural("{n} gone", "{n} gone", len(changes.gone)) + _some(changes.gone)
        if changes.moved:
            pairs = [f"{old} -> {new}" for old, new in changes.moved]
            yield words.plural("{n} moved", "{n} moved", len(pairs)) + _some(pairs)


def _timed(line: str) -> str:
    """A line with the time that it is: such lines stand in logs for months."""
    return f"{datetime.now():%H:%M:%S}  {line}"


def _some(paths: Sequence[str]) -> str:
    """The first of the paths, to stand behind their number."""
    more = ", ..." if len(paths) > _SHOWN else ""
    return f": {visible(', '.join(paths[:_SHOWN]))}{more}"
