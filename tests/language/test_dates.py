"""Dates in words."""

from datetime import date

import pytest

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
