"""Every sample of other programs in ``sample-vault``: taken in, taken in again, taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import ROOT, bytes_of, vaultkit

DATA = ROOT / "tests/exchange/data"
COMMANDS = {"ics": ("calendar",), "contacts": ("contacts",), "meetings": ("meetings",)}
SAMPLES = [
    (command, file.name, str(file))
    for folder, (command,) in COMMANDS.items()
    for file in sorted((DATA / folder).iterdir())
]
NO_MEETING = {"freebusy-en.ics", "reply-accepted-en.ics", "vtodo-followups-ru.ics"}
"""What makes no note: busy times, an answer to what nobody asked, and tasks."""


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One copy for all: each case has to leave it as it was."""
    place = tmp_path_factory.mktemp("samples") / "vault"
    shutil.copytree(ROOT / "sample-vault", place, ignore=shutil.ignore_patterns(".vaultkit"))
    before = bytes_of(place)
    yield place
    assert bytes_of(place) == before


def test_all_samples_are_there() -> None:
    assert len(SAMPLES) == 16 + 7 + 2


@pytest.mark.parametrize(
    ("command", "file"),
    [(command, file) for command, _, file in SAMPLES],
    ids=[s[1] for s in SAMPLES],
)
def test_a_sample_is_taken_in_once_and_taken_back_whole(
    vault: Path, command: str, file: str
) -> None:
    before = bytes_of(vault)
    more = ("--create-contacts",) if command == "calendar" else ()
    first = vaultkit(command, "import", file, "--json", *more, folder=vault)
    *lines, told = map(json.loads, first.out.splitlines())
    assert told["total"] == len(lines) == told["imported"] + told["named"] > 0
    taken = bytes_of(vault)
    assert (taken == before) is (Path(file).name in NO_MEETING)
    again = vaultkit(command, "import", file, "--json", *more, folder=vault)
    assert bytes_of(vault) == taken
    assert {each["outcome"] for each in map(json.loads, again.out.splitlines()[:-1])}.isdisjoint(
        {"new", "update"}
    )
    if taken != before:
        assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_what_was_taken_in_is_what_due_show_and_brief_say(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "vaultkit.toml").write_text('language = "en"\n', "utf-8")
    vaultkit("contacts", "import", str(DATA / "contacts"), folder=vault)
    vaultkit("calendar", "import", str(DATA / "ics/google-series-en.ics"), folder=vault)
    vaultkit("property", "set", "Daniel Okafor", "cadence", "14d", folder=vault)
    now = ("--now", "2026-11-20 10:00+01:00")
    due = vaultkit("contacts", "due", *now, folder=vault)
    # That of 17 November was called off, and the one that was moved to 11 November is Marta's.
    assert due.out == "Daniel Okafor.md\t2026-11-03\t2026-11-17\t3\n"
    show = vaultkit("contacts", "show", "Daniel Okafor", *now, folder=vault).out
    assert "Head of Partnerships" in show
    assert "last met 3 November 2026" in show
    brief = vaultkit("brief", "2026-11-24 Partner network sync", *now, folder=vault).out
    assert "Daniel Okafor, Head of Partnerships" in brief
    assert "last met 3 November 2026" in brief
