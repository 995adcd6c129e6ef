"""``vaultkit tags``: the vault's tags, counted."""

from __future__ import annotations

import click

from vaultkit.app.tags import TagCount, tag_counts, tag_form
from vaultkit.cli.command import Command, flag, json_option, sort_option, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "tags",
        words=words,
        callback=_tags,
        params=[
            flag("--tree", words.text("Indent nested tags below their parents.")),
            sort_option(words),
            json_option(words),
            total_option(words),
        ],
        help=words.text(
            "List tags with the number of notes that have them. A parent's number includes "
            "the notes of the tags below it."
        ),
        examples=("vaultkit tags --sort count", "vaultkit tags --tree", "vaultkit tags --json"),
    )


@click.pass_context
def _tags(ctx: click.Context, tree: bool, sort: str, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    tags = tag_counts(open_snapshot(ctx).listed)
    if sort == "count" and not tree:
        tags = tuple(sorted(tags, key=lambda tag: -tag.count))
    listing = Listing(
        items=tags,
        form=tag_form,
        headings=headings(words, "Tag", "Notes"),
        row=_tree_row if tree else _row,
        nothing=words.text("no tags"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))


def _row(tag: TagCount) -> tuple[str, ...]:
    return (f"#{tag.name}", str(tag.count))


def _tree_row(tag: TagCount) -> tuple[str, ...]:
    last = tag.name.rpartition("/")[2]
    return ("  " * tag.depth + (last if tag.depth else f"#{last}"), str(tag.count))
