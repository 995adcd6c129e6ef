"""Passing by events that cannot touch a window, by their bytes: reading them takes most time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from vaultkit.exchange.components import Component
from vaultkit.exchange.times import parse_duration
from vaultkit.model.calendar import Window

__all__ = ["passes_by"]

_DATE = re.compile(rb"(?:;[^:]*)?:\s*(\d{4})(\d{2})(\d{2})(?:T\d{4,6}Z?)?\s*\Z")
_SERIES = (b"RRULE", b"RDATE", b"RECURRENCE-ID")
_SLACK = timedelta(days=2)
"""No two zones are further apart, and no whole day is longer."""


def passes_by(component: Component, window: Window) -> bool:
    """Whether an event surely lies outside of the window; never so of a series or what is odd."""
    try:
        span = _span_of(component)
        if span is None:
            return False
        return span[1] + _SLACK < window.start or span[0] - _SLACK > window.end
    except (ValueError, OverflowError):
        return False


def _span_of(component: Component) -> tuple[datetime, datetime] | None:
    """From when to when, by the clock of any zone; None for a series. Raises ValueError if odd."""
    start: datetime | None = None
    end: datetime | None = None
    length = timedelta(0)
    for _, raw in component.raw:
        head = raw[:13].upper()
        if head.startswith(_SERIES):
            return None
        if head.startswith(b"DTSTART"):
            start = start or _day(raw[7:])
        elif head.startswith(b"DTEND"):
            end = end or _day(raw[5:])
        elif head.startswith(b"DURATION"):
            length = parse_duration(raw[9:].decode("ascii", "replace")) or _ODD
    return None if start is None else (start, max(end or start, start + length))


_ODD = timedelta.max


def _day(rest: bytes) -> datetime:
    found = _DATE.match(rest)
    if found is None:
        raise ValueError(rest)
    year, month, day = map(int, found.groups())
    return datetime(year, month, day)
