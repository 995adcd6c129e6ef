"""The vault's meetings as a table for a CRM, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from vaultkit.app.calendar_events import event_of
from vaultkit.app.contacts_identity import KnownContacts, ids_in, known_contacts
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.exchange.crm_rows import CrmSystem
from vaultkit.exchange.crm_table import CrmRow, meetings_table
from vaultkit.exchange.masking import masked_text
from vaultkit.markdown.decode import decode
from vaultkit.markdown.plain import plain_line
from vaultkit.model.calendar import Attendee, Event, Window
from vaultkit.model.note import Note
from vaultkit.model.source import Source
from vaultkit.pages.quote import one_line
from vaultkit.people.agenda import MeetingItem, items_in, sections_of
from vaultkit.people.directory import Named
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.meeting_words import SectionName
from vaultkit.people.meetings import is_called_off, is_planned

__all__ = ["ExportedMeetings", "export_meetings"]

_SECRET = ("confidential", "secret", "private", "конфиденциально", "секретно", "личное")


class ExportedMeetings(NamedTuple):
    """The table, and how many meetings stand in it."""

    data: bytes
    number: int


def export_meetings(
    snapshot: Snapshot,
    system: CrmSystem,
    *,
    zone: str,
    window: Window | None = None,
    masked: bool = True,
) -> ExportedMeetings:
    """The meetings that have a day, by their begin; with a ``window`` those that touch it.

    What lets anybody in is blotted out of links and texts where ``masked``; of a meeting that is
    confidential no word of the note goes out. Linear in the notes. Raises DiskError.
    """
    making = _Making(snapshot, system, known_contacts(snapshot), masked)
    found: list[tuple[Event, Note]] = []
    for path, note in snapshot.notes.items():
        if snapshot.kinds.get(path) != "meeting" or path in snapshot.excluded:
            continue
        event = event_of(snapshot, note, masked=masked)
        if event is not None and (window is None or window.touches(event.start, event.end)):
            found.append((event, note))
    found.sort(key=lambda each: (each[0].start.order, each[1].path))
    rows = [making.row(event, note) for event, note in found]
    return ExportedMeetings(meetings_table(rows, system, zone=zone), len(rows))


class _Making(NamedTuple):
    """What rows are made with."""

    snapshot: Snapshot
    system: CrmSystem
    contacts: KnownContacts
    masked: bool

    def row(self, event: Event, note: Note) -> CrmRow:
        agenda, notes = ("", "") if _is_secret(note) else self._words(note)
        held = ids_in(note)
        people = filter(None, (self._id_of(each) for each in event.attendees))
        owner = "" if event.organizer is None else self._id_of(event.organizer)
        return CrmRow(
            _placed(event),
            agenda,
            notes,
            _outcome(note),
            own_id=_id_among(held, self.system),
            who=next(people, ""),
            owner=owner or _id_among(held, f"{self.system}-owner"),
            what=_id_among(held, f"{self.system}-what"),
        )

    def _id_of(self, who: Attendee) -> str:
        """The id by which the CRM knows somebody, empty where one contact alone is not meant."""
        named = Named(who.names[0] if who.names else "", who.email or "")
        paths = self.contacts.directory.find(named)
        if len(paths) != 1:
            return ""
        return _id_among(ids_in(self.snapshot.notes[paths[0]]), self.system)

    def _words(self, note: Note) -> tuple[str, str]:
        """The agenda; and what was decided and is to be done."""
        snapshot = self.snapshot
        follow = snapshot.config.follow_symlinks
        source = decode(note.path, read_bytes(snapshot.root, note.path, follow_symlinks=follow))
        agenda = _items(note, source, "agenda")
        decided = _items(note, source, "decisions")
        actions = _items(note, source, "actions")
        notes = "\n".join((*decided, *actions))
        shown = masked_text if self.masked else str
        return shown("\n".join(agenda)), shown(notes)


def _items(note: Note, source: Source, name: SectionName) -> list[str]:
    sections = (each for each in sections_of(note, source) if each.name == name)
    items = (item for section in sections for item in items_in(note, source, section))
    return list(filter(None, map(_told, items)))


def _told(item: MeetingItem) -> str:
    """``[ ] Send the notes 📅 2026-11-27 — Anna``; empty where nothing is said."""
    text = one_line(plain_line(item.text)).strip()
    owner = one_line(plain_line(item.owner)).strip()
    box = "" if item.status is None else f"[{item.status}] "
    return f"{box}{text}{f' — {owner}' if owner else ''}" if text else ""


def _placed(event: Event) -> Event:
    """With the room and the link to join in one cell, since a CRM has no other."""
    links = (text for kind, text in event.texts if kind == "url" and text != event.location)
    return replace(event, location="; ".join(filter(None, (event.location, *links))))


def _is_secret(note: Note) -> bool:
    texts = texts_of(find_property(note, ("confidentiality", "конфиденциальность")))
    return any(text.strip().lower() in _SECRET for text in texts)


def _outcome(note: Note) -> str:
    if is_called_off(note):
        return "CANCELED"
    if is_planned(note):
        return "SCHEDULED"
    return "COMPLETED" if texts_of(find_property(note, ("status", "статус"))) else ""


def _id_among(ids: Iterable[str], system: str) -> str:
    return next((each.partition(":")[2] for each in ids if each.startswith(f"{system}:")), "")
