"""``vaultkit links``: the links of a note."""

from __future__ import annotations

import click

from vaultkit.app.lists import links_of, outgoing_form
from vaultkit.app.meant import note_meant
from vaultkit.cli.command import Command, json_option, note_argument, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog
from vaultkit.model.links import ResolvedLink

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "links",
        words=words,
        callback=_links,
        params=[note_argument(), json_option(words), total_option(words)],
        help=words.text(
            "List the links and embeds of a note and where each leads. "
            "NOTE is a path, a name or an alias."
        ),
        examples=('vaultkit links "Anna Petrova"', "vaultkit links Topics/Networking.md --json"),
    )


@click.pass_context
def _links(ctx: click.Context, note: str, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    meant = note_meant(snapshot, note)
    nowhere = words.text("(nowhere)")

    def row(resolved: ResolvedLink) -> tuple[str, ...]:
        link = resolved.link
        return (str(link.line), link.original, resolved.path or nowhere, resolved.relation)

    listing = Listing(
        items=links_of(snapshot, meant.path),
        form=outgoing_form,
        headings=headings(words, "Line", "Link", "Leads to", "Relation"),
        row=row,
        nothing=words.text("{path} has no links", path=meant.path),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))
