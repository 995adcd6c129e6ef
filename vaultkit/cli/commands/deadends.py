"""``vaultkit deadends``: notes without a link out."""

from __future__ import annotations

import click

from vaultkit.app.lists import dead_ends_of, note_form
from vaultkit.cli.command import Command, json_option, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "deadends",
        words=words,
        callback=_deadends,
        params=[json_option(words), total_option(words)],
        help=words.text(
            "List the notes and canvases without a link to anything else. Orphans are among them."
        ),
        examples=("vaultkit deadends", "vaultkit deadends --total"),
    )


@click.pass_context
def _deadends(ctx: click.Context, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    listing = Listing(
        items=dead_ends_of(snapshot),
        form=lambda note: note_form(snapshot, note),
        headings=headings(words, "Note", "Kind"),
        row=lambda note: (note.path, words.text(snapshot.kinds[note.path])),
        nothing=words.text("every note links to something"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))
