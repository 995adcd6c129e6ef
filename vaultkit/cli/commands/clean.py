"""``vaultkit clean``: everything that vaultkit made, taken out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.app.clean import (
    CleanPlan,
    check_unwatched,
    clean,
    find_rescued,
    has_regions,
    plan_clean_up,
)
from vaultkit.app.history import count_past
from vaultkit.app.writing import write
from vaultkit.cli.command import Command, dry_run_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_line, print_words, visible
from vaultkit.cli.writing import show_plan
from vaultkit.language.catalog import Catalog
from vaultkit.model.paths import VaultPath

if TYPE_CHECKING:
    from vaultkit.app.indexing import Index
    from vaultkit.app.regions import RegionsPlan

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "clean",
        words=words,
        callback=_clean,
        params=[dry_run_option(words)],
        help=words.text(
            "Take out everything that vaultkit made: regions in notes and index pages that "
            "nobody edited, folders that this leaves empty, and .vaultkit with all that could be "
            "undone. Your notes, what you edited and vaultkit.toml stay."
        ),
        examples=("vaultkit clean --dry-run", "vaultkit clean"),
    )


@click.pass_context
def _clean(ctx: click.Context, dry_run: bool) -> int:
    words = request_of(ctx).words
    with open_for_writing(ctx, despite_losses=True, makes_folder=False) as index:
        if not dry_run:
            check_unwatched(index)
        rescued = find_rescued(index)
        if rescued:
            _say_rescued(rescued, words)
            return 1
        past = count_past(index.root, request_of(ctx).environ)
        # People's notes come first, and into the journal as long as there is one.
        regions = _clean_regions(index, dry_run=dry_run) if has_regions(index) else None
        planned = plan_clean_up(index)
        if dry_run:
            show_plan(index, planned.pages)
            for path in (*planned.index, *(edit.path for edit in planned.own.edits)):
                print_line(words.text("would remove {file}", file=path))
        else:
            clean(index, planned)
            _show_done(planned, regions, words)
    _say_left(planned, past, words)
    left = () if regions is None else regions.plan.diagnostics
    say_findings((*left, *planned.pages.diagnostics), words)
    return int(bool(left or planned.pages.diagnostics))


def _clean_regions(index: Index, *, dry_run: bool) -> RegionsPlan:
    planned: RegionsPlan = import_module("vaultkit.app.regions").plan_cleaned(index)
    if dry_run:
        show_plan(index, planned.plan)
    elif planned.plan:
        write(index, planned.plan)
    return planned


def _show_done(planned: CleanPlan, regions: RegionsPlan | None, words: Catalog) -> None:
    pages = words.plural("{n} page removed", "{n} pages removed", len(planned.pages.edits))
    kept = words.plural("{n} page kept", "{n} pages kept", len(planned.pages.diagnostics))
    removed = () if regions is None else (_removed(regions, words),)
    print_line(", ".join((*removed, pages, kept)))


def _removed(regions: RegionsPlan, words: Catalog) -> str:
    return words.plural("{n} region removed", "{n} regions removed", regions.changed)


def _say_rescued(rescued: Sequence[VaultPath], words: Catalog) -> None:
    print_words(words.text("nothing was removed: these versions of notes lie nowhere else"))
    for path in rescued:
        print_words(f"  {visible(path)}")
    print_words(words.text("  compare them with your notes, then delete them, and clean again"))


def _say_left(planned: CleanPlan, past: int, words: Catalog) -> None:
    if past:
        print_words(
            words.plural(
                "{n} entry of the journal goes with .vaultkit: it cannot be undone then",
                "{n} entries of the journal go with .vaultkit: they cannot be undone then",
                past,
            )
        )
    for folder in planned.left:
        print_words(
            words.text("{folder} stays: another machine or user may undo with it", folder=folder)
        )
