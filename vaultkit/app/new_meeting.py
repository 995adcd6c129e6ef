"""A new meeting: people found, times worked out, what is to be checked; then a note of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vaultkit.app.nearest import NearestNames
from vaultkit.app.new_addresses import ADDRESS_REMARKS, iter_email_remarks, iter_link_remarks
from vaultkit.app.new_agenda import AGENDA_REMARKS, Owners, days_of, iter_agenda
from vaultkit.app.new_checks import Meant, checks_of
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
from vaultkit.app.new_people import Person, people_asked
from vaultkit.app.new_times import CLOCKS, Times, iter_clock_remarks, times_of
from vaultkit.app.note_links import NoteLinks
from vaultkit.app.people_meant import People
from vaultkit.app.reader import find_reader
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.whole import check_whole
from vaultkit.app.zone_meant import unknown_zone
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit
from vaultkit.pages.marks import Ready
from vaultkit.pages.quote import quote_inline
from vaultkit.people.directory import Named
from vaultkit.people.meeting_words import PLATFORMS, AgendaItem, When, platform_of
from vaultkit.people.roles import is_organising
from vaultkit.people.zones import find_zone, local_time, shown_local

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

_TOO_LONG = "the agenda takes {planned} minutes, the meeting {duration}"
_NO_ZONE = "{name}: there is no time zone '{tz}'"
_NEAR_SERIES = "did you mean the series '{proposal}'?"
_NEAR_PLATFORM = "'{name}' is no platform that is known: did you mean '{proposal}'?"
_NEAR_TOPIC = "'{name}': did you mean the topic '{proposal}'?"
_NO_SERIES: Mapping[str, str] = {
    "contact": "'{name}' is a contact, not a series",
    "topic": "'{name}' is a topic, not a series",
}
_LEFT_BEHIND = (
    "what {path} and meetings before it left open is not carried over: only the last {count} of "
    "the series are asked"
)
WARNINGS = (
    *(_TOO_LONG, _NO_ZONE, _LEFT_BEHIND, _NEAR_SERIES, _NEAR_TOPIC, _NEAR_PLATFORM),
    *CLOCKS,
    *AGENDA_REMARKS,
    *ADDRESS_REMARKS,
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
    """Minutes; 0 where none are given."""
    until: date | None = None
    """The last day, None for one that ``days`` gives."""
    days: int = 0
    """How many days it takes; 0 where that is not given."""
    platform: str = ""
    link: str = ""
    fallbacks: tuple[str, ...] = ()
    secrets: Literal["shown", "masked"] = "shown"
    """How passcodes and tokens of the fallbacks stand in the note's body."""
    series: str = ""
    goal: str = ""
    agenda: tuple[AgendaItem, ...] = ()
    folder: str | None = None
    create_contacts: bool = False
    what: str = "meeting"
    """A meeting as such, or the name of a template of meetings."""
    template: str = ""
    """The template that is asked for by its name or path; empty where the settings decide."""
    told: frozenset[str] = frozenset()
    """The options among these that were given and whose value is otherwise a default."""
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
        raise unknown_zone(request.tz)
    people, stubs = people_asked(
        snapshot,
        request.people,
        place,
        day=request.when.day if request.when else place.moment.date(),
        unknown="made" if request.create_contacts else "refused",
    )
    planned = plan_found_meeting(
        snapshot,
        request,
        place,
        people,
        stubs=stubs,
        told=_told(request),
        # A meeting may be called like somebody who comes.
        taken={stub.path.key for stub in stubs},
    )
    return planned._replace(
        warnings=(*planned.warnings, *_iter_address_remarks(snapshot, request, people, stubs))
    )


def _iter_address_remarks(
    snapshot: Snapshot, request: MeetingRequest, people: Sequence[Person], stubs: Sequence[NewNote]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    if request.link:
        yield from iter_link_remarks(request.link, request.platform)
    new = {stub.path for stub in stubs}
    directory = People(snapshot)
    for each in people:
        if each.named.email:
            known = None if each.path in new else each.path
            yield from iter_email_remarks(directory, each.named.email, known)


def plan_found_meeting(
    snapshot: Snapshot,
    request: MeetingRequest,
    place: Place,
    people: Sequence[Person],
    *,
    stubs: Sequence[NewNote] = (),
    told: Sequence[str] = (),
    taken: Container[str] = (),
    at: VaultPath | None = None,
) -> NewMeeting:
    """The meeting's note where it is known who comes, some perhaps by notes that are new too.

    ``told`` are the options that the template has to show, ``taken`` the keys of paths that other
    new notes get, ``at`` is that of a note whose place it takes. Raises UsageError as
    ``plan_meeting`` does.
    """
    when = request.when or When(place.moment.date())
    wall = datetime.combine(when.day, when.time or datetime.min.time())
    wanted = Wanted(
        request.what,
        request.title,
        wall,
        request.folder,
        request.type,
        tuple(told),
        request.template,
        has_time=when.time is not None,
    )
    warnings = _Warnings()
    series = _series_of(snapshot, request.series, when)
    known = _Known(snapshot, request, when, place, People(snapshot), people, stubs, series)

    def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
        return _values(known, path, language, warnings)

    meeting = plan_note(snapshot, wanted, place, values_at=values_at, taken=taken, at=at)
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
        "at": request.when,
        "type": request.type if "type" in request.told else "",
        "with": request.people,
        "topic": request.topics,
        "tz": request.tz,
        "duration": request.duration or request.days,
        "until": request.until,
        "platform": request.platform,
        "link": request.link,
        "fallback": request.fallbacks,
        "series": request.series,
        "goal": request.goal,
        "agenda": request.agenda,
    }
    return tuple(name for name, value in said.items() if value)


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
    check_whole(snapshot.diagnostics)  # one that is left out would get no number
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
    return _Series(note, place, members, _names_of(snapshot, "index").near(note) if is_slip else ())


def _names_of(snapshot: Snapshot, kind: Kind) -> NearestNames:
    """What the notes of a kind are called."""
    notes = [snapshot.notes[path] for path in snapshot.of_kind(kind)]
    return NearestNames.of(name for note in notes for name in (note.path.stem, *note.aliases))


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
    days = days_of(request, when)
    planned = sum(item.minutes for item in request.agenda)
    if request.duration and planned > request.duration:
        warnings.say(_TOO_LONG, planned=str(planned), duration=str(request.duration))
    platform = platform_of(request.platform)
    near = None if platform in PLATFORMS else NearestNames.of(PLATFORMS).find(platform)
    if near is not None:
        warnings.say(_NEAR_PLATFORM, name=platform, proposal=platform_of(near))
    start = datetime.combine(when.day, when.time) if when.time else None
    times = times_of(start, request.tz, request.duration)
    warnings += iter_clock_remarks(times, ((each.title, each.tz) for each in people))
    organiser = next((each for each in people if is_organising(each.named.role)), None)
    series_link = link_to_meant(snapshot, link, series.note, warnings.say) if series else ""
    for proposal in series.near[:1] if series else ():
        warnings.say(_NEAR_SERIES, proposal=proposal)
    owners = Owners(directory, people, link, warnings.say)
    agenda = tuple(iter_agenda(request.agenda, days, times, owners))
    # A note that a calendar brings is of a meeting that was prepared elsewhere.
    is_listed = request.checks == "listed"
    return {
        "type": request.type,
        "status": "planned" if days[-1] >= place.moment.date() else "",
        "time": f"{when.time:%H:%M}" if when.time else "",
        "end": f"{times.end:%H:%M}" if times.end else "",
        "until": days[-1].isoformat() if request.until or request.days else "",
        "tz": request.tz,
        "duration": request.duration or "",
        "platform": platform,
        "link": _address(request.link),
        "fallbacks": [_fallback(text, request) for text in request.fallbacks],
        "series": series_link,
        **_series_values(known, link, path, names, warnings),
        "topics": _topic_links(known, link, warnings),
        "goal": request.goal,
        "organiser": _person_link(organiser, link) if organiser else "",
        "attendees": [_attendee(each, link, times, warnings) for each in people],
        "agenda": agenda,
        "days": [
            {
                "date": day.isoformat(),
                "agenda": [item for item in agenda if item["day"] == day.isoformat()],
            }
            for day in days
        ],
        "agenda_minutes": planned,
        "is_past": is_listed and days[-1] < place.moment.date(),
        **(_checks(known, language, platform, times, link) if is_listed else {}),
    }


def _checks(
    known: _Known, language: Language, platform: str, times: Times, link: Any
) -> Mapping[str, Any]:
    snapshot = known.snapshot
    people = [(each, _person_link(each, link)) for each in known.people]
    me = find_reader(snapshot.names, snapshot.config.me)
    meant = Meant(known.request.type, platform, known.when, times, people, me)
    return checks_of(meant, snapshot.config, language, known.place.moment)


def _topic_links(known: _Known, link: Any, warnings: _Warnings) -> list[Any]:
    snapshot = known.snapshot
    found = [(text.strip(), find_note(snapshot, text)) for text in known.request.topics]
    is_whole = all(note is not None for _, note in found)
    topics = NearestNames.of(()) if is_whole else _names_of(snapshot, "topic")
    made = []
    for text, note in found:
        made.append(link_to_meant(snapshot, link, note or text, warnings.say))
        proposal = topics.find(text) if note is None else None
        if proposal is not None:
            warnings.say(_NEAR_TOPIC, name=text, proposal=proposal)
    return made


def _person_link(person: Person, link: Any) -> Any:
    return person.title if person.path is None else link(person.path, person.title)


def _attendee(person: Person, link: Any, times: Times, warnings: _Warnings) -> Mapping[str, Any]:
    zone = find_zone(person.tz) if person.tz else None
    if person.tz and zone is None:
        warnings.say(_NO_ZONE, name=person.title, tz=person.tz)
    local = ""
    if times.instant is not None and zone is not None and times.start is not None:
        local = shown_local(local_time(times.instant, zone), times.start)
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


def _fallback(text: str, request: MeetingRequest) -> Any:
    """What shows another channel in the body; a property always holds all of it."""
    if request.secrets == "shown":
        return _address(text)
    shown = import_module("vaultkit.exchange.masking").masked_text(text)
    link = _address(shown)
    return Ready(link if isinstance(link, Ready) else quote_inline(shown), text)


def _address(text: str) -> Any:
    """An address stays one in the body, where it is plainly that."""
    is_plain = text.startswith(("https://", "http://")) and text.isprintable()
    if is_plain and not set(" <>\"'`[]\\|") & set(text):
        return Ready(f"<{text}>", text)
    return text
