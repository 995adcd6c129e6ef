"""What somebody has to do, as a calendar knows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

__all__ = ["Todo"]


class Todo(NamedTuple):
    """One action; ``related`` is the UID of the meeting that it comes from, or empty."""

    uid: str
    summary: str
    stamp: datetime
    """In UTC."""
    due: date | None = None
    is_begun: bool = False
    related: str = ""
