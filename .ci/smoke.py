"""The installed program on a copy of sample-vault: smoke.py VAULTKIT FOLDER. Exit 1 where it fails.

Runs outside the checkout, so that whatever the wheel forgot is missed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Each thing that must hold, in turn; leaves at the first that does not."""
    program, folder = sys.argv[1], Path(sys.argv[2])
    vault = folder / "sample-vault"
    shutil.copytree(CHECKOUT / "sample-vault", vault)
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VAULTKIT_", "VIRTUAL_ENV"))
    }
    environ["VAULTKIT_STATE_HOME"] = str(folder / "state")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"smoke: exit {done.returncode} of: vaultkit {' '.join(arguments)}")
        return done.stdout

    def hold(what: str, holds: bool) -> None:
        print("smoke:", what, "- yes" if holds else "- NO", flush=True)  # noqa: T201
        if not holds:
            sys.exit(1)

    python = str(Path(program).parent / "python")
    has_pytest = subprocess.run(
        [python, "-c", "import pytest"], check=False, stderr=subprocess.DEVNULL
    )
    hold("no development dependency is installed", has_pytest.returncode != 0)
    version = run("--version").strip()
    hold(f"it says its version ({version})", any(char.isdigit() for char in version))

    before = state_of(vault)
    facts = [
        json.loads(line) for line in run("facts", "--json", "--vault", str(vault)).splitlines()
    ]
    hold(f"facts of {len(facts)} notes, at least 80", len(facts) >= 80)
    hold("reading leaves every byte as it was", state_of(vault) == before)

    run("build", "--yes", "--vault", str(vault))
    built = state_of(vault)
    pages = sorted(built.keys() - before.keys())
    hold(f"{len(pages)} pages were made, from the templates in the wheel", len(pages) > 10)
    hold("the home page is there", "_index/index-home.md" in pages)
    hold("nothing else was touched", {name: built[name] for name in before} == before)
    run("build", "--vault", str(vault))
    hold("a second build writes nothing", state_of(vault) == built)


def state_of(vault: Path) -> dict[str, tuple[str, int, int]]:
    """Digest, inode and time of every file: equal only if nothing was written."""
    state = {}
    for place in sorted(vault.rglob("*")):
        if place.is_file() and ".vaultkit" not in place.parts:
            found = place.stat()
            digest = hashlib.sha256(place.read_bytes()).hexdigest()
            name = place.relative_to(vault).as_posix()
            state[name] = (digest, found.st_ino, found.st_mtime_ns)
    return state


main()
