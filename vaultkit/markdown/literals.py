"""Texts that stand in another syntax (JSON strings, YAML scalars), edited character by character.

A literal knows where each of its characters is written, so that an edit touches the bytes of the
characters it replaces and no others.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal as OneOf
from typing import NamedTuple

from vaultkit.markdown.link_text import TextEdit
from vaultkit.model.plan import Replacement
from vaultkit.model.source import Span

__all__ = ["Literal", "Notation", "json_literal", "replacements", "yaml_literal"]

Notation = OneOf["json", "double", "single", "bare"]
"""How characters are escaped: as in JSON, in YAML's two kinds of quotes, or not at all."""

_JSON_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_YAML_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_QUOTE_TWICE = re.compile("''")
_YAML_LETTERS = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}  # fmt: skip


class Literal(NamedTuple):
    """A text and how it is written. ``start`` is where its first character stands in the file."""

    text: str
    raw: str
    start: int
    notation: Notation
    stops: tuple[tuple[int, int], ...]
    """Where runs of characters that are written as they are begin: in the text, and in ``raw``."""

    def at(self, index: int) -> int:
        """The byte of the file at which a character of the text begins."""
        text_at, raw_at = self.stops[bisect_right(self.stops, (index, len(self.raw))) - 1]
        return self.start + len(self.raw[: raw_at + index - text_at].encode())

    def written(self, text: str) -> str:
        """A text as it is written here."""
        match self.notation:
            case "json":
                only_ascii = "\\u" in self.raw and self.raw.isascii()
                return json.dumps(text, ensure_ascii=only_ascii)[1:-1]
            case "double":
                return text.replace("\\", "\\\\").replace('"', '\\"')
            case "single":
                return text.replace("'", "''")
            case "bare":
                return text


def replacements(literal: Literal, edits: Iterable[TextEdit]) -> Iterator[Replacement]:
    """The bytes that edits of a literal's text change."""
    for start, end, text in edits:
        span = Span(literal.at(start), literal.at(end))
        yield Replacement(span, literal.written(text).encode())


def json_literal(raw: str, start: int) -> Literal:
    """The string that JSON writes so between its quotes; ``start`` is the byte it begins at."""
    return _literal(raw, start, "json", _JSON_ESCAPE)


def yaml_literal(raw: str, start: int, style: str | None) -> Literal | None:
    """The scalar that YAML writes so, quotes left out; None where its lines are folded."""
    if "\n" in raw or "\r" in raw:
        return None
    if style == '"':
        return _literal(raw, start, "double", _YAML_ESCAPE)
    if style == "'":
        return _literal(raw, start, "single", _QUOTE_TWICE)
    return Literal(raw, raw, start, "bare", ((0, 0),))


def _literal(raw: str, start: int, notation: Notation, escape: re.Pattern[str]) -> Literal:
    stops: list[tuple[int, int]] = [(0, 0)]
    pieces: list[str] = []
    at = length = 0
    for match in escape.finditer(raw):
        said = _unescaped(match[0], notation)
        pieces += (raw[at : match.start()], said)
        length += match.start() - at
        stops.append((length, match.start()))
        length += len(said)
        at = match.end()
        stops.append((length, at))
    return Literal("".join((*pieces, raw[at:])), raw, start, notation, tuple(stops))


def _unescaped(escape: str, notation: Notation) -> str:
    if notation == "single":
        return "'"
    if notation == "json":
        said: str = json.loads(f'"{escape}"')
        return said
    if escape[1] in "xuU" and len(escape) > 2:
        code = int(escape[2:], 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _YAML_LETTERS.get(escape[1], escape)
