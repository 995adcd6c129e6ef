"""Who is whom: cards of one person put together, and the note that is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.card_fields import Facts
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.directory import Directory, directory_of

__all__ = ["IDS", "KnownContacts", "contact_notes", "groups_of", "ids_in", "known_contacts"]

IDS = "external_ids"
"""The property that holds ``system:id`` for each system that knows the person."""


class KnownContacts(NamedTuple):
    """The contacts of a vault by what tells who they are."""

    by_id: Mapping[str, tuple[VaultPath, ...]]
    directory: Directory

    def find(self, told: Sequence[Facts]) -> tuple[tuple[VaultPath, ...], bool]:
        """The notes of a person: none, one, or all that may be meant; and whether the name alone
        says so, where note and cards have addresses and share none.

        A stable id decides, else an e-mail address, else a name.
        """
        for paths in (
            self._of((self.by_id, each) for one in told for each in one.ids),
            self._of(
                (self.directory.by_email, each.casefold()) for one in told for each in one.emails
            ),
        ):
            if paths:
                return paths, False
        names = {name_key(one.name) for one in told}
        paths = self._of((self.directory.by_name, name) for name in sorted(names) if name)
        return paths, bool(paths) and any(one.emails for one in told)

    def _of(
        self, keys: Iterable[tuple[Mapping[str, tuple[VaultPath, ...]], str]]
    ) -> tuple[VaultPath, ...]:
        return tuple(sorted({path for known, key in keys for path in known.get(key, ())}))


def contact_notes(snapshot: Snapshot) -> Iterator[Note]:
    """The notes of people: contacts, and whatever else was made of a card. Excluded ones too.

    A meeting's ids are those of meetings, which CRMs number apart from people.
    """
    kinds = snapshot.kinds
    for path, note in snapshot.notes.items():
        kind = kinds.get(path)
        if path.suffix != ".md" or kind == "template":
            continue
        if kind == "contact" or "vcard" in note.properties or (kind != "meeting" and ids_in(note)):
            yield note


def known_contacts(snapshot: Snapshot) -> KnownContacts:
    """The contacts of a vault. Linear in its notes."""
    notes = tuple(contact_notes(snapshot))
    by_id: defaultdict[str, set[VaultPath]] = defaultdict(set)
    for note in notes:
        for each in ids_in(note):
            by_id[each].add(note.path)
    found = {key: tuple(sorted(paths)) for key, paths in by_id.items()}
    return KnownContacts(found, directory_of(notes))


def ids_in(note: Note) -> tuple[str, ...]:
    """The stable ids that a note holds: a list of ``system:id``, or ids by system."""
    held = note.properties.get(IDS)
    if isinstance(held, dict):
        return tuple(f"{system}:{each}" for system, each in held.items() if each not in (None, ""))
    texts = held if isinstance(held, list) else [held]
    return tuple(text.strip() for text in texts if isinstance(text, str) and ":" in text)


def groups_of(told: Sequence[Facts]) -> list[list[int]]:
    """The numbers of the tellings that are of one person, by the first of each.

    They share a stable id, an e-mail address or a name, or are joined by others that do; so the
    order in which they come means nothing. Nearly linear.
    """
    above = list(range(len(told)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    seen: dict[tuple[str, str], int] = {}
    for at, facts in enumerate(told):
        for key in _keys(facts):
            other = top(seen.setdefault(key, at))
            mine = top(at)
            above[max(other, mine)] = min(other, mine)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(len(told)):
        groups[top(at)].append(at)
    return list(groups.values())


def _keys(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from (("id", each) for each in facts.ids)
    yield from (("email", each.casefold()) for each in facts.emails)
    if facts.name:
        yield "name", name_key(facts.name)
