"""What a person should know before they meet somebody, drawn from the notes around these people.

Only notes that link to them are asked, their own, that of whose vault it is, and those of the last
meetings: that is what a brief depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    Rhythm,
)
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.agenda import MeetingItem, parked_of
from vaultkit.people.around import Around, Asked, Surroundings, days_between, latest_first
from vaultkit.people.contacts import role_of
from vaultkit.people.lacking import lacks_of
from vaultkit.people.meetings import Meeting
from vaultkit.people.promises import promises_of
from vaultkit.people.relationship import (
    Relationship,
    birthday_of,
    next_birthday,
    relationship_of,
)
from vaultkit.people.shared import shared_by
from vaultkit.people.starting import zone_name_of
from vaultkit.people.zones import find_zone, local_time, shown_local

__all__ = ["brief_of"]

_PAST_SHOWN = 3
_BIRTHDAY_SOON = 14
"""Days."""


def brief_of(vault: Surroundings, asked: Asked) -> Brief:
    """The brief. Costs what links to these people, and reads the last meetings' files."""
    around = Around(vault, asked)
    facts = _Facts(around)
    people = tuple(facts.attendee(path) for path in asked.people)
    past = facts.past()
    theirs, ours = promises_of(around)
    return Brief(
        meeting=facts.head(),
        as_of=asked.as_of,
        people=people,
        past=tuple(facts.past_meeting(each) for each in past),
        theirs=theirs,
        ours=ours,
        topics=shared_by(around, "topic"),
        contacts=shared_by(around, "contact"),
        parked=tuple(facts.iter_parked(past)),
        lacks=facts.lacks(),
    )


class _Facts:
    """What is said of the meeting, of those who come and of the meetings before."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._vault = around.vault
        self._asked = around.asked
        self._here = around.here
        self._start = around.start

    def head(self) -> MeetingHead | None:
        """The meeting, if the brief is for one."""
        path, start = self._asked.meeting, self._start
        if path is None:
            return None
        days = days_between(self._asked.as_of, start.day)
        return MeetingHead(
            self._around.reference(path),
            start.day,
            start.time,
            start.tz,
            start.utc,
            start.oddity,
            days,
        )

    def lacks(self) -> tuple[Lack, ...]:
        """What the meeting's note does not say yet."""
        path = self._asked.meeting
        if path is None or self._vault.kinds.get(path, "meeting") != "meeting":
            return ()
        vault = self._vault
        return lacks_of(
            vault.notes[path],
            vault.source(path),
            self._start,
            has_people=bool(self._here),
        )

    def attendee(self, path: VaultPath) -> Attendee:
        """Somebody who comes."""
        note, met = self._vault.notes[path], self._around.attended[path]
        relationship = relationship_of(note, met, self._asked.as_of)
        return Attendee(
            note=self._around.reference(path),
            role=role_of(note),
            evidence=self._naming(path),
            meetings=len(met),
            last=self._last_met(path, relationship),
            local=self._local(note),
            birthday=self._birthday(note),
            rhythm=self._rhythm(note, relationship),
        )

    def _naming(self, path: VaultPath) -> Evidence | None:
        if self._asked.meeting is None:
            return None
        links = self._vault.links[self._asked.meeting]
        named = (each for each in links if each.path == path and each.link.region is None)
        return next((self._around.evidence(each) for each in named), None)

    def _last_met(self, path: VaultPath, relationship: Relationship) -> LastMet | None:
        last = relationship.last
        if last is None:
            return None
        days = days_between(last.day, self._asked.as_of)
        if last.meeting is None:
            return LastMet(last.day, days, self._around.place(path, property=last.property))
        link = next(each for each in self._around.into[path] if each.source == last.meeting)
        return LastMet(last.day, days, self._around.evidence(link))

    def _local(self, note: Note) -> LocalTime | None:
        tz = zone_name_of(note)
        zone, wall = find_zone(tz) if tz else None, self._start.wall
        if zone is None or wall is None or self._start.utc is None:
            return None
        return LocalTime(shown_local(local_time(self._start.utc, zone), wall), tz)

    def _birthday(self, note: Note) -> ComingBirthday | None:
        birthday, since = birthday_of(note), self._asked.as_of
        if birthday is None or since is None:
            return None
        day = next_birthday(birthday, since)
        if not 0 <= (day - since).days <= _BIRTHDAY_SOON:
            return None
        turns = None if birthday.year is None else day.year - birthday.year
        place = self._around.place(note.path, property=birthday.property)
        return ComingBirthday(day, (day - since).days, turns, place)

    def _rhythm(self, note: Note, relationship: Relationship) -> Rhythm | None:
        cadence, state = relationship.cadence, relationship.state
        if cadence is None or state is None:
            return None
        place = self._around.place(note.path, property=cadence.property)
        return Rhythm(
            cadence.ideal, cadence.most, state, relationship.due, relationship.late, place
        )

    def past(self) -> Sequence[Meeting]:
        """The last meetings at which at least half of them were; if there are fewer, other ones
        with any of them make up the number. The latest first."""
        held = {each.path: each for met in self._around.attended.values() for each in met}
        ordered = sorted(held.values(), key=latest_first)
        enough = (len(self._here) + 1) // 2
        close = [each for each in ordered if len(self._here.intersection(each.attendees)) >= enough]
        others = [each for each in ordered if each not in close]
        return sorted([*close, *others][:_PAST_SHOWN], key=latest_first)

    def past_meeting(self, meeting: Meeting) -> PastMeeting:
        """The meeting with those of the people here who were at it."""
        assert meeting.date is not None
        return PastMeeting(
            self._around.place(meeting.path),
            meeting.date,
            meeting.time,
            tuple(
                self._around.reference(path)
                for path in self._asked.people
                if path in meeting.attendees
            ),
            tuple(map(self._around.reference, meeting.topics)),
        )

    def iter_parked(self, past: Iterable[Meeting]) -> Iterator[ParkedItem]:
        """What these meetings put off, each text once."""
        seen: set[str] = set()
        for meeting in past:
            source = self._vault.source(meeting.path)
            note = self._vault.notes[meeting.path]
            for item in parked_of(note, source) if source is not None else ():
                if item.text not in seen and meeting.date is not None:
                    seen.add(item.text)
                    yield ParkedItem(item.text, meeting.date, self._item_place(note, item))

    def _item_place(self, note: Note, item: MeetingItem) -> Evidence:
        return Evidence(self._around.reference(note.path), item.line, item.section.heading.text)
