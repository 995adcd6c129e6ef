"""What a person should know before they meet somebody, drawn from the notes around these people.

Only notes that link to them are asked, their own, and those of the last meetings: that is what a
brief depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from vaultkit.model.brief import (
    Attendee,
    Brief,
    ComingBirthday,
    Evidence,
    Lack,
    LastMet,
    LocalTime,
    MeetingHead,
    ParkedItem,
    PastMeeting,
    Promise,
    Rhythm,
    Shared,
)
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source
from vaultkit.model.views import NoteRef
from vaultkit.people.actions import Action, actions_in, said_on
from vaultkit.people.agenda import MeetingItem, parked_of
from vaultkit.people.contacts import role_of
from vaultkit.people.directory import Directory, directory_of
from vaultkit.people.lacking import lacks_of
from vaultkit.people.meeting_words import section_named
from vaultkit.people.meetings import Meeting, meeting_of
from vaultkit.people.owners import claimed_by
from vaultkit.people.relationship import (
    Relationship,
    birthday_of,
    next_birthday,
    relationship_of,
)
from vaultkit.people.starting import Start, start_of, zone_name_of
from vaultkit.people.zones import find_zone, local_time, shown_local

__all__ = ["Asked", "Surroundings", "brief_of", "met_by"]

_PAST_SHOWN = 3
_BIRTHDAY_SOON = 14
"""Days."""
_NO_PROMISES = frozenset(
    {"agenda", "carried", "parked", "checks", "requirements", "invitations"},
)
"""What is to be spoken of, or done for one meeting alone: nothing that people owe each other."""


class Surroundings(NamedTuple):
    """What is asked of a vault. Excluded notes have no kind here, and lead nowhere."""

    notes: Mapping[VaultPath, Note]
    kinds: Mapping[VaultPath, Kind]
    links: Mapping[VaultPath, Sequence[ResolvedLink]]
    """Of each note, in document order."""
    into: Callable[[VaultPath], Sequence[ResolvedLink]]
    """The links of other notes to a file, by source, in document order; none in regions."""
    title: Callable[[VaultPath], str]
    source: Callable[[VaultPath], Source | None]
    """What a note was read from; None where the file is another by now."""


class Asked(NamedTuple):
    """Whom or what a brief is for. ``me`` is the contact who reads it, if that is known."""

    people: tuple[VaultPath, ...]
    meeting: VaultPath | None = None
    as_of: date | None = None
    """The day from which all is counted; what is later does not count."""
    me: VaultPath | None = None


def brief_of(vault: Surroundings, asked: Asked) -> Brief:
    """The brief. Costs what links to these people, and reads the last meetings' files."""
    around = _Around(vault, asked)
    people = tuple(around.attendee(path) for path in asked.people)
    past = around.past()
    theirs, ours = around.promises()
    return Brief(
        meeting=around.head(),
        as_of=asked.as_of,
        people=people,
        past=tuple(around.past_meeting(each) for each in past),
        theirs=theirs,
        ours=ours,
        topics=around.shared("topic"),
        contacts=around.shared("contact"),
        parked=tuple(around.iter_parked(past)),
        lacks=around.lacks(),
    )


def met_by(vault: Surroundings, person: VaultPath, as_of: date) -> Sequence[Meeting]:
    """The meetings held up to a day at which somebody was, the latest first."""
    return _Around(vault, Asked((person,), as_of=as_of)).attended[person]


class _Around:
    """What is known around these people, each thing asked for once."""

    def __init__(self, vault: Surroundings, asked: Asked) -> None:
        self.vault = vault
        self.asked = asked
        self.here = frozenset(asked.people)
        self.start = Start(None) if asked.meeting is None else start_of(vault.notes[asked.meeting])
        self._meetings: dict[VaultPath, Meeting] = {}

    # --- what is asked of the vault

    @cached_property
    def into(self) -> Mapping[VaultPath, Sequence[ResolvedLink]]:
        """By person the links of other notes to them, but for the meeting's own."""
        return {
            path: [each for each in self.vault.into(path) if each.source != self.asked.meeting]
            for path in self.asked.people
        }

    @cached_property
    def sources(self) -> Sequence[VaultPath]:
        """The notes that link to any of them, and their own, in order of the path."""
        found = {each.source for links in self.into.values() for each in links}
        return sorted(path for path in found | self.here if path in self.vault.kinds)

    @cached_property
    def attended(self) -> Mapping[VaultPath, Sequence[Meeting]]:
        """By person the meetings before this one at which they were, the latest first."""
        attended: dict[VaultPath, list[Meeting]] = {path: [] for path in self.asked.people}
        for source in self.sources:
            if self.vault.kinds[source] != "meeting":
                continue
            meeting = self.meeting(source)
            if meeting.held and self._is_before(meeting):
                for path in self.here.intersection(meeting.attendees):
                    attended[path].append(meeting)
        return {path: sorted(held, key=_latest_first) for path, held in attended.items()}

    def meeting(self, path: VaultPath) -> Meeting:
        """The meeting of a note."""
        if path not in self._meetings:
            vault = self.vault
            self._meetings[path] = meeting_of(vault.notes[path], vault.kinds, vault.links[path])
        return self._meetings[path]

    def _is_before(self, meeting: Meeting) -> bool:
        day, as_of = meeting.date, self.asked.as_of
        if day is None:
            return False
        if as_of is not None and day > as_of:
            return False
        if self.start.day is None:
            return True
        return (day, meeting.time) < (self.start.day, self.start.time or "24:00")

    def reference(self, path: VaultPath) -> NoteRef:
        """The note as people name it."""
        return NoteRef(path, self.vault.title(path))

    def evidence(self, link: ResolvedLink) -> Evidence:
        """The place of a link."""
        return self._place(link.source, link.link.line, link.link.section, link.link.property)

    def _place(
        self,
        path: VaultPath,
        line: int = 0,
        section: int | None = None,
        property: str | None = None,
    ) -> Evidence:
        heading = None if section is None else self.vault.notes[path].headings[section].text
        key = property.partition(".")[0] if property else None
        return Evidence(self.reference(path), line, heading, key)

    # --- the meeting

    def head(self) -> MeetingHead | None:
        """The meeting, if the brief is for one."""
        path, start = self.asked.meeting, self.start
        if path is None:
            return None
        days = _days(self.asked.as_of, start.day)
        return MeetingHead(
            self.reference(path), start.day, start.time, start.tz, start.utc, start.oddity, days
        )

    def lacks(self) -> tuple[Lack, ...]:
        """What the meeting's note does not say yet."""
        path = self.asked.meeting
        if path is None or self.vault.kinds.get(path, "meeting") != "meeting":
            return ()
        vault = self.vault
        return lacks_of(
            vault.notes[path], vault.source(path), self.start, has_people=bool(self.here)
        )

    # --- people

    def attendee(self, path: VaultPath) -> Attendee:
        """Somebody who comes."""
        note, met = self.vault.notes[path], self.attended[path]
        relationship = relationship_of(note, met, self.asked.as_of)
        return Attendee(
            note=self.reference(path),
            role=role_of(note),
            evidence=self._naming(path),
            meetings=len(met),
            last=self._last_met(path, relationship),
            local=self._local(note),
            birthday=self._birthday(note),
            rhythm=self._rhythm(note, relationship),
        )

    def _naming(self, path: VaultPath) -> Evidence | None:
        if self.asked.meeting is None:
            return None
        links = self.vault.links[self.asked.meeting]
        named = (each for each in links if each.path == path and each.link.region is None)
        return next((self.evidence(each) for each in named), None)

    def _last_met(self, path: VaultPath, relationship: Relationship) -> LastMet | None:
        last = relationship.last
        if last is None:
            return None
        days = _days(last.day, self.asked.as_of)
        if last.meeting is None:
            return LastMet(last.day, days, self._place(path, property=last.property))
        link = next(each for each in self.into[path] if each.source == last.meeting)
        return LastMet(last.day, days, self.evidence(link))

    def _local(self, note: Note) -> LocalTime | None:
        tz = zone_name_of(note)
        zone, wall = find_zone(tz) if tz else None, self.start.wall
        if zone is None or wall is None or self.start.utc is None:
            return None
        return LocalTime(shown_local(local_time(self.start.utc, zone), wall), tz)

    def _birthday(self, note: Note) -> ComingBirthday | None:
        birthday, since = birthday_of(note), self.asked.as_of
        if birthday is None or since is None:
            return None
        day = next_birthday(birthday, since)
        if not 0 <= (day - since).days <= _BIRTHDAY_SOON:
            return None
        turns = None if birthday.year is None else day.year - birthday.year
        place = self._place(note.path, property=birthday.property)
        return ComingBirthday(day, (day - since).days, turns, place)

    def _rhythm(self, note: Note, relationship: Relationship) -> Rhythm | None:
        cadence, state = relationship.cadence, relationship.state
        if cadence is None or state is None:
            return None
        place = self._place(note.path, property=cadence.property)
        return Rhythm(
            cadence.ideal, cadence.most, state, relationship.due, relationship.late, place
        )

    # --- meetings before

    def past(self) -> Sequence[Meeting]:
        """The last meetings at which at least half of them were; if there are fewer, other ones
        with any of them make up the number. The latest first."""
        held = {each.path: each for met in self.attended.values() for each in met}
        ordered = sorted(held.values(), key=_latest_first)
        enough = (len(self.here) + 1) // 2
        close = [each for each in ordered if len(self.here.intersection(each.attendees)) >= enough]
        others = [each for each in ordered if each not in close]
        return sorted([*close, *others][:_PAST_SHOWN], key=_latest_first)

    def past_meeting(self, meeting: Meeting) -> PastMeeting:
        """The meeting with those of the people here who were at it."""
        assert meeting.date is not None
        return PastMeeting(
            self._place(meeting.path),
            meeting.date,
            meeting.time,
            tuple(self.reference(path) for path in self.asked.people if path in meeting.attendees),
            tuple(map(self.reference, meeting.topics)),
        )

    def iter_parked(self, past: Iterable[Meeting]) -> Iterator[ParkedItem]:
        """What these meetings put off, each text once."""
        seen: set[str] = set()
        for meeting in past:
            source = self.vault.source(meeting.path)
            note = self.vault.notes[meeting.path]
            for item in parked_of(note, source) if source is not None else ():
                if item.text not in seen and meeting.date is not None:
                    seen.add(item.text)
                    yield ParkedItem(item.text, meeting.date, self._item_place(note, item))

    def _item_place(self, note: Note, item: MeetingItem) -> Evidence:
        return Evidence(self.reference(note.path), item.line, item.section.heading.text)

    # --- promises

    def promises(self) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
        """What they promised, and what was promised them."""
        theirs: list[Promise] = []
        ours: list[Promise] = []
        for path in self.sources:
            note, links = self.vault.notes[path], self.vault.links[path]
            if _is_later(said_on(note, self.vault.kinds.get(path)), self.asked.as_of):
                continue
            naming = self._tasks_naming(links)
            for action in _with_owners_above(note, actions_in(note, self.vault.kinds, links)):
                if not action.text.strip() or _is_no_promise(note, action.section):
                    continue
                owner = action.owner or self._claimed(action)
                if owner in self.here:
                    theirs.append(self._promise(action, owner))
                elif self._is_ours(action, owner, path, naming):
                    ours.append(self._promise(action, owner))
        return tuple(sorted(theirs, key=_by_due)), tuple(sorted(ours, key=_by_due))

    def _claimed(self, action: Action) -> VaultPath | None:
        """The one of those here whose name an action bears as its owner's."""
        if action.claim is None:
            return None
        found = claimed_by(action.claim, self._directory)
        return found[0] if len(found) == 1 else None

    @cached_property
    def _directory(self) -> Directory:
        me = () if self.asked.me is None else (self.asked.me,)
        return directory_of(self.vault.notes[path] for path in sorted({*self.here, *me}))

    def _is_ours(
        self, action: Action, owner: VaultPath | None, path: VaultPath, naming: frozenset[int]
    ) -> bool:
        """Whether an action is meant for the people here and is nobody else's.

        It stands in a meeting with them, in their own note, or names them. What stands before a
        colon may be no name at all; one that is marked as an owner's is somebody else's.
        """
        if owner is not None:
            return owner == self.asked.me and (action.line in naming or self._is_theirs(path))
        is_anothers = action.claim is not None and action.claim.form != "before"
        return self._is_theirs(path) and not is_anothers

    def _is_theirs(self, path: VaultPath) -> bool:
        return path in self.here or any(
            meeting.path == path for met in self.attended.values() for meeting in met
        )

    def _tasks_naming(self, links: Iterable[ResolvedLink]) -> frozenset[int]:
        """The lines of the tasks that link to any of them."""
        return frozenset(
            each.link.line
            for each in links
            if each.link.task is not None and each.path in self.here
        )

    def _promise(self, action: Action, owner: VaultPath | None) -> Promise:
        as_of = self.asked.as_of
        late = _days(action.due, as_of)
        return Promise(
            text=action.text,
            evidence=self._place(action.path, action.line, action.section),
            owner=None if owner is None else self.reference(owner),
            due=action.due,
            said=action.said,
            age=_days(action.said, as_of),
            late=late if late is not None and late > 0 else None,
        )

    # --- what they share

    def shared(self, kind: Kind) -> tuple[Shared, ...]:
        """The topics or contacts that at least two of them have to do with, or the one there is."""
        found: dict[VaultPath, _Ties] = {}
        for person in self.asked.people:
            for path, evidence, meeting in self._iter_ties(person, kind):
                if path not in self.here and path != self.asked.me:
                    found.setdefault(path, _Ties(evidence)).add(person, meeting)
        least = min(2, len(self.here))
        ties = [(path, each) for path, each in found.items() if len(each.people) >= least]
        ties.sort(key=lambda each: (-len(each[1].people), -len(each[1].meetings), each[0]))
        return tuple(
            Shared(
                self.reference(path),
                tuple(map(self.reference, each.people)),
                len(each.meetings),
                each.evidence,
            )
            for path, each in ties
        )

    def _iter_ties(
        self, person: VaultPath, kind: Kind
    ) -> Iterator[tuple[VaultPath, Evidence, VaultPath | None]]:
        """What a person has to do with: the latest meetings first, then what notes say."""
        kinds = self.vault.kinds
        for meeting in self.attended[person]:
            place = self._place(meeting.path)
            for path in meeting.topics if kind == "topic" else meeting.attendees:
                yield path, place, meeting.path
        for each in self.vault.links[person]:
            if each.path and kinds.get(each.path) == kind and each.link.region is None:
                yield each.path, self.evidence(each), None
        for each in self.into[person]:
            if kinds.get(each.source) == kind:
                yield each.source, self.evidence(each), None


class _Ties:
    """Who has to do with something, and at which meetings that showed."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.people: dict[VaultPath, None] = {}
        self.meetings: set[VaultPath] = set()

    def add(self, person: VaultPath, meeting: VaultPath | None) -> None:
        self.people[person] = None
        if meeting is not None:
            self.meetings.add(meeting)


def _with_owners_above(note: Note, actions: Sequence[Action]) -> Iterator[Action]:
    """The actions; one inside of another that says no owner is its owner's."""
    numbers = {task.line: number for number, task in enumerate(note.tasks)}
    owners = {numbers[each.line]: each.owner for each in actions}
    for action in actions:
        owner, above = action.owner, note.tasks[numbers[action.line]].parent
        while owner is None and above is not None:
            owner, above = owners.get(above), note.tasks[above].parent
        yield action if owner == action.owner else replace(action, owner=owner)


def _latest_first(meeting: Meeting) -> tuple[int, int, str]:
    day = meeting.date.toordinal() if meeting.date else 0
    hour, _, minute = (meeting.time or "00:00").partition(":")
    return -day, -(int(hour) * 60 + int(minute)), meeting.path


def _by_due(promise: Promise) -> tuple[date, date, VaultPath, int]:
    place = promise.evidence
    return promise.due or date.max, promise.said or date.max, place.note.path, place.line


def _days(since: date | None, until: date | None) -> int | None:
    return None if since is None or until is None else (until - since).days


def _is_later(day: date | None, as_of: date | None) -> bool:
    return day is not None and as_of is not None and day > as_of


def _is_no_promise(note: Note, section: int | None) -> bool:
    """Whether a place stands below the heading of such a part, at whatever depth."""
    level = 7
    for index in range(-1 if section is None else section, -1, -1):
        heading = note.headings[index]
        if heading.level < level:
            level = heading.level
            if section_named(heading.text) in _NO_PROMISES:
                return True
    return False
