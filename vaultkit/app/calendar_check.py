"""What an import of calendars would do, component by component; nothing is left unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vaultkit.app.calendar_files import CalendarFile
from vaultkit.app.calendar_notes import KnownMeeting, KnownMeetings, identity_of
from vaultkit.app.calendar_words import QUIET, Outcome, words_of
from vaultkit.app.expanding import MOST_SECONDS, Failed, expand_all
from vaultkit.app.forms import JsonObject
from vaultkit.exchange.calendar import Limits, Passed, read_calendar
from vaultkit.exchange.identity import key_of, part_of, version_of
from vaultkit.exchange.series import MOST_OCCURRENCES, alone, occurrences_of, series_of
from vaultkit.exchange.times import later
from vaultkit.exchange.zones import find_iana
from vaultkit.model.calendar import Event, Moment, Occurrence, Remark, Window
from vaultkit.model.errors import UsageError

__all__ = [
    "CheckedLine",
    "check_calendars",
    "checked_form",
    "get_zone",
    "is_finding",
    "sum_form",
    "window_of",
]

_NAMED = frozenset({"skipped", "refused"})
_TWO_YEARS = timedelta(days=731)


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
    lines |= _placed(standing, window, known or {}, seconds)
    return [lines[at] for at in sorted(lines)]


def window_of(start: date | None, end: date | None, zone: str) -> Window | None:
    """The window of these days, the last one in it; None without either. Raises UsageError."""
    if start is None and end is None:
        return None
    first = start or _days_from(end, -_TWO_YEARS)
    last = end or _days_from(start, _TWO_YEARS)
    if last < first or last - first > _TWO_YEARS:
        raise UsageError(
            "from {start} to {end} are not one day to two years",
            hint="give --from and --to at most two years apart",
            values={"start": first.isoformat(), "end": last.isoformat()},
        )
    walls = [datetime(day.year, day.month, day.day) for day in (first, _days_from(last, _DAY))]
    rules = ZoneInfo(zone)
    utc = [wall.replace(tzinfo=rules).astimezone(UTC).replace(tzinfo=None) for wall in walls]
    return Window(utc[0], utc[1], walls[0], walls[1])


_DAY = timedelta(days=1)


def _days_from(day: date | None, by: timedelta) -> date:
    assert day is not None
    try:
        return day + by
    except OverflowError as error:
        raise UsageError("no such days: {day}", values={"day": day.isoformat()}) from error


def get_zone(name: str) -> str:
    """The IANA name of a zone as a person gives it. Raises UsageError where nobody knows it."""
    found = find_iana(name)
    if found is None:
        raise UsageError(
            "there is no time zone '{zone}'",
            hint="give its IANA name, such as Europe/Moscow",
            values={"zone": name},
        )
    return found


# --- which events hold


def _passed_line(file: str, passed: Passed) -> CheckedLine:
    outcome: Outcome = "refused" if passed.refused else "skipped"
    return CheckedLine(file, passed.line, passed.component, passed.uid, outcome, (passed.remark,))


def _line(
    found: _Found, outcome: Outcome, *, remarks: Sequence[Remark] = (), n: int = 0
) -> CheckedLine:
    event = found.event
    return CheckedLine(
        found.file,
        event.line,
        "VEVENT",
        event.uid,
        outcome,
        (*remarks, *event.remarks),
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
    found: Sequence[_Found], window: Window | None, known: KnownMeetings, seconds: float
) -> dict[int, CheckedLine]:
    """What becomes of the events that hold."""
    groups = [(group, window or _two_years_of(group.events)) for group in _groups(found)]
    series = [(group, of) for group, of in groups if group.is_series]
    counted: dict[int, int] = {}
    faults: dict[int, Remark] = {}
    asked = [series_of(group.numbered[0], group.numbered[1:], of) for group, of in series]
    for (group, of), answer in zip(series, expand_all(asked, seconds=seconds), strict=True):
        if isinstance(answer, Failed):
            rules = " ".join(group.members[0].event.rules)[:200]
            remark = Remark(str(answer), {"seconds": f"{seconds:g}", "rule": rules})
            faults |= {each.at: remark for each in group.members}
            continue
        counted |= group.counted(occurrences_of(group.numbered[0], group.numbered[1:], answer, of))
        if answer.cut:
            faults[group.members[0].at] = Remark("series-cut", {"limit": str(MOST_OCCURRENCES)})
    for group, of in groups:
        if not group.is_series:
            counted |= group.counted(alone(group.numbered, of))
    return {each.at: _judged(each, counted, faults, window, known) for each in found}


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

    def counted(self, occurrences: Iterable[Occurrence]) -> dict[int, int]:
        """How often each member takes place, by its place in the whole list."""
        counts = {each.at: 0 for each in self.members}
        for occurrence in occurrences:
            counts[self.members[occurrence.line].at] += 1
        return counts


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


def _two_years_of(events: Sequence[Event]) -> Window:
    first = min(each.start.order for each in events)
    try:
        last = first + _TWO_YEARS
    except OverflowError:
        last = datetime.max
    # An end before its start must not put an event outside of its own window.
    return Window(first, last, first, last)


def _judged(
    found: _Found,
    counted: Mapping[int, int],
    faults: Mapping[int, Remark],
    window: Window | None,
    known: KnownMeetings,
) -> CheckedLine:
    fault = faults.get(found.at)
    remarks = [] if fault is None else [fault]
    n = counted.get(found.at, 0)
    if fault is not None and fault.code != "series-cut":
        return _line(found, "refused", remarks=remarks)
    part = part_of(found.event)
    if part == "reply":
        return _line(found, "reply", n=n)
    if found.event.is_cancelled and not _is_elsewhere(found.event, window):
        return _line(found, "cancelled")
    if window is not None and n == 0:
        return _line(found, "skipped", remarks=[Remark("outside-window")])
    note = known.get(identity_of(found.event))
    if note is not None and found.event.sequence < note.sequence:
        older = Remark("older-than-note", {"note": note.path})
        return _line(found, "skipped", remarks=[older])
    return _line(found, _compared(found.event, note), remarks=remarks, n=n)


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
    same = (note.sequence, note.start) == (event.sequence, event.start.text)
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
