"""``vaultkit calendar``: calendar files and invitations of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vaultkit.app.root import VAULT_VARIABLE, find_root
from vaultkit.cli.calendar_export import export_of
from vaultkit.cli.calendar_import import import_of
from vaultkit.cli.calendar_invite import invitations_of
from vaultkit.cli.calendar_options import asked_of, paths_argument, reading_options, show_lines
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.command_group import command_group
from vaultkit.cli.extra import load
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import VAULT_KEY, request_of, root_of
from vaultkit.cli.show import print_json
from vaultkit.language.catalog import Catalog

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
            "Calendar files and invitations: read those of Google, Outlook, Apple, Yandex, Webex, "
            "Zoom and others, and write your own. Needs the extra vaultkit[calendar]."
        ),
        examples=(
            "vaultkit calendar check invitation.ics --json",
            "vaultkit calendar import ~/ics --from 2026-11-23 --to 2026-12-31",
        ),
        commands=(_check_of(words), import_of(words), export_of(words), *invitations_of(words)),
    )


def _check_of(words: Catalog) -> Command:
    return Command(
        "check",
        words=words,
        callback=_check,
        params=[
            paths_argument(),
            *reading_options(words),
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


@click.pass_context
def _check(ctx: click.Context, /, paths: tuple[str, ...], as_json: bool, **options: Any) -> int:
    checking = load("vaultkit.app.calendar_check")
    request = request_of(ctx)
    asked = asked_of(request, paths, **options)
    lines: list[CheckedLine] = checking.check_calendars(
        asked.files, zone=asked.zone, window=asked.window, known=_known(ctx), limits=asked.limits
    )
    if as_json:
        for line in lines:
            print_json(checking.checked_form(line))
        print_json(checking.sum_form(lines))
    else:
        show_lines(lines, request.words)
    return int(any(map(checking.is_finding, lines)))


def _known(ctx: click.Context) -> KnownMeetings | None:
    """The meetings of the vault that is asked about or lies here; None where there is no vault."""
    request = request_of(ctx)
    named = ctx.meta.get(VAULT_KEY) or request.environ.get(VAULT_VARIABLE)
    root = root_of(ctx) if named else find_root(request.folder)
    if root is None:
        return None
    snapshot = open_snapshot(ctx, root)
    known: KnownMeetings = load("vaultkit.app.calendar_notes").known_in(snapshot)
    return known
