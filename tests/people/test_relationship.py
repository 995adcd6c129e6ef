"""How contacts are kept in touch with, from meetings and from what their notes say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.made import note
from vaultkit.model.paths import VaultPath
from vaultkit.people.meetings import Meeting
from vaultkit.people.relationship import (
    Birthday,
    birthday_of,
    cadence_of,
    next_birthday,
    parse_birthday,
    parse_period,
    relationship_of,
)

ANNA = "Контакты/Анна.md"
DAY = date(2026, 11, 23)

PERIODS = {
    "30d": 30,
    "30": 30,
    "6 weeks": 42,
    "2w": 14,
    "monthly": 30,
    "every month": 30,
    "Every 3 months": 90,
    "quarterly": 91,
    "1 year": 365,
    "30 дней": 30,
    "2 недели": 14,
    "раз в неделю": 7,
    "раз в 2 месяца": 60,
    "ежемесячно": 30,
    "1 год": 365,
    "": None,
    "0d": None,
    "often": None,
    "every": None,
    "9999 years": None,
    "30 d 4": None,
}


@pytest.mark.parametrize(("text", "days"), PERIODS.items())
def test_a_period_is_read_in_both_languages(text: str, days: int | None) -> None:
    assert parse_period(text) == days


BIRTHDAYS = {
    "1988-12-02": (12, 2, 1988),
    "02.12.1988": (12, 2, 1988),
    "--12-02": (12, 2, None),
    "--1202": (12, 2, None),
    "02.12": (12, 2, None),
    "12-02": (12, 2, None),
    "1604-02-29": (2, 29, None),
    "--02-29": (2, 29, None),
    "--02-30": None,
    "soon": None,
}


@pytest.mark.parametrize(("text", "day"), BIRTHDAYS.items())
def test_a_birthday_is_read_with_its_year_or_without(
    text: str, day: tuple[int, int, int | None] | None
) -> None:
    assert parse_birthday(text) == day


@pytest.mark.parametrize(
    ("birthday", "since", "next_one"),
    [
        ((12, 2), date(2026, 12, 2), date(2026, 12, 2)),
        ((12, 2), date(2026, 12, 3), date(2027, 12, 2)),
        ((1, 1), date(2026, 12, 31), date(2027, 1, 1)),
        ((2, 29), date(2027, 2, 1), date(2027, 2, 28)),
        ((2, 29), date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_next_birthday_is_that_day_or_a_later_one(
    birthday: tuple[int, int], since: date, next_one: date
) -> None:
    assert next_birthday(Birthday(*birthday, None, "birthday"), since) == next_one


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_birthday_comes_within_a_year(born: date, since: date) -> None:
    found = birthday_of(note(ANNA, {"день рождения": born.isoformat()}))
    assert found is not None
    assert found.year == born.year
    assert 0 <= (next_birthday(found, since) - since).days <= 366


CADENCES: list[tuple[dict[str, Any], tuple[int, int, str] | None]] = [
    ({"cadence": {"ideal": "30d", "max": "45d"}}, (30, 45, "cadence")),
    ({"Cadence": {"max": 45}}, (0, 45, "Cadence")),
    ({"cadence": "monthly"}, (30, 0, "cadence")),
    ({"cadence_ideal": "2w", "cadence_max": "1 month"}, (14, 30, "cadence_ideal")),
    ({"периодичность": {"идеал": "2 недели", "предел": "месяц"}}, (14, 30, "периодичность")),
    ({"ритм": "раз в квартал"}, (91, 0, "ритм")),
    ({"cadence": "when we like"}, None),
    ({"cadence": {}}, None),
    ({}, None),
]


@pytest.mark.parametrize(("properties", "read"), CADENCES)
def test_a_cadence_is_read_where_it_can_be(
    properties: dict[str, Any], read: tuple[int, int, str] | None
) -> None:
    assert cadence_of(note(ANNA, properties)) == read


def met(day: str, path: str = "M.md") -> Meeting:
    return Meeting(VaultPath(path), "M", date.fromisoformat(day))


STATES: list[tuple[dict[str, Any], list[str], str | None, int]] = [
    ({"cadence": "30d"}, ["2026-11-01"], "kept", 0),
    ({"cadence": "30d"}, ["2026-10-24"], "due", 0),
    ({"cadence": "30d"}, ["2026-10-13"], "overdue", 11),
    ({"cadence": {"ideal": "30d", "max": "45d"}}, ["2026-10-13"], "due", 11),
    ({"cadence": {"ideal": "30d", "max": "45d"}}, ["2026-10-01"], "overdue", 23),
    ({"cadence": {"max": "45d"}}, ["2026-10-13"], "kept", 0),
    ({"cadence": "30d"}, [], "never", 0),
    ({"cadence": "30d"}, ["2026-10-01", "2026-11-20", "2026-01-01"], "kept", 0),
    ({"cadence": "30d", "last_contact": "2026-11-20"}, ["2026-10-01"], "kept", 0),
    ({"cadence": "30d", "next_contact": "2026-11-30"}, ["2026-10-01"], "kept", 0),
    ({"next_contact": "2026-11-20"}, ["2026-10-01"], "overdue", 3),
    ({"cadence": "30d"}, ["2026-10-01", "2026-12-01"], "overdue", 23),
    ({}, ["2026-10-01"], None, 0),
]


@pytest.mark.parametrize(("properties", "days", "state", "late"), STATES)
def test_how_a_cadence_is_kept(
    properties: dict[str, Any], days: list[str], state: str | None, late: int
) -> None:
    found = relationship_of(note(ANNA, properties), map(met, days), DAY)
    assert (found.state, found.late) == (state, late)


def test_the_last_contact_names_the_meeting_or_the_property() -> None:
    there = note(ANNA, {"last contact": "2026-11-20"})
    early = relationship_of(there, [met("2026-11-21", "A.md"), met("2026-11-21", "B.md")], DAY)
    assert early.last == (date(2026, 11, 21), "B.md", None)
    late = relationship_of(there, [met("2026-11-01")], DAY)
    assert late.last == (date(2026, 11, 20), None, "last contact")


def test_without_a_day_to_count_from_nothing_is_due() -> None:
    found = relationship_of(note(ANNA, {"cadence": "1d"}), [met("2020-01-01")], None)
    assert (found.state, found.late, found.due) == (None, 0, date(2020, 1, 2))
