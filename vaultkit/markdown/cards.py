"""A canvas's cards with the places of their texts: file, subpath, and what a text card says."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from vaultkit.markdown.body import BodyReader
from vaultkit.markdown.decode import lined_of
from vaultkit.markdown.literals import Literal, json_literal
from vaultkit.model.note import Link, Tag
from vaultkit.model.rows import LinkRow, TagRow
from vaultkit.model.source import Source, Span

__all__ = ["Card", "TextFacts", "facts_of_text", "read_cards"]

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}\[\]:,])')
_NODES = 2
"""How deep a card's own keys lie below ``nodes``."""


class Card(NamedTuple):
    """One card. What it does not have, or what is no text, is None."""

    type: str | None = None
    file: Literal | None = None
    subpath: Literal | None = None
    text: Literal | None = None


class TextFacts(NamedTuple):
    """What a text card says; spans are **characters** of its text."""

    links: tuple[Link, ...]
    tags: tuple[Tag, ...]


def read_cards(source: Source) -> tuple[Card, ...]:
    """The cards of a canvas that reading found whole, in document order.

    Linear in the file. Of a key that stands twice the last holds, as JSON is read.
    """
    cards: list[dict[str, Literal]] = []
    stack: list[str] = []
    keys: list[str] = []
    is_key = False
    index = offset = 0
    for match in _TOKEN.finditer(source.text):
        sign = match[2]
        if sign is None:
            if is_key:
                keys[-1] = json_literal(match[1], 0).text
            elif stack == ["{", "[", "{"] and keys[0] == "nodes":
                offset += len(source.text[index : match.start(1)].encode())
                index = match.start(1)
                cards[-1][keys[-1]] = json_literal(match[1], source.bom + offset)
        elif sign in "{[":
            if stack == ["{"] and keys[0] == "nodes":
                cards.clear()
            stack.append(sign)
            keys.append("")
            if sign == "{" and len(stack) == _NODES + 1 and keys[0] == "nodes":
                cards.append({})
        elif sign in "}]" and stack:
            stack.pop()
            keys.pop()
        is_key = bool(stack) and stack[-1] == "{" and sign in ("{", ",")
    return tuple(_card_of(found) for found in cards)


def _card_of(found: dict[str, Literal]) -> Card:
    kind = found.get("type")
    return Card(
        None if kind is None else kind.text,
        found.get("file"),
        found.get("subpath"),
        found.get("text"),
    )


def facts_of_text(source: Source, text: str) -> TextFacts:
    """The links and tags of a text card of a canvas, read as a note's body is."""
    data = text.encode("utf-8", "replace")
    inner = Source(source.path, data, data.decode(), 0, "")
    body = BodyReader(inner, inner.text, 0, lined_of(data))
    body.headings()
    body.tasks()
    links = tuple(_link_of(row, data) for row in body.links())
    return TextFacts(links, tuple(_tag_of(row, data) for row in body.tags()))


def _link_of(row: LinkRow, data: bytes) -> Link:
    fields: tuple[Any, ...] = row
    return Link._make((*fields[:7], _characters(data, row[7], row[8]), *fields[9:]))


def _tag_of(row: TagRow, data: bytes) -> Tag:
    fields: tuple[Any, ...] = row
    return Tag._make((fields[0], _characters(data, row[1], row[2]), *fields[3:]))


def _characters(data: bytes, start: int, end: int) -> Span:
    first = len(data[:start].decode("utf-8", "replace"))
    return Span(first, first + len(data[start:end].decode("utf-8", "replace")))
