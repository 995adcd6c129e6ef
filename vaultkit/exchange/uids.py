"""A name for events that have none, the same each time they are read."""

from __future__ import annotations

import hashlib

from vaultkit.model.calendar import Moment

__all__ = ["made_uid"]


def made_uid(start: Moment, summary: str, organizer: str) -> str:
    """A UID from what rarely changes of an event."""
    told = "\n".join((start.text, summary, organizer))
    return f"{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}@made.vaultkit"
