"""What one note gives to the index pages: as plain values, so that two of them can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from vaultkit.graph.relations import relations_of
from vaultkit.markdown.plain import plain_line, plain_text
from vaultkit.model.links import Found, Kind, Missing, ResolvedLink, unresolved_name
from vaultkit.model.note import CONTEXT_LIMIT, Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.rows import CONTEXTS, HEADINGS, LINKS, TAGS, TASKS
from vaultkit.model.tags import tag_key, tag_lineage
from vaultkit.model.views import NoteRef
from vaultkit.pages.quote import quote_block
from vaultkit.people.actions import actions_in
from vaultkit.people.meetings import meeting_of

__all__ = [
    "NOWHERE",
    "NO_FACE",
    "NO_SHARE",
    "Dest",
    "Face",
    "MeetingShare",
    "Place",
    "Reference",
    "Share",
    "day_from",
    "links_with",
    "note_ref_of",
    "plain_share",
    "share_from",
    "share_of",
]


class Face(NamedTuple):
    """What others see of a note. ``path`` is empty where it is not listed."""

    path: str
    shown: str
    kind: str


class Dest(NamedTuple):
    """Where a link leads, as far as pages care: ``number`` is 0 where nowhere.

    ``face`` is that of a note that is listed; ``left_out`` says that the file is excluded.
    """

    number: int
    path: str
    face: Face
    ambiguous: bool
    left_out: bool


Place = tuple[str | None, str | None, str, bool]
"""Property, or heading's raw text, quoted text, and whether the text is the heading's own."""

Reference = tuple[int, str, str]
"""Number, path and shown title of a note."""


class MeetingShare(NamedTuple):
    """A meeting. ``day`` is a date's ordinal, 0 for none."""

    day: int
    time: str
    held: bool
    people: tuple[Reference, ...]
    topics: tuple[Reference, ...]


class Share(NamedTuple):
    """Everything that pages show of a note, or count of it. Mappings are by number or key."""

    face: Face
    mentions: Mapping[int, tuple[int, tuple[Place, ...]]]
    """By note: the number of links, and their places, each once."""
    tags: Mapping[str, tuple[str, tuple[Place, ...]]]
    """By key, parents of nested tags too: first spelling, and the places of the tag itself."""
    missing: Mapping[str, tuple[str, int]]
    """By key of a missing name: first spelling, number of links."""
    choices: Mapping[str, tuple[str, tuple[int, ...]]]
    """By key of a name that fits several files: first spelling, and what it is taken for."""
    meeting: MeetingShare | None
    actions: tuple[tuple[str, str | None, Reference | None, int], ...]
    """Text, heading, owner, day it is due."""
    leads: bool
    """Whether a link leads to something else."""
    error: bool


NO_FACE = Face("", "", "")
NOWHERE = Dest(0, "", NO_FACE, False, False)
NO_SHARE = Share(NO_FACE, {}, {}, {}, {}, None, (), False, False)


def plain_share(share: Share) -> tuple[Any, ...]:
    """The share as plain values."""
    meeting = None if share.meeting is None else tuple(share.meeting)
    return (
        tuple(share.face),
        share.mentions,
        share.tags,
        share.missing,
        share.choices,
        meeting,
        share.actions,
        share.leads,
        share.error,
    )


def share_from(row: Any) -> Share:
    """The share that plain values were made from."""
    face, mentions, tags, missing, choices, meeting, actions, leads, error = row
    told = None if meeting is None else MeetingShare(*meeting)
    return Share(Face(*face), mentions, tags, missing, choices, told, actions, leads, error)


def share_of(note: Note, face: Face, dests: Sequence[Dest]) -> Share:
    """What a listed note gives to pages; ``dests`` are those of its links, in their order."""
    texts = _Texts(note)
    mentions: dict[int, tuple[int, dict[Place, None]]] = {}
    missing: dict[str, tuple[str, int]] = {}
    choices: dict[str, tuple[str, dict[int, None]]] = {}
    leads = False
    # The rows themselves: this is done for every note of a vault.
    for row, dest in zip(note.record[LINKS], dests, strict=True):
        number, path, seen, ambiguous, left_out = dest
        if left_out or row[15] is not None:
            continue
        leads = leads or path != note.path
        if not number:
            name = unresolved_name(row[0])
            spelt, count = missing.get(key := name_key(name), (name, 0))
            missing[key] = (spelt, count + 1)
            continue
        if ambiguous:
            choices.setdefault(name_key(row[0]), (row[0], {}))[1][number] = None
        if seen[0] and path != note.path:
            found = mentions.get(number)
            count, places = (0, {}) if found is None else found
            place: Place = (
                texts.place(row[11], row[12])
                if row[10] is None
                else (row[10].partition(".")[0], None, "", False)
            )
            places[place] = None
            mentions[number] = (count + 1, places)
    meeting, actions = _people(note, face, dests)
    return Share(
        face=face,
        mentions={number: (count, tuple(places)) for number, (count, places) in mentions.items()},
        tags=_tags(note, texts) if note.record[TAGS] else {},
        missing=missing,
        choices={key: (spelt, tuple(sorted(taken))) for key, (spelt, taken) in choices.items()},
        meeting=meeting,
        actions=actions,
        leads=leads,
        error=note.error,
    )


class _Texts:
    """The places of a note, its contexts quoted once each."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._quoted: dict[int, tuple[str, str]] = {}

    def place(self, context: int | None, section: int | None) -> Place:
        record = self._note.record
        heading = None if section is None else record[HEADINGS][section][1]
        if context is None:
            return (None, heading, "", False)
        known = self._quoted.get(context)
        if known is None:
            source = record[CONTEXTS][context][0]
            plain = plain_text(source) + ("…" if len(source) >= CONTEXT_LIMIT else "")
            known = self._quoted[context] = (plain, str(quote_block(plain)))
        return (None, heading, known[1], heading is not None and known[0] == plain_line(heading))


def _tags(note: Note, texts: _Texts) -> Mapping[str, tuple[str, tuple[Place, ...]]]:
    names: dict[str, str] = {}
    places: dict[str, dict[Place, None]] = {}
    for row in note.record[TAGS]:
        if row[8] is not None:
            continue
        for name in tag_lineage(row[0]):
            names.setdefault(tag_key(name), name)
        place: Place = ("tags", None, "", False) if row[4] else texts.place(row[5], row[6])
        places.setdefault(tag_key(row[0]), {})[place] = None
    return {key: (name, tuple(places.get(key, ()))) for key, name in names.items()}


def _people(note: Note, face: Face, dests: Sequence[Dest]) -> tuple[MeetingShare | None, Any]:
    """The meeting that the note tells of, and the open actions in it."""
    if face.kind != "meeting" and not note.record[TASKS]:
        return None, ()
    kinds: dict[VaultPath, Kind] = {note.path: face.kind}  # type: ignore[dict-item]
    by_path: dict[str, Dest] = {}
    for dest in dests:
        if dest.face.path:
            by_path[dest.path] = dest
            kinds[VaultPath(dest.path)] = dest.face.kind  # type: ignore[assignment]
    links = links_with(note, dests)

    def reference(path: VaultPath) -> Reference:
        dest = by_path[path]
        return (dest.number, dest.path, dest.face.shown)

    actions = tuple(
        (
            plain_line(action.text),
            None if action.section is None else note.headings[action.section].text,
            None if action.owner is None else reference(action.owner),
            _ordinal(action.due),
        )
        for action in actions_in(note, kinds, links)
    )
    if face.kind != "meeting":
        return None, actions
    meeting = meeting_of(note, kinds, links)
    return MeetingShare(
        _ordinal(meeting.date),
        meeting.time,
        meeting.held,
        tuple(map(reference, meeting.attendees)),
        tuple(map(reference, meeting.topics)),
    ), actions


def links_with(note: Note, dests: Sequence[Dest]) -> list[ResolvedLink]:
    """The note's links with where they lead; those to excluded files are left out."""
    return [
        ResolvedLink(
            note.path,
            link,
            Found(VaultPath(dest.path)) if dest.number else Missing(""),
            relation,
        )
        for link, relation, dest in zip(note.links, relations_of(note), dests, strict=True)
        if not dest.left_out
    ]


def note_ref_of(face: Face) -> NoteRef:
    """A note as pages name it."""
    return NoteRef(VaultPath(face.path), face.shown)


def day_from(ordinal: int) -> date | None:
    """The date of an ordinal, None for 0."""
    return date.fromordinal(ordinal) if ordinal else None


def _ordinal(day: date | None) -> int:
    return 0 if day is None else day.toordinal()
