"""Rules that no day can fulfil: the 30th of February, every day.

dateutil looks for their next instance until the year 9999, which takes many seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

__all__ = ["never_comes"]

_CYCLE = 146_097
"""Days in 400 years, after which the calendar, weekdays too, is the same again."""
_STEPS = 20_000
"""More than the days of 28 years, in which every date falls on every weekday."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")


def never_comes(rule: Mapping[str, str], start: date) -> bool:
    """Whether a sound rule that begins at ``start`` has no instance at all.

    True only where that is sure. Takes some hundredths of a second where it is so, and nearly no
    time where the rule has instances.
    """
    if _picks_too_far(rule):
        return True
    filters = {name: _values(rule[name]) for name in _FILTERS if name in rule}
    if not filters:
        return False
    step = _days_between(rule)
    return not any(
        _fits(date.fromordinal(1 + (start.toordinal() - 1 + n * step) % _CYCLE), filters)
        for n in range(_STEPS)
    )


def _values(text: str) -> frozenset[str]:
    """The values of a part, numbers in one spelling."""
    return frozenset(
        value if value[-1:].isalpha() else str(int(value)) for value in text.split(",")
    )


def _days_between(rule: Mapping[str, str]) -> int:
    """How many days lie between the steps of a rule; 1 where it comes by every day."""
    interval = int(rule.get("INTERVAL", "1"))
    if rule["FREQ"] == "DAILY":
        return interval
    if rule["FREQ"] == "HOURLY" and interval % 24 == 0:
        return interval // 24
    return 1


def _fits(day: date, filters: Mapping[str, frozenset[str]]) -> bool:
    for name, values in filters.items():
        if name == "BYDAY":
            if not any(value.endswith(_WEEKDAYS[day.weekday()]) for value in values):
                return False
        elif values.isdisjoint(map(str, _NUMBERS[name](day))):
            return False
    return True


def _of_month(day: date) -> tuple[int, int]:
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day.day, day.day - last.day - 1


def _of_year(day: date) -> tuple[int, int]:
    n = day.timetuple().tm_yday
    return n, n - date(day.year, 12, 31).timetuple().tm_yday - 1


def _of_weeks(day: date) -> tuple[int, ...]:
    """Weeks are numbered from the back too, and by any first day of the week: roughly."""
    week = day.isocalendar().week
    near = (week - 1, week, week + 1, 1, 53)
    return (*near, *(n - 54 for n in near), *(n - 53 for n in near))


_NUMBERS: Mapping[str, Callable[[date], tuple[int, ...]]] = {
    "BYMONTH": lambda day: (day.month,),
    "BYMONTHDAY": _of_month,
    "BYYEARDAY": _of_year,
    "BYWEEKNO": _of_weeks,
}


def _picks_too_far(rule: Mapping[str, str]) -> bool:
    """Whether BYSETPOS picks from days or weeks more than these can hold."""
    most = {"HOURLY": 1, "DAILY": 1, "WEEKLY": 7}.get(rule["FREQ"])
    if "BYSETPOS" not in rule or most is None:
        return False
    hours = len(rule["BYHOUR"].split(",")) if "BYHOUR" in rule else 1
    if rule["FREQ"] == "WEEKLY":
        most = len(rule["BYDAY"].split(",")) if "BYDAY" in rule else 1
    return all(abs(int(each)) > most * hours for each in rule["BYSETPOS"].split(","))
