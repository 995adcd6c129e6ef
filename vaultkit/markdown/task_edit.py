"""Tasks marked as done: the character in the box and the day, and no other byte.

As in every edit here the outcome is read again: each task must say what it said, but for those
that were meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal, NamedTuple

from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Note, Task
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source, Span

__all__ = ["REASONS", "RECURS", "DayStyle", "TasksDone", "complete_tasks"]

DayStyle = Literal["emoji", "dataview"]
"""How the day of a task is written: ``✅ 2026-12-01`` or ``[completion:: 2026-12-01]``."""

RECURS = "it recurs, and the next one has to be written too"
_UNSURE = "the line would not read as meant afterwards"
REASONS = (RECURS, _UNSURE)
"""Why a task is not marked."""

_BOX = re.compile(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([^\r\n\]]{1,4})\][ \t]+([^\r\n]*)")
# What a line ends with: its block id, blanks, a backslash that breaks the line.
_TAIL = re.compile(r"(?:[ \t]+\^[A-Za-z0-9-]+)?[ \t]*(?:(?<!\\)\\)?\Z")
_RECURS = re.compile(r"\U0001f501|[\[(]\s*(?:repeat|recurrence)\s*::", re.IGNORECASE)
# The emoji of the Tasks plugin that stand before a day, a rule, a priority, an id.
_EMOJI = re.compile("[✅❌📅📆🗓⏳⌛🛫➕🔺⏫🔼🔽⏬🆔⛔🏁]")
_FIELD = re.compile(r"([\[(])\s*[^\W\d_][\w -]*::")
_DONE = re.compile(
    r"✅\ufe0f?\s*(?P<emoji>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|\[\s*completion\s*::\s*(?P<square>[^\[\]]*?)\s*\]"
    r"|\(\s*completion\s*::\s*(?P<round>[^()]*?)\s*\)",
    re.IGNORECASE,
)


class TasksDone(NamedTuple):
    """A note's tasks as they were before, and its new bytes, equal to the old where all were done.

    Where ``refusal`` is set nothing is changed.
    """

    data: bytes
    tasks: tuple[Task, ...] = ()
    refusal: Diagnostic | None = None


def complete_tasks(
    source: Source, lines: Collection[int], day: date, style: DayStyle
) -> TasksDone | int:
    """The tasks on these lines marked as done on a day; a line on which there is none.

    The day is written as the line writes its own, else in the given style: at its end, but before
    a block id. A day of an earlier completion is replaced. A task that is done already stays as it
    is. One that recurs is refused, with all others. Tasks in vaultkit's own regions are none.
    """
    note = read(source)
    by_line = {task.line: task for task in note.tasks if task.region is None}
    missing = [line for line in lines if line not in by_line]
    if missing:
        return missing[0]
    tasks = tuple(by_line[line] for line in sorted(set(lines)))
    refusal = find_refusal(source)
    if refusal is not None:
        return TasksDone(source.data, tasks, refusal)
    open_tasks = [task for task in tasks if task.status not in "xX"]
    for task in open_tasks:
        if _RECURS.search(task.text):
            return TasksDone(source.data, tasks, _refusal(source, task, RECURS))
    edits = [edit for task in open_tasks for edit in _edits_of(source, task, day, style)]
    data = spliced(source.data, edits)
    after = read(decode(source.path, data))
    if open_tasks and not _as_meant(note, after, open_tasks):
        return TasksDone(source.data, tasks, _refusal(source, open_tasks[0], _UNSURE))
    return TasksDone(data, tasks)


def _edits_of(source: Source, task: Task, day: date, style: DayStyle) -> Iterator[Replacement]:
    box = _BOX.match(source.data, task.span.start)
    if box is None:
        return  # nothing is edited, which the proof finds
    yield Replacement(Span(*box.span(1)), b"x")
    text = box[2].decode("utf-8")
    start = box.start(2)
    if done := _DONE.search(text):
        span = done.span(done.lastgroup or 0)
        first, last = (start + len(text[:at].encode()) for at in span)
        yield Replacement(Span(first, last), day.isoformat().encode())
        return
    tail = _TAIL.search(text)
    at = start + len(text[: tail.start() if tail else len(text)].encode())
    yield Replacement(Span(at, at), f" {_mark(text, day, style)}".encode())


def _mark(text: str, day: date, style: DayStyle) -> str:
    field = _FIELD.search(text)
    if _EMOJI.search(text) or (field is None and style == "emoji"):
        return f"✅ {day.isoformat()}"
    if field is not None and field[1] == "(":
        return f"(completion:: {day.isoformat()})"
    return f"[completion:: {day.isoformat()}]"


def _as_meant(before: Note, after: Note, done: Collection[Task]) -> bool:
    """Whether all tasks are where they were and say what they said, these alone being done."""
    if len(before.tasks) != len(after.tasks):
        return False
    lines = {task.line for task in done}
    return all(
        (new.line, new.parent) == (old.line, old.parent)
        and (
            (new.status == "x" and _DONE.search(new.text) is not None)
            if old.line in lines
            else (new.status, new.text) == (old.status, old.text)
        )
        for old, new in zip(before.tasks, after.tasks, strict=True)
    ) and [each.id for each in before.blocks] == [each.id for each in after.blocks]


def _refusal(source: Source, task: Task, reason: str) -> Diagnostic:
    return diagnose("action-refused", source, task.span, reason=reason)
