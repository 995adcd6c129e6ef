"""What is freed is given back."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
from pathlib import Path
from vaultkit.disk.memory import give_back

def kilobytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

made = [bytes(2000) for _ in range(50_000)]
kept = made[::1000] + made[-1:]
del made
before = kilobytes()
give_back()
print(before, kilobytes(), len(kept))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries are not asked")
def test_memory_below_something_in_use_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after, kept = map(int, done.stdout.split())
    assert before - after > 50_000
    assert kept == 51
