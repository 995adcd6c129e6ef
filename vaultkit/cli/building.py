"""A build that may have something to do: planned and shown, or carried out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from vaultkit.app.build import build, plan_build
from vaultkit.app.built import BuildResult, count_to_come, has_pages
from vaultkit.app.indexing import Index
from vaultkit.app.paging import PagePlans, prepare_pages
from vaultkit.app.writing import present_bytes
from vaultkit.cli.ask import ask
from vaultkit.cli.show import at_terminal, print_words, show_diff, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.plan import Plan

__all__ = ["How", "find_built"]


class How(NamedTuple):
    """What the command line says of a build."""

    dry_run: bool
    shown: bool
    """Whether a dry run shows what would change."""
    asked: bool
    """Whether a person at a terminal is asked before the first build of a vault."""


def find_built(index: Index, how: How, words: Catalog) -> BuildResult | None:
    """The build in numbers, done or, with ``dry_run``, to be done; None where a person said no."""
    if how.dry_run:
        return plan_build(index, show=_diff_shown(index) if how.shown else None)
    plans = prepare_pages(index)
    coming = count_to_come(index)
    if (coming or not has_pages(index)) and not _agreed(index, plans, words, how, coming=coming):
        return None
    return build(index, plans)


def _diff_shown(index: Index) -> Callable[[Plan], None]:
    iter_diff = import_module("vaultkit.app.diff").iter_diff

    def show(plan: Plan) -> None:
        show_diff(iter_diff(plan, present_bytes(index, plan)))

    return show


def _agreed(index: Index, plans: PagePlans, words: Catalog, how: How, *, coming: int) -> bool:
    """Says what the first build of a vault will make, and the first with backlinks in notes.

    A person at a terminal is asked.
    """
    if not has_pages(index):
        pages = words.plural(
            "{n} index page will be made in {folder}/",
            "{n} index pages will be made in {folder}/",
            plans.count(),
            folder=index.config.pages_folder,
        )
        print_words(pages)
    if coming:
        notes = words.plural(
            "{n} of your notes will get a list of backlinks at its end",
            "{n} of your notes will get a list of backlinks at their ends",
            coming,
        )
        print_words(notes)
    print_words(
        words.text(
            "nothing else in {vault} is touched but .vaultkit, where the index lies",
            vault=visible(str(index.root)),
        )
    )
    if not (how.asked and at_terminal(sys.stdin) and at_terminal(sys.stderr)):
        return True
    return ask(words.text("Make them?"), words)
