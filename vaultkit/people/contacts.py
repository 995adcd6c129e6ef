"""What the meetings tell of contacts and topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.meetings import Links, Meeting
from vaultkit.people.relationship import relationship_of

__all__ = [
    "ORG_NAMES",
    "ROLE_NAMES",
    "Contact",
    "Topic",
    "contact_of",
    "contacts_of",
    "latest_of",
    "role_of",
    "topics_of",
]

ORG_NAMES = (
    *("org", "organisation", "organization", "company", "employer"),
    *("организация", "компания", "место работы", "работодатель"),
)
ROLE_NAMES = (
    *("role", "position", "job_title", "job title", "job"),
    *("роль", "должность", "позиция"),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A note of the kind ``contact``. Paths are without doubles, meetings in code-point order.

    ``orgs`` are the linked notes, and the bare texts where a property names one without a link.
    ``meetings`` and ``last_met`` leave out those that are planned or called off, whatever day it
    is: no clock is asked, as pages are made of it.
    """

    path: VaultPath
    title: str
    orgs: tuple[VaultPath | str, ...] = ()
    role: str = ""
    meetings: tuple[VaultPath, ...] = ()
    last_met: date | None = None
    """The day of the last of them, or a later one that the note says."""
    due: date | None = None
    """The day at which it is time again, where the note asks for it."""
    topics: tuple[VaultPath, ...] = ()
    """Linked from the contact, linking to it, or discussed at their meetings: these first, the
    most discussed at the front, else in code-point order."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A note of the kind ``topic`` with the meetings held that link to it, in order of the path."""

    path: VaultPath
    title: str
    meetings: tuple[VaultPath, ...] = ()
    last: date | None = None
    """The latest day of these meetings."""


def contacts_of(
    notes: Mapping[VaultPath, Note],
    kinds: Mapping[VaultPath, Kind],
    links: Links,
    meetings: Iterable[Meeting],
) -> tuple[Contact, ...]:
    """Every contact of the vault, in order of the path. Linear in notes, links and attendance."""
    met: dict[VaultPath, list[Meeting]] = {}
    for meeting in _held(meetings):
        for path in meeting.attendees:
            met.setdefault(path, []).append(meeting)
    linked = _linked_topics(kinds, links)
    return tuple(
        contact_of(notes[path], links.get(path, ()), met.get(path, ()), linked.get(path, set()))
        for path in sorted(notes)
        if kinds.get(path) == "contact"
    )


def topics_of(
    notes: Mapping[VaultPath, Note],
    kinds: Mapping[VaultPath, Kind],
    meetings: Iterable[Meeting],
) -> tuple[Topic, ...]:
    """Every topic of the vault, in order of the path."""
    discussed: dict[VaultPath, list[Meeting]] = {}
    for meeting in _held(meetings):
        for path in meeting.topics:
            discussed.setdefault(path, []).append(meeting)
    return tuple(
        Topic(path, notes[path].title, _paths(held), latest_of(held))
        for path in sorted(notes)
        if kinds.get(path) == "topic"
        for held in [discussed.get(path, [])]
    )


def contact_of(
    note: Note,
    links: Sequence[ResolvedLink],
    met: Sequence[Meeting],
    linked: Collection[VaultPath],
) -> Contact:
    """The contact that a note tells of, with the meetings held that they attended.

    ``links`` are the note's own; ``linked`` the topics that link to it or that it links to.
    """
    discussed = Counter(path for meeting in met for path in meeting.topics)
    kept = relationship_of(note, met, None)
    return Contact(
        path=note.path,
        title=note.title,
        orgs=_orgs(note, links),
        role=role_of(note),
        meetings=_paths(met),
        last_met=None if kept.last is None else kept.last.day,
        due=kept.due,
        topics=tuple(sorted({*linked, *discussed}, key=lambda path: (-discussed[path], path))),
    )


def role_of(note: Note) -> str:
    """What a contact's note says they do; empty where it says nothing."""
    return ", ".join(texts_of(find_property(note, ROLE_NAMES)))


def _orgs(note: Note, links: Sequence[ResolvedLink]) -> tuple[VaultPath | str, ...]:
    """Linked notes where the links resolve, else the property's texts, each once."""
    orgs: dict[str, VaultPath | str] = {}
    linked = [each for each in links if each.relation == "org" and each.link.property is not None]
    for each in linked:
        org = each.path or each.link.display
        orgs.setdefault(each.path or name_key(org), org)
    shown = {name_key(each.link.display) for each in linked}
    for text in texts_of(find_property(note, ORG_NAMES)):
        if name_key(text) not in shown:
            orgs.setdefault(name_key(text), text)
    return tuple(orgs.values())


def _linked_topics(
    kinds: Mapping[VaultPath, Kind], links: Links
) -> dict[VaultPath, set[VaultPath]]:
    """The topics that link to a contact or that it links to, by contact."""
    topics: dict[VaultPath, set[VaultPath]] = {}
    for source, resolved in links.items():
        for each in resolved:
            target = each.path
            if target is None or each.link.region is not None:
                continue
            pair = (kinds.get(source), kinds.get(target))
            if pair == ("contact", "topic"):
                topics.setdefault(source, set()).add(target)
            elif pair == ("topic", "contact"):
                topics.setdefault(target, set()).add(source)
    return topics


def _held(meetings: Iterable[Meeting]) -> Iterable[Meeting]:
    return (meeting for meeting in meetings if meeting.held)


def _paths(meetings: Iterable[Meeting]) -> tuple[VaultPath, ...]:
    return tuple(sorted({meeting.path for meeting in meetings}))


def latest_of(meetings: Iterable[Meeting]) -> date | None:
    """The latest day of these meetings, None where none has one."""
    return max((meeting.date for meeting in meetings if meeting.date), default=None)
