"""The names of what lies aside: each says which change it belongs to, and what it should hold.

00000012-3-<digest>                  the old file of change 3 of entry 12
00000012-3-<digest>-found-<random>   another version that came out in its place
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from vaultkit.disk.exchange import Place
from vaultkit.disk.folder import OpenFolder

__all__ = ["ASIDE", "AsideName", "aside_place", "beside", "find_aside_name", "found_place"]

ASIDE = "aside"
"""The folder, beside the journal."""
_DIGITS = 16
_NAME = re.compile(r"([0-9]{8})-([0-9]+)-([0-9a-f]{16})(-found-[0-9a-f]{8})?\Z")


class AsideName(NamedTuple):
    """What such a name says."""

    number: int
    """Of the entry."""
    change: int
    digits: str
    found: bool
    """It was not expected there, so it is somebody's version."""

    @property
    def stem(self) -> str:
        """Entry and change, as they stand in the name."""
        return f"{self.number:08}-{self.change}"

    def holds(self, digest: str) -> bool:
        """Whether the file still is what was put aside."""
        return not self.found and digest[:_DIGITS] == self.digits


def find_aside_name(name: str) -> AsideName | None:
    """What a name says; None where it is none of these."""
    match = _NAME.match(name)
    if match is None:
        return None
    return AsideName(int(match[1]), int(match[2]), match[3], match[4] is not None)


def aside_place(folder: OpenFolder, number: int, change: int, digest: str) -> Place:
    """Where the old file of a change is put."""
    return Place(folder, f"{number:08}-{change}-{digest[:_DIGITS]}")


def beside(aside: Place, digest: str) -> Place:
    """The place for what holds something else and belongs to the same change."""
    return Place(aside.folder, f"{aside.name.rpartition('-')[0]}-{digest[:_DIGITS]}")


def found_place(aside: Place) -> Place:
    """A place for what came out and was not expected; never that of an earlier one."""
    return Place(aside.folder, f"{aside.name}-found-{os.urandom(4).hex()}")
