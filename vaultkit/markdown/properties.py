"""Properties to facts: tags, aliases and links that stand in the frontmatter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from vaultkit.markdown.frontmatter import Frontmatter
from vaultkit.markdown.links import parse_wikilink
from vaultkit.markdown.tags import is_tag
from vaultkit.markdown.yaml_nodes import compose, iter_nodes
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Link, Tag
from vaultkit.model.source import Source, Span

__all__ = ["PropertyFacts", "read_properties"]

_DEPRECATED = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
_PHONE_VALUE = re.compile(rb"(?<=[ \t\[,-])\+([0-9]{7,15})(?=[ \t\r\n,\]}]|\Z)")
_SEPARATORS = re.compile(r"[,\s]+")


class PropertyFacts(NamedTuple):
    """What the frontmatter adds to a note, in document order."""

    tags: tuple[Tag, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_properties(source: Source, block: Frontmatter) -> PropertyFacts:
    """Tags (FM-10..12), aliases (FM-14) and property links (FM-16) with their places."""
    tags: list[Tag] = []
    aliases: list[str] = []
    links: list[Link] = []
    found: list[Diagnostic] = []
    linked: _Places | None = None
    nested = numbers = False
    for key, value in block.properties.items():
        for path, text in _iter_texts(value, key):
            if text[:2] == "[[":
                linked = linked or _Places(source, block)
                _add_link(linked, text, path, links)
        if value.__class__ is int:
            numbers = True
        elif value.__class__ is list and value:
            nested = nested or value[0].__class__ is list
            numbers = numbers or value[0].__class__ is int
        name = key.lower()
        if name == "tags":
            tags += _tags(_Places(source, block, key), value, found)
        elif name == "aliases":
            aliases += _aliases(_Places(source, block, key), value, found)
        elif name in _DEPRECATED and value is not None:
            found.append(_deprecated(_Places(source, block, key), key))
    if nested:
        found += _unquoted_links(source, block)
    if numbers and source.data.find(b"+", *block.yaml) >= 0:
        found += _phone_numbers(source, block)
    return PropertyFacts(tuple(tags), tuple(aliases), tuple(links), tuple(found))


class _Places:
    """Where texts stand in the block: searched forward, so equal texts each get their own place.

    With a key the search begins behind it; ``key`` is the key's own place.
    """

    def __init__(self, source: Source, block: Frontmatter, key: str | None = None) -> None:
        self.source = source
        self._block = block
        self._cursor, self._end = block.yaml
        self.key = block.yaml
        if key is not None:
            self.key = self._find_key(key)
            self._cursor = self.key.end
        self._scalars: Iterator[tuple[str, Span]] | None = None

    def _find_key(self, key: str) -> Span:
        data, written = self.source.data, key.encode()
        start = data.find(b"\n" + written + b":", self._cursor - 1, self._end) + 1
        if start > 0:
            return Span(start, start + len(written))
        pattern = b"[ \\t\\r\\n{,][\"']?(" + re.escape(written) + b")[\"']?[ \\t]*:"
        match = re.compile(pattern).search(data, self._cursor - 1, self._end)
        return Span(*match.span(1)) if match is not None else self._block.yaml

    def next(self, text: str) -> Span:
        """The span of the next place that says ``text``, quotes left out.

        A text that is written otherwise (escapes) gets the span of its scalar, quotes included.
        """
        if text and self._scalars is None:
            data, needle = self.source.data, text.encode()
            start = data.find(b'"' + needle + b'"', self._cursor, self._end) + 1
            start = start or data.find(b"'" + needle + b"'", self._cursor, self._end) + 1
            start = start or data.find(needle, self._cursor, self._end)
            if start > 0:
                self._cursor = start + len(needle)
                return Span(start, self._cursor)
        if self._scalars is None:
            self._scalars = _iter_scalar_spans(self.source, self._block)
        for value, span in self._scalars:
            if value == text and span.start >= self._cursor:
                self._cursor = span.end
                return span
        return self._block.yaml


def _iter_scalar_spans(source: Source, block: Frontmatter) -> Iterator[tuple[str, Span]]:
    """Every scalar with its place, in document order; nothing where PyYAML cannot read it."""
    inner = block.yaml
    text = source.data[inner.start : inner.end].decode("utf-8", "replace")
    index, offset = 0, inner.start
    for node in iter_nodes(compose(text)):
        if not isinstance(node, yaml.ScalarNode):
            continue
        first, last = node.start_mark.index, node.end_mark.index
        offset += len(text[index:first].encode())
        length = len(text[first:last].encode())
        yield node.value, Span(offset, offset + length)
        index, offset = last, offset + length


def _tags(places: _Places, value: Any, found: list[Diagnostic]) -> Iterator[Tag]:
    source = places.source
    items = value if isinstance(value, list) else [value]
    for item in items:
        if item is None or item == "":
            continue
        if not isinstance(item, str):
            found.append(diagnose("tag-invalid", source, places.key, value=_shown(item)))
            continue
        span = places.next(item)
        name = item.strip().removeprefix("#")
        if is_tag(name):
            yield Tag(name, span, source.line_of(span.start), True)
        elif items is not value and len(parts := _SEPARATORS.split(item.strip(" ,"))) > 1:
            proposal = ", ".join(part.removeprefix("#") for part in parts)
            found.append(diagnose("tags-not-a-list", source, span, value=item, proposal=proposal))
        elif name:
            found.append(diagnose("tag-invalid", source, span, value=item))


def _aliases(places: _Places, value: Any, found: list[Diagnostic]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            if item.strip():
                yield item.strip()
        elif item is not None:
            found.append(diagnose("alias-invalid", places.source, places.key, value=_shown(item)))


def _deprecated(places: _Places, key: str) -> Diagnostic:
    proposal = _DEPRECATED[key.lower()]
    return diagnose("property-deprecated", places.source, places.key, key=key, proposal=proposal)


def _add_link(places: _Places, text: str, path: str, links: list[Link]) -> None:
    parts = parse_wikilink(text)
    if parts is None:
        return
    source = places.source
    start, end = span = places.next(text)
    links.append(
        Link(
            parts.target,
            parts.display,
            parts.heading,
            parts.block,
            False,
            "property",
            source.data[start:end].decode("utf-8", "replace"),
            span,
            bisect_right(source.line_starts, start),
            path,
        )
    )


def _iter_texts(value: Any, path: str) -> Iterable[tuple[str, str]]:
    """Each text of a value with its key path (``list.0``), in document order."""
    if value.__class__ is str:
        return ((path, value),)
    if value.__class__ is list:
        if all(item.__class__ is str for item in value):
            return [(f"{path}.{index}", item) for index, item in enumerate(value)]
        pairs: Iterable[tuple[Any, Any]] = enumerate(value)
    elif value.__class__ is dict:
        pairs = value.items()
    else:
        return ()
    return [found for key, item in pairs for found in _iter_texts(item, f"{path}.{key}")]


def _unquoted_links(source: Source, block: Frontmatter) -> Iterator[Diagnostic]:
    """``key: [[Note]]`` without quotes is a list in a list (FM-17)."""
    cursor, end = block.yaml
    for key, value in block.properties.items():
        if not isinstance(value, list):
            continue
        for item in [value, *value]:
            inner = item[0] if isinstance(item, list) and len(item) == 1 else None
            if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str):
                needle = f"[[{inner[0]}]]".encode()
                at = source.data.find(needle, cursor, end)
                if at >= 0:
                    cursor = at + len(needle)
                    yield diagnose(
                        "property-link-unquoted",
                        source,
                        Span(at, cursor),
                        key=key,
                        target=inner[0],
                    )


def _phone_numbers(source: Source, block: Frontmatter) -> Iterator[Diagnostic]:
    """A phone number without quotes is a number without its plus (FM-08)."""
    key_of: dict[int, str] = {}
    for key, value in block.properties.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, int) and not isinstance(item, bool):
                key_of.setdefault(item, key)
    if not key_of:
        return
    for match in _PHONE_VALUE.finditer(source.data, *block.yaml):
        key = key_of.get(int(match[1]), "")
        if key:
            span = Span(*match.span())
            yield diagnose("property-phone-number", source, span, key=key, value=match[1].decode())


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
