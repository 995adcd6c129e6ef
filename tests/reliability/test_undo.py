"""What any command wrote into people's notes is undone: bytes, mode and extended attributes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.reliability.writing import CASES, Case, attributes_of, reset, tree_of
from tests.store.forking import Forking
from vaultkit.cli.group import COMMANDS
from vaultkit.language.catalog import catalog

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="forks as Linux does")


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.writes_pages], ids=lambda case: case.name
)
def test_undo_restores_bytes_mode_and_attributes(tmp_path: Path, fork: Forking, case: Case) -> None:
    vault = tmp_path / "vault"
    reset(case, fork, vault)
    _mark(vault)
    before, attributes = tree_of(vault), attributes_of(vault)
    folders = folders_of(vault)
    assert fork.run(*case.words, vault=vault).done.code == 0
    after = tree_of(vault)
    assert after != before
    number = newest(fork, vault)
    assert fork.run("undo", number, vault=vault).done.code == 0
    assert tree_of(vault) == before
    assert attributes_of(vault) == attributes
    assert folders_of(vault) == folders
    assert fork.run("undo", newest(fork, vault), vault=vault).done.code == 0
    assert tree_of(vault) == after, "an undo can be undone"


NO_NOTES = frozenset(
    (
        *(("build",), ("clean",), ("graph",), ("init",), ("templates", "trust")),
        *(("calendar", "export"), ("contacts", "export"), ("meetings", "export")),
    )
)
"""What writes pages, settings, answers or the user's own state; a region of a build is undone in
``tests/app/test_regions.py``."""


def test_every_command_that_writes_into_notes_is_undone_here() -> None:
    tried = {case.words[: len(words)] for case in CASES for words in _iter_writing()}
    assert set(_iter_writing()) - NO_NOTES <= tried


def _iter_writing() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        command = import_module(f"vaultkit.cli.commands.{name}").command_of(catalog("en"))
        yield from _iter_dry(command, (name,))


def _iter_dry(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The commands that can show what they would write."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _iter_dry(found, (*words, name))
    elif any("--dry-run" in parameter.opts for parameter in command.params):
        yield words


def folders_of(vault: Path) -> set[Path]:
    places = (place for place in vault.rglob("*") if ".vaultkit" not in place.parts)
    return {place for place in places if place.is_dir()}


def newest(fork: Forking, vault: Path) -> str:
    """The number of the newest entry."""
    entries = fork.run("log", "--json", vault=vault).done.out.splitlines()
    return str(max(json.loads(entry)["number"] for entry in entries))


def _mark(vault: Path) -> None:
    """Gives every note a mode and an attribute of its own."""
    for number, path in enumerate(tree_of(vault)):
        (vault / path).chmod((0o600, 0o640, 0o664, 0o755)[number % 4])
        if hasattr(os, "setxattr"):
            try:
                os.setxattr(vault / path, "user.colour", f"{number}".encode())
            except OSError:  # not on this drive: bytes and modes are still compared
                continue
