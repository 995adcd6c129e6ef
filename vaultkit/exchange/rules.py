"""Whether a rule of repetition may be followed: what would never end is refused before it begins.

RFC 5545 3.3.10. Libraries hang on ``INTERVAL=0``, on ``COUNT=1000000000`` and on every second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vaultkit.model.calendar import Remark

__all__ = ["MOST_COUNTED", "parse_rule", "rule_fault"]

MOST_COUNTED = 20_000
"""A rule that counts further is meant to be endless: that is fifty years of days."""

_FREQUENCIES = frozenset({"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
_RANGES: Mapping[str, tuple[int, int]] = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_MANY = 400
_BYDAY = re.compile(r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})


def parse_rule(text: str) -> dict[str, str]:
    """The parts of an RRULE by name, in capitals; what is no part is under its own text."""
    pieces = (piece.partition("=") for piece in text.strip().strip(";").split(";"))
    return {key.strip().upper(): value.strip().upper() for key, _, value in pieces}


def rule_fault(text: str) -> Remark | None:
    """Why a rule is not followed; None for a sound one."""
    rule = parse_rule(text)
    values = {"rule": text.strip()[:200]}
    if rule.get("FREQ") in _TOO_OFTEN or _is_sub_hourly(rule):
        return Remark("rule-too-often", values)
    if _is_number(rule.get("INTERVAL", "1")) and int(rule.get("INTERVAL", "1")) < 1:
        return Remark("rule-endless", values)
    if not all(_is_sound(key, value) for key, value in rule.items()) or "FREQ" not in rule:
        return Remark("rule-invalid", values)
    if int(rule.get("COUNT", "1")) > MOST_COUNTED:
        return Remark("rule-endless", values)
    return None


def _is_sub_hourly(rule: Mapping[str, str]) -> bool:
    """Whether one hour has several instances."""
    return any(len(set(rule.get(key, "").split(","))) > 1 for key in ("BYMINUTE", "BYSECOND"))


def _is_sound(key: str, value: str) -> bool:
    if key in _RANGES:
        return _is_in_range(value, *_RANGES[key])
    known = _SOUND.get(key)
    return key.startswith("X-") if known is None else known(value)


def _are_days(value: str) -> bool:
    days = value.split(",")
    return len(days) <= _MANY and all(map(_BYDAY.fullmatch, days))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,12}", text) is not None


def _is_in_range(value: str, low: int, high: int) -> bool:
    numbers = value.split(",")
    return len(numbers) <= _MANY and all(
        re.fullmatch(r"[+-]?\d{1,3}", each) and low <= int(each) <= high and (low >= 0 or int(each))
        for each in numbers
    )


_SOUND: Mapping[str, Callable[[str], bool]] = {
    "FREQ": _FREQUENCIES.__contains__,
    "INTERVAL": _is_number,
    "COUNT": lambda value: _is_number(value) and int(value) > 0,
    "UNTIL": lambda value: _UNTIL.fullmatch(value) is not None,
    "WKST": _WEEKDAYS.__contains__,
    "BYDAY": _are_days,
}
