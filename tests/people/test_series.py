from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.made import note
from vaultkit.model.paths import VaultPath
from vaultkit.people.meetings import Meeting
from vaultkit.people.series import Member, member_of, place_in_series

DAY = date(2026, 12, 8)


def member(day: int, number: int | None = None, time: str = "", name: str = "m") -> Member:
    return Member(date(2026, 12, day), time, VaultPath(f"{day:02} {name}.md"), number)


@pytest.mark.parametrize(
    ("numbers", "day", "number", "renumbered"),
    [
        ((), 8, 1, {}),
        ((1, 2, 3), 9, 4, {}),
        ((1, 2, 3), 2, 3, {3: 4}),
        ((1, 2, 3), 1, 2, {2: 3, 3: 4}),
        ((1, 2, 5), 2, 3, {}),
        ((1, 2, 4), 2, 3, {}),
        ((1, 2, 3, 5), 1, 2, {2: 3, 3: 4}),
        ((None, None), 9, 3, {}),
        ((None, None), 1, 2, {}),
        ((7, None, None), 9, 10, {}),
        ((7, None, 9), 1, 8, {3: 10}),
        ((1, 1, 2), 1, 2, {2: 3, 3: 4}),
    ],
)
def test_a_meeting_gets_the_number_of_its_place_and_later_ones_move_up(
    numbers: tuple[int | None, ...], day: int, number: int, renumbered: dict[int, int]
) -> None:
    members = [member(at, each) for at, each in enumerate(numbers, 1)]
    place = place_in_series(members, date(2026, 12, day), "")
    assert place.number == number
    assert place.renumbered == tuple(
        (VaultPath(f"{day:02} m.md"), new) for day, new in renumbered.items()
    )


def test_one_before_the_first_takes_the_number_before_where_there_is_one() -> None:
    assert place_in_series([member(8, 3)], date(2026, 12, 1), "").number == 2
    first = place_in_series([member(8, 1)], date(2026, 12, 1), "")
    assert (first.number, first.renumbered) == (1, ((VaultPath("08 m.md"), 2),))


def test_a_meeting_stands_by_day_then_by_time_behind_those_of_the_same() -> None:
    members = [member(8, time="15:00", name="b"), member(8, time="09:00", name="a"), member(7)]
    place = place_in_series(members, DAY, "15:00")
    assert (place.previous, place.next) == (members[0], None)
    place = place_in_series(members, DAY, "10:00")
    assert (place.previous, place.next) == (members[1], members[0])
    assert place_in_series(members, DAY, "").previous == members[2]


@pytest.mark.parametrize(
    ("properties", "number"),
    [
        ({"number": 3}, 3),
        ({"Номер": "3"}, 3),
        ({"number": "third"}, None),
        ({"number": True}, None),
        ({"number": 3.5}, None),
        ({}, None),
    ],
)
def test_a_number_is_read_where_it_is_one(
    properties: dict[str, object], number: int | None
) -> None:
    path = VaultPath("a.md")
    found = member_of(Meeting(path, "a", DAY), note("a.md", properties))
    assert found == Member(DAY, "", path, number)
    assert member_of(Meeting(path, "a"), note("a.md", properties)) is None


@given(st.lists(st.none() | st.integers(1, 9), max_size=6), st.integers(-1, 7))
def test_numbers_that_rose_before_rise_after(numbers: list[int | None], at: int) -> None:
    days = [DAY + timedelta(2 * n) for n in range(len(numbers))]
    members = [
        Member(day, "", VaultPath(f"{n}.md"), number)
        for n, (day, number) in enumerate(zip(days, numbers, strict=True))
    ]
    place = place_in_series(reversed(members), DAY + timedelta(2 * at + 1), "")
    changed = dict(place.renumbered)
    later = [changed.get(each.path, each.number) for each in members[at + 1 :]]
    shown = [place.number, *(number for number in later if number is not None)]
    assert shown == sorted(set(shown))
    assert all(new > (old.number or 0) for old in members if (new := changed.get(old.path, 99)))
