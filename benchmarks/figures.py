"""What must be reached, and what was measured. Plain values, kept as JSON between runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from benchmarks.loads import LOADS
from benchmarks.measure import spread

__all__ = ["GOALS", "Figure", "Goal", "figures_of", "is_met", "json_of", "merged"]

Unit = Literal["x floor", "ms", "s", "MB", "x pass", "x ours"]


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that is measured. ``limits`` are by the number of notes, 0 for any."""

    key: str
    what: str
    unit: Unit
    limits: Mapping[int, float] = field(default_factory=dict)
    sign: Literal["<=", ">="] = "<="

    def limit(self, notes: int) -> float | None:
        """What must be reached at a size; None where nothing is asked."""
        return self.limits.get(notes, self.limits.get(0))


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of a goal on a vault of some size, or why it could not be."""

    key: str
    notes: int
    values: tuple[float, ...] = ()
    """In the goal's unit, one a pair."""
    cpu: tuple[float, ...] = ()
    """The same by processor time, where that says something."""
    seconds: float = 0
    """The median time of ours, for the growth."""
    missing: str = ""


GOALS: tuple[Goal, ...] = (
    Goal("floor", "the floor itself", "s"),
    Goal(
        "cold-1",
        "cold index, no pages, `jobs=1`",
        "x floor",
        {10_000: 2.2, 100_000: 2.2},
    ),
    Goal(
        "cold-2",
        "cold index, no pages, `jobs=2`",
        "x floor",
        {10_000: 1.4, 100_000: 1.4},
    ),
    Goal("build", "cold `build` with pages", "x floor", {10_000: 5, 100_000: 5}),
    Goal("build-1", "cold `build --jobs 1` with pages", "x floor"),
    Goal("warm", "warm `build`, nothing changed", "x floor", {10_000: 0.15, 100_000: 0.10}),
    Goal(
        "edit",
        "`build` after one edited note, over warm",
        "ms",
        {10_000: 150, 100_000: 150},
    ),
    Goal(
        "update",
        "the index update inside one process, one edited note",
        "ms",
        {10_000: 15, 100_000: 25},
    ),
    Goal("waiting", "`build` when a name appears that 5,000 links wait for", "s", {0: 1}),
    Goal("waiting-update", "the same as an index update inside one process", "s", {0: 1}),
    Goal("namesake", "`build` when one more of 5,000 notes of one name appears", "s", {0: 1}),
    Goal("namesake-update", "the same as an index update inside one process", "s", {0: 1}),
    Goal("memory", "peak memory, cold, the largest process", "MB", {100_000: 350}),
    Goal("help", "`vaultkit --help`", "x pass", {0: 5}),
    Goal("backlinks", "`vaultkit backlinks NOTE`", "x pass", {10_000: 12}),
    Goal("new", "`vaultkit new meeting --with A --with B`, over `--help`", "ms", {10_000: 400}),
    Goal("obsidiantools-cold", "obsidiantools, cold", "x ours", {10_000: 25}, ">="),
    Goal("obsidiantools-warm", "obsidiantools, again", "x ours", {10_000: 300}, ">="),
    Goal("foam-cold", "foam-cli, cold", "x ours", {10_000: 6}, ">="),
    Goal("foam-warm", "foam-cli, again", "x ours", {10_000: 60}, ">="),
    *(
        Goal(f"load-{name}", f"cold `build`: {load.what}", "s", {0: load.limit})
        for name, load in LOADS.items()
    ),
)


def is_met(goal: Goal, figure: Figure) -> bool | None:
    """Whether the median reaches the limit; None where nothing is asked or measured."""
    limit = goal.limit(figure.notes)
    if limit is None or not figure.values:
        return None
    median = spread(figure.values).median
    return median <= limit if goal.sign == "<=" else median >= limit


def merged(old: Iterable[Figure], new: Iterable[Figure]) -> tuple[Figure, ...]:
    """The new figures and those of the old that were not measured again, in order of the goals.

    A figure that could not be measured does not take the place of one that could.
    """
    order = {goal.key: place for place, goal in enumerate(GOALS)}
    found = {(figure.key, figure.notes): figure for figure in old if figure.key in order}
    for figure in new:
        place = (figure.key, figure.notes)
        if figure.values or place not in found or not found[place].values:
            found[place] = figure
    return tuple(sorted(found.values(), key=lambda each: (order[each.key], each.notes)))


def json_of(figures: Iterable[Figure]) -> str:
    """The figures as text that ``figures_of`` reads, to four digits that mean something."""
    rows = [json.dumps(_rounded(asdict(figure)), ensure_ascii=False) for figure in figures]
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def figures_of(text: str) -> tuple[Figure, ...]:
    """What ``json_of`` wrote."""
    return tuple(
        Figure(**{**row, "values": tuple(row["values"]), "cpu": tuple(row["cpu"])})
        for row in json.loads(text)
    )
