"""``vaultkit check``: what is wrong in the vault's files."""

from __future__ import annotations

import click

from vaultkit.app.check import check, is_finding
from vaultkit.app.forms import diagnostic_form
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.diagnostics import print_findings, summary_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_words
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "check",
        words=words,
        callback=_check,
        params=[json_option(words)],
        help=words.text(
            "Find what is wrong in the vault's files: links that lead nowhere or to one of "
            "several notes, properties that cannot be read, names that other systems cannot "
            "store. Each finding has a code; the codes under [check] ignore in vaultkit.toml "
            "are left out. The exit code is 1 where there is a warning or an error."
        ),
        examples=(
            "vaultkit check",
            "vaultkit check --json | jq -r 'select(.code == \"link-unresolved\") | .path'",
        ),
    )


@click.pass_context
def _check(ctx: click.Context, as_json: bool) -> int:
    words = request_of(ctx).words
    found = check(open_snapshot(ctx))
    if as_json:
        for diagnostic in found:
            print_json(diagnostic_form(diagnostic))
    else:
        print_findings(found, words)
        print_words(summary_of(found, words))
    return int(any(map(is_finding, found)))
