"""``vaultkit build``: the regions in notes, and the index pages."""

from __future__ import annotations

from importlib import import_module

import click

from vaultkit.app.built import BuildResult, find_settled, has_pages, has_regions
from vaultkit.app.losses import take_as_whole
from vaultkit.cli.command import Command, dry_run_option, flag, object_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words
from vaultkit.language.catalog import Catalog

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
            flag(
                "--yes-really",
                words.text("Go on though many notes vanished or became empty since last time."),
            ),
            click.Option(
                ["--jobs"],
                type=click.IntRange(min=1),
                metavar="N",
                help=words.text("Read notes in so many processes; without it, as is quickest."),
            ),
            object_option(words),
        ],
        help=words.text(
            "Write the index pages: topics, contacts, meetings, tags, backlinks, open actions, "
            "unresolved links. Only pages that changed are written. Your own notes are never "
            "touched but for the regions in them, and nothing that you edited is."
        ),
        examples=("vaultkit build", "vaultkit build --dry-run", "vaultkit --vault ~/Notes build"),
    )


@click.pass_context
def _build(
    ctx: click.Context,
    *,
    dry_run: bool,
    yes: bool,
    yes_really: bool,
    as_json: bool,
    jobs: int | None,
) -> int:
    words = request_of(ctx).words
    with open_for_writing(ctx, jobs=jobs, despite_losses=yes_really) as index:
        first = not has_pages(index) and not dry_run
        regions = has_regions(index)
        result: BuildResult | None = find_settled(index)
        if result is None:
            # What reads notes and makes pages takes longer to load than this look took.
            building = import_module("vaultkit.cli.building")
            how = building.How(dry_run=dry_run, shown=not as_json, asked=not yes)
            result = building.find_built(index, how, words)
        elif not dry_run:
            take_as_whole(index.root, index.store, environ=index.settings.opening.environ)
    if result is None:
        print_words(words.text("nothing was written"))
        return 0
    told = (_regions(result, words, dry_run=dry_run),) if regions or _touched(result) else ()
    if as_json:
        diagnostic_form = import_module("vaultkit.app.forms").diagnostic_form
        shown = [diagnostic_form(found) for found in result.diagnostics]
        print_json({**result._asdict(), "diagnostics": shown})
    elif dry_run:
        print_words("; ".join((_read(result, words), *told, _planned(result, words))))
    else:
        print_line("; ".join((_read(result, words), *told, _done(result, words))))
    # What could not be read is missing from the pages, so it is said before what was kept.
    unread = [found for found in index.diagnostics if found.severity != "info"]
    say_findings([*unread, *result.diagnostics], words)
    if first:
        import_module("vaultkit.cli.advice").say_excluded_files(index.config, words)
    return int(result.kept + result.regions_kept > 0)


def _touched(result: BuildResult) -> bool:
    return bool(result.regions_written or result.regions_removed or result.regions_kept)


def _regions(result: BuildResult, words: Catalog, *, dry_run: bool) -> str:
    """What became of regions, or would."""
    numbers = {
        "written": result.regions_written,
        "removed": result.regions_removed,
        "kept": result.regions_kept,
    }
    if dry_run:
        return words.text(
            "regions: {written} to write, {removed} to remove, {kept} to keep", **numbers
        )
    return words.text("regions: {written} written, {removed} removed, {kept} kept", **numbers)


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
