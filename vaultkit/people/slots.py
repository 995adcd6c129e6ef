"""Times at which people can meet, the fairest first. Pure; everything is compared in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["USUAL_HOURS", "Hours", "Person", "Slot", "Span", "parse_hours", "slots_of"]

_HOURS = re.compile(r"\s*(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—|to|до)\s*(\d{1,2})(?::(\d{2}))?\s*")
_DAY_MINUTES = 24 * 60
_WORKDAYS = 5
"""Monday is 0."""


class Hours(NamedTuple):
    """When somebody can be asked for, in minutes of the local day. ``end`` is after ``start``;
    beyond 24 hours it is in the night that follows."""

    start: int
    end: int


USUAL_HOURS = Hours(9 * 60, 18 * 60)
"""Of somebody who says nothing of it; and what is fair is measured by it."""


class Person(NamedTuple):
    """Who is to come."""

    name: str
    zone: ZoneInfo
    hours: Hours = USUAL_HOURS


class Span(NamedTuple):
    """A time that is taken, as instants in UTC; its end is outside."""

    start: datetime
    end: datetime


class Slot(NamedTuple):
    """A time that was found. ``beyond`` are the minutes that each person, in the order asked,
    spends outside of 9 to 18 o'clock or at a weekend."""

    start: datetime
    end: datetime
    within: bool
    """Whether it lies inside everybody's hours."""
    beyond: tuple[int, ...]

    @property
    def unfairness(self) -> tuple[int, int, datetime]:
        """What slots are ranked by: whoever has the worst of it, then all together, then when."""
        return max(self.beyond, default=0), sum(self.beyond), self.start


def parse_hours(text: str) -> Hours | None:
    """The hours of ``08:00-17:00``, ``9–18`` or ``22:00-06:00``; None for what is none."""
    found = _HOURS.fullmatch(text)
    if found is None:
        return None
    hour, minute, last, last_minute = (int(each or 0) for each in found.groups())
    start, end = hour * 60 + minute, last * 60 + last_minute
    if max(minute, last_minute) > 59 or start >= _DAY_MINUTES or end > _DAY_MINUTES or start == end:
        return None
    return Hours(start, end if end > start else end + _DAY_MINUTES)


def slots_of(
    people: Sequence[Person],
    *,
    window: Span,
    length: timedelta,
    step: timedelta,
    busy: Iterable[Span] = (),
) -> list[Slot]:
    """The slots of a window that do not overlap, the fairest first.

    Those inside everybody's hours on workdays; only where there is none, those outside. Begins
    are whole steps of the UTC day. Linear in the steps of the window, times the people.
    """
    taken = _merged(busy)
    free = [
        _judged(people, start, start + length)
        for start in _iter_free(window, length=length, step=step, taken=taken)
    ]
    within = [slot for slot in free if slot.within]
    chosen: list[Slot] = []
    for slot in sorted(within or free, key=lambda each: each.unfairness):
        if all(slot.end <= each.start or each.end <= slot.start for each in chosen):
            chosen.append(slot)
    return chosen


def _merged(busy: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(busy):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        elif span.start < span.end:
            merged.append(span)
    return merged


def _iter_free(
    window: Span, *, length: timedelta, step: timedelta, taken: Sequence[Span]
) -> Iterator[datetime]:
    """The beginnings, in order."""
    midnight = datetime.combine(window.start.date(), time(), UTC)
    start = midnight + -((midnight - window.start) // step) * step
    at = 0
    while start + length <= window.end:
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if at == len(taken) or start + length <= taken[at].start:
            yield start
        start += step


def _judged(people: Sequence[Person], start: datetime, end: datetime) -> Slot:
    return Slot(
        start,
        end,
        all(_is_within(person, start, end) for person in people),
        tuple(_beyond(person, start, end) for person in people),
    )


def _is_within(person: Person, start: datetime, end: datetime) -> bool:
    """Hours that go on into the night belong to the day on which they begin."""
    day = start.astimezone(person.zone).date()
    return any(
        hours.start <= start and end <= hours.end
        for each in (day - timedelta(days=1), day)
        if each.weekday() < _WORKDAYS
        for hours in (_on(person, person.hours, each),)
    )


def _beyond(person: Person, start: datetime, end: datetime) -> int:
    """The minutes outside of what is usual."""
    day = start.astimezone(person.zone).date()
    usual = timedelta()
    for each in (day, day + timedelta(days=1)):
        if each.weekday() < _WORKDAYS:
            hours = _on(person, USUAL_HOURS, each)
            usual += max(timedelta(), min(end, hours.end) - max(start, hours.start))
    return (end - start - usual) // timedelta(minutes=1)


def _on(person: Person, hours: Hours, day: date) -> Span:
    """The hours of a day as instants: what the clocks on the wall show, put forward or back."""
    return Span(*(_instant(person.zone, day, minutes) for minutes in hours))


def _instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    days, rest = divmod(minutes, _DAY_MINUTES)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return wall.astimezone(UTC)
