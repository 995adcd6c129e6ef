"""Running programs and weighing what they took. Whole processes, by the clock and by rusage."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "FailedRunError", "Run", "Spread", "exponent", "pairs", "run", "spread"]

ROOT = Path(__file__).resolve().parent.parent


class FailedRunError(Exception):
    """A program that was to be measured went wrong, or past its time; the text says how."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, with the processes that it started and waited for."""

    wall: float
    """Seconds by the clock."""
    cpu: float
    """Seconds of processor time, of all its processes together."""
    peak: float
    """MB of memory that its largest process had at once."""
    output: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, with the least and the greatest."""

    median: float
    low: float
    high: float


def run(
    command: Sequence[str | Path],
    *,
    timeout: float = 1800,
    environ: Mapping[str, str] | None = None,
) -> Run:
    """Runs a program to its end, with this checkout's vaultkit where it is a Python.

    Python may keep the bytecode of what it imports, as an installation does: an environment that
    forbids it would have every process compile vaultkit anew, and nothing else.

    Raises FailedRunError for an exit code other than 0, with the last line that it said, and
    where it takes longer than ``timeout`` seconds: then it is killed.
    """
    inherited = {
        key: text
        for key, text in os.environ.items()
        if not key.startswith("VAULTKIT_") and key != "PYTHONDONTWRITEBYTECODE"
    }
    late = threading.Event()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(
            list(map(str, command)),
            env={**inherited, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
        )
        timer = threading.Timer(timeout, _kill, (child.pid, late))
        timer.start()
        try:
            # Of a process and those it waited for: their time together, the largest one's memory.
            _, status, used = os.wait4(child.pid, 0)
        except BaseException:
            _kill(child.pid, late)
            raise
        finally:
            timer.cancel()
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if late.is_set():
            raise FailedRunError(f"not done after {timeout:.0f} s")
        if child.returncode != 0:
            errors.seek(0)
            lines = errors.read().decode("utf-8", "replace").splitlines()
            said = "; ".join([line.strip() for line in lines if line.strip()][-2:])
            raise FailedRunError(f"exit {child.returncode}: {said[-200:]}")
        out.seek(0)
        peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        text = out.read().decode("utf-8", "replace")
        return Run(wall, used.ru_utime + used.ru_stime, peak, text)


def _kill(group: int, late: threading.Event) -> None:
    late.set()
    os.killpg(group, 9)


def pairs(
    floor: Callable[[], Run], ours: Callable[[], Run], count: int
) -> tuple[tuple[Run, Run], ...]:
    """(floor, ours) as often as asked for, in turn, each first every other time."""
    found = []
    for number in range(count):
        if number % 2:
            high = ours()
            found.append((floor(), high))
        else:
            low = floor()
            found.append((low, ours()))
    return tuple(found)


def spread(values: Sequence[float]) -> Spread:
    """Of at least one figure."""
    return Spread(statistics.median(values), min(values), max(values))


def exponent(points: Mapping[int, float]) -> float | None:
    """How cost grows with size: the slope of least squares through the logarithms.

    1 is linear, 0 flat, 2 quadratic. None for fewer than two sizes, or a cost that is not above 0.
    """
    if len(points) < 2 or min(points.values()) <= 0:
        return None
    logs = [(math.log(size), math.log(cost)) for size, cost in points.items()]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope
