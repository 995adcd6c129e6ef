"""``vaultkit path``: the shortest way from one note to another."""

from __future__ import annotations

import click

from vaultkit.app.meant import file_meant
from vaultkit.app.ways import Leg, Way, find_way, way_form
from vaultkit.cli.command import Command, flag, object_option
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_line, print_words, visible
from vaultkit.language.catalog import Catalog

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "path",
        words=words,
        callback=_path,
        params=[
            click.Argument(["start"], metavar="A"),
            click.Argument(["goal"], metavar="B"),
            flag("--links", words.text("Follow links also between two contacts.")),
            object_option(words),
        ],
        help=words.text(
            "Find the shortest way from one note to another. Between two contacts it is the way "
            "of introductions: over people who met, then over topics they share. Between other "
            "notes it follows links, whichever way these point. A and B are paths, names or "
            "aliases."
        ),
        examples=(
            'vaultkit path "Anna Petrova" "Kenji Morikawa"',
            "vaultkit path Networking Zoom --json",
        ),
    )


@click.pass_context
def _path(ctx: click.Context, start: str, goal: str, links: bool, as_json: bool) -> None:
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    ends = (file_meant(snapshot, start), file_meant(snapshot, goal))
    contacts = all(snapshot.kinds.get(path) == "contact" for path in ends)
    way = find_way(snapshot, ends, over="people" if contacts and not links else "links")
    if as_json:
        print_json(way_form(ends, way))
    elif way is None:
        print_words(words.text("no way leads from {start} to {goal}", start=ends[0], goal=ends[1]))
        if contacts and not links:
            print_words(words.text("no meetings and topics join them; --links follows every link"))
    else:
        _show(way, words)


def _show(way: Way, words: Catalog) -> None:
    print_line(visible(way.start))
    for leg in way.legs:
        print_line(f"  {visible(_how(leg, words))}")
        print_line(visible(leg.goal))


def _how(leg: Leg, words: Catalog) -> str:
    through = ", ".join(leg.through)
    evidence = ", ".join(leg.evidence)
    match leg.how:
        case "met":
            return words.text("met at {meetings}", meetings=through)
        case "topic" if through:
            return words.text("both care about {topics}", topics=through)
        case "introduced":
            return words.text("introduced, says {notes}", notes=evidence)
        case _ if leg.line:
            return words.text(
                "{relation}, in {note}:{line}", relation=leg.how, note=evidence, line=leg.line
            )
        case _:
            return words.text("named in {notes}", notes=evidence)
