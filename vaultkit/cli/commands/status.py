"""``vaultkit status``: what the index knows, how old it is, what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from vaultkit.app.settings import NOT_KEPT
from vaultkit.app.status import SHOWN, Known, Status, status_form, status_of, watcher_state
from vaultkit.cli.command import Command, object_option
from vaultkit.cli.errors import error_line
from vaultkit.cli.opening import opening_of
from vaultkit.cli.request import request_of, root_of
from vaultkit.cli.show import print_json, print_line, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import DamagedError

__all__ = ["command_of"]

_MEGABYTE = 1_000_000


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "status",
        words=words,
        callback=_status,
        params=[object_option(words)],
        help=words.text(
            "Show what the index of the vault knows, when it took in a change last, and which "
            "files changed since. It only looks: the index stays as it is."
        ),
        examples=("vaultkit status", "vaultkit status --json"),
    )


@click.pass_context
def _status(ctx: click.Context, as_json: bool) -> None:
    words = request_of(ctx).words
    root = root_of(ctx)
    status = status_of(root, opening_of(ctx))
    if as_json:
        print_json(status_form(status, root))
        return
    if status.barred is not None:
        print_words(words.text(NOT_KEPT, reason=error_line(status.barred, words)))
    elif status.place is None:
        print_words(words.text("there is no index yet; any command that reads the vault makes it"))
    for line in _iter_lines(status, words):
        print_line(visible(line))


def _iter_lines(status: Status, words: Catalog) -> Iterator[str]:
    known = status.known
    if known is not None:
        yield from _iter_known(known, words)
    if status.unusable is not None:
        reason = error_line(status.unusable, words)
        if isinstance(status.unusable, DamagedError):
            yield words.text("the next run makes the index anew: {reason}", reason=reason)
        else:
            yield words.text(NOT_KEPT, reason=reason)
    if known is not None and known.updated is not None:
        yield words.text("last change taken in {time}", time=_local(known.updated))
    if status.place is not None:
        size = f"{status.size / _MEGABYTE:.1f}"
        yield words.text("index: {file}, {size} MB", file=str(status.place), size=size)
    holder = status.holder
    if holder is not None:
        yield words.text(
            "a run is writing now: {command}, process {pid}", command=holder.command, pid=holder.pid
        )
    yield from _iter_watchers(status, words)


def _iter_watchers(status: Status, words: Catalog) -> Iterator[str]:
    for watcher in status.watchers:
        state = watcher_state(watcher)
        values = {"pid": watcher.holder.pid, "since": _local_text(watcher.holder.since)}
        match state["state"]:
            case "failing":
                text = words.text(
                    "a watcher runs (process {pid}, since {since}) and tries again: {error}",
                    **values,
                    error=state["error"] or "",
                )
            case "paused":
                text = words.text(
                    "a watcher runs (process {pid}, since {since}) and waits for the vault's "
                    "folder",
                    **values,
                )
            case _:
                text = words.plural(
                    "a watcher runs (process {pid}, since {since}): {n} update",
                    "a watcher runs (process {pid}, since {since}): {n} updates",
                    int(str(state["updates"] or 0)),
                    **values,
                )
        yield text
        if state["polling"] is not None:
            yield words.text(
                "it looks at the vault from time to time, since the system does not tell it of "
                "every change: {reason}",
                reason=words.phrase(str(state["polling"])),
            )


def _iter_known(known: Known, words: Catalog) -> Iterator[str]:
    counts = known.counts
    numbers = (
        words.plural("{n} note", "{n} notes", counts.notes),
        words.plural("{n} link", "{n} links", counts.links),
        words.plural("{n} file", "{n} files", counts.files),
        words.plural("{n} page", "{n} pages", counts.pages),
    )
    yield ", ".join(numbers)
    yield _pages(known, words)
    if not known.changes:
        yield words.text("nothing changed since")
        return
    yield words.text(
        "changed since: {new} new, {changed} changed, {gone} gone",
        **{what: len(known.paths(what)) for what in ("new", "changed", "gone")},
    )
    for change in known.changes[:SHOWN]:
        yield f"    {_marks(words)[change.what]}  {change.path}"
    left = len(known.changes) - SHOWN
    if left > 0:
        yield f"    {words.plural('and {n} more', 'and {n} more', left)}"


def _marks(words: Catalog) -> dict[str, str]:
    marks = {
        "new": words.text("new"),
        "changed": words.text("changed"),
        "gone": words.text("gone"),
    }
    width = max(map(len, marks.values()))
    return {what: text.ljust(width) for what, text in marks.items()}


def _pages(known: Known, words: Catalog) -> str:
    match known.pages:
        case "none":
            return words.text("no index pages were made")
        case "unknown":
            return words.text("the index was made anew; the next build looks at all index pages")
        case "current" if known.left:
            return words.text(
                "the index pages are up to date but for those that a build leaves ({n}); "
                "vaultkit check says which",
                n=known.left,
            )
        case "current":
            return words.text("the index pages are up to date")
        case "behind":
            return words.text("some index pages or regions are to be made again")


def _local_text(moment: str) -> str:
    try:
        return _local(datetime.fromisoformat(moment))
    except (ValueError, OverflowError):
        return moment


def _local(moment: datetime) -> str:
    """The time where the reader is."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
