"""The language of a vault, from its own text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

__all__ = ["language_of"]

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def language_of(texts: Iterable[str]) -> Literal["en", "ru"]:
    """``ru`` where more letters are Cyrillic than Latin, else ``en``, also without letters.

    ``texts`` are titles and paragraphs in any order. Names of programs, links and tags are
    mostly Latin in Russian notes too, yet prose outweighs them. Linear in the text.
    """
    cyrillic = latin = 0
    for text in texts:
        if not text.isascii():
            cyrillic += len(_CYRILLIC.findall(text))
        latin += len(_LATIN.findall(text))
    return "ru" if cyrillic > latin else "en"
