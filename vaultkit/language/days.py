"""Days counted, as people say them. Loads nothing."""

from __future__ import annotations

from vaultkit.language.catalog import Catalog

__all__ = ["ago", "in_days"]


def ago(days: int, words: Catalog) -> str:
    """``today``, ``yesterday``, ``5 days ago``; ``days`` is not negative."""
    if days == 0:
        return words.text("today")
    if days == 1:
        return words.text("yesterday")
    return words.plural("{n} day ago", "{n} days ago", days)


def in_days(days: int, words: Catalog) -> str:
    """``today``, ``tomorrow``, ``in 5 days``; of a negative number as ``ago``."""
    if days <= 0:
        return ago(-days, words)
    if days == 1:
        return words.text("tomorrow")
    return words.plural("in {n} day", "in {n} days", days)
