"""Where a meeting stands among those of its series: its neighbours and its number. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.fields import find_property
from vaultkit.people.meetings import Meeting

__all__ = ["NUMBER_NAMES", "Member", "SeriesPlace", "member_of", "place_in_series"]

NUMBER_NAMES = ("number", "no", "номер", "№")
"""The properties in which a meeting's number stands."""


class Member(NamedTuple):
    """A meeting of a series; in order they stand by day, time and path."""

    day: date
    time: str
    """``HH:MM`` or empty: without one it is the first of its day."""
    path: VaultPath
    number: int | None = None


class SeriesPlace(NamedTuple):
    """Where a new meeting stands."""

    previous: Member | None
    next: Member | None
    number: int
    renumbered: tuple[tuple[VaultPath, int], ...] = ()
    """Later meetings whose number is another then, in their order."""


def member_of(meeting: Meeting, note: Note) -> Member | None:
    """The meeting as one of a series; None where its note names no day."""
    if meeting.date is None:
        return None
    return Member(meeting.date, meeting.time, meeting.path, _number_in(note))


def place_in_series(members: Iterable[Member], day: date, time: str) -> SeriesPlace:
    """Where a meeting of this day and time comes in: behind those of the same time.

    Its number is one above that of the meeting before; one that bears none counts all the same.
    Later meetings move up as far as a number would stand twice or go back: a gap takes that in,
    and a meeting without a number gets none.
    """
    ordered = sorted(members, key=lambda each: each[:3])
    at = sum((each.day, each.time) <= (day, time) for each in ordered)
    before, after = ordered[:at], ordered[at:]
    number = _next_number(before, after)
    return SeriesPlace(
        before[-1] if before else None,
        after[0] if after else None,
        number,
        tuple(_iter_renumbered(after, number)),
    )


def _next_number(before: Sequence[Member], after: Sequence[Member]) -> int:
    for passed, member in enumerate(reversed(before), 1):
        if member.number is not None:
            return member.number + passed
    first = next((member.number for member in after if member.number is not None), None)
    if before or first is None:
        return len(before) + 1
    # The first of a series that begins later than with one: there may be room before it.
    return max(1, first - 1)


def _iter_renumbered(after: Sequence[Member], number: int) -> Iterator[tuple[VaultPath, int]]:
    last = number
    for member in after:
        last += 1
        if member.number is None:
            continue
        if member.number < last:
            yield member.path, last
        else:
            last = member.number


def _number_in(note: Note) -> int | None:
    value = find_property(note, NUMBER_NAMES)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
