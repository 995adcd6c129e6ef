"""The regions of a meeting's note that an import keeps: who comes, and what the invitation says.

A build leaves them alone; what a person changes in one is theirs, as in any region.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from vaultkit.app.new_people import Person
from vaultkit.exchange.body import body_of
from vaultkit.exchange.masking import masked_text
from vaultkit.language.catalog import Catalog
from vaultkit.model.calendar import Event
from vaultkit.pages.marks import Ready
from vaultkit.pages.quote import quote_block, quote_inline, quote_line
from vaultkit.people.replies import Invitee
from vaultkit.people.zones import find_zone, local_time, shown_local

__all__ = ["ATTENDANCE", "INVITATION", "REPLY_WORDS", "attendance_body", "invitation_body"]

ATTENDANCE = "attendance"
INVITATION = "invitation"

REPLY_WORDS: Mapping[str, str] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "perhaps",
    "delegated": "sends somebody else",
    "needs-action": "no answer yet",
    "organiser": "organiser",
    "optional": "need not come",
    "chair": "leads",
    "informed": "is informed",
}
"""What replies and roles are called; another one is shown as it is."""


class _Times(NamedTuple):
    """When a meeting is, by its note's properties."""

    start: datetime | None
    end: datetime | None
    zone: str


def attendance_body(
    properties: Mapping[str, Any],
    people: Sequence[tuple[Invitee, Person]],
    link: Callable[..., Ready],
    words: Catalog,
) -> str:
    """When the meeting is, and of each who is invited the reply and the time on their clock."""
    times = _times(properties)
    when = _when(times)
    lines = [f"**{quote_inline(when)}**", ""] if when else []
    for invitee, person in people:
        who = quote_line(person.title) if person.path is None else link(person.path, person.title)
        told = [
            words.text(REPLY_WORDS[key]) if key in REPLY_WORDS else quote_inline(key)
            for key in (invitee.status, invitee.role)
            if key
        ]
        told += [f"+{invitee.guests}"] if invitee.guests else []
        local = _local(times, person.tz)
        lines.append("- " + " · ".join([who, *told, *([local] if local else [])]))
    return "\n".join(lines)


def invitation_body(event: Event, words: Catalog) -> str:
    """The calendar's own words, secrets blotted out; empty where it says nothing."""
    description = quote_block(masked_text(body_of(event.description)))
    location = masked_text(event.location)
    pieces = []
    if location:
        pieces.append(words.text("Where: {place}", place=quote_inline(location)))
    if description:
        pieces.append(description)
    if event.attachments:
        pieces.append("\n".join(f"- {quote_line(masked_text(each))}" for each in event.attachments))
    return "\n\n".join(pieces)


def _times(properties: Mapping[str, Any]) -> _Times:
    return _Times(
        _moment(properties.get("start")),
        _moment(properties.get("end")),
        str(properties.get("tz") or ""),
    )


def _moment(value: Any) -> datetime | None:
    """A time of a property; None for a whole day, which everybody has at their own time."""
    text = str(value or "")
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None


def _when(times: _Times) -> str:
    """``2026-11-25 10:00-10:30 (Europe/Berlin)``; empty for whole days."""
    if times.start is None:
        return ""
    until = "" if times.end is None else f"–{shown_local(times.end, times.start)}"
    zone = f" ({times.zone})" if times.zone else ""
    return f"{times.start.date().isoformat()} {times.start:%H:%M}{until}{zone}"


def _local(times: _Times, name: str) -> str:
    zone = find_zone(name) if name else None
    if zone is None or times.start is None or times.start.tzinfo is None:
        return ""
    local = local_time(times.start, zone)
    return f"{shown_local(local, times.start)} ({name})"
