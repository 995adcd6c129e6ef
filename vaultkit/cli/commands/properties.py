"""``vaultkit properties``: the vault's properties, counted."""

from __future__ import annotations

import click

from vaultkit.app.properties import property_counts, property_form
from vaultkit.cli.command import Command, json_option, sort_option, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "properties",
        words=words,
        callback=_properties,
        params=[sort_option(words), json_option(words), total_option(words)],
        help=words.text(
            "List the properties of notes with the types their values have and the number of "
            "notes that have them."
        ),
        examples=("vaultkit properties --sort count", "vaultkit properties --json"),
    )


@click.pass_context
def _properties(ctx: click.Context, sort: str, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    properties = property_counts(open_snapshot(ctx).listed)
    if sort == "count":
        properties = tuple(sorted(properties, key=lambda item: -item.count))
    listing = Listing(
        items=properties,
        form=property_form,
        headings=headings(words, "Property", "Types", "Notes"),
        row=lambda item: (
            item.name,
            ", ".join(words.text(name) for name in item.types),
            str(item.count),
        ),
        nothing=words.text("no properties"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))
