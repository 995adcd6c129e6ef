"""What a note says: the values that reading a file gives.

Offsets are bytes of the file (``Span``), lines are 1-based. Where one value stands in another
(a link in a paragraph, a task under a heading) it holds the index of the other in the note's own
tuple. ``section`` is the index of the nearest heading above, None before the first heading.

A ``Note`` holds rows (``model.rows``) and makes these values of them when they are asked for. The
values are named tuples: a frozen dataclass takes four times as long to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, NoReturn, cast

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.rows import (
    ALIASES,
    BLOCKS,
    CALLOUTS,
    COMMENTS,
    CONTEXTS,
    DIAGNOSTICS,
    DIGEST,
    ERROR,
    FOOTNOTES,
    FRONTMATTER,
    HEADINGS,
    LINKS,
    PROPERTIES,
    REGIONS,
    TAGS,
    TASKS,
    TITLE,
    TITLE_FROM,
    DiagnosticRow,
    LinkRow,
    Record,
)
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
    "row_of_diagnostic",
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

    @classmethod
    def of_row(cls, row: LinkRow) -> Link:
        """The link that a note's record holds as a row."""
        return cls._make((*row[:7], Span(row[7], row[8]), *row[9:]))


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


class Callout(NamedTuple):
    """``> [!type] title``; ``type`` in lower case, ``fold`` is ``+``, ``-`` or empty."""

    type: str
    title: str
    fold: str
    span: Span
    line: int


class Footnote(NamedTuple):
    """A footnote's definition, a reference to one, or an inline one (then ``id`` is empty)."""

    id: str
    form: FootnoteForm
    span: Span
    line: int


class Comment(NamedTuple):
    """``%%...%%``; ``block`` where the opening marker begins a line of its own (WL-20)."""

    block: bool
    span: Span
    line: int


class Region(NamedTuple):
    """A generated part of a person's note, between two vaultkit markers.

    ``digest`` is the one written in the opening marker; ``body`` lies between the marker lines.
    """

    name: str
    digest: str
    span: Span
    body: Span
    line: int


class Note:
    """Everything that was read from one ``.md``, ``.canvas`` or ``.base`` file.

    Tuples are in document order. ``error`` says that frontmatter, canvas or base could not be
    read; the body of a note is read all the same.

    Immutable; equal where path and record are. ``record`` is all of it but the path, as plain
    values; the fields are made from it when they are first asked for, and kept.
    """

    path: VaultPath
    record: Record

    def __init__(  # noqa: PLR0917 - the fields, as they always came
        self,
        path: VaultPath,
        title: str,
        title_from: TitleFrom,
        digest: str,
        properties: Mapping[str, Any] = MappingProxyType({}),
        aliases: tuple[str, ...] = (),
        headings: tuple[Heading, ...] = (),
        links: tuple[Link, ...] = (),
        tags: tuple[Tag, ...] = (),
        tasks: tuple[Task, ...] = (),
        blocks: tuple[BlockId, ...] = (),
        callouts: tuple[Callout, ...] = (),
        footnotes: tuple[Footnote, ...] = (),
        comments: tuple[Comment, ...] = (),
        regions: tuple[Region, ...] = (),
        contexts: tuple[Context, ...] = (),
        frontmatter: Span | None = None,
        error: bool = False,
        diagnostics: tuple[Diagnostic, ...] = (),
    ) -> None:
        made = self.__dict__
        made["path"] = path
        made["record"] = (
            title,
            title_from,
            digest,
            dict(properties),
            aliases,
            _rows_of(headings),
            _rows_of(links),
            _rows_of(tags),
            _rows_of(tasks),
            _rows_of(blocks),
            _rows_of(callouts),
            _rows_of(footnotes),
            _rows_of(comments),
            _rows_of(regions),
            _rows_of(contexts),
            tuple(frontmatter) if frontmatter is not None else None,
            error,
            tuple(map(row_of_diagnostic, diagnostics)),
        )

    @classmethod
    def of_record(cls, path: VaultPath, record: Record) -> Note:
        """The note at a path whose ``record`` was kept; its rows are taken on trust."""
        note = cls.__new__(cls)
        made = note.__dict__
        made["path"] = path
        made["record"] = record
        return note

    @property
    def title(self) -> str:
        """What it is called: its ``title``, its first heading of level 1, or its name."""
        return self.record[TITLE]

    @property
    def title_from(self) -> TitleFrom:
        """Where the title was found."""
        return cast("TitleFrom", self.record[TITLE_FROM])

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal digits."""
        return self.record[DIGEST]

    @property
    def properties(self) -> Mapping[str, Any]:
        """The frontmatter's values, as JSON could hold them."""
        return self.record[PROPERTIES]

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names of the note."""
        return self.record[ALIASES]

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Those outside quotes and block comments."""
        return tuple(
            Heading(level, text, Span(start, end), line)
            for level, text, start, end, line in self.record[HEADINGS]
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Property links first, then the body's."""
        return tuple(map(Link.of_row, self.record[LINKS]))

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Every occurrence; ``tag_names`` are the note's tags."""
        return tuple(
            Tag._make((row[0], Span(row[1], row[2]), *row[3:])) for row in self.record[TAGS]
        )

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The list items with a checkbox."""
        return tuple(
            Task._make((*row[:2], Span(row[2], row[3]), *row[4:])) for row in self.record[TASKS]
        )

    @cached_property
    def blocks(self) -> tuple[BlockId, ...]:
        """The ids that links to blocks use."""
        return tuple(
            BlockId(name, Span(start, end), line) for name, start, end, line in self.record[BLOCKS]
        )

    @cached_property
    def callouts(self) -> tuple[Callout, ...]:
        """The quotes that begin with ``[!type]``."""
        return tuple(
            Callout(*row[:3], Span(row[3], row[4]), row[5]) for row in self.record[CALLOUTS]
        )

    @cached_property
    def footnotes(self) -> tuple[Footnote, ...]:
        """Definitions, references and inline footnotes."""
        return tuple(
            Footnote(row[0], cast("FootnoteForm", row[1]), Span(row[2], row[3]), row[4])
            for row in self.record[FOOTNOTES]
        )

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """What stands between ``%%``."""
        return tuple(
            Comment(block, Span(start, end), line)
            for block, start, end, line in self.record[COMMENTS]
        )

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The parts that vaultkit generated."""
        return tuple(
            Region(*row[:2], Span(row[2], row[3]), Span(row[4], row[5]), row[6])
            for row in self.record[REGIONS]
        )

    @cached_property
    def contexts(self) -> tuple[Context, ...]:
        """The blocks that links and tags of the body stand in, in the order they are met."""
        return tuple(
            Context(text, Span(start, end), line, section)
            for text, start, end, line, section in self.record[CONTEXTS]
        )

    @property
    def frontmatter(self) -> Span | None:
        """The block with both fences, without what follows the closing one's line end."""
        span = self.record[FRONTMATTER]
        return None if span is None else Span(*span)

    @property
    def error(self) -> bool:
        """Whether frontmatter, canvas or base could not be read."""
        return self.record[ERROR]

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the file gets wrong, by place."""
        return tuple(
            Diagnostic(code, self.path, line, column, span and Span(*span), args)
            for code, line, column, span, args in self.record[DIAGNOSTICS]
        )

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The note's tags: frontmatter first, then body, each once, first spelling (TG-08).

        Those in a region are vaultkit's own and left out.
        """
        return distinct_tags(row[0] for row in self.record[TAGS] if row[-1] is None)

    @property
    def link_name(self) -> str:
        """The name that links use: the file's name, without ``.md`` where it is a note."""
        return self.path.stem if self.path.suffix == ".md" else self.path.name

    def _replace(self, **changes: Any) -> Note:
        """The same note with other values in the fields named, as named tuples have it."""
        return Note(**({name: getattr(self, name) for name in _FIELDS} | changes))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Note):
            return NotImplemented
        return self.path == other.path and self.record == other.record

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ((name, getattr(self, name)) for name in _FIELDS)
        return f"Note({', '.join(f'{name}={value!r}' for name, value in shown if value)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Note.of_record, (self.path, self.record)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Note does not change: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Note does not change: {name}")


_FIELDS = tuple(name for name in Note.__init__.__annotations__ if name != "return")


def _rows_of(values: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The rows of named tuples: their fields, spans laid open."""
    return tuple(
        tuple(part for field in value for part in (field if field.__class__ is Span else (field,)))
        for value in values
    )


def row_of_diagnostic(found: Diagnostic) -> DiagnosticRow:
    """A finding of a file as a row; its path is not kept."""
    span = None if found.span is None else (found.span.start, found.span.end)
    return found.code, found.line, found.column, span, dict(found.args)
