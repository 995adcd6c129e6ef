"""Who was at a meeting, as its note's links tell, and whether it was called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from vaultkit.model.links import ResolvedLink
from vaultkit.model.paths import name_key

__all__ = ["CALLED_OFF", "STATUS_NAMES", "attendees_among", "is_called_off_by"]

T = TypeVar("T")
STATUS_NAMES = ("status", "статус")
CALLED_OFF = (
    *("cancel", "postpone", "declined"),
    *("отмен", "перенес", "не состоя"),
)
"""The beginnings of what people write, as ``name_key`` has it, for what will not be."""
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


def is_called_off_by(properties: Mapping[str, Any]) -> bool:
    """Whether a meeting's properties say that it will not be, or not then."""
    found = {name_key(key): value for key, value in reversed([*properties.items()])}
    values = (found.get(name) for name in STATUS_NAMES)
    value = next((each for each in values if each not in (None, "", [], {})), None)
    text = next(iter(value), "") if isinstance(value, list) else value
    return isinstance(text, str) and name_key(text.strip()).startswith(CALLED_OFF)
