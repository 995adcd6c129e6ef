"""``vaultkit contacts due`` and ``show``: whom it is time to meet, and how things stand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.cli.clock import now_option, parse_now
from vaultkit.cli.command import Command, json_option, object_option, total_option
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, visible
from vaultkit.language.catalog import Catalog

if TYPE_CHECKING:
    from vaultkit.app.keeping import Kept

__all__ = ["due_command", "show_command"]

_EXPLAINED = 5


def due_command(words: Catalog) -> Command:
    """``contacts due`` in a language."""
    return Command(
        "due",
        words=words,
        callback=_due,
        params=[
            click.Option(
                ["--within"],
                metavar="DAYS",
                type=click.IntRange(0, 3650),
                default=0,
                help=words.text("Those too whose day comes within so many days."),
            ),
            now_option(words),
            json_option(words),
            total_option(words),
        ],
        help=words.text(
            "List the contacts whom it is time to meet again. They are those whose note asks for "
            "it with cadence (30d, monthly, or ideal and max) or next_contact, and whose last "
            "meeting is longer ago. Those longest overdue come first, by their own period."
        ),
        examples=("vaultkit contacts due", "vaultkit contacts due --within 7 --json"),
    )


def show_command(words: Catalog) -> Command:
    """``contacts show`` in a language."""
    return Command(
        "show",
        words=words,
        callback=_show,
        params=[click.Argument(["name"], metavar="NAME"), now_option(words), object_option(words)],
        help=words.text(
            "Show how things stand with a contact. That is when they were met last, when it is "
            "time again, the next birthday, and how strong the relationship is, with the meetings "
            "that it comes of. NAME is a name, a word of it, an alias or an e-mail address. What "
            "is open between you shows vaultkit brief --with NAME."
        ),
        examples=('vaultkit contacts show "Anna Petrova"', "vaultkit contacts show Anna --json"),
    )


@click.pass_context
def _due(ctx: click.Context, within: int, now: str | None, as_json: bool, total: bool) -> None:
    keeping = import_module("vaultkit.app.keeping")
    words = request_of(ctx).words
    moment = parse_now(now)
    found = keeping.contacts_due(open_snapshot(ctx), moment, within=within)
    show_listing(
        Listing(
            found,
            keeping.due_form,
            headings(words, "Contact", "Last contact", "Due", "Days late"),
            _row,
            words.text("nobody is due"),
        ),
        style_of(as_json=as_json, total=total),
    )


def _row(kept: Kept) -> tuple[str, ...]:
    found = kept.relationship
    last = "" if found.last is None else found.last.day.isoformat()
    due = "" if found.due is None else found.due.isoformat()
    return kept.path, last, due, str(found.late)


@click.pass_context
def _show(ctx: click.Context, name: str, now: str | None, as_json: bool) -> None:
    keeping = import_module("vaultkit.app.keeping")
    meant = import_module("vaultkit.app.people_meant")
    words = request_of(ctx).words
    moment = parse_now(now)
    snapshot = open_snapshot(ctx)
    note = snapshot.notes[meant.get_contact(meant.People(snapshot), name)]
    kept = keeping.kept_contact(snapshot, note, moment)
    if as_json:
        print_json(keeping.kept_form(kept))
        return
    for line in _iter_lines(kept, words):
        print_line(visible(line))


def _iter_lines(kept: Kept, words: Catalog) -> Iterator[str]:
    dates = import_module("vaultkit.language.dates")

    def shown(day: object) -> str:
        text: str = dates.format_date(day, words.language)
        return text

    found = kept.relationship
    yield kept.title + (f", {kept.role}" if kept.role else "") + f"  ({kept.path})"
    if found.last is None:
        yield "  " + words.text("never met before")
    else:
        place = found.last.meeting or f"{kept.path}, {found.last.property}"
        text = words.text("last met {day}", day=shown(found.last.day))
        if kept.meetings > 1:
            text += ", " + words.plural("{n} meeting in all", "{n} meetings in all", kept.meetings)
        yield f"  {text}  ({place})"
    if found.cadence is not None:
        days = found.cadence.ideal or found.cadence.most
        text = words.plural("to be met every {n} day", "to be met every {n} days", days)
        yield f"  {text}  ({kept.path}, {found.cadence.property})"
    if found.due is not None and found.state is not None:
        text = words.text("due {day}", day=shown(found.due))
        if found.late:
            text += ", " + words.plural("{n} day late", "{n} days late", found.late)
        yield f"  {text}"
    if kept.birthday is not None and kept.born is not None:
        text = words.text("birthday {day}", day=shown(kept.birthday))
        yield f"  {text}  ({kept.path}, {kept.born.property})"
    yield "  " + words.text("strength {value} of 100", value=kept.strength.value)
    for part in kept.strength.parts[:_EXPLAINED]:
        others = words.plural("with {n} other person", "with {n} other people", part.others)
        yield f"    +{part.weight:.2f}  {shown(part.day)}, {others}  ({part.meeting})"
    more = len(kept.strength.parts) - _EXPLAINED
    if more > 0:
        yield "    " + words.plural("and {n} more", "and {n} more", more)
