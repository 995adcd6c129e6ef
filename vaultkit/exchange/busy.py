"""Free and busy times of a calendar file (VFREEBUSY): when somebody cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from vaultkit.exchange.components import Component, read_components
from vaultkit.exchange.times import parse_duration, parse_moment
from vaultkit.exchange.zones import Zones

__all__ = ["iter_busy_periods"]

_FREE = "FREE"


def iter_busy_periods(data: bytes) -> Iterator[tuple[datetime, datetime]]:
    """The periods in which somebody is busy, tentatively too, in UTC, in the order of the file.

    A period has an end or a duration; what is none is passed by. Any bytes will do; linear.
    """
    for calendar in read_components(data):
        for component in calendar.components:
            if component.name == "VFREEBUSY":
                yield from _periods_of(component)


def _periods_of(component: Component) -> Iterator[tuple[datetime, datetime]]:
    zones = Zones((), calendar=None, default="UTC")  # periods are in UTC: RFC 5545 3.8.2.6
    for each in component.properties():
        if each.name != "FREEBUSY" or each.parameters.get("FBTYPE", "BUSY").upper() == _FREE:
            continue
        for period in each.value.split(","):
            first, _, last = period.strip().partition("/")
            start = _instant(first, zones)
            length = parse_duration(last)
            end = start + length if start and length else _instant(last, zones)
            if start is not None and end is not None and start < end:
                yield start, end


def _instant(text: str, zones: Zones) -> datetime | None:
    moment, _ = parse_moment(text, None, zones)
    if moment is None or moment.is_day:
        return None
    return moment.utc or moment.local.replace(tzinfo=UTC)
