"""``vaultkit calendar``: calendar files and invitations of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from vaultkit.app.calendar_words import CALENDAR_WORDS
from vaultkit.app.root import VAULT_VARIABLE, find_root
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import VAULT_KEY, request_of, root_of
from vaultkit.cli.show import print_json, print_table, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.calendar import Remark

if TYPE_CHECKING:
    from vaultkit.app.calendar_check import CheckedLine
    from vaultkit.app.calendar_notes import KnownMeetings

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "calendar",
        words=words,
        help=words.text(
            "Read calendar files and invitations of Google, Outlook, Apple, Yandex, Webex, Zoom "
            "and others. Needs the extra vaultkit[calendar]."
        ),
        examples=("vaultkit calendar check invitation.ics", "vaultkit calendar check ~/ics --json"),
        commands=(_check_of(words),),
    )


def _check_of(words: Catalog) -> Command:
    return Command(
        "check",
        words=words,
        callback=_check,
        params=[
            click.Argument(["paths"], metavar="PATH...", nargs=-1, required=True),
            _day_option("--from", "start", words.text("The first day that counts.")),
            _day_option("--to", "end", words.text("The last day that counts.")),
            click.Option(
                ["--tz", "zone"],
                default="UTC",
                metavar="ZONE",
                help=words.text("The time zone where nobody knows the one given; UTC."),
            ),
            _number_option("--max-bytes", words.text("Read larger files too; 5000000.")),
            _number_option("--max-components", words.text("Read more of a file; 20000.")),
            json_option(words),
        ],
        help=words.text(
            "Show what an import of calendar files would do: each event, task and busy time with "
            "its line is either imported or named with the reason why not. PATH is an .ics file, "
            "an .eml invitation or a folder of them. In a vault, events are compared with the "
            "notes that came from them. Without --from and --to series are followed for two "
            "years. The exit code is 1 where an event is refused or doubtful."
        ),
        examples=(
            "vaultkit calendar check invitation.ics",
            "vaultkit calendar check ~/calendars --from 2026-11-23 --to 2026-11-29",
            "vaultkit calendar check work.ics --json | jq -r 'select(.outcome == \"refused\")'",
        ),
    )


def _day_option(name: str, parameter: str, help: str) -> click.Option:
    return click.Option(
        [name, parameter], type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help
    )


def _number_option(name: str, help: str) -> click.Option:
    return click.Option([name], type=click.IntRange(min=1), metavar="N", help=help)


@click.pass_context
def _check(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    zone: str,
    max_bytes: int | None,
    max_components: int | None,
    as_json: bool,
) -> int:
    checking = load("vaultkit.app.calendar_check")
    files = load("vaultkit.app.calendar_files")
    usual = checking.Limits()
    limits = checking.Limits(max_bytes or usual.size, max_components or usual.components)
    known_zone = checking.get_zone(zone)
    window = checking.window_of(start and start.date(), end and end.date(), known_zone)
    request = request_of(ctx)
    found = list(files.read_calendar_files(paths, folder=request.folder, limit=limits.size))
    lines: list[CheckedLine] = checking.check_calendars(
        found, zone=known_zone, window=window, known=_known(ctx), limits=limits
    )
    if as_json:
        for line in lines:
            print_json(checking.checked_form(line))
        print_json(checking.sum_form(lines))
    else:
        _show(lines, request.words)
    return int(any(map(checking.is_finding, lines)))


def _known(ctx: click.Context) -> KnownMeetings:
    """The meetings of the vault that is asked about or lies here; none where there is no vault."""
    request = request_of(ctx)
    named = ctx.meta.get(VAULT_KEY) or request.environ.get(VAULT_VARIABLE)
    root = root_of(ctx) if named else find_root(request.folder)
    if root is None:
        return {}
    known: KnownMeetings = load("vaultkit.app.calendar_notes").known_meetings(
        open_snapshot(ctx, root).notes.values()
    )
    return known


def _show(lines: Sequence[CheckedLine], words: Catalog) -> None:
    columns = headings(words, "Place", "Start", "Times", "Outcome", "Remarks")
    print_table(columns, [_row(line, words) for line in lines])
    imported = sum(1 for line in lines if line.is_imported)
    print_words(
        words.plural(
            "{n} component: {imported} to import, {named} not",
            "{n} components: {imported} to import, {named} not",
            len(lines),
            imported=str(imported),
            named=str(len(lines) - imported),
        )
    )


def _row(line: CheckedLine, words: Catalog) -> tuple[str, ...]:
    return (
        f"{line.file}:{line.line}",
        "" if line.start is None else line.start.text,
        str(line.occurrences),
        words.text(line.outcome),
        "; ".join(_said(remark, words) for remark in line.remarks),
    )


def _said(remark: Remark, words: Catalog) -> str:
    return words.text(CALENDAR_WORDS[remark.code], **remark.values)
