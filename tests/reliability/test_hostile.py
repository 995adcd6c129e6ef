"""Hostile vaults: no command breaks, and nothing outside of the vault is touched."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.reliability.hostile import VAULTS, Ground, make
from tests.reliability.hostile_run import EVERY_COMMAND
from tests.reliability.profile import LONG
from tests.store.forking import Forking, Outcome
from vaultkit.cli.group import COMMANDS
from vaultkit.disk.state import get_journal_key, get_machine_id

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="forks as Linux does")

NOBODY = 65_534
LONGEST_S = 5.0
Print = tuple[int, int, int, str]
"""Of a file or folder: kind and mode, links, time of writing, content."""


@pytest.fixture
def ground(in_memory: Path, fork: Forking) -> Iterator[Ground]:
    """A vault in a ground of its own, with a home and files that are nobody's business."""
    in_memory.chmod(0o755)
    outside, home = in_memory / "outside", in_memory / "home"
    (outside / "folder").mkdir(parents=True)
    for place in ("secret.md", "folder/secret.md"):
        (outside / place).write_text("# Secret\n\n[[Note]]\n")
    (in_memory / "root" / "vault").mkdir(parents=True)
    home.mkdir()
    state = {"VAULTKIT_STATE_HOME": str(in_memory / "state")}
    get_journal_key(environ=state)
    # Whoever has used vaultkit has its templates compiled; to do it for each vault takes long.
    compiled = Path(os.environ["VAULTKIT_STATE_HOME"], "compiled")
    if compiled.is_dir():
        shutil.copytree(compiled, in_memory / "state/compiled")
    yield Ground(in_memory / "root" / "vault", outside, get_machine_id(environ=state))
    for place in (in_memory, *in_memory.rglob("*")):
        if place.is_dir() and not place.is_symlink():
            place.chmod(0o755)


@pytest.mark.parametrize("name", VAULTS)
def test_a_hostile_vault_breaks_no_command_and_lets_nothing_out(
    ground: Ground, fork: Forking, tmp_path: Path, name: str
) -> None:
    make(name, ground)
    give_away(ground)
    base = ground.root.parents[1]
    before, notes = print_of(base, ground.root), bytes_in(ground.root)
    pid = fork.start(
        EVERY_COMMAND,
        vault=ground.root,
        user=NOBODY if os.getuid() == 0 else None,
        at_gate=True,
        environ={
            "VAULTKIT_STATE_HOME": str(base / "state"),
            "HOME": str(base / "home"),
            "TMPDIR": str(base / "home"),
        },
    )
    written = watched(fork, pid, tmp_path / "log") if LONG and shutil.which("strace") else None
    if written is None:
        fork.open_gate(1)
    outcome = fork.wait(pid)
    assert_all_ended(outcome)
    assert print_of(base, ground.root) == before
    assert {path: data for path, data in bytes_in(ground.root).items() if path in notes} == notes
    allowed = tuple(map(str, (ground.root, base / "state", base / "home")))
    elsewhere = [path for path in written or () if not path.startswith(allowed)]
    # Where the commands' own words go to: the streams may be opened after strace has come.
    assert [path for path in elsewhere if not _STREAM.search(path)] == []


def give_away(ground: Ground) -> None:
    """Has the vault belong to the user who runs the commands; what lies around it stays root's."""
    if os.getuid():
        return
    inside = (ground.root, *ground.root.rglob("*"))
    own = (ground.root.parents[1] / "state",)
    for place in (*inside, *own, *(found for folder in own for found in folder.rglob("*"))):
        os.chown(place, NOBODY, NOBODY, follow_symlinks=False)
    secret = ground.outside / "secret.md"
    os.chown(secret, NOBODY, NOBODY)  # may be written, but for what vaultkit is


def assert_all_ended(outcome: Outcome) -> None:
    assert outcome.code == 0, outcome
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert len(lines) >= len(COMMANDS) // 3
    for line in lines:
        assert line["code"] in (0, 1, 2, 3), line
        assert "Traceback" not in line["err"], line
        assert "in vaultkit itself" not in line["err"], line
        assert line["seconds"] < LONGEST_S, line
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", line["err"]), line


def print_of(base: Path, vault: Path) -> dict[str, Print]:
    """Everything around the vault but the vault itself and the user's own state."""
    found: dict[str, Print] = {}
    for folder, folders, names in os.walk(base):
        here = Path(folder)
        folders[:] = [name for name in folders if here / name not in (vault, base / "state")]
        for place in (here, *(here / name for name in names)):
            numbers = place.lstat()
            content = ""
            if stat.S_ISLNK(numbers.st_mode):
                content = str(place.readlink())
            elif stat.S_ISREG(numbers.st_mode):
                content = sha256(place.read_bytes()).hexdigest()
            key = place.relative_to(base).as_posix()
            times = numbers.st_mtime_ns if place != vault.parent else 0
            found[key] = (numbers.st_mode, numbers.st_nlink, times, content)
    return found


def bytes_in(vault: Path) -> dict[str, bytes]:
    """What people have in the vault: their files, but not pages and vaultkit's own."""
    found: dict[str, bytes] = {}
    for folder, folders, names in os.walk(vault):
        folders[:] = [name for name in folders if name not in (".vaultkit", "_index")]
        for place in (Path(folder) / name for name in names):
            if stat.S_ISREG(place.lstat().st_mode):
                found[str(place)] = place.read_bytes()
    return found


# --- watched by strace

_WRITERS = """chmod chown creat fchmodat fchownat lchown link linkat mkdir mkdirat mknod mknodat
open openat rename renameat renameat2 rmdir symlink symlinkat truncate unlink unlinkat utime
utimensat utimes""".split()
_FOLDER_AND_NAME = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_STREAM = re.compile(r"/tmp\w+/(out|err)\Z")
_READS = re.compile(r"O_RDONLY(?!.*O_CREAT)")


def watched(fork: Forking, pid: int, log: Path) -> list[str]:
    """Opens the gate; the paths at which the process wrote, made or took anything, in order."""
    trace = ",".join(f"?{call}" for call in _WRITERS)
    strace = subprocess.Popen(
        [
            "strace",
            "-f",
            "-y",
            "-s",
            "4096",
            "-p",
            str(pid),
            "-o",
            str(log),
            "-e",
            f"trace={trace}",
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert strace.stderr is not None
    strace.stderr.readline()
    fork.open_gate(1)
    strace.stderr.read()
    strace.stderr.close()
    strace.wait()
    lines = log.read_text(errors="replace").splitlines()
    done = [line for line in lines if not re.search(r"= -1 E[A-Z]+ ", line)]
    return [
        os.path.normpath(f"{folder}/{name}" if name[:1] != "/" else name)
        for line in done
        if not _READS.search(line) and "(" in line
        for folder, name in _FOLDER_AND_NAME.findall(line)
        if name != "/dev/null" and not name.startswith("/proc/self/fd/")
    ]
