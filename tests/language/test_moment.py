"""Formats of Moment.js, as its documentation and its locales' own tests have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.language.moment import format_moment

# Moment's own tests: 14 February 2010, 15:25:50.125, a Sunday.
VALENTINE = datetime(2010, 2, 14, 15, 25, 50, 125_000)

ENGLISH = [
    ("dddd, MMMM Do YYYY, h:mm:ss a", "Sunday, February 14th 2010, 3:25:50 pm"),
    ("ddd, hA", "Sun, 3PM"),
    ("M Mo MM MMMM MMM", "2 2nd 02 February Feb"),
    ("YYYY YY", "2010 10"),
    ("D Do DD", "14 14th 14"),
    ("d do dddd ddd dd", "0 0th Sunday Sun Su"),
    ("DDD DDDo DDDD", "45 45th 045"),
    ("w wo ww", "8 8th 08"),
    ("W Wo WW GGGG", "6 6th 06 2010"),
    ("Q Qo", "1 1st"),
    ("h hh H HH k", "3 03 15 15 15"),
    ("m mm s ss SSS S", "25 25 50 50 125 1"),
    ("a A", "pm PM"),
    ("[the] DDDo [day of the year]", "the 45th day of the year"),
    ("LT LTS", "3:25 PM 3:25:50 PM"),
    ("L LL", "02/14/2010 February 14, 2010"),
    ("LLL", "February 14, 2010 3:25 PM"),
    ("LLLL", "Sunday, February 14, 2010 3:25 PM"),
    ("l ll", "2/14/2010 Feb 14, 2010"),
    ("lll llll", "Feb 14, 2010 3:25 PM Sun, Feb 14, 2010 3:25 PM"),
    ("YYYYMMDDHHmm", "201002141525"),
    ("YYYY/MM-MMMM/YYYY-MM-DD", "2010/02-February/2010-02-14"),
    ("\\YYYY [[x]", "YYYY [x"),
]

RUSSIAN = [
    ("dddd, Do MMMM YYYY, HH:mm:ss", "воскресенье, 14-го февраля 2010, 15:25:50"),
    ("ddd, h A", "вс, 3 дня"),
    ("M Mo MM MMMM MMM", "2 2-й 02 февраль февр."),
    ("D MMMM", "14 февраля"),
    ("MMMM YYYY", "февраль 2010"),
    ("d do dddd ddd dd", "0 0-й воскресенье вс вс"),
    ("DDD DDDo DDDD", "45 45-й 045"),
    ("w wo ww", "6 6-я 06"),
    ("L LL", "14.02.2010 14 февраля 2010 г."),
    ("LLLL", "воскресенье, 14 февраля 2010 г., 15:25"),
    ("ll", "14 февр. 2010 г."),
]


@pytest.mark.parametrize(("pattern", "text"), ENGLISH)
def test_a_format_prints_what_moment_prints_in_english(pattern: str, text: str) -> None:
    assert format_moment(VALENTINE, pattern, "en") == text


@pytest.mark.parametrize(("pattern", "text"), RUSSIAN)
def test_a_format_prints_what_moment_prints_in_russian(pattern: str, text: str) -> None:
    assert format_moment(VALENTINE, pattern, "ru") == text


def test_a_day_of_the_week_after_a_preposition_stands_in_its_case() -> None:
    wednesday = datetime(2026, 12, 9)
    assert format_moment(wednesday, "[в] dddd", "ru") == "в среду"
    assert format_moment(wednesday, "dddd", "ru") == "среда"


# The weeks around the year's end, of moment's own locale tests.
@pytest.mark.parametrize(
    ("day", "language", "shown"),
    [
        ((2012, 1, 1), "en", "2012 1"),
        ((2012, 1, 8), "en", "2012 2"),
        ((2011, 12, 31), "en", "2011 53"),
        ((2012, 1, 1), "ru", "2011 52"),
        ((2012, 1, 2), "ru", "2012 1"),
        ((2012, 1, 9), "ru", "2012 2"),
    ],
)
def test_weeks_are_counted_as_the_language_does(
    day: tuple[int, int, int], language: str, shown: str
) -> None:
    assert format_moment(datetime(*day), "gggg w", language) == shown


@given(st.datetimes())
def test_the_russian_week_is_the_iso_week(moment: datetime) -> None:
    year, week, _ = moment.isocalendar()
    assert format_moment(moment, "gggg w", "ru") == f"{year:04} {week}"


@pytest.mark.parametrize(
    ("hours", "shown"), [(3, "+03:00 +0300 0"), (-3.5, "-03:30 -0330 0"), (0, "+00:00 +0000 0")]
)
def test_the_offset_is_that_of_the_moment(hours: float, shown: str) -> None:
    offset = timedelta(hours=hours)
    moment = datetime(1970, 1, 1, tzinfo=UTC).astimezone(timezone(offset))
    assert format_moment(moment, "Z ZZ X", "en") == shown


@given(st.datetimes(), st.text(), st.sampled_from(["en", "ru"]))
def test_any_text_is_a_format(moment: datetime, pattern: str, language: str) -> None:
    assert isinstance(format_moment(moment, pattern, language), str)
