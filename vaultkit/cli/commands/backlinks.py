"""``vaultkit backlinks``: the links of other notes that lead to a note."""

from __future__ import annotations

import click

from vaultkit.app.lists import Backlink, backlink_form, backlinks_of
from vaultkit.app.meant import file_meant
from vaultkit.cli.command import Command, json_option, note_argument, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "backlinks",
        words=words,
        callback=_backlinks,
        params=[note_argument(), json_option(words), total_option(words)],
        help=words.text(
            "List the links of other notes that lead to a note or an attachment, each with the "
            "text around it. NOTE is a path, a name or an alias."
        ),
        examples=('vaultkit backlinks "Anna Petrova"', "vaultkit backlinks photo.png --json"),
    )


@click.pass_context
def _backlinks(ctx: click.Context, note: str, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    path = file_meant(snapshot, note)
    listing = Listing(
        items=backlinks_of(snapshot, path),
        form=backlink_form,
        headings=headings(words, "Note", "Line", "Relation", "Text"),
        row=_row,
        nothing=words.text("nothing links to {path}", path=path),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))


def _row(backlink: Backlink) -> tuple[str, ...]:
    resolved = backlink.resolved
    text = " ".join(backlink.text.split()) or resolved.link.original
    return (resolved.source, str(resolved.link.line), resolved.relation, text)
