"""A new meeting among those of its series: neighbours, number, and what is carried over.

The notes of the neighbours are edited by span, in the plan that makes the new one, so that all
is written and undone together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.app.new_links import KEPT, KEPT_TEXT, link_in
from vaultkit.app.note_links import NoteLinks
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.graph.relations import relation_of_property
from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.plain import plain_line
from vaultkit.markdown.property_edit import Value, set_property
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.links import ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, spliced
from vaultkit.model.source import Source
from vaultkit.pages.marks import Ready
from vaultkit.pages.quote import one_line
from vaultkit.people.actions import Action, actions_in, without_owner_field
from vaultkit.people.agenda import find_section, parked_of, sections_of
from vaultkit.people.meeting_words import SectionName, When
from vaultkit.people.meetings import meeting_of
from vaultkit.people.series import (
    NUMBER_NAMES,
    Member,
    SeriesPlace,
    member_of,
    place_in_series,
)

__all__ = [
    "LOOKED_BACK",
    "Carried",
    "CarriedOver",
    "Neighbours",
    "carried_into",
    "find_place",
    "neighbours_of",
]

LOOKED_BACK = 10
"""So many meetings of a series are asked for what they left open."""

_NOT_CARRIED: frozenset[SectionName] = frozenset(
    ["agenda", "checks", "invitations", "parked", "requirements"]
)
"""Tasks below these headings were of that one meeting."""


class Carried(NamedTuple):
    """Something unfinished, by a link to where it stands."""

    text: str
    link: Ready
    kind: str
    """``action`` or ``parked``."""
    due: str = ""
    """``2026-12-01`` or empty."""


class CarriedOver(NamedTuple):
    """What goes on in a new meeting, and the latest of the meetings too long ago to be asked that
    left something open too; None where none did."""

    items: tuple[Carried, ...] = ()
    left_behind: VaultPath | None = None


class Neighbours(NamedTuple):
    """What becomes of the notes beside a new meeting."""

    edits: tuple[FileEdit, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    """Why a note cannot be edited: then nothing is to be written."""
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()


def find_place(
    snapshot: Snapshot, series: VaultPath | str, when: When
) -> tuple[SeriesPlace, tuple[Member, ...]]:
    """Where a meeting of this time comes in, and all that are there.

    ``series`` is the path of the series' note, or the name for which its links wait. Those
    belong to it that link to it in a property such as ``series``. Costs the links to the note.
    """
    if isinstance(series, VaultPath):
        links = snapshot.links_into(series)
    else:
        links = snapshot.links_waiting_for(series)
    sources = dict.fromkeys(each.source for each in links if _says(each, "series"))
    found = (_member(snapshot, path) for path in sources)
    members = tuple(member for member in found if member is not None)
    time = f"{when.time:%H:%M}" if when.time else ""
    return place_in_series(members, when.day, time), members


def _says(link: ResolvedLink, relation: str) -> bool:
    return link.relation == relation and link.link.property is not None


def _member(snapshot: Snapshot, path: VaultPath) -> Member | None:
    if snapshot.kinds.get(path) != "meeting":
        return None
    note = snapshot.notes[path]
    return member_of(meeting_of(note, snapshot.kinds, snapshot.links[path]), note)


# --- what is carried over


def carried_into(snapshot: Snapshot, links: NoteLinks, earlier: Sequence[VaultPath]) -> CarriedOver:
    """What the meetings before left open: actions, and items that were put off.

    ``earlier`` are those of the series, the latest first. The last ten are asked, and those from
    which the last one had carried something over itself. Actions come first, then what was put
    off; each by meeting, the latest first, then in order of the line. What stands in several
    meetings with the same words is carried once, from the latest. Reads the files of the series;
    raises DiskError where one cannot be read.
    """
    asked = tuple(dict.fromkeys((*earlier[:LOOKED_BACK], *_carried_from(snapshot, earlier[0]))))
    opened = [_opened(snapshot, path) for path in asked]
    actions = [[*_iter_actions(snapshot, links, *each)] for each in opened]
    parked = [[*_iter_parked(links, *each)] for each in opened]
    older = (path for path in earlier[LOOKED_BACK:] if path not in asked)
    return CarriedOver(
        (*_iter_once(actions), *_iter_once(parked)),
        next((path for path in older if _is_unfinished(snapshot, links, path)), None),
    )


def _carried_from(snapshot: Snapshot, previous: VaultPath) -> list[VaultPath]:
    """The meetings to which a note's own "From last time" leads, in order."""
    source, note = _opened(snapshot, previous)
    section = find_section(note, source, "carried")
    if section is None:
        return []
    return [
        each.path
        for each in snapshot.links[previous]
        if each.path is not None
        and section.span.start <= each.link.span.start < section.span.end
        and snapshot.kinds.get(each.path) == "meeting"
    ]


def _is_unfinished(snapshot: Snapshot, links: NoteLinks, path: VaultPath) -> bool:
    source, note = _opened(snapshot, path)
    return any(_iter_actions(snapshot, links, source, note)) or any(
        _iter_parked(links, source, note)
    )


def _iter_once(found: Iterable[Sequence[Carried]]) -> Iterator[Carried]:
    """Of several meetings each text from the first that has it, as often as that one has it."""
    seen: set[str] = set()
    for of_meeting in found:
        new = [each for each in of_meeting if name_key(each.text) not in seen]
        seen.update(name_key(each.text) for each in new)
        yield from new


def _iter_parked(links: NoteLinks, source: Source, note: Note) -> Iterator[Carried]:
    for item in parked_of(note, source):
        text = plain_line(item.text) or item.text
        link = _link_to(links, note, text, item.block, item.section.heading_index)
        yield Carried(text, link, "parked")


def _iter_actions(
    snapshot: Snapshot, links: NoteLinks, source: Source, note: Note
) -> Iterator[Carried]:
    sections = [each for each in sections_of(note, source) if each.name in _NOT_CARRIED]
    blocks = {block.line: block.id for block in note.blocks}
    still_open = {task.line: task for task in note.tasks}
    actions = actions_in(note, snapshot.kinds, snapshot.links[note.path])
    lines = {action.line for action in actions}
    for action in actions:
        task = still_open[action.line]
        of_this_meeting = any(
            each.span.start <= task.span.start < each.span.end for each in sections
        )
        inside = task.parent is not None and note.tasks[task.parent].line in lines
        text = _words(snapshot, note, action)
        if text and not of_this_meeting and not inside:
            link = _link_to(links, note, text, blocks.get(action.line, ""), action.section)
            yield Carried(text, link, "action", action.due.isoformat() if action.due else "")


def _words(snapshot: Snapshot, note: Note, action: Action) -> str:
    """What is to be done; behind its owner where a field says who that is."""
    text = plain_line(without_owner_field(action.text)).strip()
    task = next(each for each in note.tasks if each.line == action.line)
    if not text or without_owner_field(task.text) == task.text:
        return text
    if action.owner is not None:
        return f"{snapshot.notes[action.owner].title}: {text}"
    return f"{plain_line(action.claim.name)}: {text}" if action.claim else text


def _link_to(links: NoteLinks, note: Note, text: str, block: str, section: int | None) -> Ready:
    """The nearest place that a link can name: the block, its heading, the note."""
    shown = links.alias(text)
    if block:
        return Ready(links.block_link(note.path, shown, block), text)
    heading = None if section is None else note.headings[section].text
    known = [name_key(each.text) for each in note.headings[: section or 0]]
    if heading is not None and name_key(heading) in known:
        heading = None  # a link would lead to the first of that name
    return Ready(links.link(note.path, shown, heading=heading), text)


def _opened(snapshot: Snapshot, path: VaultPath) -> tuple[Source, Note]:
    follow = snapshot.config.follow_symlinks
    source = decode(path, read_bytes(snapshot.root, path, follow_symlinks=follow))
    return source, read(source)


# --- the notes beside it


def neighbours_of(
    snapshot: Snapshot,
    place: SeriesPlace,
    members: Iterable[Member],
    new: VaultPath,
    names: NameIndex,
) -> Neighbours:
    """The edits by which the meetings before and after lead to the new one, and later ones get
    their numbers; ``names`` are those with the new note. Raises DiskError.
    """
    known = frozenset((new, *(member.path for member in members)))
    beside = ((place.previous, "next"), (place.next, "previous"))
    relations = {each.path: relation for each, relation in beside if each is not None}
    numbers = dict(place.renumbered)
    edits: list[FileEdit] = []
    refused: list[Diagnostic] = []
    warnings: list[tuple[str, Mapping[str, str]]] = []
    for path in dict.fromkeys((*relations, *numbers)):
        source, note = _opened(snapshot, path)
        values: dict[str, Value] = {}
        if path in relations:
            key = _key_of(note, relations[path])
            other = _foreign(snapshot, note, key, known, names)
            if isinstance(other, VaultPath):
                warnings.append((KEPT, {"path": path, "key": key, "note": other}))
            elif other is not None:
                warnings.append((KEPT_TEXT, {"path": path, "key": key, "text": other}))
            else:
                text = link_in(snapshot, path, names)(new, new.stem).plain
                values[key] = (text,) if isinstance(note.properties.get(key), list) else text
        if path in numbers:
            key = _spelled(note, NUMBER_NAMES)
            held = note.properties.get(key)
            values[key] = str(numbers[path]) if isinstance(held, str) else numbers[path]
        edit = _edited(source, values)
        if isinstance(edit, Diagnostic):
            refused.append(edit)
        elif edit != source.data:
            edits.append(FileEdit(path, source.digest, edit, "linked with the new meeting"))
    return Neighbours(tuple(edits), tuple(refused), tuple(warnings))


def _edited(source: Source, values: Mapping[str, Value]) -> bytes | Diagnostic:
    """The file's bytes with each property set, one after the other."""
    data = source.data
    for key, value in values.items():
        edit = set_property(decode(source.path, data), key, value)
        if isinstance(edit, Diagnostic):
            return edit
        data = spliced(data, edit)
    return data


def _key_of(note: Note, relation: str) -> str:
    """The property in which a note tells of its neighbour, as it spells it."""
    return next((key for key in note.properties if relation_of_property(key) == relation), relation)


def _spelled(note: Note, names: Sequence[str]) -> str:
    return next(
        (key for name in names for key in note.properties if name_key(key) == name), names[0]
    )


def _foreign(
    snapshot: Snapshot,
    note: Note,
    key: str,
    known: frozenset[VaultPath],
    names: NameIndex,
) -> VaultPath | str | None:
    """What the property holds that leads to none of the known notes: the note to which it leads, or
    its text where it leads to none. None where the property may be set."""
    links = {each.link.property: each.link for each in snapshot.links[note.path]}
    for where, text in _iter_texts(key, note.properties.get(key)):
        link = links.get(where)
        path = None if link is None else path_of(names.resolve(note.path, link.target))
        if path not in known:
            return path or one_line(text)
    return None


def _iter_texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    """All that a property holds, each by its key path, but for what is blank."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _iter_texts(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _iter_texts(f"{where}.{n}", inner)
    elif value is not None and str(value).strip():
        yield where, str(value)
