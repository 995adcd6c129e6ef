"""Random calendars, and what two libraries make of them when they read all of a file."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from icalendar import Calendar
from recurring_ical_events import of as recurrences_of

from vaultkit.exchange.calendar import read_calendar
from vaultkit.exchange.series import alone, expand, occurrences_of, series_of
from vaultkit.model.calendar import Event, Window

ZONES = ("Europe/Stockholm", "America/New_York", "Europe/Moscow", "Australia/Lord_Howe", "UTC")
FIRST = datetime(2026, 1, 1)

Times = Counter[tuple[str, str]]


def window(start: datetime, end: datetime) -> Window:
    return Window(start, end, start, end)


@dataclass
class Made:
    """An event to be written down; times are local."""

    uid: str
    zone: str
    start: datetime
    length: timedelta
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        end = self.start + self.length
        return "\r\n".join(
            [
                *("BEGIN:VEVENT", f"UID:{self.uid}", "DTSTAMP:20260101T000000Z"),
                *(timed("DTSTART", self.start, self.zone), timed("DTEND", end, self.zone)),
                *(*self.lines, "SUMMARY:x", "END:VEVENT", ""),
            ]
        )


def timed(name: str, local: datetime, zone: str) -> str:
    if zone == "UTC":
        return f"{name}:{local:%Y%m%dT%H%M%S}Z"
    return f"{name};TZID={zone}:{local:%Y%m%dT%H%M%S}"


def calendar_of(made: list[Made]) -> bytes:
    body = "".join(each.text() for each in made)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    return f"{head}{body}END:VCALENDAR\r\n".encode()


RULES = st.sampled_from(
    (
        *(
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        ),
        *("FREQ=WEEKLY;BYDAY=SU;WKST=SU", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=-1FR"),
        *("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        *("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=HOURLY;INTERVAL=7"),
        *("FREQ=DAILY;BYMONTH=3", "FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9,17", "FREQ=YEARLY;BYWEEKNO=20"),
    )
)
ENDS = st.one_of(
    st.just(""),
    st.integers(1, 40).map(lambda n: f";COUNT={n}"),
    st.integers(0, 700).map(
        lambda n: f";UNTIL={FIRST + timedelta(days=n, hours=9):%Y%m%dT%H%M%S}Z"
    ),
)
STARTS = st.builds(
    lambda days, minutes: FIRST + timedelta(days=days, minutes=15 * minutes),
    st.integers(-900, 700),
    st.integers(0, 95),
)
LENGTHS = st.integers(0, 60).map(lambda n: timedelta(minutes=45 * n))


@st.composite
def series(draw: st.DrawFn, uid: str) -> list[Made]:
    """One meeting: alone or repeated, with dates more and less, and changed instances."""
    zone, start, length = draw(st.sampled_from(ZONES)), draw(STARTS), draw(LENGTHS)
    master = Made(uid, zone, start, length)
    if draw(st.booleans()):
        return [master]
    rule = draw(RULES)
    master.lines.append(f"RRULE:{rule}{draw(ENDS)}")
    instances = [each for each in first_instances(master) if exists(each, zone)]
    some = st.lists(st.sampled_from(instances), max_size=2, unique=True)
    changed = draw(some)
    for each in draw(some):
        if each not in changed:
            master.lines.append(timed("EXDATE", each, zone))
    if draw(st.booleans()):
        added = draw(STARTS)
        if added not in instances and exists(added, zone):
            master.lines.append(timed("RDATE", added, zone))
    changes: list[Made] = []
    for each in changed:
        moved = Made(uid, zone, each + timedelta(minutes=15 * draw(st.integers(-200, 200))), length)
        moved.lines.append(timed("RECURRENCE-ID", each, zone))
        if draw(st.integers(0, 4)) == 0:
            moved.lines.append("STATUS:CANCELLED")
        changes.append(moved)
    return [master, *changes]


def first_instances(master: Made) -> list[datetime]:
    """Some instances of the series, as the libraries see it."""
    query = recurrences_of(Calendar.from_ical(calendar_of([master]).decode()))
    found = query.between(master.start - timedelta(days=1), master.start + timedelta(days=200))
    return sorted({each.start.replace(tzinfo=None) for each in found})[:12] or [master.start]


def exists(local: datetime, zone: str) -> bool:
    """Whether clocks show this time, and once."""
    offsets = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


def slow_way(data: bytes, start: datetime, end: datetime) -> Times:
    """Starts and ends in UTC of all that takes place in a window, by the libraries alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        query = recurrences_of(Calendar.from_ical(data), skip_bad_series=False)
        found = query.between(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
        return Counter(
            (_utc(each.start), _utc(each.end))
            for each in found
            if str(each.get("STATUS")) != "CANCELLED"
        )


def _utc(moment: datetime) -> str:
    if not isinstance(moment, datetime):
        return str(moment)
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def our_way(data: bytes, start: datetime, end: datetime, *, passing: bool) -> Times:
    """The same by vaultkit; with ``passing``, events outside of the window are not even read."""
    span = window(start, end)
    reading = read_calendar(data, zone="UTC", window=span if passing else None)
    assert not [each for each in reading.passed if each.refused]
    by_uid: dict[str, list[Event]] = {}
    for event in reading.events:
        by_uid.setdefault(event.uid, []).append(event)
    times: Times = Counter()
    for events in by_uid.values():
        times += Counter((each.start.text, each.end.text) for each in occurrences(events, span))
    return times


def occurrences(events: list[Event], span: Window) -> list:  # type: ignore[type-arg]
    master = next((each for each in events if each.recurrence_id is None), None)
    if master is None or not master.is_series:
        return alone(events, span)
    changes = [each for each in events if each is not master]
    return occurrences_of(master, changes, expand(series_of(master, changes, span)), span)
