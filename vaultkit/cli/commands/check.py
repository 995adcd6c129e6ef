"""``vaultkit check``: what is wrong in the vault's files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.app.check import check, is_finding
from vaultkit.app.forms import diagnostic_form
from vaultkit.cli.command import Command, flag, json_option
from vaultkit.cli.diagnostics import print_findings, summary_of
from vaultkit.cli.opening import (
    COMPARING,
    open_snapshot,
    opening_of,
    progress_line,
    say_index,
)
from vaultkit.cli.request import request_of, root_of
from vaultkit.cli.show import print_json, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from vaultkit.app.paranoid import Proof

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "check",
        words=words,
        callback=_check,
        params=[
            flag(
                "--paranoid",
                words.text(
                    "Instead, read the whole vault afresh and compare: is the index right, and "
                    "are the pages?"
                ),
            ),
            json_option(words),
        ],
        help=words.text(
            "Find what is wrong in the vault's files: links that lead nowhere or to one of "
            "several notes, properties that cannot be read, names that other systems cannot "
            "store, what the notes of meetings still lack. Each finding has a code; the codes "
            "under [check] ignore in vaultkit.toml are left out. The exit code is 1 where there "
            "is a warning or an error."
        ),
        examples=(
            "vaultkit check",
            "vaultkit check --paranoid",
            "vaultkit check --json | jq -r 'select(.code == \"link-unresolved\") | .path'",
        ),
    )


@click.pass_context
def _check(ctx: click.Context, paranoid: bool, as_json: bool) -> int:
    words = request_of(ctx).words
    found = _proved(ctx) if paranoid else check(open_snapshot(ctx))
    if as_json:
        for diagnostic in found:
            print_json(diagnostic_form(diagnostic))
    else:
        print_findings(found, words)
        print_words(summary_of(found, words))
    return int(any(map(is_finding, found)))


def _proved(ctx: click.Context) -> tuple[Diagnostic, ...]:
    """What a vault that is read afresh has otherwise, with the numbers said of what was compared.

    Raises DiskError where the vault does not stay as it is, and what opening it raises.
    """
    words = request_of(ctx).words
    # All that makes pages takes a while to load.
    prove = import_module("vaultkit.app.paranoid").prove
    with progress_line(ctx) as reading, progress_line(ctx, COMPARING) as comparing:
        proof: Proof = prove(root_of(ctx), opening_of(ctx, progress=reading), progress=comparing)
    say_index(proof.said, words)
    notes = words.plural("{n} note", "{n} notes", proof.notes)
    pages = words.plural("{n} page", "{n} pages", proof.pages)
    print_words(words.text("compared with the vault read afresh: {what}", what=f"{notes}, {pages}"))
    return proof.diagnostics
