"""Calendars into notes: new meetings from templates, known ones by their own properties only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from vaultkit.app.calendar_adopting import adopted_by, own_meetings_in
from vaultkit.app.calendar_attendees import Attendees, target_of
from vaultkit.app.calendar_check import CheckedLine, Told, checked_form
from vaultkit.app.calendar_facts import (
    Facts,
    event_facts,
    join_facts,
    joined,
    replies_facts,
    rule_facts,
    time_facts,
    title_of,
    version_facts,
)
from vaultkit.app.calendar_meetings import (
    Key,
    Meeting,
    meetings_told,
    moved_instances,
    replies_told,
)
from vaultkit.app.calendar_new import Making, new_note
from vaultkit.app.calendar_notes import (
    TRACE,
    KnownMeeting,
    KnownMeetings,
    is_behind,
    is_newer,
    is_same_version,
    known_in,
)
from vaultkit.app.calendar_people import Contacts, invitees_of
from vaultkit.app.calendar_regions import (
    ATTENDANCE,
    INVITATION,
    attendance_body,
    invitation_body,
)
from vaultkit.app.calendar_traces import instances_known, is_told_late, still_called_off, trace_of
from vaultkit.app.forms import JsonObject
from vaultkit.app.new_links import link_in, names_with
from vaultkit.app.new_note import NewNote, Place
from vaultkit.app.note_sources import NoteSources
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.resolve import NameIndex
from vaultkit.language.catalog import catalog
from vaultkit.markdown.yaml_scalars import Moment as Written
from vaultkit.model.calendar import Event, Window
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan
from vaultkit.people.meetings import is_said_held
from vaultkit.people.replies import ORGANISER, Invitee, replies_in, with_replies

__all__ = ["CalendarImport", "ImportedLine", "imported_form", "plan_import"]


class ImportedLine(NamedTuple):
    """What became of a component, and the notes that tell of it, in the order of their making."""

    line: CheckedLine
    notes: tuple[VaultPath, ...] = ()


class CalendarImport(NamedTuple):
    """The plan with its lines; ``contacts`` are the notes of people that are new."""

    plan: Plan
    lines: tuple[ImportedLine, ...]
    contacts: tuple[VaultPath, ...]


def plan_import(
    snapshot: Snapshot,
    told: Sequence[Told],
    place: Place,
    *,
    window: Window | None = None,
    calendar: str = "",
    stubs: Literal["made", "left out"] = "left out",
) -> CalendarImport:
    """What takes these events into the vault, in one plan.

    ``told`` was made with ``known_in`` this vault. Nothing of a note but its managed properties
    and regions is touched, and a note that holds the newest version already is left as it is.
    What cannot be edited is among the plan's diagnostics. Raises TemplateError, DiskError.
    """
    known = known_in(snapshot)
    meetings = meetings_told(told, known, window)
    meetings = {key: still_called_off(each, known) for key, each in meetings.items()}
    known = instances_known(meetings, known, snapshot.kinds)
    moved = moved_instances(meetings, known)
    meetings = {key: each for key, each in meetings.items() if key not in moved.values()}
    adopted = adopted_by(meetings.values(), known, own_meetings_in(snapshot, known))
    contacts = Contacts(snapshot, place, stubs_for=stubs == "made")
    for meeting in meetings.values():
        contacts.make(invitees_of(meeting.event))
    run = _Run(snapshot, known, meetings, contacts, calendar=calendar, place=place)
    run.adopt(adopted)
    run.move(moved)
    run.make_new()
    for meeting in meetings.values():
        run.take_in(meeting)
    replied = [(at, run.answer(event)) for at, event in replies_told(told)]
    run.chain()
    run.put_regions()
    run.leave_traces()
    notes = run.notes_by_line()
    notes.update((at, tuple(paths)) for at, paths in replied)
    lines = tuple(
        ImportedLine(run.line(each.line, notes.get(at, ())), notes.get(at, ()))
        for at, each in enumerate(told)
    )
    return CalendarImport(
        run.sources.plan("calendar import"), lines, tuple(stub.path for stub in contacts.stubs)
    )


def imported_form(imported: ImportedLine) -> JsonObject:
    """One line of ``calendar import --json``: that of the check, with the notes."""
    return {**checked_form(imported.line), "notes": list(imported.notes)}


class _Run:
    """One import: the notes as they become, step by step."""

    def __init__(
        self,
        snapshot: Snapshot,
        known: KnownMeetings,
        meetings: Mapping[Key, Meeting],
        contacts: Contacts,
        *,
        calendar: str,
        place: Place,
    ) -> None:
        self._snapshot = snapshot
        self._known = known
        self._meetings = meetings
        self._contacts = contacts
        self._calendar = calendar
        self._place = place
        self._words = catalog(vault_language(snapshot))
        self._paths: dict[Key, VaultPath] = {key: note.path for key, note in known.items()}
        self._invitations: dict[VaultPath, Event] = {}
        self._new: set[VaultPath] = set()
        self._adopted: set[Key] = set()
        self._late: set[VaultPath] = set()
        self._remade: set[VaultPath] = set()
        self.sources = NoteSources(snapshot)
        self._names: NameIndex = snapshot.names

    # --- notes that a person made before

    def adopt(self, adopted: Mapping[Key, VaultPath]) -> None:
        """Makes these notes known by what the calendar calls their meetings.

        What they say of it already stays as it is; only what is missing comes in.
        """
        for key, path in adopted.items():
            self._adopted.add(key)
            self._paths[key] = path

    def move(self, moved: Mapping[Key, Key]) -> None:
        """Gives the notes of instances to those that take their place."""
        for key, old in moved.items():
            self._paths[key] = self._paths.pop(old)

    # --- new notes

    def make_new(self) -> None:
        """Plans a note for each meeting that has none, series first."""
        stubs = self._contacts.stubs
        made: list[NewNote] = []
        untitled = self._words.text("Meeting without a title")
        making = Making(self._snapshot, self._contacts, self._place, untitled, set(), set())
        for stub in stubs:
            making.take(stub.path)
        for key, meeting in sorted(self._meetings.items(), key=_series_first):
            if key in self._paths:
                self._make_again(making, meeting)
                continue
            note = new_note(making, meeting)
            made.append(note)
            making.take(note.path)
            self._paths[key] = note.path
        self._new = {note.path for note in made}
        self._names = names_with(self._snapshot.names, [note.path for note in (*stubs, *made)])
        for note in (*stubs, *made):
            self.sources.add(note)

    def _make_again(self, making: Making, meeting: Meeting) -> None:
        """A note that a cancellation alone told of, made of the invitation, if nobody edited it."""
        path, note = self._paths[meeting.key], self._known.get(meeting.key)
        if note is None or not is_told_late(meeting, note):
            return
        self._late.add(path)
        if note.trace == trace_of(self.sources.source(path)):
            self._remade.add(path)
            self.sources.replace(path, new_note(making, meeting, path).text)

    def leave_traces(self) -> None:
        """Marks the new notes that a cancellation alone has told of."""
        for key, meeting in self._meetings.items():
            path = self._paths[key]
            if path in self._new and meeting.event.is_cancelled:
                self._set(path, {TRACE: trace_of(self.sources.source(path))})

    # --- what the calendar says

    def take_in(self, meeting: Meeting) -> None:
        """A meeting's facts put into its note, as far as they are newer than what it holds."""
        path, note = self._paths[meeting.key], self._known.get(meeting.key)
        is_late = path in self._late
        is_off = note is not None and (meeting.is_cancelled or is_behind(meeting.event, note))
        if note is not None and is_off and not is_late:
            if meeting.is_cancelled:
                self._call_off(meeting, note)
            return
        if note is not None and not note.has_uid and meeting.sequence <= note.sequence:
            return  # a person's own note, as an export told of it
        if note is not None and not is_late and is_same_version(meeting.event, note):
            self._set(path, self._attendees(path).linked(meeting.event, self._held(path)))
            return
        people = self._replies(path, meeting, note)
        facts: dict[str, Any] = {
            "ical_uid": meeting.key[0],
            "recurrence_id": Written(meeting.key[1]) if meeting.key[1] else None,
            "sequence": meeting.sequence,
            **time_facts(meeting.start, meeting.end),
            **self._summary(path, meeting),
            **self._join(path, meeting),
            **event_facts(meeting.event),
            **self._attendees(path).facts(meeting.event, people, self._held(path)),
            **({"calendar": self._calendar} if self._calendar else {}),
            **(rule_facts(meeting.event) if meeting.form == "series" else {}),
        }
        if is_late:
            facts[TRACE] = None
        is_back = note is not None and note.is_cancelled and not meeting.is_cancelled
        if note is not None and is_back and is_newer(meeting.event, note):
            is_to_come = meeting.start.local.date().isoformat() >= self._today
            facts["status"] = "planned" if is_to_come else None
        if meeting.key in self._adopted:
            held = self._held(path)
            facts = {name: value for name, value in facts.items() if not held.get(name)}
        self._set(path, facts)
        if path in self._new or self.sources.is_changed(path):
            self._set(path, version_facts(meeting.sequence, meeting.modified))
            self._invitations[path] = meeting.event
        if meeting.is_cancelled:  # as a cancellation does that comes later
            self._set(path, {"status": "cancelled"})

    @property
    def _today(self) -> str:
        return self._place.moment.date().isoformat()

    def _call_off(self, meeting: Meeting, note: KnownMeeting) -> None:
        stamps = [each for each in (note.modified, meeting.modified) if each is not None]
        version = version_facts(max(note.sequence, meeting.sequence), max(stamps, default=None))
        facts: dict[str, Any] = {} if note.is_cancelled else {"status": "cancelled"}
        if "" < note.start[:10] < self._today and is_said_held(self._snapshot.notes[note.path]):
            facts = {}  # a series that is called off has been held until then
        if note.has_uid and (facts or meeting.sequence > note.sequence):
            self._set(note.path, {**facts, **version})
        elif facts:
            uid, recurrence = meeting.key
            own = {"ical_uid": uid, "recurrence_id": Written(recurrence) if recurrence else None}
            self._set(note.path, {**own, **facts, **version})

    def _summary(self, path: VaultPath, meeting: Meeting) -> Facts:
        """The calendar's title, where the note bears another one."""
        title = title_of(meeting.event)
        held = self.sources.properties(path).get("summary")
        if not title or self.sources.title(path) == title:
            return {} if held is None else {"summary": None}
        return {"summary": title}

    def _join(self, path: VaultPath, meeting: Meeting) -> Facts:
        """How to join; of the link that the note has already nothing is taken away."""
        facts = join_facts(joined(meeting.event))
        if facts.get("join") != self._held(path).get("join"):
            return facts
        return {name: value for name, value in facts.items() if value is not None}

    def _replies(
        self, path: VaultPath, meeting: Meeting, note: KnownMeeting | None
    ) -> tuple[Invitee, ...]:
        """Who is invited; what somebody answered holds until the meeting itself is another."""
        people = invitees_of(meeting.event)
        if note is None or meeting.sequence > note.sequence:
            return people
        return with_replies(people, _unanswered(people, self._held_replies(path)))

    def _attendees(self, path: VaultPath) -> Attendees:
        return Attendees(self._contacts, link_in(self._snapshot, path, self._names))

    def _held(self, path: VaultPath) -> Mapping[str, Any]:
        return self.sources.properties(path)

    def _held_replies(self, path: VaultPath) -> tuple[Invitee, ...]:
        return replies_in(self.sources.properties(path).get("replies"))

    # --- replies

    def answer(self, event: Event) -> list[VaultPath]:
        """A reply put into the notes of its meeting; the paths of these."""
        recurrence = "" if event.recurrence_id is None else event.recurrence_id.text
        keys = [key for key in self._paths if key[0] == event.uid and recurrence in ("", key[1])]
        for key in keys:
            self._answer(self._paths[key], event)
        return [self._paths[key] for key in keys]

    def _answer(self, path: VaultPath, event: Event) -> None:
        held = self._held_replies(path)
        answers = tuple(each for each in invitees_of(event) if each.status != ORGANISER)
        people = with_replies(held, answers, add=True)
        if people != held:
            self._set(path, replies_facts(people))

    # --- series

    def chain(self) -> None:
        """Each instance linked with its series and with those before and after it."""
        by_uid: dict[str, dict[VaultPath, tuple[str, Key]]] = {}
        concerned = {uid for uid, _ in self._meetings}
        for key, path in self._paths.items():
            if key[0] in concerned and key[1]:
                by_uid.setdefault(key[0], {})[path] = (self._start(key), key)
        for uid, starts in by_uid.items():
            order = sorted(starts, key=lambda path: (starts[path], path))
            series = self._paths.get((uid, ""))
            for path, before, after in zip(order, [None, *order], [*order[1:], None], strict=False):
                self._link_instance(path, series, before, after)

    def _start(self, key: Key) -> str:
        meeting = self._meetings.get(key)
        known = self._known.get(key)
        is_told = meeting is not None and (known is None or not is_behind(meeting.event, known))
        is_on = meeting is not None and not meeting.is_cancelled
        if meeting is not None and is_told and (is_on or self._paths[key] in self._late):
            return meeting.start.text
        return known.start if known is not None else key[1]

    def _link_instance(
        self,
        path: VaultPath,
        series: VaultPath | None,
        before: VaultPath | None,
        after: VaultPath | None,
    ) -> None:
        link = link_in(self._snapshot, path, self._names)
        ends = {"series": series, "previous": before, "next": after}
        held = self.sources.properties(path)
        facts = {
            name: None if end is None else link(end, end.stem).plain
            for name, end in ends.items()
            if end is not None or name != "series"
        }
        leads = {name: value for name, value in held.items() if isinstance(value, str)}
        self._set(
            path,
            {
                name: value
                for name, value in facts.items()
                if value is None or target_of(leads.get(name, "")) != target_of(value)
            },
        )

    # --- regions

    def put_regions(self) -> None:
        """The regions of every note that changed; what is not there in an old one stays away."""
        meetings = set(self._paths.values())
        for path in self.sources.changed:
            if path not in meetings:
                continue
            names = self.sources.regions(path)
            is_new = path in self._new or path in self._remade
            bodies: dict[str, str] = {}
            if is_new or ATTENDANCE in names:
                bodies[ATTENDANCE] = self._attendance(path)
            event = self._invitations.get(path)
            said = "" if event is None else invitation_body(event, self._words)
            if said and (is_new or path in self._late or INVITATION in names):
                bodies[INVITATION] = said
            self.sources.put(path, {name: body for name, body in bodies.items() if body})

    def _attendance(self, path: VaultPath) -> str:
        properties = self.sources.properties(path)
        people = [
            (each, self._contacts.person(each)) for each in replies_in(properties.get("replies"))
        ]
        link = link_in(self._snapshot, path, self._names)
        return attendance_body(properties, people, link, self._words)

    # --- what became of it

    def _set(self, path: VaultPath, facts: Mapping[str, Any]) -> None:
        self.sources.set(path, facts)

    def notes_by_line(self) -> dict[int, tuple[VaultPath, ...]]:
        """The notes that each line told of."""
        notes: dict[int, dict[VaultPath, None]] = {}
        for key, meeting in self._meetings.items():
            for at in meeting.at:
                notes.setdefault(at, {})[self._paths[key]] = None
        return {at: tuple(paths) for at, paths in notes.items()}

    def line(self, line: CheckedLine, notes: Iterable[VaultPath]) -> CheckedLine:
        """The line with what really became of its notes."""
        if not line.is_imported:
            return line
        changed = [path for path in notes if self.sources.is_changed(path)]
        if not changed:
            return line._replace(outcome="unchanged")
        if line.outcome in ("cancelled", "reply"):
            return line
        is_new = any(path in self._new for path in changed)
        return line._replace(outcome="new" if is_new else "update")


def _series_first(item: tuple[Key, Meeting]) -> tuple[bool, Any, Key]:
    key, meeting = item
    return meeting.form != "series", meeting.start.order, key


def _unanswered(people: Sequence[Invitee], held: Iterable[Invitee]) -> Iterator[Invitee]:
    """What is held of people of whom the calendar has no answer."""
    silent = {each.key for each in people if each.status == "needs-action"}
    return (each for each in held if each.key in silent)
