"""Open actions: tasks that somebody still has to do, with who and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note, Task
from vaultkit.model.paths import VaultPath
from vaultkit.people.day_words import find_said_day
from vaultkit.people.fields import parse_day
from vaultkit.people.meetings import Links, day_of
from vaultkit.people.owners import Claim, NamedHere, find_owner_field, owner_in

__all__ = [
    "CLOSED",
    "Action",
    "Due",
    "actions_in",
    "actions_of",
    "due_of",
    "find_due",
    "is_open",
    "said_on",
    "without_owner_field",
]

CLOSED = frozenset("xX-")
"""Done, and cancelled in the Tasks plugin and most themes. Any other character is still open."""

_COMMAS = " \t,;–—"
"""What is left hanging where a day between words is taken out."""
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# The Tasks plugin takes three calendars, each with or without the emoji's variation selector.
_DUE = re.compile(
    rf"""
      (?:\U0001f4c5|\U0001f4c6|\U0001f5d3)\ufe0f?\s*(?P<emoji>{_ISO})
    | \[\s*(?:due|срок)\s*::\s*(?:\[\[)?(?P<square>{_ISO})(?:\]\])?\s*\]
    | \(\s*(?:due|срок)\s*::\s*(?:\[\[)?(?P<round>{_ISO})(?:\]\])?\s*\)
    | (?<!\w)(?:до|due|срок):?\s+(?P<plain>{_ISO})(?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Due(NamedTuple):
    """What says when a task is due, as a part of its text.

    ``words`` are those that say it in no full date, such as ``до пятницы``, else empty; ``day`` is
    None where nobody knows on which day they were said.
    """

    start: int
    end: int
    day: date | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A task that is neither done nor cancelled.

    ``text`` is the source of its first line without the due date, unless words that say it are all
    of it, and without the field that says who the ``owner`` is; ``section`` the index of its
    nearest heading in the note. ``owner`` is a contact that the note itself names, see
    ``owners.owner_in``; where it names none, ``claim`` is who may be meant all the same.
    """

    path: VaultPath
    text: str
    status: str
    line: int
    section: int | None = None
    owner: VaultPath | None = None
    due: date | None = None
    claim: Claim | None = None
    due_words: str = ""
    """As in ``Due``: they stand in ``text`` where they name no day, or are all of it."""
    said: date | None = None
    """The day of its meeting or of its daily note, see ``said_on``."""


def actions_of(
    notes: Mapping[VaultPath, Note], kinds: Mapping[VaultPath, Kind], links: Links
) -> tuple[Action, ...]:
    """Every open action, in order of path and line.

    Templates hold no actions, and neither do vaultkit's own regions. Linear in tasks and links.
    """
    return tuple(
        action
        for path in sorted(notes)
        for action in actions_in(notes[path], kinds, links.get(path, ()))
    )


def actions_in(
    note: Note, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> tuple[Action, ...]:
    """The open actions of one note, in order of the line; ``links`` are its own.

    Nothing is asked but the note and what its links lead to: that is what pages depend on.
    """
    if not note.tasks or kinds.get(note.path) == "template":
        return ()
    return tuple(_iter_actions(note, kinds, links))


def said_on(note: Note, kind: Kind | None) -> date | None:
    """The day from which words like ``до пятницы`` count: that of the meeting, or of the day that
    a daily note is of. None for any other note, and where it says none."""
    return day_of(note) if kind in ("meeting", "daily") else None


def due_of(text: str, said: date | None = None) -> tuple[date | None, str]:
    """The day a task is due and its text without what says it; see ``find_due``."""
    due = find_due(text, said)
    return (due.day if due else None), _without(text, due)


def find_due(text: str, said: date | None = None) -> Due | None:
    """What says when a task is due; None where nothing does.

    Reads ``📅 2026-03-12``, ``[due:: 2026-03-12]``, ``(due:: ...)``, ``до 2026-03-12`` and
    ``due 2026-03-12``; the first that names a possible day counts. Where there is none, the first
    words that name a day from ``said`` on, as ``find_said_day`` reads them.
    """
    for match in _DUE.finditer(text):
        written = match[match.lastgroup] if match.lastgroup else ""
        day = parse_day(written)
        if day is not None:
            return Due(match.start(), match.end(), day)
    found = find_said_day(text, said)
    if found is None:
        return None
    start, end = found.start, found.end
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        start, end = start - 1, end + 1
    return Due(start, end, found.day, found.words)


def without_owner_field(text: str) -> str:
    """The text without ``[owner:: Anna]``, unless that is all of it."""
    field = find_owner_field(text)
    return text if field is None else _cut(text, *field) or text


def _without(text: str, due: Due | None) -> str:
    return text if due is None or due.day is None else _cut(text, due.start, due.end)


def _cut(text: str, start: int, end: int) -> str:
    """The text without a part, and without what would be left hanging there."""
    left, right = text[:start].rstrip(), text[end:].lstrip()
    if left.endswith("(") or not left:
        right = right.lstrip(_COMMAS + ":")
    if not right or right[0] in ",;)":
        left = left.rstrip(_COMMAS)
    if left.endswith("(") and right.startswith(")"):
        return _cut(left[:-1] + right[1:], len(left) - 1, len(left) - 1)
    joint = "" if not right or right[0] in ",.;:!?)" or not left or left[-1] == "(" else " "
    return f"{left}{joint}{right}"


def is_open(task: Task) -> bool:
    """Whether somebody still has to do it, and it is a person's: none in vaultkit's regions.

    A box without words, as templates leave them, is nothing to do yet.
    """
    return task.status not in CLOSED and task.region is None and bool(task.text)


def _iter_actions(
    note: Note, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> Iterator[Action]:
    named = NamedHere(kinds, links)
    said = said_on(note, kinds.get(note.path))
    for index, task in enumerate(note.tasks):
        if is_open(task):
            due = find_due(task.text, said)
            owner, claim = owner_in(task.text, index, named)
            text = _without(task.text, due)
            if due is not None and due.words and not text.strip():
                text = task.text  # else nothing is left to tell the task by
            yield Action(
                path=note.path,
                text=text if owner is None else without_owner_field(text),
                status=task.status,
                line=task.line,
                section=task.section,
                owner=owner,
                due=due.day if due else None,
                claim=claim,
                due_words=due.words if due else "",
                said=said,
            )
