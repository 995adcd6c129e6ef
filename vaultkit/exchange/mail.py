"""Invitations that come as mail (.eml): the calendars in it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from itertools import islice

__all__ = ["calendars_in_mail"]

_MOST_PARTS = 1_000


def calendars_in_mail(data: bytes) -> list[bytes]:
    """The calendar parts and attachments of a mail as UTF-8, in order, equal ones once.

    Mail programs send one calendar twice, as a part and as an attachment.
    """
    try:
        parts = list(islice(message_from_bytes(data).walk(), _MOST_PARTS))
    except RecursionError:  # thousands of parts, each in the other
        return []
    return list(dict.fromkeys(_payload(part) for part in parts if _is_calendar(part)))


def _is_calendar(part: Message) -> bool:
    if part.is_multipart():
        return False
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() in ("text/calendar", "application/ics") or name.endswith(".ics")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    if charset in ("utf-8", "us-ascii"):
        return data
    try:
        return data.decode(charset, "replace").encode()
    except LookupError:
        return data
