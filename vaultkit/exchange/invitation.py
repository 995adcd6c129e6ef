"""An invitation or a cancellation as a mail that carries its calendar; never sent from here."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from email.header import Header
from email.utils import format_datetime

from vaultkit.exchange.written import stamp_of_event
from vaultkit.model.calendar import Attendee, Event

__all__ = ["invitation_mail"]


def invitation_mail(event: Event, calendar: bytes, text: str) -> bytes:
    """A mail to all who have an address, with a text and the calendar beside it, in ASCII.

    Nothing in it comes of the clock or of chance: its date is the event's stamp, its parts are
    parted by a digest of what it says. It is put together here, since the standard library folds
    long lists of names otherwise in every version, and in some drops a comma between two.
    """
    digest = hashlib.sha256(calendar + text.encode()).hexdigest()
    boundary = f"vaultkit-{digest[:40]}"
    people = () if event.organizer is None else (event.organizer,)
    headers = [
        f"Subject: {_encoded(event.summary, 'Subject')}",
        *_addresses("From", people),
        *_addresses("To", event.attendees),
        f"Date: {format_datetime(stamp_of_event(event))}",
        f"Message-ID: <{digest[:32]}@mail.vaultkit>",
        "X-Unsent: 1",  # mail programs open it as a draft
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    kinds = (
        ('text/plain; charset="utf-8"', text.replace("\n", "\r\n").encode()),
        (f'text/calendar; charset="utf-8"; method={event.method}', calendar),
    )
    parts = [line for kind, data in kinds for line in _part(boundary, kind, data)]
    return "\r\n".join([*headers, "", *parts, f"--{boundary}--", ""]).encode("ascii")


def _part(boundary: str, kind: str, data: bytes) -> list[str]:
    told = base64.encodebytes(data).decode("ascii").splitlines()
    return [
        f"--{boundary}",
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "",
        *told,
    ]


def _addresses(name: str, people: Sequence[Attendee]) -> list[str]:
    """A header with each address once, each on a line of its own; none where nobody has one."""
    found: dict[str, str] = {}
    for each in people:
        if each.email and each.email.isascii() and each.email.isprintable():
            found.setdefault(each.email.casefold(), _address(each, each.email))
    return [f"{name}: " + ",\r\n ".join(found.values())] if found else []


def _address(who: Attendee, email: str) -> str:
    name = who.names[0] if who.names else ""
    if not name:
        return email
    if name.isascii() and name.isprintable():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{email}>'
    return f"{_encoded(name, '')} <{email}>"


def _encoded(text: str, name: str) -> str:
    """A text for a header: as it is, or in words of RFC 2047 of at most 75 letters."""
    plain = text.isascii() and text.isprintable() and len(text) < 60 and "=?" not in text
    if plain:
        return text
    return Header(text, "utf-8", maxlinelen=70, header_name=name).encode(linesep="\r\n")
