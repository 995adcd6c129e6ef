"""Calendars of any program to events: every component becomes one, or is named with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

from vaultkit.exchange.components import (
    Component,
    Property,
    RawCalendar,
    read_components,
    split_list,
)
from vaultkit.exchange.names import attendee_of
from vaultkit.exchange.passing import passes_by
from vaultkit.exchange.rules import rule_fault
from vaultkit.exchange.times import later, moments_of, parse_duration, parse_moment, utc_of
from vaultkit.exchange.uids import made_uid
from vaultkit.exchange.zones import Zones
from vaultkit.model.calendar import Event, Moment, Remark, Window

__all__ = ["Limits", "Passed", "Reading", "read_calendar"]


class Limits(NamedTuple):
    """How much of a file is read."""

    size: int = 5_000_000
    """Bytes."""
    components: int = 20_000


class Passed(NamedTuple):
    """A component that gives no event, and why."""

    component: str
    line: int
    uid: str
    remark: Remark
    refused: bool
    """Whether it should have given one: it is wrong, or too much."""


class Reading(NamedTuple):
    """What a file holds; ``events`` and ``passed`` together are all its components."""

    events: tuple[Event, ...]
    passed: tuple[Passed, ...]


def read_calendar(
    data: bytes,
    *,
    zone: str,
    window: Window | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a value
) -> Reading:
    """The events of a calendar file in its order, and what gave none.

    ``zone`` is the IANA name for times whose own zone nobody knows. With a ``window``, events that
    cannot touch it are passed by without being read; all of a series are kept. Any bytes will do;
    linear in them.
    """
    if len(data) > limits.size:
        values = {"limit": str(limits.size)}
        return Reading((), (Passed("", 0, "", Remark("file-too-large", values), True),))
    events: list[Event] = []
    passed: list[Passed] = []
    left = limits.components
    for calendar in read_components(data):
        within, beyond = calendar.components[:left], calendar.components[left:]
        left -= len(within)
        context = _Context.of(calendar, zone)
        for component in within:
            found = _found_in(component, context, window)
            if isinstance(found, Event):
                events.append(found)
            else:
                passed.append(found)
        remark = Remark("too-many-components", {"limit": str(limits.components)})
        passed += [_passed(each, remark, refused=True) for each in beyond]
    if not events and not passed:
        passed.append(Passed("", 0, "", Remark("no-calendar"), True))
    return Reading(tuple(events), tuple(passed))


def _found_in(component: Component, context: _Context, window: Window | None) -> Event | Passed:
    if component.name != "VEVENT":
        code = "not-a-meeting" if component.name in _KNOWN else "component-unknown"
        remark = Remark(code, {"component": component.name[:40]})
        return _passed(component, remark, refused=False)
    if window is not None and context.may_pass and passes_by(component, window):
        return _passed(component, Remark("outside-window"), refused=False)
    found = _event_of(component, context)
    return found if isinstance(found, Event) else _passed(component, found, refused=True)


_KNOWN = frozenset({"VTODO", "VFREEBUSY", "VJOURNAL"})


def _passed(component: Component, remark: Remark, *, refused: bool) -> Passed:
    uid = next((each.text.strip() for each in component.properties() if each.name == "UID"), "")
    return Passed(component.name, component.line, uid, remark, refused)


@dataclass(frozen=True, slots=True)
class _Context:
    """What a calendar says for all of its components."""

    method: str
    zones: Zones

    @property
    def may_pass(self) -> bool:
        """Whether events may be passed by; what is called off may be a series begun long ago."""
        return self.method in ("PUBLISH", "REQUEST", "")

    @classmethod
    def of(cls, calendar: RawCalendar, zone: str) -> _Context:
        head: dict[str, str] = {}
        for each in calendar.head.properties():
            head.setdefault(each.name, each.text.strip())
        named = head.get("X-WR-TIMEZONE")
        return cls(
            head.get("METHOD", "PUBLISH").upper(),
            Zones(calendar.zones, calendar=named, default=zone),
        )


# --- one event


class _Read:
    """The properties of a component by name, with the remarks made on the way."""

    def __init__(self, component: Component, zones: Zones) -> None:
        self.line = component.line
        self.zones = zones
        self.remarks: list[Remark] = []
        self.all: dict[str, list[Property]] = {}
        for each in component.properties():
            self.all.setdefault(each.name, []).append(each)

    def find(self, name: str) -> Property | None:
        return next(iter(self.all.get(name, ())), None)

    def text(self, name: str) -> str:
        prop = self.find(name)
        return "" if prop is None else prop.text.strip()

    def raw(self, name: str) -> str:
        """The value of what is no text, a link, say."""
        prop = self.find(name)
        return "" if prop is None else prop.value.strip()

    def moment(self, name: str) -> Moment | None:
        prop = self.find(name)
        if prop is None:
            return None
        moment, remark = parse_moment(prop.value, prop.parameters.get("TZID"), self.zones)
        if remark is not None:
            self.say(remark)
        return moment

    def moments(self, name: str) -> tuple[Moment, ...]:
        found: list[Moment] = []
        for prop in self.all.get(name, ()):
            moments, bad = moments_of(prop, self.zones)
            found += moments
            if bad:
                self.say(Remark("date-invalid", {"property": name, "line": str(prop.line)}))
        return tuple(found)

    def say(self, remark: Remark) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


def _event_of(component: Component, context: _Context) -> Event | Remark:
    """The event of a VEVENT, or why there is none."""
    read = _Read(component, context.zones)
    start = read.moment("DTSTART")
    if start is None:
        prop = read.find("DTSTART")
        if prop is None:
            return Remark("start-missing")
        return Remark("start-invalid", {"value": prop.value[:60], "line": str(prop.line)})
    rules = tuple(prop.value.strip() for prop in read.all.get("RRULE", ()))
    fault = next((fault for rule in rules if (fault := rule_fault(rule)) is not None), None)
    if fault is not None:
        return fault
    recurrence = read.find("RECURRENCE-ID")
    recurrence_id = read.moment("RECURRENCE-ID")
    if recurrence is not None and recurrence_id is None:
        return Remark("recurrence-invalid", {"value": recurrence.value[:60]})
    _say_of_lines(component, read)
    end = _end_of(read, start)
    uid = read.text("UID")
    if not uid:
        uid = made_uid(start, read.text("SUMMARY"), read.raw("ORGANIZER"))
        read.say(Remark("uid-missing"))
    organizer = read.find("ORGANIZER")
    return Event(
        line=component.line,
        uid=uid,
        start=start,
        end=end,
        recurrence_id=recurrence_id,
        and_later=recurrence is not None
        and recurrence.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        method=context.method,
        status=read.text("STATUS").upper(),
        sequence=_number(read.text("SEQUENCE")),
        modified=utc_of(read.raw("LAST-MODIFIED")) or utc_of(read.raw("DTSTAMP")),
        summary=" ".join(read.text("SUMMARY").split()),
        texts=_texts(read),
        description=_description(read),
        location=read.text("LOCATION"),
        organizer=None if organizer is None else attendee_of(organizer),
        attendees=tuple(map(attendee_of, read.all.get("ATTENDEE", ()))),
        reminders=_reminders(component),
        rules=rules,
        extra=read.moments("RDATE"),
        without=read.moments("EXDATE"),
        categories=_categories(read),
        confidentiality=_CLASSES.get(read.text("CLASS").upper(), ""),
        busy=_busy(read),
        importance=_IMPORTANCE.get(read.text("X-MICROSOFT-CDO-IMPORTANCE"), ""),
        related=tuple(prop.text.strip() for prop in read.all.get("RELATED-TO", ())),
        attachments=tuple(
            prop.value.strip()
            for prop in read.all.get("ATTACH", ())
            if prop.parameters.get("ENCODING", "").upper() != "BASE64"
        ),
        remarks=tuple(read.remarks),
    )


def _say_of_lines(component: Component, read: _Read) -> None:
    """What is wrong with the component's own text."""
    bad = component.bad_lines()
    if bad:
        read.say(Remark("line-invalid", {"line": str(bad[0])}))
    if not component.closed:
        read.say(Remark("not-closed"))
    if read.find("EXRULE") is not None:
        read.say(Remark("exrule-ignored"))


def _end_of(read: _Read, start: Moment) -> Moment:
    """DTEND, else DTSTART with DURATION; without both a day lasts a day and a time no time.

    A DTEND before DTSTART is left out.
    """
    end = read.moment("DTEND")
    if end is None and read.find("DTEND") is not None:
        read.say(Remark("end-invalid"))
    if end is None:
        length = parse_duration(read.raw("DURATION"))
        if read.raw("DURATION") and (length is None or length < timedelta(0)):
            read.say(Remark("end-invalid"))
            length = None
        return _end_of_none(start) if length is None else later(start, length)
    if end.is_day != start.is_day:
        read.say(Remark("end-invalid"))
        return _end_of_none(start)
    if end.order < start.order and (end.utc is None) == (start.utc is None):
        read.say(Remark("end-before-start"))
        return _end_of_none(start)
    return _end_of_none(start) if start.is_day and end.local == start.local else end


def _end_of_none(start: Moment) -> Moment:
    """The end of what has none."""
    return later(start, timedelta(days=1) if start.is_day else timedelta(0))


# --- what the properties say

_CLASSES = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}
_IMPORTANCE = {"2": "high", "0": "low"}
_BUSY = {"BUSY": "busy", "FREE": "free", "TENTATIVE": "tentative", "OOF": "out-of-office"}
_CONFERENCES = (
    *("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE"),
    *("X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK"),
    "X-TELEMOST-CONFERENCE",
)


def _texts(read: _Read) -> tuple[tuple[Literal["location", "url", "description"], str], ...]:
    """Where a join link may stand, in the order in which they are believed."""
    links = [each.value.strip() for name in _CONFERENCES for each in read.all.get(name, ())]
    found: list[tuple[Literal["location", "url", "description"], str]] = [
        *(("url", link) for link in links),
        ("url", read.raw("URL")),
        ("location", read.text("LOCATION")),
        ("description", read.text("DESCRIPTION")),
        ("description", read.text("X-ALT-DESC")),
        ("description", summary if "://" in (summary := read.text("SUMMARY")) else ""),
    ]
    return tuple((field, text) for field, text in found if text)


def _description(read: _Read) -> str:
    """DESCRIPTION, where Outlook leaves it empty the HTML beside it."""
    return read.text("DESCRIPTION") or read.text("X-ALT-DESC")


def _categories(read: _Read) -> tuple[str, ...]:
    names = (name for prop in read.all.get("CATEGORIES", ()) for name in split_list(prop.value))
    return tuple(dict.fromkeys(name for name in names if name))


def _busy(read: _Read) -> str:
    intended = read.text("X-MICROSOFT-CDO-INTENDEDSTATUS") or read.text(
        "X-MICROSOFT-CDO-BUSYSTATUS"
    )
    if intended:
        return _BUSY.get(intended.upper(), "")
    return {"TRANSPARENT": "free", "OPAQUE": "busy"}.get(read.text("TRANSP").upper(), "")


def _reminders(component: Component) -> tuple[timedelta, ...]:
    """How long before the start the alarms go off, the earliest first, each once."""
    found: set[timedelta] = set()
    for alarm in component.children:
        for prop in alarm.properties() if alarm.name == "VALARM" else ():
            from_end = prop.parameters.get("RELATED", "").upper() == "END"
            length = parse_duration(prop.value) if prop.name == "TRIGGER" else None
            if length is not None and length <= timedelta(0) and not from_end:
                found.add(-length)
    return tuple(sorted(found, reverse=True))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,18}", text) else 0
