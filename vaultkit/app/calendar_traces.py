"""Meetings of which a cancellation came before the invitation: what their notes wait for.

A cancellation need not say who comes, where, and by which clock, and whom it names may be only
those who are no longer invited. So the note that is made of one alone bears a property ``TRACE``
until the invitation comes: then all of it is as if that had come first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from vaultkit.app.calendar_meetings import Key, Meeting
from vaultkit.app.calendar_notes import TRACE, KnownMeeting, KnownMeetings, is_newer
from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import remove_property
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import spliced
from vaultkit.model.source import Source

__all__ = ["instances_known", "is_told_late", "still_called_off", "trace_of"]

_OTHERS = (TRACE, "status", "sequence", "ical_modified", "series", "previous", "next")
"""What later imports change in a note, whether or not the invitation has come."""


def trace_of(source: Source) -> str:
    """By what a note is known again that nobody edited; empty where it cannot be read."""
    for name in _OTHERS:
        if name not in read(source).properties:
            continue
        edit = remove_property(source, name)
        if isinstance(edit, Diagnostic):
            return ""
        source = decode(source.path, spliced(source.data, edit))
    return "sha256-" + hashlib.sha256(source.data).hexdigest()[:16]


def is_told_late(meeting: Meeting, note: KnownMeeting | None) -> bool:
    """Whether it is an invitation to what the note knows from a cancellation alone."""
    # An instance that its series lost has no words of its own.
    is_own = not meeting.key[1] or meeting.original is not None
    return note is not None and bool(note.trace) and is_own and not meeting.event.is_cancelled


def instances_known(
    meetings: Mapping[Key, Meeting], known: KnownMeetings, kinds: Mapping[VaultPath, Kind]
) -> KnownMeetings:
    """What is known, where a note made as that of a single meeting is of an instance.

    A cancellation of a series may leave out its rule; only the invitation says then what it is of.
    Linear in the meetings.
    """
    at = {(each.key[0], each.start.text): key for key, each in meetings.items() if key[1]}
    given = dict(known)
    for key, meeting in meetings.items():
        note = known.get(key)
        if note is None or meeting.form != "series" or not is_told_late(meeting, note):
            continue
        instance = at.get((key[0], note.start))
        if kinds.get(note.path) == "meeting" and instance is not None and instance not in known:
            given[instance] = given.pop(key)
    return given


def still_called_off(meeting: Meeting, known: KnownMeetings) -> Meeting:
    """The meeting, called off where a cancellation that came before it, its own or that of its
    whole series, is no older."""
    for note in (known.get(meeting.key), known.get((meeting.key[0], ""))):
        if note is None or not note.trace or not note.is_cancelled:
            continue
        if meeting.event.is_cancelled or is_newer(meeting.event, note):
            continue
        stamps = [each for each in (meeting.modified, note.modified) if each is not None]
        meeting = replace(
            meeting,
            sequence=max(meeting.sequence, note.sequence),
            modified=max(stamps, default=None),
            is_cancelled=True,
        )
    return meeting
