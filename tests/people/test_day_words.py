"""Days in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.people.day_words import day_of_words, find_said_day

TUESDAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("до пятницы", "2026-12-11"),
        ("до пт", "2026-12-11"),
        ("к среде", "2026-12-09"),
        ("до вторника", "2026-12-15"),
        ("до этой пятницы", "2026-12-11"),
        ("до следующей пятницы", "2026-12-18"),
        ("к следующему понедельнику", "2026-12-14"),
        ("до 5 января", "2027-01-05"),
        ("до 5-го января", "2027-01-05"),
        ("к 20 дек.", "2026-12-20"),
        ("до 5 января 2028 г.", "2028-01-05"),
        ("до 29 февраля", "2028-02-29"),
        ("до 20.12", "2026-12-20"),
        ("до 20.12.2027", "2027-12-20"),
        ("до сегодня", "2026-12-08"),
        ("до завтра", "2026-12-09"),
        ("к послезавтра", "2026-12-10"),
        ("до конца недели", "2026-12-13"),
        ("к концу месяца", "2026-12-31"),
        ("до конца года", "2026-12-31"),
        ("не позднее четверга", "2026-12-10"),
        ("срок: 15 мая", "2027-05-15"),
        ("due Friday", "2026-12-11"),
        ("Due: Fri.", "2026-12-11"),
        ("by Tue", "2026-12-15"),
        ("by next Friday", "2026-12-18"),
        ("until this sunday", "2026-12-13"),
        ("by 5 Jan", "2027-01-05"),
        ("by Jan 5", "2027-01-05"),
        ("by January 5th, 2028", "2028-01-05"),
        ("by the 5th of January", "2027-01-05"),
        ("by tomorrow", "2026-12-09"),
        ("by the day after tomorrow", "2026-12-10"),
        ("by the end of the week", "2026-12-13"),
        ("by end of month", "2026-12-31"),
        ("no later than on Thursday", "2026-12-10"),
        ("by 2026-12-20", "2026-12-20"),
        ("by 5 Dec", "2026-12-05"),
        ("до 1 октября", "2027-10-01"),
        ("дедлайн 5 января", "2027-01-05"),
        ("Дедлайн: пятница", "2026-12-11"),
        ("срок - пятница", "2026-12-11"),
        ("срок — среда", "2026-12-09"),
        ("срок до пятницы", "2026-12-11"),
        ("deadline Friday", "2026-12-11"),
        ("deadline is on Friday", "2026-12-11"),
        ("deadline - 5 Jan", "2027-01-05"),
        ("due tomorrow", "2026-12-09"),
        ("due by tomorrow", "2026-12-09"),
        ("срок завтра", "2026-12-09"),
        ("до 1.12.26", "2026-12-01"),
        ("by 20.2.27", "2027-02-20"),
        ("by Thursday the 17th", "2026-12-17"),
        ("by next Thursday, the 17th", "2026-12-17"),
        ("by Friday, 1st", "2027-01-01"),
        ("by Thu, 17 Dec", "2026-12-17"),
        ("by Thursday, December 17th", "2026-12-17"),
        ("до четверга, 17 декабря", "2026-12-17"),
        ("к четвергу 17-го", "2026-12-17"),
        ("до четверга 17.12", "2026-12-17"),
    ],
)
def test_words_name_a_day(text: str, day: str) -> None:
    found = find_said_day(f"смета {text} вся", TUESDAY)
    assert found is not None
    assert (found.day, found.words) == (date.fromisoformat(day), text)
    assert (found.start, found.end) == (6, 6 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        *("subdue Friday", "в пятницу", "on Friday", "до среднего", "до вторых", "by May"),
        *("до 31 февраля", "by Feb 30", "до 5.125", "до 1.13", "by 5", "standby Monday-ish"),
        *("до 40 мая", "по-до завтра", "до недели", "by Friday2", "к маю", "до 5", "by Dec 5:30"),
    ],
)
def test_other_words_name_none(text: str) -> None:
    assert find_said_day(text, TUESDAY) is None
    assert find_said_day(text, None) is None


@pytest.mark.parametrize(
    "text",
    [
        *("by Thursday the 18th", "до четверга 18 декабря", "by Thursday the 45th"),
        *("by Friday the 17th of December", "до четверга 18-го", "by Thursday 18"),
    ],
)
def test_a_weekday_that_is_not_that_of_the_day_named_with_it_names_none(text: str) -> None:
    assert find_said_day(text, TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("смета до 25-го", "2026-12-25"),
        ("смета (до 25-го числа), вся", "2026-12-25"),
        ("к 5-му: смета", "2027-01-05"),
        ("до 8-го", "2026-12-08"),
        ("send it by the 25th", "2026-12-25"),
        ("by 31st, please", "2026-12-31"),
        ("until the 7th", "2027-01-07"),
        ("by the 5th floor", None),
        ("до 3-го черновика", None),
        ("by the 45th", None),
        ("до 5, потом", None),
        ("до 1.13.26", None),
        ("до 1.12.26.5", None),
        ("по дедлайну в среду", None),
        ("срок, пятница", None),
    ],
)
def test_a_day_of_the_month_alone_is_the_next_one_where_nothing_follows_it(
    text: str, day: str | None
) -> None:
    found = find_said_day(text, TUESDAY)
    assert (found and found.day) == (day and date.fromisoformat(day))


def test_a_number_after_a_weekday_is_a_day_only_where_it_plainly_is_one() -> None:
    wednesday = date(2026, 11, 18)
    found = find_said_day("to be done by Thursday the 26th", wednesday)
    assert found is not None
    assert found.day == date(2026, 11, 26)
    for text in ("by Thursday 26 boxes", "by Thursday 26:00", "до четверга 26 писем"):
        found = find_said_day(text, wednesday)
        assert found is not None
        assert found.day == date(2026, 11, 19)


@pytest.mark.parametrize("text", ["до пятницы", "by 5 Dec", "до завтра", "к концу месяца"])
def test_nobody_knows_the_day_of_words_that_were_said_at_no_time(text: str) -> None:
    found = find_said_day(text, None)
    assert found is not None
    assert (found.words, found.day) == (text, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-20", "2026-12-20"),
        (" 20.12.2026 ", "2026-12-20"),
        ("Friday", "2026-12-11"),
        ("завтра", "2026-12-09"),
        ("5 Jan", "2027-01-05"),
        ("2026-13-01", None),
        ("soon", None),
        ("Friday evening", None),
        ("", None),
    ],
)
def test_a_day_may_be_given_alone(text: str, day: str | None) -> None:
    assert day_of_words(text, TUESDAY) == (day and date.fromisoformat(day))


@given(st.dates(), st.sampled_from(["до пятницы", "by next Mon", "до 29 февраля", "by tomorrow"]))
def test_any_day_may_be_that_of_the_words(said: date, text: str) -> None:
    found = find_said_day(text, said)
    near_the_end = said > date.max - timedelta(days=3300)
    assert found is not None or near_the_end
    if found is not None and found.day is not None:
        assert found.day > said - timedelta(days=62)


@given(st.dates(max_value=date(9998, 1, 1)))
def test_a_weekday_is_within_a_week_and_never_the_day_itself(said: date) -> None:
    found = find_said_day("до пятницы", said)
    assert found is not None
    assert found.day is not None
    assert 1 <= (found.day - said).days <= 7
    assert found.day.weekday() == 4
