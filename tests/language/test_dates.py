"""Dates in words."""

from datetime import date

import pytest
from babel.dates import format_date as babel_date

from vaultkit.language.dates import DateStyle, format_date


@pytest.mark.parametrize(
    ("language", "style", "day", "text"),
    [
        ("en", "long", date(2026, 3, 12), "12 March 2026"),
        ("en", "long", date(2026, 5, 1), "1 May 2026"),
        ("en", "month", date(2026, 3, 12), "March 2026"),
        ("en", "year", date(2026, 3, 12), "2026"),
        ("ru", "long", date(2026, 3, 12), "12 марта 2026 г."),
        ("ru", "long", date(2026, 5, 1), "1 мая 2026 г."),
        ("ru", "month", date(2026, 3, 12), "март 2026"),
        ("ru", "month", date(2026, 5, 1), "май 2026"),
        ("ru", "year", date(2026, 3, 12), "2026"),
        ("ru", "long", date(1, 1, 1), "1 января 1 г."),
    ],
)
def test_a_date_is_written_in_words(language: str, style: DateStyle, day: date, text: str) -> None:
    assert format_date(day, language, style) == text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_called_as_babel_calls_them(language: str, month: int) -> None:
    day = date(2024, month, month)
    end = " 'г.'" if language == "ru" else ""
    assert format_date(day, language) == babel_date(day, f"d MMMM y{end}", locale=language)
    assert format_date(day, language, "month") == babel_date(day, "LLLL y", locale=language)
