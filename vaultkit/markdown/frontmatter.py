"""The properties block: found by its fences, guarded, read as YAML 1.2.

The YAML library decides what the text means. What stands here besides is what it cannot do: find
the block (FM-01..06), refuse what would hang or crash it, and see duplicate keys.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import frontmatter
import yaml
import yaml12
from frontmatter.default_handlers import BaseHandler

from vaultkit.markdown.yaml_nodes import children_of, compose, iter_nodes
from vaultkit.markdown.yaml_text import RefusedError, is_flat, parse_yaml, place_of_error
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.source import Source, Span

__all__ = ["Frontmatter", "find_block", "read_frontmatter"]

_OPENING = re.compile(r"---(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"---([ \t]*)(?:\r\n|\n|\r|\Z)")
_TOP_KEY = re.compile(
    rb"""(?x)(?:
        "(?P<double>(?:[^"\\\r\n]|\\.)*)" | '(?P<single>(?:[^'\r\n]|'')*)'
        | (?P<plain>(?:[^\s\#"'\[\]{},&*!|>%@`-]|-(?=[^\s]))
            [^\r\n:]*(?::(?![ \t\r\n]|\Z)[^\r\n:]*)*?)
    )[ \t]*:(?=[ \t\r\n]|\Z)"""
)
_VARIABLE = re.compile(
    r"""(?mx)^(?:
        [^\#"'\r\n]
        | (?<=[^\s\[{(,])["']  # within a word, so it opens nothing
        | (?<![^\s\[{(,])(?:"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\r\n]|'')*+')
    )*?:[ \t]+(\{\{[^{}\r\n]*\}\})"""
)
_ROOT = "root"
"""What the handler calls the YAML's root, which need not be a mapping."""
_EDGE = "-"
"""Keeps python-frontmatter from stripping blanks and line ends, which may belong to a value."""
_NO_KEY = b" \t#-\r\n"


class Frontmatter(NamedTuple):
    """What the block gives. ``length`` are the characters that it takes from the text's start.

    The others are bytes of the file; the YAML is what lies between the fences.
    """

    start: int
    end: int
    yaml_start: int
    yaml_end: int
    length: int
    properties: dict[str, Any]
    error: bool
    diagnostics: list[Diagnostic]


class Block(NamedTuple):
    """Character offsets of a block in a text: all of it, and the YAML between the fences."""

    end: int
    yaml_start: int
    yaml_end: int
    blanks: int
    """Blanks after the closing fence."""


class _Handler(BaseHandler):
    """python-frontmatter's way in for another YAML library. It gets the block and nothing else."""

    FM_BOUNDARY = re.compile(r"(?!)")  # never asked for: the block is cut already
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        return True

    def split(self, text: str) -> tuple[str, str]:
        return text[len(_EDGE) : -len(_EDGE)], ""

    def load(self, fm: str, **_: object) -> Any:
        return {_ROOT: parse_yaml(fm)}

    def export(self, metadata: dict[str, object], **_: object) -> str:
        raise NotImplementedError("vaultkit never writes frontmatter from parsed values")


_HANDLER = _Handler()


def find_block(text: str) -> Block | None:
    """The block at the very start of a text, or None (FM-01, FM-04, FM-05, FM-06).

    The closing fence is the first line that is ``---``, blanks after it allowed, at the end of
    the file too.
    """
    if not text.startswith("---"):
        return None
    close = text.find("\n---", 3)
    if close >= 0 and text[3] == "\n" and text.find("\r", 0, close) < 0:
        after = text[close + 4 : close + 5]
        if after == "\n" or not after:  # nearly all blocks
            return Block(close + 4 + len(after), 4, close + 1, 0)
    opening = _OPENING.match(text)
    if opening is None:
        return None
    at = opening.end()
    while at >= 0:
        closing = _CLOSING.match(text, at) if text[at - 1] in "\r\n" else None
        if closing is not None:
            return Block(closing.end(), opening.end(), at, len(closing[1]))
        at = text.find("---", at + 1)
    return None


def read_frontmatter(source: Source) -> Frontmatter | None:
    """The properties of a note, or None where it has no block.

    Broken YAML gives no properties, ``error`` and a diagnostic at its line; never an exception.
    """
    block = find_block(source.text)
    if block is None:
        return None
    text = source.text[block.yaml_start : block.yaml_end]
    raw = text.encode()
    start = source.bom + block.yaml_start  # the opening fence is ASCII
    end = start + len(raw)
    found: list[Diagnostic] = []
    if block.blanks:
        at = Span(end + 3, end + 3 + block.blanks)
        found.append(diagnose("frontmatter-fence-blank", source, at))
    variables = [*_VARIABLE.finditer(text)] if "{{" in text else []
    before = len(found)
    properties: dict[str, Any] = {}
    error, readable = True, False
    try:
        root, flat = _parse_block(text)
        readable = True
        if root is None:
            error = False
        elif isinstance(root, dict):
            properties = root if flat and _is_line_a_key(raw, len(root)) else _checked(raw, root)
            error = False
        else:
            found.append(diagnose("frontmatter-not-mapping", source, Span(start, end)))
    except RefusedError as refused:
        found.append(diagnose("frontmatter-refused", source, Span(start, end), reason=str(refused)))
    except _DuplicateKeyError as twice:
        at = Span(start + twice.at, start + twice.at + 1)
        first = source.line_of(start + twice.first)
        found.append(
            diagnose("frontmatter-duplicate-key", source, at, key=twice.key, first=str(first))
        )
    except ValueError as problem:
        found.append(_invalid(source, text, start, problem))
    if variables and readable:
        variables = _outside_of_texts(text, variables)
    found[before:before] = [_variable(source, text, match, start) for match in variables]
    whole = end + block.end - block.yaml_end
    return Frontmatter(source.bom, whole, start, end, block.end, properties, error, found)


def _parse_block(text: str) -> Any:
    """The root, and whether it is flat."""
    return frontmatter.parse(f"{_EDGE}{text}{_EDGE}", handler=_HANDLER)[0][_ROOT]


class _DuplicateKeyError(ValueError):
    def __init__(self, key: str, first: int, at: int) -> None:
        super().__init__(key)
        self.key, self.first, self.at = key, first, at


class _Key(NamedTuple):
    """A top-level key; offsets are bytes of the YAML."""

    text: str
    start: int
    value_start: int


def _is_line_a_key(raw: bytes, count: int) -> bool:
    """Whether a flat mapping has a key a line, and as many as were kept: none stood twice."""
    if raw.count(b"\n") == count and b"{" not in raw and b"\r" not in raw:
        return True
    return sum(1 for line in raw.splitlines() if line and line[0] not in _NO_KEY) == count


def _checked(raw: bytes, root: dict[Any, Any]) -> dict[str, Any]:
    """The values under their keys' own texts. Raises _DuplicateKeyError (FM-20)."""
    keys = _scan_keys(raw)
    if len(keys) != len(root) or _may_hold_twins(raw, keys, root):
        keys = _keys_of_nodes(raw) or keys
    _refuse_twice(keys)
    if len(keys) != len(root):  # the two readings of the text disagree: the values stay
        keys = [_Key(_key_text(key), 0, 0) for key in root]
    return {
        key.text: _plain(value, written)
        for key, written, value in zip(keys, _written(raw, keys), root.values(), strict=True)
    }


def _written(raw: bytes, keys: list[_Key]) -> Iterator[bytes]:
    """The source of each key's value."""
    for key, end in zip(keys, [*[key.start for key in keys[1:]], len(raw)], strict=True):
        yield raw[key.value_start : max(end, key.value_start)]


def _may_hold_twins(raw: bytes, keys: list[_Key], root: dict[Any, Any]) -> bool:
    """Whether a mapping below the top level may hold a key twice; only then nodes are made.

    It cannot where as many keys were kept as can have been written: of simple values in braces
    one more than there are commas, in a block mapping one a line.
    """
    for written, value in zip(_written(raw, keys), root.values(), strict=True):
        if not _holds_mapping(value):
            continue
        if value.__class__ is not dict or not is_flat(value) or list in map(type, value.values()):
            return True
        if written.strip()[:1] == b"{":
            most = written.count(b",") + 1
        elif b"{" not in written:
            most = sum(1 for line in written.splitlines() if line.strip())
        else:
            return True
        if len(value) != most:
            return True
    return False


def _refuse_twice(keys: list[_Key]) -> None:
    first: dict[str, int] = {}
    for key in keys:
        if key.text in first:
            raise _DuplicateKeyError(key.text, first[key.text], key.start)
        first[key.text] = key.start


def _scan_keys(raw: bytes) -> list[_Key]:
    """Keys that begin at column 0 of a block mapping, in order."""
    keys = []
    start = 0
    for line in raw.splitlines(keepends=True):
        if match := _TOP_KEY.match(line):
            double, single, plain = match.groups()
            if plain is not None:
                key = plain.decode().rstrip(" \t")
            elif single is not None:
                key = single.replace(b"''", b"'").decode()
            else:
                key = double.decode()
                if "\\" in key:
                    key = str(yaml12.parse_yaml(f'"{key}"'))
            keys.append(_Key(key, start, start + match.end()))
        start += len(line)
    return keys


def _keys_of_nodes(raw: bytes) -> list[_Key]:
    """Top-level keys from PyYAML's node tree, with every nested mapping looked at for twins.

    It reads structure as YAML 1.1 does, which is the same here; values are never taken from it.
    Empty where it cannot read the text.
    """
    text = raw.decode()
    root = compose(text)
    if not isinstance(root, yaml.MappingNode):
        return []
    for node in iter_nodes(root):
        if isinstance(node, yaml.MappingNode):
            _refuse_twice(
                [
                    _Key(key.value, len(text[: key.start_mark.index].encode()), 0)
                    for key, _ in node.value
                    if isinstance(key, yaml.ScalarNode)
                ]
            )
    return [
        _Key(
            key.value
            if isinstance(key, yaml.ScalarNode)
            else text[key.start_mark.index : key.end_mark.index],
            len(text[: key.start_mark.index].encode()),
            len(text[: key.end_mark.index + 1].encode()),
        )
        for key, _ in root.value
    ]


def _holds_mapping(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and any(_holds_mapping(item) for item in value)


def _plain(value: Any, written: bytes) -> Any:
    """A value that JSON can hold; the source text where YAML gives more than that."""
    try:
        return _json_value(value, None)
    except _NotJsonError:
        text = written.decode().lstrip(":")
    try:
        return _json_value(value, compose(text))
    except _NotJsonError:
        return text.strip()


class _NotJsonError(Exception):
    pass


def _json_value(value: Any, node: yaml.Node | None) -> Any:
    """``node`` is where the value is written, as far as PyYAML's tree goes along with it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        if isinstance(node, yaml.ScalarNode):
            return node.value
        raise _NotJsonError
    if isinstance(value, list):
        nodes = children_of(node, len(value))
        return [_json_value(item, at) for item, at in zip(value, nodes, strict=True)]
    if isinstance(value, dict):
        nodes = children_of(node, len(value))
        return {
            _json_key(key): _json_value(item, at)
            for (key, item), at in zip(value.items(), nodes, strict=True)
        }
    if isinstance(value, yaml12.Yaml):
        return _json_value(value.value, node)
    raise _NotJsonError


def _json_key(key: Any) -> str:
    if isinstance(key, yaml12.Yaml | list | dict):
        raise _NotJsonError
    return _key_text(key)


def _key_text(key: Any) -> str:
    if isinstance(key, str):
        return key
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def _outside_of_texts(text: str, variables: list[re.Match[str]]) -> list[re.Match[str]]:
    """Those of the variables that no text in quotes or of several lines holds.

    A pattern sees one line, where such a text may have begun on another.
    """
    texts = [
        (node.start_mark.index, node.end_mark.index)
        for node in iter_nodes(compose(text))
        if isinstance(node, yaml.ScalarNode) and node.style
    ]
    return [
        each for each in variables if not any(start < each.start(1) < end for start, end in texts)
    ]


def _variable(source: Source, text: str, match: re.Match[str], base: int) -> Diagnostic:
    span = _span_of(text, match.start(1), match.end(1), base)
    return diagnose("frontmatter-template-variable", source, span, variable=match[1])


def _invalid(source: Source, text: str, base: int, problem: ValueError) -> Diagnostic:
    reason, at = place_of_error(problem, text)
    at = min(at, len(text.rstrip()))  # what is missing at the end is missing on the last line
    span = _span_of(text, at, min(at + 1, len(text)), base)
    return diagnose("frontmatter-invalid", source, span, reason=reason)


def _span_of(text: str, start: int, end: int, base: int) -> Span:
    """Byte span of characters ``start`` to ``end`` of a text that begins at byte ``base``."""
    first = base + len(text[:start].encode())
    return Span(first, first + len(text[start:end].encode()))
