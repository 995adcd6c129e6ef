"""The clocks of a new meeting: when it ends, what those who come see, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.people.zones import find_zone, instant_of, wall_after

__all__ = ["CLOCKS", "Times", "iter_clock_remarks", "times_of"]

_GAP = "clocks in {tz} are put forward and never show {time} on {day}"
_FOLD = "clocks in {tz} are put back and show {time} on {day} twice; the first is meant"
_FORWARD = "clocks in {tz} are put forward during the meeting: it ends at {time}"
_BACK = "clocks in {tz} are put back during the meeting: it ends at {time}"
_ENDS_FIRST = "it ends at {time}, which clocks in {tz} show twice on {day}: the first is meant"
_ENDS_SECOND = "it ends at {time}, which clocks in {tz} show twice on {day}: the second is meant"
_THEIR_FORWARD = (
    "for {name} clocks in {tz} are put forward during the meeting: there it is from {start} to "
    "{end}"
)
_THEIR_BACK = (
    "for {name} clocks in {tz} are put back during the meeting: there it is from {start} to {end}"
)
_BEGINS_FIRST = (
    "for {name} it begins at {time}, which clocks in {tz} show twice on {day}: the first is meant"
)
_BEGINS_SECOND = (
    "for {name} it begins at {time}, which clocks in {tz} show twice on {day}: the second is meant"
)
_THEIRS_FIRST = (
    "for {name} it ends at {time}, which clocks in {tz} show twice on {day}: the first is meant"
)
_THEIRS_SECOND = (
    "for {name} it ends at {time}, which clocks in {tz} show twice on {day}: the second is meant"
)
CLOCKS = (
    *(_GAP, _FOLD, _FORWARD, _BACK, _ENDS_FIRST, _ENDS_SECOND, _THEIR_FORWARD, _THEIR_BACK),
    *(_BEGINS_FIRST, _BEGINS_SECOND, _THEIRS_FIRST, _THEIRS_SECOND),
)
"""What may be said of clocks that are put forward or back."""

_Remark = tuple[str, Mapping[str, str]]


class Times(NamedTuple):
    """When a meeting is, on the clocks of its zone and, where that is known, as moments."""

    start: datetime | None
    tz: str
    zone: ZoneInfo | None
    minutes: int
    instant: datetime | None = None
    end: datetime | None = None

    def after(self, minutes: int) -> datetime | None:
        """What the clocks show so many minutes after the meeting's begin."""
        return None if self.start is None else wall_after(self.start, minutes, self.zone)


def times_of(start: datetime | None, tz: str, minutes: int) -> Times:
    """The times of a meeting that begins at ``start`` and takes so many minutes, 0 if not known."""
    zone = find_zone(tz) if tz else None
    times = Times(start, tz, zone, minutes)
    if start is None:
        return times
    instant = instant_of(start, zone).utc if zone is not None else None
    return times._replace(instant=instant, end=times.after(minutes) if minutes else None)


def iter_clock_remarks(times: Times, elsewhere: Iterable[tuple[str, str]]) -> Iterator[_Remark]:
    """What is odd about a meeting's begin and end, here and for people by name and zone."""
    if times.start is None or times.zone is None or times.instant is None:
        return
    yield from _own_remarks(times, times.start, times.zone, times.instant)
    names: dict[str, list[str]] = {}
    for name, tz in elsewhere:
        if tz and tz != times.tz:
            names.setdefault(tz, []).append(name)
    for tz, theirs in names.items():
        zone = find_zone(tz)
        if zone is not None:
            yield from _their_remarks(times, times.instant, tz, zone, ", ".join(theirs))


def _own_remarks(
    times: Times, start: datetime, zone: ZoneInfo, instant: datetime
) -> Iterator[_Remark]:
    oddity = instant_of(start, zone).oddity
    if oddity:
        values = {"tz": times.tz, "time": f"{start:%H:%M}", "day": _day(start)}
        yield _GAP if oddity == "gap" else _FOLD, values
    seen = _seen(instant, times.minutes, zone)
    if seen is None or not times.minutes:
        return
    begin, end = seen
    values = {"tz": times.tz, "time": f"{end:%H:%M}", "day": _day(end)}
    if shift := _shift(begin, end):
        yield _FORWARD if shift > timedelta() else _BACK, values
    if _is_twice(end, zone):
        yield _ENDS_SECOND if end.fold else _ENDS_FIRST, values


def _their_remarks(
    times: Times, instant: datetime, tz: str, zone: ZoneInfo, name: str
) -> Iterator[_Remark]:
    seen = _seen(instant, times.minutes, zone)
    if seen is None:
        return
    begin, end = seen
    clocks = {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}
    if _is_twice(begin, zone):
        values = {"name": name, "tz": tz, "time": clocks["start"], "day": _day(begin)}
        yield _BEGINS_SECOND if begin.fold else _BEGINS_FIRST, values
    if not times.minutes:
        return
    if shift := _shift(begin, end):
        message = _THEIR_FORWARD if shift > timedelta() else _THEIR_BACK
        yield message, {"name": name, "tz": tz, **clocks}
    if _is_twice(end, zone):
        values = {"name": name, "tz": tz, "time": clocks["end"], "day": _day(end)}
        yield _THEIRS_SECOND if end.fold else _THEIRS_FIRST, values


def _seen(instant: datetime, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Begin and end as a zone's clocks show them; None at the ends of time."""
    try:
        end = (instant + timedelta(minutes=minutes)).astimezone(zone)
        return instant.astimezone(zone), end
    except OverflowError:
        return None


def _shift(begin: datetime, end: datetime) -> timedelta:
    """By how much clocks are put forward between the two; less than nothing where back."""
    return (end.utcoffset() or timedelta()) - (begin.utcoffset() or timedelta())


def _is_twice(moment: datetime, zone: ZoneInfo) -> bool:
    wall = moment.replace(tzinfo=None, fold=0)
    return instant_of(wall, zone).oddity == "fold"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
