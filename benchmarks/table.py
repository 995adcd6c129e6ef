"""The measured figures as Markdown."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from os import cpu_count

from benchmarks.figures import GOALS, Figure, Goal, is_met
from benchmarks.measure import exponent, spread

__all__ = ["BEGIN", "END", "growth_rows", "report", "with_report"]

BEGIN = "<!-- written by benchmarks/run.py from here -->"
END = "<!-- to here -->"
UNITS = {"x floor": "x", "x pass": "x", "x ours": "x", "ms": " ms", "s": " s", "MB": " MB"}
BY = {"x floor": " the floor", "x pass": " `python -c pass`", "x ours": " ours"}


def report(figures: Sequence[Figure], picture: str) -> str:
    """The generated sections: what must be reached, seconds by size with growth, the picture."""
    sizes = sorted({figure.notes for figure in figures if figure.notes})
    lines = [
        "### What must be reached",
        "",
        f"Python {platform.python_version()}, {cpu_count()} cores. "
        "What is measured is the median of the pairs.",
        "",
        "| what | notes | must reach | measured | pairs | from - to | by processor time | met |",
        "|---|---|---|---|---|---|---|---|",
        *_goal_rows(figures),
        "",
        "### Seconds by size",
        "",
        "The last column is the exponent of the growth: 1 is linear, 0 flat.",
        "",
        "| what | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |",
        "|---|" + "---|" * (len(sizes) + 1),
        *growth_rows(figures, sizes),
        "",
        f"![Seconds by number of notes]({picture})",
    ]
    return "\n".join(lines) + "\n"


def with_report(text: str, made: str) -> str:
    """The page with the generated part in its place, or at its end where it has none yet."""
    block = f"{BEGIN}\n\n{made}\n{END}\n"
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        return f"{text.rstrip()}\n\n## Results\n\n{block}"
    return text[:begin] + block + text[end + len(END) + 1 :]


def _goal_rows(figures: Sequence[Figure]) -> list[str]:
    """A row for each goal at each size, those that nobody measured too."""
    return [_goal_row(goal, figure) for goal in GOALS for figure in _figures_for(goal, figures)]


def _figures_for(goal: Goal, figures: Sequence[Figure]) -> list[Figure]:
    found = {each.notes: each for each in figures if each.key == goal.key}
    asked = {notes: Figure(goal.key, notes) for notes in goal.limits if notes not in found}
    every = {**found, **asked}
    return [every[notes] for notes in sorted(every) if goal.limit(notes) is not None]


def _goal_row(goal: Goal, figure: Figure) -> str:
    limit = goal.limit(figure.notes)
    must = f"{goal.sign} {_shown(limit, goal)}{BY.get(goal.unit, '')}" if limit is not None else ""
    notes = f"{figure.notes:,}" if figure.notes else ""
    if not figure.values:
        why = f": {figure.missing}".replace("|", "\\|") if figure.missing else ""
        return f"| {goal.what} | {notes} | {must} | not measured{why} | | | | |"
    found = spread(figure.values)
    cpu = _shown(spread(figure.cpu).median, goal) if figure.cpu else ""
    met = {True: "yes", False: "**no**", None: ""}[is_met(goal, figure)]
    between = f"{_shown(found.low, goal)} - {_shown(found.high, goal)}"
    return (
        f"| {goal.what} | {notes} | {must} | {_shown(found.median, goal)} | {len(figure.values)} "
        f"| {between if len(figure.values) > 1 else ''} | {cpu} | {met} |"
    )


def growth_rows(figures: Sequence[Figure], sizes: Sequence[int]) -> list[str]:
    """A row for everything that was timed on vaults of some size."""
    made = []
    for goal in GOALS:
        by_size = {each.notes: each.seconds for each in figures if each.key == goal.key}
        timed = {notes: seconds for notes, seconds in by_size.items() if notes and seconds > 0}
        if timed:
            growth = exponent(timed)
            cells = [f"{timed[size]:.3g}" if size in timed else "" for size in sizes]
            last = f"{growth:.2f}" if growth is not None else ""
            made.append(f"| {goal.what} | {' | '.join(cells)} | {last} |")
    return made


def _shown(value: float, goal: Goal) -> str:
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return digits + UNITS[goal.unit]
