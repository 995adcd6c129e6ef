"""What stands under the headings of a meeting's note: its sections, agenda and parked items.

Read from a ``Note`` and the ``Source`` that it was read from. Pure; nothing is resolved here: a
link is the note's own ``Link``, and the caller knows where it leads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from vaultkit.model.note import Heading, Link, Note
from vaultkit.model.paths import name_key
from vaultkit.model.source import Source, Span
from vaultkit.people.actions import CLOSED
from vaultkit.people.meeting_words import MINUTES, SectionName, section_named

__all__ = [
    "MeetingItem",
    "MeetingSection",
    "agenda_of",
    "find_section",
    "is_below",
    "items_in",
    "parked_of",
    "sections_of",
]

DEFERRED = ">"
"""The character in the checkbox of an item that was put off."""

_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[(?P<status>.)\])?(?:[ \t]+(?P<text>.*))?"
)
_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_BLOCK = re.compile(r"[ \t]+\^([A-Za-z0-9-]+)[ \t]*\Z")
_CLOCK = re.compile(
    r"((?:[01]?\d|2[0-3])[:.][0-5]\d)(?:\s*[–—-]\s*\d{1,2}[:.]\d\d)?[ \t,:–—-]+(?=\S)"
)
_MINUTES = re.compile(
    rf"(?:(?:\A|[\s,;:·|–—-])\s*~?(\d{{1,3}})\s*(?:{MINUTES}|['′])|[\s,;]*[(\[]\s*~?(\d{{1,3}})"
    rf"\s*(?:{MINUTES}|['′])?\s*[)\]])\Z",
    re.IGNORECASE,
)
_WIKI = r"\[\[[^\[\]]+\]\]"
_MARKDOWN = r"\[(?:\\.|[^\[\]\\])*\]\((?:<[^<>]*>|[^\s()]*)\)"
_OWNER = re.compile(
    rf"""(?:
        \s+[–—-]\s+(?P<dashed>@?(?:{_WIKI}|{_MARKDOWN}|[^\[\]()–—,;:]{{1,60}}))
      | \s*[(]\s*@?(?P<bracketed>{_WIKI}|{_MARKDOWN})\s*[)]
      | (?:^|[\s,;])(?P<at>@(?:{_WIKI}|[\w.-]+))
      | [\s,;(]+(?:owner|lead|led\ by|ведёт|ведет|отв(?:етственн\w*|\.)?)[:\s]+
        (?P<named>{_WIKI}|{_MARKDOWN}|[^\[\]()–—,;:]{{1,60}})\)?
    )\s*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE_MINUTES = re.compile(r"(?<=\S)\s[–—-]\s[^,]+(,\s*(\d{1,3}))\Z")
"""A number behind whoever leads: ``Budget — Oleg, 10``."""
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_MINUTE_COLUMNS = ("min", "minutes", "duration", "минут", "минуты", "мин", "длительность")
_OWNER_COLUMNS = ("who", "owner", "lead", "led by", "кто", "кто ведет", "ведет", "ответственный")
_TAIL = " \t,;·|–—-"


class MeetingSection(NamedTuple):
    """A part of a meeting's note whose heading says what it is for."""

    name: SectionName
    heading: Heading
    heading_index: int
    """The heading's place in ``Note.headings``, as ``Task.section`` has it."""
    span: Span
    """What stands below the heading, up to the next one of its level or above, in bytes."""
    lines: range
    """The same in lines."""


class MeetingItem(NamedTuple):
    """One item of a list, or row of a table, in a section. Texts are the note's own source."""

    text: str
    """Without marks, checkbox, clock time, owner, minutes and block id; never empty."""
    line: int
    span: Span
    """The item's first line from its mark to its last character, in bytes."""
    section: MeetingSection
    minutes: int = 0
    """0 where none are given."""
    owner: str = ""
    """Who leads it, as written: a link's source, a name, or empty."""
    owner_link: Link | None = None
    """The link that ``owner`` is, where it is one."""
    links: tuple[Link, ...] = ()
    """All links of the line, in order."""
    at: str = ""
    """``15:10`` where the item begins with a time."""
    status: str | None = None
    """The character in its checkbox; None where it has none."""
    block: str = ""
    """Its block id without ``^``, empty where it has none."""


def sections_of(note: Note, source: Source) -> tuple[MeetingSection, ...]:
    """The sections that are known, in order; a name may come twice. Linear in headings."""
    return tuple(_iter_sections(note, source))


def find_section(note: Note, source: Source, name: SectionName) -> MeetingSection | None:
    """The first section of that name."""
    return next((each for each in _iter_sections(note, source) if each.name == name), None)


def agenda_of(note: Note, source: Source) -> tuple[MeetingItem, ...]:
    """The items of the agenda in order, without those inside of items and without empty ones."""
    return _items_of(note, source, "agenda")


def parked_of(note: Note, source: Source) -> tuple[MeetingItem, ...]:
    """What was put off: the items below such a heading, but for those that are checked off, and
    the agenda's items whose checkbox holds ``>``. In order of the line."""
    parked = (each for each in _items_of(note, source, "parked") if each.status not in CLOSED)
    deferred = (each for each in agenda_of(note, source) if each.status == DEFERRED)
    return tuple(sorted((*parked, *deferred), key=lambda each: each.line))


def items_in(note: Note, source: Source, section: MeetingSection) -> tuple[MeetingItem, ...]:
    """The items of the section's lists, those of the outermost level alone, and the rows of its
    tables, in order.

    None of a fence, a comment or one of vaultkit's own regions. Linear in the section's length.
    """
    return tuple(_iter_items(note, source, section))


def is_below(note: Note, section: int | None, names: Collection[SectionName]) -> bool:
    """Whether a place stands below the heading of such a part, at whatever depth; ``section`` is
    the index of its nearest heading."""
    level = 7
    for index in range(-1 if section is None else section, -1, -1):
        heading = note.headings[index]
        if heading.level < level:
            level = heading.level
            if section_named(heading.text) in names:
                return True
    return False


def _items_of(note: Note, source: Source, name: SectionName) -> tuple[MeetingItem, ...]:
    sections = (each for each in _iter_sections(note, source) if each.name == name)
    return tuple(item for section in sections for item in _iter_items(note, source, section))


def _iter_sections(note: Note, source: Source) -> Iterator[MeetingSection]:
    starts = source.line_starts
    for index, heading in enumerate(note.headings):
        name = section_named(heading.text)
        if name is None:
            continue
        later = note.headings[index + 1 :]
        until = next((each for each in later if each.level <= heading.level), None)
        end = until.span.start if until else len(source.data)
        # A heading's span may reach over two lines: the underlined form.
        first = source.line_of(max(heading.span.start, heading.span.end - 1)) + 1
        last = until.line if until else len(starts) + 1
        start = starts[first - 1] if first <= len(starts) else len(source.data)
        yield MeetingSection(
            name, heading, index, Span(min(start, end), end), range(first, max(first, last))
        )


def _iter_items(note: Note, source: Source, section: MeetingSection) -> Iterator[MeetingItem]:
    depth, fence = None, ""
    columns: _Columns | None = None
    above = ""
    hidden = [*(each.span for each in note.comments), *(each.span for each in note.regions)]
    for line in section.lines:
        start, text = _line_at(source, line)
        if found := _FENCE.match(text):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not text[found.end() :].strip():
                fence = ""
            continue
        if fence or any(span.start <= start < span.end for span in hidden):
            continue
        if "|" in text and _RULE.fullmatch(text) and "|" in above:
            columns = _columns_of(above)
        elif columns is not None and "|" in text:
            if row := _row_item(note, section, columns, line, source):
                yield row
        else:
            columns = None
        above = text
        item = _ITEM.fullmatch(text)
        if columns is not None or item is None:
            continue
        indent = len(item["indent"].expandtabs(4))
        depth = indent if depth is None else min(depth, indent)
        if indent > depth + 1 or not (item["text"] or "").strip():
            continue
        begins = start + len(item["indent"])
        ends = start + len(text.rstrip().encode("utf-8", "surrogateescape"))
        yield _item(note, section, item, line, Span(begins, ends))


class _Columns(NamedTuple):
    """Which columns of a table hold what; None where none does."""

    text: int
    minutes: int | None
    owner: int | None


def _columns_of(header: str) -> _Columns:
    names = [name_key(cell).replace("ё", "е").strip(" .") for cell in _cells_of(header)]
    minutes = next((at for at, name in enumerate(names) if name in _MINUTE_COLUMNS), None)
    owner = next((at for at, name in enumerate(names) if name in _OWNER_COLUMNS), None)
    text = next((at for at in range(len(names)) if at not in (minutes, owner)), 0)
    return _Columns(text, minutes, owner)


def _cells_of(row: str) -> list[str]:
    """The cells of a table's row; a ``|`` behind a backslash stands in its cell."""
    row = row.strip().removeprefix("|")
    cells = _CELL_END.split(row)
    return [cell.strip() for cell in (cells if cells[-1].strip() else cells[:-1])]


def _row_item(
    note: Note, section: MeetingSection, columns: _Columns, line: int, source: Source
) -> MeetingItem | None:
    """A row of a table as an item, None for one that says nothing."""
    start, row = _line_at(source, line)
    cells = _cells_of(row)

    def cell(at: int | None) -> str:
        return cells[at] if at is not None and at < len(cells) else ""

    text, owner = cell(columns.text), cell(columns.owner)
    if not text:
        return None
    number = re.match(r"~?(\d{1,3})(?!\d)", cell(columns.minutes))
    indent = len(row) - len(row.lstrip())
    ends = start + len(row.rstrip().encode("utf-8", "surrogateescape"))
    span = Span(start + indent, ends)
    links = _links_in(note, span)
    return MeetingItem(
        _known_bytes(text),
        line,
        span,
        section,
        int(number[1]) if number else 0,
        _known_bytes(owner),
        next((each for each in links if each.original == owner), None),
        links,
    )


def _links_in(note: Note, span: Span) -> tuple[Link, ...]:
    return tuple(each for each in note.links if span.start <= each.span.start < span.end)


def _line_at(source: Source, line: int) -> tuple[int, str]:
    """Where a line begins and its text without the line end."""
    starts = source.line_starts
    start = starts[line - 1]
    end = starts[line] if line < len(starts) else len(source.data)
    return start, source.data[start:end].decode("utf-8", "surrogateescape").rstrip("\r\n")


def _item(
    note: Note, section: MeetingSection, found: re.Match[str], line: int, span: Span
) -> MeetingItem:
    text, block, at = found["text"].strip(), "", ""
    if tail := _BLOCK.search(text):
        text, block = text[: tail.start()].rstrip(), tail[1]
    if clock := _CLOCK.match(text):
        text, at = text[clock.end() :], clock[1].replace(".", ":").rjust(5, "0")
    # Owner and minutes stand at the end, in either order.
    text, minutes = _cut_minutes(text)
    text, owner = _cut_owner(text)
    if not minutes:
        text, minutes = _cut_minutes(text)
    links = _links_in(note, span)
    owner_link = next((each for each in reversed(links) if each.original == owner), None)
    return MeetingItem(
        _known_bytes(text),
        line,
        span,
        section,
        minutes,
        _known_bytes(owner),
        owner_link,
        links,
        at,
        found["status"],
        block,
    )


def _cut_minutes(text: str) -> tuple[str, int]:
    found = _MINUTES.search(text)
    left = text[: found.start()].rstrip(_TAIL) if found else ""
    if found is not None and left:
        return left, int(found[1] or found[2])
    if bare := _BARE_MINUTES.search(text):
        return text[: bare.start(1)], int(bare[2])
    return text, 0


def _cut_owner(text: str) -> tuple[str, str]:
    found = _OWNER.search(text)
    left = text[: found.start()].rstrip(_TAIL) if found else ""
    if found is None or not left:
        return text, ""
    owner = found["dashed"] or found["bracketed"] or found["at"] or found["named"]
    return left, owner.strip().removeprefix("@")


def _known_bytes(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
