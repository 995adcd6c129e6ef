"""How strong a relationship is, as a number that can be explained meeting by meeting."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from vaultkit.model.paths import VaultPath
from vaultkit.people.meetings import Meeting

__all__ = ["HALF_LIFE", "Strength", "StrengthPart", "strength_of"]

HALF_LIFE = 90
"""Days after which a meeting counts half."""
_ENOUGH = 3.0
"""So much of meetings makes a strength of 63: three meetings of two today, say."""


class StrengthPart(NamedTuple):
    """What one meeting adds: the younger it is and the fewer came, the more."""

    meeting: VaultPath
    day: date
    days: int
    others: int
    """How many besides them, at least one: whoever keeps the vault."""
    weight: float


class Strength(NamedTuple):
    """From 0, never met, to 100. ``parts`` are what it comes of, the latest meeting first."""

    value: int
    parts: tuple[StrengthPart, ...]


def strength_of(met: Iterable[Meeting], as_of: date) -> Strength:
    """The strength on a day, of meetings held up to then.

    Each meeting counts ½ ^ (days / 90) / others; 100 · (1 - e ^ (-sum / 3)) is the strength.
    """
    parts = tuple(_part(meeting, as_of) for meeting in met if meeting.date is not None)
    total = sum(part.weight for part in parts)
    return Strength(round(100 * (1 - math.exp(-total / _ENOUGH))), parts)


def _part(meeting: Meeting, as_of: date) -> StrengthPart:
    assert meeting.date is not None
    days = (as_of - meeting.date).days
    others = max(1, len(meeting.attendees) - 1)
    return StrengthPart(
        meeting.path, meeting.date, days, others, round(0.5 ** (days / HALF_LIFE) / others, 4)
    )
