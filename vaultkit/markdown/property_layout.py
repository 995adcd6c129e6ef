"""How properties are laid out: where new text goes, and in the style of what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vaultkit.markdown.property_block import Entry, Form, PropertyBlock
from vaultkit.markdown.yaml_scalars import Moment, Quote, Quoting, Scalar, is_plain, scalar_text

__all__ = [
    "BlockStyle",
    "Change",
    "after_last_entry",
    "key_quoting",
    "list_inline",
    "list_lines",
    "list_style",
    "own_lines",
    "put",
    "quoting_beside",
    "scalar_quoting",
    "with_items",
    "without_items",
]

Change = tuple[int, int, str]
"""New text for a span of characters of the YAML."""

_BLOCK = ("block list", "block map")
_INDICATOR = re.compile(r"[|>][-+0-9]*")
_SEPARATOR = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_COMMENT_LINE = re.compile(r"([ \t]*)#")


class BlockStyle(NamedTuple):
    """A list of which each entry has a line: what stands before its dash, and behind it."""

    indent: str
    gap: str


# --- style


def list_style(block: PropertyBlock, entry: Entry | None = None) -> BlockStyle | None:
    """That of the property's own list, else of the last one, else Obsidian's; None: brackets."""
    if entry is not None and entry.items:
        return _style_of(block, entry)
    for other in reversed(block.entries):
        if other.items:
            return _style_of(block, other)
    if entry is not None and entry.form == "flow list":
        return None
    return BlockStyle(after_last_entry(block)[0] + "  ", " ")


def _style_of(block: PropertyBlock, entry: Entry) -> BlockStyle | None:
    if entry.form == "flow list":
        return None
    first = entry.items[0]
    indent = block.text[block.line_start(first.dash) : first.dash]
    gap = block.text[first.dash + 1 : first.start]
    return BlockStyle(indent, gap if gap.strip(" ") == "" and gap else " ")


def scalar_quoting(block: PropertyBlock, entry: Entry, value: Scalar) -> Quoting:
    """The quotes of a new value: those of the old one, where that was in quotes."""
    beside = quoting_beside(block)
    if entry.form in ("'", '"'):
        return Quoting(_quote(entry.form), _quote(entry.form))
    return beside if entry.form != "plain" else beside._replace(wished="")


def quoting_beside(block: PropertyBlock, entry: Entry | None = None) -> Quoting:
    """The quotes that a property's other entries have, else those of the other properties."""
    if entry is not None and entry.items:
        own = [(item.form, item.value) for item in entry.items]
        return _quoting(own, least=1, other=quoting_beside(block).needed)
    return _quoting(list(_iter_texts(block)), least=2)


def key_quoting(block: PropertyBlock, entry: Entry | None = None) -> Quoting:
    """The quotes of a new name: those of the old one, or of all the others."""
    signs = [block.text[each.key_start] for each in ([entry] if entry else block.entries)]
    for sign in ('"', "'"):
        if signs and all(each == sign for each in signs):
            return Quoting(_quote(sign), _quote(sign))
    return Quoting(needed=quoting_beside(block).needed)


def _quote(sign: str) -> Quote:
    return "'" if sign == "'" else '"'


def _iter_texts(block: PropertyBlock) -> Iterator[tuple[Form, Any]]:
    for entry in block.entries:
        yield entry.form, entry.value
        yield from ((item.form, item.value) for item in entry.items)


def _quoting(texts: list[tuple[Form, Any]], *, least: int, other: Quote = '"') -> Quoting:
    """Quotes that all texts have which could do without, if there are so many, are a habit."""
    forms = [form for form, value in texts if isinstance(value, str)]
    single, double = forms.count("'"), forms.count('"')
    needed: Quote = other
    if single != double:
        needed = "'" if single > double else '"'
    free = [form for form, value in texts if isinstance(value, str) and is_plain(value)]
    habit = len(free) >= least and all(form == needed for form in free)
    return Quoting(needed if habit else "", needed)


# --- places


def after_last_entry(block: PropertyBlock) -> tuple[str, int, str]:
    """What stands before a new property, where it goes, and how its line ends."""
    text = block.text
    if not block.entries:
        return "", len(text), block.line_break
    first = block.entries[0].key_start
    indent = text[block.line_start(first) : first]
    # Empty lines at the end belong to a text that is to keep them.
    keeps = "|+" in text or ">+" in text
    at = len(text) if keeps else block.next_line(len(text.rstrip(" \t\r\n")))
    return indent, at, block.break_at(block.line_end(block.entries[-1].key_start))


def own_lines(block: PropertyBlock, entry: Entry) -> tuple[int, int]:
    """The lines of a property, with the comments below it that are indented as its entries are."""
    start, end = block.line_start(entry.key_start), block.next_line(entry.end)
    if entry.form in _BLOCK:
        depth = entry.start - block.line_start(entry.start)
        while depth > entry.key_start - start and (comment := _COMMENT_LINE.match(block.text, end)):
            if len(comment[1]) < depth:
                break
            end = block.next_line(end)
    return start, end


# --- changes


def put(
    block: PropertyBlock, entry: Entry, inline: str, lines: Sequence[str] = ()
) -> list[Change] | None:
    """The value of a property replaced: by a text beside its name, by lines below it, or nothing.

    None where a comment between name and value would be in the way.
    """
    text = block.text
    end = block.break_at(block.line_end(entry.colon))
    below = "".join(line + end for line in lines)
    if entry.form in _BLOCK:
        beside = _inserted(block, entry.colon, inline)
        return [*beside, (block.line_start(entry.start), block.next_line(entry.end), below)]
    if entry.form == "empty":
        after = block.next_line(entry.colon)
        return [*_inserted(block, entry.colon, inline), (after, after, below)]
    stop, after = entry.end, block.next_line(entry.end)
    rest: list[Change] = [(after, after, below)]
    if entry.form == "block text":
        match = _INDICATOR.match(text, entry.start)
        assert match is not None
        stop = match.end()
        rest = [(block.next_line(stop), max(after, block.next_line(stop)), below)]
    gap = text[entry.colon : entry.start]
    if inline:
        return [(entry.start, stop, inline if gap else f" {inline}"), *rest]
    if "#" in gap:
        return None
    return [(entry.colon, stop, ""), *rest]


def _inserted(block: PropertyBlock, colon: int, inline: str) -> list[Change]:
    """A text behind a colon that nothing but blanks or a comment follows."""
    if not inline:
        return []
    line_end = block.line_end(colon)
    blank = not block.text[colon:line_end].strip(" \t")
    return [(colon, line_end if blank else colon, f" {inline}")]


def list_inline(texts: Sequence[str]) -> str:
    """A list in brackets."""
    return f"[{', '.join(texts)}]"


def list_lines(texts: Sequence[str], style: BlockStyle) -> list[str]:
    """A list with a line for each entry."""
    return [f"{style.indent}-{style.gap}{text}" for text in texts]


def with_items(block: PropertyBlock, entry: Entry, new: Sequence[Scalar]) -> list[Change]:
    """Entries added behind the last one of a list that has some."""
    last = entry.items[-1]
    quoting = quoting_beside(block, entry)
    style = list_style(block, entry)
    texts = [_item_text(value, entry, quoting, flow=style is None) for value in new]
    if style is None:
        separator = ", "
        if len(entry.items) > 1:
            between = block.text[entry.items[-2].end : last.start]
            separator = between if _SEPARATOR.fullmatch(between) else separator
        return [(last.end, last.end, "".join(separator + text for text in texts))]
    at = block.next_line(last.end)
    line_break = block.break_at(block.line_end(last.end))
    return [(at, at, "".join(line + line_break for line in list_lines(texts, style)))]


def _item_text(value: Scalar, entry: Entry, quoting: Quoting, *, flow: bool) -> str:
    if isinstance(value, Moment):  # as the others are: a date in quotes is a text
        quoted = all(item.form in ("'", '"') for item in entry.items)
        quoting = Quoting(quoting.needed if quoted else "", quoting.needed)
    return scalar_text(value, quoting, flow=flow)


def without_items(block: PropertyBlock, entry: Entry, gone: Sequence[int]) -> list[Change] | None:
    """A list without some of its entries, of which at least one stays.

    None where a comment between entries in brackets would be in the way.
    """
    items = entry.items
    if entry.form == "block list":
        return [
            (block.line_start(items[at].dash), block.next_line(items[at].end), "") for at in gone
        ]
    tail = len(items)
    while tail - 1 in gone:
        tail -= 1
    spans = [(items[at].start, items[at + 1].start) for at in gone if at < tail]
    gaps = [(items[at].end, items[at + 1].start) for at in gone if at < tail]
    if tail < len(items):
        spans.append((items[tail - 1].end, items[-1].end))
        gaps += [(items[at - 1].end, items[at].start) for at in range(tail, len(items))]
    if any("#" in block.text[start:end] for start, end in gaps):
        return None
    return [(start, end, "") for start, end in spans]
