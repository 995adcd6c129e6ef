from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

import pytest

from benchmarks.figures import GOALS, Figure, figures_of, is_met, json_of, merged
from benchmarks.measure import FailedRunError, exponent, pairs, run, spread
from benchmarks.plot import Line, plot, ticks
from benchmarks.rows import rows
from benchmarks.run import joined, lines_of
from benchmarks.table import BEGIN, END, report, with_report

GOAL = {goal.key: goal for goal in GOALS}


@pytest.mark.parametrize(
    ("points", "slope"),
    [
        ({1000: 1.0, 10_000: 10.0, 100_000: 100.0}, 1.0),
        ({1000: 5.0, 10_000: 5.0}, 0.0),
        ({10: 1.0, 100: 100.0}, 2.0),
        ({1000: 1.0}, None),
        ({}, None),
        ({1000: 1.0, 10_000: 0.0}, None),
    ],
)
def test_growth_is_the_slope_of_the_logarithms(
    points: dict[int, float], slope: float | None
) -> None:
    found = exponent(points)
    assert found == slope if slope is None else found == pytest.approx(slope)


def test_a_spread_is_the_median_between_the_extremes() -> None:
    found = spread([3.0, 1.0, 2.0, 10.0])
    assert (found.median, found.low, found.high) == (2.5, 1.0, 10.0)


def test_a_run_tells_time_memory_and_output() -> None:
    found = run([sys.executable, "-c", "x = b'1' * 80_000_000; print('привет')"])
    assert found.output.split() == ["привет"]
    assert found.peak > 80
    assert found.cpu > 0
    assert found.wall > 0


def test_a_run_that_fails_says_its_last_line() -> None:
    with pytest.raises(FailedRunError, match="exit 3: nothing there"):
        run([sys.executable, "-c", "import sys; print('nothing there', file=sys.stderr); exit(3)"])


def test_a_run_past_its_time_is_ended() -> None:
    with pytest.raises(FailedRunError, match="not done"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], timeout=0.3)


def test_pairs_begin_with_each_in_turn() -> None:
    calls: list[str] = []

    def ran(name: str) -> object:
        return lambda: calls.append(name)

    pairs(ran("floor"), ran("ours"), 3)  # type: ignore[arg-type]
    assert calls == ["floor", "ours", "ours", "floor", "floor", "ours"]


def test_a_goal_is_met_by_the_median_on_its_side_of_the_limit() -> None:
    assert is_met(GOAL["cold-1"], Figure("cold-1", 10_000, (2.1, 2.2, 9.0)))
    assert is_met(GOAL["cold-1"], Figure("cold-1", 10_000, (2.1, 2.3, 9.0))) is False
    assert is_met(GOAL["cold-1"], Figure("cold-1", 1000, (9.0,))) is None
    assert is_met(GOAL["cold-1"], Figure("cold-1", 10_000, missing="why")) is None
    assert is_met(GOAL["foam-cold"], Figure("foam-cold", 10_000, (6.5,)))
    assert is_met(GOAL["foam-cold"], Figure("foam-cold", 10_000, (5.5,))) is False


def test_every_row_has_a_goal() -> None:
    assert set(rows()) <= GOAL.keys()
    assert len(GOAL) == len(GOALS)


def test_figures_come_back_from_json() -> None:
    figures = (Figure("warm", 1000, (0.1, 0.2), (0.1,), 1.5), Figure("edit", 0, missing="«why»"))
    assert figures_of(json_of(figures)) == figures


def test_new_figures_take_the_place_of_old_ones_unless_they_could_not_be_measured() -> None:
    old = [Figure("warm", 1000, (1.0,)), Figure("build", 1000, (2.0,)), Figure("gone", 1)]
    new = [Figure("warm", 1000, missing="no"), Figure("build", 1000, (3.0,)), Figure("floor", 9)]
    assert merged(old, new) == (
        Figure("floor", 9),
        Figure("build", 1000, (3.0,)),
        Figure("warm", 1000, (1.0,)),
    )


def test_the_memory_of_a_size_is_the_greatest_of_its_runs() -> None:
    found = [Figure("memory", 10, (90.0,)), Figure("memory", 10, (120.0,)), Figure("floor", 10)]
    assert joined(found) == (Figure("memory", 10, (120.0,)), Figure("floor", 10))


FIGURES = (
    Figure("floor", 1000, (0.1,), seconds=0.1),
    Figure("floor", 10_000, (1.0,), seconds=1.0),
    Figure("cold-1", 10_000, (2.0, 2.1, 2.4), (1.9, 2.0, 2.0), 2.1),
    Figure("edit", 100_000, missing="exit 1: a | b"),
    Figure("warm", 1000, (0.2,), seconds=0.02),
)


def test_the_report_tells_goals_met_and_missed_and_the_growth() -> None:
    text = report(FIGURES, "picture.svg")
    assert (
        "| cold index, no pages, `jobs=1` | 10,000 | <= 2.2x the floor | 2.1x | 3 | 2x - 2.4x "
        "| 2x | yes |"
    ) in text
    assert "not measured: exit 1: a \\| b" in text
    assert (
        "| cold index, no pages, `jobs=1` | 100,000 | <= 2.2x the floor | not measured | | | | |"
    ) in text
    assert "cold `build`: a note of 50 MB |  | <= 15 s | not measured |" in text
    assert "| the floor itself | 0.1 | 1 |  | 1.00 |" in text
    assert "](picture.svg)" in text
    widths = {
        len(re.sub(r"\\\|", "", line).split("|"))
        for line in text.partition("### Seconds")[0].splitlines()
        if line.startswith("|")
    }
    assert len(widths) == 1


def test_the_report_takes_the_place_of_the_last_one_and_leaves_the_rest() -> None:
    first = with_report("# Page\n\n## Reading\n\nwords\n", "one\n")
    assert first.startswith("# Page\n\n## Reading\n\nwords\n")
    second = with_report(f"{first}\n## After\n", "two\n")
    assert second == f"{first.replace('one', 'two')}\n## After\n"
    assert second.count(BEGIN) == second.count(END) == 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1000, 100_000, [1000, 10_000, 100_000]),
        (0.02, 3, [0.01, 0.1, 1, 10]),
        (1000, 1000, [1000, 10_000]),
    ],
)
def test_ticks_are_the_powers_of_ten_around(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_the_plot_is_svg_with_a_place_for_every_point() -> None:
    line = Line("a <b> & c", {1000: 0.1, 10_000: 1.0, 100_000: 10.0}, 1.0)
    root = ElementTree.fromstring(plot([line, Line("none", {1: 0.0})], "Seconds & notes"))
    name = "{http://www.w3.org/2000/svg}"
    (drawn,) = root.iter(f"{name}polyline")
    points = [tuple(map(float, point.split(","))) for point in drawn.attrib["points"].split()]
    assert points == [(70, 460), (335, 250), (600, 40)]
    texts = [text.text for text in root.iter(f"{name}text")]
    assert "a <b> & c (1.00)" in texts
    assert {"1,000", "100,000", "0.1 s", "10 s"} <= set(texts)


def test_a_plot_of_nothing_says_so() -> None:
    assert "nothing measured" in plot([], "Empty")


def test_lines_are_drawn_of_what_was_timed_by_size() -> None:
    assert lines_of(FIGURES) == (
        Line("the floor", {1000: 0.1, 10_000: 1.0}, pytest.approx(1.0)),
        Line("cold index, one core", {10_000: 2.1}),
        Line("warm build", {1000: 0.02}),
    )
