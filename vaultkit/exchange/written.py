"""Events and actions as the bytes of an iCalendar file (RFC 5545): the same ones every time.

icalendar writes the lines; what would come of the clock or of chance is given to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Component,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)
from icalendar import Event as Written
from icalendar import Todo as WrittenTodo

from vaultkit.exchange.zones import Zone, moment_in
from vaultkit.model.calendar import Attendee, Event, Moment
from vaultkit.model.todo import Todo

__all__ = ["calendar_bytes", "stamp_of_event"]

_STEP = timedelta(days=1)
_YEARS = (1900, 2200)
"""In which zones are written change by change; what is known of others is a guess."""
_NO_ADDRESS = "invalid:nomail"
_ROLES = {
    "required": "REQ-PARTICIPANT",
    "optional": "OPT-PARTICIPANT",
    "informed": "NON-PARTICIPANT",
    "chair": "CHAIR",
}
_CLASSES = {"private": "PRIVATE", "confidential": "CONFIDENTIAL"}
_BUSY = {"tentative": "TENTATIVE", "out-of-office": "OOF"}
_IMPORTANCE = {"high": "2", "low": "0"}


def calendar_bytes(
    events: Sequence[Event], todos: Sequence[Todo] = (), *, method: str = "PUBLISH"
) -> bytes:
    """The calendar file with these components in this order, and the zones that they are in.

    Lines end in CRLF and are folded at 75 octets, never within a letter.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//vaultkit//vaultkit//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    for component in (*_zones(events), *map(_event, events), *map(_todo, todos)):
        calendar.add_component(component)
    data: bytes = calendar.to_ical(sorted=False)
    return data


def _zones(events: Sequence[Event]) -> Iterator[Component]:
    """Each zone over the years in which it is used."""
    years: dict[str, list[int]] = {}
    for each in events:
        for moment in (each.start, each.end):
            if _is_local(moment) and moment.zone is not None:
                years.setdefault(moment.zone, []).append(moment.local.year)
    for name in sorted(years):
        first, last = (max(_YEARS[0], min(year, _YEARS[1])) for year in _ends(years[name]))
        yield _zone(name, first, last)


def _ends(numbers: Sequence[int]) -> tuple[int, int]:
    return min(numbers), max(numbers)


def _zone(name: str, first: int, last: int) -> Component:
    """What the clocks of a zone show in these years, change by change.

    icalendar's own way from a zone's name has clocks that go forward an hour late: RFC 5545
    3.8.2.4 asks for the time on the clock before it is changed.
    """
    rules = ZoneInfo(name)
    zone = Timezone()
    zone.add("TZID", name)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    end = datetime(last + 1, 1, 1, tzinfo=UTC)
    for instant, before in _changes(rules, begin, end):
        there = instant.astimezone(rules)
        offset = there.utcoffset() or timedelta(0)
        kind = TimezoneDaylight if there.dst() else TimezoneStandard
        observed = kind()
        observed.add("DTSTART", (instant + before).replace(tzinfo=None))
        observed.add("TZOFFSETFROM", before)
        observed.add("TZOFFSETTO", offset)
        observed.add("TZNAME", there.tzname() or name)
        zone.add_component(observed)
    return zone


def _changes(
    rules: ZoneInfo, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, timedelta]]:
    """The beginning, then each instant at which the clocks are changed, with the offset before."""
    at, offset = begin, _offset(rules, begin)
    yield begin, offset
    while at < end:
        after = min(at + _STEP, end)
        if _offset(rules, after) != offset:
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                low, high = (middle, high) if _offset(rules, middle) == offset else (low, middle)
            yield high, offset
            offset = _offset(rules, high)
            after = high
        at = after


def _offset(rules: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(rules).utcoffset() or timedelta(0)


def _event(event: Event) -> Component:
    made = Written()
    made.add("UID", event.uid)
    made.add("DTSTAMP", stamp_of_event(event))
    if event.modified is not None:
        made.add("LAST-MODIFIED", event.modified)
    made.add("SEQUENCE", event.sequence)
    if event.recurrence_id is not None:
        made.add("RECURRENCE-ID", _plain(event.recurrence_id))
    made.add("DTSTART", _value(event.start))
    if event.end.order > event.start.order:
        made.add("DTEND", _value(event.end))
    for rule in event.rules:
        made.add("RRULE", vRecur.from_ical(rule))
    made.add("SUMMARY", event.summary)
    if event.location:
        made.add("LOCATION", event.location)
    for field, text in event.texts:
        if field == "url":
            made.add("URL", text)
    if event.description:
        made.add("DESCRIPTION", event.description)
    if event.status:
        made.add("STATUS", event.status)
    _add_kinds(made, event)
    _add_people(made, event)
    for before in event.reminders:
        made.add_component(_alarm(before, event.summary))
    return made


def stamp_of_event(event: Event) -> datetime:
    """When it was changed last, else its begin: no clock is asked."""
    return event.modified or event.start.utc or event.start.local.replace(tzinfo=UTC)


def _add_kinds(made: Component, event: Event) -> None:
    if event.confidentiality in _CLASSES:
        made.add("CLASS", _CLASSES[event.confidentiality])
    if event.busy:
        made.add("TRANSP", "TRANSPARENT" if event.busy == "free" else "OPAQUE")
    if event.busy in _BUSY:
        made.add("X-MICROSOFT-CDO-BUSYSTATUS", _BUSY[event.busy])
    if event.importance in _IMPORTANCE:
        made.add("X-MICROSOFT-CDO-IMPORTANCE", _IMPORTANCE[event.importance])
    if event.categories:
        made.add("CATEGORIES", list(event.categories))
    for uid in event.related:
        made.add("RELATED-TO", uid)


def _add_people(made: Component, event: Event) -> None:
    if event.organizer is not None:
        made.add("ORGANIZER", _address(event.organizer, {}))
    for each in event.attendees:
        parameters = {
            "ROLE": _ROLES.get(each.role, "REQ-PARTICIPANT"),
            "PARTSTAT": each.status.upper(),
            **({"RSVP": "TRUE"} if event.method == "REQUEST" else {}),
            **({"X-NUM-GUESTS": str(each.guests)} if each.guests else {}),
        }
        made.add("ATTENDEE", _address(each, parameters))


def _address(who: Attendee, parameters: dict[str, str]) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.email}" if who.email else _NO_ADDRESS)
    name = " ".join(who.names[0].replace('"', "'").split()) if who.names else ""
    named = {"CN": name} if name else {}
    for key, value in {**named, **parameters}.items():
        address.params[key] = value
    return address


def _alarm(before: timedelta, summary: str) -> Component:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", summary)
    alarm.add("TRIGGER", -before)
    return alarm


def _todo(todo: Todo) -> Component:
    made = WrittenTodo()
    made.add("UID", todo.uid)
    made.add("DTSTAMP", todo.stamp)
    made.add("SUMMARY", todo.summary)
    if todo.due is not None:
        made.add("DUE", todo.due)
    made.add("STATUS", "IN-PROCESS" if todo.is_begun else "NEEDS-ACTION")
    if todo.related:
        made.add("RELATED-TO", todo.related)
    return made


# --- moments


def _value(moment: Moment) -> date | datetime:
    """On the wall of its zone, where that says which instant is meant; else in UTC."""
    if moment.is_day:
        return moment.local.date()
    if moment.utc is None:
        return moment.local
    if _is_local(moment) and _YEARS[0] <= moment.local.year <= _YEARS[1]:
        return moment.local.replace(tzinfo=ZoneInfo(str(moment.zone)))
    return moment.utc


def _plain(moment: Moment) -> date | datetime:
    return moment.local.date() if moment.is_day else moment.utc or moment.local


def _is_local(moment: Moment) -> bool:
    if moment.is_day or moment.utc is None or moment.zone in (None, "UTC"):
        return False
    zone = Zone(str(moment.zone), ZoneInfo(str(moment.zone)))
    return moment_in(zone, moment.local).utc == moment.utc
