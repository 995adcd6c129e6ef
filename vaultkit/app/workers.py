"""Work spread over processes: as many as there are cores where much is to be done, else none."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from vaultkit.app.collector import collector_paused
from vaultkit.app.reading import Reader
from vaultkit.store.rows import FileRow

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["iter_rows", "processes_for", "spread"]

C = TypeVar("C")
T = TypeVar("T")

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
        ahead = _AHEAD * usable_cores()
        yield from _spread(partial(_read, reader), chunks, executor, ahead=ahead)
        return
    processes = processes_for(len(paths), jobs, worth=_WORTH_A_PROCESS)
    if min(processes, len(chunks)) < 2:
        for chunk in chunks:
            yield _read(reader, chunk)
        return
    work = partial(_read, reader)
    yield from spread(work, chunks, processes, here=work)


def processes_for(things: int, jobs: int | None, *, worth: int) -> int:
    """How many processes to have: ``jobs``, or a core each where there are ``worth`` things."""
    if jobs is not None:
        return jobs
    return usable_cores() if things >= worth else 1


def usable_cores() -> int:
    """How many cores this process may use: a container or ``taskset`` may allow few of many."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[C], T], chunks: Sequence[C], processes: int, *, here: Callable[[C], T]
) -> Generator[T, None, None]:
    """What each chunk becomes, in the order given, by so many processes at most.

    Where one of them is killed, by a system that is short of memory, say, the rest is what ``here``
    makes of it in this process.
    """
    processes = min(processes, len(chunks), _MOST_PROCESSES)
    # Most runs need no other process, and what starts them takes a while to load.
    from vaultkit.app.processes import BrokenExecutor, process_pool  # noqa: PLC0415

    done = 0
    try:
        with process_pool(processes) as pool:
            for found in _spread(work, chunks, pool, ahead=_AHEAD * processes):
                yield found
                done += 1
    except BrokenExecutor:
        yield from map(here, chunks[done:])


def _spread(
    work: Callable[[C], T], chunks: Sequence[C], executor: Executor, *, ahead: int
) -> Iterator[T]:
    waiting: deque[Future[T]] = deque()
    try:
        for chunk in chunks:
            waiting.append(executor.submit(work, chunk))
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
