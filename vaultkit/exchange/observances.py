"""VTIMEZONE: the offsets that a calendar brings along for a zone of its own.

Read here, not by a library, since its rules come from others: only what clocks really do is
followed, one day in a year or single days, so that no rule can take long.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from vaultkit.exchange.components import Component

__all__ = ["Observed", "parse_observances"]

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_LOCAL = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Observance:
    """Standard or daylight time: from when on, and by how much."""

    first: datetime
    before: timedelta
    after: timedelta
    rule: dict[str, str] | None
    dates: tuple[datetime, ...]
    reaches_back: bool = False
    """Whether its rule held before its first date too: the earliest one's did."""

    def last_onset(self, local: datetime) -> datetime | None:
        """The last moment up to ``local`` at which it began."""
        if self.rule is None:
            onsets = [self.first, *self.dates]
        else:
            # Webex begins with the first of the month, which its own rule does not know.
            until = _parse_local(self.rule.get("UNTIL", ""))
            last = local.year if until is None else min(local.year, until.year)
            found = [_onset_in(self.rule, year, self.first) for year in (last - 1, last)]
            onsets = [*self.dates, *(each for each in found if each and self._holds(each, until))]
        return max((each for each in onsets if each <= local), default=None)

    def _holds(self, onset: datetime, until: datetime | None) -> bool:
        # UNTIL is in UTC; a day more decides no change of clocks.
        over = until is not None and onset - timedelta(days=1) > until
        return not over and (self.reaches_back or onset.date() >= self.first.date())


@dataclass(frozen=True, slots=True)
class Observed:
    """The offsets of a zone as its file tells them."""

    observances: tuple[_Observance, ...]

    def offset_at(self, local: datetime) -> timedelta:
        """How far the clocks that show ``local`` are ahead of UTC."""
        onsets = [(each.last_onset(local), each) for each in self.observances]
        begun = [(onset, each.after) for onset, each in onsets if onset is not None]
        if begun:
            return max(begun)[1]
        return min(self.observances, key=lambda each: each.first).before


def parse_observances(component: Component) -> Observed | None:
    """The offsets of a VTIMEZONE, None where it gives none that can be read."""
    found = [
        observance
        for child in component.children
        if child.name in ("STANDARD", "DAYLIGHT")
        and (observance := _parse_observance(child)) is not None
    ]
    firsts: dict[str, datetime] = {}
    for kind, each in found:
        firsts[kind] = min(firsts.get(kind, each.first), each.first)
    observances = tuple(_reaching_back(each, firsts[kind]) for kind, each in found)
    return Observed(observances) if observances else None


def _reaching_back(each: _Observance, first: datetime) -> _Observance:
    back = each.rule is not None and each.first == first
    return _Observance(each.first, each.before, each.after, each.rule, each.dates, back)


def _parse_observance(component: Component) -> tuple[str, _Observance] | None:
    values: dict[str, str] = {}
    dates: list[datetime] = []
    for each in component.properties():
        if each.name == "RDATE":
            dates += [day for piece in each.value.split(",") if (day := _parse_local(piece))]
        else:
            values.setdefault(each.name, each.value.strip())
    first = _parse_local(values.get("DTSTART", ""))
    before, after = (_parse_offset(values.get(f"TZOFFSET{end}", "")) for end in ("FROM", "TO"))
    if first is None or after is None:
        return None
    rule = _parse_rule(values.get("RRULE", ""))
    known = before if before is not None else after
    return component.name, _Observance(first, known, after, rule, tuple(dates))


def _parse_rule(text: str) -> dict[str, str] | None:
    pieces = (piece.partition("=") for piece in text.split(";"))
    rule = {key.upper(): value.upper() for key, _, value in pieces}
    return rule if rule.get("FREQ") == "YEARLY" else None


def _onset_in(rule: dict[str, str], year: int, first: datetime) -> datetime | None:
    """When the clocks change in a year by a yearly rule."""
    if not 1 <= year <= 9999:
        return None
    month = _int(rule.get("BYMONTH", "")) or first.month
    if not 1 <= month <= 12:
        return None
    day = _day_in(rule, year, month, first.day)
    if day is None:
        return None
    return first.replace(year=year, month=month, day=day)


def _day_in(rule: dict[str, str], year: int, month: int, otherwise: int) -> int | None:
    last = monthrange(year, month)[1]
    by_day = _BYDAY.fullmatch(rule.get("BYDAY", ""))
    among = [day for text in rule.get("BYMONTHDAY", "").split(",") if (day := _int(text))]
    if by_day is None:
        day = among[0] if among else otherwise
        return day if 1 <= day <= last else last + day + 1 if -last <= day < 0 else None
    weekday = _DAYS.index(by_day[2])
    days = [day for day in range(1, last + 1) if datetime(year, month, day).weekday() == weekday]
    days = [day for day in days if day in among] if among else days
    position = int(by_day[1] or 1)
    wanted = position if position < 0 else position - 1
    return days[wanted] if -len(days) <= wanted < len(days) else None


def _parse_local(text: str) -> datetime | None:
    found = _LOCAL.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(piece or 0) for piece in found.groups())
    try:
        return datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return None


def _parse_offset(text: str) -> timedelta | None:
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(piece or 0) for piece in found.groups()[1:])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset >= timedelta(hours=24):
        return None
    return -offset if found[1] == "-" else offset


def _int(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?\d{1,3}", text) else None
