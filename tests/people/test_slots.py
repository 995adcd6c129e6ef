"""Times to meet: inside everybody's hours, compared in UTC, the fairest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.people.slots import USUAL_HOURS, Hours, Person, Slot, Span, parse_hours, slots_of

HOUR = timedelta(hours=1)
HALF = timedelta(minutes=30)


def person(zone: str, hours: Hours = USUAL_HOURS) -> Person:
    return Person(zone, ZoneInfo(zone), hours)


def day_of(day: date, days: int = 1) -> Span:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Span(start, start + timedelta(days=days))


def found(
    people: list[Person],
    day: date,
    *,
    days: int = 1,
    step: timedelta = HALF,
    busy: Sequence[Span] = (),
) -> list[Slot]:
    return slots_of(people, window=day_of(day, days), length=HOUR, step=step, busy=busy)


def utc_hours(slots: list[Slot]) -> list[str]:
    return sorted(f"{slot.start:%H:%M}" for slot in slots)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:00-17:00", Hours(480, 1020)),
        ("9–18", Hours(540, 1080)),
        (" 9:30 до 24:00 ", Hours(570, 1440)),
        ("22:00-06:00", Hours(1320, 1800)),
        ("9-9", None),
        ("25:00-26:00", None),
        ("9:70-10", None),
        ("утром", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: Hours | None) -> None:
    assert parse_hours(text) == hours


WIDE = Hours(8 * 60, 19 * 60)
FOUR = [person(name, WIDE) for name in ("America/New_York", "Europe/Stockholm", "Europe/Moscow")]
FOUR.append(person("Asia/Almaty", WIDE))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        # Europe's clocks go back on 25 October 2026, New York's on 1 November.
        (date(2026, 10, 20), ["12:00", "13:00"]),
        (date(2026, 10, 27), ["12:00", "13:00"]),
        (date(2026, 11, 3), ["13:00"]),
    ],
)
def test_zones_overlap_otherwise_when_clocks_were_changed(day: date, hours: list[str]) -> None:
    assert utc_hours(found(FOUR, day, step=HOUR)) == hours


def test_nobody_is_asked_for_at_a_weekend() -> None:
    saturday = date(2026, 11, 28)
    assert not any(slot.within for slot in found([person("Europe/London")], saturday, days=2))


def test_a_weekend_is_everybodys_own() -> None:
    # Sunday evening in New York is Monday morning in Tokyo.
    late = person("America/New_York", Hours(18 * 60, 23 * 60))
    slots = found([late, person("Asia/Tokyo")], date(2026, 11, 28), days=4, step=HOUR)
    hours = [f"Tue {hour:02}:00" for hour in range(4)]
    assert sorted(f"{slot.start:%a %H:%M}" for slot in slots if slot.within) == hours


def test_whoever_works_at_night_is_asked_for_then() -> None:
    slots = found([person("Europe/London", Hours(22 * 60, 30 * 60))], date(2026, 11, 24))
    assert utc_hours(slots)[:2] == ["00:00", "01:00"]
    assert utc_hours(slots)[-2:] == ["22:00", "23:00"]
    assert all(slot.within for slot in slots)


def test_a_time_that_is_taken_is_not_proposed() -> None:
    day = date(2026, 11, 24)
    start = day_of(day).start
    busy = [
        Span(start + 9 * HOUR, start + 12 * HOUR),
        Span(start + 11 * HOUR, start + 15 * HOUR + HALF),
        Span(start + 17 * HOUR, start + 17 * HOUR),
    ]
    slots = found([person("UTC")], day, busy=busy)
    assert utc_hours(slots) == ["15:30", "16:30"]


def test_the_fairest_come_first() -> None:
    wide = Hours(6 * 60, 22 * 60)
    slots = found(
        [person("America/New_York", wide), person("Asia/Tokyo", wide)], date(2026, 11, 24)
    )
    assert (f"{slots[0].start:%H:%M}", slots[0].beyond) == ("00:00", (60, 0))  # 19:00 and 09:00
    worst = [max(slot.beyond) for slot in slots]
    assert worst == sorted(worst)


def test_where_no_hours_meet_the_least_unfair_are_told() -> None:
    slots = found([person("America/New_York"), person("Asia/Tokyo")], date(2026, 11, 24))
    assert slots
    assert not any(slot.within for slot in slots)
    best = min(max(slot.beyond) for slot in slots)
    assert max(slots[0].beyond) == best > 0


ZONES = st.sampled_from(
    ["Asia/Kathmandu", "Australia/Lord_Howe", "America/Bogota", "Europe/Moscow"]
)
PEOPLE = st.lists(
    st.builds(
        lambda zone, start, length: person(zone, Hours(start, start + length)),
        ZONES,
        st.integers(0, 1439),
        st.integers(1, 1440),
    ),
    min_size=1,
    max_size=4,
)
SPANS = st.lists(
    st.tuples(st.integers(0, 7 * 1440), st.integers(0, 600)).map(
        lambda pair: Span(
            day_of(date(2026, 10, 2)).start + timedelta(minutes=pair[0]),
            day_of(date(2026, 10, 2)).start + timedelta(minutes=sum(pair)),
        )
    ),
    max_size=6,
)


@given(PEOPLE, SPANS, st.integers(1, 180))
def test_slots_hold_whatever_is_asked(people: list[Person], busy: list[Span], minutes: int) -> None:
    length = timedelta(minutes=minutes)
    window = day_of(date(2026, 10, 2), 7)  # Lord Howe puts its clocks forward by half an hour
    slots = slots_of(people, window=window, length=length, step=HALF, busy=busy)
    assert slots == sorted(slots, key=lambda slot: slot.unfairness)
    for slot in slots:
        assert window.start <= slot.start
        assert slot.end == slot.start + length
        assert slot.end <= window.end
        assert all(
            slot.end <= span.start or span.end <= slot.start for span in busy if span[0] < span[1]
        )
        assert all(0 <= each <= minutes for each in slot.beyond)
        if slot.within:
            for each in people:
                local = slot.start.astimezone(each.zone)
                minute = local.hour * 60 + local.minute
                assert any(
                    each.hours.start - 60 <= shown <= each.hours.end + 60
                    for shown in (minute, minute + 1440)
                )
    ordered = sorted(slots, key=lambda slot: slot.start)
    assert all(one.end <= two.start for one, two in pairwise(ordered))
    assert len({slot.within for slot in slots}) < 2
