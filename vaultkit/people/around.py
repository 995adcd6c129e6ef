"""The notes around some people, each asked for once: what a brief and its like are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from vaultkit.model.brief import (
    Evidence,
)
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source
from vaultkit.model.views import NoteRef
from vaultkit.people.meetings import Meeting, is_planned, meeting_of
from vaultkit.people.starting import Start, moment_of, start_of

__all__ = ["Around", "Asked", "Surroundings", "days_between", "latest_first", "met_by"]


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
    now: datetime | None = None
    """The moment, with its offset, where the answer may depend on it: a meeting that was planned
    and has begun by then counts as held. Without one that is asked of the meeting's own time."""


def met_by(vault: Surroundings, person: VaultPath, now: datetime) -> Sequence[Meeting]:
    """The meetings held up to a moment at which somebody was, the latest first.

    One that was planned for an earlier time counts, whether its status was changed or not.
    """
    return Around(vault, Asked((person,), as_of=now.date(), now=now)).attended[person]


class Around:
    """What is known around these people, each thing asked for once."""

    def __init__(self, vault: Surroundings, asked: Asked) -> None:
        self.vault = vault
        self.asked = asked
        self.here = frozenset(asked.people)
        self.start = Start(None) if asked.meeting is None else start_of(vault.notes[asked.meeting])
        self._meetings: dict[VaultPath, Meeting] = {}

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
            if self._is_before(meeting) and (meeting.held or self._has_begun(meeting)):
                for path in self.here.intersection(meeting.attendees):
                    attended[path].append(meeting)
        return {path: sorted(held, key=latest_first) for path, held in attended.items()}

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

    def _has_begun(self, meeting: Meeting) -> bool:
        """Whether a meeting that was only planned has been all the same; it is one before."""
        note = self.vault.notes[meeting.path]
        if not is_planned(note):
            return False
        now = self.asked.now
        if now is None:
            return self.start.day is not None
        moment = moment_of(start_of(note), now)
        return moment is not None and moment < now

    def reference(self, path: VaultPath) -> NoteRef:
        """The note as people name it."""
        return NoteRef(path, self.vault.title(path))

    def evidence(self, link: ResolvedLink) -> Evidence:
        """The place of a link."""
        return self.place(link.source, link.link.line, link.link.section, link.link.property)

    def place(
        self,
        path: VaultPath,
        line: int = 0,
        section: int | None = None,
        property: str | None = None,
    ) -> Evidence:
        """A place in a note; ``section`` is a heading's index, ``property`` a key path."""
        heading = None if section is None else self.vault.notes[path].headings[section].text
        key = property.partition(".")[0] if property else None
        return Evidence(self.reference(path), line, heading, key)


def latest_first(meeting: Meeting) -> tuple[int, int, str]:
    """What sorts meetings, the latest to the front."""
    day = meeting.date.toordinal() if meeting.date else 0
    hour, _, minute = (meeting.time or "00:00").partition(":")
    return -day, -(int(hour) * 60 + int(minute)), meeting.path


def days_between(since: date | None, until: date | None) -> int | None:
    """The days from one to the other, None where either is not known."""
    return None if since is None or until is None else (until - since).days
