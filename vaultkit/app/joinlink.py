"""How to join a meeting, read from an invitation that lies anywhere. No vault is needed."""

from __future__ import annotations

from vaultkit.app.forms import JsonObject
from vaultkit.exchange.invite import decoded_text
from vaultkit.exchange.joinlink import Field, parse_join_link
from vaultkit.model.errors import UsageError
from vaultkit.model.joining import JoinLink

__all__ = ["MOST_BYTES", "Field", "join_link_form", "join_link_in"]

MOST_BYTES = 5_000_000
"""No invitation is larger; without an end, a pipe could fill the memory."""


def join_link_in(data: bytes, *, field: Field, where: str | None = None) -> JoinLink:
    """What an invitation says, given its bytes. Raises UsageError where it is too large."""
    if len(data) > MOST_BYTES:
        raise UsageError(
            "too large for an invitation: more than {limit} bytes",
            where=where,
            hint="give the invitation's text alone",
            values={"limit": str(MOST_BYTES)},
        )
    return parse_join_link(decoded_text(data), field=field)


def join_link_form(link: JoinLink) -> JsonObject:
    """What ``joinlink --json`` prints, nothing masked."""
    return {
        "platform": link.platform,
        "url": link.url,
        "meeting_id": link.meeting_id,
        "passcode": link.passcode,
        "dial_in": list(link.dial_in),
        "recording_url": link.recording_url,
        "fallback_urls": list(link.fallback_urls),
        "secrets": list(link.secrets),
    }
