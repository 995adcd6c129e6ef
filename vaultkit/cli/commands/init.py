"""``vaultkit init``: a folder made a vault of vaultkit."""

from __future__ import annotations

import click

from vaultkit.app.diff import iter_diff
from vaultkit.app.init import init, plan_init
from vaultkit.app.root import new_root
from vaultkit.cli.advice import say_excluded_files
from vaultkit.cli.command import Command, dry_run_option
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import VAULT_KEY, request_of
from vaultkit.cli.show import print_line, print_words, show_diff, visible
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "init",
        words=words,
        callback=_init,
        params=[
            click.Argument(["folder"], metavar="[DIR]", required=False),
            dry_run_option(words),
        ],
        help=words.text(
            "Make a folder a vault of vaultkit: writes vaultkit.toml with the language of the "
            "notes and all other settings explained. DIR is the vault's folder; without it, the "
            "nearest vault above, else this folder. A vaultkit.toml that is there is kept."
        ),
        examples=("vaultkit init", "vaultkit init ~/Notes --dry-run"),
    )


@click.pass_context
def _init(ctx: click.Context, folder: str | None, dry_run: bool) -> None:
    request = request_of(ctx)
    words = request.words
    named = folder or ctx.meta.get(VAULT_KEY)
    root = new_root(request.folder, named=named, environ=request.environ)
    # It writes one file and nothing else, not even what reading leaves behind elsewhere.
    snapshot = open_snapshot(ctx, root, makes_folder=False)
    plan = plan_init(snapshot)
    place = visible(str(root / "vaultkit.toml"))
    if dry_run:
        show_diff(iter_diff(plan, {}))
        if not plan.edits:
            print_words(words.text("{file} is there already and would be kept", file=place))
        return
    receipts = init(snapshot, plan)
    if receipts:
        print_line(words.text("made {file}", file=place))
    else:
        print_line(words.text("{file} is there already and was kept", file=place))
    say_excluded_files(snapshot.config, words)
    print_words(words.text("next: vaultkit build"))
