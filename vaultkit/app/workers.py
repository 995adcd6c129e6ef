"""Reading spread over processes: as many as there are cores where much is to be read, else none."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor

from vaultkit.app.collector import collector_paused
from vaultkit.app.reading import Reader
from vaultkit.store.rows import FileRow

__all__ = ["iter_rows"]

_WORTH_A_PROCESS = 1500
"""Files from which on a second process saves more than its start costs; see docs/benchmarks.md."""
_MOST_PROCESSES = 61
"""So many a pool may have on Windows."""
_CHUNK = 100
_AHEAD = 4
"""Chunks a process may have waiting: more of them would only fill the memory."""


def iter_rows(
    reader: Reader,
    paths: Sequence[str],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Iterator[list[FileRow]]:
    """The files' rows in chunks, in the order given.

    Read by ``executor`` if one is given, else in so many processes; None for what is quickest. No
    process is started for a few files.
    """
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    if executor is not None:
        yield from _spread(reader, chunks, executor, ahead=_AHEAD * (os.cpu_count() or 1))
        return
    wanted = _processes_for(len(paths)) if jobs is None else jobs
    processes = min(wanted, len(chunks), _MOST_PROCESSES)
    if processes < 2:
        for chunk in chunks:
            yield _read(reader, chunk)
        return
    with ProcessPoolExecutor(processes, mp_context=_context()) as pool:
        yield from _spread(reader, chunks, pool, ahead=_AHEAD * processes)


def _processes_for(files: int) -> int:
    return (os.cpu_count() or 1) if files >= _WORTH_A_PROCESS else 1


def _context() -> multiprocessing.context.BaseContext:
    """Forking costs a hundredth of a new interpreter, and is safe only without other threads."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _spread(
    reader: Reader, chunks: Sequence[Sequence[str]], executor: Executor, *, ahead: int
) -> Iterator[list[FileRow]]:
    waiting: deque[Future[list[FileRow]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(executor.submit(_read, reader, chunk))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _read(reader: Reader, paths: Sequence[str]) -> list[FileRow]:
    with collector_paused():
        return reader.rows(paths)
