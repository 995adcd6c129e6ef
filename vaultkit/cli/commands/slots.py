"""``vaultkit slots``: times at which people can meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import click

from vaultkit.cli.clock import now_option, parse_now
from vaultkit.cli.command import Command, json_option
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_table, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vaultkit.app.slots import Person, Slot, SlotRequest, Span

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "slots",
        words=words,
        callback=_slots,
        params=[
            click.Option(
                ["--with", "names"],
                multiple=True,
                required=True,
                metavar="NAME",
                help=words.text("A contact who is to come; may be given several times."),
            ),
            click.Option(
                ["--duration"],
                default="45m",
                metavar="TIME",
                help=words.text("How long it takes: 45m, 1h30m."),
            ),
            click.Option(
                ["--days"],
                type=click.IntRange(1, 366),
                default=14,
                metavar="N",
                help=words.text("So many days from now on; 14."),
            ),
            click.Option(
                ["--tz", "zone"],
                default="",
                metavar="ZONE",
                help=words.text("Your own time zone, if your hours count too."),
            ),
            click.Option(
                ["--busy"],
                multiple=True,
                metavar="PATH",
                help=words.text(
                    "A calendar of somebody who is to come (.ics, or a folder): when it has "
                    "something, nothing is proposed."
                ),
            ),
            click.Option(
                ["--limit"],
                type=click.IntRange(min=1),
                default=10,
                metavar="N",
                help=words.text("At most so many; 10."),
            ),
            now_option(words),
            json_option(words),
        ],
        help=words.text(
            "Find times at which contacts can meet, the fairest first: inside everybody's hours "
            "('hours' of the note, else 9 to 18) on workdays, and as little as can be outside of "
            "9 to 18 for whoever has the worst of it. Where no hours meet, the least unfair times "
            "are shown, and the exit code is 1. Time zones come from 'tz' of the notes. --busy "
            "needs the extra vaultkit[calendar]."
        ),
        examples=(
            'vaultkit slots --with "Kenji Morikawa" --with "Imogen Hartley" --duration 45m',
            "vaultkit slots --with Chidi --tz Europe/Stockholm --busy ~/calendars --days 5",
        ),
    )


@click.pass_context
def _slots(  # noqa: PLR0917 - click gives them by name
    ctx: click.Context,
    names: tuple[str, ...],
    duration: str,
    days: int,
    zone: str,
    busy: tuple[str, ...],
    limit: int,
    now: str | None,
    as_json: bool,
) -> int:
    slots = import_module("vaultkit.app.slots")
    words = request_of(ctx).words
    length = _minutes(duration)
    request: SlotRequest = slots.SlotRequest(length, _next_quarter(parse_now(now)), days)
    people: Sequence[Person] = slots.people_asked(
        open_snapshot(ctx), names, own_zone=zone, own_name=words.text("you")
    )
    taken = _busy(ctx, busy, request, people) if busy else ()
    found: list[Slot] = slots.find_slots(people, request, busy=taken)[:limit]
    if as_json:
        for slot in found:
            print_json(slots.slot_form(slot, people))
    else:
        _show(found, people, words)
    return int(not any(slot.within for slot in found))


def _minutes(text: str) -> timedelta:
    minutes = import_module("vaultkit.people.meeting_words").parse_duration(text)
    if not minutes:
        raise UsageError(
            "'{text}' is no duration", values={"text": text}, hint="write 45m, 1h or 1h30m"
        )
    return timedelta(minutes=minutes)


def _next_quarter(now: datetime) -> datetime:
    past = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    return now - past + timedelta(minutes=15) if past else now


def _busy(
    ctx: click.Context, paths: tuple[str, ...], request: SlotRequest, people: Sequence[Person]
) -> list[Span]:
    limits = load("vaultkit.app.calendar_check").Limits()
    files = load("vaultkit.app.calendar_files").read_calendar_files(
        paths, folder=request_of(ctx).folder, limit=limits.size
    )
    taken = load("vaultkit.app.busy")
    return list(taken.iter_busy(list(files), request.span, zone=people[-1].zone.key))


def _show(found: Sequence[Slot], people: Sequence[Person], words: Catalog) -> None:
    slots = import_module("vaultkit.app.slots")
    dates = import_module("vaultkit.language.dates")
    if not found:
        print_words(words.text("there is no free time on these days"))
        return
    if not found[0].within:
        print_words(words.text("no time lies inside everybody's hours; the least unfair are"))
    day, fair = headings(words, "Day", "Outside 9 to 18")
    rows = [
        (
            dates.format_date(slot.start.astimezone(people[0].zone).date(), words.language),
            *slots.shown_times(slot, people),
            ", ".join(
                f"{person.name} {words.plural('{n} minute', '{n} minutes', minutes)}"
                for person, minutes in zip(people, slot.beyond, strict=True)
                if minutes
            ),
        )
        for slot in found
    ]
    print_table((day, *(person.name for person in people), fair), rows)
