"""Series to their occurrences.

Libraries follow the rules: dateutil, and recurring-ical-events where a change reaches all later
instances. They are given plain local times, so that no zone, no word and no quirk of a foreign
file reaches them; the instants are ours. What may take long (``expand``) takes plain values and
gives plain values, so that it can run in a process of its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar
from recurring_ical_events import of as recurrences_of  # type: ignore[import-untyped]

from vaultkit.exchange.never import never_comes
from vaultkit.exchange.rules import parse_rule
from vaultkit.exchange.zones import Zone, find_iana, moment_in
from vaultkit.model.calendar import Event, Moment, Occurrence, Window

__all__ = [
    "MOST_OCCURRENCES",
    "Expanded",
    "Series",
    "alone",
    "expand",
    "occurrences_of",
    "series_of",
]

MOST_OCCURRENCES = 1_000
"""Of one series in one window."""
_LINE = "X-VAULTKIT-LINE"
_SLACK = timedelta(days=2)


class Shift(NamedTuple):
    """A change of an instance and all later ones."""

    line: int
    start: datetime
    end: datetime
    instance: datetime


class Series(NamedTuple):
    """A series as it is expanded: all times local, without a zone."""

    line: int
    start: datetime
    end: datetime
    is_day: bool
    rules: tuple[str, ...]
    extra: frozenset[datetime]
    without: frozenset[datetime]
    without_days: frozenset[date]
    shifts: tuple[Shift, ...]
    window: tuple[datetime, datetime]


class EndlessRuleError(ValueError):
    """A rule whose next instance would be searched for without an end."""


class Expanded(NamedTuple):
    """Of each occurrence the line of its component, start, end and where the rule put it."""

    times: tuple[tuple[int, datetime, datetime, datetime], ...]
    cut: bool = False
    """Whether there are more."""
    goes_on: bool = False
    """Whether there are more after the window."""


# --- from events


def series_of(master: Event, changes: Sequence[Event], window: Window) -> Series:
    """What is to be expanded of a series and the events that change instances of it.

    A change of a single instance is taken out of the series: it stands for itself.
    """
    wall = _Wall(master)
    start = wall.local(master.start)
    # Of one that is changed alone after a change of all later ones, its own change holds.
    shifts = [each for each in changes if each.and_later and each.start.is_day == wall.is_day]
    single = [wall.at(each.recurrence_id) for each in changes if each not in shifts]
    days = frozenset(each.local.date() for each in master.without if each.is_day)
    window = wall.window(window)
    return Series(
        line=master.line,
        start=start,
        end=max(start, wall.local(master.end)),
        is_day=wall.is_day,
        rules=tuple(map(wall.rule, master.rules)),
        extra=frozenset(map(wall.at, master.extra)),
        without=frozenset(
            (*single, *(wall.at(each) for each in master.without if not each.is_day))
        ),
        without_days=days,
        shifts=tuple(map(wall.shift, shifts)),
        window=(_moved(window.start, -_SLACK), _moved(window.end, _SLACK)),
    )


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return moment


class _Wall:
    """The clock on the wall where a series was made: its rule is followed by it."""

    def __init__(self, master: Event) -> None:
        self.start = master.start
        self.is_day = master.start.is_day
        name = master.start.zone
        known = None if name is None else find_iana(name)
        self.zone = None if known is None else Zone(known, ZoneInfo(known))

    def local(self, moment: Moment) -> datetime:
        """What this clock shows at a moment of any zone."""
        if moment.utc is None or self.start.utc is None or moment.zone == self.start.zone:
            return moment.local
        if self.zone is None:
            return moment.local + (self._offset() - _offset_of(moment))
        return moment.utc.astimezone(self.zone.rules).replace(tzinfo=None, fold=0)  # type: ignore[arg-type]

    def at(self, moment: Moment | None) -> datetime:
        """The same for a moment that may be a day where times are meant: at the series' time."""
        moment = moment or self.start
        if moment.is_day and not self.is_day:
            return datetime.combine(moment.local.date(), self.start.local.time())
        return self.local(moment)

    def moment(self, local: datetime) -> Moment:
        """The moment at which this clock shows it."""
        if self.start.utc is None:
            return self.start._replace(local=local)
        if self.zone is not None:
            return moment_in(self.zone, local)
        return Moment(local, self.start.zone, (local - self._offset()).replace(tzinfo=UTC))

    def _offset(self) -> timedelta:
        return _offset_of(self.start)

    def window(self, window: Window) -> Window:
        """With the wall's own ends in ``start`` and ``end``; rough, since zones differ."""
        if self.start.utc is None:
            return window._replace(start=window.wall_start, end=window.wall_end)
        return window

    def shift(self, event: Event) -> Shift:
        """A change of all later instances."""
        start = self.local(event.start)
        end = max(start, self.local(event.end))
        return Shift(event.line, start, end, self.at(event.recurrence_id))

    def rule(self, rule: str) -> str:
        """The rule with its UNTIL on this clock."""
        parts = parse_rule(rule)
        until = parts.get("UNTIL", "")
        if len(until) > 8:
            end = datetime.strptime(until.rstrip("Z"), "%Y%m%dT%H%M%S")
            if until.endswith("Z") and self.start.utc is not None:
                end = self.local(Moment(end, "UTC", end.replace(tzinfo=UTC)))
            parts["UNTIL"] = _written(end)[:8] if self.is_day else _written(end)
        return ";".join(f"{key}={value}" for key, value in parts.items() if key[:2] != "X-")


def _offset_of(moment: Moment) -> timedelta:
    utc = moment.local if moment.utc is None else moment.utc.replace(tzinfo=None)
    return moment.local - utc


def _written(local: datetime) -> str:
    return f"{local.year:04}{local:%m%dT%H%M%S}"


# --- expansion, in a process of its own

_Times = tuple[int, datetime, datetime, datetime]


def expand(series: Series) -> Expanded:
    """The occurrences of a series in its window, as local times in order.

    Takes as long as its rule has steps up to the end of the window. Raises EndlessRuleError where
    a rule has no instance, and what the libraries raise.
    """
    if any(never_comes(parse_rule(rule), series.start.date()) for rule in series.rules):
        raise EndlessRuleError(series.rules)
    with warnings.catch_warnings():
        # An end beside a count is more than RFC 5545 allows, and right all the same.
        warnings.simplefilter("ignore")
        found = _shifted(series) if series.shifts else _plain(series)
        times = sorted(
            set(islice(found, 3 * MOST_OCCURRENCES)), key=lambda each: (each[1], each[0])
        )
        goes_on = any(_goes_on(rule, series) for rule in series.rules)
    return Expanded(tuple(times[:MOST_OCCURRENCES]), len(times) > MOST_OCCURRENCES, goes_on)


def _plain(series: Series) -> Iterator[_Times]:
    first, last = series.window
    length = series.end - series.start
    # RFC 5545 3.8.5.3: the first instance is there whether the rule has it or not.
    # One that ends before it is a series of which nothing is left.
    going = [rule for rule in series.rules if _until(rule) >= series.start]
    own = () if series.rules and not going else (series.start,)
    rules = [rrulestr(_bounded(rule, series), dtstart=_near(rule, series)) for rule in going]
    for start in chain(own, series.extra, *rules):
        if start in series.without or start.date() in series.without_days:
            continue
        if start <= last and start + length >= first:
            yield series.line, start, start + length, start


def _bounded(rule: str, series: Series) -> str:
    """The rule with an end where the window has one."""
    parts = parse_rule(rule)
    bound = series.window[1]
    if _until(rule) > bound:
        parts["UNTIL"] = _written(bound)[:8] if series.is_day else _written(bound)
    return ";".join(f"{key}={value}" for key, value in parts.items())


def _until(rule: str) -> datetime:
    """When the rule ends by its own word."""
    until = parse_rule(rule).get("UNTIL")
    if until is None:
        return datetime.max
    return datetime.strptime(until, "%Y%m%dT%H%M%S" if "T" in until else "%Y%m%d")


def _goes_on(rule: str, series: Series) -> bool:
    """Whether the rule has an instance after the window."""
    if not {"COUNT", "UNTIL"} & parse_rule(rule).keys():
        return True
    end = _moved(series.window[1], -_SLACK)
    return rrulestr(rule, dtstart=_near(rule, series)).after(end) is not None


_STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


def _near(rule: str, series: Series) -> datetime:
    """Where to begin with a rule: whole steps after the start, shortly before the window.

    Months and years have no one length, and a count has to be counted from the start.
    """
    parts = parse_rule(rule)
    step = _STEPS.get(parts["FREQ"])
    if step is None or "COUNT" in parts:
        return series.start
    step *= min(int(parts.get("INTERVAL", "1")), 1_000_000)
    before = series.window[0] - (series.end - series.start) - series.start
    return series.start + max(0, before // step - 1) * step


def _shifted(series: Series) -> Iterator[_Times]:
    """With changes that reach later instances: as recurring-ical-events has it."""
    query = recurrences_of(Calendar.from_ical(_calendar_of(series)), skip_bad_series=False)
    for component in query.between(*series.window):
        start, end = _midnight(component.start), _midnight(component.end)
        recurrence = component.get("RECURRENCE-ID")
        original = start if recurrence is None else _midnight(recurrence.dt)
        yield int(component.get(_LINE)), start, end, original


def _midnight(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)


def _calendar_of(series: Series) -> str:
    def line(name: str, local: datetime) -> str:
        return (
            f"{name};VALUE=DATE:{_written(local)[:8]}"
            if series.is_day
            else f"{name}:{_written(local)}"
        )

    begin, end = ("BEGIN:VEVENT", "UID:series"), "END:VEVENT"
    lines = [*begin, f"{_LINE}:{series.line}", "SEQUENCE:0"]
    lines += [line("DTSTART", series.start), line("DTEND", series.end)]
    lines += [f"RRULE:{_without_count(rule, series)}" for rule in series.rules]
    lines += [line("RDATE", each) for each in sorted(series.extra)]
    lines += [line("EXDATE", each) for each in sorted(series.without)]
    lines += [
        f"EXDATE;VALUE=DATE:{each.isoformat().replace('-', '')}"
        for each in sorted(series.without_days)
    ]
    lines.append(end)
    for shift in series.shifts:
        instance = line("RECURRENCE-ID;RANGE=THISANDFUTURE", shift.instance)
        lines += [*begin, f"{_LINE}:{shift.line}", "SEQUENCE:1", instance]
        lines += [line("DTSTART", shift.start), line("DTEND", shift.end), end]
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""])


def _without_count(rule: str, series: Series) -> str:
    """The rule ended where its count ends it; beside an UNTIL icalendar takes no COUNT."""
    parts = parse_rule(_bounded(rule, series))
    count = parts.pop("COUNT", None)
    if count is not None:
        times = list(rrulestr(_bounded(rule, series), dtstart=series.start))
        if len(times) == int(count):
            parts["UNTIL"] = _written(times[-1])[:8] if series.is_day else _written(times[-1])
    return ";".join(f"{key}={value}" for key, value in parts.items())


# --- back to moments


def occurrences_of(
    master: Event, changes: Sequence[Event], expanded: Expanded, window: Window
) -> list[Occurrence]:
    """The occurrences of a series and of the events that change it, in the window, in order.

    What was called off is not among them, nor an instance on a day that the zone left out.
    """
    wall = _Wall(master)
    by_line = {each.line: each for each in (master, *changes)}
    found = [
        *_expanded(wall, by_line, expanded),
        *(
            Occurrence(each.line, each.start, each.end, each.recurrence_id)
            for each in changes
            if each.line not in {line for line, *_ in expanded.times}
        ),
    ]
    return sorted(
        (
            each
            for each in found
            if not by_line[each.line].is_cancelled
            and not master.is_cancelled
            and window.touches(each.start, each.end)
        ),
        key=lambda each: (each.start.order, each.line),
    )


def _expanded(wall: _Wall, by_line: dict[int, Event], expanded: Expanded) -> Iterator[Occurrence]:
    for line, start, end, put in expanded.times:
        event = by_line[line]
        original = put
        first = wall.moment(start)
        if not _is_on_a_day(first, wall):
            continue
        if event.recurrence_id is not None:
            # The library repeats the change's own id for all later instances.
            original = start - (wall.local(event.start) - wall.at(event.recurrence_id))
        yield Occurrence(line, first, wall.moment(end), wall.moment(original))


def _is_on_a_day(moment: Moment, wall: _Wall) -> bool:
    """Whether the zone had such a day at all: Samoa had no 30 December 2011."""
    if moment.utc is None or wall.zone is None:
        return True
    shown = moment.utc.astimezone(wall.zone.rules)  # type: ignore[arg-type]
    return abs(shown.replace(tzinfo=None) - moment.local) < timedelta(hours=20)


def alone(events: Iterable[Event], window: Window) -> list[Occurrence]:
    """Of events without a series each at its own time, those in the window."""
    return [
        Occurrence(each.line, each.start, each.end, each.recurrence_id)
        for each in events
        if not each.is_cancelled and window.touches(each.start, each.end)
    ]
