"""The people of an event, and the contacts whom they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultkit.app.new_note import NewNote, Place, Wanted, note_path, plan_note
from vaultkit.app.new_people import Person
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.body import rooms_of
from vaultkit.model.calendar import Attendee, Event
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.quote import one_line
from vaultkit.people.directory import Directory, Named, directory_of
from vaultkit.people.replies import ORGANISER, Invitee
from vaultkit.people.starting import zone_name_of

__all__ = ["Contacts", "invitees_of", "organiser_of", "places_of"]

_LONGEST = 200
_STATUS = re.compile(r"[a-z-]{1,40}")


def invitees_of(event: Event) -> tuple[Invitee, ...]:
    """The people and groups invited, each once, in the order given; rooms are none of them.

    An organiser who is not on the list comes last.
    """
    found: dict[str, Invitee] = {}
    for each in event.attendees:
        invitee = _invitee(each, each.status)
        if each.kind != "room" and invitee.key:
            found.setdefault(invitee.key, invitee)
    organiser = organiser_of(event)
    if organiser is not None:
        found.setdefault(organiser.key, organiser)
    return tuple(found.values())


def organiser_of(event: Event) -> Invitee | None:
    """Who invited, None where nobody is named."""
    if event.organizer is None or event.organizer.kind == "room":
        return None
    invitee = _invitee(event.organizer, ORGANISER)
    return invitee if invitee.key else None


def places_of(event: Event) -> tuple[str, ...]:
    """Where people come together: the places of the location, and rooms that are invited."""
    rooms = (each.names[0] for each in event.attendees if each.kind == "room" and each.names)
    told = (_line(each) for each in (*rooms_of(event.location), *rooms))
    return tuple(dict.fromkeys(filter(None, told)))


def _invitee(who: Attendee, status: str) -> Invitee:
    names = tuple(filter(None, map(_name, who.names)))
    role = "" if who.role == "required" else who.role
    email = who.email if who.email is not None and who.email.isprintable() else ""
    name = names[0] if names else ""
    status = status if _STATUS.fullmatch(status) else "needs-action"
    return Invitee(name, email, status, role, who.guests, names[1:])


def _name(text: str) -> str:
    """Without what would end the name in the property ``replies``."""
    return _line(text.replace("<", " ").replace(">", " "))


def _line(text: str) -> str:
    return " ".join(one_line(text).split())[:_LONGEST].strip()


class _Stub(NamedTuple):
    note: NewNote
    email: str


class Contacts:
    """The contacts of a vault, and notes for those who have none where that is asked for."""

    def __init__(self, snapshot: Snapshot, place: Place, *, stubs_for: bool) -> None:
        self._snapshot = snapshot
        self._place = place
        self._makes_stubs = stubs_for
        self._stubs: dict[VaultPath, _Stub] = {}
        self._directory: Directory = directory_of(
            snapshot.notes[path] for path in snapshot.of_kind("contact")
        )

    @property
    def stubs(self) -> tuple[NewNote, ...]:
        """The notes that are new, in the order in which they were asked for."""
        return tuple(stub.note for stub in self._stubs.values())

    def person(self, invitee: Invitee) -> Person:
        """The contact, by address, else by a whole name that one contact alone bears."""
        named = Named(invitee.shown, invitee.email)
        path = next(self._paths(invitee), None)
        if path is None:
            return Person(named, None, invitee.shown, invitee.email, "")
        if path in self._stubs:
            return Person(named, path, path.stem, invitee.email, "")
        note = self._snapshot.notes[path]
        return Person(named, path, note.title, invitee.email, zone_name_of(note))

    def make(self, people: Sequence[Invitee]) -> None:
        """Plans notes for those who have none, if that is asked for."""
        for invitee in people if self._makes_stubs else ():
            if next(self._paths(invitee), None) is None:
                self._make(invitee)

    def _paths(self, invitee: Invitee) -> Iterator[VaultPath]:
        """Whoever is meant; where it may be any of several, nobody."""
        by_email = self._directory.find(Named("", invitee.email)) if invitee.email else ()
        if by_email:
            yield from by_email if len(by_email) == 1 else ()
            return
        for path, stub in self._stubs.items():
            if invitee.email and stub.email.casefold() == invitee.email.casefold():
                yield path
        for name in (invitee.name, *invitee.forms):
            found = self._directory.by_name.get(name_key(name), ()) if name else ()
            if found:
                yield from found if len(found) == 1 else ()
                return
        if not invitee.email and invitee.name:
            yield from (
                path for path in self._stubs if name_key(path.stem) == name_key(invitee.name)
            )

    def _make(self, invitee: Invitee) -> None:
        wanted = Wanted("contact", invitee.shown, self._place.moment)
        try:
            path = note_path(self._snapshot, wanted, "contact", self._place)
            if any(path.key == known.key for known in self._stubs):
                return  # a namesake: whose note it is to be, a person has to say
            note = plan_note(
                self._snapshot,
                wanted,
                self._place,
                values_at=lambda *_: {"email": invitee.email},
            )
        except UsageError:
            return  # the name is taken by another note, or can be no file's
        self._stubs[note.path] = _Stub(note, invitee.email)
