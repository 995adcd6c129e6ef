"""A disk that is full at any moment: old or new, and the message says where there was no room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import ROOT, process_environment
from tests.reliability.full_disk import DRIVE
from tests.reliability.profile import LONG

STEP = 4096 if LONG else 65_536
SIZES = [*range(0, 65_536, 4096), *range(65_536, DRIVE - 131_072, STEP)]


def own_space() -> list[str]:
    """What runs a command where it may mount drives that nobody else sees."""
    if shutil.which("unshare") is None or not sys.platform.startswith("linux"):
        pytest.skip("there is no unshare: no disk was filled")
    ways = (["unshare", "-m"],) if os.getuid() == 0 else (["unshare", "-Urm"],)
    for way in ways:
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("no drive may be mounted here: no disk was filled")


def test_on_a_full_disk_notes_are_old_or_new_and_the_message_names_the_place(
    tmp_path: Path,
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    done = subprocess.run(
        [
            *own_space(),
            *(sys.executable, "-m", "tests.reliability.full_disk", str(drive)),
            *map(str, SIZES),
        ],
        cwd=ROOT,
        env=process_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["size"] for each in found] == SIZES
    for each in found:
        assert each["right_away"] == each["afterwards"], each
        assert each["afterwards"] == ("new" if each["code"] == 0 else "old"), each
        assert each["strays"] == [], each
        assert each["code"] in (0, 3), each
        if each["code"]:
            assert any(place in each["said"] for place in (".md", ".vaultkit", "index")), each
            assert "Traceback" not in each["said"]
    assert {each["code"] for each in found} == {0, 3}
    full = sum(each["code"] == 3 for each in found)
    print(f"{len(found)} sizes, at {full} of them there was no room")  # noqa: T201
