"""What may be said of a component of a calendar, by code. English; the front translates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vaultkit.model.calendar import Remark

__all__ = ["CALENDAR_WORDS", "QUIET", "Outcome", "words_of"]

Outcome = Literal["new", "update", "unchanged", "cancelled", "reply", "skipped", "refused"]
"""What becomes of a component; the last two are named with a reason, the others imported."""

CALENDAR_WORDS: Mapping[str, str] = {
    "file-too-large": "larger than {limit} bytes; --max-bytes reads it all the same",
    "too-many-components": "beyond the first {limit} components; --max-components reads more",
    "no-calendar": "holds no calendar",
    "not-a-meeting": "{component} is no meeting",
    "component-unknown": "{component} is not known",
    "outside-window": "does not take place in these days",
    "superseded": "a newer version of it is in {file}:{line}",
    "older-than-note": "older than its note: {note}",
    "reply-to-nothing": "answers an invitation that no note came from",
    "own-birthday": "is a contact's birthday, which an export wrote",
    "counter-proposal": "proposes a change or asks for one; answer it in your calendar",
    "start-missing": "has no start",
    "start-invalid": "the start in line {line} is no date: {value}",
    "recurrence-invalid": "the instance that it changes is no date: {value}",
    "rule-too-often": "repeats more often than hourly: {rule}",
    "rule-endless": "never ends or never goes on: {rule}",
    "rule-invalid": "its rule cannot be read: {rule}",
    "series-too-long": "takes longer than {seconds} s to work out",
    "series-failed": "its series cannot be worked out",
    "series-cut": "only the first {limit} occurrences are counted",
    "series-goes-on": "goes on after {day}; --from and --to import later days",
    "zone-unknown": "nobody knows the time zone {zone}; {taken} was taken",
    "zone-guessed": "the time zone {zone} is known by its offset alone",
    "time-left-out": "clocks in {zone} never show {time}",
    "time-twice": "clocks in {zone} show {time} twice; the first one was taken",
    "date-invalid": "a date of {property} in line {line} cannot be read",
    "end-invalid": "its end cannot be read",
    "end-before-start": "ends before it begins; its end was left out",
    "uid-missing": "has no UID; one was made from its start and title",
    "line-invalid": "line {line} cannot be read",
    "not-closed": "its END is missing; what came before was read",
    "exrule-ignored": "EXRULE is not followed",
}

QUIET = frozenset(
    (
        *("not-a-meeting", "component-unknown", "outside-window", "superseded"),
        *("older-than-note", "own-birthday", "series-goes-on"),
    )
)
"""Codes that are no finding: everything is as it should be."""


def words_of(remark: Remark) -> str:
    """The remark in English."""
    return CALENDAR_WORDS[remark.code].format_map(remark.values)
