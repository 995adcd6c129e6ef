"""Who was at a meeting, as its note's links tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from vaultkit.model.links import ResolvedLink

__all__ = ["attendees_among"]

T = TypeVar("T")
_ATTENDING = frozenset({"attendee", "organiser"})


def attendees_among(contacts: Sequence[tuple[ResolvedLink, T]], *, readable: bool) -> tuple[T, ...]:
    """Of the contacts that a meeting's note links to, each given with the link, those who came.

    They are those that a property or heading names as attending or organising it; where none is
    named so, all that the body links to, but not where the properties are not ``readable``: they
    may name others. Each once, in the order given.
    """
    named = [end for link, end in contacts if link.relation in _ATTENDING]
    if named or not readable:
        return tuple(dict.fromkeys(named))
    return tuple(dict.fromkeys(end for link, end in contacts if link.link.property is None))
