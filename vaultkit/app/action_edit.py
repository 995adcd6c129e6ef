"""Actions marked as done, by a plan that changes their own lines only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from vaultkit.app.actions import OpenAction, open_actions
from vaultkit.app.forms import JsonObject, diagnostic_form
from vaultkit.app.meant import note_meant
from vaultkit.app.nearest import NearestNames
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.markdown.decode import decode
from vaultkit.markdown.plain import plain_line
from vaultkit.markdown.task_edit import complete_tasks
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan

__all__ = ["Completed", "Completion", "completion_form", "plan_done"]

_PLACE = re.compile(r"(.+):([1-9][0-9]{0,8})", re.DOTALL)
_MOST_CANDIDATES = 12


class Completed(NamedTuple):
    """A task that was asked for. ``was_done`` says that it was done before."""

    path: VaultPath
    line: int
    text: str
    was_done: bool


class Completion(NamedTuple):
    """What marks the tasks as done; the plan's diagnostic says why it is empty."""

    plan: Plan
    tasks: tuple[Completed, ...]


def plan_done(snapshot: Snapshot, wanted: Sequence[str], day: date) -> Completion:
    """What marks tasks as done on a day, all of them or none. By path, then by line.

    Each is named by ``NOTE:LINE``, or by its text or a part of it, then among the open ones. Raises
    UsageError where that is none or several, DiskError where a note cannot be read.
    """
    lines: dict[VaultPath, set[int]] = {}
    for text in wanted:
        path, line = _place_meant(snapshot, text, day)
        lines.setdefault(path, set()).add(line)
    edits: list[FileEdit] = []
    tasks: list[Completed] = []
    for path in sorted(lines):
        follow = snapshot.config.follow_symlinks
        source = decode(path, read_bytes(snapshot.root, path, follow_symlinks=follow))
        done = complete_tasks(source, sorted(lines[path]), day, snapshot.config.tasks_style)
        if isinstance(done, int):
            raise _no_task(snapshot, path, done, day)
        if done.refusal is not None:
            return Completion(Plan(diagnostics=(done.refusal,)), ())
        tasks += [
            Completed(path, task.line, plain_line(task.text), task.status in "xX")
            for task in done.tasks
        ]
        if done.data != source.data:
            edits.append(FileEdit(path, source.digest, done.data, "action done"))
    return Completion(Plan(tuple(edits)), tuple(tasks))


def completion_form(completion: Completion) -> JsonObject:
    """``actions done --json``."""
    refused = completion.plan.diagnostics
    return {
        "tasks": [
            {"path": each.path, "line": each.line, "text": each.text, "changed": not each.was_done}
            for each in completion.tasks
        ],
        "refused": diagnostic_form(refused[0]) if refused else None,
    }


def _place_meant(snapshot: Snapshot, text: str, day: date) -> tuple[VaultPath, int]:
    place = _PLACE.fullmatch(text.strip())
    try:
        if place is not None:
            return _note_of(snapshot, place[1]), int(place[2])
    except UsageError:
        found = _find_by_text(snapshot, text, day)
        if not found:
            raise
        return _only(text, found)
    found = _find_by_text(snapshot, text, day)
    if not found:
        raise _unknown(snapshot, text, day)
    return _only(text, found)


def _note_of(snapshot: Snapshot, text: str) -> VaultPath:
    path = note_meant(snapshot, text).path
    if path.suffix != ".md":
        raise UsageError("{path} has no tasks", values={"path": path}, hint="give a Markdown note")
    return path


def _find_by_text(snapshot: Snapshot, text: str, day: date) -> list[OpenAction]:
    """The open actions of that text, else those in which it stands."""
    key = _key(text)
    actions = open_actions(snapshot, day) if key else ()
    by_key = [(_key(each.text), each) for each in actions]
    return [each for known, each in by_key if known == key] or [
        each for known, each in by_key if key in known or key in _key(each.action.text)
    ]


def _only(text: str, found: Sequence[OpenAction]) -> tuple[VaultPath, int]:
    if len(found) == 1:
        return found[0].action.path, found[0].action.line
    raise UsageError(
        "'{name}' may be any of {count} actions",
        values={"name": text, "count": str(len(found))},
        hint="give one of them as NOTE:LINE",
        candidates=tuple(map(_shown, found[:_MOST_CANDIDATES])),
    )


def _unknown(snapshot: Snapshot, text: str, day: date) -> UsageError:
    actions = {each.text: each for each in open_actions(snapshot, day)}
    near = NearestNames.of(actions).near(text)
    return UsageError(
        "no open action says '{name}'",
        values={"name": text},
        hint="give a part of its text, or NOTE:LINE as vaultkit actions shows it",
        candidates=tuple(_shown(actions[name]) for name in near if name in actions),
    )


def _no_task(snapshot: Snapshot, path: VaultPath, line: int, day: date) -> UsageError:
    own = [each for each in open_actions(snapshot, day) if each.action.path == path]
    return UsageError(
        "there is no task on line {line}",
        where=path,
        values={"line": str(line)},
        hint="vaultkit actions lists tasks with their lines",
        candidates=tuple(map(_shown, own[:_MOST_CANDIDATES])),
    )


def _shown(found: OpenAction) -> str:
    return f"{found.action.path}:{found.action.line} {found.text}"


def _key(text: str) -> str:
    return " ".join(name_key(text).split())
