"""The people of an event in its note: properties ``attendees``, ``organiser``, ``replies``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.app.calendar_facts import Facts, replies_facts
from vaultkit.app.calendar_people import Contacts, invitees_of, organiser_of
from vaultkit.model.calendar import Event
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.marks import Ready
from vaultkit.people.replies import Invitee, replies_in

__all__ = ["Attendees", "target_of"]


class Attendees(NamedTuple):
    """How people stand in one note's properties; ``link`` writes its links."""

    contacts: Contacts
    link: Callable[[VaultPath, str], Ready]

    def facts(self, event: Event, people: Sequence[Invitee], held: Mapping[str, Any]) -> Facts:
        """What an event with these people asks of a note that holds these properties."""
        organiser = organiser_of(event)
        facts: dict[str, Any] = dict(replies_facts(people))
        if organiser is not None:
            facts["organiser"] = self.entry(organiser)
        return {**facts, **self._invited(people, held)} if people else facts

    def linked(self, event: Event, held: Mapping[str, Any]) -> Facts:
        """Links for the people who have notes by now, where only their names stand."""
        invited = {name_key(each.shown): each for each in invitees_of(event)}
        facts: dict[str, Any] = {}
        present = held.get("attendees")
        if isinstance(present, list) and all(isinstance(each, str) for each in present):
            entries = tuple(
                self.entry(invited[name_key(each)]) if name_key(each) in invited else each
                for each in present
            )
            if list(entries) != present:
                facts["attendees"] = tuple(dict.fromkeys(entries))
        organiser = organiser_of(event)
        if organiser is not None and held.get("organiser") == organiser.shown:
            facts["organiser"] = self.entry(organiser)
        return facts

    def entry(self, invitee: Invitee) -> str:
        """What stands for somebody in a property: a link, or the name."""
        person = self.contacts.person(invitee)
        return person.title if person.path is None else self.link(person.path, person.title).plain

    def _invited(self, people: Sequence[Invitee], held: Mapping[str, Any]) -> Facts:
        """Those invited now, and whom a person put down; not those who no longer are."""
        value = held.get("attendees")
        present = value if isinstance(value, list) else [] if value in (None, "") else [value]
        if not all(isinstance(each, str) for each in present):
            return {}
        keys = {each.key for each in people}
        gone = (each for each in replies_in(held.get("replies")) if each.key not in keys)
        left = {key for each in gone for key in self._keys(each)}
        kept = {target_of(each): each for each in present if target_of(each) not in left}
        for each in people:
            entry = self.entry(each)
            if target_of(entry) in kept:
                continue
            plain = next((key for key in self._keys(each) if key in kept), None)
            if plain is not None:  # the name of somebody who has a note by now
                kept = {key: entry if key == plain else old for key, old in kept.items()}
            else:
                kept[target_of(entry)] = entry
        return {"attendees": tuple(dict.fromkeys(kept.values()))}

    def _keys(self, invitee: Invitee) -> tuple[str, ...]:
        return name_key(invitee.shown), target_of(self.entry(invitee))


def target_of(entry: str) -> str:
    """What an entry of a property leads to, whatever it shows."""
    text = entry.strip()
    if text.startswith("[[") and text.endswith("]]"):
        text = text[2:-2].partition("|")[0]
    return name_key(text.removesuffix(".md"))
