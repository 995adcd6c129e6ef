"""Several writers at once, one note: the lock keeps every line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.support import ROOT, process_environment
from tests.reliability.profile import count_of

WRITERS = ("Anna", "Борис", "Chidi", "Dana")
TIMES = count_of(30, 300)


def test_four_writers_keep_every_line(in_memory: Path) -> None:
    vault = in_memory / "vault"
    vault.mkdir()
    (vault / "Note.md").write_bytes(b"")
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.appending", str(vault), name, str(TIMES)],
            cwd=ROOT,
            env=process_environment(),
        )
        for name in WRITERS
    ]
    assert [writer.wait() for writer in writers] == [0] * len(WRITERS)
    lines = (vault / "Note.md").read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(f"{name} {turn}" for name in WRITERS for turn in range(TIMES))
