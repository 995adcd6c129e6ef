"""What a clock shows elsewhere, and where it is put forward or back. Pure, but for zoneinfo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["Instant", "find_zone", "instant_of", "local_time", "shown_local", "wall_after"]


class Instant(NamedTuple):
    """A moment, and what is odd about the wall clock that named it.

    ``gap``: clocks are put forward and never show that time; the moment is that of the clock
    before the change, so one hour later by the new one. ``fold``: clocks are put back and show it
    twice; the moment is the first.
    """

    utc: datetime
    oddity: Literal["", "gap", "fold"] = ""


def find_zone(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name such as ``Europe/Moscow``; None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant_of(wall: datetime, zone: ZoneInfo) -> Instant:
    """The moment at which the zone's clocks show a time; ``wall`` has no zone of its own.

    On the first and the last day that there are, it is taken for UTC where it has to be.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    try:
        utc = first.astimezone(UTC)
        utc.astimezone(zone)
    except OverflowError:
        return Instant(wall.replace(tzinfo=UTC))
    if utc.astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        return Instant(utc, "gap")
    again = wall.replace(tzinfo=zone, fold=1)
    return Instant(utc, "fold" if again.utcoffset() != first.utcoffset() else "")


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the zone's clocks show at a moment, without a zone; UTC at the ends of time."""
    try:
        return instant.astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:
        return instant.replace(tzinfo=None, fold=0)


def shown_local(local: datetime, here: datetime) -> str:
    """``17:00``, with the days between where it is another day there: ``02:00 (+1)``."""
    days = (local.date() - here.date()) // timedelta(days=1)
    return f"{local:%H:%M}" + (f" ({days:+d})" if days else "")


def wall_after(wall: datetime, minutes: int, zone: ZoneInfo | None = None) -> datetime | None:
    """What the clocks show so many minutes later, earlier for fewer than none.

    Without a zone no clock is put forward or back. None before the year 1 and after 9999.
    """
    try:
        later = wall + timedelta(minutes=minutes)
    except OverflowError:
        return None
    instant = None if zone is None or not minutes else instant_of(wall, zone)
    # At the ends of time a wall clock is taken for UTC.
    if zone is None or instant is None or not _is_shown(instant, wall, zone):
        return later
    try:
        return (instant.utc + timedelta(minutes=minutes)).astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None


def _is_shown(instant: Instant, wall: datetime, zone: ZoneInfo) -> bool:
    return instant.oddity == "gap" or local_time(instant.utc, zone) == wall
