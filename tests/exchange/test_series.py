"""Series: the same instants as the libraries find that read everything, and the hard zones."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.slow_way import (
    FIRST,
    RULES,
    STARTS,
    Made,
    calendar_of,
    occurrences,
    our_way,
    series,
    slow_way,
    window,
)
from vaultkit.exchange.calendar import read_calendar
from vaultkit.exchange.never import never_comes
from vaultkit.exchange.rules import parse_rule
from vaultkit.exchange.series import MOST_OCCURRENCES, EndlessRuleError, expand, series_of


@st.composite
def calendars(draw: st.DrawFn) -> bytes:
    made = [draw(series(f"uid-{n}")) for n in range(draw(st.integers(1, 4)))]
    return calendar_of(draw(st.permutations([each for group in made for each in group])))


WINDOWS = st.tuples(st.integers(-30, 600), st.integers(1, 60)).map(
    lambda each: (FIRST + timedelta(days=each[0]), FIRST + timedelta(days=sum(each)))
)


@given(calendars(), WINDOWS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_window_holds_what_the_slow_way_finds(
    data: bytes, span: tuple[datetime, datetime]
) -> None:
    expected = slow_way(data, *span)
    assert our_way(data, *span, passing=False) == expected
    assert our_way(data, *span, passing=True) == expected


def instants(text: str, start: datetime, end: datetime) -> list[str]:
    data = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\n{text}\nEND:VEVENT\nEND:VCALENDAR\n"
    events = list(read_calendar(data.encode(), zone="UTC").events)
    return [each.start.text for each in occurrences(events, window(start, end))]


HARD: dict[str, tuple[str, list[str]]] = {
    "New York, clocks back on 1 November": (
        "DTSTART;TZID=America/New_York:20261025T013000\nRRULE:FREQ=WEEKLY;COUNT=3",
        ["2026-10-25T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-08T06:30:00Z"],
    ),
    "New York, clocks forward on 8 March: 02:30 is counted on from before": (
        "DTSTART;TZID=America/New_York:20260307T023000\nRRULE:FREQ=DAILY;COUNT=3",
        ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"],
    ),
    "Stockholm, back on 25 October": (
        "DTSTART;TZID=W. Europe Standard Time:20261019T100000\nRRULE:FREQ=WEEKLY;COUNT=2",
        ["2026-10-19T08:00:00Z", "2026-10-26T09:00:00Z"],
    ),
    "Bogota has no summer time": (
        'DTSTART;TZID="(UTC-05:00) Bogota, Lima, Quito, Rio Branco":20260301T090000\n'
        "RRULE:FREQ=MONTHLY;INTERVAL=6;COUNT=3",
        ["2026-03-01T14:00:00Z", "2026-09-01T14:00:00Z", "2027-03-01T14:00:00Z"],
    ),
    "Lord Howe moves by half an hour": (
        "DTSTART;TZID=Australia/Lord_Howe:20260404T090000\nRRULE:FREQ=DAILY;COUNT=2",
        ["2026-04-03T22:00:00Z", "2026-04-04T22:30:00Z"],
    ),
    "Moscow 2011, for good to UTC+4": (
        "DTSTART;TZID=Russian Standard Time:20110320T120000\nRRULE:FREQ=WEEKLY;COUNT=3",
        ["2011-03-20T09:00:00Z", "2011-03-27T08:00:00Z", "2011-04-03T08:00:00Z"],
    ),
    "Moscow 2014, back to UTC+3": (
        "DTSTART;TZID=Europe/Moscow:20141019T120000\nRRULE:FREQ=WEEKLY;COUNT=3",
        ["2014-10-19T08:00:00Z", "2014-10-26T09:00:00Z", "2014-11-02T09:00:00Z"],
    ),
    "Samoa had no 30 December 2011": (
        "DTSTART;TZID=Pacific/Apia:20111228T090000\nRRULE:FREQ=DAILY;COUNT=5",
        [
            *("2011-12-28T19:00:00Z", "2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z"),
            "2011-12-31T19:00:00Z",
        ],
    ),
    "a day that is taken out takes all of its instances": (
        "DTSTART:20261102T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261103",
        ["2026-11-02T09:00:00Z", "2026-11-04T09:00:00Z"],
    ),
    "UNTIL in UTC, on the clock of New York": (
        "DTSTART;TZID=America/New_York:20261102T200000\n"
        "RRULE:FREQ=DAILY;UNTIL=20261104T010000Z",
        ["2026-11-03T01:00:00Z", "2026-11-04T01:00:00Z"],
    ),
    "whole days": (
        "DTSTART;VALUE=DATE:20260228\nRRULE:FREQ=YEARLY;UNTIL=20280228T000000Z",
        ["2026-02-28", "2027-02-28", "2028-02-28"],
    ),
    "a birthday on 29 February": (
        "DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY",
        ["2024-02-29", "2028-02-29"],
    ),
    "a series that ends before it begins has nothing left": (
        "DTSTART:20261102T090000Z\nRRULE:FREQ=DAILY;UNTIL=20261101T090000Z\n"
        "RDATE:20261105T090000Z",
        ["2026-11-05T09:00:00Z"],
    ),
    "a floating time": (
        "DTSTART:20261204T080000\nRRULE:FREQ=DAILY;COUNT=2",
        ["2026-12-04T08:00:00", "2026-12-05T08:00:00"],
    ),
    "a period as a date more": (
        "DTSTART:20261102T090000Z\nRDATE;VALUE=PERIOD:20261105T090000Z/PT1H",
        ["2026-11-02T09:00:00Z", "2026-11-05T09:00:00Z"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_a_series_takes_place_at(name: str) -> None:
    text, expected = HARD[name]
    assert instants(text, datetime(2011, 1, 1), datetime(2029, 1, 1)) == expected


@pytest.mark.parametrize("rule", ["WEEKLY", "DAILY;INTERVAL=7", "HOURLY;INTERVAL=168"])
@pytest.mark.parametrize("minutes", [0, 60, 60 * 24 * 10])
def test_a_series_begun_years_ago_comes_on_its_day(rule: str, minutes: int) -> None:
    text = f"DTSTART:20200106T090000Z\nDURATION:PT{minutes}M\nRRULE:FREQ={rule}"  # a Monday
    mondays = [datetime(2026, 9, 7, 9) + timedelta(weeks=n) for n in range(14)]
    for n in range(15):
        day = datetime(2026, 11, 2) + timedelta(days=n)
        running = [
            f"{monday.isoformat()}Z"
            for monday in mondays
            if monday < day + timedelta(days=1)
            and (monday >= day or monday + timedelta(minutes=minutes) > day)
        ]
        assert instants(text, day, day + timedelta(days=1)) == running


CHANGED = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:u
DTSTART;TZID=Europe/Moscow:20261102T090000
DTEND;TZID=Europe/Moscow:20261102T093000
RRULE:FREQ=WEEKLY;COUNT=6
END:VEVENT
BEGIN:VEVENT
UID:u
RECURRENCE-ID;RANGE=THISANDFUTURE:20261116T060000Z
DTSTART;TZID=Europe/Moscow:20261116T110000
DTEND;TZID=Europe/Moscow:20261116T120000
END:VEVENT
BEGIN:VEVENT
UID:u
RECURRENCE-ID;TZID=Europe/Moscow:20261130T090000
DTSTART;TZID=Europe/Stockholm:20261201T100000
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:u
RECURRENCE-ID;TZID=Europe/Moscow:20261207T090000
DTSTART;TZID=Europe/Moscow:20261207T110000
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_a_change_of_all_later_instances_yields_to_changes_of_one() -> None:
    events = list(read_calendar(CHANGED.encode(), zone="UTC").events)
    found = occurrences(events, window(datetime(2026, 1, 1), datetime(2027, 1, 1)))
    assert [
        (each.line, each.start.text, each.original and each.original.text) for each in found
    ] == [
        (2, "2026-11-02T06:00:00Z", "2026-11-02T06:00:00Z"),
        (2, "2026-11-09T06:00:00Z", "2026-11-09T06:00:00Z"),
        (8, "2026-11-16T08:00:00Z", "2026-11-16T06:00:00Z"),
        (8, "2026-11-23T08:00:00Z", "2026-11-23T06:00:00Z"),
        (14, "2026-12-01T09:00:00Z", "2026-11-30T06:00:00Z"),
    ]


def test_a_series_is_cut_at_a_thousand() -> None:
    made = Made("u", "UTC", FIRST, timedelta(0), ["RRULE:FREQ=HOURLY"])
    (event,) = read_calendar(calendar_of([made]), zone="UTC").events
    expanded = expand(series_of(event, [], window(FIRST, FIRST + timedelta(days=700))))
    assert (len(expanded.times), expanded.cut) == (MOST_OCCURRENCES, True)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=-30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=WEEKLY;BYMONTH=1;BYYEARDAY=200",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
    ],
)
def test_a_rule_that_no_day_fulfils_is_not_searched_for(rule: str) -> None:
    text = f"DTSTART:20261102T090000Z\nRRULE:{rule}"  # a Monday
    with pytest.raises(EndlessRuleError):
        instants(text, datetime(2026, 1, 1), datetime(2028, 1, 1))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;INTERVAL=1461;BYMONTH=11;BYMONTHDAY=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;BYYEARDAY=-366",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,17;BYSETPOS=2",
        "FREQ=HOURLY;INTERVAL=48;BYDAY=TU",
    ],
)
def test_a_rule_that_comes_seldom_comes_all_the_same(rule: str) -> None:
    instants(f"DTSTART:20261102T090000Z\nRRULE:{rule}", datetime(2026, 1, 1), datetime(2028, 1, 1))


@given(RULES, STARTS)
def test_no_rule_with_instances_is_called_endless(rule: str, start: datetime) -> None:
    assert not never_comes(parse_rule(rule), start.date())


@pytest.mark.parametrize("year", [1, 1601, 9998])
def test_the_first_and_the_last_years_can_be_worked_out(year: int) -> None:
    text = f"DTSTART:{year:04}0101T000000Z\nRRULE:FREQ=HOURLY"
    assert len(instants(text, datetime(year, 1, 1), datetime(year, 1, 3))) == 48
    found = instants(text, datetime(2026, 1, 1), datetime(2026, 1, 2))
    assert len(found) == (0 if year > 2026 else 24)
