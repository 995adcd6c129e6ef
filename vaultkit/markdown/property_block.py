"""Where each property stands in its block: what an edit by span has to know.

PyYAML's node tree says where keys and values begin and end; py-yaml12 says what they mean. Where
the two see different properties, or the YAML is such that a span would not be enough, the block
is refused instead of edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any, Literal, NamedTuple

import yaml

from vaultkit.markdown.frontmatter import Frontmatter, read_frontmatter
from vaultkit.markdown.yaml_nodes import compose
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.paths import name_key
from vaultkit.model.source import Source, Span

__all__ = [
    "REASONS",
    "Entry",
    "Form",
    "Item",
    "PropertyBlock",
    "find_entry",
    "read_block",
    "uneditable",
]

Form = Literal[
    "empty", "plain", "'", '"', "block text", "flow list", "block list", "flow map", "block map"
]

_COLON = re.compile(r"[ \t]*:")
_DASH = re.compile(r"(?:\A|[\r\n])([ \t]*)-(?=[ \t\r\n]|\Z)")
_TAB = re.compile(r"(?:\A|(?<=[\r\n]))[ ]*\t")
# Properties whose fence is not the first line, or that are never closed.
_ASTRAY = re.compile(
    r"[\ufeff\s]*?(---)[ \t]*(?:\r\n|\n|\r)"
    r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s#:'"][^:\r\n]*):(?=[ \t\r\n]|\Z)"""
)
_ODD = {
    yaml.AnchorToken: "anchor",
    yaml.AliasToken: "alias",
    yaml.TagToken: "tag",
    yaml.DirectiveToken: "directive",
    yaml.DocumentEndToken: "end",
}
REASONS: Mapping[str, str] = {
    "anchor": "they hold an anchor (&)",
    "alias": "they hold an alias (*)",
    "tag": "they hold a tag (!)",
    "directive": "they hold a directive (%)",
    "end": "they hold the end of a document (...)",
    "merge": "they hold a merge key (<<)",
    "braces": "they are written in braces",
    "tab": "a tab stands where a line begins",
    "readers": "YAML 1.1 and YAML 1.2 read them differently",
    "name": "a name goes over several lines",
    "astray": "their first line is not the file's, or no line --- ends them",
    "spellings": "the property stands there in several spellings",
    "no list": "the property is neither a list nor a text on one line",
    "comment in list": "a comment stands between the entries of the list",
    "comment": "a comment stands between the name and its value",
    "unsure": "the result would not read as it should",
}
"""Why properties cannot be edited, by what is in the way. Phrases of ``frontmatter-uneditable``."""


class Item(NamedTuple):
    """An entry of a list, in characters of the YAML. ``dash`` begins a block list's entry."""

    start: int
    end: int
    dash: int
    form: Form
    value: Any
    node: yaml.Node


class Entry(NamedTuple):
    """A property, in characters of the YAML.

    The value is what YAML 1.2 reads; an empty one stands behind its colon.
    """

    name: str
    key_start: int
    key_end: int
    colon: int
    """Behind the colon."""
    start: int
    end: int
    form: Form
    value: Any
    key_node: yaml.Node
    node: yaml.Node
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PropertyBlock:
    """The properties of a note in their order, none where it has no block.

    ``offsets`` has the byte of the file for every character of ``text`` and for its end.
    """

    source: Source
    frontmatter: Frontmatter | None
    text: str
    offsets: Sequence[int]
    entries: tuple[Entry, ...]

    @property
    def line_break(self) -> str:
        """The end of the file's first line, an LF where it has none."""
        match = re.search(r"\r\n|\n|\r", self.source.text)
        return match[0] if match else "\n"

    def line_start(self, at: int) -> int:
        """Where the line of a character begins."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """Where the line of a character ends, before its line break."""
        ends = (self.text.find("\n", at), self.text.find("\r", at))
        return min((end for end in ends if end >= 0), default=len(self.text))

    def next_line(self, at: int) -> int:
        """Where the line after that of a character begins."""
        end = self.line_end(at)
        return end + len(self.break_at(end))

    def break_at(self, end: int) -> str:
        """The line break at the end of a line."""
        if self.text.startswith("\r\n", end):
            return "\r\n"
        return self.text[end : end + 1]


def read_block(source: Source) -> PropertyBlock | Diagnostic:
    """The properties with their places, or why none of them may be edited.

    Linear in the block, and blocks of more than 64 KB are refused.
    """
    found = read_frontmatter(source)
    if found is None:
        if astray := _ASTRAY.match(source.text):
            at = source.bom + len(source.text[: astray.start(1)].encode())
            return uneditable(source, Span(at, at + 3), "astray")
        return PropertyBlock(source, None, "", (source.bom,), ())
    if found.error:
        return next(each for each in found.diagnostics if each.severity == "error")
    text = source.data[found.yaml_start : found.yaml_end].decode()
    offsets = _offsets_of(text, found.yaml_start)
    root = compose(text)
    odd = _find_odd(text, root, found.properties)
    if odd is not None:
        reason, at = odd
        return uneditable(source, Span(offsets[at], offsets[at]), reason)
    entries = tuple(_iter_entries(text, root, found.properties))
    return PropertyBlock(source, found, text, offsets, entries)


def uneditable(source: Source, span: Span, reason: str) -> Diagnostic:
    """The refusal to edit properties at a place; ``reason`` is a key of ``REASONS``."""
    return diagnose("frontmatter-uneditable", source, span, reason=REASONS[reason])


def find_entry(block: PropertyBlock, name: str) -> Entry | Diagnostic | None:
    """The property of a name, spelled so or, where none is, otherwise in case alone.

    None where there is none; a refusal where several differ in case alone from the name.
    """
    found = [entry for entry in block.entries if entry.name == name]
    found = found or [entry for entry in block.entries if name_key(entry.name) == name_key(name)]
    if len(found) > 1:
        at = block.offsets[found[1].key_start]
        return uneditable(block.source, Span(at, at), "spellings")
    return found[0] if found else None


def _offsets_of(text: str, base: int) -> Sequence[int]:
    if text.isascii():
        return range(base, base + len(text) + 1)
    return tuple(accumulate((len(character.encode()) for character in text), initial=base))


def _find_odd(
    text: str, root: yaml.Node | None, properties: dict[str, Any]
) -> tuple[str, int] | None:
    """Why the block cannot be edited by span, and where."""
    if root is None and not properties:
        return None
    if root is None and (tab := _TAB.search(text)):
        return "tab", tab.end() - 1
    if root is not None:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if type(token) in _ODD:
                return _ODD[type(token)], token.start_mark.index
    if not isinstance(root, yaml.MappingNode) or not _agree(text, root, properties):
        return "readers", 0
    if root.flow_style:
        return "braces", root.start_mark.index
    return _find_odd_key(text, root)


def _find_odd_key(text: str, root: yaml.MappingNode) -> tuple[str, int] | None:
    for key, _ in root.value:
        start, end = key.start_mark.index, key.end_mark.index
        if text.startswith("<<", start):
            return "merge", start
        if key.start_mark.line != key.end_mark.line or not _COLON.match(text, end):
            return "name", start
    return None


def _agree(text: str, node: yaml.Node, value: Any) -> bool:
    """Whether PyYAML's tree has the shape of the value, and its texts and keys."""
    if isinstance(value, dict):
        return (
            isinstance(node, yaml.MappingNode)
            and len(value) == len(node.value)
            and all(
                isinstance(key, yaml.ScalarNode) and key.value == name and _agree(text, child, item)
                for (key, child), (name, item) in zip(node.value, value.items(), strict=True)
            )
        )
    if isinstance(value, list):
        return (
            isinstance(node, yaml.SequenceNode)
            and len(value) == len(node.value)
            and all(map(partial(_agree, text), node.value, value))
        )
    if isinstance(value, str):
        # Of what JSON cannot hold, such as an unquoted {{date}}, the value is the source.
        source = text[node.start_mark.index : _end_of(text, node)]
        return bool(value in (node.value, source))
    return isinstance(node, yaml.ScalarNode)


def _iter_entries(text: str, root: yaml.Node | None, properties: dict[str, Any]) -> Iterator[Entry]:
    if not isinstance(root, yaml.MappingNode):
        return
    for (key, node), (name, value) in zip(root.value, properties.items(), strict=True):
        match = _COLON.match(text, key.end_mark.index)
        assert match is not None
        colon = match.end()
        form = _form_of(text, node)
        start = colon if form == "empty" else node.start_mark.index
        end = colon if form == "empty" else _end_of(text, node)
        items: tuple[Item, ...] = ()
        if isinstance(node, yaml.SequenceNode) and isinstance(value, list):
            items = tuple(_iter_items(text, node, value))
        yield Entry(
            name,
            key.start_mark.index,
            key.end_mark.index,
            colon,
            start,
            end,
            form,
            value,
            key,
            node,
            items,
        )


def _form_of(text: str, node: yaml.Node) -> Form:  # noqa: PLR0911 - a table
    if isinstance(node, yaml.SequenceNode):
        return "flow list" if node.flow_style else "block list"
    if isinstance(node, yaml.MappingNode):
        return "flow map" if node.flow_style else "block map"
    if node.start_mark.index == node.end_mark.index:
        return "empty"
    match text[node.start_mark.index]:
        case "'":
            return "'"
        case '"':
            return '"'
        case "|" | ">":
            return "block text"
    return "plain"


def _iter_items(text: str, node: yaml.SequenceNode, value: list[Any]) -> Iterator[Item]:
    dash, at = node.start_mark.index, None
    for child, item in zip(node.value, value, strict=True):
        if at is not None and not node.flow_style:
            match = _DASH.search(text, at)
            assert match is not None
            dash = match.end(1)
        at = _end_of(text, child)
        yield Item(child.start_mark.index, at, dash, _form_of(text, child), item, child)


def _end_of(text: str, node: yaml.Node) -> int:
    """Where a node's own text ends: PyYAML has block nodes end where the next thing begins."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end = node.start_mark.index + len(text[node.start_mark.index : end].rstrip(" \t\r\n"))
        while end < len(text) and text[end] not in "\r\n":
            end += 1
    return end
