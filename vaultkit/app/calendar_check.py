"""What an import of calendars would do, component by component; nothing is left unsaid."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from vaultkit.app.calendar_files import CalendarFile
from vaultkit.app.calendar_notes import (
    BIRTHDAYS,
    KnownMeeting,
    KnownMeetings,
    identity_of,
    is_behind,
)
from vaultkit.app.calendar_window import two_years_of
from vaultkit.app.calendar_words import QUIET, Outcome, words_of
from vaultkit.app.expanding import MOST_SECONDS, Failed, expand_all
from vaultkit.app.forms import JsonObject
from vaultkit.exchange.calendar import Limits, Passed, read_calendar
from vaultkit.exchange.identity import key_of, part_of, version_of
from vaultkit.exchange.series import MOST_OCCURRENCES, alone, occurrences_of, series_of
from vaultkit.exchange.times import later
from vaultkit.model.calendar import Event, Moment, Occurrence, Remark, Window

__all__ = [
    "CheckedLine",
    "Limits",
    "Told",
    "check_calendars",
    "checked_form",
    "is_finding",
    "sum_form",
    "tell_calendars",
]

_NAMED = frozenset({"skipped", "refused"})


class CheckedLine(NamedTuple):
    """What becomes of one component. ``remarks`` say why, or what is doubtful about it."""

    file: str
    line: int
    component: str
    uid: str
    outcome: Outcome
    remarks: tuple[Remark, ...] = ()
    start: Moment | None = None
    recurrence_id: Moment | None = None
    occurrences: int = 0

    @property
    def is_imported(self) -> bool:
        """Whether it would change notes; else it is named with the reason."""
        return self.outcome not in _NAMED


class Told(NamedTuple):
    """A component's line with what it tells; ``event`` is None where it gave none."""

    line: CheckedLine
    event: Event | None = None
    occurrences: tuple[Occurrence, ...] = ()
    """When it takes place, in order; of a series without its changed instances."""


class _Found(NamedTuple):
    """An event with its file; ``at`` is its place in the whole list."""

    file: str
    event: Event
    at: int


def check_calendars(
    files: Iterable[CalendarFile],
    *,
    zone: str,
    window: Window | None = None,
    known: KnownMeetings | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a value
    seconds: float = MOST_SECONDS,
) -> list[CheckedLine]:
    """Every component of the calendars, in the order of the files, then of lines.

    ``zone`` is for times whose own zone nobody knows, ``known`` are the meetings of a vault.
    Without a ``window`` each series is followed for two years from its beginning. The series take
    at most so many seconds together, the rest is linear in the files.
    """
    told = tell_calendars(
        files, zone=zone, window=window, known=known, limits=limits, seconds=seconds
    )
    return [each.line for each in told]


def tell_calendars(
    files: Iterable[CalendarFile],
    *,
    zone: str,
    window: Window | None = None,
    known: KnownMeetings | None = None,
    limits: Limits = Limits(),  # noqa: B008 - a value
    seconds: float = MOST_SECONDS,
) -> list[Told]:
    """The lines of ``check_calendars`` with their events and when these take place.

    Where ``known`` is None, nobody asks whether there is a meeting to reply to.
    """
    lines: dict[int, CheckedLine] = {}
    found: list[_Found] = []
    for file in files:
        reading = read_calendar(file.data, zone=zone, window=window, limits=limits)
        told: list[Event | Passed] = [*reading.events, *reading.passed]
        for each in sorted(told, key=lambda each: each.line):
            at = len(lines) + len(found)
            if isinstance(each, Event):
                found.append(_Found(file.name, each, at))
            else:
                lines[at] = _passed_line(file.name, each)
    held = {each.at: each for each in found}
    lines |= _superseded(found)
    lines |= _countered([each for at, each in held.items() if at not in lines])
    standing = [each for at, each in held.items() if at not in lines]
    told_events = _placed(standing, window, known, seconds)
    told_lines = {at: Told(line) for at, line in lines.items()} | told_events
    return [told_lines[at] for at in sorted(told_lines)]


# --- which events hold


def _passed_line(file: str, passed: Passed) -> CheckedLine:
    outcome: Outcome = "refused" if passed.refused else "skipped"
    return CheckedLine(file, passed.line, passed.component, passed.uid, outcome, (passed.remark,))


def _line(
    found: _Found, outcome: Outcome, *, remarks: Sequence[Remark] = (), n: int = 0
) -> CheckedLine:
    event = found.event
    codes = {remark.code for remark in remarks}
    others = (remark for remark in event.remarks if remark.code not in codes)
    return CheckedLine(
        found.file,
        event.line,
        "VEVENT",
        event.uid,
        outcome,
        (*remarks, *others),
        event.start,
        event.recurrence_id,
        n,
    )


def _superseded(found: Sequence[_Found]) -> dict[int, CheckedLine]:
    """Those of which a newer version is there: of equal ones the last one holds."""
    newest: dict[tuple[str, str, str, str], _Found] = {}
    for each in found:
        held = newest.get(key_of(each.event))
        if held is None or version_of(each.event) >= version_of(held.event):
            newest[key_of(each.event)] = each
    lines: dict[int, CheckedLine] = {}
    for each in found:
        held = newest[key_of(each.event)]
        if held is not each:
            values = {"file": held.file, "line": str(held.event.line)}
            lines[each.at] = _line(each, "skipped", remarks=[Remark("superseded", values)])
    return lines


def _countered(found: Iterable[_Found]) -> dict[int, CheckedLine]:
    return {
        each.at: _line(each, "skipped", remarks=[Remark("counter-proposal")])
        for each in found
        if part_of(each.event) == "counter"
    }


# --- when they take place


def _placed(
    found: Sequence[_Found], window: Window | None, known: KnownMeetings | None, seconds: float
) -> dict[int, Told]:
    """What becomes of the events that hold."""
    groups = [(group, window or two_years_of(group.events)) for group in _groups(found)]
    series = [(group, of) for group, of in groups if group.is_series]
    placed: dict[int, tuple[Occurrence, ...]] = {}
    faults: dict[int, Remark] = {}
    asked = [series_of(group.numbered[0], group.numbered[1:], of) for group, of in series]
    for (group, of), answer in zip(series, expand_all(asked, seconds=seconds), strict=True):
        if isinstance(answer, Failed):
            rules = " ".join(group.members[0].event.rules)[:200]
            remark = Remark(str(answer), {"seconds": f"{seconds:g}", "rule": rules})
            faults |= {each.at: remark for each in group.members}
            continue
        placed |= group.placed(occurrences_of(group.numbered[0], group.numbered[1:], answer, of))
        if answer.cut:
            faults[group.members[0].at] = Remark("series-cut", {"limit": str(MOST_OCCURRENCES)})
        elif answer.goes_on and window is None:
            faults[group.members[0].at] = Remark("series-goes-on", {"day": f"{of.end:%Y-%m-%d}"})
    for group, of in groups:
        if not group.is_series:
            placed |= group.placed(alone(group.numbered, of))
    told = {*_identities(found), *(known or ())}
    judge = _Judge(window, known or {}, None if known is None else told, faults)
    return {
        each.at: Told(judge.line(each, times), each.event, times)
        for each in found
        for times in [placed.get(each.at, ())]
    }


def _identities(found: Iterable[_Found]) -> set[tuple[str, str]]:
    """The meetings that the calendars themselves tell of."""
    return {identity_of(each.event) for each in found if part_of(each.event) == "event"}


class _Group(NamedTuple):
    """The events of one UID; the series itself, if it is there, goes first."""

    members: tuple[_Found, ...]

    @property
    def is_series(self) -> bool:
        first = self.members[0].event
        return first.recurrence_id is None and first.is_series

    @property
    def events(self) -> list[Event]:
        return [each.event for each in self.members]

    @property
    def numbered(self) -> list[Event]:
        """With numbers for lines, which may be equal in several files."""
        return [replace(each.event, line=n) for n, each in enumerate(self.members)]

    def placed(self, occurrences: Iterable[Occurrence]) -> dict[int, tuple[Occurrence, ...]]:
        """When each member takes place, by its place in the whole list."""
        times: dict[int, list[Occurrence]] = {each.at: [] for each in self.members}
        for occurrence in occurrences:
            times[self.members[occurrence.line].at].append(occurrence)
        return {at: tuple(each) for at, each in times.items()}


def _groups(found: Iterable[_Found]) -> Iterator[_Group]:
    """Meetings with the changes of their instances; what is no version of one stands alone."""
    by_uid: dict[str, list[_Found]] = {}
    for each in found:
        part = part_of(each.event)
        calls_off_one = part == "cancellation" and each.event.recurrence_id is not None
        if part == "event" or calls_off_one:
            by_uid.setdefault(each.event.uid, []).append(each)
        else:
            yield _Group((each,))
    for members in by_uid.values():
        yield _Group(tuple(sorted(members, key=lambda each: each.event.recurrence_id is not None)))


class _Judge(NamedTuple):
    """What is known beside the events themselves."""

    window: Window | None
    known: KnownMeetings
    told: Container[tuple[str, str]] | None
    """The meetings that there are to reply to; None where nobody knows."""
    faults: Mapping[int, Remark]

    def line(self, found: _Found, times: Sequence[Occurrence]) -> CheckedLine:
        """What becomes of an event that holds and takes place then."""
        fault = self.faults.get(found.at)
        remarks = [] if fault is None else [fault]
        if fault is not None and fault.code not in ("series-cut", "series-goes-on"):
            return _line(found, "refused", remarks=remarks)
        event = found.event
        if event.uid.endswith(BIRTHDAYS):
            return _line(found, "skipped", remarks=[Remark("own-birthday")])
        note = self.known.get(identity_of(event))
        older = [] if note is None or not is_behind(event, note) else [_older_than(note)]
        if part_of(event) == "reply":
            return self._reply(found, older, len(times))
        if event.is_cancelled and not _is_elsewhere(event, self.window):
            return self._called_off(found, note, older)
        reason = self._reason_against(times, older)
        if reason is not None:
            return _line(found, reason[0], remarks=[reason[1]])
        return _line(found, _compared(event, note), remarks=remarks, n=len(times))

    def _reason_against(
        self, times: Sequence[Occurrence], older: Sequence[Remark]
    ) -> tuple[Outcome, Remark] | None:
        if self.window is not None and not times:
            return "skipped", Remark("outside-window")
        return ("skipped", older[0]) if older else None

    def _called_off(
        self, found: _Found, note: KnownMeeting | None, older: Sequence[Remark]
    ) -> CheckedLine:
        if older:
            return _line(found, "skipped", remarks=older)
        if note is None and not found.event.is_series and self._is_outside(found.event):
            return _line(found, "skipped", remarks=[Remark("outside-window")])
        return _line(found, "cancelled")

    def _reply(self, found: _Found, older: Sequence[Remark], n: int) -> CheckedLine:
        if self.told is not None and identity_of(found.event) not in self.told:
            return _line(found, "skipped", remarks=[Remark("reply-to-nothing")])
        return _line(found, "skipped", remarks=older) if older else _line(found, "reply", n=n)

    def _is_outside(self, event: Event) -> bool:
        return self.window is not None and not self.window.touches(event.start, event.end)


def _older_than(note: KnownMeeting) -> Remark:
    return Remark("older-than-note", {"note": note.path})


def _is_elsewhere(event: Event, window: Window | None) -> bool:
    """Whether what is called off is a single instance outside of the window."""
    if window is None or event.recurrence_id is None:
        return False
    length = event.end.local - event.start.local
    original = event.recurrence_id
    return not window.touches(original, later(original, length))


def _compared(event: Event, note: KnownMeeting | None) -> Outcome:
    if note is None:
        return "new"
    if not note.has_uid:
        return "unchanged" if event.sequence == note.sequence else "update"
    stamps = {note.modified, event.modified} - {None}
    same = (note.sequence, note.start) == (event.sequence, event.start.text) and len(stamps) < 2
    return "unchanged" if same and not note.is_cancelled else "update"


# --- forms


def is_finding(line: CheckedLine) -> bool:
    """Whether somebody should look at it."""
    return any(remark.code not in QUIET for remark in line.remarks)


def checked_form(line: CheckedLine) -> JsonObject:
    """One line of ``calendar check --json``; the words are English whatever is spoken."""
    return {
        "file": line.file,
        "line": line.line,
        "component": line.component or None,
        "uid": line.uid or None,
        "recurrence_id": None if line.recurrence_id is None else line.recurrence_id.text,
        "start_utc": None if line.start is None else line.start.text,
        "occurrences": line.occurrences,
        "outcome": line.outcome,
        "reason": line.remarks[0].code if line.remarks else None,
        "message": "; ".join(map(words_of, line.remarks)) or None,
    }


def sum_form(lines: Sequence[CheckedLine]) -> JsonObject:
    """The last line: ``total`` is ``imported`` and ``named`` together."""
    imported = sum(1 for line in lines if line.is_imported)
    return {"total": len(lines), "imported": imported, "named": len(lines) - imported}
