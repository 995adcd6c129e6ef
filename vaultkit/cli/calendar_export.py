"""``vaultkit calendar export``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import click

from vaultkit.cli.answer import file_options, put_file, put_on_stdout
from vaultkit.cli.calendar_options import day_options, window_asked
from vaultkit.cli.command import Command, flag
from vaultkit.cli.extra import load
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["export_of"]

_PARTS = ("meetings", "actions", "birthdays")


def export_of(words: Catalog) -> Command:
    """The command in a language."""
    return Command(
        "export",
        words=words,
        callback=_export,
        params=[
            *day_options(words),
            click.Option(
                ["--only", "parts"],
                type=click.Choice(_PARTS),
                multiple=True,
                help=words.text("Only these; may be repeated. Else all three."),
            ),
            flag("--with-secrets", words.text("Leave passwords and tokens in links to join.")),
            *file_options(words, help=words.text("Write into a file instead of printing.")),
        ],
        help=words.text(
            "Write a calendar file (.ics) with the vault's meetings and their reminders, open "
            "actions and birthdays. The same vault gives the same bytes, and an import of them "
            "changes nothing."
        ),
        examples=(
            "vaultkit calendar export -o vault.ics",
            "vaultkit calendar export --only meetings --from 2026-12-01 --to 2026-12-31",
        ),
    )


@click.pass_context
def _export(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    /,
    start: datetime | None,
    end: datetime | None,
    zone: str,
    parts: tuple[str, ...],
    with_secrets: bool,
    output: str | None,
    force: bool,
    dry_run: bool,
) -> int:
    check_files(output, {"--force": force, "--dry-run": dry_run})
    exporting = load("vaultkit.app.calendar_export")
    snapshot = open_snapshot(ctx)
    _, window = window_asked(start, end, zone)
    data: bytes = exporting.export_calendar(
        snapshot, parts=parts or _PARTS, window=window, masked=not with_secrets
    )
    if output is None:
        put_on_stdout(data)
        return 0
    request = request_of(ctx)
    if not put_file(request, snapshot.root, output, data, force=force, dry_run=dry_run):
        return 1
    if not dry_run:
        number = data.count(b"BEGIN:VEVENT") + data.count(b"BEGIN:VTODO")
        written = request.words.plural("{n} component", "{n} components", number)
        print_words(f"{visible(output)}: {written}")
    return 0


def check_files(output: str | None, given: Mapping[str, bool]) -> None:
    """Raises UsageError for options that mean nothing without a file."""
    for name, is_given in given.items():
        if is_given and output is None:
            raise UsageError(
                "{option} needs -o",
                values={"option": name},
                hint="without -o nothing is written anyway",
            )
