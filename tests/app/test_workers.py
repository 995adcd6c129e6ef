"""Files read by whatever runs them: none, threads, processes; always in the order given."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from vaultkit import Vault
from vaultkit.app import processes as pools
from vaultkit.app import workers
from vaultkit.app.reading import Reader
from vaultkit.app.workers import iter_rows
from vaultkit.graph.kinds import KindRules
from vaultkit.model.config import Config, ObsidianSettings
from vaultkit.store.pack import unpack
from vaultkit.store.rows import FileRow, Role

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    for n in range(7):
        (tmp_path / f"{n}.md").write_text(f"# Note {n}\n[[{n + 1}]] #tag/{n}\n")
    (tmp_path / "page.md").write_text('---\ngenerated: vaultkit\ndigest: "0"\n---\n')
    return Reader(tmp_path, KindRules.of(Config(), ObsidianSettings()), False)


PATHS = ["3.md", "0.md", "gone.md", "6.md", "page.md", "1.md", "5.md", "2.md", "4.md"]


class Later(Executor):
    """Runs what it is given only when somebody wants the result; counts what waits."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0
        self.cancelled = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        executor = self

        class Lazy(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                executor.waiting -= 1
                return function(*arguments, **named)

            def cancel(self) -> bool:
                executor.cancelled += 1
                return super().cancel()

        return Lazy()


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 2)


def _no_process(*_: object, **__: object) -> None:
    raise AssertionError("a process was started")


@pytest.fixture
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "ProcessPoolExecutor", _no_process)


def flat(chunks: Iterator[list[FileRow]]) -> list[FileRow]:
    return [row for chunk in chunks for row in chunk]


def told(rows: list[FileRow]) -> list[FileRow]:
    """What the rows say: the bytes of a record also depend on who else holds its texts."""
    return [
        row if row.note is None else row._replace(note=row.note._replace(record=unpacked))
        for row in rows
        for unpacked in [b"" if row.note is None else unpack(row.note.record)]
    ]


def test_every_file_has_its_row_in_the_order_given(reader: Reader) -> None:
    rows = flat(iter_rows(reader, PATHS, jobs=1))
    assert [row.path for row in rows] == PATHS
    assert [row.role for row in rows] == [
        *(Role.NOTE, Role.NOTE, Role.UNREADABLE, Role.NOTE, Role.PAGE),
        *[Role.NOTE] * 4,
    ]
    assert rows[0].note is not None
    assert (rows[0].note.title, rows[0].note.links[0][0]) == ("Note 3", "4")


EXECUTORS: list[Callable[[], Executor]] = [
    lambda: ThreadPoolExecutor(3),
    lambda: ProcessPoolExecutor(2),
    Later,
]


@pytest.mark.parametrize("make", EXECUTORS, ids=["threads", "processes", "one of our own"])
def test_any_executor_gives_the_same_rows(reader: Reader, make: Callable[[], Executor]) -> None:
    alone = flat(iter_rows(reader, PATHS, jobs=1))
    with make() as executor:
        assert told(flat(iter_rows(reader, PATHS, executor=executor))) == told(alone)
        assert [*iter_rows(reader, [], executor=executor)] == []


@pytest.mark.parametrize("jobs", [1, 2, 3, 9999])
def test_any_number_of_processes_gives_the_same_rows(reader: Reader, jobs: int) -> None:
    alone = flat(iter_rows(reader, PATHS, jobs=1))
    assert told(flat(iter_rows(reader, PATHS, jobs=jobs))) == told(alone)


@pytest.mark.usefixtures("_no_processes")
@pytest.mark.parametrize(("files", "jobs"), [(0, None), (9, None), (9, 1), (0, 1), (0, 8), (2, 8)])
def test_no_process_is_started_for_few_files(reader: Reader, files: int, jobs: int | None) -> None:
    assert len(flat(iter_rows(reader, PATHS[:files], jobs=jobs))) == files


@pytest.mark.usefixtures("_no_processes")
def test_no_process_is_started_beside_an_executor(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_WORTH_A_PROCESS", 1)
    assert len(flat(iter_rows(reader, PATHS, jobs=4, executor=Later()))) == len(PATHS)


@pytest.mark.parametrize(("cores", "processes"), [(2, 2), (8, 5), (1, 0), (None, 0)])
def test_as_many_processes_as_cores_or_chunks_where_much_is_to_be_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, cores: int | None, processes: int
) -> None:
    started = []

    def count(number: int, **_: object) -> Executor:
        started.append(number)
        return Later()

    monkeypatch.setattr(workers, "_WORTH_A_PROCESS", len(PATHS))
    monkeypatch.setattr(pools, "ProcessPoolExecutor", count)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: cores)
    assert len(flat(iter_rows(reader, PATHS))) == len(PATHS)
    assert started == ([processes] if processes else [])
    assert len(flat(iter_rows(reader, PATHS[1:]))) == len(PATHS) - 1
    assert len(started) == bool(processes)


def test_no_more_is_read_ahead_than_a_little(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 1)
    executor = Later()
    flat(iter_rows(reader, PATHS * 20, executor=executor))
    assert executor.most <= workers._AHEAD + 1


def test_who_stops_early_leaves_nothing_waiting(reader: Reader) -> None:
    executor = Later()
    rows = iter_rows(reader, PATHS * 20, executor=executor)
    next(rows)
    rows.close()
    assert executor.cancelled == executor.waiting > 0


def test_a_vault_is_read_the_same_by_an_executor(reader: Reader) -> None:
    with ThreadPoolExecutor(2) as threads:
        spread = Vault.open(reader.root, environ={}, executor=threads)
        alone = Vault.open(reader.root, environ={})
        assert spread.notes() == alone.notes()
        assert [spread.links(note.path) for note in spread.notes()] == [
            alone.links(note.path) for note in alone.notes()
        ]
        assert len(spread.notes()) == 7


def test_a_program_may_read_with_processes_of_its_own(tmp_path: Path, reader: Reader) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from vaultkit import Vault\n"
        "if __name__ == '__main__':\n"
        f"    with ProcessPoolExecutor(2) as pool:\n"
        f"        vault = Vault.open({str(reader.root)!r}, environ={{}}, executor=pool)\n"
        "        print(len(vault.notes()))\n"
    )
    done = subprocess.run(
        [sys.executable, str(program)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "7\n"


def _answers() -> tuple[bool, bool]:
    return (
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        signal.getsignal(signal.SIGTERM) is signal.SIG_DFL,
    )


def test_what_ends_a_run_is_answered_by_the_process_that_was_started_first() -> None:
    """A forked one would have its handlers, and print where it was when Ctrl-C came."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        with pools.process_pool(1) as pool:
            assert pool.submit(_answers).result() == (True, True)
    finally:
        signal.signal(signal.SIGTERM, before)
