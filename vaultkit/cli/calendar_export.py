"""``vaultkit calendar export``."""

from __future__ import annotations

from datetime import datetime

import click

from vaultkit.cli.answer import check_file_options, file_options, put_answer
from vaultkit.cli.calendar_options import day_options, window_asked
from vaultkit.cli.command import Command, flag
from vaultkit.cli.extra import load
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog

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
    check_file_options(output, {"--force": force, "--dry-run": dry_run})
    exporting = load("vaultkit.app.calendar_export")
    snapshot = open_snapshot(ctx)
    _, window = window_asked(start, end, zone)
    data: bytes = exporting.export_calendar(
        snapshot, parts=parts or _PARTS, window=window, masked=not with_secrets
    )
    request = request_of(ctx)
    number = data.count(b"BEGIN:VEVENT") + data.count(b"BEGIN:VTODO")
    told = request.words.plural("{n} component", "{n} components", number)
    return put_answer(request, snapshot.root, output, data, told=told, force=force, dry_run=dry_run)
