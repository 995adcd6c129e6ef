"""What a window passes by, and what it never may."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.exchange.slow_way import window
from vaultkit.exchange.calendar import read_calendar

WEEK = window(datetime(2026, 11, 23), datetime(2026, 11, 30))


def is_passed_by(*lines: str, method: str = "PUBLISH") -> bool:
    event = "\n".join(("BEGIN:VEVENT", "UID:u", *lines, "END:VEVENT"))
    data = f"BEGIN:VCALENDAR\nMETHOD:{method}\n{event}\nEND:VCALENDAR\n"
    reading = read_calendar(data.encode(), zone="UTC", window=WEEK)
    return [each.remark.code for each in reading.passed] == ["outside-window"]


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:20261101T090000Z", "DTEND:20261101T100000Z"],
        ["DTSTART;TZID=Europe/Moscow:20270101T090000"],
        ["DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261205"],
        ["DTSTART:20261101T090000Z", "DURATION:P1D"],
        ["DTSTART;TZID=Europe/Mos", " cow:20260101T090000"],
    ],
)
def test_events_far_from_the_window_are_not_read(lines: list[str]) -> None:
    assert is_passed_by(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:20261124T090000Z"],
        ["DTSTART:20261130T090000Z"],
        ["DTSTART:20261121T230000"],
        ["DTSTART:20260101T090000Z", "DTEND:20261124T090000Z"],
        ["DTSTART:20260101T090000Z", "DURATION:P400D"],
        ["DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261201"],
        ["DTSTART:20200101T090000Z", "RRULE:FREQ=WEEKLY"],
        ["DTSTART:20200101T090000Z", "RDATE:20261124T090000Z"],
        ["DTSTART:20200101T090000Z", "RECURRENCE-ID:20261124T090000Z"],
        ["DTSTART:20200101T090000Z", "rrule:FREQ=WEEKLY"],
        ["DTSTART:2020-01-01"],
        ["DTSTART:20200101T090000Z", "DTEND:later"],
        ["DTSTART:20200101T090000Z", "DURATION:long"],
        ["SUMMARY:no start"],
    ],
)
def test_series_long_events_and_what_is_odd_are_read(lines: list[str]) -> None:
    assert not is_passed_by(*lines)


def test_what_calls_off_is_read_whenever_it_was() -> None:
    assert not is_passed_by("DTSTART:20200101T090000Z", method="CANCEL")
    assert not is_passed_by("DTSTART:20200101T090000Z", method="REPLY")
