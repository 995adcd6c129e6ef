"""Calendar files of our own: folded, in their zones, the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from vaultkit.exchange.calendar import read_calendar
from vaultkit.exchange.written import calendar_bytes
from vaultkit.exchange.zones import Zone, moment_in
from vaultkit.model.calendar import Attendee, Event, Moment
from vaultkit.pages.quote import one_line

MOSCOW = Zone("Europe/Moscow", ZoneInfo("Europe/Moscow"))


def event(start: Moment, minutes: int = 60, **more: object) -> Event:
    later = start._replace(
        local=start.local + timedelta(minutes=minutes),
        utc=None if start.utc is None else start.utc + timedelta(minutes=minutes),
    )
    stamp = datetime(2026, 11, 1, tzinfo=UTC)
    values = {"summary": "Sync", "modified": stamp, **more}
    return Event(0, "a@example.org", start, later, **values)  # type: ignore[arg-type]


ZONES = ["America/New_York", "Europe/Moscow", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2011, 2014, 2026])
def test_a_zone_says_by_itself_what_its_clocks_show(name: str, year: int) -> None:
    rules = ZoneInfo(name)
    zone = Zone(name, rules)
    data = calendar_bytes([event(moment_in(zone, datetime(year, 6, 1, 12)))])
    # Under a name that nobody knows only the file's own VTIMEZONE can tell.
    own = f"Ours-{name.replace('/', '-')}-{year}".encode()
    alone = data.replace(f":{name}".encode(), b":" + own).replace(f"={name}".encode(), b"=" + own)
    (found,) = Calendar.from_ical(alone).walk("VEVENT")
    as_told = found["DTSTART"].dt.tzinfo
    assert not isinstance(as_told, ZoneInfo)
    for hours in range(0, 365 * 24, 31):
        utc = datetime(year, 1, 2, tzinfo=UTC) + timedelta(hours=hours)
        local = utc.astimezone(rules)
        if local.fold == 0 and utc.astimezone(rules).replace(tzinfo=None) < datetime(year, 12, 30):
            told = local.replace(tzinfo=as_told)
            assert told.utcoffset() == local.utcoffset(), local


def test_clocks_go_forward_at_the_time_before() -> None:
    new_york = Zone("America/New_York", ZoneInfo("America/New_York"))
    data = calendar_bytes([event(moment_in(new_york, datetime(2026, 6, 1, 12)))]).decode()
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\n" in data
    assert "BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\n" in data


@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_comes_back_in_lines_of_75_octets(summary: str, name: str) -> None:
    summary, name = one_line(summary).strip(), one_line(name).strip()
    who = Attendee((name,) if name else (), "ana@example.org", status="accepted")
    data = calendar_bytes(
        [event(moment_in(MOSCOW, datetime(2026, 11, 24, 17)), summary=summary, attendees=(who,))]
    )
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode()
    (found,) = read_calendar(data, zone="UTC").events
    assert found.summary == " ".join(summary.split())
    assert found.attendees[0].email == "ana@example.org"
    assert Calendar.from_ical(data).walk("VEVENT")


def test_the_second_of_two_equal_times_is_told_by_its_instant() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    utc = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    second = Moment(utc.astimezone(berlin).replace(tzinfo=None, fold=0), "Europe/Berlin", utc)
    (found,) = read_calendar(calendar_bytes([event(second)]), zone="UTC").events
    assert found.start.utc == utc
