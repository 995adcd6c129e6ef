"""Long lists split by a stable key, so that an entry more moves no other to another page.

An entry is reached by steps: the letters of its name, or year, month and day. A list that is too
long is divided by the first step at which its entries differ, and each part again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from vaultkit.pages.order import fold

__all__ = ["Part", "Step", "day_steps", "letter_steps", "split"]

T = TypeVar("T")


class Step(NamedTuple):
    """One step towards an entry. ``label`` is for people, ``slug`` for names and comparison.

    A letter ``joins`` those before it; any other step replaces what is before it.
    """

    slug: str
    label: str
    joins: bool = True


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A list or a part of one, with its entries in the order given.

    ``parts`` is empty where the entries fit on one page. ``steps`` lead to the part, none to
    the whole list.
    """

    steps: tuple[Step, ...]
    entries: tuple[T, ...]
    parts: tuple[Part[T], ...] = ()

    @property
    def slug(self) -> str:
        """What the part's page is called after; empty for the whole list."""
        return self._named([step.slug for step in self.steps], "-")

    @property
    def label(self) -> str:
        """What people call the part: ``Ан``, ``March 2026``; empty for the whole list."""
        label = self._named([step.label for step in self.steps], ", ")
        return label[:1].upper() + label[1:]

    def _named(self, words: Sequence[str], joint: str) -> str:
        letters = [index for index, step in enumerate(self.steps) if step.joins]
        first = letters[0] if letters else len(words)
        return joint.join(part for part in (*words[:first][-1:], "".join(words[first:])) if part)


def split(entries: Sequence[T], limit: int, steps_of: Callable[[T], Sequence[Step]]) -> Part[T]:
    """The entries as one part, divided as often as needed for ``limit`` entries in each.

    Parts come in the order of their first entry. Only entries with the very same steps can make
    a part longer than the limit. ``steps_of`` is not called for a list that is short enough.
    """
    if len(entries) <= limit:
        return Part((), tuple(entries))
    return _divide([(entry, tuple(steps_of(entry))) for entry in entries], limit, ())


def letter_steps(*words: str, exact: Sequence[str]) -> tuple[Step, ...]:
    """A step for each letter of the words as they are sorted, then for each of the exact texts.

    The exact ones part what is called the same: a path may differ from another in case only.
    """
    steps: list[Step] = []
    for text in (*map(fold, words), *exact):
        steps += (Step(char, char) for char in text)
        steps.append(_GAP)
    steps[-1] = _END
    return tuple(steps)


_GAP = Step(" ", " · ")
_END = Step("_", " ·")


def day_steps(day: date, labels: Sequence[str]) -> tuple[Step, ...]:
    """Steps for year, month and day, with a label for each."""
    iso = day.isoformat()
    slugs = (iso[:4], iso[:7], iso)
    return tuple(Step(slug, label, False) for slug, label in zip(slugs, labels, strict=True))


def _divide(
    reached: list[tuple[T, tuple[Step, ...]]], limit: int, taken: tuple[Step, ...]
) -> Part[T]:
    """The part that these entries make; all of them begin with the steps ``taken``."""
    entries = tuple(entry for entry, _ in reached)
    if len(entries) <= limit:
        return Part(taken, entries)
    depth = _shared_depth([steps for _, steps in reached], len(taken))
    groups: dict[tuple[Step, ...], list[tuple[T, tuple[Step, ...]]]] = {}
    for entry, steps in reached:
        groups.setdefault(steps[: depth + 1], []).append((entry, steps))
    if len(groups) == 1:
        return Part(taken, entries)
    parts = tuple(_divide(group, limit, steps) for steps, group in groups.items())
    return Part(taken, entries, parts)


def _shared_depth(reached: Sequence[tuple[Step, ...]], depth: int) -> int:
    """How many steps all entries have in common: the first at which they can be parted."""
    low, high = min(reached), max(reached)
    while depth < min(len(low), len(high)) and low[depth] == high[depth]:
        depth += 1
    return depth
