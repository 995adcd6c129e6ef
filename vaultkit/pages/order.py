"""The order of words in a list, the same on every machine and in every release of Unicode.

No locale of the system is asked: it differs between machines. Letters of the page's own script
come first, the other of Latin and Cyrillic next, then all others by code point; ё stands after
е, accents on Latin letters count only between words that are otherwise equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

__all__ = ["collation_key", "collation_ranks", "fold"]

_FIRST, _SECOND, _OTHERS = 0x100, 0x1100, 0x4000
_SURROGATES = 0xD800
_LAST = 0x10FFFD
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_AFTER = {"ё": "е", "є": "е", "ґ": "г", "і": "и", "ї": "и", "ў": "у"}
"""Letters that stand after another one, though far from it in Unicode."""


def fold(text: str) -> str:
    """The text as it is sorted and split: lower case, no accents on Latin letters, no marks first.

    ``«Écran»`` is ``ecran»``. A text without a letter or digit keeps its marks.
    """
    if text.isascii():
        composed = text.lower()
    else:
        composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
        if _ACCENTED.search(composed):
            composed = "".join(map(_bare, composed))
    if composed[:1].isalnum():
        return composed.strip()
    start = next((index for index, char in enumerate(composed) if char.isalnum()), 0)
    return composed[start:].strip()


def collation_key(text: str, language: str) -> tuple[str, str]:
    """What to sort by on a page in this language. Equal only for equal texts."""
    return fold(text).translate(collation_ranks(language)), text


def _bare(char: str) -> str:
    """A Latin letter without its accents; any other character as it is (й is no и)."""
    if _ACCENTED.match(char):
        return unicodedata.normalize("NFD", char)[0]
    return char


class _Ranks(dict[int, int]):
    """Code points to the places they have in a language's order, each worked out once."""

    def __init__(self, cyrillic: int, latin: int) -> None:
        super().__init__()
        self.cyrillic = cyrillic
        self.latin = latin

    def __missing__(self, point: int) -> int:
        base, after = (ord(_AFTER[chr(point)]), 1) if chr(point) in _AFTER else (point, 0)
        if 0x400 <= base <= 0x52F:
            rank = self.cyrillic + (base - 0x400) * 2 + after
        elif 0x61 <= base <= 0x7A or 0xC0 <= base <= 0x24F:
            rank = self.latin + (base - 0x61) * 2
        else:
            # 1 is kept for the end of a text: see split.py.
            rank = max(base, 2) if base < 0x80 else min(_OTHERS + base, _LAST)
            if rank >= _SURROGATES:  # which no index could keep
                rank = min(rank + 0x800, _LAST)
        self[point] = rank
        return rank


@cache
def collation_ranks(language: str) -> Mapping[int, int]:
    """The place of each character in the language's order, for ``str.translate``."""
    return _Ranks(_FIRST, _SECOND) if language == "ru" else _Ranks(_SECOND, _FIRST)
