"""The name that was probably meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest

from vaultkit.model.paths import name_key

__all__ = ["NearestNames"]

_SHORTLIST = 12
_NEAR = 0.6
_MEANT = 0.76
"""A proposal in a report must be right more often than not; a list of guesses need not be."""


@dataclass(frozen=True, slots=True)
class NearestNames:
    """Names indexed by the runs of three letters in them.

    Comparing a text with every name of a large vault takes seconds; the runs name the few that
    are worth a comparison.
    """

    names: tuple[str, ...]
    by_run: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> NearestNames:
        """An index over the names; equal ones count once."""
        ordered = tuple(sorted(set(names)))
        by_run: defaultdict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(ordered):
            for run in _runs(name_key(name)):
                by_run[run].append(number)
        return cls(ordered, {run: tuple(numbers) for run, numbers in by_run.items()})

    def find(self, text: str) -> str | None:
        """The name that was probably meant, or None where none is that near."""
        scored = self._scored(text)
        return scored[0][1] if scored and -scored[0][0] >= _MEANT else None

    def near(self, text: str, count: int = 3) -> tuple[str, ...]:
        """At most ``count`` names that may have been meant, the nearest first."""
        return tuple(name for _, name in self._scored(text)[:count])

    def _scored(self, text: str) -> list[tuple[float, str]]:
        """The near names with their negative scores, ties by code point."""
        key = name_key(text)
        shared: Counter[int] = Counter()
        for run in _runs(key):
            shared.update(self.by_run.get(run, ()))
        shortlist = nsmallest(_SHORTLIST, shared, key=lambda number: (-shared[number], number))
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        scored: list[tuple[float, str]] = []
        for number in shortlist:
            matcher.set_seq1(name_key(self.names[number]))
            # Two bounds that cost less than the score itself, as difflib's own search has them.
            if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
                continue
            score = matcher.ratio()
            if score >= _NEAR:
                scored.append((-score, self.names[number]))
        return sorted(scored)


def _runs(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
