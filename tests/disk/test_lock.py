from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vaultkit.disk import lock as lock_module
from vaultkit.disk.lock import Holder, is_locked, lock
from vaultkit.model.errors import DiskError, LockedError

ROOT = Path(__file__).parents[2]

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
needs_flock = pytest.mark.skipif(os.name == "nt", reason="no flock here")
needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes where it likes"
)

HOLD = """
import sys
from pathlib import Path
from vaultkit.disk.lock import lock
with lock(Path(sys.argv[1]), command="build"):
    print("held", flush=True)
    sys.stdin.read(1)
print("done", flush=True)
"""
WITHOUT_LOCKS = """
import errno, fcntl
def flock(fd, kind):
    raise OSError(errno.ENOLCK, "No locks available")
fcntl.flock = flock
"""


@contextmanager
def child(folder: Path, code: str = HOLD) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that holds the lock until it is given a byte."""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    process.communicate("x")
    assert process.returncode == 0


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(fd: int, kind: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refused)


def test_a_free_lock_is_taken_and_given_back(tmp_path: Path) -> None:
    assert is_locked(tmp_path) is None
    with lock(tmp_path, command="build"):
        pass
    assert is_locked(tmp_path) is None
    with lock(tmp_path, command="build"):
        pass


def test_an_error_in_the_block_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock(tmp_path, command="build"):
        raise ZeroDivisionError
    assert is_locked(tmp_path) is None


@pytest.mark.needs("flock")
def test_whoever_asks_hears_who_holds_it(tmp_path: Path) -> None:
    with child(tmp_path) as process:
        holder = is_locked(tmp_path)
        assert holder is not None
        assert (holder.pid, holder.command) == (process.pid, "build")
        assert holder.since.endswith("+00:00")
        assert holder.host
        let_go(process)
    assert is_locked(tmp_path) is None


@pytest.mark.needs("flock")
def test_a_held_lock_is_refused_with_the_name_of_its_holder(tmp_path: Path) -> None:
    with child(tmp_path) as process:
        with pytest.raises(LockedError) as caught, lock(tmp_path, command="clean"):
            pass
        assert caught.value.exit_code == 3
        assert caught.value.message.startswith(
            f"this vault is locked: build, process {process.pid}, since "
        )
        assert caught.value.hint == "wait until it is done, then run the command again"
        assert caught.value.where == str(tmp_path / "lock")
        let_go(process)


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    with child(tmp_path) as process:
        process.kill()
        process.wait()
        assert b"build" in (tmp_path / "lock").read_bytes()
        assert is_locked(tmp_path) is None
        with lock(tmp_path, command="build"):
            pass


@pytest.mark.needs("flock")
def test_a_lock_that_comes_free_in_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with child(tmp_path) as process:
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                let_go(process)

        monkeypatch.setattr(lock_module.time, "sleep", pause)
        with lock(tmp_path, command="build", wait_s=600):
            assert pauses[0] < pauses[1] < pauses[2]


@pytest.mark.needs("flock")
def test_waiting_ends_when_its_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]

    def pause(seconds: float) -> None:
        assert 0 < seconds <= 0.25
        clock[0] += seconds

    monkeypatch.setattr(lock_module.time, "sleep", pause)
    monkeypatch.setattr(lock_module.time, "monotonic", lambda: clock[0])
    with child(tmp_path) as process:
        with pytest.raises(LockedError), lock(tmp_path, command="build", wait_s=2):
            pass
        assert clock[0] == pytest.approx(102.0)
        let_go(process)


def test_taking_it_twice_in_one_process_fails_at_once_however_long_one_would_wait(
    tmp_path: Path,
) -> None:
    with lock(tmp_path, command="build"):
        with pytest.raises(LockedError), lock(tmp_path, command="build", wait_s=600):
            pass
        assert is_locked(tmp_path) == is_locked(tmp_path) is not None


def test_locks_of_two_folders_are_two_locks(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with lock(tmp_path / "a", command="build"), lock(tmp_path / "b", command="build"):
        assert is_locked(tmp_path / "a")
    assert is_locked(tmp_path / "a") is None


@needs_flock
@pytest.mark.needs("flock")
def test_one_who_only_asks_does_not_stand_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    (tmp_path / "lock").touch()
    asking = os.open(tmp_path / "lock", os.O_RDONLY)
    fcntl.flock(asking, fcntl.LOCK_SH)
    monkeypatch.setattr(lock_module.time, "sleep", lambda _: os.close(asking))
    with lock(tmp_path, command="build"):
        assert is_locked(tmp_path)


@needs_fork
def test_a_forked_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    forking = HOLD.replace(
        '    print("held"',
        "    import os\n"
        "    read, write = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        os.close(1)\n"
        "        os.write(write, b'x')\n"
        "        sys.stdin.read(1)\n"
        "        os._exit(0)\n"
        "    os.read(read, 1)\n"
        '    print("held"',
    )
    with child(tmp_path, forking) as process:
        process.kill()
        process.wait()
        assert is_locked(tmp_path) is None


@needs_fork
@pytest.mark.needs("flock")
def test_a_forked_process_that_leaves_the_block_frees_nothing(tmp_path: Path) -> None:
    forking = HOLD.replace(
        '    print("held"',
        "    import os\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        raise SystemExit\n"
        "    os.waitpid(pid, 0)\n"
        '    print("held"',
    )
    with child(tmp_path, forking) as process:
        holder = is_locked(tmp_path)
        assert holder is not None
        assert holder.pid == process.pid
        let_go(process)


@pytest.mark.parametrize(
    "said", ["", "{", "[]", '"x"', '{"pid": 0}', '{"pid": "1"}', "[" * 4000, "\udcff"]
)
@pytest.mark.needs("flock")
def test_a_holder_that_says_nonsense_is_one_nobody_knows(tmp_path: Path, said: str) -> None:
    with child(tmp_path) as process:
        (tmp_path / "lock").write_bytes(said.encode("utf-8", "surrogateescape"))
        assert is_locked(tmp_path) == Holder(0, "", "", "")
        with pytest.raises(LockedError, match="another run"), lock(tmp_path, command="build"):
            pass
        let_go(process)


@pytest.mark.needs("flock")
def test_a_holder_on_another_machine_is_named_with_it(tmp_path: Path) -> None:
    with child(tmp_path) as process:
        (tmp_path / "lock").write_text(
            '{"pid": 7, "command": "build", "since": "2026-03-12T10:00:00+00:00", "host": "there"}'
        )
        with pytest.raises(LockedError, match="process 7 on there, since 2026-03-1"):
            lock(tmp_path, command="build").__enter__()
        let_go(process)


@needs_flock
def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")
    (tmp_path / "lock").symlink_to("diary")
    with pytest.raises(DiskError), lock(tmp_path, command="build"):
        pass
    assert (tmp_path / "diary").read_text() == "dear diary"


def test_a_folder_that_is_missing_cannot_be_locked(tmp_path: Path) -> None:
    assert is_locked(tmp_path / "missing") is None
    with pytest.raises(DiskError), lock(tmp_path / "missing", command="build"):
        pass


@needs_permissions
def test_a_folder_where_nothing_may_be_written_cannot_be_locked(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DiskError), lock(tmp_path, command="build"):
            pass
    finally:
        tmp_path.chmod(0o700)


# --- a file system without locks


@needs_flock
def test_without_locks_a_file_stands_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    assert is_locked(tmp_path) is None
    with lock(tmp_path, command="build"):
        holder = is_locked(tmp_path)
        assert holder is not None
        assert holder.pid == os.getpid()
    assert is_locked(tmp_path) is None
    assert not (tmp_path / "lock.held").exists()


@needs_flock
def test_without_locks_another_process_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    with child(tmp_path, WITHOUT_LOCKS + HOLD) as process:
        with pytest.raises(LockedError) as caught, lock(tmp_path, command="clean"):
            pass
        assert f"process {process.pid}," in caught.value.message
        assert "delete this file" in str(caught.value.hint)
        assert caught.value.where == str(tmp_path / "lock.held")
        let_go(process)
    with lock(tmp_path, command="clean"):
        pass


@needs_flock
def test_without_locks_a_process_that_was_killed_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    with child(tmp_path, WITHOUT_LOCKS + HOLD) as process:
        process.kill()
        process.wait()
    assert (tmp_path / "lock.held").exists()
    assert is_locked(tmp_path) is None
    with lock(tmp_path, command="clean"):
        assert is_locked(tmp_path)
    assert sorted(place.name for place in tmp_path.iterdir()) == ["lock"]


@needs_flock
def test_without_locks_a_holder_on_another_machine_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    (tmp_path / "lock").touch()
    (tmp_path / "lock.held").write_text(
        '{"pid": 999999999, "command": "build", "since": "x", "host": "there"}'
    )
    assert is_locked(tmp_path) == Holder(999999999, "build", "x", "there")
    with pytest.raises(LockedError, match="on there, since x"), lock(tmp_path, command="clean"):
        pass


def test_an_error_when_it_is_let_go_is_nobodys_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def full(fd: int) -> None:
        close(fd)
        raise OSError(errno.ENOSPC, "full")

    with lock(tmp_path, command="build"):
        monkeypatch.setattr(os, "close", full)
    monkeypatch.setattr(os, "close", close)
    assert is_locked(tmp_path) is None


@needs_flock
def test_the_lock_of_another_user_is_held_though_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lock").touch()
    opened = os.open

    def refused(path: Path, flags: int, *mode: int) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "not yours")
        return opened(path, flags, *mode)

    monkeypatch.setattr(os, "open", refused)
    with lock(tmp_path, command="build"):
        assert is_locked(tmp_path) is not None
        with pytest.raises(LockedError), lock(tmp_path, command="undo"):
            pass
    assert is_locked(tmp_path) is None
    assert not (tmp_path / "lock.held").exists()
