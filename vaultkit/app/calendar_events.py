"""Meetings' notes as events: what an export and an invitation are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from vaultkit.app.calendar_notes import moment_text, sequence_of, stamp_of, uid_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.exchange.masking import masked_text
from vaultkit.exchange.names import parse_email
from vaultkit.exchange.times import later
from vaultkit.exchange.zones import Zone, moment_in
from vaultkit.model.attending import attendees_among
from vaultkit.model.calendar import Attendee, Event, Moment
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.quote import one_line
from vaultkit.people.directory import EMAIL_NAMES, text_property
from vaultkit.people.fields import texts_of
from vaultkit.people.meetings import meeting_of
from vaultkit.people.replies import ORGANISER, Invitee, replies_in
from vaultkit.people.starting import zone_name_of
from vaultkit.people.zones import find_zone, local_time

__all__ = ["event_of", "parse_length", "times_of"]

_LENGTH = re.compile(r"(?:(\d{1,3})d)?\s*(?:(\d{1,4})h)?\s*(?:(\d{1,6})m)?", re.IGNORECASE)
_DAY = timedelta(days=1)
_MOST_MINUTES = 100_000
_CONFIDENTIAL = {"private": "private", "confidential": "confidential", "secret": "confidential"}


def event_of(snapshot: Snapshot, note: Note, *, masked: bool) -> Event | None:
    """The event that a meeting's note tells of, None for one without a day.

    An instance of a series is one by its RECURRENCE-ID. What lets anybody in is blotted out of
    links and texts where ``masked``.
    """
    times = times_of(note)
    if times is None:
        return None
    properties = note.properties
    shown = masked_text if masked else str
    join = shown(_text(properties.get("join")))
    room = shown(_text(properties.get("room")))
    status = name_key(_text(properties.get("status")))
    people = _people(snapshot, note)
    return Event(
        line=0,
        uid=uid_of(note),
        start=times[0],
        end=times[1],
        recurrence_id=_moment(moment_text(properties.get("recurrence_id"))),
        status="CANCELLED" if status.startswith(("cancel", "отмен")) else "CONFIRMED",
        sequence=sequence_of(note),
        modified=stamp_of(note),
        summary=shown(_text(properties.get("summary")) or one_line(note.title)),
        texts=(("url", join),) if "://" in join else (),
        location=room or join,
        organizer=_organiser(snapshot, note),
        attendees=tuple(map(_attendee, people)),
        reminders=_reminders(properties),
        categories=tuple(map(one_line, texts_of(properties.get("categories")))),
        confidentiality=_CONFIDENTIAL.get(name_key(_text(properties.get("confidentiality"))), ""),
        busy=_text(properties.get("busy")),
        importance=_text(properties.get("importance")),
        related=tuple(map(one_line, texts_of(properties.get("related")))),
    )


def parse_length(text: str) -> timedelta | None:
    """``15m``, ``1h30m``, ``1d``."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes = (int(each or 0) for each in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _text(value: Any) -> str:
    return one_line(next(iter(texts_of(value)), ""))


def _reminders(properties: Mapping[str, Any]) -> tuple[timedelta, ...]:
    found = (parse_length(text) for text in texts_of(properties.get("remind")))
    return tuple(sorted({each for each in found if each is not None}, reverse=True))


# --- when


def times_of(note: Note) -> tuple[Moment, Moment] | None:
    """Begin and end of a meeting's note, None where it has no day.

    ``start`` and ``end`` say it, else ``date``, ``time`` and ``duration``. Where ``end`` is a later
    day, both are whole days.
    """
    zone = zone_name_of(note)
    start = _in_zone(_moment(moment_text(note.properties.get("start"))), zone)
    if start is None:
        start = _dated(note, zone)
    if start is None:
        return None
    end = _in_zone(_moment(moment_text(note.properties.get("end"))), zone)
    if end is not None and end.is_day and end.local.date() > start.local.date():
        # A meeting of several days takes them whole, whenever it begins on the first.
        start = Moment(datetime.combine(start.local.date(), time()), is_day=True)
    if end is not None and end.is_day and start.is_day:
        end = later(end, _DAY)
    if end is None or (end.utc is None) != (start.utc is None) or end.is_day != start.is_day:
        length = _DAY if start.is_day else _length(note)
        end = _in_zone(later(start, length), zone) or start
    return start, end


def _dated(note: Note, zone: str) -> Moment | None:
    meeting = meeting_of(note, {}, ())
    if meeting.date is None:
        return None
    if not meeting.time:
        return Moment(datetime.combine(meeting.date, time()), is_day=True)
    local = datetime.combine(meeting.date, time.fromisoformat(meeting.time))
    rules = find_zone(zone) if zone else None
    return Moment(local) if rules is None else moment_in(Zone(zone, rules), local)


def _length(note: Note) -> timedelta:
    minutes = note.properties.get("duration")
    if not isinstance(minutes, int) or isinstance(minutes, bool):
        return timedelta(0)
    return timedelta(minutes=minutes) if 0 < minutes < _MOST_MINUTES else timedelta(0)


def _moment(text: str) -> Moment | None:
    """The moment that ``Moment.text`` wrote; None for another text."""
    try:
        local = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    if len(text) <= 10:
        return Moment(local, is_day=True)
    return Moment(local, "UTC", local.replace(tzinfo=UTC)) if text.endswith("Z") else Moment(local)


def _in_zone(moment: Moment | None, zone: str) -> Moment | None:
    """An instant as the zone's clocks show it; others as they are."""
    rules = find_zone(zone) if zone else None
    if moment is None or moment.utc is None or rules is None:
        return moment
    return Moment(local_time(moment.utc, rules), zone, moment.utc)


# --- who


def _people(snapshot: Snapshot, note: Note) -> list[Invitee]:
    """Those of whom the calendar told, then those whom the note links or names beside them."""
    found = list(replies_in(note.properties.get("replies")))
    known = {each.email.casefold() for each in found if each.email}
    known |= {name_key(each.name) for each in found if each.name}
    for each in _linked(snapshot, note):
        if each.email.casefold() not in known and name_key(each.name) not in known:
            found.append(each)
            known |= {each.email.casefold(), name_key(each.name)} - {""}
    return [each for each in found if each.status != ORGANISER]


def _linked(snapshot: Snapshot, note: Note) -> Iterator[Invitee]:
    links = [(each, each.path) for each in snapshot.links.get(note.path, ())]
    contacts = [
        (each, path)
        for each, path in links
        if path is not None and snapshot.kinds.get(path) == "contact" and not each.link.region
    ]
    organising = {path for each, path in contacts if each.relation == "organiser"}
    attending = attendees_among(contacts, readable=not note.error)
    for path in attending:
        if path not in organising or len(attending) > 1:
            yield _contact(snapshot, path)
    for text in texts_of(note.properties.get("attendees")):
        if isinstance(text, str) and text not in {each.link.display for each, _ in links}:
            email = parse_email(text) or ""
            yield Invitee("" if email else one_line(text), email)


def _contact(snapshot: Snapshot, path: VaultPath) -> Invitee:
    note = snapshot.notes[path]
    address = text_property(note, *EMAIL_NAMES)
    return Invitee(one_line(note.title), parse_email(address) or "")


def _organiser(snapshot: Snapshot, note: Note) -> Attendee | None:
    for each in snapshot.links.get(note.path, ()):
        if each.relation == "organiser" and each.path in snapshot.notes and each.path:
            return _attendee(_contact(snapshot, each.path))
    name = _text(note.properties.get("organiser"))
    told = replies_in(note.properties.get("replies"))
    for invitee in told:
        if invitee.status == ORGANISER or (name and name_key(invitee.shown) == name_key(name)):
            return _attendee(invitee)
    return _attendee(Invitee(name, "")) if name else None


def _attendee(invitee: Invitee) -> Attendee:
    names = (invitee.name,) if invitee.name else ()
    return Attendee(
        names=names,
        email=invitee.email or None,
        role=invitee.role or "required",
        status=invitee.status,
        guests=invitee.guests,
    )
