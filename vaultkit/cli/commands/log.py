"""``vaultkit log``: what was written to people's notes."""

from __future__ import annotations

from datetime import datetime

import click

from vaultkit.app.history import Past, find_journal, iter_past, past_form
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.request import request_of, root_of
from vaultkit.cli.show import print_json, print_table, print_words, visible
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "log",
        words=words,
        callback=_log,
        params=[json_option(words)],
        help=words.text(
            "List what vaultkit wrote into your notes, the newest last, with the number that "
            "'vaultkit undo' takes. Index pages are not listed: 'vaultkit build' makes them again. "
            "Entries are kept for 90 days, and only on this machine."
        ),
        examples=("vaultkit log", "vaultkit log --json | jq -r .command"),
    )


@click.pass_context
def _log(ctx: click.Context, as_json: bool) -> None:
    request = request_of(ctx)
    words = request.words
    journal = find_journal(root_of(ctx), request.environ)
    past = () if journal is None else tuple(iter_past(journal))
    if as_json:
        for each in past:
            print_json(past_form(each))
        return
    if not past:
        print_words(words.text("nothing was written into notes yet"))
    headings = tuple(map(words.text, ("Number", "When", "Command", "Files", "State")))
    print_table(headings, (_row(each, words) for each in past))


def _row(past: Past, words: Catalog) -> tuple[str, ...]:
    entry = past.kept.entry
    when = datetime.fromisoformat(entry.when).astimezone()
    return (
        str(past.number),
        f"{when:%Y-%m-%d %H:%M}",
        f"vaultkit {entry.command}",
        _files_of(past, words),
        _state_of(past, words),
    )


def _files_of(past: Past, words: Catalog) -> str:
    """The first of the files by name, and how many there are besides."""
    first, more = visible(past.paths[0]), len(past.paths) - 1
    if not more:
        return first
    return words.plural("{first} and {n} more", "{first} and {n} more", more, first=first)


def _state_of(past: Past, words: Catalog) -> str:
    if past.undone_by is not None:
        return words.text("undone by {number}", number=str(past.undone_by))
    if past.kept.state != "done":
        return words.text("interrupted")
    if past.kept.entry.undoes is not None:
        return words.text("undoes {number}", number=str(past.kept.entry.undoes))
    return words.text("done")
