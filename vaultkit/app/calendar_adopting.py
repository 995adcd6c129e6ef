"""Meetings that a person has written a note of before their calendar told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from vaultkit.app.calendar_events import times_of
from vaultkit.app.calendar_facts import title_of
from vaultkit.app.calendar_meetings import Key, Meeting
from vaultkit.app.calendar_notes import KnownMeetings
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["OwnMeetings", "adopted_by", "own_meetings_in", "titles_of"]

_DATED = re.compile(r"\A\d{4}-\d{2}-\d{2}[\s_-]+")

OwnMeetings = Mapping[tuple[str, str], tuple[VaultPath, ...]]
"""The notes of a title at a time, as they are looked for."""


def own_meetings_in(snapshot: Snapshot, known: KnownMeetings) -> OwnMeetings:
    """The meetings' notes that no calendar knows. Linear in the meetings."""
    found: dict[tuple[str, str], tuple[VaultPath, ...]] = {}
    for meeting in known.values():
        note = None if meeting.has_uid else snapshot.notes[meeting.path]
        times = None if note is None else times_of(note)
        if note is None or times is None:
            continue
        for title in titles_of(note):
            key = title, times[0].text
            found[key] = (*found.get(key, ()), note.path)
    return found


def _find_own(meeting: Meeting, own: OwnMeetings) -> VaultPath | None:
    """The one note of this title at this time; None where there is none or several."""
    title = name_key(title_of(meeting.event))
    for time in dict.fromkeys((meeting.start.text, meeting.start.local.isoformat())):
        paths = own.get((title, time), ()) if title else ()
        if len(paths) == 1:
            return paths[0]
    return None


def adopted_by(
    meetings: Iterable[Meeting], known: KnownMeetings, own: OwnMeetings
) -> dict[Key, VaultPath]:
    """Of meetings that have no note yet those of which a person made one, each note once."""
    adopted: dict[Key, VaultPath] = {}
    for meeting in meetings:
        # Without a stamp the next import could not tell that the note holds this version.
        is_new = meeting.key not in known and meeting.modified is not None
        if is_new and meeting.form != "series" and not meeting.is_cancelled:
            path = _find_own(meeting, own)
            if path is not None and path not in adopted.values():
                adopted[meeting.key] = path
    return adopted


def titles_of(note: Note) -> tuple[str, ...]:
    """What a meeting is called, for comparing: its note's title, the name of its file without a
    day before it, and what another program calls it."""
    summary = note.properties.get("summary")
    told = (note.title, _DATED.sub("", note.path.stem), summary if isinstance(summary, str) else "")
    return tuple(dict.fromkeys(filter(None, map(name_key, told))))
