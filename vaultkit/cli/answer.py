"""An answer that goes into a file the user names, or else on stdout."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vaultkit.app.diff import iter_file_diff
from vaultkit.app.output import read_output_place, write_output
from vaultkit.cli.command import dry_run_option, flag
from vaultkit.cli.request import Request
from vaultkit.cli.show import print_words, show_diff, visible
from vaultkit.language.catalog import Catalog

__all__ = ["file_options", "put_file", "put_on_stdout"]


def file_options(words: Catalog, *, help: str) -> list[click.Parameter]:
    """``-o``, ``--force`` and ``--dry-run``."""
    return [
        click.Option(["-o", "--output"], metavar="FILE", help=help),
        flag("--force", words.text("Replace a file of the vault that holds something else.")),
        dry_run_option(words),
    ]


def put_file(
    request: Request, root: Path, output: str, data: bytes, *, force: bool, dry_run: bool
) -> bool:
    """Writes the file, or shows what would change; False where something else lies there.

    Raises UsageError and DiskError as ``read_output_place`` and ``write_output`` do.
    """
    words = request.words
    place = read_output_place(request.folder / Path(output).expanduser(), root=root)
    if dry_run:
        show_diff(iter_file_diff(output, place.present, data))
    if place.holds_other(data) and not force:
        file = visible(output)
        print_words(words.text("{file} is there already and holds something else", file=file))
        print_words(f"  {words.text('replace it with --force, or choose another name')}")
        return False
    if not dry_run:
        write_output(place.path, data)
    return True


def put_on_stdout(data: bytes) -> None:
    """The bytes as they are, whatever line ends this system has."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # no stream of bytes: whoever caught the output wants text
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    buffer.write(data)
