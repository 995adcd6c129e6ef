"""Dates in words. Babel, which knows them, is loaded with the first date that is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any, Literal

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
    pattern = _PATTERNS[language, style]
    babel: Any = import_module("babel.dates")
    return str(babel.format_date(day, pattern, locale=language))
