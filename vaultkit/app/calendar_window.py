"""The days that an import is asked about, and the zone in which they are days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from vaultkit.exchange.zones import find_iana
from vaultkit.model.calendar import Event, Window
from vaultkit.model.errors import UsageError

__all__ = ["get_zone", "two_years_of", "window_of"]

_TWO_YEARS = timedelta(days=731)


def window_of(start: date | None, end: date | None, zone: str) -> Window | None:
    """The window of these days, the last one in it; None without either. Raises UsageError."""
    if start is None and end is None:
        return None
    first = start or _days_from(end, -_TWO_YEARS)
    last = end or _days_from(start, _TWO_YEARS)
    if last < first or last - first > _TWO_YEARS:
        raise UsageError(
            "from {start} to {end} are not one day to two years",
            hint="give --from and --to at most two years apart",
            values={"start": first.isoformat(), "end": last.isoformat()},
        )
    walls = [datetime(day.year, day.month, day.day) for day in (first, _days_from(last, _DAY))]
    rules = ZoneInfo(zone)
    utc = [wall.replace(tzinfo=rules).astimezone(UTC).replace(tzinfo=None) for wall in walls]
    return Window(utc[0], utc[1], walls[0], walls[1])


_DAY = timedelta(days=1)


def _days_from(day: date | None, by: timedelta) -> date:
    assert day is not None
    try:
        return day + by
    except OverflowError as error:
        raise UsageError("no such days: {day}", values={"day": day.isoformat()}) from error


def get_zone(name: str) -> str:
    """The IANA name of a zone as a person gives it. Raises UsageError where nobody knows it."""
    found = find_iana(name)
    if found is None:
        raise UsageError(
            "there is no time zone '{zone}'",
            hint="give its IANA name, such as Europe/Moscow",
            values={"zone": name},
        )
    return found


def two_years_of(events: Sequence[Event]) -> Window:
    """The window of a meeting where none is asked for: from its beginning."""
    first = min(each.start.order for each in events)
    try:
        last = first + _TWO_YEARS
    except OverflowError:
        last = datetime.max
    # An end before its start must not put an event outside of its own window.
    return Window(first, last, first, last)
