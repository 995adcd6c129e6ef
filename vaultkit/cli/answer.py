"""An answer that goes into a file the user names, or else on stdout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from vaultkit.app.diff import iter_file_diff
from vaultkit.app.output import read_output_place, write_output
from vaultkit.cli.command import dry_run_option, flag
from vaultkit.cli.request import Request
from vaultkit.cli.show import print_bytes, print_words, show_diff, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["check_file_options", "file_options", "put_answer", "put_file"]


def file_options(words: Catalog, *, help: str) -> list[click.Parameter]:
    """``-o``, ``--force`` and ``--dry-run``."""
    return [
        click.Option(["-o", "--output"], metavar="FILE", help=help),
        flag("--force", words.text("Replace a file of the vault that holds something else.")),
        dry_run_option(words),
    ]


def check_file_options(output: str | None, given: Mapping[str, bool]) -> None:
    """Raises UsageError for options that mean nothing without a file."""
    for name, is_given in given.items():
        if is_given and output is None:
            raise UsageError(
                "{option} needs -o FILE",
                values={"option": name},
                hint="without -o nothing is written anyway",
            )


def put_answer(
    request: Request,
    root: Path,
    output: str | None,
    data: bytes,
    *,
    told: str,
    force: bool,
    dry_run: bool,
) -> int:
    """The whole of an answer, on stdout or in the file, and the exit code.

    ``told`` is how much it is, said where a file is written. Raises what ``put_file`` raises.
    """
    if output is None:
        print_bytes(data)
        return 0
    if not put_file(request, root, output, data, force=force, dry_run=dry_run):
        return 1
    if not dry_run:
        print_words(f"{visible(output)}: {told}")
    return 0


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
