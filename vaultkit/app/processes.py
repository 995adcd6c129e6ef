"""Processes to spread work over. Loads what starts them, which most runs do without."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

__all__ = ["BrokenExecutor", "process_pool"]


def process_pool(processes: int) -> ProcessPoolExecutor:
    """An executor of so many processes, started as they are needed."""
    return ProcessPoolExecutor(processes, mp_context=_context())


def _context() -> multiprocessing.context.BaseContext:
    """Forking costs a hundredth of a new interpreter, and is safe only without other threads."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
