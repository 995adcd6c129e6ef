"""Series in a process of their own: in order, and given up when they take too long."""

from __future__ import annotations

import os
import signal
import time
from datetime import date, datetime

import pytest

from vaultkit.app import expanding
from vaultkit.app.expanding import Failed, expand_all
from vaultkit.exchange.series import Expanded, Series

MONDAY = datetime(2026, 11, 2, 9)


def series(rule: str = "FREQ=DAILY;COUNT=2", *, line: int = 1) -> Series:
    days: frozenset[date] = frozenset()
    window = (datetime(2026, 1, 1), datetime(2027, 1, 1))
    return Series(line, MONDAY, MONDAY, False, (rule,), frozenset(), frozenset(), days, (), window)


def lines_of(answers: list[Expanded | Failed]) -> list[object]:
    return [each if isinstance(each, Failed) else each.times[0][0] for each in answers]


def test_answers_come_in_the_order_of_the_questions() -> None:
    asked = [series(line=n) for n in range(50)]
    assert lines_of(expand_all(asked)) == list(range(50))
    assert expand_all([]) == []


def slowly(asked: Series) -> Expanded:
    """Stands for a rule of which nobody knew that it takes for ever."""
    match asked.line:
        case 2:
            signal.pause()
        case 3:
            os._exit(1)
        case 4:
            raise RecursionError
    return Expanded(((asked.line, asked.start, asked.end, asked.start),))


@pytest.fixture
def _hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("a stand-in reaches the other process only by a fork")
    monkeypatch.setattr(expanding, "expand", slowly)
    monkeypatch.setattr(
        expanding, "_context", lambda: expanding.multiprocessing.get_context("fork")
    )


@pytest.mark.usefixtures("_hanging")
def test_one_that_hangs_ends_or_fails_takes_no_other_with_it() -> None:
    asked = [series(line=n) for n in range(1, 6)]
    answers = expand_all(asked, seconds_each=0.1)
    failed = "series-failed"
    assert lines_of(answers) == [1, "series-too-long", failed, failed, 5]


@pytest.mark.usefixtures("_hanging")
def test_all_together_take_no_more_than_their_time() -> None:
    before = time.monotonic()
    answers = expand_all([series(line=2)] * 100, seconds=0.3, seconds_each=0.1)
    assert set(answers) == {Failed("series-too-long")}
    assert time.monotonic() - before < 5


def test_a_rule_without_an_end_is_told_from_one_that_is_slow() -> None:
    asked = [series("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), series()]
    assert lines_of(expand_all(asked)) == ["rule-endless", 1]
