"""Every command in one vault, one after another, in one process.

Run by ``tests.store.forking`` in the place of a command of vaultkit.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.reliability.profile import LONG
from vaultkit.cli.group import COMMANDS
from vaultkit.cli.main import run

__all__ = ["EVERY_COMMAND", "main", "warm_up"]

EVERY_COMMAND = "tests.reliability.hostile_run"

_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "build": (("build", "--dry-run"), ("build", "--yes"), ("build", "--yes", "--json")),
    "links": (("links", "Note"), ("links", "../../../etc/passwd")),
    "backlinks": (("backlinks", "Note"), ("backlinks", "CON", "--json")),
    "path": (("path", "Note", "Other"),),
    "check": (("check",), ("check", "--json")),
    "graph": (("graph",), ("graph", "--format", "dot")),
    "undo": (("undo", "--dry-run"), ("undo",)),
    "clean": (("clean", "--dry-run"),),
    "property": (
        ("property", "get", "Note"),
        ("property", "set", "Note", "a", "b"),
        ("property", "add", "Note", "tags", "x"),
        ("property", "remove", "Note", "tags"),
    ),
    "region": (("region", "add", "Note", "backlinks"), ("region", "release", "Note")),
    "rename": (
        ("rename", "Note", "../../outside/Note"),
        ("rename", "Note", "/tmp/vaultkit-outside"),
        ("rename", "Note", "CON"),
        ("rename", "Note", "Renamed"),
    ),
    "init": (("init",),),
    "watch": (),
}
"""How commands are called that want more than their name."""
_SHORT = ("facts", "check", "build", "deadends", "graph", "status", "log")
"""Of those that do not write into notes; all of them in a long run."""
_LAST = ("property", "region", "rename", "undo", "clean")


def main(words: Sequence[str], *, environ: Mapping[str, str], folder: Path) -> int:
    """Prints a line of JSON for each command: its words, code, what it said, the seconds."""
    for arguments in _iter_arguments():
        out, err = io.StringIO(), io.StringIO()
        began = time.process_time()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            named = (arguments[0], "--vault", str(folder), *arguments[1:])
            code = run(named, environ=environ, folder=folder)
        seconds = time.process_time() - began
        told = {"words": arguments, "code": code, "err": err.getvalue(), "seconds": seconds}
        sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _iter_arguments() -> Iterator[tuple[str, ...]]:
    """Those that only read and those that write pages, then those that write into notes."""
    names = [name for name in COMMANDS if name not in _LAST and (LONG or name in _SHORT)]
    for name in (*names, *(name for name in _LAST if name in COMMANDS)):
        yield from _WORDS.get(name, ((name,),))


def warm_up(vault: Path, environ: Mapping[str, str]) -> None:
    """Loads whatever any of them loads: another user may not read these files."""
    main((), environ=environ, folder=vault)
