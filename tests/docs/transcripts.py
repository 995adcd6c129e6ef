"""The commands and programs shown in the documentation, run on a copy of sample-vault.

In a block of ``console``, a line ``$ vaultkit ...`` is a command and what follows its output; a
line ``...`` stands for any lines left out. A block of ``python`` with one of ``text`` below it is
a program and its output. After a change of output, write the blocks anew with
``python -m tests.docs.transcripts`` and look at the difference.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from vaultkit.cli.main import run

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs/commands.md")
PROGRAM_PAGES = (ROOT / "README.md", ROOT / "docs/library.md")

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PROGRAM = re.compile(r"^```python\n(.*?)^```\n+```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ANY = "..."


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it, and the lines that the page has below it."""

    page: Path
    line: int
    command: str
    lines: tuple[str, ...]


def iter_shown(page: Path) -> Iterator[Shown]:
    """The commands of vaultkit on a page, in its order."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start()) + 2
        lines = block[1].splitlines()
        starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
        for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            command = lines[at].removeprefix("$ ")
            if command.split()[0] == "vaultkit":
                yield Shown(page, first + at, command, tuple(lines[at + 1 : end]))


@contextlib.contextmanager
def sample_vault() -> Iterator[Path]:
    """A copy of sample-vault to work in."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder, "sample-vault")
        shutil.copytree(ROOT / "sample-vault", vault, ignore=shutil.ignore_patterns(".vaultkit"))
        yield vault


def output_of(command: str, vault: Path) -> list[str]:
    """What the command prints, both streams, 80 columns wide, in English, at home."""
    out = io.StringIO()
    arguments = shlex.split(command)[1:]
    environ = {"LANG": "C", "COLUMNS": "80", **_state_home(vault)}
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        run(arguments, environ=environ, folder=vault)
    printed = out.getvalue().replace(str(vault), f"~/{vault.name}")
    return [line.rstrip() for line in printed.splitlines()]


def _state_home(vault: Path) -> dict[str, str]:
    """The user's own state lies beside the copy, and goes with it."""
    return {"VAULTKIT_STATE_HOME": str(vault.parent.resolve() / "state")}


def fits(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the page shows what is printed, but for what ``...`` leaves out."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == _ANY else re.escape(line.rstrip()) + r"\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def renewed(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The new lines of a page: as many as before above a ``...``, and as many below it."""
    if _ANY not in shown:
        return list(printed)
    at = shown.index(_ANY)
    below = len(shown) - at - 1
    return [*printed[:at], _ANY, *(printed[-below:] if below else [])]


def iter_programs(page: Path) -> Iterator[tuple[str, str]]:
    """The programs of a page, each with the output that the page shows."""
    for found in _PROGRAM.finditer(page.read_text(encoding="utf-8")):
        yield found[1], found[2]


def output_of_program(program: str, vault: Path) -> str:
    """What the program prints where the vault lies in the working folder."""
    out = io.StringIO()
    at_home = mock.patch.dict(os.environ, _state_home(vault))
    with at_home, contextlib.chdir(vault.parent), contextlib.redirect_stdout(out):
        exec(compile(program, "program", "exec"), {})
    return out.getvalue()


def main() -> None:
    """Writes every page anew with what its commands and programs print now."""
    for page in PAGES:
        lines = page.read_text(encoding="utf-8").split("\n")
        with sample_vault() as vault:
            found = [(shown, output_of(shown.command, vault)) for shown in iter_shown(page)]
        for shown, printed in reversed(found):
            if not fits(shown.lines, printed):
                lines[shown.line : shown.line + len(shown.lines)] = renewed(shown.lines, printed)
        page.write_text("\n".join(lines), encoding="utf-8")
    for page in PROGRAM_PAGES:
        text = page.read_text(encoding="utf-8")
        with sample_vault() as vault:
            for program, shown_text in iter_programs(page):
                old = f"{program}```\n\n```text\n{shown_text}```"
                new = f"{program}```\n\n```text\n{output_of_program(program, vault)}```"
                text = text.replace(old, new)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
