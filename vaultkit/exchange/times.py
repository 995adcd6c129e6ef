"""Dates, times, durations and periods of RFC 5545 as values; None for what is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from vaultkit.exchange.components import Property
from vaultkit.exchange.zones import Zones
from vaultkit.model.calendar import Moment, Remark

__all__ = ["later", "moments_of", "parse_duration", "parse_moment", "utc_of"]

_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?",
    re.IGNORECASE,
)


def parse_moment(text: str, tzid: str | None, zones: Zones) -> tuple[Moment | None, Remark | None]:
    """The moment that a DATE or DATE-TIME says, and what is doubtful about it."""
    text = text.strip()
    day = _DAY.fullmatch(text)
    try:
        if day is not None:
            year, month, date = map(int, day.groups())
            return Moment(datetime(year, month, date), is_day=True), None
        time = _TIME.fullmatch(text)
        if time is None:
            return None, None
        *numbers, is_utc = time.groups()
        year, month, date, hour, minute, second = (int(each or 0) for each in numbers)
        local = datetime(year, month, date, hour, minute, min(second, 59))  # a leap second
    except ValueError:
        return None, None
    if is_utc:
        return zones.instant(local), None
    return zones.moment(local, tzid)


def moments_of(prop: Property, zones: Zones) -> tuple[list[Moment], int]:
    """The moments of an EXDATE or RDATE, of periods the start; and how many could not be read."""
    found: list[Moment] = []
    bad = 0
    for piece in prop.value.split(","):
        moment, _ = parse_moment(piece.partition("/")[0], prop.parameters.get("TZID"), zones)
        if moment is None:
            bad += bool(piece.strip())
        else:
            found.append(moment)
    return found, bad


def later(start: Moment, length: timedelta) -> Moment:
    """The moment so long after another one; the clock on the wall may have been changed between."""
    try:
        utc = None if start.utc is None else start.utc + length
        return start._replace(local=start.local + length, utc=utc)
    except OverflowError:
        return start


def parse_duration(text: str) -> timedelta | None:
    """``PT30M``, ``P1DT2H``, ``-P1W``."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def utc_of(text: str) -> datetime | None:
    """A LAST-MODIFIED or DTSTAMP, which are in UTC whether they say so or not."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
