"""Dates in words. Imports babel, so load it only where dates are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from babel.dates import format_date as babel_format_date

__all__ = ["DateStyle", "format_date"]

DateStyle = Literal["long", "month", "year"]

# Patterns of our own: CLDR's named ones change between babel's releases (blanks, «г.»),
# and the same vault must give the same bytes everywhere. LLLL is the nominative month.
_PATTERNS: Mapping[tuple[str, DateStyle], str] = {
    ("en", "long"): "d MMMM y",
    ("en", "month"): "LLLL y",
    ("en", "year"): "y",
    ("ru", "long"): "d MMMM y 'г.'",
    ("ru", "month"): "LLLL y",
    ("ru", "year"): "y",
}


def format_date(day: date, language: str, style: DateStyle = "long") -> str:
    """``12 марта 2026 г.`` (long), ``март 2026`` (month) or ``2026`` (year).

    In English ``12 March 2026``, ``March 2026``, ``2026``. Raises KeyError for a language
    that is not in ``catalog.LANGUAGES``.
    """
    return babel_format_date(day, _PATTERNS[language, style], locale=language)
