"""What a template left behind: its own text, and the values in it, which stay apart.

A template's engine puts a mark where a value is printed. Only when the whole text is there do the
values come in (``finish``), each as its place asks for: so a value can begin no property, end no
block and is never read as a template again, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

__all__ = ["MARK", "Filled", "Ready", "cleaned", "mark", "plain_text", "ready_of"]

_OPEN, _CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
# Private characters could pass for marks; half a surrogate pair cannot be written.
_UNCLEAN = re.compile(f"[{_OPEN}{_CLOSE}\ud800-\udfff]")


class Ready(str):
    """Markdown that may stand in a body as it is; ``plain`` is what a property holds instead.

    A link is one: in the body it is written as the vault's settings say, in properties as a
    wikilink, which is the only one that Obsidian reads there.
    """

    __slots__ = ("plain",)
    plain: str

    def __new__(cls, markdown: str, plain: str | None = None) -> Ready:  # noqa: D102
        made = super().__new__(cls, markdown)
        made.plain = markdown if plain is None else plain
        return made


class Filled(NamedTuple):
    """A template's text with marks, and the values that they stand for, in order."""

    text: str
    values: tuple[Any, ...]


def mark(number: int) -> str:
    """The mark of a value."""
    return f"{_OPEN}{number}{_CLOSE}"


def cleaned(value: Any) -> Any:
    """Plain data in which no text can pass for a mark: texts, numbers, lists, mappings.

    Raises TypeError for anything else.
    """
    match value:
        case Ready():
            return Ready(_UNCLEAN.sub("\ufffd", value), _UNCLEAN.sub("\ufffd", value.plain))
        case str():
            return _UNCLEAN.sub("\ufffd", value)
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {cleaned(str(key)): cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return [cleaned(each) for each in value]
    raise TypeError(f"{type(value).__name__} is no plain data")


def plain_text(value: Any) -> str:
    """A value as text without any markup: what a property would hold."""
    match value:
        case Ready():
            return value.plain
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list() | tuple():
            return ", ".join(map(plain_text, value))
        case dict():
            return ", ".join(f"{key}: {plain_text(each)}" for key, each in value.items())
    return str(value)


def ready_of(pairs: Iterable[tuple[str, str]], separator: str) -> Ready:
    """Texts joined, each given as Markdown and plain."""
    both = [*pairs]
    return Ready(separator.join(one for one, _ in both), separator.join(two for _, two in both))
