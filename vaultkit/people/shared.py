"""What people have in common: topics, and contacts they all have to do with."""

from __future__ import annotations

from collections.abc import Iterator

from vaultkit.model.brief import (
    Evidence,
    Shared,
)
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.around import Around

__all__ = ["shared_by"]


def shared_by(around: Around, kind: Kind) -> tuple[Shared, ...]:
    """The topics or contacts that at least two of them have to do with, or the one there is."""
    found: dict[VaultPath, _Ties] = {}
    for person in around.asked.people:
        for path, evidence, meeting in _iter_ties(around, person, kind):
            if path not in around.here and path != around.asked.me:
                found.setdefault(path, _Ties(evidence)).add(person, meeting)
    least = min(2, len(around.here))
    ties = [(path, each) for path, each in found.items() if len(each.people) >= least]
    ties.sort(key=lambda each: (-len(each[1].people), -len(each[1].meetings), each[0]))
    return tuple(
        Shared(
            around.reference(path),
            tuple(map(around.reference, each.people)),
            len(each.meetings),
            each.evidence,
        )
        for path, each in ties
    )


def _iter_ties(
    around: Around, person: VaultPath, kind: Kind
) -> Iterator[tuple[VaultPath, Evidence, VaultPath | None]]:
    """What a person has to do with: the latest meetings first, then what notes say."""
    kinds = around.vault.kinds
    for meeting in around.attended[person]:
        place = around.place(meeting.path)
        for path in meeting.topics if kind == "topic" else meeting.attendees:
            yield path, place, meeting.path
    for each in around.vault.links[person]:
        if each.path and kinds.get(each.path) == kind and each.link.region is None:
            yield each.path, around.evidence(each), None
    for each in around.into[person]:
        if kinds.get(each.source) == kind:
            yield each.source, around.evidence(each), None


class _Ties:
    """Who has to do with something, and at which meetings that showed."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.people: dict[VaultPath, None] = {}
        self.meetings: set[VaultPath] = set()

    def add(self, person: VaultPath, meeting: VaultPath | None) -> None:
        self.people[person] = None
        if meeting is not None:
            self.meetings.add(meeting)
