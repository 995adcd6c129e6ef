"""A brief as lines for people: what is said, and where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.cli.show import visible
from vaultkit.language.brief_words import LACKS
from vaultkit.language.catalog import Catalog
from vaultkit.language.dates import format_date
from vaultkit.language.days import ago, in_days
from vaultkit.model.brief import (
    Attendee,
    Brief,
    Evidence,
    MeetingHead,
    ParkedItem,
    PastMeeting,
    Promise,
    Rhythm,
    Shared,
)
from vaultkit.model.views import NoteRef

__all__ = ["Line", "brief_lines", "evidence_text"]

_SHOWN = 7
"""Entries of a part; programs get all of them."""
_NAMED = 3


class Line(NamedTuple):
    """One line: its depth, what it says as texts with styles, and where that is said."""

    depth: int
    parts: Sequence[tuple[str, str]]
    evidence: Evidence | None = None


def brief_lines(brief: Brief, words: Catalog) -> tuple[Line, ...]:
    """All of a brief, parted by empty lines; parts without anything to say are left out."""
    lines: list[Line] = []
    for part in _iter_parts(brief, words):
        if part and lines:
            lines.append(Line(0, ()))
        lines += part
    return tuple(lines)


def _iter_parts(brief: Brief, words: Catalog) -> Iterator[list[Line]]:
    several = len(brief.people) > 1
    if brief.meeting is not None:
        yield list(_iter_head(brief.meeting, brief.as_of, words))
    yield _part(
        words.text("Who comes") if brief.meeting else words.text("People"),
        [line for each in brief.people for line in _iter_person(each, words)],
    )
    yield _part(
        words.text("Last meetings"), [_past(each, words, len(brief.people)) for each in brief.past]
    )
    theirs = [_promise(each, words) for each in brief.theirs]
    yield _part(words.text("They promised"), _cut(theirs, words))
    ours = [_promise(each, words) for each in brief.ours]
    yield _part(words.text("You promised"), _cut(ours, words))
    parked = [_parked(each, words) for each in brief.parked]
    yield _part(words.text("Put off last time"), _cut(parked, words))
    topics = [_shared(each, words, len(brief.people)) for each in brief.topics]
    title = words.text("Topics they share") if several else words.text("Topics")
    yield _part(title, _cut(topics, words))
    contacts = [_shared(each, words, len(brief.people)) for each in brief.contacts]
    title = words.text("Contacts they share") if several else words.text("Contacts of theirs")
    yield _part(title, _cut(contacts, words))
    missing = ", ".join(words.text(LACKS[each]) for each in brief.lacks)
    lacking = [Line(1, [(missing, "yellow")])] if missing and brief.meeting else []
    yield _part(words.text("The note still lacks"), lacking)


def _part(title: str, lines: Sequence[Line]) -> list[Line]:
    return [Line(0, [(title, "bold cyan")]), *lines] if lines else []


def _cut(lines: Sequence[Line], words: Catalog) -> Sequence[Line]:
    more = len(lines) - _SHOWN
    if more <= 0:
        return lines
    return [
        *lines[:_SHOWN],
        Line(1, [(words.plural("and {n} more", "and {n} more", more), "dim")]),
    ]


def _iter_head(head: MeetingHead, as_of: date | None, words: Catalog) -> Iterator[Line]:
    yield Line(0, [(head.note.title, "bold")], Evidence(head.note))
    if head.day is None:
        return
    when = format_date(head.day, words.language)
    if head.time:
        when += f", {head.time}"
    if head.time and head.tz:
        when += f" {head.tz}"
    parts = [(when, "")]
    if as_of == head.day and head.days is not None and head.days < 0:
        # The days below are not counted from today, so this line does not say how long ago.
        parts.append((f" — {words.text('as it stood that day')}", "bold"))
    elif head.days is not None:
        parts.append((f" — {in_days(head.days, words)}", "bold"))
    yield Line(0, parts)
    if head.oddity == "gap":
        yield Line(0, [(words.text("clocks are put forward and never show this time"), "red")])
    elif head.oddity == "fold":
        text = words.text("clocks are put back and show this time twice; the first is meant")
        yield Line(0, [(text, "yellow")])


def _iter_person(person: Attendee, words: Catalog) -> Iterator[Line]:
    parts = [(person.note.title, "bold")]
    if person.role:
        parts.append((f", {person.role}", ""))
    if person.local is not None:
        parts.append((f" — {person.local.text} {person.local.tz}", "green"))
    yield Line(1, parts, person.evidence or Evidence(person.note))
    last = person.last
    if last is None:
        yield Line(2, [(words.text("never met before"), "")])
    else:
        day = format_date(last.day, words.language)
        text = words.text("last met {day}", day=day)
        if last.days is not None:
            text += f", {ago(last.days, words)}"
        if person.meetings > 1:
            text += ", " + words.plural(
                "{n} meeting in all", "{n} meetings in all", person.meetings
            )
        yield Line(2, [(text, "")], last.evidence)
    if (birthday := person.birthday) is not None:
        day = format_date(birthday.day, words.language)
        text = words.text("birthday {day}", day=f"{day}, {in_days(birthday.days, words)}")
        if birthday.turns is not None:
            text += ", " + words.plural("turns {n}", "turns {n}", birthday.turns)
        yield Line(2, [(text, "magenta")], birthday.evidence)
    if (rhythm := person.rhythm) is not None and rhythm.state != "kept":
        style = "red" if rhythm.state == "overdue" else "yellow"
        yield Line(2, [(_rhythm(rhythm, words), style)], rhythm.evidence)


def _rhythm(rhythm: Rhythm, words: Catalog) -> str:
    days = rhythm.ideal or rhythm.most
    every = words.plural("to be met every {n} day", "to be met every {n} days", days)
    if rhythm.state == "never":
        return every
    late = words.plural("{n} day late", "{n} days late", rhythm.late)
    return f"{every}: {late if rhythm.late else words.text('due today')}"


def _past(past: PastMeeting, words: Catalog, of_people: int) -> Line:
    when = format_date(past.day, words.language) + (f", {past.time}" if past.time else "")
    people = f" — {_some(past.people, of_people, words)}" if of_people > 1 else ""
    parts = [(f"{when}: ", ""), (past.evidence.note.title, "bold"), (people, "")]
    return Line(1, parts, past.evidence)


def _promise(promise: Promise, words: Catalog) -> Line:
    owner = promise.owner.title if promise.owner else ""
    text = promise.text if not owner or owner in promise.text else f"{owner}: {promise.bare}"
    parts = [(text, "")]
    if promise.due is not None:
        due = words.text("due {day}", day=format_date(promise.due, words.language))
        parts.append((f" — {due}", ""))
        if promise.late is not None:
            late = words.plural("{n} day late", "{n} days late", promise.late)
            parts.append((f", {late}", "red"))
    if promise.age is not None:
        said = words.text("said {when}", when=ago(promise.age, words))
        parts.append((f" — {said}", "dim"))
    return Line(1, parts, promise.evidence)


def _parked(item: ParkedItem, words: Catalog) -> Line:
    day = format_date(item.day, words.language)
    return Line(1, [(item.text, ""), (f" — {day}", "dim")], item.evidence)


def _shared(shared: Shared, words: Catalog, of_people: int) -> Line:
    parts = [(shared.note.title, "bold")]
    if of_people > 1:
        parts.append((f" — {_some(shared.people, of_people, words)}", ""))
    if shared.meetings:
        met = words.plural("{n} meeting", "{n} meetings", shared.meetings)
        parts.append((f" — {met}", ""))
    return Line(1, parts, shared.evidence)


def _some(people: Sequence[NoteRef], of_people: int, words: Catalog) -> str:
    """Their names, or how many they are."""
    if len(people) <= _NAMED:
        return _names(people)
    if len(people) == of_people:
        return words.text("all of them")
    return words.text("{n} of {total} people", n=len(people), total=of_people)


def _names(notes: Iterable[NoteRef]) -> str:
    return ", ".join(note.title for note in notes)


def evidence_text(evidence: Evidence) -> str:
    """``Meetings/Call.md:12``, or the note with the property that says it."""
    if evidence.line:
        return f"{visible(evidence.note.path)}:{evidence.line}"
    if evidence.property:
        return f"{visible(evidence.note.path)}, {visible(evidence.property)}"
    return visible(evidence.note.path)
