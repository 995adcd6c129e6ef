"""``vaultkit doctor``: how well a vault can be looked after where it lies."""

from __future__ import annotations

import click

from vaultkit.app.doctor import Symptom, examine, symptom_form
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.request import request_of, root_of
from vaultkit.cli.show import print_json, print_table
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "doctor",
        words=words,
        callback=_doctor,
        params=[json_option(words)],
        help=words.text(
            "Show how safely notes can be written where the vault lies: whether names can be "
            "exchanged, what locks and the disk are good for, and what the journal holds. "
            "Nothing but .vaultkit is touched. The exit code is 1 where there is something to do."
        ),
        examples=("vaultkit doctor", "vaultkit doctor --json | jq -r .health"),
    )


@click.pass_context
def _doctor(ctx: click.Context, as_json: bool) -> int:
    request = request_of(ctx)
    found = examine(root_of(ctx), request.environ)
    if as_json:
        for symptom in found:
            print_json(symptom_form(symptom))
    else:
        words = request.words
        headings = tuple(map(words.text, ("Health", "What", "Found")))
        print_table(headings, (_row(symptom, words) for symptom in found))
    return int(any(symptom.health == "poor" for symptom in found))


def _row(symptom: Symptom, words: Catalog) -> tuple[str, str, str]:
    text = words.text(symptom.message, **symptom.values)
    hint = f" ({words.text(symptom.hint, **symptom.values)})" if symptom.hint else ""
    return words.text(symptom.health), symptom.name, text + hint
