"""Every system call of the commands that write: killed there, an error there (``strace``)."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.support import ROOT
from tests.reliability.profile import LONG
from tests.reliability.writing import CASES, Case, reset, tree_of
from tests.store.forking import Forking, Outcome

CALLS = """close fchmod fchown fcntl fdatasync flock fsync fstat ftruncate getdents64 fgetxattr
flistxattr linkat lstat mkdir mkdirat newfstatat open openat pread64 pwrite64 read rename renameat
renameat2 rmdir stat unlink unlinkat write""".split()
WAYS = {"killed": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}
SAMPLE = 3
"""So many calls of each command and way in a short run, of ``OTHERS`` one."""
OTHERS = 10
"""The cases from this one on write by the same plans as those before."""
_PATH = re.compile(
    r"\w/[\w.]|\w\.(md|toml|ics|vcf)\b|\.vaultkit|_index|the index|\(Old(er)?\)|^Old(er)?: ",
    re.MULTILINE,
)
_CALL = re.compile(r"^\d+ +(\w+)\(")


class Blow(NamedTuple):
    """What befalls a command: at which call, counted by its name from 1."""

    call: str
    number: int
    way: str


@pytest.fixture(scope="module")
def fork(fork: Forking, tmp_path_factory: pytest.TempPathFactory) -> Forking:
    if not _can_trace(fork, tmp_path_factory.mktemp("trace")):
        pytest.skip("strace is not here, or may not be used: no system call was tried out")
    return fork


def _can_trace(fork: Forking, folder: Path) -> bool:
    if shutil.which("strace") is None:
        return False
    reset(CASES[0], fork, folder / "vault")
    _, calls = traced(fork, CASES[0], folder / "vault", folder, None)
    return len(calls) > 100


def traced(
    fork: Forking, case: Case, vault: Path, folder: Path, blow: Blow | None
) -> tuple[Outcome, list[str]]:
    """The command, and the system calls that it made, as strace shows them."""
    log = folder / "calls"
    pid = fork.start(*case.words, vault=vault, at_gate=True)
    # The first read is the gate's.
    number = "" if blow is None else f":when={blow.number + (blow.call == 'read')}"
    harm = () if blow is None else ("-e", f"inject={blow.call}:{WAYS[blow.way]}{number}")
    strace = subprocess.Popen(
        ["strace", "-f", "-y", "-p", str(pid), "-o", str(log), "-e", f"trace={_known()}", *harm],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr is not None
    strace.stderr.readline()  # it is attached
    fork.open_gate(1)
    outcome = fork.wait(pid)
    strace.stderr.close()
    strace.wait()
    return outcome, log.read_text(errors="replace").splitlines()[1:] if log.exists() else []


def _known() -> str:
    """A question mark: a machine need not have every one of them."""
    return ",".join(f"?{call}" for call in CALLS)


def iter_blows(calls: list[str], case: Case) -> Iterator[Blow]:
    """Every call in every way; in a short run some of them, the same each time."""
    counts = Counter(found[1] for line in calls if (found := _CALL.match(line)))
    every = [
        Blow(call, number, way)
        for way in WAYS
        for call in sorted(counts)
        for number in range(1, counts[call] + 1)
    ]
    if LONG:
        yield from every
        return
    chance = random.Random(case.name)
    count = SAMPLE if CASES.index(case) < OTHERS else 1
    for way in WAYS:
        yield from chance.sample([blow for blow in every if blow.way == way], count)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_command_struck_at_any_system_call_leaves_all_or_nothing(
    in_memory: Path, fork: Forking, case: Case, record_property: pytest.RecordProperty
) -> None:
    vault = in_memory / "vault"
    reset(case, fork, vault)
    outcome, _ = traced(fork, case, vault, in_memory, None)
    assert outcome.done.code == 0, outcome
    after = tree_of(vault)
    reset(case, fork, vault)
    before = tree_of(vault)
    _, calls = traced(fork, case, vault, in_memory, None)
    struck, faults = 0, []
    for blow in iter_blows(calls, case):
        reset(case, fork, vault)
        outcome, told = traced(fork, case, vault, in_memory, blow)
        hit = [line for line in told if "(INJECTED)" in line or "killed by SIGKILL" in line]
        struck += bool(hit)
        try:
            assert_told(outcome, blow, hit)
            assert_right(fork, case, vault, blow, before, after)
        except AssertionError as fault:
            faults.append(str(fault))
            # What comes next begins anew, in a place of which nobody remembers what lay there.
            shutil.rmtree(vault)
            vault = in_memory / f"vault-{len(faults)}"
    assert not faults, "\n\n".join(faults)
    assert struck > 0
    record_property("struck", struck)
    print(f"{case.name}: struck at {struck} calls")  # noqa: T201 - for the figures


def assert_told(outcome: Outcome, blow: Blow, hit: list[str]) -> None:
    """It was killed, or ended as a command does: a code, and words with the path in them."""
    if blow.way == "killed":
        assert outcome.signal in (0, signal.SIGKILL), (blow, outcome)
        return
    if any(re.search(r"\b(write|dup2|close)\([012][<,)]", line) for line in hit):
        return  # its own words could not be written
    assert outcome.code in (0, 1, 2, 3), (blow, hit, outcome)
    assert "Traceback" not in outcome.err, (blow, outcome)
    assert "in vaultkit itself" not in outcome.err, (blow, outcome)
    if outcome.code:
        told = outcome.err.replace("Input/output", "")  # which is no path
        if hit and all(map(_is_outside, hit)) and re.search(r"the drive is well|\(stdout\)", told):
            return
        assert _PATH.search(told), (blow, hit, outcome)


def _is_outside(line: str) -> bool:
    """Whether what was struck is a file that Python or vaultkit is made of, or of time zones."""
    ours = (sys.prefix, sys.base_prefix, ROOT / "vaultkit", ROOT / "templates")
    return "/zoneinfo/" in line or any(f"{place}/" in line for place in ours)


def assert_right(
    fork: Forking,
    case: Case,
    vault: Path,
    blow: Blow,
    before: dict[str, bytes],
    after: dict[str, bytes],
) -> None:
    """After the next run that writes: all old or all new, nothing left behind."""
    for path, data in tree_of(vault).items():
        if path.endswith(".md") and path in before and path in after and "_index/" not in path:
            assert data in (before[path], after[path]), (blow, path)
    repair = ("build", "--yes") if case.writes_pages else ("undo", "--dry-run")
    done = fork.run(*repair, vault=vault).done
    assert done.code in (0, 2), (blow, done)
    found = tree_of(vault)
    assert found in ((after,) if case.writes_pages else (before, after)), (blow, sorted(found))
    strays = [str(place) for place in vault.rglob(".vk-*")]
    assert strays == [], blow
    assert list(vault.glob(".vaultkit/*/recovered/*")) == [], blow
