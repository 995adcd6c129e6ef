"""The note of a meeting that is new, by the way that ``vaultkit new`` goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from vaultkit.app.calendar_facts import joined, title_of, zone_of
from vaultkit.app.calendar_meetings import Meeting
from vaultkit.app.calendar_people import Contacts, invitees_of
from vaultkit.app.new_links import link_in, names_with
from vaultkit.app.new_meeting import MeetingRequest, attendee_values, plan_found_meeting
from vaultkit.app.new_note import NewNote, Place, Wanted, note_path, plan_note
from vaultkit.app.new_people import Person
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.config import Language
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.people.meeting_words import When, platform_of

__all__ = ["Making", "new_note"]

_MOST_NUMBERS = 1000


class Making(NamedTuple):
    """What new notes are made with, and what others of the same import are called."""

    snapshot: Snapshot
    contacts: Contacts
    place: Place
    untitled: str
    """What a meeting without a title is called."""
    keys: set[str]
    """Of the paths that others get."""
    stems: set[str]
    """The names of their files."""

    def take(self, path: VaultPath) -> None:
        """Notes down that a note gets this path."""
        self.keys.add(path.key)
        self.stems.add(path.stem)


def new_note(making: Making, meeting: Meeting, at: VaultPath | None = None) -> NewNote:
    """The note that a template makes of a meeting, at a path that is not taken.

    ``at`` is the path of a note whose place it takes instead. No tasks are put into it: a calendar
    says what takes place, not what is to be done. Raises TemplateError, DiskError.
    """
    title = title_of(meeting.event) or making.untitled
    plan = _plan_series if meeting.form == "series" else _plan_meeting
    try:
        return plan(making, meeting, title, at)
    except UsageError:  # nothing of the title can name a file
        return plan(making, meeting, making.untitled, at)


def _plan_meeting(making: Making, meeting: Meeting, title: str, at: VaultPath | None) -> NewNote:
    snapshot, contacts, place, *_ = making
    start, link = meeting.start, joined(meeting.event)
    people = _people(meeting, contacts)
    request = MeetingRequest(
        title=title,
        type="one-on-one" if len(people) == 2 else "group",
        when=When(start.local.date(), None if start.is_day else start.local.time()),
        tz=zone_of(start),
        platform=platform_of(link.platform or ""),
        link=link.url or "",
        fallbacks=link.fallback_urls,
        secrets="masked",
        checks="left out",
    )
    made = plan_found_meeting(
        snapshot, request, place, people, stubs=contacts.stubs, taken=making.keys, at=at
    )
    return made.meeting


def _people(meeting: Meeting, contacts: Contacts) -> list[Person]:
    """Without their time zones: the note's region has the times, which may change."""
    found = (contacts.person(each) for each in invitees_of(meeting.event))
    return [each._replace(tz="") for each in found]


def _plan_series(making: Making, meeting: Meeting, title: str, at: VaultPath | None) -> NewNote:
    """The note of a series; beside a note of its name it gets a number, so that links to that
    note still lead there."""
    snapshot, contacts, place, *_ = making
    moment, has_time = meeting.start.local, not meeting.start.is_day
    people = _people(meeting, contacts)
    new = [stub.path for stub in contacts.stubs]

    def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
        link = link_in(snapshot, path, names_with(snapshot.names, [path, *new]))
        attendees = [attendee_values(each, link) for each in people]
        platform = platform_of(joined(meeting.event).platform or "")
        return {"attendees": attendees, "tz": zone_of(meeting.start), "platform": platform}

    if at is not None:
        wanted = Wanted("series", title, moment, has_time=has_time)
        return plan_note(snapshot, wanted, place, values_at=values_at, at=at)
    for number in range(1, _MOST_NUMBERS):
        name = title if number == 1 else f"{title} {number}"
        wanted = Wanted("series", name, moment, has_time=has_time)
        path = note_path(snapshot, wanted, "index", place)
        if not snapshot.names.named(path.stem) and path.stem not in making.stems:
            return plan_note(snapshot, wanted, place, values_at=values_at, taken=making.keys)
    raise UsageError("too many notes are called '{name}'", values={"name": title})
