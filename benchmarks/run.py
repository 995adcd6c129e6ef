"""Measures everything and writes docs/benchmarks.md with its table and plot.

    python -m benchmarks.run                               # 1,000 and 10,000 notes
    python -m benchmarks.run --sizes 1000,10000,100000     # an hour or so
    python -m benchmarks.run --only warm --only edit       # some rows; the rest stays as it was
    python -m benchmarks.run --peers                       # other programs only, from the network

Figures are kept beside the page as JSON, so that one row can be measured again. Exit code 1 where
something could not be run; a goal that is missed is said, and is no error.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import GOALS, Figure, figures_of, is_met, json_of, merged
from benchmarks.measure import ROOT, exponent
from benchmarks.peers import iter_peer_figures
from benchmarks.plot import Line, plot
from benchmarks.rows import Bench, iter_figures, rows, sweep
from benchmarks.table import report, with_report

PAGE = ROOT / "docs" / "benchmarks.md"
DRAWN = {
    "floor": "the floor",
    "cold-1": "cold index, one core",
    "cold-2": "cold index, two cores",
    "build": "cold build with pages",
    "warm": "warm build",
    "edit": "build after an edit",
    "update": "update inside a process",
    "backlinks": "backlinks NOTE",
}


def lines_of(figures: Iterable[Figure]) -> tuple[Line, ...]:
    """What the plot shows: seconds by size, of all that is measured at several."""
    found: dict[str, dict[int, float]] = {key: {} for key in DRAWN}
    for figure in figures:
        if figure.key in found and figure.notes and figure.seconds > 0:
            found[figure.key][figure.notes] = figure.seconds
    return tuple(
        Line(label, found[key], exponent(found[key])) for key, label in DRAWN.items() if found[key]
    )


def write_page(page: Path, figures: Sequence[Figure]) -> None:
    """The page, its picture and its figures, beside one another."""
    picture = page.with_suffix(".svg")
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    picture.write_text(plot(lines_of(figures), "Seconds by number of notes"), encoding="utf-8")
    page.with_suffix(".json").write_text(json_of(figures), encoding="utf-8")
    page.write_text(with_report(text, report(figures, picture.name)), encoding="utf-8")


def joined(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """One figure for each goal and size: values of several runs together, memory the greatest."""
    found: dict[tuple[str, int], Figure] = {}
    for figure in figures:
        place = (figure.key, figure.notes)
        if place in found and figure.key == "memory":
            values = (max(*found[place].values, *figure.values),)
            found[place] = dataclasses.replace(figure, values=values)
        elif place not in found:
            found[place] = figure
    return tuple(found.values())


@contextmanager
def folder_of(keep: Path | None) -> Iterator[Path]:
    """Where vaults are made: a folder that stays, or one that goes in the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        try:
            yield keep
        finally:
            sweep(keep)
        return
    with tempfile.TemporaryDirectory(prefix="vaultkit-benchmarks-") as made:
        yield Path(made)


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line, with ``--help`` and its complaints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000", help="numbers of notes")
    parser.add_argument("--pairs", type=int, default=5, help="runs of each, in turn with the floor")
    parser.add_argument("--only", action="append", choices=rows(), help="one row; may be repeated")
    parser.add_argument("--keep", type=Path, help="folder of the made vaults, used again")
    parser.add_argument("--kb", type=int, choices=(2, 12), default=2, help="size of a note")
    parser.add_argument(
        "--peers", action="store_true", help="install and run other programs; rows only with --only"
    )
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for one process")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measures, writes the page, and says what was missed; 1 where something could not be run."""
    options = options_of(arguments)
    sizes = tuple(int(size) for size in options.sizes.split(","))
    only = frozenset(options.only or (() if options.peers else rows()))
    began = time.monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {text}\n")

    with folder_of(options.keep) as folder:
        bench = Bench(folder, options.pairs, options.timeout, options.kb, say)
        found = list(iter_figures(bench, only, sizes))
        if options.peers:
            found += iter_peer_figures(bench, max(sizes))
    kept = options.out.with_suffix(".json")
    old = figures_of(kept.read_text(encoding="utf-8")) if kept.exists() else ()
    figures = merged(old, joined(found))
    write_page(options.out, figures)
    goals = {goal.key: goal for goal in GOALS}
    for figure in figures:
        if figure.missing or is_met(goals[figure.key], figure) is False:
            say(f"missed: {figure.key} {figure.notes or ''} {figure.missing}".rstrip())
    say(f"written: {options.out}")
    return int(any(figure.missing for figure in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
