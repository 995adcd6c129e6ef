"""A new meeting: people found, times worked out, what is to be checked; then a note of it."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import available_timezones

from vaultkit.app.nearest import NearestNames
from vaultkit.app.new_links import (
    KEPT,
    KEPT_TEXT,
    NO_NOTE,
    find_note,
    link_in,
    link_to_meant,
    names_with,
)
from vaultkit.app.new_note import NewNote, Place, Wanted, plan_note
from vaultkit.app.new_people import Person, is_organising, people_asked
from vaultkit.app.note_links import NoteLinks
from vaultkit.app.people_meant import People
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.templates import library_of
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit
from vaultkit.pages.marks import Ready
from vaultkit.people.directory import Named
from vaultkit.people.meeting_words import AgendaItem, When, platform_of
from vaultkit.people.zones import find_zone, instant_of, local_time, shown_local

if TYPE_CHECKING:  # only a meeting of a series needs these
    from vaultkit.app.new_series import Carried, Neighbours
    from vaultkit.people.series import Member, SeriesPlace

__all__ = [
    "MEETING_TYPES",
    "NO_SERIES",
    "WARNINGS",
    "MeetingRequest",
    "NewMeeting",
    "attendee_values",
    "plan_found_meeting",
    "plan_meeting",
]

MEETING_TYPES = ("one-on-one", "group", "webinar", "conference", "social")

_GAP = "clocks in {tz} are put forward and never show {time} on {day}"
_FOLD = "clocks in {tz} are put back and show {time} on {day} twice; the first is meant"
_TOO_LONG = "the agenda takes {planned} minutes, the meeting {duration}"
_NO_ZONE = "{name}: there is no time zone '{tz}'"
_NEAR = "did you mean the series '{proposal}'?"
_NO_SERIES: Mapping[str, str] = {
    "contact": "'{name}' is a contact, not a series",
    "topic": "'{name}' is a topic, not a series",
}
_LEFT_BEHIND = (
    "what {path} and meetings before it left open is not carried over: only the last {count} of "
    "the series are asked"
)
WARNINGS = (
    *(_GAP, _FOLD, _TOO_LONG, _NO_ZONE, _LEFT_BEHIND, _NEAR),
    *(NO_NOTE, KEPT, KEPT_TEXT),
)
"""What may be said of a meeting that is made all the same."""
NO_SERIES = (*_NO_SERIES.values(),)
"""Why a note cannot be that of a series."""


class MeetingRequest(NamedTuple):
    """What is asked for, read but not yet looked up in the vault."""

    title: str
    type: str = "group"
    people: tuple[Named, ...] = ()
    topics: tuple[str, ...] = ()
    when: When | None = None
    tz: str = ""
    duration: int = 0
    platform: str = ""
    link: str = ""
    fallbacks: tuple[str, ...] = ()
    series: str = ""
    goal: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    folder: str | None = None
    create_contacts: bool = False
    template: str = "meeting"
    """What the note is made of: those of its type, or a template of meetings by its name."""
    checks: Literal["listed", "left out"] = "listed"
    """Whether what is to be checked before is to be tasks of the note."""


class NewMeeting(NamedTuple):
    """The notes that would be written, the meeting's first, and what a person should know."""

    meeting: NewNote
    contacts: tuple[NewNote, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    """Of the notes beside it in its series."""
    refused: tuple[Diagnostic, ...] = ()
    """Why one of those cannot be edited; then nothing is to be written."""
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Message keys with their values."""


class _Warnings(list[tuple[str, Mapping[str, str]]]):
    def say(self, message: str, **values: str) -> None:
        """Keeps a message, each once."""
        if (message, values) not in self:
            self.append((message, values))


def plan_meeting(snapshot: Snapshot, request: MeetingRequest, place: Place) -> NewMeeting:
    """The meeting's note, and stubs for those who have none where that is asked for.

    Raises UsageError where a name means nobody or several, or the time zone is unknown; nothing
    is then written.
    """
    if request.tz and find_zone(request.tz) is None:
        raise _unknown_zone(request.tz)
    people, stubs = people_asked(
        snapshot,
        request.people,
        place,
        day=request.when.day if request.when else place.moment.date(),
        unknown="made" if request.create_contacts else "refused",
    )
    return plan_found_meeting(snapshot, request, place, people, stubs=stubs, told=_told(request))


def plan_found_meeting(
    snapshot: Snapshot,
    request: MeetingRequest,
    place: Place,
    people: Sequence[Person],
    *,
    stubs: Sequence[NewNote] = (),
    told: Sequence[str] = (),
    taken: Container[str] = (),
) -> NewMeeting:
    """The meeting's note where it is known who comes, some perhaps by notes that are new too.

    ``told`` are the options that the template has to show, ``taken`` the keys of paths that other
    new notes get. Raises UsageError as ``plan_meeting`` does.
    """
    when = request.when or When(place.moment.date())
    wall = datetime.combine(when.day, when.time or datetime.min.time())
    wanted = Wanted(
        request.template, request.title, wall, request.folder, request.type, tuple(told)
    )
    warnings = _Warnings()
    series = _series_of(snapshot, request.series, when)
    known = _Known(snapshot, request, when, place, People(snapshot), people, stubs, series)

    def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
        return _values(known, path, language, warnings)

    meeting = plan_note(snapshot, wanted, place, values_at=values_at, taken=taken)
    if series is None:
        return NewMeeting(meeting, tuple(stubs), warnings=tuple(warnings))
    names = names_with(snapshot.names, [meeting.path])
    beside: Neighbours = _series_module().neighbours_of(
        snapshot, series.place, series.members, meeting.path, names
    )
    warnings += beside.warnings
    return NewMeeting(meeting, tuple(stubs), beside.edits, beside.refused, tuple(warnings))


def _told(request: MeetingRequest) -> tuple[str, ...]:
    """The options that say more than an Obsidian template can show."""
    said = {
        "with": request.people,
        "topic": request.topics,
        "tz": request.tz,
        "duration": request.duration,
        "platform": request.platform,
        "link": request.link,
        "fallback": request.fallbacks,
        "series": request.series,
        "goal": request.goal,
        "agenda": request.agenda,
    }
    return tuple(name for name, value in said.items() if value)


def _unknown_zone(name: str) -> UsageError:
    near = NearestNames.of(available_timezones()).near(name)
    return UsageError(
        "there is no time zone '{name}'",
        values={"name": name},
        hint="give an IANA name, such as Europe/Moscow",
        candidates=near,
    )


# --- the series


class _Series(NamedTuple):
    note: VaultPath | str
    """The text where no note answers to it yet."""
    place: SeriesPlace
    members: tuple[Member, ...]
    near: tuple[str, ...] = ()
    """Series that may have been meant, where nothing belongs to this one yet."""


def _series_of(snapshot: Snapshot, text: str, when: When) -> _Series | None:
    if not text.strip():
        return None
    note = find_note(snapshot, text) or text.strip()
    kind = snapshot.kinds.get(note) if isinstance(note, VaultPath) else None
    if kind is not None and kind in _NO_SERIES:
        raise UsageError(
            _NO_SERIES[kind],
            values={"name": note},
            hint="give the note of a series; vaultkit new series ... makes one",
        )
    place, members = _series_module().find_place(snapshot, note, when)
    is_slip = not isinstance(note, VaultPath) and not members
    return _Series(note, place, members, _near_series(snapshot, note) if is_slip else ())


def _near_series(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """The series that may have been meant by a name that is none's. Goes over all notes."""
    series = [snapshot.notes[path] for path, kind in snapshot.kinds.items() if kind == "index"]
    known = [name for note in series for name in (note.path.stem, *note.aliases)]
    return NearestNames.of(known).near(name)


def _series_module() -> Any:
    return import_module("vaultkit.app.new_series")


def _series_values(
    known: _Known, link: Any, path: VaultPath, names: NameIndex, warnings: _Warnings
) -> dict[str, Any]:
    """The names by which a template tells of the series; none where there is none."""
    series, snapshot = known.series, known.snapshot
    if series is None:
        return {}
    place = series.place
    carried: tuple[Carried, ...] = ()
    if place.previous is not None:
        links = NoteLinks(path, names, snapshot.settings)
        earlier = _up_to(place.previous, series.members)
        carried, left = _series_module().carried_into(snapshot, links, earlier)
        if left is not None:
            count = str(_series_module().LOOKED_BACK)
            warnings.say(_LEFT_BEHIND, path=left, count=count)
    return {
        "number": place.number,
        "previous": _link_to(link, place.previous),
        "next": _link_to(link, place.next),
        "carried": [each._asdict() for each in carried],
    }


def _up_to(previous: Member, members: Iterable[Member]) -> list[VaultPath]:
    """The meetings of a series up to one, the latest first."""
    earlier = (each for each in members if each[:3] <= previous[:3])
    return [each.path for each in sorted(earlier, key=lambda each: each[:3], reverse=True)]


def _link_to(link: Any, member: Member | None) -> Any:
    return "" if member is None else link(member.path, member.path.stem)


# --- what the note says


class _Known(NamedTuple):
    """What was found out for a request before the note has a place."""

    snapshot: Snapshot
    request: MeetingRequest
    when: When
    place: Place
    directory: People
    people: Sequence[Person]
    stubs: Sequence[NewNote]
    series: _Series | None


def _values(
    known: _Known, path: VaultPath, language: Language, warnings: _Warnings
) -> Mapping[str, Any]:
    snapshot, request, when, place, directory, people, stubs, series = known
    names = names_with(snapshot.names, [path, *(stub.path for stub in stubs)])
    link = link_in(snapshot, path, names)
    planned = sum(item.minutes for item in request.agenda)
    if request.duration and planned > request.duration:
        warnings.say(_TOO_LONG, planned=str(planned), duration=str(request.duration))
    platform = platform_of(request.platform)
    start = datetime.combine(when.day, when.time) if when.time else None
    instant = _instant(start, request.tz, warnings)
    end = _later(start, request.duration) if start and request.duration else None
    organiser = next((each for each in people if is_organising(each.named.role)), None)
    series_link = link_to_meant(snapshot, link, series.note, warnings.say) if series else ""
    for proposal in series.near[:1] if series else ():
        warnings.say(_NEAR, proposal=proposal)
    return {
        "type": request.type,
        "status": "planned" if when.day >= place.moment.date() else "",
        "time": f"{when.time:%H:%M}" if when.time else "",
        "end": f"{end:%H:%M}" if end else "",
        "tz": request.tz,
        "duration": request.duration or "",
        "platform": platform,
        "link": _address(request.link),
        "fallbacks": [_address(text) for text in request.fallbacks],
        "series": series_link,
        **_series_values(known, link, path, names, warnings),
        "topics": [
            link_to_meant(snapshot, link, find_note(snapshot, text) or text.strip(), warnings.say)
            for text in request.topics
        ],
        "goal": request.goal,
        "organiser": _person_link(organiser, link) if organiser else "",
        "attendees": [_attendee(each, link, start, instant, warnings) for each in people],
        "agenda": [*_iter_agenda(snapshot, request, directory, link, start)],
        "agenda_minutes": planned,
        # A note that a calendar brings is of a meeting that was prepared elsewhere.
        "is_past": request.checks == "listed" and when.day < place.moment.date(),
        **(
            _checks(known, language, platform, start, instant) if request.checks == "listed" else {}
        ),
    }


def _person_link(person: Person, link: Any) -> Any:
    return person.title if person.path is None else link(person.path, person.title)


def _instant(start: datetime | None, tz: str, warnings: _Warnings) -> datetime | None:
    """The moment at which the meeting begins, None where its time or zone is not given."""
    zone = find_zone(tz) if tz else None
    if start is None or zone is None:
        return None
    found = instant_of(start, zone)
    values = {"tz": tz, "time": f"{start:%H:%M}", "day": f"{start:%Y-%m-%d}"}
    if found.oddity == "gap":
        warnings.say(_GAP, **values)
    elif found.oddity == "fold":
        warnings.say(
            _FOLD,
            **values,
        )
    return found.utc


def _attendee(
    person: Person,
    link: Any,
    start: datetime | None,
    instant: datetime | None,
    warnings: _Warnings,
) -> Mapping[str, Any]:
    zone = find_zone(person.tz) if person.tz else None
    if person.tz and zone is None:
        warnings.say(_NO_ZONE, name=person.title, tz=person.tz)
    local = ""
    if instant is not None and zone is not None and start is not None:
        local = shown_local(local_time(instant, zone), start)
    return attendee_values(person, link, tz=person.tz if zone is not None else "", local=local)


def attendee_values(
    person: Person, link: Any, *, tz: str = "", local: str = ""
) -> Mapping[str, Any]:
    """What a template is told of somebody who comes."""
    return {
        "name": person.title,
        "link": _person_link(person, link),
        "is_note": person.path is not None,
        "email": person.email,
        "role": person.named.role,
        "reply": person.named.reply,
        "tz": tz,
        "local": local,
    }


def _iter_agenda(
    snapshot: Snapshot,
    request: MeetingRequest,
    directory: People,
    link: Any,
    start: datetime | None,
) -> Iterator[Mapping[str, Any]]:
    passed = 0
    for item in request.agenda:
        begins = _later(start, passed) if start and item.minutes else None
        passed += item.minutes
        owners = directory.find(Named(item.owner)) if item.owner else ()
        is_one = len(owners) == 1
        yield {
            "text": item.text,
            "minutes": item.minutes,
            "owner": link(owners[0], snapshot.notes[owners[0]].title) if is_one else item.owner,
            "at": f"{begins:%H:%M}" if begins else "",
        }


def _later(moment: datetime, minutes: int) -> datetime | None:
    """So many minutes later, earlier for fewer than none; None before the year 1 and after 9999."""
    try:
        return moment + timedelta(minutes=minutes)
    except OverflowError:
        return None


def _address(text: str) -> Any:
    """An address stays one in the body, where it is plainly that."""
    is_plain = text.startswith(("https://", "http://")) and text.isprintable()
    if is_plain and not set(" <>\"'`[]\\|") & set(text):
        return Ready(f"<{text}>", text)
    return text


def _is_to_come(
    when: When, start: datetime | None, instant: datetime | None, now: datetime
) -> bool:
    """Whether the last quarter of an hour before a meeting is still ahead."""
    # The moment of a new note is told by the clock on the wall, here.
    try:
        begins = instant.astimezone(now.tzinfo).replace(tzinfo=None) if instant else start
    except OverflowError:
        begins = start
    if begins is None:
        return when.day >= now.date()
    return (_later(begins, -15) or begins) >= now.replace(tzinfo=None)


def _checks(
    known: _Known,
    language: Language,
    platform: str,
    start: datetime | None,
    instant: datetime | None,
) -> Mapping[str, Any]:
    """What is to be checked before, with the day it is due, and what everyone needs.

    A check whose moment has passed is none any more.
    """
    snapshot, when, now = known.snapshot, known.when, known.place.moment
    # At the end of the line, or the Tasks plugin does not see it.
    due = {"emoji": "📅 {}", "dataview": "[due:: {}]"}[snapshot.config.tasks_style]
    table = tomllib.loads((library_of(language) / "checks.toml").read_text("utf-8"))
    own = table["platform"].get(platform, {})
    # The first day that there is has none before it: what is due earlier is due then.
    quarter = (_later(start, -15) or start) if start else None
    day_before = when.day - timedelta(days=when.day > date.min)
    at_quarter = table["at_quarter"].format(time=f"{quarter:%H:%M}" if quarter else "").rstrip(", ")
    day_of_quarter = quarter.date() if quarter else when.day
    sides = (
        (
            day_before >= now.date(),
            table["at_day"],
            day_before,
            (*table["day"], *table["host"]["day"], *own.get("host_day", ())),
        ),
        (
            _is_to_come(when, start, instant, now),
            at_quarter,
            day_of_quarter,
            (*table["quarter"], *table["host"]["quarter"]),
        ),
    )
    return {
        "checks": [
            {"text": text, "when": moment, "due": Ready(due.format(day), f"{day}")}
            for is_to_come, moment, day, texts in sides
            if is_to_come
            for text in texts
        ],
        "requirements": [*table["requirements"], *own.get("requirements", ())],
    }
