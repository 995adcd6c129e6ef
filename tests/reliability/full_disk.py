"""A plan on a drive in memory that fills up: run in a name space of its own, where it may mount.

    python -m tests.reliability.full_disk FOLDER BYTES ...

For each number of bytes that are left on the drive it prints a line of JSON: what became of the
notes right away and after the next run, the exit code and what was said.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.reliability.driver import NEW, NOTES, PLAN, main, put_notes
from vaultkit.cli.main import run

DRIVE = 1 << 20
_FILLER = "filler"
_PAGE = 4096


def _main(folder: Path, sizes: list[int]) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DRIVE}", "none", str(folder)], check=True)
    for size in sizes:
        # A place of its own: another folder in the place of a vault is not written into.
        vault = folder / f"vault {size:07}"
        put_notes(vault)
        _run(("facts",), vault)
        _fill(folder, size)
        code, said = _plan(vault)
        right_away = _state_of(vault)
        (folder / _FILLER).unlink()
        _run(("undo", "--dry-run"), vault)
        found = {
            "size": size,
            "code": code,
            "said": said,
            "right_away": right_away,
            "afterwards": _state_of(vault),
            "strays": [str(place) for place in vault.rglob(".vk-*")],
        }
        shutil.rmtree(vault)
        sys.stdout.write(json.dumps(found) + "\n")


def _fill(folder: Path, left: int) -> None:
    """Takes all room but this much."""
    free = os.statvfs(folder)
    take = free.f_bavail * free.f_frsize - left
    with (folder / _FILLER).open("wb", buffering=0) as file:
        while take > 0:
            take -= file.write(b"\0" * min(take, _PAGE))


def _plan(vault: Path) -> tuple[int, str]:
    with contextlib.redirect_stderr(io.StringIO()) as said:
        code = main((PLAN,), environ=os.environ, folder=vault)
    return code, said.getvalue()


def _run(words: tuple[str, ...], vault: Path) -> None:
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        run((words[0], "--vault", str(vault), *words[1:]), environ=os.environ, folder=vault)


def _state_of(vault: Path) -> str:
    found = {
        place.relative_to(vault).as_posix(): place.read_bytes()
        for place in vault.rglob("*")
        if place.is_file() and ".vaultkit" not in place.parts
    }
    return "old" if found == NOTES else "new" if found == NEW else f"neither: {sorted(found)}"


if __name__ == "__main__":
    _main(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])
