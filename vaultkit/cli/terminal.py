"""Tables and colours at a terminal. The only module that imports rich; loaded on demand."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

__all__ = ["print_indented", "print_styled", "print_table"]


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table as wide as the terminal; a column of numbers stands to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column, heading in enumerate(headings):
        numeric = all(row[column].isdigit() for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    _console().print(table)


def print_styled(parts: Sequence[tuple[str, str]]) -> None:
    """One line of (text, style) parts, never wrapped or cut."""
    line = Text()
    for text, style in parts:
        line.append(text, style=style)
    _console().print(line, soft_wrap=True)


def print_indented(lines: Iterable[tuple[int, Sequence[tuple[str, str]]]]) -> None:
    """Lines of (text, style) parts, each wrapped to the terminal, two columns further in."""
    console = _console()
    for indent, parts in lines:
        line = Text()
        for text, style in parts:
            line.append(text, style=style)
        width = max(console.width - indent - _HANGING, _NARROWEST)
        for n, row in enumerate(line.wrap(console, width)):
            row.rstrip()
            console.print(Text(" " * (indent + (_HANGING if n else 0))) + row, soft_wrap=True)


_HANGING = 4
_NARROWEST = 20


def _console() -> Console:
    # rich itself turns colours off for NO_COLOR and for dumb terminals.
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
