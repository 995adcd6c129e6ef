"""Tables of meetings of CRMs into notes: one plan for all rows.

A row says nothing of its version, so what a note says already stays, and what a row says
otherwise is reported. New notes, and what is empty in those there are, are filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from vaultkit.app.calendar_adopting import titles_of
from vaultkit.app.calendar_attendees import Attendees
from vaultkit.app.calendar_events import times_of
from vaultkit.app.calendar_facts import (
    event_facts,
    join_facts,
    joined,
    time_facts,
    title_of,
    written_moment,
)
from vaultkit.app.calendar_meetings import Meeting
from vaultkit.app.calendar_new import Making, new_note
from vaultkit.app.calendar_people import Contacts, invitees_of
from vaultkit.app.calendar_regions import INVITATION, invitation_body
from vaultkit.app.contacts_identity import IDS, KnownContacts, ids_in, known_contacts
from vaultkit.app.crm_known import KnownRows, known_rows
from vaultkit.app.crm_words import ImportedRow, RowOutcome
from vaultkit.app.input import read_input
from vaultkit.app.named_files import named_files
from vaultkit.app.new_links import link_in, names_with
from vaultkit.app.new_note import Place
from vaultkit.app.note_sources import NoteSources
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.exchange.crm_rows import CrmMeeting, FoundMeeting, MeetingLimits, read_meetings
from vaultkit.language.catalog import catalog
from vaultkit.model.calendar import Attendee, Event, Moment, Remark
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import Plan
from vaultkit.pages.marks import Ready
from vaultkit.people.directory import EMAIL_NAMES, text_property
from vaultkit.people.fields import texts_of
from vaultkit.people.meetings import is_called_off
from vaultkit.people.replies import replies_in

__all__ = [
    "CrmImport",
    "MeetingLimits",
    "RowPlace",
    "plan_import",
    "read_meeting_files",
    "without_doubt",
]

_TABLES = (".csv", ".tsv")
_COMPARED = ("join", "room", "confidentiality")
"""What is said otherwise in these is told; the rest follows from them, or from the time."""


class RowPlace(NamedTuple):
    """A row and the file that it is from."""

    file: str
    found: FoundMeeting


class CrmImport(NamedTuple):
    """The plan of an import, and a line for each row in the order of the files."""

    plan: Plan
    rows: tuple[ImportedRow, ...]


def read_meeting_files(
    paths: Iterable[str], *, folder: Path, zone: str, limits: MeetingLimits
) -> tuple[RowPlace, ...]:
    """The rows in the order given, those of a folder by file name. The limits hold for each file.

    Raises DiskError where a file or folder cannot be read.
    """
    found: list[RowPlace] = []
    for path in paths:
        for file in named_files(path, folder=folder, suffixes=_TABLES):
            data = read_input(file.place, limit=limits.size)
            rows = read_meetings(data, zone=zone, limits=limits)
            found += (RowPlace(file.name, each) for each in rows)
    return tuple(found)


def without_doubt(found: Iterable[RowPlace]) -> tuple[RowPlace, ...]:
    """The rows, where a person said by which clock their times are told."""
    return tuple(
        place._replace(
            found=place.found._replace(
                remarks=tuple(each for each in place.found.remarks if each.code != "zone-unnamed")
            )
        )
        for place in found
    )


class _Group(NamedTuple):
    """The rows of one meeting: CRMs write one for each person, say."""

    meeting: CrmMeeting
    at: tuple[int, ...]
    people: tuple[str, ...]
    """The ids of those who come."""
    ids: tuple[str, ...]
    """What the note may keep under ``external_ids``."""


def plan_import(snapshot: Snapshot, found: Sequence[RowPlace], place: Place) -> CrmImport:
    """What makes every row a meeting's note, or fills the note that is its already.

    The order of the rows means nothing but for the lines. Linear in the notes and rows. Raises
    TemplateError, DiskError.
    """
    told: dict[int, ImportedRow] = {}
    arrived: dict[int, CrmMeeting] = {}
    for at, (file, (line, meeting, remarks, title)) in enumerate(found):
        if meeting is None:
            told[at] = ImportedRow(file, line, title, "refused", remarks=remarks)
        else:
            arrived[at] = meeting
    run = _Run(snapshot, place)
    for group in _groups_of(arrived):
        for at, (outcome, path, remarks) in run.settled(group):
            file, row = found[at]
            all_remarks = (*row.remarks, *remarks)
            told[at] = ImportedRow(file, row.line, row.title, outcome, path, all_remarks)
    run.finish()
    return CrmImport(run.sources.plan("meetings import"), run.lines(told, len(found)))


def _groups_of(arrived: Mapping[int, CrmMeeting]) -> list[_Group]:
    """The meetings, by their begin; rows of one id, else of one title at one time, are one."""
    order = sorted(arrived, key=lambda at: (_order(arrived[at]), at))
    found: dict[tuple[str, ...], list[int]] = {}
    for at in order:
        each = arrived[at]
        key = (each.own_id,) if each.own_id else ("", *_identity(each.event))
        found.setdefault(key, []).append(at)
    return [_united([arrived[at] for at in places], tuple(places)) for places in found.values()]


def _order(meeting: CrmMeeting) -> tuple[object, ...]:
    event = meeting.event
    people = tuple(sorted(each.email or each.names[0] for each in event.attendees))
    return event.start.order, name_key(event.summary), meeting.own_id, meeting.people, people


def _identity(event: Event) -> tuple[str, str]:
    return name_key(title_of(event)), event.start.text


def _united(meetings: Sequence[CrmMeeting], at: tuple[int, ...]) -> _Group:
    first = meetings[0]
    people: dict[str, Attendee] = {}
    for each in meetings:
        for who in each.event.attendees:
            people.setdefault(who.email or name_key(who.names[0]), who)
    event = replace(first.event, attendees=tuple(people.values()))
    who_ids = (known for each in meetings for known in each.people)
    beside = (kept for each in meetings for kept in each.beside)
    own = (each.own_id for each in meetings if each.own_id)
    ids = tuple(dict.fromkeys((*own, *beside)))
    return _Group(first._replace(event=event), at, tuple(dict.fromkeys(who_ids)), ids)


_Settled = tuple[int, tuple[RowOutcome, VaultPath | None, tuple[Remark, ...]]]


class _Run:
    """One import: the notes as they become, meeting by meeting."""

    def __init__(self, snapshot: Snapshot, place: Place) -> None:
        self._snapshot = snapshot
        self._words = catalog(vault_language(snapshot))
        self._known: KnownRows = known_rows(snapshot)
        self._people: KnownContacts = known_contacts(snapshot)
        self._contacts = Contacts(snapshot, place, stubs_for=False)
        untitled = self._words.text("Meeting without a title")
        self._making = Making(snapshot, self._contacts, place, untitled, set(), set())
        self._made: dict[VaultPath, tuple[Event, _Group]] = {}
        self._used: set[VaultPath] = set()
        self.sources = NoteSources(snapshot)

    def settled(self, group: _Group) -> Iterator[_Settled]:
        """What becomes of the rows of one meeting."""
        meeting = group.meeting
        event, remarks = self._with_people(group)
        paths = self._known.find(meeting, name_key(title_of(event)), self._used)
        if len(paths) > 1:
            values = {"notes": ", ".join(paths), "id": meeting.own_id or f"{meeting.system}:ID"}
            refused = (Remark("several-notes", values),)
            yield from ((at, ("refused", None, refused)) for at in group.at)
            return
        if paths:
            self._used.add(paths[0])
            remarks += self._fill(paths[0], event, group)
            outcome: RowOutcome = "update"
            path = paths[0]
        else:
            path = self._make(event, group)
            outcome = "new"
        yield from ((at, (outcome, path, remarks)) for at in group.at)

    def lines(self, told: Mapping[int, ImportedRow], number: int) -> tuple[ImportedRow, ...]:
        """The rows with what really became of their notes."""
        return tuple(
            replace(row, outcome="unchanged")
            if row.outcome == "update" and row.path and not self.sources.is_changed(row.path)
            else row
            for row in (told[at] for at in range(number))
        )

    def _with_people(self, group: _Group) -> tuple[Event, tuple[Remark, ...]]:
        """The event with those whom the CRM names by their ids alone."""
        event, unknown = group.meeting.event, []
        people = list(event.attendees)
        for each in group.people:
            who = self._attendee(each)
            if who is None:
                unknown.append(Remark("person-unknown", {"id": each}))
            elif who.email not in {known.email for known in people if known.email}:
                people.append(who)
        owner = event.organizer or self._attendee(group.meeting.owner)
        return replace(event, attendees=tuple(people), organizer=owner), tuple(unknown)

    def _attendee(self, known: str) -> Attendee | None:
        """The contact who has the id, None where none or several have."""
        paths = self._people.by_id.get(known, ()) if known else ()
        if len(paths) != 1:
            return None
        note = self._snapshot.notes[paths[0]]
        return Attendee((note.title,), text_property(note, *EMAIL_NAMES) or None)

    def _ids_of(self, group: _Group) -> tuple[str, ...]:
        """What the note is to keep; whose meeting it is only where no contact stands for them."""
        owner = group.meeting.owner
        known = f"{group.meeting.system}-owner:{owner.partition(':')[2]}"
        is_contact = self._attendee(owner) is not None
        return tuple(each for each in group.ids if not (is_contact and each == known))

    # --- a new note

    def _make(self, event: Event, group: _Group) -> VaultPath:
        meeting = Meeting(("", ""), event, event.start, event.end, "single", group.at)
        note = new_note(self._making, meeting)
        self._making.take(note.path)
        self._made[note.path] = event, group
        self.sources.add(note)
        return note.path

    def finish(self) -> None:
        """Puts into the new notes what rows say, once all their names are known."""
        names = names_with(self._snapshot.names, self._made)
        for path, (event, group) in self._made.items():
            self._put(path, event, group, link_in(self._snapshot, path, names))

    def _put(
        self, path: VaultPath, event: Event, group: _Group, link: Callable[[VaultPath, str], Ready]
    ) -> None:
        people = Attendees(self._contacts, link)
        title, ids = title_of(event), self._ids_of(group)
        facts: dict[str, Any] = {
            **time_facts(event.start, event.end),
            **({} if self.sources.title(path) == title else {"summary": title}),
            **join_facts(joined(event)),
            **event_facts(event),
            **people.facts(event, invitees_of(event), self.sources.properties(path)),
            **_status(group.meeting),
            **({IDS: ids} if ids else {}),
        }
        # Nobody answered: a CRM tells who is put down, and not what they said.
        facts.pop("replies", None)
        self.sources.set(path, facts)
        body = invitation_body(event, self._words)
        if body:
            self.sources.put(path, {INVITATION: body})

    # --- a note that is there

    def _fill(self, path: VaultPath, event: Event, group: _Group) -> tuple[Remark, ...]:
        """Fills what the note does not say; remarks on what it says otherwise."""
        note, held = self._snapshot.notes[path], self.sources.properties(path)
        link = join_facts(joined(event))
        if held.get("join"):  # how to join that is said already
            link = {"join": link.get("join")}
        facts = {**link, **event_facts(event)}
        new = {key: value for key, value in facts.items() if value and not held.get(key)}
        told = [
            _Differing(key, str(held[key]), str(facts[key]))
            for key in _COMPARED
            if facts.get(key) and held.get(key) and name_key(str(facts[key])) != _key_of(held[key])
        ]
        new.update(_missing_times(note, event))
        told += _other_times(note, event)
        new.update(self._missing_people(note, event))
        told += self._other_people(note, event)
        new.update(_ids(note, self._ids_of(group)))
        if name_key(title_of(event)) not in titles_of(note):
            told.append(_Differing("title", note.title, title_of(event)))
        if event.is_cancelled and not is_called_off(note):
            told.append(_Differing("status", str(held.get("status") or "-"), "cancelled"))
        self.sources.set(path, new)
        values = ({"note": path, **each._asdict()} for each in told)
        return tuple(Remark("row-differs", each) for each in values)

    def _missing_people(self, note: Note, event: Event) -> Mapping[str, Any]:
        """Those who come, where the note tells of nobody at all."""
        held = self.sources.properties(note.path)
        if self._linked(note) or held.get("attendees") or held.get("organiser"):
            return {}
        link = link_in(self._snapshot, note.path, self._snapshot.names)
        facts = Attendees(self._contacts, link).facts(event, invitees_of(event), held)
        return {key: facts[key] for key in ("attendees", "organiser") if facts.get(key)}

    def _other_people(self, note: Note, event: Event) -> Iterator[_Differing]:
        """Who comes by the row and is not told of in the note, which tells of others."""
        held, linked = self.sources.properties(note.path), self._linked(note)
        present = [*texts_of(held.get("attendees")), *texts_of(held.get("organiser"))]
        if not linked and not present:
            return
        have = set(map(name_key, present))
        answered = {each.email.casefold() for each in replies_in(held.get("replies")) if each.email}
        missing = [
            each.shown
            for each in invitees_of(event)
            for person in [self._contacts.person(each)]
            if person.path not in linked
            and name_key(each.shown) not in have
            and each.email.casefold() not in answered
        ]
        if missing:
            yield _Differing("attendees", ", ".join(present) or "-", ", ".join(missing))

    def _linked(self, note: Note) -> frozenset[VaultPath]:
        """The contacts whom the note links to."""
        paths = (each.path for each in self._snapshot.links.get(note.path, ()))
        kinds = self._snapshot.kinds
        return frozenset(path for path in paths if path and kinds.get(path) == "contact")


def _status(meeting: CrmMeeting) -> Mapping[str, Any]:
    """What a new note says of it in words that ``vaultkit`` and people use."""
    if meeting.event.is_cancelled:
        return {"status": "cancelled"}
    return {"status": "done"} if meeting.is_held else {}


class _Differing(NamedTuple):
    """A property with what the note says and what a row says."""

    key: str
    held: str
    said: str


def _key_of(value: Any) -> str:
    return name_key(next(iter(texts_of(value)), ""))


def _missing_times(note: Note, event: Event) -> Mapping[str, Any]:
    times = times_of(note)
    if times is None:
        return time_facts(event.start, event.end)
    if times[0] == times[1] and _is_same(times[0], event.start) and not event.start.is_day:
        length = (event.end.order - event.start.order) // timedelta(minutes=1)
        return {"duration": length} if length else {}
    return {}


def _other_times(note: Note, event: Event) -> Iterator[_Differing]:
    times = times_of(note)
    if times is None:
        return
    if not _is_same(times[0], event.start):
        yield _Differing("start", written_moment(times[0]), written_moment(event.start))
    elif times[1] != times[0] and event.end != event.start and not _is_same(times[1], event.end):
        yield _Differing("end", written_moment(times[1]), written_moment(event.end))


def _is_same(held: Moment, said: Moment) -> bool:
    """Equal instants; where the note names no zone, equal times on the wall."""
    return held.text in (said.text, said.local.isoformat()) and held.is_day == said.is_day


def _ids(note: Note, ids: Sequence[str]) -> Mapping[str, Any]:
    """The ids with those that are new; ids that stand by system stay so."""
    held = note.properties.get(IDS)
    have = ids_in(note)
    new = [each for each in ids if each not in have]
    if not new or isinstance(held, dict):
        return {}
    return {IDS: (*have, *new)}
