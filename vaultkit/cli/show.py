"""Answers as they are printed: JSON for programs, tables for people, words on stderr.

At a terminal tables are set out by rich (``terminal.py``, loaded only then); into a pipe or file
goes one line a row with tabs between the columns and no headings, so that ``cut`` and ``grep``
work on it.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TextIO

__all__ = [
    "at_terminal",
    "json_text",
    "print_bytes",
    "print_headed_table",
    "print_json",
    "print_line",
    "print_table",
    "print_text",
    "print_words",
    "show_diff",
    "visible",
]


_DIFF_STYLES: Mapping[str, str] = {"+": "green", "-": "red", "@": "cyan"}


def at_terminal(stream: TextIO) -> bool:
    """Whether a person looks at the stream."""
    return stream.isatty()


def print_json(value: Mapping[str, object]) -> None:
    """One object on one line: UTF-8, no NaN."""
    sys.stdout.write(json_text(value) + "\n")


def json_text(value: object) -> str:
    """A value as JSON on one line."""
    text: str = import_module("json").dumps(value, ensure_ascii=False, allow_nan=False)
    return text


def print_line(text: str) -> None:
    """A line of data for people."""
    sys.stdout.write(f"{text}\n")


def print_text(text: str) -> None:
    """A whole document on stdout, as it is."""
    sys.stdout.write(text)


def print_bytes(data: bytes) -> None:
    """A document whose line ends are a part of it, on stdout as it is, on every system.

    A person who looks sees control characters spelled out.
    """
    if at_terminal(sys.stdout):
        for line in data.decode("utf-8", "replace").splitlines():
            print_line(visible(line))
    elif hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:  # text alone, as where a program has put its own in the place of stdout
        sys.stdout.write(data.decode("utf-8", "replace"))


def show_diff(lines: Iterable[str]) -> None:
    """A unified diff, coloured for a person; into a pipe as it is, so that ``patch`` reads it."""
    if not at_terminal(sys.stdout):
        for line in lines:
            print_line(line)
        return
    print_styled = import_module("vaultkit.cli.terminal").print_styled
    for line in lines:
        style = _DIFF_STYLES.get(line[:1], "")
        print_styled([(visible(line), "bold" if line.startswith(("+++", "---")) else style)])


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


def print_headed_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The same with its headings into a pipe, too: where columns do not speak for themselves."""
    if rows and not at_terminal(sys.stdout):
        print_line("\t".join(headings))
    print_table(headings, rows)


def visible(text: str) -> str:
    """The text with control and direction characters spelled out.

    Names and texts come from files that others wrote: a file's name may hold a terminal's
    escape sequences, and a right-to-left override can make one path look like another.
    """
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    joins = character in "\u200c\u200d"  # Persian and emoji are spelled with these.
    if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and not joins):
        return character.encode("unicode_escape").decode("ascii")
    return character
