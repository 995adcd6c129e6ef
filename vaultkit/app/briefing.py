"""The brief before a meeting, looked up in the index of a vault.

Only the notes around the people concerned are read, out of the index; of files, the meeting's own
and the last ones'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from vaultkit.app.people_meant import People, get_contact
from vaultkit.app.reader import find_reader
from vaultkit.app.snapshot import Lookup
from vaultkit.disk.read import read_bytes
from vaultkit.markdown.decode import decode
from vaultkit.markdown.plain import plain_line
from vaultkit.model.brief import Brief, Promise
from vaultkit.model.errors import DiskError, UsageError
from vaultkit.model.links import Kind
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source
from vaultkit.people.around import Asked, Surroundings
from vaultkit.people.brief import brief_of
from vaultkit.people.meetings import day_of, is_called_off, meeting_of
from vaultkit.people.starting import moment_of, start_of
from vaultkit.store.queries import iter_records_of_kind

__all__ = [
    "Briefing",
    "brief_of_note",
    "brief_of_people",
    "briefing_of",
    "get_next_meeting",
]

_FAR = timedelta(days=2)
"""As far as the days of two places can be apart at one moment, and more."""


class Briefing:
    """What briefs are made of. ``title`` says how a note is called in them."""

    def __init__(self, vault: Lookup, title: Callable[[VaultPath], str]) -> None:
        self._vault = vault
        self._title = title

    @cached_property
    def surroundings(self) -> Surroundings:
        """The vault without what is excluded."""
        vault = self._vault
        return Surroundings(
            vault.notes, self.kinds, vault.links, vault.links_into, self._title, self._source
        )

    @cached_property
    def kinds(self) -> Mapping[VaultPath, Kind]:
        """Of every note that is not excluded."""
        excluded = self._vault.excluded
        return {path: kind for path, kind in self._vault.kinds.items() if path not in excluded}

    @cached_property
    def me(self) -> VaultPath | None:
        """The contact whose vault it is, if the configuration names one."""
        path = find_reader(self._vault.names, self._vault.config.me)
        return path if path is not None and self.kinds.get(path) == "contact" else None

    def of_note(self, note: Note, as_of: date | None, now: datetime | None = None) -> Brief:
        """The brief before a meeting, or of a contact; of another note, of whom it links to.

        Without ``now`` it is the same on any day: what a note may hold.
        """
        if self.kinds.get(note.path) == "contact":
            return self.of_people((note.path,), as_of, now)
        meeting = meeting_of(note, self.kinds, self._vault.links[note.path])
        people = tuple(path for path in meeting.attendees if path != self.me)
        return _plain(brief_of(self.surroundings, Asked(people, note.path, as_of, self.me, now)))

    def of_people(
        self, people: Sequence[VaultPath], as_of: date | None, now: datetime | None = None
    ) -> Brief:
        """The brief of people without a meeting."""
        return _plain(brief_of(self.surroundings, Asked(tuple(people), None, as_of, self.me, now)))

    def _source(self, path: VaultPath) -> Source | None:
        vault = self._vault
        try:
            data = read_bytes(vault.root, path, follow_symlinks=vault.config.follow_symlinks)
        except DiskError:
            return None
        source = decode(path, data)
        return source if source.digest == vault.notes[path].digest else None


def _plain(brief: Brief) -> Brief:
    """The brief with its texts as a reader sees them."""
    return brief._replace(
        theirs=tuple(map(_plain_promise, brief.theirs)),
        ours=tuple(map(_plain_promise, brief.ours)),
        parked=tuple(each._replace(text=plain_line(each.text)) for each in brief.parked),
    )


def _plain_promise(promise: Promise) -> Promise:
    return promise._replace(text=plain_line(promise.text), bare=plain_line(promise.bare))


def brief_of_note(vault: Lookup, note: Note, now: datetime) -> Brief:
    """The brief before a meeting as of today, or as of its own day where that has been."""
    day = start_of(note).day
    today = now.date()
    as_of = today if day is None or day > today else day
    brief = briefing_of(vault).of_note(note, as_of, now)
    head = brief.meeting
    if head is None or head.day is None:
        return brief
    return brief._replace(meeting=head._replace(days=(head.day - today).days))


def brief_of_people(vault: Lookup, names: Sequence[str], now: datetime) -> Brief:
    """The brief of these people as of today. Raises UsageError where a name is not one's."""
    known = People(vault)
    people = dict.fromkeys(get_contact(known, name) for name in names)
    return briefing_of(vault).of_people(tuple(people), now.date(), now)


def get_next_meeting(vault: Lookup, now: datetime) -> Note:
    """The meeting that begins next, but for those called off; ``now`` has an offset.

    Raises UsageError where none is to come. Linear in the meetings.
    """
    coming = []
    long_past = now.date() - _FAR
    for path, record in iter_records_of_kind(vault.index.store, "meeting"):
        note = Note.of_record(VaultPath(path), record)
        day = day_of(note)
        if day is None or day < long_past:
            continue
        moment = moment_of(start_of(note), now)
        if moment is not None and moment >= now and not is_called_off(note):
            coming.append((moment, path, note))
    if not coming:
        raise UsageError(
            "no meeting is to come", hint="give a note, or --with the name of a contact"
        )
    return min(coming, key=lambda each: each[:2])[2]


def briefing_of(vault: Lookup) -> Briefing:
    """Briefs that call notes by their titles."""
    return Briefing(vault, lambda path: vault.notes[path].title)
