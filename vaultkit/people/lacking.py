"""What the note of a meeting does not say yet, and should before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.brief import Lack
from vaultkit.model.note import Note
from vaultkit.model.source import Source
from vaultkit.people.meeting_check import has_agenda, has_fallback, is_recorded_unasked
from vaultkit.people.meeting_properties import has_join_link, has_length, is_in_person
from vaultkit.people.starting import Start

__all__ = ["lacks_of"]


def lacks_of(
    note: Note, source: Source | None, start: Start, *, has_people: bool
) -> tuple[Lack, ...]:
    """What is missing, the most pressing first.

    Without ``source`` it is not asked what stands under headings.
    """
    return tuple(_iter_lacks(note, source, start, has_people=has_people))


def _iter_lacks(
    note: Note, source: Source | None, start: Start, *, has_people: bool
) -> Iterator[Lack]:
    if start.day is None:
        yield "date"
    if not start.time:
        yield "time"
    elif start.utc is None:
        yield "zone"
    if not has_people:
        yield "attendees"
    if source is not None and not has_agenda(note, source):
        yield "agenda"
    if not has_length(note):
        yield "duration"
    if not is_in_person(note):
        if not has_join_link(note):
            yield "link"
        if source is not None and not has_fallback(note, source):
            yield "fallback"
    if source is not None and is_recorded_unasked(note, source):
        yield "consent"
