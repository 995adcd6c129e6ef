"""What briefs say, in the terminal and in notes alike."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LACKS"]

LACKS: Mapping[str, str] = {
    "date": "the day",
    "time": "the time",
    "zone": "the time zone",
    "attendees": "who comes",
    "agenda": "an agenda",
    "duration": "how long it takes",
    "link": "a link to join",
    "fallback": "a fallback channel",
    "consent": "consent to the recording",
}
"""What a meeting's note may lack, by ``model.brief.Lack``."""
