"""Properties to facts: tags, aliases and links that stand in the frontmatter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from vaultkit.markdown.frontmatter import Frontmatter
from vaultkit.markdown.links import parse_wikilink
from vaultkit.markdown.tags import is_tag
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Link, Property, Tag
from vaultkit.model.source import Source, Span

__all__ = ["PropertyFacts", "read_properties"]

_DEPRECATED = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
_PHONE_VALUE = re.compile(r"\+\d{7,15}\b")
_SEPARATORS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class PropertyFacts:
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
    for entry in block.entries:
        key, value = entry.key.lower(), entry.value
        if value is None:
            continue
        if key == "tags":
            _read_tags(entry, _Places(source, block, entry), tags, found)
        elif key == "aliases":
            _read_aliases(entry, _Places(source, block, entry), aliases, found)
        elif key in _DEPRECATED:
            args = {"key": entry.key, "proposal": _DEPRECATED[key]}
            found.append(diagnose("property-deprecated", source, entry.span, **args))
        if value.__class__ is str:
            if value.startswith("[["):
                _read_links(entry, _Places(source, block, entry), links)
        elif value.__class__ is int:
            found += _phone_numbers(source, entry)
        elif value.__class__ is list or value.__class__ is dict:
            if "[[" in str(value):
                _read_links(entry, _Places(source, block, entry), links)
            found += _unquoted_links(source, entry)
            found += _phone_numbers(source, entry)
    return PropertyFacts(tuple(tags), tuple(aliases), tuple(links), tuple(found))


class _Places:
    """Where the texts of one property stand: searched forward, so equal texts get their own."""

    def __init__(self, source: Source, block: Frontmatter, entry: Property) -> None:
        self.source = source
        self._block = block
        self._entry = entry
        self._cursor = entry.span.start
        key_end = source.data.find(b":", entry.span.start, entry.span.end)
        if key_end >= 0:
            self._cursor = key_end + 1

    def next(self, text: str) -> Span:
        """The span of the next place that says ``text``, quotes left out.

        A text that is written otherwise (escapes) gets the span of its scalar, quotes included.
        """
        data, end = self.source.data, self._entry.span.end
        needle = text.encode()
        for prefix in (b'"', b"'", b""):
            at = data.find(prefix + needle, self._cursor, end)
            if at >= 0 and needle:
                start = at + len(prefix)
                self._cursor = start + len(needle)
                return Span(start, self._cursor)
        return self._scalar(text) or self._entry.span

    def _scalar(self, text: str) -> Span | None:
        inner = self._block.yaml
        yaml_text = self.source.data[inner.start : inner.end].decode("utf-8", "replace")
        try:
            root = yaml.compose(yaml_text, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            return None
        for node in _iter_scalars(root):
            start = inner.start + len(yaml_text[: node.start_mark.index].encode())
            if start >= self._cursor and node.value == text:
                written = yaml_text[node.start_mark.index : node.end_mark.index]
                self._cursor = start + len(written.encode())
                return Span(start, self._cursor)
        return None


def _iter_scalars(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Scalars in document order; each alias's node once."""
    pending = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            pending += reversed([part for pair in node.value for part in pair])


def _read_tags(entry: Property, places: _Places, tags: list[Tag], found: list[Diagnostic]) -> None:
    source, value = places.source, entry.value
    if value is None or value == "":
        return
    one_text = isinstance(value, str)
    for item in value if isinstance(value, list) else [value]:
        if item is None:
            continue
        if not isinstance(item, str):
            found.append(diagnose("tag-invalid", source, entry.span, value=str(item)))
            continue
        span = places.next(item)
        name = item.strip().removeprefix("#")
        if is_tag(name):
            tags.append(Tag(name, span, source.line_of(span.start), in_property=True))
        elif one_text and len(parts := _SEPARATORS.split(item.strip(" ,"))) > 1:
            proposal = ", ".join(part.removeprefix("#") for part in parts)
            found.append(diagnose("tags-not-a-list", source, span, value=item, proposal=proposal))
        elif name:
            found.append(diagnose("tag-invalid", source, span, value=item))


def _read_aliases(
    entry: Property, places: _Places, aliases: list[str], found: list[Diagnostic]
) -> None:
    value = entry.value
    if value is None:
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            if item.strip():
                aliases.append(item.strip())
        elif item is not None:
            found.append(diagnose("alias-invalid", places.source, entry.span, value=_shown(item)))


def _read_links(entry: Property, places: _Places, links: list[Link]) -> None:
    for path, text in _iter_texts(entry.value, entry.key):
        if not text.startswith("[["):
            continue
        parts = parse_wikilink(text)
        if parts is None:
            continue
        span = places.next(text)
        links.append(
            Link(
                target=parts.target,
                display=parts.display,
                heading=parts.heading,
                block=parts.block,
                embed=False,
                form="property",
                original=places.source.data[span.start : span.end].decode("utf-8", "replace"),
                span=span,
                line=places.source.line_of(span.start),
                property=path,
            )
        )


def _iter_texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each text of a value with its key path (``list.0``), in document order."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _iter_texts(item, f"{path}.{index}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _iter_texts(item, f"{path}.{key}")


def _unquoted_links(source: Source, entry: Property) -> Iterator[Diagnostic]:
    """``key: [[Note]]`` without quotes is a list in a list (FM-17)."""
    value = entry.value
    if not isinstance(value, list):
        return
    for item in [value, *value]:
        inner = item[0] if isinstance(item, list) and len(item) == 1 else None
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str):
            needle = f"[[{inner[0]}]]".encode()
            at = source.data.find(needle, entry.span.start, entry.span.end)
            if at < 0:
                continue
            span = Span(at, at + len(needle))
            yield diagnose("property-link-unquoted", source, span, key=entry.key, target=inner[0])


def _phone_numbers(source: Source, entry: Property) -> Iterator[Diagnostic]:
    """A phone number without quotes is a number without its plus (FM-08)."""
    values: Sequence[Any] = entry.value if isinstance(entry.value, list) else [entry.value]
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    if not numbers:
        return
    written = source.data[entry.span.start : entry.span.end].decode("utf-8", "replace")
    for match in _PHONE_VALUE.finditer(written):
        if int(match[0]) in numbers:
            start = entry.span.start + len(written[: match.start()].encode())
            span = Span(start, start + len(match[0]))
            yield diagnose("property-phone-number", source, span, key=entry.key, value=match[0][1:])


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
