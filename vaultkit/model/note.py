"""What a note says: the values that reading a file gives.

Offsets are bytes of the file (``Span``), lines are 1-based. Where one value stands in another
(a link in a paragraph, a task under a heading) it holds the index of the other in the note's own
tuple. ``section`` is the index of the nearest heading above, None before the first heading.

Notes, and the values of which a note has many, are named tuples: a frozen dataclass takes four
times as long to make, which was a fifth of the time that reading takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Span
from vaultkit.model.tags import distinct_tags

__all__ = [
    "CONTEXT_LIMIT",
    "BlockId",
    "Callout",
    "Comment",
    "Context",
    "Footnote",
    "FootnoteForm",
    "Heading",
    "Link",
    "LinkForm",
    "Note",
    "Region",
    "Tag",
    "Task",
    "TitleFrom",
]

CONTEXT_LIMIT = 500
"""Characters of a block that are kept as the context of its links and tags."""

TitleFrom = Literal["property", "heading", "name"]
FootnoteForm = Literal["definition", "reference", "inline"]
LinkForm = Literal["wiki", "embed", "markdown", "property", "canvas"]


class Heading(NamedTuple):
    """``text`` is the raw source between the markers, trimmed (HD-07)."""

    level: int
    text: str
    span: Span
    line: int


class Context(NamedTuple):
    """The block that links and tags stand in: a paragraph, list item, table row or heading.

    ``text`` is its own source without container prefixes, at most ``CONTEXT_LIMIT`` characters.
    """

    text: str
    span: Span
    line: int
    section: int | None


class Link(NamedTuple):
    """One link as it is written; where it leads is ``ResolvedLink``."""

    target: str
    """The path without subpath: percent-decoded in Markdown links, else as written, trimmed."""
    display: str
    heading: str | None
    """The subpath after ``#`` (``A#B`` where nested); None for a block."""
    block: str | None
    """The block id without ``^``."""
    embed: bool
    form: LinkForm
    original: str
    """The source text of the span."""
    span: Span
    line: int
    property: str | None = None
    """The key path of a property link, such as ``attendees.0``."""
    context: int | None = None
    section: int | None = None
    task: int | None = None
    in_comment: bool = False
    region: str | None = None


class Tag(NamedTuple):
    """One tag where it stands. ``name`` has no ``#`` and keeps its spelling."""

    name: str
    span: Span
    line: int
    in_property: bool = False
    context: int | None = None
    section: int | None = None
    in_comment: bool = False
    region: str | None = None


class Task(NamedTuple):
    """A list item with a checkbox. ``status`` is the character in it; a blank means open."""

    status: str
    text: str
    """The first line after the checkbox (TK-07)."""
    span: Span
    line: int
    parent: int | None = None
    """The index of the task whose item holds this one."""
    section: int | None = None
    region: str | None = None


class BlockId(NamedTuple):
    """``^id`` at the end of a block; ids compare case-insensitively (BL-08)."""

    id: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Callout:
    """``> [!type] title``; ``type`` in lower case, ``fold`` is ``+``, ``-`` or empty."""

    type: str
    title: str
    fold: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's definition, a reference to one, or an inline one (then ``id`` is empty)."""

    id: str
    form: FootnoteForm
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Comment:
    """``%%...%%``; ``block`` where the opening marker begins a line of its own (WL-20)."""

    block: bool
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Region:
    """A generated part of a person's note, between two vaultkit markers.

    ``digest`` is the one written in the opening marker; ``body`` lies between the marker lines.
    """

    name: str
    digest: str
    span: Span
    body: Span
    line: int


class Note(NamedTuple):
    """Everything that was read from one ``.md``, ``.canvas`` or ``.base`` file.

    Tuples are in document order. ``error`` says that frontmatter, canvas or base could not be
    read; the body of a note is read all the same.
    """

    path: VaultPath
    title: str
    title_from: TitleFrom
    digest: str
    properties: Mapping[str, Any] = MappingProxyType({})
    aliases: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    """Property links first, then the body's."""
    tags: tuple[Tag, ...] = ()
    """Every occurrence; ``tag_names`` are the note's tags."""
    tasks: tuple[Task, ...] = ()
    blocks: tuple[BlockId, ...] = ()
    callouts: tuple[Callout, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    comments: tuple[Comment, ...] = ()
    regions: tuple[Region, ...] = ()
    contexts: tuple[Context, ...] = ()
    frontmatter: Span | None = None
    """The block with both fences, without what follows the closing one's line end."""
    error: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The note's tags: frontmatter first, then body, each once, first spelling (TG-08).

        Those in a region are vaultkit's own and left out.
        """
        return distinct_tags(tag.name for tag in self.tags if tag.region is None)

    @property
    def link_name(self) -> str:
        """The name that links use: the file's name, without ``.md`` where it is a note."""
        return self.path.stem if self.path.suffix == ".md" else self.path.name
