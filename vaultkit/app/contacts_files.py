"""Address books that the user names, read: every card and row of them, with its place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from vaultkit.app.input import read_input
from vaultkit.app.named_files import named_files
from vaultkit.exchange.contact_csv import read_table
from vaultkit.exchange.vcard import CardLimits, as_utf8, read_cards
from vaultkit.model.card import FoundCard

__all__ = ["CardLimits", "CardPlace", "read_contact_files"]

_TABLES = (".csv", ".tsv")
_CARDS = (".vcf", ".vcard")


class CardPlace(NamedTuple):
    """A card and the file that it is from."""

    file: str
    found: FoundCard


def read_contact_files(
    paths: Iterable[str], *, folder: Path, limits: CardLimits
) -> tuple[CardPlace, ...]:
    """The cards in the order given, those of a folder by file name, its own folders too.

    The limits hold for each file. Raises DiskError where a file or folder cannot be read.
    """
    found: list[CardPlace] = []
    for path in paths:
        for file in named_files(path, folder=folder, suffixes=(*_CARDS, *_TABLES)):
            data = read_input(file.place, limit=limits.size)
            suffix = file.place.suffix.lower()
            is_table = suffix in _TABLES or (suffix not in _CARDS and not _holds_cards(data))
            cards = read_table(data, limits=limits) if is_table else read_cards(data, limits=limits)
            found += (CardPlace(file.name, each) for each in cards)
    return tuple(found)


def _holds_cards(data: bytes) -> bool:
    return b"BEGIN:VCARD" in as_utf8(data[:4096]).upper()
