"""``vaultkit clean``: everything that vaultkit made, taken out."""

from __future__ import annotations

import click

from vaultkit.app.clean import clean, plan_clean_up
from vaultkit.app.diff import iter_diff
from vaultkit.cli.command import Command, dry_run_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_line, show_diff
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "clean",
        words=words,
        callback=_clean,
        params=[dry_run_option(words)],
        help=words.text(
            "Take out everything that vaultkit made: index pages that nobody edited, folders "
            "that this leaves empty, and .vaultkit. Notes, edited pages and vaultkit.toml stay."
        ),
        examples=("vaultkit clean --dry-run", "vaultkit clean"),
    )


@click.pass_context
def _clean(ctx: click.Context, dry_run: bool) -> int:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx, makes_folder=False)
    planned = plan_clean_up(snapshot)
    if dry_run:
        show_diff(iter_diff(planned.pages, snapshot.pages))
        for edit in planned.own.edits:
            print_line(words.text("would remove {file}", file=edit.path))
    else:
        clean(snapshot, planned)
        pages = words.plural("{n} page removed", "{n} pages removed", len(planned.pages.edits))
        kept = words.plural("{n} page kept", "{n} pages kept", len(planned.pages.diagnostics))
        print_line(f"{pages}, {kept}")
    say_findings(planned.pages.diagnostics, words)
    return int(bool(planned.pages.diagnostics))
