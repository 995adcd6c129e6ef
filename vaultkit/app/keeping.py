"""Whom it is time to meet again, and how things stand with one contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from vaultkit.app.briefing import briefing_of
from vaultkit.app.forms import JsonObject
from vaultkit.app.snapshot import Lookup
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.around import Surroundings, met_by
from vaultkit.people.contacts import role_of
from vaultkit.people.relationship import (
    Birthday,
    Relationship,
    asks_for_contact,
    birthday_of,
    next_birthday,
    relationship_of,
)
from vaultkit.people.strength import Strength, strength_of
from vaultkit.store.queries import iter_records_of_kind

__all__ = ["Kept", "contacts_due", "due_form", "kept_contact", "kept_form"]


class Kept(NamedTuple):
    """A contact and how they are kept in touch with. ``birthday`` is the next one's day."""

    path: VaultPath
    title: str
    role: str
    meetings: int
    relationship: Relationship
    strength: Strength
    birthday: date | None
    born: Birthday | None


def contacts_due(vault: Lookup, now: datetime, *, within: int = 0) -> tuple[Kept, ...]:
    """The contacts that it is time to meet, or will be within so many days.

    Whose period has passed most often comes first, those never met last. Costs what links to
    those that ask for it.
    """
    around = briefing_of(vault).surroundings
    found = (_kept(around, note, now) for note in _iter_asking(vault))
    last = now.date() + timedelta(days=within)
    due = [each for each in found if each.relationship.due is None or each.relationship.due <= last]
    return tuple(sorted(due, key=_by_pressing))


def _iter_asking(vault: Lookup) -> Iterator[Note]:
    for path, record in iter_records_of_kind(vault.index.store, "contact"):
        note = Note.of_record(VaultPath(path), record)
        if asks_for_contact(note):
            yield note


def _by_pressing(kept: Kept) -> tuple[bool, float, date, VaultPath]:
    found = kept.relationship
    return found.due is None, -found.pressing, found.due or date.max, kept.path


def kept_contact(vault: Lookup, note: Note, now: datetime) -> Kept:
    """How things stand with the contact of a note."""
    return _kept(briefing_of(vault).surroundings, note, now)


def _kept(around: Surroundings, note: Note, now: datetime) -> Kept:
    as_of, met = now.date(), met_by(around, note.path, now)
    born = birthday_of(note)
    return Kept(
        note.path,
        note.title,
        role_of(note),
        len(met),
        relationship_of(note, met, as_of),
        strength_of(met, as_of),
        None if born is None else next_birthday(born, as_of),
        born,
    )


def due_form(kept: Kept) -> JsonObject:
    """One line of ``contacts due --json``."""
    found = kept.relationship
    last, cadence = found.last, found.cadence
    return {
        "path": kept.path,
        "title": kept.title,
        "state": found.state,
        "last_contact": None if last is None else last.day.isoformat(),
        "last_meeting": None if last is None else last.meeting,
        "ideal": (cadence.ideal or None) if cadence else None,
        "max": (cadence.most or None) if cadence else None,
        "due": None if found.due is None else found.due.isoformat(),
        "limit": None if found.limit is None else found.limit.isoformat(),
        "late": found.late,
        "pressing": round(found.pressing, 4),
        "meetings": kept.meetings,
        "strength": kept.strength.value,
    }


def kept_form(kept: Kept) -> JsonObject:
    """The object of ``contacts show --json``."""
    return {
        **due_form(kept),
        "role": kept.role or None,
        "birthday": None if kept.birthday is None else kept.birthday.isoformat(),
        "explain": [
            {
                "meeting": part.meeting,
                "day": part.day.isoformat(),
                "days_ago": part.days,
                "others": part.others,
                "weight": part.weight,
            }
            for part in kept.strength.parts
        ],
    }
