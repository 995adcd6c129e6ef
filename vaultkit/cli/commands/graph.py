"""``vaultkit graph``: the graph for other programs, and its measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from vaultkit.app.graphs import (
    GRAPH_FORMATS,
    MEASURES,
    GraphFormat,
    MeasureName,
    graph_text,
    part_of_graph,
)
from vaultkit.app.meant import file_meant
from vaultkit.cli.answer import check_file_options, file_options, put_answer
from vaultkit.cli.command import Command
from vaultkit.cli.measures import show_measure
from vaultkit.cli.opening import open_snapshot
from vaultkit.cli.request import request_of
from vaultkit.language.catalog import Catalog
from vaultkit.model.errors import UsageError
from vaultkit.model.links import KINDS, Kind

__all__ = ["command_of"]

_DEPTH = 2


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "graph",
        words=words,
        callback=_graph,
        params=[*_what_options(words), *_where_options(words)],
        help=words.text(
            "Write the graph for other programs, or measure it: the most linked topics, the "
            "brokers between people, communities of topics, and the bridges that alone hold "
            "groups together."
        ),
        examples=(
            "vaultkit graph --format graphml -o vault.graphml",
            'vaultkit graph --around "Anna Petrova" --depth 1 --format mermaid',
            'vaultkit graph --kind topic --kind contact --format canvas -o "Topic map.canvas"',
            "vaultkit graph --measure brokers",
        ),
    )


def _what_options(words: Catalog) -> list[click.Parameter]:
    return [
        click.Option(
            ["--format", "to"],
            type=click.Choice(GRAPH_FORMATS),
            help=words.text("The format; json without this option."),
        ),
        click.Option(
            ["--measure"],
            type=click.Choice(MEASURES),
            help=words.text("Print a measure of the graph instead of the graph."),
        ),
        click.Option(
            ["--around"],
            metavar="NOTE",
            help=words.text("Only what lies around a note: a path, a name or an alias."),
        ),
        click.Option(
            ["--depth"],
            type=click.IntRange(0, 100),
            metavar="N",
            help=words.text("At most so many links away from the note (2)."),
        ),
        click.Option(
            ["--kind", "kinds"],
            type=click.Choice(KINDS),
            multiple=True,
            help=words.text("Only notes of this kind; may be given several times."),
        ),
    ]


def _where_options(words: Catalog) -> list[click.Parameter]:
    return [
        *file_options(words, help=words.text("Write into a file instead of printing.")),
        click.Option(
            ["--json", "as_json"],
            is_flag=True,
            help=words.text("Print JSON: one object, or one a line for a measure."),
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options as they were given."""

    to: GraphFormat | None
    measure: MeasureName | None
    around: str | None
    depth: int | None
    kinds: tuple[Kind, ...]
    output: str | None
    force: bool
    dry_run: bool
    as_json: bool


@click.pass_context
def _graph(ctx: click.Context, /, **options: Any) -> int:
    asked = _Asked(**options)
    _check_combination(asked)
    depth = _DEPTH if asked.depth is None else asked.depth
    words = request_of(ctx).words
    snapshot = open_snapshot(ctx)
    start = None if asked.around is None else file_meant(snapshot, asked.around)
    if asked.measure:
        part = part_of_graph(snapshot.graph, around=start, depth=depth)
        show_measure(part, asked.measure, kinds=asked.kinds, words=words, as_json=asked.as_json)
        return 0
    part = part_of_graph(snapshot.graph, around=start, depth=depth, kinds=asked.kinds)
    text = graph_text(snapshot, part, to=asked.to or "json")
    nodes = words.plural("{n} note", "{n} notes", len(part.nodes))
    edges = words.plural("{n} link", "{n} links", len(part.edges))
    return put_answer(
        request_of(ctx),
        snapshot.root,
        asked.output,
        text.encode(),
        told=f"{nodes}, {edges}",
        force=asked.force,
        dry_run=asked.dry_run,
    )


def _check_combination(asked: _Asked) -> None:
    if asked.measure and (asked.to or asked.output):
        raise UsageError(
            "--measure goes neither with --format nor with -o",
            hint="print the measure with --json to use it in programs",
        )
    if asked.measure == "communities" and asked.kinds:
        raise UsageError(
            "--kind does not go with --measure communities",
            hint="communities are always of topics; leave out --kind",
        )
    if asked.depth is not None and asked.around is None:
        raise UsageError("--depth needs --around NOTE", hint="name the note to measure from")
    if asked.as_json and asked.to not in (None, "json"):
        raise UsageError("--json and --format ask for two formats", hint="leave out one of them")
    check_file_options(asked.output, {"--force": asked.force, "--dry-run": asked.dry_run})
