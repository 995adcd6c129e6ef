"""The order of words in a list, the same on every machine and in every release of Unicode.

No locale of the system is asked: it differs between machines. Letters of the page's own script
come first, the other of Latin and Cyrillic next, then all others by code point; ё stands after
е, accents on Latin letters count only between words that are otherwise equal.
"""

from __future__ import annotations

import unicodedata

__all__ = ["collation_key", "fold"]

_FIRST, _SECOND, _OTHERS = 0x100, 0x1100, 0x4000
_LAST = 0x10FFFF
_AFTER = {"ё": "е", "є": "е", "ґ": "г", "і": "и", "ї": "и", "ў": "у"}
"""Letters that stand after another one, though far from it in Unicode."""


def fold(text: str) -> str:
    """The text as it is sorted and split: lower case, no accents on Latin letters, no marks first.

    ``«Écran»`` is ``ecran»``. A text without a letter or digit keeps its marks.
    """
    composed = unicodedata.normalize("NFC", text).lower()
    if not composed.isascii():
        composed = "".join(map(_bare, unicodedata.normalize("NFC", composed)))
    start = next((index for index, char in enumerate(composed) if char.isalnum()), 0)
    return composed[start:].strip()


def collation_key(text: str, language: str) -> tuple[str, str]:
    """What to sort by on a page in this language. Equal only for equal texts."""
    cyrillic_first = language == "ru"
    return "".join(_rank(char, cyrillic_first) for char in fold(text)), text


def _bare(char: str) -> str:
    """A Latin letter without its accents; any other character as it is (й is no и)."""
    if "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff":
        return unicodedata.normalize("NFD", char)[0]
    return char


def _rank(char: str, cyrillic_first: bool) -> str:
    base, after = (_AFTER[char], 1) if char in _AFTER else (char, 0)
    point = ord(base)
    if 0x400 <= point <= 0x52F:
        return chr((_FIRST if cyrillic_first else _SECOND) + (point - 0x400) * 2 + after)
    if 0x61 <= point <= 0x7A or 0xC0 <= point <= 0x24F:
        return chr((_SECOND if cyrillic_first else _FIRST) + (point - 0x61) * 2)
    if point < 0x80:
        return char
    return chr(min(_OTHERS + point, _LAST))
