"""``vaultkit undo``: what was written to people's notes, taken back."""

from __future__ import annotations

import click

from vaultkit.app.diff import iter_file_diff
from vaultkit.app.history import Obstacle, Undo, plan_undo, undo
from vaultkit.cli.command import Command, dry_run_option, object_option
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words, show_diff, visible
from vaultkit.cli.writing import show_plan
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "undo",
        words=words,
        callback=_undo,
        params=[
            click.Argument(["number"], metavar="[N]", required=False, type=click.IntRange(min=1)),
            dry_run_option(words),
            object_option(words),
        ],
        help=words.text(
            "Take back what vaultkit wrote into your notes: entry N of 'vaultkit log', or the "
            "newest that was not undone. Every file becomes as it was, all or none. Where one was "
            "changed since, nothing is done and its versions are shown. An undo stands in the log "
            "too and can be undone."
        ),
        examples=("vaultkit undo --dry-run", "vaultkit undo", "vaultkit undo 12"),
    )


@click.pass_context
def _undo(ctx: click.Context, number: int | None, dry_run: bool, as_json: bool) -> int:
    words = request_of(ctx).words
    # What is missing may be just what has to come back.
    with open_for_writing(ctx, despite_losses=True) as index:
        planned = plan_undo(index, number)
        if not dry_run and not planned.obstacles:
            undo(index, planned)
        if as_json:
            print_json(_form(planned))
        elif planned.obstacles:
            for obstacle in planned.obstacles:
                _show_versions(obstacle, words)
        elif dry_run:
            show_plan(index, planned.plan)
        else:
            print_line(_done(planned, words))
    if planned.obstacles:
        names = ", ".join(visible(obstacle.path) for obstacle in planned.obstacles)
        print_words(words.text("not undone: changed since: {names}", names=names))
        _say_next(planned, words)
    return int(bool(planned.obstacles))


def _say_next(planned: Undo, words: Catalog) -> None:
    if planned.first:
        numbers = ", ".join(map(str, planned.first))
        print_words(
            words.text("  vaultkit changed them itself: undo {numbers} first", numbers=numbers)
        )
        return
    print_words(
        words.text("  `vaultkit log` lists older entries, `vaultkit undo N` takes one back")
    )


def _done(planned: Undo, words: Catalog) -> str:
    plan = planned.plan
    files = len({*(edit.path for edit in plan.edits), *(move.path for move in plan.moves)})
    return words.plural(
        "undone number {number}: {n} file as it was",
        "undone number {number}: {n} files as they were",
        files,
        number=str(planned.kept.number),
    )


def _show_versions(obstacle: Obstacle, words: Catalog) -> None:
    """The three versions of a file as two diffs: what was written, and what was changed since."""
    path = visible(obstacle.path)
    if obstacle.taken:
        print_line(words.text("{path}: something else has this name now", path=path))
        return
    print_line(words.text("{path}: what vaultkit wrote", path=path))
    show_diff(iter_file_diff(obstacle.path, obstacle.before, obstacle.after))
    print_line(words.text("{path}: what was changed since", path=path))
    show_diff(iter_file_diff(obstacle.path, obstacle.after, obstacle.now))


def _form(planned: Undo) -> dict[str, object]:
    return {
        "number": planned.kept.number,
        "command": planned.kept.entry.command,
        "changes": [edit.path for edit in planned.plan.edits],
        "moves": [{"path": move.path, "to": move.to} for move in planned.plan.moves],
        "changed_since": [obstacle.path for obstacle in planned.obstacles],
        "undo_first": list(planned.first),
    }
