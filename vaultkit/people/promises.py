"""What people promised each other: open actions, theirs and ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from vaultkit.model.brief import (
    Promise,
)
from vaultkit.model.links import ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.actions import Action, actions_in, said_on, without_owner_field
from vaultkit.people.agenda import is_below
from vaultkit.people.around import Around, days_between
from vaultkit.people.directory import Directory, directory_of
from vaultkit.people.meeting_words import SectionName
from vaultkit.people.owners import claimed_by, owner_words

__all__ = ["promises_of"]

_NO_PROMISES: frozenset[SectionName] = frozenset(
    {"agenda", "carried", "parked", "checks", "requirements", "invitations"},
)
"""What is to be spoken of, or done for one meeting alone: nothing that people owe each other."""


def promises_of(around: Around) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
    """What they promised, and what was promised them: what is due first, then said first."""
    return _Promises(around).promises()


class _Promises:
    """The actions of the notes around some people."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._vault = around.vault
        self._asked = around.asked
        self._here = around.here

    def promises(self) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
        """What they promised, and what was promised them."""
        theirs: list[Promise] = []
        ours: list[Promise] = []
        for path in self._around.sources:
            note, links = self._vault.notes[path], self._vault.links[path]
            if _is_later(said_on(note, self._vault.kinds.get(path)), self._asked.as_of):
                continue
            naming = self._tasks_naming(links)
            for action in _with_owners_above(note, actions_in(note, self._vault.kinds, links)):
                if not action.text.strip() or is_below(note, action.section, _NO_PROMISES):
                    continue
                owner = action.owner or self._claimed(action)
                if owner in self._here:
                    theirs.append(self._promise(action, owner))
                elif self._is_ours(action, owner, path, naming):
                    ours.append(self._promise(action, owner))
        return tuple(sorted(theirs, key=_by_due)), tuple(sorted(ours, key=_by_due))

    def _claimed(self, action: Action) -> VaultPath | None:
        """The one of those here whose name an action bears as its owner's."""
        if action.claim is None:
            return None
        found = claimed_by(action.claim, self._directory)
        return found[0] if len(found) == 1 else None

    @cached_property
    def _directory(self) -> Directory:
        me = () if self._asked.me is None else (self._asked.me,)
        return directory_of(self._vault.notes[path] for path in sorted({*self._here, *me}))

    def _is_ours(
        self, action: Action, owner: VaultPath | None, path: VaultPath, naming: frozenset[int]
    ) -> bool:
        """Whether an action is meant for the people here and is nobody else's.

        It stands in a meeting with them, in their own note, or names them. What stands before a
        colon may be no name at all; one that is marked as an owner's is somebody else's.
        """
        if owner is not None:
            return owner == self._asked.me and (action.line in naming or self._is_theirs(path))
        is_anothers = action.claim is not None and action.claim.form != "before"
        return self._is_theirs(path) and not is_anothers

    def _is_theirs(self, path: VaultPath) -> bool:
        return path in self._here or any(
            meeting.path == path for met in self._around.attended.values() for meeting in met
        )

    def _tasks_naming(self, links: Iterable[ResolvedLink]) -> frozenset[int]:
        """The lines of the tasks that link to any of them."""
        return frozenset(
            each.link.line
            for each in links
            if each.link.task is not None and each.path in self._here
        )

    def _without_owner(self, action: Action, owner: VaultPath) -> str:
        """What is to be done without the words that say whose it is."""
        text = without_owner_field(action.text)
        sources = [
            each.link.original
            for each in self._vault.links[action.path]
            if each.link.line == action.line and each.path == owner
        ]
        end = owner_words(text, sources, directory_of([self._vault.notes[owner]]))
        return text[end:] or text

    def _promise(self, action: Action, owner: VaultPath | None) -> Promise:
        as_of = self._asked.as_of
        late = days_between(action.due, as_of)
        return Promise(
            text=action.text if owner is None else without_owner_field(action.text),
            bare=action.text if owner is None else self._without_owner(action, owner),
            evidence=self._around.place(action.path, action.line, action.section),
            owner=None if owner is None else self._around.reference(owner),
            due=action.due,
            said=action.said,
            age=days_between(action.said, as_of),
            late=late if late is not None and late > 0 else None,
        )


def _with_owners_above(note: Note, actions: Sequence[Action]) -> Iterator[Action]:
    """The actions; one inside of another that says no owner is its owner's."""
    numbers = {task.line: number for number, task in enumerate(note.tasks)}
    owners = {numbers[each.line]: each.owner for each in actions}
    for action in actions:
        owner, above = action.owner, note.tasks[numbers[action.line]].parent
        while owner is None and above is not None:
            owner, above = owners.get(above), note.tasks[above].parent
        yield action if owner == action.owner else replace(action, owner=owner)


def _by_due(promise: Promise) -> tuple[date, date, VaultPath, int]:
    place = promise.evidence
    return promise.due or date.max, promise.said or date.max, place.note.path, place.line


def _is_later(day: date | None, as_of: date | None) -> bool:
    return day is not None and as_of is not None and day > as_of
