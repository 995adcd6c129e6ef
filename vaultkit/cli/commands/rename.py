"""``vaultkit rename``: another name for a note, a folder, a tag or a heading."""

from __future__ import annotations

from collections.abc import Callable

import click

from vaultkit.app.indexing import Index
from vaultkit.app.rename import plan_rename, plan_rename_with_alias
from vaultkit.app.rename_form import rename_form
from vaultkit.app.rename_heading import plan_heading_rename
from vaultkit.app.rename_planning import Renaming
from vaultkit.app.rename_tag import plan_tag_rename
from vaultkit.app.writing import write
from vaultkit.cli.command import Command, dry_run_option, flag, json_option
from vaultkit.cli.diagnostics import say_findings
from vaultkit.cli.opening import open_for_writing
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words, visible
from vaultkit.cli.writing import show_plan
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "rename",
        words=words,
        callback=_rename,
        params=[
            click.Argument(["old"], metavar="OLD"),
            click.Argument(["new"], metavar="NEW"),
            flag("--tag", words.text("Rename a tag, with the tags below it.")),
            flag("--heading", words.text("Rename a heading; OLD is NOTE#Heading.")),
            flag("--alias", words.text("Keep the old name as an alias of the note.")),
            dry_run_option(words),
            json_option(words),
        ],
        help=words.text(
            "Rename or move a note, an attachment or a folder, and write every link that leads "
            "there anew, in its own style: in notes, properties and canvases. NEW is a name, a "
            "path, or a folder with a slash at its end. Links that would begin to mean another "
            "note get a longer form; nothing is ever written over."
        ),
        examples=(
            "vaultkit rename Networking 'Networking events'",
            "vaultkit rename Networking Archive/",
            "vaultkit rename Topics/ Themes/",
            "vaultkit rename --tag event meeting/event",
            "vaultkit rename --heading 'Networking#Ideas' 'Ideas to try'",
            "vaultkit rename Networking Contacts --alias --dry-run",
        ),
    )


@click.pass_context
def _rename(  # noqa: PLR0917 - click gives them by name
    ctx: click.Context,
    old: str,
    new: str,
    tag: bool,
    heading: bool,
    alias: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    if tag + heading + alias > 1:
        raise UsageError("--tag, --heading and --alias do not go together", hint="give one of them")
    words = request_of(ctx).words
    with open_for_writing(ctx) as index:
        renaming = _plan_of(tag=tag, heading=heading, alias=alias)(index, old, new)
        if dry_run and not as_json:
            show_plan(index, renaming.plan)
        if not dry_run and not renaming.refused:
            write(index, renaming.plan)
    if as_json:
        print_json(rename_form(renaming))
    elif not renaming.refused:
        (print_words if dry_run else print_line)(
            visible(_summary(renaming, words, dry_run=dry_run))
        )
    if not as_json:
        say_findings((*renaming.refused, *renaming.plan.diagnostics), words)
    return int(bool(renaming.refused))


def _plan_of(*, tag: bool, heading: bool, alias: bool) -> Callable[[Index, str, str], Renaming]:
    if tag:
        return plan_tag_rename
    if heading:
        return plan_heading_rename
    return plan_rename_with_alias if alias else plan_rename


def _summary(renaming: Renaming, words: Catalog, *, dry_run: bool) -> str:
    """What was renamed, and how much was written anew for it."""
    names = {"old": renaming.old, "new": renaming.new}
    if dry_run:
        done = words.text("{old} would become {new}", **names)
    else:
        done = words.text("{old} is now {new}", **names)
    if renaming.merges:
        done = words.text("{done}, which was there already", done=done)
    count = renaming.rewritten
    if not count:
        return words.text("{done}; nothing else had to be written anew", done=done)
    if renaming.subject == "tag":
        places = words.plural("{n} tag", "{n} tags", count)
    else:
        places = words.plural("{n} link", "{n} links", count)
    notes = words.plural("{n} note", "{n} notes", renaming.notes)
    return words.text(
        "{done}; written anew: {places} in {notes}", done=done, places=places, notes=notes
    )
