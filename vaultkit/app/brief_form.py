"""The JSON form of a brief."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from vaultkit.app.forms import JsonObject
from vaultkit.model.brief import (
    Attendee,
    Brief,
    Evidence,
    MeetingHead,
    PastMeeting,
    Promise,
    Shared,
)
from vaultkit.model.views import NoteRef

__all__ = ["brief_form"]


def brief_form(brief: Brief) -> JsonObject:
    """The one object that ``brief --json`` prints."""
    return {
        "meeting": None if brief.meeting is None else _meeting_form(brief.meeting),
        "as_of": _day(brief.as_of),
        "people": [_attendee_form(each) for each in brief.people],
        "meetings": [_past_form(each) for each in brief.past],
        "theirs": [_promise_form(each) for each in brief.theirs],
        "ours": [_promise_form(each) for each in brief.ours],
        "topics": [_shared_form(each) for each in brief.topics],
        "contacts": [_shared_form(each) for each in brief.contacts],
        "parked": [
            {"text": each.text, "day": _day(each.day), "evidence": _evidence_form(each.evidence)}
            for each in brief.parked
        ],
        "lacks": list(brief.lacks),
    }


def _meeting_form(head: MeetingHead) -> JsonObject:
    return {
        **_note_form(head.note),
        "day": _day(head.day),
        "time": head.time or None,
        "tz": head.tz or None,
        "start_utc": None if head.start is None else f"{head.start:%Y-%m-%dT%H:%M:%SZ}",
        "oddity": head.oddity or None,
        "in_days": head.days,
    }


def _attendee_form(person: Attendee) -> JsonObject:
    last, local, birthday, rhythm = person.last, person.local, person.birthday, person.rhythm
    return {
        **_note_form(person.note),
        "role": person.role or None,
        "evidence": None if person.evidence is None else _evidence_form(person.evidence),
        "meetings": person.meetings,
        "last_met": None
        if last is None
        else {
            "day": _day(last.day),
            "days_ago": last.days,
            "evidence": _evidence_form(last.evidence),
        },
        "local_time": None if local is None else {"time": local.text, "tz": local.tz},
        "birthday": None
        if birthday is None
        else {
            "day": _day(birthday.day),
            "in_days": birthday.days,
            "turns": birthday.turns,
            "evidence": _evidence_form(birthday.evidence),
        },
        "cadence": None
        if rhythm is None
        else {
            "ideal": rhythm.ideal or None,
            "max": rhythm.most or None,
            "state": rhythm.state,
            "due": _day(rhythm.due),
            "late": rhythm.late,
            "evidence": _evidence_form(rhythm.evidence),
        },
    }


def _past_form(past: PastMeeting) -> JsonObject:
    return {
        **_note_form(past.evidence.note),
        "day": _day(past.day),
        "time": past.time or None,
        "people": _note_forms(past.people),
        "topics": _note_forms(past.topics),
    }


def _promise_form(promise: Promise) -> JsonObject:
    return {
        "text": promise.text,
        "owner": None if promise.owner is None else _note_form(promise.owner),
        "due": _day(promise.due),
        "late": promise.late,
        "said": _day(promise.said),
        "age": promise.age,
        "evidence": _evidence_form(promise.evidence),
    }


def _shared_form(shared: Shared) -> JsonObject:
    return {
        **_note_form(shared.note),
        "people": _note_forms(shared.people),
        "meetings": shared.meetings,
        "evidence": _evidence_form(shared.evidence),
    }


def _evidence_form(evidence: Evidence) -> JsonObject:
    return {
        **_note_form(evidence.note),
        "line": evidence.line or None,
        "heading": evidence.heading,
        "property": evidence.property,
    }


def _note_form(note: NoteRef) -> JsonObject:
    return {"path": note.path, "title": note.title}


def _note_forms(notes: Iterable[NoteRef]) -> list[JsonObject]:
    return [_note_form(note) for note in notes]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
