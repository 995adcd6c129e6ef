"""Chance that is the same everywhere: only Random.random() is, in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["below", "famous", "one", "rounded"]

Item = TypeVar("Item")


def below(chance: Random, limit: int) -> int:
    """A number from 0 to below the limit."""
    return int(chance.random() * limit)


def one(chance: Random, items: Sequence[Item]) -> Item:
    """One of the items."""
    return items[int(chance.random() * len(items))]


def famous(chance: Random, items: Sequence[Item]) -> Item:
    """One of the items, the first of them far more often than the last."""
    return items[int(chance.random() ** 2 * len(items))]


def rounded(chance: Random, mean: float) -> int:
    """A count whose mean is given: the whole number below it, or one more."""
    return int(mean + chance.random())
