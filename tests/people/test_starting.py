"""When meetings begin, as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.people.made import note
from vaultkit.people.starting import moment_of, start_of

NOW = datetime.fromisoformat("2026-11-23T10:00:00+03:00")

STARTS: list[tuple[dict[str, Any], str | None, str]] = [
    ({"date": "2026-12-08", "time": "15:00", "tz": "Europe/Stockholm"}, "2026-12-08T14:00", ""),
    ({"date": "2026-07-08", "time": "15:00", "tz": "Europe/Stockholm"}, "2026-07-08T13:00", ""),
    ({"start": "2026-12-08T17:00:00+03:00"}, "2026-12-08T14:00", ""),
    ({"start": "2026-12-08T17:00Z", "tz": "Asia/Tokyo"}, "2026-12-08T17:00", ""),
    ({"дата": "08.12.2026", "время": "9:05", "пояс": "Asia/Kolkata"}, "2026-12-08T03:35", ""),
    ({"date": "2026-03-29", "time": "2:30", "tz": "Europe/Stockholm"}, "2026-03-29T01:30", "gap"),
    ({"date": "2026-10-25", "time": "2:30", "tz": "Europe/Stockholm"}, "2026-10-25T00:30", "fold"),
    ({"date": "2026-12-08", "time": "15:00"}, None, ""),
    ({"date": "2026-12-08", "time": "15:00", "tz": "Mars/Olympus"}, None, ""),
    ({"date": "2026-12-08", "tz": "Asia/Tokyo"}, None, ""),
    ({"time": "15:00", "tz": "Asia/Tokyo"}, None, ""),
]


@pytest.mark.parametrize(("properties", "utc", "oddity"), STARTS)
def test_a_start_is_a_moment_where_time_and_zone_are_known(
    properties: dict[str, Any], utc: str | None, oddity: str
) -> None:
    start = start_of(note("Созвон.md", properties))
    assert (start.utc and f"{start.utc:%Y-%m-%dT%H:%M}") == utc
    assert start.oddity == oddity


ORDER: list[tuple[dict[str, Any], str | None]] = [
    ({"date": "2026-12-08", "time": "15:00", "tz": "Asia/Tokyo"}, "2026-12-08T06:00"),
    ({"date": "2026-12-08", "time": "15:00"}, "2026-12-08T12:00"),
    ({"date": "2026-11-23"}, "2026-11-23T20:59"),
    ({"date": "2026-11-23", "tz": "Asia/Tokyo"}, "2026-11-23T14:59"),
    ({}, None),
]


@pytest.mark.parametrize(("properties", "utc"), ORDER)
def test_a_meeting_has_its_place_in_time_by_the_clock_of_who_asks(
    properties: dict[str, Any], utc: str | None
) -> None:
    moment = moment_of(start_of(note("Созвон.md", properties)), NOW)
    expected = None if utc is None else datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment == expected


def test_the_day_may_stand_in_the_name_of_the_file() -> None:
    assert start_of(note("2026-12-08 Созвон.md")).day == date(2026, 12, 8)
