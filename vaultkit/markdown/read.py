"""One file to one Note: the only place where the parts of reading come together."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from vaultkit.markdown.base import read_base
from vaultkit.markdown.body import BodyReader
from vaultkit.markdown.canvas import read_canvas
from vaultkit.markdown.decode import encoding_diagnostics, lined_of
from vaultkit.markdown.events import plain_text
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.properties import read_properties
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Note, row_of_diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.rows import DiagnosticRow, HeadingRow, LinkRow, Record, TagRow
from vaultkit.model.source import Source, Span

__all__ = ["read"]

_LARGE = 100_000


def read(source: Source) -> Note:
    """What a ``.md``, ``.canvas`` or ``.base`` file says. Never raises, whatever the bytes are.

    Cost is linear in the file's length.
    """
    path = source.path
    if path[-3:] != ".md":
        suffix = path.suffix
        if suffix == ".canvas":
            return read_canvas(source)
        if suffix == ".base":
            return read_base(source)
    if len(source.data) <= _LARGE:
        return Note.of_record(path, _record_of(source))
    with _collector_paused():
        return Note.of_record(path, _record_of(source))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A megabyte of tags is a million objects, none of them garbage.

    Having them looked through again and again as they come took a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _record_of(source: Source) -> Record:
    """The body's rows behind those of the properties."""
    lined = lined_of(source.data)
    found: list[Diagnostic] = []
    block = read_frontmatter(source)
    properties: dict[str, Any] = {}
    aliases: tuple[str, ...] = ()
    links: list[LinkRow] = []
    tags: list[TagRow] = []
    if block is None:
        body = BodyReader(source, source.text, source.bom, lined)
    else:
        body = BodyReader(source, source.text[block.length :], block.end, lined)
        found += block.diagnostics
        properties = block.properties
        if properties:
            facts = read_properties(source, block, lined)
            aliases, links, tags = tuple(facts.aliases), facts.links, facts.tags
            found += facts.diagnostics
    headings = body.headings()
    tasks = body.tasks()
    links += body.links()
    tags += body.tags()
    found += encoding_diagnostics(source)
    found += body.found
    title, title_from = _title(source.path, properties, headings)
    return (
        title,
        title_from,
        source.digest,
        properties,
        aliases,
        headings,
        tuple(links),
        tuple(tags),
        tasks,
        body.block_ids(),
        body.callouts(),
        body.footnotes(),
        body.comments,
        body.regions,
        body.contexts(),
        None if block is None else (block.start, block.end),
        not source.readable if block is None else block.error,
        _diagnostic_rows([*found, *body.cut()]) if found else (),
    )


def _title(
    path: VaultPath, properties: Mapping[str, Any], headings: Sequence[HeadingRow]
) -> tuple[str, str]:
    """The title and where it was found."""
    written = properties.get("title")
    if written.__class__ is str and (plain := written.strip()):
        return plain, "property"
    for level, text, *_ in headings:
        if level == 1:
            plain = plain_text(text)
            if plain:
                return plain, "heading"
            break
    return path.stem, "name"


def _diagnostic_rows(found: list[Diagnostic]) -> tuple[DiagnosticRow, ...]:
    found.sort(key=lambda diagnostic: diagnostic.span or Span(0, 0))
    return tuple(map(row_of_diagnostic, found))
