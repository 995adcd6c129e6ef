"""``vaultkit build``: the index pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict

import click

from vaultkit.app.build import BuildResult, build, has_pages, page_bytes, plan_build
from vaultkit.app.diff import iter_diff
from vaultkit.app.forms import diagnostic_form
from vaultkit.app.indexing import Index
from vaultkit.app.paging import PagePlans, prepare_pages
from vaultkit.cli.advice import say_excluded_files
from vaultkit.cli.ask import ask
from vaultkit.cli.command import Command, dry_run_option, flag
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import at_terminal, print_json, print_line, print_words, show_diff, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.plan import Plan

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "build",
        words=words,
        callback=_build,
        params=[
            dry_run_option(words),
            flag("--yes", words.text("Do not ask before the first build of a vault.")),
            click.Option(
                ["--jobs"],
                type=click.IntRange(min=1),
                metavar="N",
                help=words.text("Read notes in so many processes; without it, as is quickest."),
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help=words.text("Print one JSON object, for programs."),
            ),
        ],
        help=words.text(
            "Write the index pages: topics, contacts, meetings, tags, backlinks, open actions, "
            "unresolved links. Only pages that changed are written; your own notes are never "
            "touched, nor is a page that you edited."
        ),
        examples=("vaultkit build", "vaultkit build --dry-run", "vaultkit --vault ~/Notes build"),
    )


@click.pass_context
def _build(ctx: click.Context, dry_run: bool, yes: bool, as_json: bool, jobs: int | None) -> int:
    words = request_of(ctx).words
    with open_for_writing(ctx, jobs=jobs) as index:
        first = not has_pages(index) and not dry_run
        if dry_run:
            result = plan_build(index, show=None if as_json else _diff_shown(index))
        else:
            plans = prepare_pages(index)
            if first and not _agreed(index, plans, words, yes=yes):
                print_words(words.text("nothing was written"))
                return 0
            result = build(index, plans)
    if as_json:
        shown = [diagnostic_form(found) for found in result.diagnostics]
        print_json({**asdict(result), "diagnostics": shown})
    elif dry_run:
        print_words(f"{_read(result, words)}; {_planned(result, words)}")
    else:
        print_line(f"{_read(result, words)}; {_done(result, words)}")
    # What could not be read is missing from the pages, so it is said before what was kept.
    unread = [found for found in index.diagnostics if found.severity != "info"]
    say_findings([*unread, *result.diagnostics], words)
    if first:
        say_excluded_files(index.config, words)
    return int(result.kept > 0)


def _diff_shown(index: Index) -> Callable[[Plan], None]:
    def show(plan: Plan) -> None:
        replaced = (edit.path for edit in plan.edits if edit.expected is not None)
        show_diff(iter_diff(plan, {path: page_bytes(index, path) for path in replaced}))

    return show


def _agreed(index: Index, plans: PagePlans, words: Catalog, *, yes: bool) -> bool:
    """Says what the first build of a vault will make; a person at a terminal is asked."""
    folder = index.config.pages_folder
    pages = words.plural(
        "{n} index page will be made in {folder}/",
        "{n} index pages will be made in {folder}/",
        plans.count(),
        folder=folder,
    )
    print_words(pages)
    print_words(
        words.text(
            "nothing else in {vault} is touched but .vaultkit, where the index lies",
            vault=visible(str(index.root)),
        )
    )
    if yes or not (at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        return True
    return ask(words.text("Make them?"), words)


def _done(result: BuildResult, words: Catalog) -> str:
    return words.text(
        "pages: {written} written, {unchanged} unchanged, {removed} removed, {kept} kept",
        **_page_numbers(result),
    )


def _planned(result: BuildResult, words: Catalog) -> str:
    return words.text(
        "pages: {written} to write, {unchanged} unchanged, {removed} to remove, {kept} to keep",
        **_page_numbers(result),
    )


def _page_numbers(result: BuildResult) -> dict[str, int]:
    return {
        "written": result.written,
        "unchanged": result.unchanged,
        "removed": result.removed,
        "kept": result.kept,
    }


def _read(result: BuildResult, words: Catalog) -> str:
    return ", ".join(
        (
            words.plural("{n} note", "{n} notes", result.notes),
            words.plural("{n} link", "{n} links", result.links),
            words.plural("{n} unresolved name", "{n} unresolved names", result.unresolved),
        )
    )
