"""Dates in words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from vaultkit.language.months import MONTHS

__all__ = ["DateStyle", "format_date"]

DateStyle = Literal["long", "month", "year"]

# Made here and not by babel: its patterns change between releases (blanks, «г.»), and the same
# vault must give the same bytes everywhere; and it takes 60 ms to load and to name a month.
_YEAR_ENDS = {"en": "", "ru": " г."}


def format_date(day: date, language: str, style: DateStyle = "long") -> str:
    """``12 марта 2026 г.`` (long), ``март 2026`` (month) or ``2026`` (year).

    In English ``12 March 2026``, ``March 2026``, ``2026``. Raises KeyError for a language
    that is not in ``catalog.LANGUAGES``.
    """
    months = MONTHS[language]
    match style:
        case "long":
            month = months.after_day[day.month - 1]
            return f"{day.day} {month} {day.year}{_YEAR_ENDS[language]}"
        case "month":
            return f"{months.alone[day.month - 1]} {day.year}"
        case "year":
            return str(day.year)
