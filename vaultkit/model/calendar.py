"""Events of calendars as values, whatever program wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

__all__ = ["Attendee", "AttendeeKind", "Event", "Moment", "Occurrence", "Remark", "Window"]


class Moment(NamedTuple):
    """A time as its calendar says it.

    ``local`` is what the clock on the wall shows, without a zone; ``utc`` the instant, None for a
    whole day and for a floating time, which is when the clock shows it wherever one is.
    """

    local: datetime
    zone: str | None = None
    """The IANA name; the calendar's own where no IANA zone answers to it."""
    utc: datetime | None = None
    is_day: bool = False

    @property
    def text(self) -> str:
        """ISO 8601: the instant in UTC with ``Z``, the local time without, or the day."""
        if self.is_day:
            return self.local.date().isoformat()
        if self.utc is None:
            return self.local.isoformat()
        return self.utc.replace(tzinfo=None).isoformat() + "Z"

    @property
    def order(self) -> datetime:
        """What moments of one calendar can be compared by: UTC, else the local time."""
        return self.local if self.utc is None else self.utc.replace(tzinfo=None)


class Window(NamedTuple):
    """A span of time, its end outside: as instants in UTC and as a clock on the wall has it.

    None of the four has a zone. Floating times and whole days are compared with the wall.
    """

    start: datetime
    end: datetime
    wall_start: datetime
    wall_end: datetime

    def touches(self, start: Moment, end: Moment) -> bool:
        """Whether an event from ``start`` to ``end`` is in it, if only in part."""
        floating = start.utc is None
        first, last = (self.wall_start, self.wall_end) if floating else (self.start, self.end)
        return start.order < last and (end.order > first or start.order >= first)


class Remark(NamedTuple):
    """What is wrong with a component, or what was made of it. ``code`` is stable."""

    code: str
    values: Mapping[str, str] = {}


AttendeeKind = Literal["person", "group", "room"]


class Attendee(NamedTuple):
    """Somebody or something invited."""

    names: tuple[str, ...]
    """The name as people say it, then other forms of it to look for; empty where none is known."""
    email: str | None
    kind: AttendeeKind = "person"
    role: str = "required"
    """required, optional, chair or informed."""
    status: str = "needs-action"
    """RFC 5545's PARTSTAT in lower case: accepted, declined, tentative, delegated ..."""
    guests: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One component of a calendar; a series is one event, each changed instance another.

    ``uid`` and ``recurrence_id`` together say which meeting it is, in every calendar it is in.
    """

    line: int
    """Where it begins in its file, from 1 on."""
    uid: str
    start: Moment
    end: Moment
    recurrence_id: Moment | None = None
    and_later: bool = False
    """Whether it changes all later instances too (RANGE=THISANDFUTURE)."""
    method: str = "PUBLISH"
    status: str = ""
    """RFC 5545's STATUS: CONFIRMED, TENTATIVE, CANCELLED, or empty."""
    sequence: int = 0
    modified: datetime | None = None
    """LAST-MODIFIED, else DTSTAMP."""
    summary: str = ""
    texts: tuple[tuple[Literal["location", "url", "description"], str], ...] = ()
    """What may hold a join link, the most telling one first."""
    description: str = ""
    """As written: text or HTML."""
    location: str = ""
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    reminders: tuple[timedelta, ...] = ()
    """How long before the start; at fixed times and after the start none are given."""
    rules: tuple[str, ...] = ()
    """RRULE values, found sound."""
    extra: tuple[Moment, ...] = ()
    """RDATE."""
    without: tuple[Moment, ...] = ()
    """EXDATE."""
    categories: tuple[str, ...] = ()
    confidentiality: str = ""
    """private or confidential; empty for public."""
    busy: str = ""
    """busy, free, tentative, out-of-office; empty where the calendar does not say."""
    importance: str = ""
    """high or low; empty for normal."""
    related: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether it calls its meeting off."""
        return self.method == "CANCEL" or self.status == "CANCELLED"

    @property
    def is_series(self) -> bool:
        """Whether it stands for several instances."""
        return bool(self.rules or self.extra)


class Occurrence(NamedTuple):
    """One time at which a meeting takes place."""

    line: int
    """The component that it comes from."""
    start: Moment
    end: Moment
    original: Moment | None = None
    """Where the rule of its series put it: its RECURRENCE-ID. None outside of a series."""
