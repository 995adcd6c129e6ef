"""``vaultkit region``: generated lists in people's notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from vaultkit.app.meant import note_meant
from vaultkit.app.snapshot import looked_up
from vaultkit.app.standing_regions import StandingRegion, region_form, regions_of
from vaultkit.cli.command import (
    Command,
    dry_run_option,
    flag,
    json_option,
    note_argument,
    total_option,
)
from vaultkit.cli.command_group import command_group
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.listing import Listing, headings, show_listing, style_of
from vaultkit.cli.opening import open_for_writing, open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_line, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.regions import region_text

if TYPE_CHECKING:
    from vaultkit.app.indexing import Index
    from vaultkit.app.regions import RegionsPlan
    from vaultkit.model.paths import VaultPath

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return command_group(
        "region",
        words=words,
        help=words.text(
            "Keep lists in your own notes that every build brings up to date: what links to the "
            "note, the meetings of a contact or topic, open actions, the notes with a tag. "
            "Nothing outside of such a region is ever changed."
        ),
        examples=(
            'vaultkit region add "Priya Ramanathan" meetings actions',
            "vaultkit region add Community tag:community",
            "vaultkit region list",
        ),
        commands=(_add_of(words), _remove_of(words), _release_of(words), _list_of(words)),
    )


def _add_of(words: Catalog) -> Command:
    return Command(
        "add",
        words=words,
        callback=_add,
        params=[
            note_argument(),
            _names_argument(),
            dry_run_option(words),
            flag("--force", words.text("Renew a region too that you edited.")),
        ],
        help=words.text(
            "Put regions at the end of a note, or renew those that stand in it. NAME is "
            "backlinks, meetings, actions or tag:NAME. Of a contact actions are those that they "
            "own, of a topic those in its meetings, else those in the note itself. A region may "
            "be moved to any place in its note."
        ),
        examples=(
            'vaultkit region add "Priya Ramanathan" backlinks meetings',
            "vaultkit region add Community tag:community --dry-run",
        ),
    )


def _remove_of(words: Catalog) -> Command:
    return Command(
        "remove",
        words=words,
        callback=_remove,
        params=[
            note_argument(),
            _names_argument(),
            dry_run_option(words),
            flag("--force", words.text("Take a region out too that you edited.")),
        ],
        help=words.text("Take regions out of a note, with the text in them."),
        examples=('vaultkit region remove "Priya Ramanathan" meetings',),
    )


def _release_of(words: Catalog) -> Command:
    return Command(
        "release",
        words=words,
        callback=_release,
        params=[note_argument(), _names_argument(), dry_run_option(words)],
        help=words.text("Make the text of regions your own: only the marker lines go."),
        examples=('vaultkit region release "Priya Ramanathan" meetings',),
    )


def _list_of(words: Catalog) -> Command:
    return Command(
        "list",
        words=words,
        callback=_list,
        params=[
            click.Argument(["note"], metavar="[NOTE]", required=False),
            json_option(words),
            total_option(words),
        ],
        help=words.text("List the regions of a note, or of all notes."),
        examples=("vaultkit region list", 'vaultkit region list "Priya Ramanathan" --json'),
    )


def _names_argument() -> click.Argument:
    return click.Argument(["names"], metavar="NAME...", nargs=-1, required=True)


@click.pass_context
def _add(ctx: click.Context, note: str, names: Sequence[str], dry_run: bool, force: bool) -> int:
    def plan(index: Index, path: VaultPath) -> RegionsPlan:
        added: RegionsPlan = _regions().plan_added(index, path, names, over_edits=force)
        return added

    return _carried_out(ctx, note, plan, dry_run=dry_run)


@click.pass_context
def _remove(ctx: click.Context, note: str, names: Sequence[str], dry_run: bool, force: bool) -> int:
    def plan(index: Index, path: VaultPath) -> RegionsPlan:
        removed: RegionsPlan = _regions().plan_removed(index, path, names, over_edits=force)
        return removed

    return _carried_out(ctx, note, plan, dry_run=dry_run)


@click.pass_context
def _release(ctx: click.Context, note: str, names: Sequence[str], dry_run: bool) -> int:
    def plan(index: Index, path: VaultPath) -> RegionsPlan:
        released: RegionsPlan = _regions().plan_released(index, path, names)
        return released

    return _carried_out(ctx, note, plan, dry_run=dry_run)


def _regions() -> Any:
    """What makes regions loads jinja2, which a list of them does without."""
    return import_module("vaultkit.app.regions")


def _carried_out(
    ctx: click.Context,
    note: str,
    plan_of: Callable[[Index, VaultPath], RegionsPlan],
    *,
    dry_run: bool,
) -> int:
    """Plans for the note that is meant, then writes or shows the plan."""
    words = request_of(ctx).words
    with open_for_writing(ctx) as index:
        with looked_up(index) as snapshot:
            found = note_meant(snapshot, note)
        planned = plan_of(index, _regions().note_for_regions(index, found))
        if dry_run:
            import_module("vaultkit.cli.writing").show_plan(index, planned.plan)
        elif planned.plan:
            import_module("vaultkit.app.writing").write(index, planned.plan)
    if not dry_run:
        numbers = words.text(
            "regions: {changed} changed, {unchanged} unchanged, {kept} kept",
            changed=planned.changed,
            unchanged=planned.unchanged,
            kept=len(planned.plan.diagnostics),
        )
        print_line(f"{visible(found.path)}: {numbers}")
    say_findings(planned.plan.diagnostics, words)
    return int(bool(planned.plan.diagnostics))


@click.pass_context
def _list(ctx: click.Context, note: str | None, as_json: bool, total: bool) -> None:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    found = None if note is None else note_meant(snapshot, note)

    def row(standing: StandingRegion) -> tuple[str, ...]:
        state = words.text("edited") if standing.edited else ""
        name = region_text(standing.region.name)
        return standing.path, str(standing.region.line), name, state

    listing = Listing(
        items=regions_of(snapshot, found),
        form=region_form,
        headings=headings(words, "Note", "Line", "Region", "State"),
        row=row,
        nothing=words.text("no regions"),
    )
    show_listing(listing, style_of(as_json=as_json, total=total))
