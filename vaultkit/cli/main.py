"""``vaultkit``: from arguments to an exit code.

0 done, 1 findings, 2 usage, 3 environment, 130 interrupted. Data goes to stdout, words to stderr.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from vaultkit.cli.errors import show_error, show_usage_error
from vaultkit.cli.group import Commands, ReaderGoneError
from vaultkit.cli.request import Request, interface_language
from vaultkit.language.catalog import Catalog, catalog
from vaultkit.model.errors import DiskError, UsageError, VaultkitError

__all__ = ["main", "run"]

_INTERRUPTED = 130


def main() -> None:
    """The console script: run with the process's own arguments and leave with the exit code."""
    sys.exit(run(sys.argv[1:], environ=os.environ, folder=Path()))


def run(arguments: Sequence[str], *, environ: Mapping[str, str], folder: Path) -> int:
    """One command line, as given in ``folder``. Comes back with the exit code; never raises."""
    _speak_utf8()
    words = catalog(interface_language(environ))
    try:
        code = _answer(arguments, Request(words, environ, folder.absolute()))
        sys.stdout.flush()
    except (ReaderGoneError, BrokenPipeError):
        _close_stdout()
        return 0
    except (click.ClickException, click.Abort, KeyboardInterrupt, VaultkitError, OSError) as error:
        return _exit_code_of(error, words)
    return code


def _exit_code_of(error: BaseException, words: Catalog) -> int:
    """Says what went wrong, and comes back with the exit code for it."""
    match error:
        case click.ClickException():
            show_usage_error(error, words)
            return UsageError.exit_code
        case VaultkitError():
            show_error(error, words)
            return error.exit_code
        case OSError():
            # stdout itself: a full disk shows only when the last bytes are flushed.
            _close_stdout()
            show_error(DiskError(error.strerror or str(error), where="stdout"), words)
            return DiskError.exit_code
        case _:
            return _INTERRUPTED


def _answer(arguments: Sequence[str], request: Request) -> int:
    commands = Commands(request.words)
    result = commands.main(
        list(arguments), prog_name="vaultkit", standalone_mode=False, obj=request
    )
    return result if isinstance(result, int) else 0


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
