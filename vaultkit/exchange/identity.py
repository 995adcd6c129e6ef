"""Which events tell of one meeting, and which of several versions of one holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from vaultkit.model.calendar import Event

__all__ = ["Part", "key_of", "part_of", "version_of"]

Part = Literal["event", "cancellation", "reply", "counter"]
"""What a component is in the exchange about a meeting (RFC 5546)."""

_COUNTERS = frozenset({"COUNTER", "DECLINECOUNTER", "REFRESH"})
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def part_of(event: Event) -> Part:
    """What it is by its METHOD; a reply or a counter-proposal is no version of the meeting."""
    if event.method == "REPLY":
        return "reply"
    if event.method in _COUNTERS:
        return "counter"
    return "cancellation" if event.method == "CANCEL" else "event"


def key_of(event: Event) -> tuple[str, str, str, str]:
    """Equal for versions of one thing, of which one holds.

    A cancellation does not take the place of what it cancels, which has the people and the words;
    a reply is that of one person.
    """
    recurrence = "" if event.recurrence_id is None else event.recurrence_id.text
    part = part_of(event)
    who = "" if part != "reply" else ",".join(sorted(each.email or "" for each in event.attendees))
    return event.uid, recurrence, part, who


def version_of(event: Event) -> tuple[int, datetime]:
    """The greater one holds: SEQUENCE, then LAST-MODIFIED or DTSTAMP.

    Only to be compared within one UID: Webex counts seconds, Google changes.
    """
    return event.sequence, event.modified or _EARLIEST
