"""``vaultkit actions``: what is still to be done, and one of it marked as done."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from importlib import import_module

import click

from vaultkit.app.actions import (
    ActionFilter,
    OpenAction,
    action_form,
    by_due_day,
    contact_meant,
    day_meant,
    open_actions,
)
from vaultkit.app.meant import note_meant
from vaultkit.app.snapshot import Snapshot
from vaultkit.cli.command import (
    Command,
    dry_run_option,
    flag,
    json_option,
    object_option,
    total_option,
)
from vaultkit.cli.command_group import CommandGroup
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language: with options alone it lists, below it is ``done``."""
    listing, done = _listing(words), _done(words)

    @click.pass_context
    def list_without_command(ctx: click.Context, /, **options: object) -> object:
        if ctx.invoked_subcommand is None:
            return listing.invoke(ctx)
        given = next((name for name, value in options.items() if value), None)
        if given is not None:
            raise UsageError(
                "--{option} is an option of the list",
                values={"option": given.replace("_", "-")},
                hint="put the options of a command behind it",
            )
        return None

    return CommandGroup(
        "actions",
        words=words,
        callback=list_without_command,  # type: ignore[arg-type]
        params=listing.params,
        help=words.text(
            "List what is still to be done: the open tasks of all notes, with who does them, when "
            "they are due and how many days ago they were agreed. Those due first come first. Days "
            "are read in the forms of the Tasks plugin and of Dataview, and in words (by Friday, "
            "due 5 Dec), which count from the day of the meeting or of the daily note."
        ),
        summaries={"done": done.get_short_help_str(100)},
        commands=[done],
        examples=(
            "vaultkit actions --overdue",
            'vaultkit actions --owner "Anna Petrova" --due-before 2026-12-15',
            'vaultkit actions done "2026-03-12 Zoom call:12"',
        ),
    )


def _listing(words: Catalog) -> Command:
    return Command(
        "actions",
        words=words,
        callback=_list,
        params=[
            _text("--owner", "WHO", words.text("Only what this contact is to do.")),
            _text("--with", "WHO", words.text("Only of meetings that this contact was at.")),
            _text("--note", "NOTE", words.text("Only of this note.")),
            flag("--overdue", words.text("Only what was due before today.")),
            _text("--due-before", "DAY", words.text("Only what is due before this day.")),
            flag("--all", words.text("Also what is nobody's and only prepares a meeting.")),
            _today_option(words),
            json_option(words),
            total_option(words),
        ],
        help="",
        examples=(),
    )


def _done(words: Catalog) -> Command:
    return Command(
        "done",
        words=words,
        callback=_complete,
        params=[
            click.Argument(["tasks"], metavar="TASK...", nargs=-1, required=True),
            _text("--on", "DAY", words.text("The day it was done; today where it is not given.")),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Mark tasks as done, with the day. TASK is NOTE:LINE, or the text of an open task or a "
            "part of it. The day is written as the line writes its own, else as [tasks] style in "
            "vaultkit.toml has it. No other byte changes. Tasks that recur are refused."
        ),
        examples=(
            'vaultkit actions done "2026-03-12 Zoom call:12"',
            'vaultkit actions done "send the notes" --on 2026-03-14 --dry-run',
        ),
    )


def _text(name: str, metavar: str, help: str) -> click.Option:
    return click.Option([name], metavar=metavar, help=help)


def _today_option(words: Catalog) -> click.Option:
    return _text("--today", "DAY", words.text("Take this day for today."))


@click.pass_context
def _list(ctx: click.Context, /, **given: str | None) -> None:
    words = request_of(ctx).words
    today = day_meant(given["today"], _today()) if given["today"] else _today()
    due_before = day_meant(given["due_before"], today) if given["due_before"] else None
    snapshot = open_snapshot(ctx)
    wanted = ActionFilter(
        owner=contact_meant(snapshot, given["owner"]) if given["owner"] else None,
        note=note_meant(snapshot, given["note"]).path if given["note"] else None,
        attendee=contact_meant(snapshot, given["with"]) if given["with"] else None,
        overdue=bool(given["overdue"]),
        due_before=due_before,
        of="all" if given["all"] else "people",
    )
    found = by_due_day(open_actions(snapshot, today, wanted))

    def row(action: OpenAction) -> Sequence[str]:
        return _row(action, words)

    listing = Listing(
        items=found,
        form=action_form,
        headings=headings(words, "Due", "Action", "Owner", "Age", "Place"),
        row=row,
        nothing=words.text("no open actions"),
    )
    show_listing(listing, style_of(as_json=bool(given["as_json"]), total=bool(given["total"])))


def _row(found: OpenAction, words: Catalog) -> Sequence[str]:
    action = found.action
    due = action.due.isoformat() if action.due else action.due_words and f"{action.due_words} (?)"
    if found.overdue:
        due = words.text("{due} overdue", due=due)
    age = "" if found.age is None else words.plural("{n} day", "{n} days", found.age)
    return (due, found.text, found.owner_name, age, f"{action.path}:{action.line}")


@click.pass_context
def _complete(
    ctx: click.Context, tasks: Sequence[str], on: str | None, dry_run: bool, as_json: bool
) -> int:
    words = request_of(ctx).words
    edit = import_module("vaultkit.app.action_edit")
    day = day_meant(on, _today()) if on else _today()
    with ExitStack() as stack:
        if dry_run:
            snapshot = open_snapshot(ctx)
        else:
            snapshot = Snapshot(stack.enter_context(open_for_writing(ctx)))
        done = edit.plan_done(snapshot, tasks, day)
        if dry_run and not as_json:
            import_module("vaultkit.cli.writing").show_plan(snapshot.index, done.plan)
        elif done.plan and not dry_run:
            import_module("vaultkit.app.writing").write(snapshot.index, done.plan)
    if as_json:
        print_json(edit.completion_form(done))
    elif done.plan.diagnostics:
        say_findings(done.plan.diagnostics, words)
        print_words(words.text("nothing was written"))
    elif not dry_run:
        for each in done.tasks:
            said = "{place} was done already: {text}" if each.was_done else "{place} done: {text}"
            place = f"{each.path}:{each.line}"
            print_line(visible(words.text(said, place=place, text=each.text)))
    return int(bool(done.plan.diagnostics))


def _today() -> date:
    return datetime.now().date()
