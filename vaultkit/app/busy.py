"""When calendars of other programs say that somebody is busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from vaultkit.app.calendar_check import tell_calendars
from vaultkit.app.calendar_files import CalendarFile
from vaultkit.exchange.busy import iter_busy_periods
from vaultkit.model.calendar import Event, Moment, Window
from vaultkit.people.slots import Span

__all__ = ["iter_busy"]


def iter_busy(files: Sequence[CalendarFile], span: Span, *, zone: str) -> Iterator[Span]:
    """The times of the events that touch ``span`` and of busy periods, as instants, in no order.

    Events that are called off or marked as free count for nothing; whole days and floating times
    are those of ``zone``. Raises UsageError as an import of the files would.
    """
    for told in tell_calendars(files, zone=zone, window=_window(span, zone)):
        if told.event is not None and told.line.is_imported and _takes_time(told.event):
            for each in told.occurrences:
                yield Span(_instant(each.start, zone), _instant(each.end, zone))
    for file in files:
        yield from (Span(*period) for period in iter_busy_periods(file.data))


def _takes_time(event: Event) -> bool:
    return event.busy != "free" and not event.is_cancelled


def _instant(moment: Moment, zone: str) -> datetime:
    if moment.utc is not None:
        return moment.utc
    return moment.local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _window(span: Span, zone: str) -> Window:
    rules = ZoneInfo(zone)
    walls = [moment.astimezone(rules).replace(tzinfo=None) for moment in span]
    utc = [moment.replace(tzinfo=None) for moment in span]
    return Window(utc[0], utc[1], walls[0], walls[1])
