"""``vaultkit contacts``: address books of other programs, and the contacts of the vault."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.app.contacts_words import CONTACT_WORDS
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.answer import check_file_options, file_options, put_answer
from vaultkit.cli.calendar_options import number_option
from vaultkit.cli.command import Command, dry_run_option, json_option, object_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.contacts_kept import due_command, show_command
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.errors import translated_phrases
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import (
    print_json,
    print_line,
    print_table,
    print_words,
    visible,
)
from vaultkit.language.catalog import Catalog
from vaultkit.model.calendar import Remark
from vaultkit.model.errors import UsageError

if TYPE_CHECKING:
    from vaultkit.app.contacts_dedupe import Double
    from vaultkit.app.contacts_import import Imported
    from vaultkit.app.contacts_merge import Merge
    from vaultkit.app.contacts_told import ImportedCard

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "contacts",
        words=words,
        help=words.text(
            "See whom it is time to meet, exchange contacts with address books, merge them, find "
            "doubles. The exchange needs the extra vaultkit[contacts]."
        ),
        examples=(
            "vaultkit contacts due",
            "vaultkit contacts import contacts.vcf --dry-run",
            "vaultkit contacts export -o contacts.vcf",
            "vaultkit contacts dedupe --json",
        ),
        commands=(
            due_command(words),
            show_command(words),
            _import_of(words),
            _export_of(words),
            _merge_of(words),
            _dedupe_of(words),
        ),
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
            number_option("--max-bytes", words.text("Read larger files too; 5000000.")),
            number_option("--max-cards", words.text("Read more of a file; 20000.")),
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


def _region(snapshot: Snapshot, named: str | None) -> str:
    region: str = load("vaultkit.app.contacts_region").region_of(snapshot, named)
    return region


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
    telling = import_module("vaultkit.app.contacts_told")
    usual = files.CardLimits()
    limits = files.CardLimits(max_bytes or usual.size, max_cards or usual.cards)
    request = request_of(ctx)
    found = files.read_contact_files(paths, folder=request.folder, limits=limits)
    with open_for_writing(ctx) as index:
        snapshot = Snapshot(index)
        place = import_module("vaultkit.app.new_note").Place(datetime.now(), request.environ)
        known_region = _region(snapshot, region)
        imported: Imported = importing.plan_import(
            snapshot, found, place, region=known_region, folder=folder
        )
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, imported.plan)
        elif not dry_run and imported.plan:
            import_module("vaultkit.app.writing").write(index, imported.plan)
    if as_json:
        for card in imported.cards:
            print_json(telling.card_form(card))
        print_json(telling.sum_of_cards(imported.cards, imported.plan))
    else:
        _show(imported.cards, request.words, dry_run=dry_run)
    return int(any(map(telling.is_card_finding, imported.cards)))


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
        "; ".join(_said(each, words) for each in card.remarks),
    )


def _said(remark: Remark, words: Catalog) -> str:
    return words.text(CONTACT_WORDS[remark.code], **translated_phrases(remark.values, words))


# --- export


def _export_of(words: Catalog) -> Command:
    return Command(
        "export",
        words=words,
        callback=_export,
        params=[
            click.Argument(["notes"], metavar="[NOTE]...", nargs=-1),
            click.Option(
                ["--format", "form"],
                type=click.Choice(
                    ["vcard3", "vcard4", "google", "hubspot", "salesforce", "linkedin"]
                ),
                default="vcard4",
                help=words.text("vCard 3.0 or 4.0, or the table of a program; vcard4."),
            ),
            click.Option(
                ["--tag", "tags"],
                metavar="TAG",
                multiple=True,
                help=words.text("Only contacts with this tag; may be given several times."),
            ),
            region_option(words),
            *file_options(words, help=words.text("Write into a file instead of printing.")),
        ],
        help=words.text(
            "Write contacts for other programs: those named, else all. What cards of an import "
            "said comes back with every field, and what a note says otherwise comes from the note. "
            "The same vault gives the same bytes. Cells of tables that a spreadsheet would take "
            "for a formula get an apostrophe, telephone numbers do not."
        ),
        examples=(
            "vaultkit contacts export -o contacts.vcf",
            "vaultkit contacts export 'Anna Petrova' --format vcard3",
            "vaultkit contacts export --format hubspot --tag partners -o contacts.csv",
        ),
    )


@click.pass_context
def _export(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    notes: tuple[str, ...],
    form: str,
    tags: tuple[str, ...],
    region: str | None,
    output: str | None,
    force: bool,
    dry_run: bool,
) -> int:
    check_file_options(output, {"--force": force, "--dry-run": dry_run})
    exporting = load("vaultkit.app.contacts_export")
    if notes and tags:
        raise UsageError("--tag does not go with NOTE", hint="give one of them")
    request = request_of(ctx)
    snapshot = open_snapshot(ctx)
    meant = exporting.contacts_meant(snapshot, notes, tags)
    data: bytes = exporting.exported(snapshot, meant, form, region=_region(snapshot, region))
    told = request.words.plural("{n} contact", "{n} contacts", len(meant))
    return put_answer(request, snapshot.root, output, data, told=told, force=force, dry_run=dry_run)


# --- merge


def _merge_of(words: Catalog) -> Command:
    return Command(
        "merge",
        words=words,
        callback=_merge,
        params=[
            click.Argument(["first"], metavar="A"),
            click.Argument(["second"], metavar="B"),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Make contact B part of contact A: properties are united, B's text comes below A's, "
            "every link to B leads to A, and B's names become aliases of A. Where both have a "
            "value, A's stays, and B's stands in the text. Nothing is lost, and 'vaultkit undo' "
            "takes it back."
        ),
        examples=(
            "vaultkit contacts merge 'Anna Petrova' 'A. Petrova' --dry-run",
            "vaultkit contacts merge Contacts/Anna.md Contacts/Anya.md",
        ),
    )


@click.pass_context
def _merge(ctx: click.Context, first: str, second: str, dry_run: bool, as_json: bool) -> int:
    merging = load("vaultkit.app.contacts_merge")
    words = request_of(ctx).words
    with open_for_writing(ctx) as index:
        merge: Merge = merging.plan_merge(index, first, second)
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, merge.plan)
        if not dry_run and not merge.refused:
            import_module("vaultkit.app.writing").write(index, merge.plan)
    if as_json:
        print_json(merging.merge_form(merge))
        return int(bool(merge.refused))
    if not merge.refused:
        (print_words if dry_run else print_line)(visible(_merge_summary(merge, words)))
    say_findings((*merge.refused, *merge.plan.diagnostics), words)
    return int(bool(merge.refused))


def _merge_summary(merge: Merge, words: Catalog) -> str:
    done = words.text("{old} is now part of {new}", old=merge.gone, new=merge.kept)
    links = words.plural("{n} link", "{n} links", merge.rewritten)
    notes = words.plural("{n} note", "{n} notes", merge.notes)
    said = words.text(
        "{done}; written anew: {places} in {notes}", done=done, places=links, notes=notes
    )
    if merge.told:
        names = ", ".join(merge.told)
        return words.text("{done}; now in the text: {names}", done=said, names=names)
    return said


# --- dedupe


def _dedupe_of(words: Catalog) -> Command:
    return Command(
        "dedupe",
        words=words,
        callback=_dedupe,
        params=[region_option(words), json_option(words)],
        help=words.text(
            "Propose contacts that may be one person, the likeliest first, with the reasons: the "
            "same id, e-mail address, telephone number or name, or names that sound alike in "
            "Latin and Cyrillic. Nothing is changed; 'vaultkit contacts merge' does that."
        ),
        examples=(
            "vaultkit contacts dedupe",
            "vaultkit contacts dedupe --json | jq -r 'select(.score >= 80) | [.a, .b] | @tsv'",
        ),
    )


@click.pass_context
def _dedupe(ctx: click.Context, region: str | None, as_json: bool) -> int:
    finding = load("vaultkit.app.contacts_dedupe")
    snapshot = open_snapshot(ctx)
    doubles: Sequence[Double] = finding.doubles_of(snapshot, region=_region(snapshot, region))
    words = request_of(ctx).words
    if as_json:
        for double in doubles:
            print_json(finding.double_form(double))
        return 0
    rows = [
        (
            str(double.score),
            double.one,
            double.other,
            "; ".join(
                words.text(finding.DOUBLE_REASONS[each.code][1], value=each.value)
                for each in double.reasons
            ),
        )
        for double in doubles
    ]
    print_table(headings(words, "Of 100", "Note", "Other note", "Reasons"), rows)
    print_words(words.plural("{n} pair may be one person", "{n} pairs may be one", len(rows)))
    return 0
