"""Values to YAML that every reader takes for the same value.

What is written here is read alike as YAML 1.2 (Obsidian, py-yaml12) and as YAML 1.1 (PyYAML,
Ruby): `no` and `12:30` are texts only in quotes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal, NamedTuple

__all__ = ["NO_HABIT", "Moment", "Quote", "Quoting", "Scalar", "is_plain", "scalar_text"]

Quote = Literal["", "'", '"']
Scalar = str | int | float | bool | None


class Moment(str):
    """A date, or a date with a time, as it is written: without quotes, as Obsidian does it.

    YAML 1.2 has no dates, so it reads as a text there; YAML 1.1 reads a date.
    """

    __slots__ = ()


class Quoting(NamedTuple):
    """The quotes that a text gets: ``wished`` always, ``needed`` where it cannot do without."""

    wished: Quote = ""
    needed: Quote = '"'


NO_HABIT = Quoting()


# Begins with what may be a sign, holds brackets, or a sign that only begins a comment or value
# beside a blank.
_NOT_PLAIN = re.compile(r"\A[\x00-'*-.:-@\[-^`{-\x7f]|[\[\]{}]|:(?= |\Z)|(?<= )#| \Z")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,:?]| -\Z")  # one reader or another stops at each of these
_NUMERIC = re.compile(r"[0-9][0-9A-Fa-f_.,:xXoObBtTzZ+ -]*")
"""Numbers of all bases, times, dates, and more that only looks so."""
_WORDS = frozenset(["y", "yes", "n", "no", "on", "off", "true", "false", "null"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_SHOWN_FORMATS = re.compile("[\u200c\u200d\U000e0020-\U000e007f]")
"""Persian, families of emoji and flags are spelled with these."""


def scalar_text(value: Scalar, quoting: Quoting = NO_HABIT, *, flow: bool = False) -> str:
    """The value as YAML on one line; ``flow`` where it is to stand in a list in brackets.

    Raises ValueError for a number that is not finite and for half a surrogate pair.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float():
            return _float_text(value)
        case int():
            return str(value)
    return _text(value, quoting, flow=flow)


def _text(value: str, quoting: Quoting, *, flow: bool) -> str:
    if not quoting.wished and (isinstance(value, Moment) or is_plain(value, flow=flow)):
        return str(value)
    if (quoting.wished or quoting.needed) == "'" and not any(map(_is_escaped, value)):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text without quotes is that text to every reader. In doubt it is not."""
    if not text.isprintable() or not text or _NOT_PLAIN.search(text):
        return False
    if flow and _NOT_PLAIN_IN_FLOW.search(text):
        return False
    return text.lower() not in _WORDS and not _NUMERIC.fullmatch(text)


def _float_text(value: float) -> str:
    """With a point and a signed exponent, or YAML 1.1 reads a text."""
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in a note")
    mantissa, exponent, power = repr(value).partition("e")
    return mantissa + (".0" if exponent and "." not in mantissa else "") + exponent + power


def _is_escaped(character: str) -> bool:
    """Control and direction characters, lines' ends, what YAML does not print."""
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return not _SHOWN_FORMATS.match(character)
    return character in "\ufffe\uffff"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not _is_escaped(character):
        if "\ud800" <= character <= "\udfff":
            raise ValueError("half a surrogate pair is no text")
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
