"""Answers as they are printed: JSON for programs, tables for people, words on stderr.

At a terminal tables are set out by rich (``terminal.py``, loaded only then); into a pipe or file
goes one line a row with tabs between the columns and no headings, so that ``cut`` and ``grep``
work on it.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TextIO

__all__ = [
    "at_terminal",
    "print_json",
    "print_line",
    "print_table",
    "print_words",
    "visible",
]


def at_terminal(stream: TextIO) -> bool:
    """Whether a person looks at the stream."""
    return stream.isatty()


def print_json(value: Mapping[str, object]) -> None:
    """One object on one line: UTF-8, no NaN."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")


def print_line(text: str) -> None:
    """A line of data for people."""
    sys.stdout.write(f"{text}\n")


def print_words(text: str) -> None:
    """A line about the run, on stderr."""
    sys.stderr.write(f"{text}\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows of cells. Numbers are cells too, already written out; nothing is printed for no rows."""
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    if not shown:
        return
    if at_terminal(sys.stdout):
        import_module("vaultkit.cli.terminal").print_table(headings, shown)
        return
    for row in shown:
        print_line("\t".join(row))


def visible(text: str) -> str:
    """The text with control and direction characters spelled out.

    Names and texts come from files that others wrote: a file's name may hold a terminal's
    escape sequences, and a right-to-left override can make one path look like another.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    joins = character in "\u200c\u200d"  # Persian and emoji are spelled with these.
    if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and not joins):
        return character.encode("unicode_escape").decode("ascii")
    return character
