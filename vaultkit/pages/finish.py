"""A filled template made a note: each value written as its place asks for.

In properties a value is quoted as the property editor does, and a text that stands with others in
one property becomes one text with them. In the body Markdown's marks in it are escaped, and, where
the template has HTML of its own, those of HTML too: there a backslash escapes nothing. In a block
of code, where it would show, nothing is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vaultkit.markdown.yaml_scalars import Moment, Quoting, scalar_text
from vaultkit.pages.marks import MARK, Filled, Ready, plain_text
from vaultkit.pages.quote import guard_start, one_line, quote_inline

__all__ = ["AstrayError", "body", "finish", "plain_body"]

_FENCE = re.compile(r"---[ \t]*\Z")
_LINE_START = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?)?\Z")
_PREFIX = re.compile(r"[ \t]*(?:-(?:[ \t]+|\Z))*")
_KEY = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[{#|>&*!%@`,][^#]*?)(?=[ \t]*:(?:[ \t]|\Z))"""
)
_BLOCK_TEXT = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\Z")
_COMMENT = re.compile(r"(?:\A|(?<=[ \t]))#")
_FLOW_END = re.compile(r"[,\[\]{}]|:(?=[ \t]|\Z)|[ \t]#")
_FENCES = ("```", "~~~")
_CODE = re.compile(r"(`{3,}|~{3,})[^`\ue000\r]*\r?\Z")
"""Where a block of code begins, at a line's very beginning: there it is in no list or quotation,
which could end before it does."""
_HTML = re.compile(r"<[A-Za-z!/?]")
_HTML_MARKS = {"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_HTML_ESCAPES = re.compile(r"\\([\\<])|([>\"'])")
_OF_LINKS = re.compile(r"\\([\\<])|-(?=-!?>)")
"""The marks of HTML in a link: what has to stay are the angle brackets around its destination."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")


class AstrayError(ValueError):
    """A value stands where YAML has no place for one; ``line`` is that of the filled text."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def finish(filled: Filled) -> str:
    """The note's text. Its shape is the template's alone: no value adds a line or a property.

    Raises AstrayError for a value in a property's unquoted text of several lines.
    """
    lines = filled.text.split("\n")
    end = _end_of_properties(lines)
    properties = _Properties(filled.values)
    head = [properties.line(number, line) for number, line in enumerate(lines[:end], 1)]
    return "\n".join([*head, _whole_body(lines[end:], filled.values)] if end < len(lines) else head)


def _end_of_properties(lines: Sequence[str]) -> int:
    """How many lines belong to the properties, their fences with them."""
    if not _FENCE.match(lines[0]):
        return 0
    return next((at for at, line in enumerate(lines[1:], 2) if _FENCE.match(line)), 0)


def _value_at(found: re.Match[str], values: Sequence[Any]) -> Any:
    number = int(found[1])
    return values[number] if number < len(values) else ""


def plain_body(text: str, values: Sequence[Any]) -> str:
    """The text with its values in place of the marks, nothing quoted."""
    return MARK.sub(lambda found: plain_text(_value_at(found, values)), text)


# --- the body


def _whole_body(lines: Sequence[str], values: Sequence[Any]) -> str:
    """The body of a note, in which a line is known to begin where it does."""
    if _HTML.search("\n".join(lines)):
        return body("\n".join(lines), values)  # what looks like a fence may be HTML
    written: list[str] = []
    fence = ""
    for at, line in enumerate(lines):
        if not fence and line.lstrip().startswith(_FENCES) and not _CODE.match(line):
            # Where another one ends is not told, and what then follows could be taken for code.
            return "\n".join([*written, body("\n".join(lines[at:]), values)])
        written.append(_code_line(line, values, fence) if fence else body(line, values))
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif found := _CODE.match(line):
            fence = found[1]
    return "\n".join(written)


def _code_line(line: str, values: Sequence[Any], fence: str) -> str:
    """A line of a block of code, which no value can end."""
    written = MARK.sub(lambda found: one_line(plain_body(found[0], values)), line)
    return f"\\{written}" if _closes(written, fence) and not _closes(line, fence) else written


def _closes(line: str, fence: str) -> bool:
    return re.fullmatch(rf" {{0,3}}{fence}{fence[0]}*[ \t]*\r?", line) is not None


def body(text: str, values: Sequence[Any]) -> str:
    """The text of a body with its values in place of the marks, each quoted."""
    shown_of = _shown_in_html if _HTML.search(text) else _shown
    return "\n".join(_body_line(line, values, shown_of) for line in text.split("\n"))


def _body_line(line: str, values: Sequence[Any], shown_of: Callable[[Any], str]) -> str:
    if not MARK.search(line):
        return line
    written = ""
    at = 0
    for found in MARK.finditer(line):
        written += line[at : found.start()]
        value = _value_at(found, values)
        shown = shown_of(value)
        if not isinstance(value, Ready) and _LINE_START.match(written):
            shown = guard_start(shown)
        written += shown
        at = found.end()
    # A value that is empty leaves the blank that stands before it.
    return written.rstrip(" ") if at == len(line) else written + line[at:]


def _shown(value: Any) -> str:
    if isinstance(value, Ready):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return quote_inline(plain_text(value))


def _shown_in_html(value: Any) -> str:
    """A value that neither an element nor a comment of the template lets out."""
    if isinstance(value, Ready):
        return _OF_LINKS.sub(_without_backslash, value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown_in_html, value))
    return _HTML_ESCAPES.sub(_without_backslash, _shown(value))


def _without_backslash(found: re.Match[str]) -> str:
    """An entity, which is read as the same in HTML and in Markdown; a hyphen of ``-->`` has none
    that links know, so it gets a backslash between."""
    mark = found[0][-1]
    return f"{mark}\\" if mark == "-" else _HTML_MARKS.get(mark, found[0])


# --- the properties


class _Properties:
    """Goes over the lines of a block, and knows what is open where one ends."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self.quote = ""
        self.depth = 0
        self.block: int | None = None
        """The indent of the property whose text goes on below it."""

    def line(self, number: int, line: str) -> str:
        if self.block is not None:
            indent = len(line) - len(line.lstrip(" \t"))
            if not line.strip() or indent > self.block:
                return self._words(line)
            self.block = None
        at = 0
        if not self.quote and not self.depth:
            head, at, starts = self._head(line)
            if not starts and MARK.search(line[at:]) and not line[at:].lstrip().startswith("#"):
                raise AstrayError(number)
            if _BLOCK_TEXT.match(line[at:]):
                self.block = len(line) - len(line.lstrip(" \t"))
                return head + line[at:]
        else:
            head = ""
        written = head + "".join(self._pieces(line[at:]))
        return written.rstrip(" ") if MARK.search(line) else written

    def _head(self, line: str) -> tuple[str, int, bool]:
        """What stands before the value, where that begins, and whether one may begin there."""
        prefix = _PREFIX.match(line)
        assert prefix is not None
        key = _KEY.match(line, prefix.end())
        if key is None:
            return prefix[0], prefix.end(), "-" in prefix[0]
        colon = line.index(":", key.end()) + 1
        at = colon + len(line[colon:]) - len(line[colon:].lstrip(" \t"))
        name = key[0]
        if MARK.search(name):
            name = self._quoted(name) if name[0] in "\"'" else self._scalar(name, flow=False)
        return prefix[0] + name + line[key.end() : at], at, True

    def _pieces(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            rest = text[at:]
            if self.quote:
                end = self._end_of_quote(text, at)
                yield self._inside(text[at:end])
                at = end
                if at < len(text):
                    yield self.quote
                    self.quote = ""
                    at += 1
            elif rest[0] in " \t":
                yield rest[0]
                at += 1
            elif _COMMENT.match(text, at):
                yield self._words(rest)
                return
            elif rest[0] in "\"'":
                self.quote = rest[0]
                yield rest[0]
                at += 1
            elif rest[0] in "[{" or (self.depth and rest[0] in "]},:"):
                self.depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(rest[0], 0)
                yield rest[0]
                at += 1
            else:
                end = self._end_of_plain(text, at)
                piece = text[at:end].rstrip(" \t")
                yield self._scalar(piece, flow=self.depth > 0)
                at += len(piece)

    def _end_of_quote(self, text: str, at: int) -> int:
        while at < len(text):
            if text[at] == "\\" and self.quote == '"':
                at += 2
            elif text[at] == self.quote:
                if self.quote == '"' or text[at + 1 : at + 2] != "'":
                    return at
                at += 2
            else:
                at += 1
        return len(text)

    def _end_of_plain(self, text: str, at: int) -> int:
        if not self.depth:
            found = re.compile(r"[ \t]#").search(text, at)
        else:
            found = _FLOW_END.search(text, at + 1)
        return found.start() if found else len(text)

    def _words(self, text: str) -> str:
        """Values in a comment, or in a text of several lines: any text will do, on one line."""
        return MARK.sub(lambda found: one_line(plain_body(found[0], self.values)), text)

    def _quoted(self, text: str) -> str:
        self.quote = text[0]
        inside = self._inside(text[1:-1])
        self.quote = ""
        return f"{text[0]}{inside}{text[0]}"

    def _inside(self, text: str) -> str:
        """Values between quotes."""
        return MARK.sub(lambda found: self._escaped(plain_body(found[0], self.values)), text)

    def _escaped(self, value: str) -> str:
        if self.quote == '"':
            return scalar_text(value, Quoting('"'))[1:-1]
        # Single quotes know no escapes, so what needs one is left out.
        shown = "".join(letter for letter in one_line(value) if letter.isprintable())
        return shown.replace("'", "''")

    def _scalar(self, text: str, *, flow: bool) -> str:
        """A value that stands without quotes, with all that the template writes beside it."""
        only = MARK.fullmatch(text)
        if only:
            value = _value_at(only, self.values)
            return _yaml(value, plain_body(text, self.values), flow=flow)
        if not MARK.search(text):
            return text
        return _text(plain_body(text, self.values), flow=flow)


def _yaml(value: Any, text: str, *, flow: bool) -> str:
    """A value as YAML on one line; ``text`` is what it says as text."""
    match value:
        case None:
            return ""
        case bool() | int() | float():
            return scalar_text(value)
        case list() | tuple():
            return "[" + ", ".join(_item(each) for each in value) + "]"
        case dict():
            pairs = (f"{_text(key, flow=True)}: {_item(each)}" for key, each in value.items())
            return "{" + ", ".join(pairs) + "}"
    return _text(text, flow=flow)


def _item(value: Any) -> str:
    return _yaml(value, plain_text(value), flow=True) or '""'


def _text(text: str, *, flow: bool) -> str:
    if not text:
        return '""' if flow else ""
    return scalar_text(Moment(text) if _DAY.fullmatch(text) else text, flow=flow)
