"""Meetings to tables that HubSpot and Salesforce take in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.exchange.crm_rows import ATTENDEES, HUBSPOT, SALESFORCE, CrmSystem
from vaultkit.exchange.csv_cells import table_bytes
from vaultkit.model.calendar import Attendee, Event, Moment

__all__ = ["CrmRow", "meetings_table"]

_DAY = timedelta(days=1)
_SHOWN = {"free": "Free", "out-of-office": "OutOfOffice"}
_FIRST: Mapping[CrmSystem, str] = {"hubspot": "Record ID", "salesforce": "Id"}
"""The column of a meeting's own id, which stands before all others where any has one."""


class CrmRow(NamedTuple):
    """A meeting on its way out. Ids are those of the system alone, empty where none is known."""

    event: Event
    agenda: str = ""
    notes: str = ""
    outcome: str = ""
    """SCHEDULED, COMPLETED or CANCELED, empty where the note does not say."""
    own_id: str = ""
    who: str = ""
    owner: str = ""
    what: str = ""


def meetings_table(rows: Sequence[CrmRow], system: CrmSystem, *, zone: str) -> bytes:
    """The meetings as a table: UTF-8, CRLF, a row for each, cells guarded.

    ``zone`` is the IANA name of the clock by which HubSpot's times are told, and of times that
    have no zone. Columns of ids and of everybody who comes stand there where any row has them.
    """
    cells = [_ROW[system](row, ZoneInfo(zone)) for row in rows]
    known = HUBSPOT if system == "hubspot" else SALESFORCE
    more = [_FIRST[system], ATTENDEES]
    extra = {title for title in more if any(row.get(title) for row in cells)}
    titles = [title for title in (more[0], *known, more[1]) if title in known or title in extra]
    return table_bytes(titles, ([row.get(title, "") for title in titles] for row in cells))


def _hubspot(row: CrmRow, zone: ZoneInfo) -> dict[str, str]:
    event = row.event
    begin = _wall(event.start, zone)
    others = [each for each in event.attendees if each.email != _email(event.organizer)]
    first = next((each for each in others if each.email), None)
    return {
        "Record ID": row.own_id,
        "Activity date": begin,
        "Meeting name": event.summary,
        "Meeting description": row.agenda,
        "Internal meeting notes": row.notes,
        "Meeting start time": begin,
        "Meeting end time": _wall(_end(event), zone),
        "Meeting location": event.location,
        "Meeting outcome": row.outcome,
        "Activity assigned to": _email(event.organizer),
        "Email": _email(first),
        ATTENDEES: _everybody(others, () if first is None else (first,)),
    }


def _salesforce(row: CrmRow, zone: ZoneInfo) -> dict[str, str]:
    event = row.event
    is_off = event.is_cancelled
    return {
        "Id": row.own_id,
        # An event of Salesforce's is there or deleted: its title alone can say that it is off.
        "Subject": f"Cancelled: {event.summary}" if is_off else event.summary,
        "StartDateTime": _instant(event.start, zone),
        "EndDateTime": _instant(_end(event), zone),
        "IsAllDayEvent": "true" if event.start.is_day else "false",
        "Location": event.location,
        "Description": "\n\n".join(filter(None, (row.agenda, row.notes))),
        "OwnerId": row.owner,
        "WhoId": row.who,
        "WhatId": row.what,
        "ShowAs": "Free" if is_off else _SHOWN.get(event.busy, "Busy"),
        "IsPrivate": "true" if event.confidentiality else "false",
        ATTENDEES: _everybody(event.attendees, ()),
    }


def _email(who: Attendee | None) -> str:
    return "" if who is None or who.email is None else who.email


def _everybody(people: Sequence[Attendee], told: Sequence[Attendee]) -> str:
    """All of them, where a column of its own does not tell of them already."""
    if len(people) == len(told) and all(not each.names for each in told):
        return ""
    return "; ".join(filter(None, map(_named, people)))


def _named(who: Attendee) -> str:
    # What parts people must not part a name.
    name = " ".join(who.names[0].replace(";", " ").split()) if who.names else ""
    if who.email is None:
        return name
    return f"{name} <{who.email}>" if name else who.email


def _end(event: Event) -> Moment:
    """The end; of whole days the last of them."""
    if not event.start.is_day:
        return event.end
    last = max(event.start.local, event.end.local - _DAY)
    return Moment(last, is_day=True)


def _wall(moment: Moment, zone: ZoneInfo) -> str:
    """``2026-11-24 15:00`` by the zone's clock; a whole day as a day."""
    if moment.is_day:
        return moment.local.date().isoformat()
    local = moment.local if moment.utc is None else moment.utc.astimezone(zone)
    return local.replace(tzinfo=None).isoformat(" ", timespec=_precision(local))


def _instant(moment: Moment, zone: ZoneInfo) -> str:
    """``2026-11-24T14:00:00Z``; a whole day at midnight in UTC, as Salesforce has it."""
    local = moment.local.replace(tzinfo=UTC) if moment.is_day else moment.utc
    utc = (local or moment.local.replace(tzinfo=zone)).astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _precision(moment: datetime) -> str:
    return "seconds" if moment.second else "minutes"


_ROW: Mapping[CrmSystem, Callable[[CrmRow, ZoneInfo], dict[str, str]]] = {
    "hubspot": _hubspot,
    "salesforce": _salesforce,
}
