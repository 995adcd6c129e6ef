"""Options and tables that commands share which exchange meetings and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from vaultkit.app.calendar_words import CALENDAR_WORDS
from vaultkit.cli.extra import load
from vaultkit.cli.listing import headings
from vaultkit.cli.request import Request
from vaultkit.cli.show import print_headed_table, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.calendar import Remark, Window

if TYPE_CHECKING:
    from vaultkit.app.calendar_check import CheckedLine, Limits
    from vaultkit.app.calendar_files import CalendarFile

__all__ = [
    "Asked",
    "asked_of",
    "day_options",
    "number_option",
    "paths_argument",
    "reading_options",
    "show_lines",
    "window_asked",
    "zone_option",
]


class Asked(NamedTuple):
    """What is to be read, and how."""

    files: list[CalendarFile]
    zone: str
    window: Window | None
    limits: Limits


def paths_argument() -> click.Argument:
    """PATH..., files and folders."""
    return click.Argument(["paths"], metavar="PATH...", nargs=-1, required=True)


def day_options(words: Catalog, zone: click.Option | None = None) -> list[click.Option]:
    """Which days count, and where they are days; ``zone`` is another ``--tz`` than the usual."""
    return [
        _day_option("--from", "start", words.text("The first day that counts.")),
        _day_option("--to", "end", words.text("The last day that counts.")),
        zone or zone_option(words.text("The time zone where nobody knows the one given; UTC.")),
    ]


def zone_option(help: str) -> click.Option:
    """``--tz ZONE``."""
    return click.Option(["--tz", "zone"], default="UTC", metavar="ZONE", help=help)


def reading_options(words: Catalog) -> list[click.Option]:
    """Which days count, and how much is read."""
    return [
        *day_options(words),
        number_option("--max-bytes", words.text("Read larger files too; 5000000.")),
        number_option("--max-components", words.text("Read more of a file; 20000.")),
    ]


def _day_option(name: str, parameter: str, help: str) -> click.Option:
    return click.Option(
        [name, parameter], type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help
    )


def number_option(name: str, help: str) -> click.Option:
    """An option that takes a number of 1 or more."""
    return click.Option([name], type=click.IntRange(min=1), metavar="N", help=help)


def asked_of(
    request: Request,
    paths: Sequence[str],
    *,
    start: datetime | None,
    end: datetime | None,
    zone: str,
    max_bytes: int | None,
    max_components: int | None,
) -> Asked:
    """The calendars that the options mean, read. Raises UsageError, DiskError."""
    checking = load("vaultkit.app.calendar_check")
    usual = checking.Limits()
    limits = checking.Limits(max_bytes or usual.size, max_components or usual.components)
    known_zone, window = window_asked(start, end, zone)
    files = load("vaultkit.app.calendar_files").read_calendar_files(
        paths, folder=request.folder, limit=limits.size
    )
    return Asked(list(files), known_zone, window, limits)


def window_asked(
    start: datetime | None, end: datetime | None, zone: str
) -> tuple[str, Window | None]:
    """The zone and the days that are asked for. Raises UsageError."""
    days = load("vaultkit.app.calendar_window")
    known_zone: str = days.get_zone(zone)
    return known_zone, days.window_of(start and start.date(), end and end.date(), known_zone)


def show_lines(lines: Sequence[CheckedLine], words: Catalog) -> None:
    """A row for each component, and on stderr how many there are."""
    columns = headings(words, "Place", "Start", "Times", "Outcome", "Remarks")
    print_headed_table(columns, [_row(line, words) for line in lines])
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
        "; ".join(_said(line.remarks, words)),
    )


def _said(remarks: Iterable[Remark], words: Catalog) -> list[str]:
    told: list[Any] = [
        words.text(CALENDAR_WORDS[remark.code], **remark.values) for remark in remarks
    ]
    return told
