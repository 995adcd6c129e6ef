"""The name that was probably meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from importlib import import_module
from typing import NamedTuple

from vaultkit.model.paths import name_key

__all__ = ["NearestNames"]

_SHORTLIST = 12
_LOOKED_AT = 600
"""Names looked at for one text: those that share its rarest runs. A run that most names of a
vault have ('Meeting 2026-') tells none from the others, and following it costs names x texts."""
_NEAR = 0.6
_MEANT = 0.76
"""A proposal in a report must be right more often than not; a list of guesses need not be."""


class NearestNames(NamedTuple):
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
        scored = self._scored(text, _MEANT, only_best=True)
        return scored[0][1] if scored else None

    def near(self, text: str, count: int = 3) -> tuple[str, ...]:
        """At most ``count`` names that may have been meant, the nearest first."""
        return tuple(name for _, name in self._scored(text, _NEAR)[:count])

    def _scored(
        self, text: str, least: float, *, only_best: bool = False
    ) -> list[tuple[float, str]]:
        """The names at least so near with their negative scores, ties by code point.

        With ``only_best``, names that a nearer one has ruled out may be missing.
        """
        key = name_key(text)
        matcher = import_module("difflib").SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        scored: list[tuple[float, str]] = []
        for number in self._shortlist(key):
            matcher.set_seq1(name_key(self.names[number]))
            # Two bounds that cost less than the score itself, as difflib's own search has them.
            if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                continue
            score = matcher.ratio()
            if score >= least:
                scored.append((-score, self.names[number]))
                if only_best:
                    least = score
        return sorted(scored)

    def _shortlist(self, key: str) -> list[int]:
        """The numbers of the names that share the most of the key's rarest runs."""
        shared: Counter[int] = Counter()
        left = _LOOKED_AT
        known = [run for run in _runs(key) if run in self.by_run]
        for run in sorted(known, key=lambda run: (len(self.by_run[run]), run)):
            numbers = self.by_run[run]
            shared.update(numbers[:left])
            left -= len(numbers)
            if left <= 0:
                break
        return nsmallest(_SHORTLIST, shared, key=lambda number: (-shared[number], number))


def _runs(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
