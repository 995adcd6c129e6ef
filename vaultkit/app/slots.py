"""Times to meet with contacts of the vault: their zones and hours from their notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.app.forms import JsonObject
from vaultkit.app.people_meant import People, get_contact
from vaultkit.app.snapshot import Lookup
from vaultkit.app.zone_meant import unknown_zone
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.slots import USUAL_HOURS, Hours, Person, Slot, Span, parse_hours, slots_of
from vaultkit.people.starting import zone_name_of
from vaultkit.people.zones import find_zone, shown_local

__all__ = [
    "STEP",
    "Person",
    "Slot",
    "SlotRequest",
    "Span",
    "find_slots",
    "people_asked",
    "shown_times",
    "slot_form",
]

STEP = timedelta(minutes=15)
"""Slots begin at a quarter."""
_HOURS_NAMES = ("hours", "working hours", "часы", "рабочие часы")


class SlotRequest(NamedTuple):
    """What is asked for."""

    length: timedelta
    start: datetime
    """The first moment that counts, with a zone."""
    days: int

    @property
    def span(self) -> Span:
        """From that moment on, so many times 24 hours."""
        start = self.start.astimezone(UTC)
        return Span(start, start + timedelta(days=self.days))


def people_asked(
    snapshot: Lookup, names: Iterable[str], *, own_zone: str, own_name: str
) -> tuple[Person, ...]:
    """The contacts meant, in the order asked, then whoever asks, where ``own_zone`` is given.

    Raises UsageError where a name means nobody or several, where a note names no time zone or one
    that is not known, and where its hours cannot be read.
    """
    known = People(snapshot)
    paths = dict.fromkeys(get_contact(known, name) for name in names)
    people = [_person(snapshot.notes[path]) for path in paths]
    if own_zone:
        people.append(Person(own_name, _zone(own_zone, None)))
    return tuple(people)


def _person(note: Note) -> Person:
    name = zone_name_of(note)
    if not name:
        raise UsageError(
            "it is not known in which time zone {name} is",
            where=note.path,
            values={"name": note.title},
            hint="give the note a property: tz: Europe/Moscow",
        )
    return Person(note.title, _zone(name, note), _hours_of(note))


def _zone(name: str, note: Note | None) -> ZoneInfo:
    zone = find_zone(name)
    if zone is None:
        raise unknown_zone(name, None if note is None else note.path)
    return zone


def _hours_of(note: Note) -> Hours:
    texts = texts_of(find_property(note, _HOURS_NAMES))
    if not texts:
        return USUAL_HOURS
    hours = parse_hours(texts[0])
    if hours is None:
        raise UsageError(
            "'{text}' are no hours",
            where=note.path,
            values={"text": texts[0]},
            hint='write them as "09:00-18:00"',
        )
    return hours


def find_slots(
    people: Sequence[Person], request: SlotRequest, *, busy: Iterable[Span] = ()
) -> list[Slot]:
    """The times that do not overlap, the fairest first; see ``people.slots.slots_of``."""
    return slots_of(people, window=request.span, length=request.length, step=STEP, busy=busy)


def shown_times(slot: Slot, people: Sequence[Person]) -> tuple[str, ...]:
    """The local time of each person: ``17:00``, with the days away from the first person's."""
    local = [slot.start.astimezone(person.zone) for person in people]
    return tuple(shown_local(each, local[0]) for each in local)


def slot_form(slot: Slot, people: Sequence[Person]) -> JsonObject:
    """One line of ``slots --json``."""
    return {
        "start": f"{slot.start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{slot.end:%Y-%m-%dT%H:%M:%SZ}",
        "within": slot.within,
        "people": [
            {
                "name": person.name,
                "tz": person.zone.key,
                "local": slot.start.astimezone(person.zone).isoformat(timespec="minutes"),
                "beyond": minutes,
            }
            for person, minutes in zip(people, slot.beyond, strict=True)
        ],
    }
