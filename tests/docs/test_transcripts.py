from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from tests.docs.transcripts import (
    PAGES,
    PROGRAM_PAGES,
    Shown,
    fits,
    iter_programs,
    iter_shown,
    output_of,
    output_of_program,
    sample_vault,
)
from vaultkit.cli.group import COMMANDS, Commands
from vaultkit.language.catalog import catalog


def command_named(name: str) -> click.Command:
    command: click.Command = Commands(catalog("en"))
    for part in name.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), part)
        assert found is not None
        command = found
    return command


def iter_names() -> Iterator[str]:
    for name in COMMANDS:
        yield name
        command = command_named(name)
        if isinstance(command, click.Group):
            yield from (f"{name} {part}" for part in command.commands)


NAMES = tuple(iter_names())
"""Of all commands, those of groups too."""


@pytest.fixture(scope="module")
def vault() -> Iterator[Path]:
    with sample_vault() as vault:
        yield vault


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_its_commands_print(page: Path) -> None:
    # One vault for a page, since a later command may stand on an earlier one.
    with sample_vault() as vault:
        for shown in iter_shown(page):
            printed = output_of(shown.command, vault)
            place = f"{page.name}:{shown.line}: $ {shown.command}"
            assert fits(shown.lines, printed), "\n".join([place, *printed])


def test_every_command_is_shown_with_its_help() -> None:
    shown = {found.command for found in iter_shown(PAGES[1])}
    assert {f"vaultkit {name} --help" for name in NAMES} <= shown


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_a_command_is_in_its_help(vault: Path, name: str) -> None:
    line = f"vaultkit {name} --help"
    printed = output_of(line, vault)
    assert printed[0].startswith(f"Usage: vaultkit {name} ")
    assert "Examples:" in printed
    (page,) = (list(found.lines) for found in iter_shown(PAGES[1]) if found.command == line)
    assert listed_options(printed) == listed_options(page) == declared_options(name)


def listed_options(help: Sequence[str]) -> set[str]:
    """The names at the beginning of the lines below "Options:"."""
    lines = help[help.index("Options:") + 1 : help.index("Examples:")]
    names = (re.match(r"  (-[\w-]+(?:, -[\w-]+)*)", line) for line in lines)
    return {name for found in names if found for name in found[1].split(", ")}


def declared_options(name: str) -> set[str]:
    command = command_named(name)
    params = command.get_params(click.Context(command))
    options = [param for param in params if isinstance(param, click.Option)]
    return {name for option in options for name in (*option.opts, *option.secondary_opts)}


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "..."], ["a", "b", "c"], True),
        (["a", "...", "c"], ["a", "b", "c"], True),
        (["a", "...", "c"], ["a", "c"], True),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["b"], False),
        (["a.b"], ["axb"], False),
    ],
)
def test_dots_stand_for_lines_left_out(
    shown: list[str], printed: list[str], expected: bool
) -> None:
    assert fits(shown, printed) is expected


@pytest.mark.parametrize("page", PROGRAM_PAGES, ids=lambda page: page.name)
def test_a_program_prints_what_its_page_shows(vault: Path, page: Path) -> None:
    programs = list(iter_programs(page))
    assert programs
    for program, shown in programs:
        assert output_of_program(program, vault) == shown


def test_a_shown_command_knows_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("x\n\n```console\n$ ls\na\n$ vaultkit tags\n#b  1\n```\n")
    assert list(iter_shown(page)) == [Shown(page, 6, "vaultkit tags", ("#b  1",))]
