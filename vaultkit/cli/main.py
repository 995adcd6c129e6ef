"""``vaultkit``: from arguments to an exit code.

0 done, 1 findings, 2 usage, 3 environment, 130 interrupted. Data goes to stdout, words to stderr.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module

import click

from vaultkit.cli.group import Commands, ReaderGoneError
from vaultkit.cli.request import Request, interface_language
from vaultkit.language.catalog import Catalog, catalog
from vaultkit.model.errors import DiskError, UsageError, VaultkitError

__all__ = ["main", "run"]

_INTERRUPTED = 130
_COLLECTED = 50_000
"""New objects after which garbage is looked for; Python's usual 700 cost a twentieth of a run."""
_WIDEST = 80
_NARROWEST = 50


def main() -> None:
    """The console script: run with the process's own arguments and leave with the exit code."""
    # The modules that a command loads are no garbage, and there is little of it in a short run.
    gc.set_threshold(_COLLECTED)
    code = run(sys.argv[1:], environ=os.environ, folder="")
    # Before it ends Python looks for garbage in all that is left: a tenth of a run.
    gc.freeze()
    sys.exit(code)


def run(
    arguments: Sequence[str], *, environ: Mapping[str, str], folder: str | os.PathLike[str]
) -> int:
    """One command line, as given in ``folder``. Comes back with the exit code; never raises."""
    _speak_utf8()
    words = catalog(interface_language(environ))
    try:
        # Not a Path yet: pathlib costs as much as a fifth of the help.
        place = os.path.join(os.getcwd(), folder)  # noqa: PTH109, PTH118
        code = _answer(arguments, Request(words, environ, place, tuple(arguments)))
        sys.stdout.flush()
    except (ReaderGoneError, BrokenPipeError):
        _close_stdout()
        return 0
    except (click.ClickException, click.Abort, KeyboardInterrupt, VaultkitError, OSError) as error:
        return _exit_code_of(error, words)
    return code


def _exit_code_of(error: BaseException, words: Catalog) -> int:
    """Says what went wrong, and comes back with the exit code for it."""
    shown = import_module("vaultkit.cli.errors")
    match error:
        case click.ClickException():
            shown.show_usage_error(error, words)
            return UsageError.exit_code
        case VaultkitError():
            shown.show_error(error, words)
            return error.exit_code
        case OSError():
            # stdout itself: a full disk shows only when the last bytes are flushed.
            _close_stdout()
            shown.show_error(DiskError(error.strerror or str(error), where="stdout"), words)
            return DiskError.exit_code
        case _:
            return _INTERRUPTED


def _answer(arguments: Sequence[str], request: Request) -> int:
    commands = Commands(request.words)
    result = commands.main(
        list(arguments),
        prog_name="vaultkit",
        standalone_mode=False,
        obj=request,
        terminal_width=_help_width(request.environ),
    )
    return result if isinstance(result, int) else 0


def _help_width(environ: Mapping[str, str]) -> int:
    """The columns of the help: click's own rule, but click loads every packer of files for it."""
    columns = environ.get("COLUMNS", "")
    known = int(columns) if columns.isdecimal() else 0
    if not known and sys.__stdout__ is not None:
        with suppress(OSError, ValueError):
            known = os.get_terminal_size(sys.__stdout__.fileno()).columns
    return max(min(known or _WIDEST, _WIDEST) - 2, _NARROWEST)


def _speak_utf8() -> None:
    """Write UTF-8 and bare LF whatever the locale; a lone surrogate comes out as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _close_stdout() -> None:
    """Point stdout at nothing, or the interpreter complains when it flushes at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
