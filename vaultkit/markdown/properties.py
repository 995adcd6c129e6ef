"""Properties to facts: tags, aliases and links that stand in the frontmatter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from vaultkit.markdown.frontmatter import Frontmatter
from vaultkit.markdown.links import SHORT_LINK, kept_property_head, property_head
from vaultkit.markdown.tags import is_tag
from vaultkit.markdown.yaml_nodes import compose, iter_nodes
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.rows import LinkRow, TagRow
from vaultkit.model.source import Source, Span

__all__ = ["PropertyFacts", "read_properties"]

_NAMED = frozenset({"tags", "aliases", "tag", "alias", "cssclass"})
_DEPRECATED = {"tag": "tags", "alias": "aliases", "cssclass": "cssclasses"}
_PHONE_VALUE = re.compile(
    rb"(?<=[ \t\[,-])(?P<plus>\+?)(?P<digits>[0-9]{7,15})(?=[ \t\r\n,\]}]|\Z)"
)
_PHONE_NAMES = frozenset(
    (
        *("phone", "phones", "tel", "telephone", "mobile", "cell", "whatsapp"),
        *("телефон", "телефоны", "тел", "моб", "мобильный"),
    )
)
_QUOTED = re.compile(rb'"(\[\[[^"\\\r\n]{,%d}\]\])(?=")' % (SHORT_LINK - 4))
_SEPARATORS = re.compile(r"[,\s]+")


class PropertyFacts(NamedTuple):
    """What the frontmatter adds to a note, in document order."""

    tags: list[TagRow]
    aliases: list[str]
    links: list[LinkRow]
    diagnostics: list[Diagnostic]


def read_properties(  # noqa: PLR0912 - kept flat: it runs for each property
    source: Source, block: Frontmatter, lined: bytes
) -> PropertyFacts:
    """Tags (FM-10..12), aliases (FM-14) and property links (FM-16) with their places.

    ``lined`` is the file with one LF a line, as ``lined_of`` gives it.
    """
    tags: list[TagRow] = []
    aliases: list[str] = []
    found: list[Diagnostic] = []
    linked: list[tuple[str, str]] = []
    nested = numbers = False
    for key, value in block.properties.items():
        kind = value.__class__
        if kind is str:
            if value[:2] == "[[":
                linked.append((key, value))
        elif kind is int:
            numbers = True
        elif kind is list or kind is dict:
            linked += _wikilinks_in(value, key)
            if kind is list and value:
                nested = nested or value[0].__class__ is list
                numbers = numbers or value[0].__class__ is int
        name = key.lower()
        if name not in _NAMED:
            continue
        if name == "tags":
            tags += _tags(_Places(source, block, lined, key), value, found)
        elif name == "aliases":
            for item in value if kind is list else (value,):
                if item.__class__ is str:
                    if alias := item.strip():
                        aliases.append(alias)
                elif item is not None:
                    at = _Places(source, block, lined, key).key
                    found.append(diagnose("alias-invalid", source, at, value=_shown(item)))
        elif value is not None:
            at = _Places(source, block, lined, key).key
            proposal = _DEPRECATED[name]
            found.append(diagnose("property-deprecated", source, at, key=key, proposal=proposal))
    links = _links(source, block, lined, linked) if linked else []
    if nested:
        found += _unquoted_links(source, block)
    if numbers and _may_be_phones(source, block):
        found += _phone_numbers(source, block)
    return PropertyFacts(tags, aliases, links, found)


class _Places:
    """Where texts stand in the block: searched forward, so equal texts each get their own place.

    With a key the search begins behind it; ``key`` is the key's own place.
    """

    __slots__ = ("_block", "_cursor", "_line", "_lined", "_lined_to", "_scalars", "key", "source")

    def __init__(
        self, source: Source, block: Frontmatter, lined: bytes, key: str | None = None
    ) -> None:
        self.source = source
        self._block = block
        self._cursor = self._lined_to = block.yaml_start
        self._lined = lined
        self._line = 2
        self._scalars: Iterator[tuple[str, int, int]] | None = None
        if key is not None:
            self.key = self._find_key(key)
            self._cursor = self.key.end

    def _find_key(self, key: str) -> Span:
        data, written = self.source.data, key.encode()
        end = self._block.yaml_end
        start = data.find(b"\n" + written + b":", self._cursor - 1, end) + 1
        if start > 0:
            return Span(start, start + len(written))
        pattern = b"[ \\t\\r\\n{,][\"']?(" + re.escape(written) + b")[\"']?[ \\t]*:"
        match = re.compile(pattern).search(data, self._cursor - 1, end)
        return Span(*(match.span(1) if match else (self._block.yaml_start, end)))

    def next(self, text: str) -> tuple[str, int, int, int]:
        """The next place that says ``text``, quotes left out: its source, start, end and line.

        A text that is written otherwise (escapes) gets the span of its scalar, quotes included.
        """
        written, start, end = text, 0, 0
        if text and self._scalars is None:
            find, needle, stop = self.source.data.find, text.encode(), self._block.yaml_end
            start = find(b'"' + needle + b'"', self._cursor, stop) + 1
            start = start or find(b"'" + needle + b"'", self._cursor, stop) + 1
            start = start or find(needle, self._cursor, stop)
            end = start + len(needle)
        if start <= 0:
            start, end = self._next_scalar(text)
            written = self.source.data[start:end].decode("utf-8", "replace")
            if start < self._cursor:  # nowhere: the whole block
                return written, start, end, 2
        self._line += self._lined.count(b"\n", self._lined_to, start)
        self._lined_to = start
        self._cursor = end
        return written, start, end, self._line

    def _next_scalar(self, text: str) -> tuple[int, int]:
        if self._scalars is None:
            self._scalars = _iter_scalar_spans(self.source, self._block)
        for value, start, end in self._scalars:
            if value == text and start >= self._cursor:
                return start, end
        return self._block.yaml_start, self._block.yaml_end


def _iter_scalar_spans(source: Source, block: Frontmatter) -> Iterator[tuple[str, int, int]]:
    """Every scalar with its place, in document order; nothing where PyYAML cannot read it."""
    text = source.data[block.yaml_start : block.yaml_end].decode("utf-8", "replace")
    index, offset = 0, block.yaml_start
    for node in iter_nodes(compose(text)):
        if not isinstance(node, yaml.ScalarNode):
            continue
        first, last = node.start_mark.index, node.end_mark.index
        offset += len(text[index:first].encode())
        length = len(text[first:last].encode())
        yield node.value, offset, offset + length
        index, offset = last, offset + length


def _tags(places: _Places, value: Any, found: list[Diagnostic]) -> Iterator[TagRow]:
    source = places.source
    items = value if isinstance(value, list) else [value]
    for item in items:
        if item is None or item == "":
            continue
        if not isinstance(item, str):
            found.append(diagnose("tag-invalid", source, places.key, value=_shown(item)))
            continue
        _, start, end, line = places.next(item)
        name = item.strip().removeprefix("#")
        if is_tag(name):
            yield name, start, end, line, True, None, None, False, None
        elif items is not value and len(parts := _SEPARATORS.split(item.strip(" ,"))) > 1:
            proposal = ", ".join(part.removeprefix("#") for part in parts)
            span = Span(start, end)
            found.append(diagnose("tags-not-a-list", source, span, value=item, proposal=proposal))
        elif name:
            found.append(diagnose("tag-invalid", source, Span(start, end), value=item))


def _links(
    source: Source, block: Frontmatter, lined: bytes, linked: list[tuple[str, str]]
) -> list[LinkRow]:
    """The links of (key path, text), each with its place.

    Where all of them stand in double quotes, and nothing else does that looks like a link, the
    quotes are their places; else each is searched for.
    """
    rows: list[LinkRow] = []
    start, stop = block.yaml_start, block.yaml_end
    quoted = [*_QUOTED.finditer(source.data, start, stop)]
    at, line = start, 2
    if len(quoted) == len(linked) and source.invalid_at is None:
        for match, (path, text) in zip(quoted, linked, strict=True):
            head = kept_property_head(match[1])
            if head is None or head[6] != text:
                break
            start, end = match.span(1)
            line += lined.count(b"\n", at, start)
            at = start
            rows.append((*head, start, end, line, path, None, None, None, False, None))
        else:
            return rows
    return _searched_links(_Places(source, block, lined), linked)


def _searched_links(places: _Places, linked: list[tuple[str, str]]) -> list[LinkRow]:
    rows: list[LinkRow] = []
    for path, text in linked:
        head = property_head(text.encode())
        if head is not None:
            original, start, end, line = places.next(text)
            rows.append(
                (*head[:6], original, start, end, line, path, None, None, None, False, None)
            )
    return rows


def _wikilinks_in(value: Any, path: str) -> list[tuple[str, str]]:
    """Each text of a collection that begins a link, with its key path (``list.0``)."""
    found: list[tuple[str, str]] = []
    pairs: Iterable[tuple[Any, Any]] = enumerate(value)
    if value.__class__ is dict:
        pairs = value.items()
    for key, item in pairs:
        if item.__class__ is str:
            if item[:2] == "[[":
                found.append((f"{path}.{key}", item))
        elif item.__class__ is list or item.__class__ is dict:
            found += _wikilinks_in(item, f"{path}.{key}")
    return found


def _unquoted_links(source: Source, block: Frontmatter) -> Iterator[Diagnostic]:
    """``key: [[Note]]`` without quotes is a list in a list (FM-17)."""
    cursor, end = block.yaml_start, block.yaml_end
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


def _may_be_phones(source: Source, block: Frontmatter) -> bool:
    """Cheaply: most numbers in properties are years, minutes and ratings."""
    return source.data.find(b"+", block.yaml_start, block.yaml_end) >= 0 or any(
        key.lower() in _PHONE_NAMES for key in block.properties
    )


def _phone_numbers(source: Source, block: Frontmatter) -> Iterator[Diagnostic]:
    """A phone number without quotes is a number without its plus (FM-08).

    Without a plus, digits are taken for one where the property's name says so.
    """
    key_of: dict[int, str] = {}
    for key, value in block.properties.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, int) and not isinstance(item, bool):
                key_of.setdefault(item, key)
    if not key_of:
        return
    for match in _PHONE_VALUE.finditer(source.data, block.yaml_start, block.yaml_end):
        key = key_of.get(int(match["digits"]), "")
        written = match["digits"].decode()
        span = Span(*match.span())
        if key and match["plus"]:
            yield diagnose("property-phone-number", source, span, key=key, value=written)
        elif key and key.lower() in _PHONE_NAMES:
            value = str(int(written))
            yield diagnose("property-phone-unquoted", source, span, key=key, value=value)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
