"""Open actions: tasks that somebody still has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note, Task
from vaultkit.model.paths import VaultPath
from vaultkit.people.fields import parse_day
from vaultkit.people.meetings import Links

__all__ = ["Action", "actions_in", "actions_of", "due_of"]

_CLOSED = frozenset("xX-")
"""Done, and cancelled in the Tasks plugin and most themes. Any other character is still open."""

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


@dataclass(frozen=True, slots=True)
class Action:
    """A task that is neither done nor cancelled.

    ``text`` is the source of its first line without the due date; ``owner`` the first contact
    linked in it; ``section`` the index of its nearest heading in the note.
    """

    path: VaultPath
    text: str
    status: str
    line: int
    section: int | None = None
    owner: VaultPath | None = None
    due: date | None = None


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
    """The open actions of one note, in order of the line; ``links`` are its own."""
    if not note.tasks or kinds.get(note.path) == "template":
        return ()
    return tuple(_iter_actions(note, kinds, links))


def due_of(text: str) -> tuple[date | None, str]:
    """The day a task is due and its text without that mark.

    Reads ``📅 2026-03-12``, ``[due:: 2026-03-12]``, ``(due:: ...)``, ``до 2026-03-12`` and
    ``due 2026-03-12``; the first that names a possible day counts, and only it is taken out.
    """
    for match in _DUE.finditer(text):
        written = match[match.lastgroup] if match.lastgroup else ""
        day = parse_day(written)
        if day is not None:
            left, right = text[: match.start()].rstrip(), text[match.end() :].lstrip()
            joint = "" if right[:1] in ",.;:!?)" or not left or not right else " "
            return day, f"{left}{joint}{right}"
    return None, text


def _iter_actions(
    note: Note, kinds: Mapping[VaultPath, Kind], links: Sequence[ResolvedLink]
) -> Iterator[Action]:
    owners: dict[int, VaultPath] = {}
    for each in links:
        if each.link.task is not None and each.path and kinds.get(each.path) == "contact":
            owners.setdefault(each.link.task, each.path)
    for index, task in enumerate(note.tasks):
        if _is_open(task):
            due, text = due_of(task.text)
            owner = owners.get(index)
            yield Action(note.path, text, task.status, task.line, task.section, owner, due)


def _is_open(task: Task) -> bool:
    return task.status not in _CLOSED and task.region is None
