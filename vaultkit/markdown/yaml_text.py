"""YAML 1.2 text to plain values, guarded against what would hang or end the process."""

from __future__ import annotations

import re
from typing import Any

import yaml12

__all__ = ["RefusedError", "is_flat", "parse_yaml", "parse_yaml_text", "place_of_error"]

MAX_BYTES = 64 * 1024
MAX_DEPTH = 32
MAX_COMPACT = 32
MAX_COMPACT_TOTAL = 128
MAX_ALIASES = 32
MAX_EXPANDED = 4 * 1024 * 1024


# An explicit key or value indicator at the start of a line. `? ` x 2,000 takes seconds, `? ` or
# `: ` x 10,000 ends the process (py-yaml12 0.2.0); no note needs them.
_EXPLICIT_KEY = re.compile(r"(?m)^[ \t]*(?:-[ \t]+)*[?:](?=[ \t]|\r|$)")
_COMPACT = re.compile(r"(?m)^[ \t]*((?:-[ \t]+){2,})")
_ALIAS = re.compile(r"(?:^|[\s\[{,])\*[^\s\[\]{},]")
_TEXT = frozenset({str})
_SIMPLE = frozenset({str, int, bool, type(None)})
_SIMPLE_TOO = frozenset({list, float})
"""Simple where they hold nothing but that, and where they are finite."""
_ERROR_AT = re.compile(r"\s*(?:YAML parse error:\s*)?(.*?)(?:\s+at byte (\d+).*)?\Z", re.DOTALL)


class RefusedError(ValueError):
    """The YAML is not given to the library, because it would hang or crash."""


def parse_yaml_text(text: str) -> Any:
    """YAML 1.2 core as plain Python values, for any text.

    Raises RefusedError (a ValueError) for what would hang or end the process, ValueError for
    what is not YAML. Tagged nodes and complex keys stay the library's own wrapper type.
    """
    return parse_yaml(text)[0]


def parse_yaml(text: str) -> tuple[Any, bool]:
    """``parse_yaml_text``, and whether the root is flat."""
    _guard(text)
    try:
        root = yaml12.parse_yaml(text)
    except (ValueError, TypeError, RecursionError, OverflowError) as problem:
        raise ValueError(str(problem)) from None
    flat = is_flat(root)
    if not flat and _depth_of(root) > MAX_DEPTH:
        raise RefusedError(f"nested more than {MAX_DEPTH} deep")
    return root, flat


def _guard(text: str) -> None:
    if len(text) > MAX_BYTES // 4 and len(text.encode()) > MAX_BYTES:
        raise RefusedError(f"longer than {MAX_BYTES // 1024} KB")
    if ("?" in text or "\n:" in text or " :" in text or text[:1] == ":") and (
        _EXPLICIT_KEY.search(text)
    ):
        raise RefusedError("a line begins with the sign ? or : of a complex key")
    if "-" in text and ("- -" in text or "-\t" in text or "-  " in text):
        compact = [match[1].count("-") for match in _COMPACT.finditer(text)]
        if compact and (max(compact) > MAX_COMPACT or sum(compact) > MAX_COMPACT_TOTAL):
            raise RefusedError("too many lists begin on one line")
    if "*" in text:
        aliases = len(_ALIAS.findall(text))
        # k aliases repeat a text 3 ** (k / 3) times at the most: k / 3 steps of three each.
        if aliases > MAX_ALIASES or (aliases > 2 and 3 ** (aliases / 3) * len(text) > MAX_EXPANDED):
            raise RefusedError("too many aliases")


def is_flat(root: Any) -> bool:
    """Whether a root is a mapping of texts to simple values or lists of them: nearly all are."""
    if root.__class__ is not dict:
        return False
    if not _TEXT.issuperset(map(type, root)):
        return False
    rest = {*map(type, root.values())} - _SIMPLE
    return not rest or (rest <= _SIMPLE_TOO and all(map(_is_simple, root.values())))


def _is_simple(value: Any) -> bool:
    if value.__class__ is list:
        return _SIMPLE.issuperset(map(type, value))
    return value.__class__ is not float or value - value == 0.0  # JSON has no infinity


def _depth_of(root: Any) -> int:
    """How deep collections nest; walked with a list, since Python's own stack is shallow."""
    deepest = 0
    pending: list[tuple[Any, int]] = [(root, 0)]
    while pending:
        value, depth = pending.pop()
        deepest = max(deepest, depth)
        if depth > MAX_DEPTH:
            break
        if isinstance(value, yaml12.Yaml):
            pending.append((value.value, depth + 1))
        elif isinstance(value, dict):
            pending += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            pending += [(item, depth + 1) for item in value]
    return deepest


def place_of_error(problem: ValueError, text: str) -> tuple[str, int]:
    """What is wrong in one line, and the index of the character where (0 if it is not told).

    py-yaml12 says "at byte" and means characters.
    """
    match = _ERROR_AT.match(str(problem))
    reason = (match[1] if match else str(problem)).replace("\n", " ").strip()
    return reason, min(int(match[2]), len(text)) if match and match[2] else 0
