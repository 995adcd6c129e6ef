"""``vaultkit unresolved``: links that lead nowhere."""

from __future__ import annotations

import click

from vaultkit.app.lists import UnresolvedName, unresolved_form, unresolved_names
from vaultkit.cli.command import Command, json_option, sort_option, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "unresolved",
        words=words,
        callback=_unresolved,
        params=[sort_option(words), json_option(words), total_option(words)],
        help=words.text(
            "List the names that links ask for and no file bears, with the notes that ask."
        ),
        examples=("vaultkit unresolved --sort count", "vaultkit unresolved --json"),
    )


@click.pass_context
def _unresolved(ctx: click.Context, sort: str, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    names = unresolved_names(open_snapshot(ctx))
    if sort == "count":
        names = tuple(sorted(names, key=lambda name: -len(name.links)))
    listing = Listing(
        items=names,
        form=unresolved_form,
        headings=headings(words, "Name", "Links", "First seen in"),
        row=_row,
        nothing=words.text("every link leads somewhere"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))


def _row(name: UnresolvedName) -> tuple[str, ...]:
    first = name.links[0]
    return (name.name, str(len(name.links)), f"{first.source}:{first.link.line}")
