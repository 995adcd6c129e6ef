"""Tables of meetings, as HubSpot and Salesforce take them in and give them out, to values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.exchange.body import CALLED_OFF
from vaultkit.exchange.csv_cells import iter_rows, table_text, unguarded
from vaultkit.exchange.names import name_forms, parse_email
from vaultkit.exchange.times import later
from vaultkit.exchange.zones import Zone, moment_in
from vaultkit.model.calendar import Attendee, Event, Moment, Remark

__all__ = [
    "ATTENDEES",
    "HUBSPOT",
    "SALESFORCE",
    "CrmMeeting",
    "CrmSystem",
    "FoundMeeting",
    "MeetingLimits",
    "read_meetings",
]

CrmSystem = Literal["hubspot", "salesforce"]

HUBSPOT = (
    *("Activity date", "Meeting name", "Meeting description", "Internal meeting notes"),
    *("Meeting start time", "Meeting end time", "Meeting location", "Meeting outcome"),
    *("Activity assigned to", "Email"),
)
"""The columns of HubSpot's import of meetings."""
SALESFORCE = (
    *("Subject", "StartDateTime", "EndDateTime", "IsAllDayEvent", "Location", "Description"),
    *("OwnerId", "WhoId", "WhatId", "ShowAs", "IsPrivate"),
)
"""The fields of Salesforce's events."""
ATTENDEES = "Attendees"
"""A column of our own: everybody who comes, where a CRM has room for one."""

_MARKS: Sequence[tuple[CrmSystem, frozenset[str]]] = (
    ("hubspot", frozenset({"meeting name", "meeting start time"})),
    ("hubspot", frozenset({"meeting name", "activity date"})),
    ("salesforce", frozenset({"subject", "startdatetime"})),
)
"""The columns by which a table is known; the first that fits."""
_INNER: Mapping[str, str] = {
    "hs_object_id": "record id",
    "hs_timestamp": "activity date",
    "hs_meeting_title": "meeting name",
    "hs_meeting_body": "meeting description",
    "hs_internal_meeting_notes": "internal meeting notes",
    "hs_meeting_start_time": "meeting start time",
    "hs_meeting_end_time": "meeting end time",
    "hs_meeting_location": "meeting location",
    "hs_meeting_external_url": "meeting external url",
    "hs_meeting_outcome": "meeting outcome",
    "event id": "id",
    "activity id": "id",
}
"""What HubSpot's programs, and Salesforce's reports, call these columns."""
_PREAMBLE = 20
_DAY = timedelta(days=1)
_A_DAY = len("2026-11-24")
_CALLED_OFF = ("canceled", "cancelled")
_SHOWN: Mapping[str, str] = {"free": "free", "outofoffice": "out-of-office"}
_YES = ("true", "1", "yes")
_KINDS = {"owner": "ownerid", "what": "whatid"}


class MeetingLimits(NamedTuple):
    """How much of a file is read."""

    size: int = 5_000_000
    """Bytes."""
    rows: int = 20_000


class CrmMeeting(NamedTuple):
    """A row. ``event`` has no UID; ``own_id`` and the others are ``system:id``, or empty."""

    system: CrmSystem
    event: Event
    own_id: str = ""
    people: tuple[str, ...] = ()
    """The ids of contacts who come."""
    owner: str = ""
    """The id of whose meeting it is."""
    beside: tuple[str, ...] = ()
    """What is kept for the way back: ``salesforce-owner:005...``, ``salesforce-what:001...``."""
    is_held: bool = False
    """Whether the CRM says that it took place."""


class FoundMeeting(NamedTuple):
    """A row of a table with the line it begins in; None where it says no meeting."""

    line: int
    meeting: CrmMeeting | None
    remarks: tuple[Remark, ...] = ()
    title: str = ""


class _ReadError(Exception):
    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.remark = Remark(code, values)


def read_meetings(
    data: bytes,
    *,
    zone: str,
    limits: MeetingLimits = MeetingLimits(),  # noqa: B008 - a value
) -> tuple[FoundMeeting, ...]:
    """A meeting for each row, in order, and what could not be read. Linear in the bytes.

    ``zone`` is the IANA name of the clock by which times without an offset are told.
    """
    if len(data) > limits.size:
        return (FoundMeeting(0, None, (Remark("file-too-large", {"limit": str(limits.size)}),)),)
    text, remarks = table_text(data)
    rows = iter_rows(text)
    head = _head(rows)
    if head is None:
        return (FoundMeeting(0, None, (Remark("table-unknown"),)),)
    system, titles = head
    found: list[FoundMeeting] = []
    for number, row in rows:
        if len(found) == limits.rows:
            remark = Remark("too-many-rows", {"limit": str(limits.rows)})
            found.append(FoundMeeting(number, None, (remark,)))
            break
        if any(cell.strip() for cell in row):
            found.append(_found(number, _named(titles, row), system, zone, remarks))
    return tuple(found) or (FoundMeeting(0, None, (Remark("no-rows"),)),)


def _head(rows: Iterator[tuple[int, list[str]]]) -> tuple[CrmSystem, list[str]] | None:
    for _, row in islice(rows, _PREAMBLE):
        titles = [_INNER.get(key, key) for key in (cell.strip().lower() for cell in row)]
        for system, marks in _MARKS:
            if marks <= set(titles):
                return system, titles
    return None


def _named(titles: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    """The cells that hold something; the first of equal titles."""
    found: dict[str, str] = {}
    for title, cell in zip(titles, row, strict=False):
        if cell.strip():
            found.setdefault(title, unguarded(cell.strip()))
    return found


def _found(
    line: int,
    cells: Mapping[str, str],
    system: CrmSystem,
    zone: str,
    remarks: tuple[Remark, ...],
) -> FoundMeeting:
    title = cells.get("meeting name" if system == "hubspot" else "subject", "")
    try:
        meeting = _READ[system](line, title, cells, _Clock(zone))
    except _ReadError as error:
        return FoundMeeting(line, None, (*remarks, error.remark), title)
    assumed = any(map(_is_without_zone, _told_times(cells)))
    told = (Remark("zone-unnamed", {"taken": zone}),) if assumed else ()
    return FoundMeeting(line, meeting, (*remarks, *told), title)


# --- times


class _Clock(NamedTuple):
    """Reads times as a table tells them."""

    zone: str

    def moment(self, text: str) -> Moment:
        """The moment. Raises _ReadError for what is none."""
        try:
            local = _parse_moment(text)
            if len(text) == _A_DAY:
                return Moment(local, is_day=True)
            if local.tzinfo is not None:
                local = local.astimezone(UTC)
                there = local.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None, fold=0)
                return Moment(there, self.zone, local)
        except (ValueError, OverflowError) as error:
            raise _ReadError("start-invalid", value=text[:100]) from error
        return moment_in(Zone(self.zone, ZoneInfo(self.zone)), local)

    def span(self, start: str, end: str) -> tuple[Moment, Moment]:
        """Begin and end; a meeting whose end nobody tells has none of its own."""
        if not start:
            raise _ReadError("start-missing")
        first = self.moment(start)
        last = self.moment(end) if end else first
        if last.is_day != first.is_day:
            last = first
        if last.order < first.order:
            raise _ReadError("end-before-start")
        return first, later(last, _DAY) if last.is_day else last


def _parse_moment(text: str) -> datetime:
    """ISO 8601, with a blank for the T; or HubSpot's milliseconds since 1970, in UTC."""
    if text.isdecimal() and len(text) > 11:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    # Salesforce writes +0000, which older readers of ISO 8601 do not take.
    return datetime.fromisoformat(text)


def _told_times(cells: Mapping[str, str]) -> Iterator[str]:
    if cells.get("isalldayevent", "").lower() in _YES:
        return
    for title in ("meeting start time", "meeting end time", "startdatetime", "enddatetime"):
        if title in cells:
            yield cells[title]
    if "meeting start time" not in cells and "activity date" in cells:
        yield cells["activity date"]


def _is_without_zone(text: str) -> bool:
    try:
        return len(text) != _A_DAY and _parse_moment(text).tzinfo is None
    except (ValueError, OverflowError):
        return False


# --- rows


def _hubspot(line: int, title: str, cells: Mapping[str, str], clock: _Clock) -> CrmMeeting:
    begin = cells.get("meeting start time") or cells.get("activity date", "")
    start, end = clock.span(begin, cells.get("meeting end time", ""))
    url = cells.get("meeting external url", "")
    words = (cells.get("meeting description", ""), cells.get("internal meeting notes", ""))
    owner = _attendee(cells.get("activity assigned to", ""))
    outcome = cells.get("meeting outcome", "").lower()
    event = _event(
        line,
        title,
        start,
        end,
        status="CANCELLED" if outcome in _CALLED_OFF else "",
        location=cells.get("meeting location", ""),
        url=url,
        description="\n\n".join(filter(None, words)),
        organizer=owner,
        attendees=_people(cells, "email", owner),
    )
    number = cells.get("record id", "")
    own_id = f"hubspot:{number}" if number else ""
    return CrmMeeting("hubspot", event, own_id, is_held=outcome == "completed")


def _salesforce(line: int, title: str, cells: Mapping[str, str], clock: _Clock) -> CrmMeeting:
    begin, until = cells.get("startdatetime", ""), cells.get("enddatetime", "")
    start, end = clock.span(begin, until)
    if cells.get("isalldayevent", "").lower() in _YES:
        # The days are written as days at midnight in UTC, the last of them included.
        start, last = (Moment(_midnight(text), is_day=True) for text in (begin, until or begin))
        end = later(last, _DAY)
    is_off = CALLED_OFF.match(title) is not None
    event = _event(
        line,
        title,
        start,
        end,
        status="CANCELLED" if is_off else "",
        location=cells.get("location", ""),
        description=cells.get("description", ""),
        attendees=_people(cells, "", None),
        busy="" if is_off else _SHOWN.get(cells.get("showas", "").lower().replace(" ", ""), ""),
        confidentiality="private" if cells.get("isprivate", "").lower() in _YES else "",
    )
    own, who = cells.get("id", ""), cells.get("whoid", "")
    beside = (f"salesforce-{kind}:{cells[key]}" for kind, key in _KINDS.items() if cells.get(key))
    return CrmMeeting(
        "salesforce",
        event,
        f"salesforce:{own}" if own else "",
        (f"salesforce:{who}",) if who else (),
        f"salesforce:{cells['ownerid']}" if cells.get("ownerid") else "",
        tuple(beside),
    )


def _midnight(text: str) -> datetime:
    return datetime.combine(_parse_moment(text).date(), datetime.min.time())


def _event(
    line: int,
    title: str,
    start: Moment,
    end: Moment,
    *,
    location: str,
    description: str,
    attendees: tuple[Attendee, ...],
    url: str = "",
    organizer: Attendee | None = None,
    status: str = "",
    busy: str = "",
    confidentiality: str = "",
) -> Event:
    if not title.strip():
        raise _ReadError("title-missing")
    texts: list[tuple[Literal["location", "url", "description"], str]] = []
    if url:
        texts.append(("url", url))
    texts += [("location", location), ("description", description)]
    return Event(
        line=line,
        uid="",
        start=start,
        end=end,
        status=status,
        summary=title,
        texts=tuple((kind, text) for kind, text in texts if text),
        description=description,
        location=location,
        organizer=organizer,
        attendees=attendees,
        busy=busy,
        confidentiality=confidentiality,
    )


def _people(cells: Mapping[str, str], title: str, owner: Attendee | None) -> tuple[Attendee, ...]:
    """Those of the columns that name people, each address once, without whose meeting it is."""
    texts = (*_parts(cells.get(ATTENDEES.lower(), "")), *_parts(cells.get(title, "")))
    found: dict[str, Attendee] = {}
    for each in filter(None, map(_attendee, texts)):
        found.setdefault(each.email or each.names[0].casefold(), each)
    if owner is not None:
        found.pop(owner.email or "", None)
    return tuple(found.values())


def _parts(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(";") if each.strip()]


def _attendee(text: str) -> Attendee | None:
    """``Ana Silva <ana@example.org>``, an address or a name."""
    name, _, address = text.rpartition("<") if text.endswith(">") else ("", "", text)
    email = parse_email(address.removesuffix(">").strip())
    written = name.strip() if email is not None else text.strip()
    names = name_forms(written) if written else ()
    return Attendee(names, email) if names or email else None


_READ: Mapping[CrmSystem, Callable[[int, str, Mapping[str, str], _Clock], CrmMeeting]] = {
    "hubspot": _hubspot,
    "salesforce": _salesforce,
}
