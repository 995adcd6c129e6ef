"""Events as the meetings that a vault shall have notes of: series, instances, single ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from vaultkit.app.calendar_check import Told
from vaultkit.app.calendar_notes import KnownMeetings, is_behind
from vaultkit.app.calendar_window import two_years_of
from vaultkit.exchange.identity import part_of
from vaultkit.model.calendar import Event, Moment, Window

__all__ = ["Key", "Meeting", "meetings_told", "moved_instances", "replies_told"]

_HALF_A_DAY = timedelta(hours=12)

Key = tuple[str, str]
"""UID and RECURRENCE-ID, as in ``KnownMeetings``."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as the calendars have it."""

    key: Key
    event: Event
    start: Moment
    end: Moment
    form: Literal["series", "instance", "single"]
    at: tuple[int, ...]
    """The places of the lines that tell of it."""
    original: Moment | None = None
    sequence: int = 0
    modified: datetime | None = None
    is_cancelled: bool = False


def meetings_told(
    told: Sequence[Told], known: KnownMeetings, window: Window | None
) -> dict[Key, Meeting]:
    """The meetings, each once, in the order of the lines; what was called off is marked."""
    found: dict[Key, Meeting] = {}
    live = [(at, each) for at, each in enumerate(told) if _is_told(each)]
    for at, each in live:
        for meeting in _held(at, each):
            found.setdefault(meeting.key, meeting)
    for at, each in live:
        if each.event is not None and each.event.is_cancelled and each.line.outcome != "reply":
            for meeting in _called_off(at, each.event, found, known):
                found[meeting.key] = meeting
    for at, each in live:
        for meeting in _vanished(at, each, found, known, window):
            found[meeting.key] = meeting
    return found


def moved_instances(meetings: Mapping[Key, Meeting], known: KnownMeetings) -> dict[Key, Key]:
    """Of series that were moved as a whole the new instances with those whose notes they get.

    By their RECURRENCE-ID these are other meetings, but for people the same ones at another
    hour: so where an instance vanished, and one alone came less than half a day beside it.
    """
    came: dict[str, list[Meeting]] = {}
    for each in meetings.values():
        if each.form == "instance" and each.key not in known and not each.is_cancelled:
            came.setdefault(each.key[0], []).append(each)
    moved: dict[Key, Key] = {}
    for each in meetings.values():
        gone = _instant(each.key[1]) if _is_gone(each) and each.key in known else None
        near = [
            other.key
            for other in came.get(each.key[0], ())
            if gone is not None
            and other.original is not None
            and abs(other.original.order - gone.order) < _HALF_A_DAY
        ]
        if len(near) == 1 and near[0] not in moved:
            moved[near[0]] = each.key
    return moved


def _is_gone(meeting: Meeting) -> bool:
    """Whether its series has it no longer, though nobody called it off."""
    return meeting.is_cancelled and meeting.event.is_series and not meeting.event.is_cancelled


def replies_told(told: Sequence[Told]) -> Iterator[tuple[int, Event]]:
    """The replies, the oldest first, with the places of their lines."""
    found = [
        (at, each.event)
        for at, each in enumerate(told)
        if each.event is not None and each.line.outcome == "reply"
    ]
    earliest = datetime.min.replace(tzinfo=UTC)
    return iter(sorted(found, key=lambda each: (each[1].modified or earliest, each[0])))


def _is_told(each: Told) -> bool:
    return each.event is not None and each.line.is_imported


def _held(at: int, told: Told) -> Iterator[Meeting]:
    """What takes place: a series with its instances, or one meeting."""
    event = told.event
    if event is None or event.is_cancelled or told.line.outcome == "reply":
        return
    uid, version = event.uid, (event.sequence, event.modified)
    if event.is_series and event.recurrence_id is None:
        yield Meeting((uid, ""), event, event.start, event.end, "series", (at,), None, *version)
    for each in told.occurrences:
        original = each.original
        key = uid, "" if original is None else original.text
        form: Literal["instance", "single"] = "single" if original is None else "instance"
        yield Meeting(key, event, each.start, each.end, form, (at,), original, *version)


def _called_off(
    at: int, event: Event, found: Mapping[Key, Meeting], known: KnownMeetings
) -> Iterator[Meeting]:
    """The meetings that a cancellation is of; one that nobody knew of is noted all the same."""
    first = "" if event.recurrence_id is None else event.recurrence_id.text
    own = event.uid, first
    is_wide = event.recurrence_id is None or event.and_later
    concerned = {own: None} | {
        key: None
        for key in (*found, *known)
        if key[0] == event.uid and (key[1] == first or (is_wide and key[1] >= first))
    }
    for key in concerned:
        meeting = found.get(key) or _of_event(key, event)
        if part_of(event) == "cancellation" and meeting.sequence > event.sequence and key == own:
            continue  # it was put back on since
        stamps = [each for each in (meeting.modified, event.modified) if each is not None]
        yield replace(
            meeting,
            at=tuple(dict.fromkeys((*meeting.at, at))),
            sequence=max(meeting.sequence, event.sequence),
            modified=max(stamps, default=None),
            is_cancelled=True,
        )


def _of_event(key: Key, event: Event) -> Meeting:
    form: Literal["series", "instance", "single"] = "instance" if key[1] else "single"
    if event.is_series and not key[1]:
        form = "series"
    version = (event.sequence, event.modified)
    original = event.recurrence_id if key[1] else None
    return Meeting(key, event, event.start, event.end, form, (), original, *version)


def _vanished(
    at: int,
    told: Told,
    found: Mapping[Key, Meeting],
    known: KnownMeetings,
    window: Window | None,
) -> Iterator[Meeting]:
    """Instances that have notes and that their series no longer has: called off, too."""
    event = told.event
    if event is None or event.is_cancelled or not event.is_series or event.recurrence_id:
        return
    if told.line.outcome == "reply" or any(r.code == "series-cut" for r in told.line.remarks):
        return
    of = window or _widened(two_years_of([event]))
    for key, note in known.items():
        original = _instant(key[1]) if key[0] == event.uid else None
        if original is None or key in found or is_behind(event, note):
            continue
        if of.touches(original, original):
            yield replace(_of_event(key, event), at=(at,), is_cancelled=True)


def _widened(window: Window) -> Window:
    """From a little earlier on: the first instance may have been moved to a later hour."""
    try:
        early = (window.start - _HALF_A_DAY, window.wall_start - _HALF_A_DAY)
    except OverflowError:
        return window
    return window._replace(start=early[0], wall_start=early[1])


def _instant(text: str) -> Moment | None:
    """The moment that ``Moment.text`` wrote."""
    try:
        local = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    if len(text) == 10:
        return Moment(local, is_day=True)
    return Moment(local, "UTC", local.replace(tzinfo=UTC)) if text.endswith("Z") else Moment(local)
