"""Processes to spread work over. Loads what starts them, which most runs do without."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor

__all__ = ["process_pool"]


def process_pool(processes: int) -> ProcessPoolExecutor:
    """An executor of so many processes, started as they are needed."""
    return ProcessPoolExecutor(processes, mp_context=_context(), initializer=_leave_signals)


def _leave_signals() -> None:
    """In a process that was started: what ends all of them is the starting one's to answer.

    Ctrl-C goes to each of a terminal's processes, and a forked one has the handlers of its parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _context() -> multiprocessing.context.BaseContext:
    """Forking costs a hundredth of a new interpreter, and is safe only without other threads."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
