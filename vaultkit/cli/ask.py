"""A question to the person at the terminal."""

from __future__ import annotations

import sys

from vaultkit.language.catalog import Catalog

__all__ = ["ask"]

_YES = frozenset(("y", "yes", "д", "да"))


def ask(question: str, words: Catalog) -> bool:
    """Whether the answer is yes, in English or Russian; nothing, or no more input, is no."""
    sys.stderr.write(f"{question} {words.text('[y/N]')} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in _YES
