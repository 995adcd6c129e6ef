"""``vaultkit brief``: what to know before a meeting."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultkit.app.brief_form import brief_form
from vaultkit.app.briefing import brief_of_note, brief_of_people, get_next_meeting
from vaultkit.app.meant import note_meant
from vaultkit.cli.clock import now_option, parse_now
from vaultkit.cli.command import Command, object_option
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import at_terminal, print_json, print_line, visible
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError

if TYPE_CHECKING:
    from vaultkit.cli.brief_lines import Line

__all__ = ["command_of"]

_NEXT = "next"


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "brief",
        words=words,
        callback=_brief,
        params=[
            click.Argument(["note"], metavar="[NOTE]", required=False),
            click.Option(
                ["--with", "people"],
                metavar="NAME",
                multiple=True,
                help=words.text(
                    "Of these people, without a meeting: a contact's name, a word of it, an alias "
                    "or an e-mail address; may be repeated."
                ),
            ),
            now_option(words),
            object_option(words),
        ],
        help=words.text(
            "Show what to know before a meeting: who comes and when each was last met, the last "
            "meetings with them, what they promised and what you did, what was put off, topics "
            "and contacts they share, birthdays within two weeks, local times, and what the note "
            "still lacks; each with the place that says so. NOTE is a meeting, or 'next' for the "
            "one that begins next. In a note of its own: vaultkit region add NOTE brief."
        ),
        examples=(
            "vaultkit brief next",
            'vaultkit brief "2026-12-08 Winter planning call"',
            'vaultkit brief --with "Kenji Morikawa" --json',
        ),
    )


@click.pass_context
def _brief(
    ctx: click.Context, note: str | None, people: Sequence[str], now: str | None, as_json: bool
) -> None:
    if (note is None) == (not people):
        raise UsageError(
            "give either NOTE or --with NAME",
            hint="'vaultkit brief next' is for the meeting that begins next",
        )
    words = request_of(ctx).words
    moment = parse_now(now)
    snapshot = open_snapshot(ctx)
    if note is None:
        brief = brief_of_people(snapshot, people, moment)
    elif note == _NEXT:
        brief = brief_of_note(snapshot, get_next_meeting(snapshot, moment), moment)
    else:
        brief = brief_of_note(snapshot, note_meant(snapshot, note), moment)
    if as_json:
        print_json(brief_form(brief))
        return
    _show(import_module("vaultkit.cli.brief_lines").brief_lines(brief, words), snapshot.root)


def _show(lines: Sequence[Line], root: Path) -> None:
    evidence_text = import_module("vaultkit.cli.brief_lines").evidence_text
    rich = at_terminal(sys.stdout)
    shown = []
    for depth, parts, evidence in lines:
        said = [(visible(text), style) for text, style in parts]
        if evidence is not None:
            way = f" link {(root / evidence.note.path).as_uri()}" if rich else ""
            said.append((f"  ({evidence_text(evidence)})", f"dim{way}"))
        shown.append((2 * depth, said))
    if rich:
        import_module("vaultkit.cli.terminal").print_indented(shown)
        return
    for indent, said in shown:
        print_line(" " * indent + "".join(text for text, _ in said))
