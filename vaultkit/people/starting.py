"""When a meeting begins: its day, its time, and the moment that these are somewhere on earth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.model.note import Note
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.meetings import DATE_NAMES, when_of
from vaultkit.people.zones import find_zone, instant_of

__all__ = ["ZONE_NAMES", "Start", "moment_of", "start_of", "zone_name_of"]

ZONE_NAMES = ("tz", "timezone", "time zone", "часовой пояс", "пояс")


class Start(NamedTuple):
    """The day, the time on the wall as ``HH:MM`` or empty, the zone as written, and the moment."""

    day: date | None
    time: str = ""
    tz: str = ""
    utc: datetime | None = None
    """None where time or zone are not known."""
    oddity: Literal["", "gap", "fold"] = ""

    @property
    def wall(self) -> datetime | None:
        """Day and time without a zone, None where either is missing."""
        if self.day is None or not self.time:
            return None
        return datetime.combine(self.day, time.fromisoformat(self.time))


def zone_name_of(note: Note) -> str:
    """The time zone that a note's properties name, as written; empty where they name none."""
    texts = texts_of(find_property(note, ZONE_NAMES))
    return texts[0] if texts else ""


def start_of(note: Note) -> Start:
    """When the meeting of a note begins. An offset written with the date decides, else the zone."""
    day, hour = when_of(note)
    tz = zone_name_of(note)
    start = Start(day, hour, tz)
    wall = start.wall
    if wall is None:
        return start
    if (offset := _offset_at(note, wall)) is not None:
        return start._replace(utc=(wall - offset).replace(tzinfo=UTC))
    zone = find_zone(tz) if tz else None
    if zone is None:
        return start
    instant = instant_of(wall, zone)
    return start._replace(utc=instant.utc, oddity=instant.oddity)


def moment_of(start: Start, now: datetime) -> datetime | None:
    """The moment that orders a meeting among others: its start, in UTC; None without a day.

    A time without a zone is one on the clock of ``now``, which has an offset. A day without a time
    counts from its last minute: what is today is still to come.
    """
    if start.utc is not None or start.day is None:
        return start.utc
    wall = start.wall or datetime.combine(start.day, time(23, 59))
    zone = find_zone(start.tz) if start.tz else None
    if zone is not None:
        return instant_of(wall, zone).utc
    here = now.tzinfo
    if isinstance(here, ZoneInfo):
        return instant_of(wall, here).utc
    return wall.replace(tzinfo=here).astimezone(UTC)


def _offset_at(note: Note, wall: datetime) -> timedelta | None:
    """The offset that a date property gives with exactly this time."""
    for text in _date_texts(note, DATE_NAMES):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        same = moment.replace(tzinfo=None, second=0, microsecond=0) == wall
        if same and moment.tzinfo is not None:
            return moment.utcoffset()
    return None


def _date_texts(note: Note, names: Sequence[str]) -> list[str]:
    return [text for name in names for text in texts_of(find_property(note, (name,)))]
