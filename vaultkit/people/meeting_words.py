"""What people type of a meeting: when, how long, which items. Pure."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from vaultkit.people.fields import parse_day

__all__ = ["AgendaItem", "When", "parse_agenda_item", "parse_duration", "parse_when", "platform_of"]

_HOUR = r"(?:h|hours?|hrs?|ч|час|часа|часов)\.?"
_MINUTE = r"(?:m|mins?|minutes?|м|мин|минут|минуты|минута)\.?"
_DURATION = re.compile(
    rf"(?:(?P<hours>\d{{1,2}}(?:[.,]\d)?)\s*{_HOUR})?\s*(?:(?P<minutes>\d{{1,4}})\s*{_MINUTE})?",
    re.IGNORECASE,
)
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):([0-5]\d)")
_TIME = re.compile(r"(?:\s+|T|,\s*)(?:(?:at|в)\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?\Z")
_MINUTES_ONLY = re.compile(rf"(\d{{1,3}})\s*(?:{_MINUTE})?", re.IGNORECASE)
_MOST_MINUTES = 14 * 24 * 60

_PLATFORMS = {
    "zoom": "Zoom",
    "teams": "Microsoft Teams",
    "msteams": "Microsoft Teams",
    "microsoft teams": "Microsoft Teams",
    "meet": "Google Meet",
    "google meet": "Google Meet",
    "webex": "Cisco Webex",
    "cisco webex": "Cisco Webex",
    "slack": "Slack",
    "telemost": "Яндекс Телемост",
    "телемост": "Яндекс Телемост",
    "jazz": "SaluteJazz",
    "jitsi": "Jitsi",
}


class When(NamedTuple):
    """A day, and a time where one was given."""

    day: date
    time: time | None = None


class AgendaItem(NamedTuple):
    """An item with its minutes, 0 where none are given, and who leads it, as typed."""

    text: str
    minutes: int = 0
    owner: str = ""


def parse_when(text: str) -> When | None:
    """``2026-12-08 15:00``, ``2026-12-08T15:00``, ``08.12.2026 в 15:00`` or a day alone."""
    found = _TIME.search(text.strip())
    day_text = text.strip()[: found.start()] if found else text.strip()
    day = parse_day(day_text)
    if day is None or not re.fullmatch(r"[0-9.\-]+", day_text.strip()):
        return None
    return When(day, time(int(found[1]), int(found[2])) if found else None)


def parse_duration(text: str) -> int | None:
    """Minutes of ``45m``, ``1h30m``, ``1.5h``, ``1:30``, ``90``, ``45 мин``, ``1 ч 30 м``."""
    text = text.strip()
    if clock := _CLOCK_LENGTH.fullmatch(text):
        return _sensible(int(clock[1]) * 60 + int(clock[2]))
    if text.isdecimal():
        return _sensible(int(text)) if len(text) < 6 else None
    found = _DURATION.fullmatch(text)
    if not text or found is None or not any(found.groups()):
        return None
    hours = float((found["hours"] or "0").replace(",", "."))
    return _sensible(round(hours * 60) + int(found["minutes"] or 0))


def _sensible(minutes: int) -> int | None:
    return minutes if 0 < minutes <= _MOST_MINUTES else None


def parse_agenda_item(text: str) -> AgendaItem:
    """``Budget:10:Oleg``: the item, its minutes, who leads it; the last two may be left out.

    Colons in the item itself stay: minutes are the last part, or the last but one, that is a
    whole number. A clock time (``at 15:30``) is none of them.
    """
    parts = text.split(":")
    for at, owner in ((len(parts) - 1, ""), (len(parts) - 2, parts[-1].strip())):
        if at < 1:
            continue
        minutes = _MINUTES_ONLY.fullmatch(parts[at].strip())
        item = ":".join(parts[:at]).strip()
        is_clock = item[-1:].isdigit() and len(parts[at]) == 2
        if minutes and item and not is_clock:
            return AgendaItem(item, int(minutes[1]), owner)
    return AgendaItem(text.strip())


def platform_of(text: str) -> str:
    """A platform's usual name; one that is not known stays as it was typed."""
    return _PLATFORMS.get(text.strip().lower(), text.strip())
