"""Series expanded in a process of their own, which is ended when it takes too long."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection

from vaultkit.exchange.series import EndlessRuleError, Expanded, Series, expand

__all__ = ["MOST_SECONDS", "Failed", "expand_all"]

MOST_SECONDS = 10.0
"""For all series of a run."""
_SECONDS_EACH = 3.0
"""For one, so that it does not take the time of all others."""


class Failed(str):
    """Why a series was not expanded: ``series-too-long``, ``series-failed`` or ``rule-endless``."""


def expand_all(
    series: Sequence[Series], *, seconds: float = MOST_SECONDS, seconds_each: float = _SECONDS_EACH
) -> list[Expanded | Failed]:
    """Each series expanded, in the order given. Takes at most so many seconds, and a little more.

    One that takes too long is given up, and the others go on.
    """
    done: dict[int, Expanded | Failed] = {}
    over = time.monotonic() + seconds
    while len(done) < len(series) and (left := over - time.monotonic()) > 0:
        waiting = {n: each for n, each in enumerate(series) if n not in done}
        done |= _run(waiting, over=time.monotonic() + left, seconds_each=seconds_each)
    return [done.get(n, Failed("series-too-long")) for n in range(len(series))]


def _run(
    waiting: Mapping[int, Series], *, over: float, seconds_each: float
) -> dict[int, Expanded | Failed]:
    """What one process expands until it is done, or one series takes too long or ends it."""
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(theirs, waiting), daemon=True)
    worker.start()
    theirs.close()
    done: dict[int, Expanded | Failed] = {}
    try:
        for n in waiting:
            first = len(done) == 0  # The process needs a moment to begin.
            patience = max(0.0, min(over - time.monotonic(), seconds_each + 2.0 * first))
            if not ours.poll(patience):
                done[n] = Failed("series-too-long")
                break
            try:
                done[n] = ours.recv()
            except EOFError:
                done[n] = Failed("series-failed")
                break
    finally:
        ours.close()
        worker.kill()
        worker.join()
    return done


def _work(answers: Connection, waiting: Mapping[int, Series]) -> None:
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for each in waiting.values():
            answers.send(_expanded(each))


def _expanded(series: Series) -> Expanded | Failed:
    try:
        return expand(series)
    except EndlessRuleError:
        return Failed("rule-endless")
    except Exception:
        return Failed("series-failed")


def _context() -> multiprocessing.context.ForkContext | multiprocessing.context.SpawnContext:
    """Forking costs a hundredth of a new interpreter, and is safe only without other threads."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
