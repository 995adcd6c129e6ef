"""``vaultkit contacts``: address books of other programs, and the contacts of the vault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.app.contacts_words import CONTACT_WORDS
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.command import Command, dry_run_option, json_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_table, print_words
from vaultkit.language.catalog import Catalog

if TYPE_CHECKING:
    from vaultkit.app.contacts_import import Imported, ImportedCard

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "contacts",
        words=words,
        help=words.text(
            "Exchange contacts with address books, merge them, find doubles. Needs the extra "
            "vaultkit[contacts]."
        ),
        examples=("vaultkit contacts import contacts.vcf --dry-run",),
        commands=(_import_of(words),),
    )


# --- import


def _import_of(words: Catalog) -> Command:
    return Command(
        "import",
        words=words,
        callback=_import,
        params=[
            click.Argument(["paths"], metavar="PATH...", nargs=-1, required=True),
            click.Option(
                ["--folder"],
                metavar="DIR",
                help=words.text("The folder of new contacts. Else the vault's settings say it."),
            ),
            region_option(words),
            _number_option("--max-bytes", words.text("Read larger files too; 5000000.")),
            _number_option("--max-cards", words.text("Read more of a file; 20000.")),
            dry_run_option(words),
            json_option(words),
        ],
        help=words.text(
            "Make contacts of address books. PATH is a .vcf file (vCard 2.1, 3.0, 4.0), a .csv "
            "table of Google, LinkedIn, HubSpot or Salesforce, or a folder of them. Who has a note "
            "already is found by a stable id, else by e-mail address, else by name; what is "
            "missing there is filled in, and what a person typed stays and is reported where a "
            "card says otherwise. All cards are kept beside the notes, so that an export gives "
            "back every field. A second import writes nothing. The exit code is 1 where somebody "
            "should look at a card."
        ),
        examples=(
            "vaultkit contacts import contacts.vcf --dry-run",
            "vaultkit contacts import ~/cards linkedin-Connections.csv --folder People",
            "vaultkit contacts import contacts.csv --json | jq -r 'select(.remarks != [])'",
        ),
    )


def region_option(words: Catalog) -> click.Option:
    """``--region``, which every command takes that reads telephone numbers."""
    return click.Option(
        ["--region"],
        metavar="CC",
        help=words.text(
            "The country of telephone numbers without a country's code, such as SE. Else RU in a "
            "vault written in Russian."
        ),
    )


def _number_option(name: str, help: str) -> click.Option:
    return click.Option([name], type=click.IntRange(min=1), metavar="N", help=help)


@click.pass_context
def _import(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    folder: str | None,
    region: str | None,
    max_bytes: int | None,
    max_cards: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    importing = load("vaultkit.app.contacts_import")
    files = import_module("vaultkit.app.contacts_files")
    usual = files.CardLimits()
    limits = files.CardLimits(max_bytes or usual.size, max_cards or usual.cards)
    request = request_of(ctx)
    found = files.read_contact_files(paths, folder=request.folder, limits=limits)
    with open_for_writing(ctx) as index:
        snapshot = Snapshot(index)
        place = import_module("vaultkit.app.new_note").Place(datetime.now(), request.environ)
        known_region = importing.region_of(snapshot, region)
        imported: Imported = importing.plan_import(
            snapshot, found, place, region=known_region, folder=folder
        )
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, imported.plan)
        elif not dry_run and imported.plan:
            import_module("vaultkit.app.writing").write(index, imported.plan)
    if as_json:
        for card in imported.cards:
            print_json(importing.card_form(card))
        print_json(importing.sum_of_cards(imported.cards, imported.plan))
    else:
        _show(imported.cards, request.words, dry_run=dry_run)
    return int(any(map(importing.is_card_finding, imported.cards)))


def _show(cards: Sequence[ImportedCard], words: Catalog, *, dry_run: bool) -> None:
    rows = [_row(card, words) for card in cards]
    if dry_run:  # the diff is the answer
        for row in rows:
            print_words("\t".join(row))
    else:
        print_table(headings(words, "Place", "Name", "Outcome", "Note", "Remarks"), rows)
    imported = sum(1 for card in cards if card.is_imported)
    print_words(
        words.plural(
            "{n} card: {imported} imported, {named} not",
            "{n} cards: {imported} imported, {named} not",
            len(cards),
            imported=str(imported),
            named=str(len(cards) - imported),
        )
    )


def _row(card: ImportedCard, words: Catalog) -> tuple[str, ...]:
    return (
        f"{card.file}:{card.line}" if card.line else card.file,
        card.name,
        words.text(card.outcome),
        card.path or "",
        "; ".join(words.text(CONTACT_WORDS[each.code], **each.values) for each in card.remarks),
    )
