"""``vaultkit meetings``: the meetings of the vault and those of a CRM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from vaultkit.app.crm_words import CRM_WORDS
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.answer import check_file_options, file_options, put_answer
from vaultkit.cli.calendar_options import (
    day_options,
    number_option,
    paths_argument,
    window_asked,
    zone_option,
)
from vaultkit.cli.command import Command, dry_run_option, flag, json_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.place import place_of
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_headed_table, print_json, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.calendar import Remark
from vaultkit.model.errors import UsageError

if TYPE_CHECKING:
    from vaultkit.app.crm_export import ExportedMeetings
    from vaultkit.app.crm_import import CrmImport
    from vaultkit.app.crm_words import ImportedRow

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "meetings",
        words=words,
        help=words.text(
            "Exchange meetings with HubSpot and Salesforce, by tables. Needs the extra "
            "vaultkit[calendar]. People are exchanged by 'vaultkit contacts'."
        ),
        examples=(
            "vaultkit meetings export --format hubspot --tz Europe/Stockholm -o meetings.csv",
            "vaultkit meetings import meetings.csv --dry-run",
        ),
        commands=(_import_of(words), _export_of(words)),
    )


def _zone_option(words: Catalog) -> click.Option:
    return zone_option(words.text("The time zone of times that name none; UTC."))


# --- import


def _import_of(words: Catalog) -> Command:
    return Command(
        "import",
        words=words,
        callback=_import,
        params=[
            paths_argument(),
            _zone_option(words),
            number_option("--max-bytes", words.text("Read larger files too; 5000000.")),
            number_option("--max-rows", words.text("Read more of a file; 20000.")),
            dry_run_option(words),
            json_option(words),
        ],
        help=words.text(
            "Make notes of a CRM's meetings. PATH is a .csv table of meetings of HubSpot or "
            "Salesforce, or a folder of them. A meeting that has a note already is found by its id "
            "in external_ids, else by its title and begin; what is missing there is filled in, and "
            "what the note says stays and is reported where a row says otherwise. A second import "
            "writes nothing. The exit code is 1 where somebody should look at a row, or a note "
            "cannot be edited."
        ),
        examples=(
            "vaultkit meetings import hubspot.csv --tz Europe/Stockholm --dry-run",
            "vaultkit meetings import events.csv --json | jq -r 'select(.remarks != [])'",
        ),
    )


@click.pass_context
def _import(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    zone: str,
    max_bytes: int | None,
    max_rows: int | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    request = request_of(ctx)
    importing = load("vaultkit.app.crm_import")
    telling = import_module("vaultkit.app.crm_words")
    usual = importing.MeetingLimits()
    limits = importing.MeetingLimits(max_bytes or usual.size, max_rows or usual.rows)
    known_zone, _ = window_asked(None, None, zone)
    is_named = ctx.get_parameter_source("zone") is not ParameterSource.DEFAULT
    found = importing.read_meeting_files(
        paths, folder=request.folder, zone=known_zone, limits=limits
    )
    found = importing.without_doubt(found) if is_named else found
    with open_for_writing(ctx) as index:
        done: CrmImport = importing.plan_import(Snapshot(index), found, place_of(ctx))
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, done.plan)
        elif not dry_run and done.plan:
            import_module("vaultkit.app.writing").write(index, done.plan)
    if as_json:
        for row in done.rows:
            print_json(telling.row_form(row))
        print_json(telling.sum_of_rows(done.rows, done.plan))
    else:
        _show(done.rows, request.words, dry_run=dry_run)
    say_findings(done.plan.diagnostics, request.words)
    return int(bool(done.plan.diagnostics) or any(map(telling.is_row_finding, done.rows)))


def _show(rows: Sequence[ImportedRow], words: Catalog, *, dry_run: bool) -> None:
    lines = [_line(row, words) for row in rows]
    if dry_run:  # the diff is the answer
        for line in lines:
            print_words("\t".join(line))
    else:
        columns = headings(words, "Place", "Meeting", "Outcome", "Note", "Remarks")
        print_headed_table(columns, lines)
    imported = sum(1 for row in rows if row.is_imported)
    print_words(
        words.plural(
            "{n} meeting: {imported} imported, {named} not",
            "{n} meetings: {imported} imported, {named} not",
            len(rows),
            imported=str(imported),
            named=str(len(rows) - imported),
        )
    )


def _line(row: ImportedRow, words: Catalog) -> tuple[str, ...]:
    return (
        f"{row.file}:{row.line}" if row.line else row.file,
        row.title,
        words.text(row.outcome),
        row.path or "",
        "; ".join(_said(each, words) for each in row.remarks),
    )


def _said(remark: Remark, words: Catalog) -> str:
    return words.text(CRM_WORDS[remark.code], **remark.values)


# --- export


def _export_of(words: Catalog) -> Command:
    return Command(
        "export",
        words=words,
        callback=_export,
        params=[
            click.Option(
                ["--format", "form"],
                type=click.Choice(["hubspot", "salesforce"]),
                help=words.text("The program that is to read the table; has to be given."),
            ),
            *day_options(words, _zone_option(words)),
            flag("--with-secrets", words.text("Leave passwords and tokens in links to join.")),
            *file_options(words, help=words.text("Write into a file instead of printing.")),
        ],
        help=words.text(
            "Write the vault's meetings as a table that HubSpot or Salesforce takes in, with the "
            "agenda, the decisions and the actions of each note. Ids that the CRM gave stand in "
            "it, from external_ids of meetings and contacts. The same vault gives the same bytes. "
            "Cells that a spreadsheet would take for a formula get an apostrophe."
        ),
        examples=(
            "vaultkit meetings export --format salesforce -o events.csv",
            "vaultkit meetings export --format hubspot --tz Europe/Stockholm --from 2026-11-01",
        ),
    )


@click.pass_context
def _export(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    form: str | None,
    start: datetime | None,
    end: datetime | None,
    zone: str,
    with_secrets: bool,
    output: str | None,
    force: bool,
    dry_run: bool,
) -> int:
    check_file_options(output, {"--force": force, "--dry-run": dry_run})
    if form is None:
        raise UsageError(
            "{option} is missing",
            values={"option": "--format"},
            hint="say who is to read the table: --format hubspot, or salesforce",
        )
    exporting = load("vaultkit.app.crm_export")
    snapshot = open_snapshot(ctx)
    known_zone, window = window_asked(start, end, zone)
    made: ExportedMeetings = exporting.export_meetings(
        snapshot, form, zone=known_zone, window=window, masked=not with_secrets
    )
    request = request_of(ctx)
    told = request.words.plural("{n} meeting", "{n} meetings", made.number)
    return put_answer(
        request, snapshot.root, output, made.data, told=told, force=force, dry_run=dry_run
    )
