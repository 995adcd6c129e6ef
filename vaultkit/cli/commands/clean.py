"""``vaultkit clean``: everything that vaultkit made, taken out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.app.clean import clean, has_regions, plan_clean_up
from vaultkit.app.diff import iter_diff
from vaultkit.app.history import count_past
from vaultkit.app.writing import write
from vaultkit.cli.command import Command, dry_run_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_line, print_words, show_diff
from vaultkit.cli.writing import show_plan
from vaultkit.language.catalog import Catalog

if TYPE_CHECKING:
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
    snapshot = open_snapshot(ctx, makes_folder=False)
    # People's notes come first, under the lock, and into the journal as long as there is one.
    regions = _clean_regions(ctx, dry_run=dry_run) if has_regions(snapshot) else None
    planned = plan_clean_up(snapshot)
    past = count_past(snapshot.root, request_of(ctx).environ)
    if dry_run:
        show_diff(iter_diff(planned.pages, snapshot.pages))
        for edit in planned.own.edits:
            print_line(words.text("would remove {file}", file=edit.path))
    else:
        clean(snapshot, planned)
        pages = words.plural("{n} page removed", "{n} pages removed", len(planned.pages.edits))
        kept = words.plural("{n} page kept", "{n} pages kept", len(planned.pages.diagnostics))
        removed = () if regions is None else (_removed(regions, words),)
        print_line(", ".join((*removed, pages, kept)))
    if past:
        print_words(
            words.plural(
                "{n} entry of the journal goes with .vaultkit: it cannot be undone then",
                "{n} entries of the journal go with .vaultkit: they cannot be undone then",
                past,
            )
        )
    left = () if regions is None else regions.plan.diagnostics
    say_findings((*left, *planned.pages.diagnostics), words)
    return int(bool(left or planned.pages.diagnostics))


def _clean_regions(ctx: click.Context, *, dry_run: bool) -> RegionsPlan:
    with open_for_writing(ctx) as index:
        planned: RegionsPlan = import_module("vaultkit.app.regions").plan_cleaned(index)
        if dry_run:
            show_plan(index, planned.plan)
        elif planned.plan:
            write(index, planned.plan)
    return planned


def _removed(regions: RegionsPlan, words: Catalog) -> str:
    return words.plural("{n} region removed", "{n} regions removed", regions.changed)
