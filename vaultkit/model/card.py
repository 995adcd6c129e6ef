"""Cards of address books as values, whatever program wrote them."""

from __future__ import annotations

from typing import NamedTuple

from vaultkit.model.calendar import Remark

__all__ = ["Card", "CardLine", "FoundCard"]


class CardLine(NamedTuple):
    """A content line: ``item1.TEL;TYPE=CELL:+44 7700 900123``."""

    name: str
    """In capitals."""
    value: str
    """As vCard 3.0 and 4.0 write it: escapes stand, folds and transfer encodings do not."""
    params: tuple[tuple[str, str], ...] = ()
    """Names in capitals, values as written, with their quotes; a name may come again."""
    group: str = ""

    def param(self, name: str) -> str:
        """The first value of a parameter without quotes, empty where there is none."""
        return next((value.strip('"') for key, value in self.params if key == name), "")

    @property
    def types(self) -> frozenset[str]:
        """What TYPE says, in lower case."""
        return frozenset(
            each.strip().lower()
            for key, value in self.params
            if key == "TYPE"
            for each in value.replace('"', "").split(",")
        )


class Card(NamedTuple):
    """A vCard without its BEGIN, END and VERSION."""

    lines: tuple[CardLine, ...]
    version: str = "3.0"
    """``3.0`` or ``4.0``: one of 2.1 is told in the terms of 3.0."""

    def all(self, name: str) -> tuple[CardLine, ...]:
        """The lines of a name, in order."""
        return tuple(line for line in self.lines if line.name == name)

    def first(self, name: str) -> str:
        """The value of the first line of a name, empty where there is none."""
        return next((line.value for line in self.lines if line.name == name), "")


class FoundCard(NamedTuple):
    """A card where it was found. ``card`` is None where it cannot be used; a remark says why."""

    line: int
    """1-based, 0 for the file as a whole."""
    card: Card | None
    remarks: tuple[Remark, ...] = ()
