"""``vaultkit facts``: everything that is read from notes."""

from __future__ import annotations

import click

from vaultkit.app.facts import iter_facts, notes_meant
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_table, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.note import Note

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "facts",
        words=words,
        callback=_facts,
        params=[
            click.Argument(["notes"], metavar="[NOTE]...", nargs=-1, required=False),
            json_option(words),
        ],
        help=words.text(
            "Show what is read from notes: links, tags, headings, tasks, properties. "
            "NOTE is a path, a name or an alias; without one, all notes are shown."
        ),
        examples=(
            "vaultkit facts",
            'vaultkit facts "Contacts/Anna Petrova.md" --json',
            "vaultkit facts --json | jq -r 'select(.error) | .path'",
        ),
    )


@click.pass_context
def _facts(ctx: click.Context, notes: tuple[str, ...], as_json: bool) -> None:
    snapshot = open_snapshot(ctx)
    meant = notes_meant(snapshot, notes)
    if as_json:
        for form in iter_facts(snapshot, meant):
            print_json(form)
        return
    words = request_of(ctx).words
    if not meant:
        print_words(words.text("no notes"))
    columns = headings(words, "Note", "Kind", "Links", "Tags", "Headings", "Tasks", "Properties")
    print_table(columns, [_row(snapshot, note, words) for note in meant])


def _row(snapshot: Snapshot, note: Note, words: Catalog) -> tuple[str, ...]:
    sizes = (
        len(snapshot.links[note.path]),
        len(note.tag_names),
        len(note.headings),
        len(note.tasks),
        len(note.properties),
    )
    return (note.path, words.text(snapshot.kinds[note.path]), *(str(size) for size in sizes))
