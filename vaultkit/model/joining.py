"""How a meeting is joined, as its invitation says."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["JoinLink"]


class JoinLink(NamedTuple):
    """Where and how to join. What the text does not say is None or empty.

    Nothing is masked here: ``secrets`` names what must not leave a vault unasked.
    """

    platform: str | None = None
    """The platform's id in the table of ``exchange.platforms``."""
    url: str | None = None
    meeting_id: str | None = None
    """The id that is printed, without spaces, else the one in the link."""
    passcode: str | None = None
    """The one that people type, never a link's token."""
    dial_in: tuple[str, ...] = ()
    """Telephone numbers as printed, each once, in order."""
    recording_url: str | None = None
    fallback_urls: tuple[str, ...] = ()
    """Links to join other meetings, in order: what is left where the first one fails."""
    secrets: tuple[str, ...] = ()
    """Keys of links that let anybody in (``pwd``), ``passcode``, ``host link``; sorted."""
