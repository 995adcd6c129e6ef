from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vaultkit.people.zones import (
    Instant,
    find_zone,
    instant_of,
    local_time,
    shown_local,
    wall_after,
)


def instant(text: str, zone: str) -> Instant:
    found = find_zone(zone)
    assert found is not None
    return instant_of(datetime.fromisoformat(text), found)


@pytest.mark.parametrize("name", ["Europe/Moskow", "", "../etc/passwd", "/etc/passwd", "a\0b", "."])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert find_zone(name) is None


@pytest.mark.parametrize(
    ("text", "zone", "utc", "oddity"),
    [
        ("2026-12-08T15:00", "Europe/Stockholm", "2026-12-08T14:00", ""),
        ("2026-07-08T15:00", "Europe/Stockholm", "2026-07-08T13:00", ""),
        ("2026-03-29T02:30", "Europe/Stockholm", "2026-03-29T01:30", "gap"),
        ("2026-03-29T01:59", "Europe/Stockholm", "2026-03-29T00:59", ""),
        ("2026-03-29T03:00", "Europe/Stockholm", "2026-03-29T01:00", ""),
        ("2026-10-25T02:30", "Europe/Stockholm", "2026-10-25T00:30", "fold"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30", "fold"),
        ("2026-03-08T02:00", "America/New_York", "2026-03-08T07:00", "gap"),
        ("2026-12-08T15:00", "Europe/Moscow", "2026-12-08T12:00", ""),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45", "gap"),
    ],
)
def test_a_wall_clock_names_a_moment(text: str, zone: str, utc: str, oddity: str) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant(text, zone) == Instant(expected, oddity)  # type: ignore[arg-type]


# Stockholm puts its clocks back on 25 October, New York on 1 November, Moscow never.
@pytest.mark.parametrize(
    ("text", "there", "shown"),
    [
        ("2026-10-20T15:00", "Europe/Moscow", "16:00"),
        ("2026-11-03T15:00", "Europe/Moscow", "17:00"),
        ("2026-10-20T15:00", "America/New_York", "09:00"),
        ("2026-10-27T15:00", "America/New_York", "10:00"),
        ("2026-11-03T15:00", "America/New_York", "09:00"),
        ("2026-12-08T20:00", "Asia/Almaty", "00:00 (+1)"),
        ("2026-12-08T05:00", "America/Los_Angeles", "20:00 (-1)"),
        ("2026-12-08T12:00", "Asia/Kathmandu", "16:45"),
    ],
)
def test_everyone_sees_their_own_clock(text: str, there: str, shown: str) -> None:
    here = datetime.fromisoformat(text)
    zone = find_zone(there)
    assert zone is not None
    assert shown_local(local_time(instant(text, "Europe/Stockholm").utc, zone), here) == shown


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_time_are_times_too(text: str, zone: str) -> None:
    found = find_zone(zone)
    assert found is not None
    moment = instant(text, zone).utc
    assert abs((moment.replace(tzinfo=None) - datetime.fromisoformat(text)).days) <= 1
    local_time(moment, found)


@pytest.mark.parametrize(
    ("text", "minutes", "zone", "later"),
    [
        ("2026-12-08T15:00", 45, "Europe/Stockholm", "2026-12-08T15:45"),
        ("2026-03-29T01:30", 60, "Europe/Stockholm", "2026-03-29T03:30"),
        ("2026-03-29T01:30", 60, None, "2026-03-29T02:30"),
        ("2026-03-29T02:30", 0, "Europe/Stockholm", "2026-03-29T02:30"),
        ("2026-03-29T02:30", 10, "Europe/Stockholm", "2026-03-29T03:40"),
        ("2026-10-25T01:30", 120, "Europe/Stockholm", "2026-10-25T02:30"),
        ("2026-03-29T03:10", -15, "Europe/Stockholm", "2026-03-29T01:55"),
        ("0001-01-01T00:05", 10, "Europe/Moscow", "0001-01-01T00:15"),
        ("0001-01-01T00:05", -15, "Europe/Moscow", None),
        ("9999-12-31T23:50", 15, "Europe/Moscow", None),
        ("9999-12-31T23:50", 15, "America/New_York", None),
        ("9999-12-31T23:50", 15, None, None),
    ],
)
def test_clocks_go_on_over_their_changes(
    text: str, minutes: int, zone: str | None, later: str | None
) -> None:
    found = wall_after(datetime.fromisoformat(text), minutes, find_zone(zone) if zone else None)
    assert found == (None if later is None else datetime.fromisoformat(later))
