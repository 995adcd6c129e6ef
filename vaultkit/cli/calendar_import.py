"""``vaultkit calendar import``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.calendar_options import asked_of, paths_argument, reading_options, show_lines
from vaultkit.cli.command import Command, dry_run_option, flag, json_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.extra import load
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.place import place_of
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_words
from vaultkit.language.catalog import Catalog

if TYPE_CHECKING:
    from vaultkit.app.calendar_import import CalendarImport

__all__ = ["import_of"]


def import_of(words: Catalog) -> Command:
    """The command in a language."""
    return Command(
        "import",
        words=words,
        callback=_import,
        params=[
            paths_argument(),
            *reading_options(words),
            click.Option(
                ["--calendar"],
                default="",
                metavar="NAME",
                help=words.text("What the calendar is called; the notes keep it as a property."),
            ),
            flag("--create-contacts", words.text("Make notes of those who have none.")),
            dry_run_option(words),
            json_option(words),
        ],
        help=words.text(
            "Take the events of calendar files into the vault: a note for each meeting, a note "
            "for each series, linked. Meetings that came before are found by their UID and only "
            "get what the calendar changed, in properties and regions of their own; your text "
            "stays. A second import writes nothing. Each component is accounted for as in "
            "'calendar check'. Without --from and --to series are followed for two years. The "
            "exit code is 1 where an event is refused or doubtful, or a note cannot be edited."
        ),
        examples=(
            "vaultkit calendar import invitation.eml --dry-run",
            "vaultkit calendar import ~/calendars --from 2026-11-23 --to 2026-12-31",
            "vaultkit calendar import work.ics --calendar Work --create-contacts",
        ),
    )


@click.pass_context
def _import(  # noqa: PLR0917 - click gives an argument for each option
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    calendar: str,
    create_contacts: bool,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> int:
    request = request_of(ctx)
    words = request.words
    checking = load("vaultkit.app.calendar_check")
    importing = load("vaultkit.app.calendar_import")
    asked = asked_of(request, paths, **options)
    with open_for_writing(ctx) as index:
        snapshot = Snapshot(index)
        told = checking.tell_calendars(
            asked.files,
            zone=asked.zone,
            window=asked.window,
            known=load("vaultkit.app.calendar_notes").known_in(snapshot),
            limits=asked.limits,
        )
        done: CalendarImport = importing.plan_import(
            snapshot,
            told,
            place_of(ctx),
            window=asked.window,
            calendar=calendar.strip(),
            stubs="made" if create_contacts else "left out",
        )
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(index, done.plan)
        elif not dry_run and done.plan:
            import_module("vaultkit.app.writing").write(index, done.plan)
    lines = [each.line for each in done.lines]
    if as_json:
        for each in done.lines:
            print_json(importing.imported_form(each))
        print_json(checking.sum_form(lines))
    elif not dry_run:
        show_lines(lines, words)
        _say_written(done, words)
    say_findings(done.plan.diagnostics, words)
    return int(bool(done.plan.diagnostics) or any(map(checking.is_finding, lines)))


def _say_written(done: CalendarImport, words: Catalog) -> None:
    new: Sequence[object] = [each for each in done.plan.edits if each.expected is None]
    changed = len(done.plan.edits) - len(new)
    print_words(
        words.plural("{n} new note", "{n} new notes", len(new))
        + ", "
        + words.plural("{n} note changed", "{n} notes changed", changed)
    )
