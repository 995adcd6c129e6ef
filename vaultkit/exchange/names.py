"""Names and addresses of people as calendars write them."""

from __future__ import annotations

import re

from vaultkit.exchange.components import Property
from vaultkit.model.calendar import Attendee, AttendeeKind

__all__ = ["attendee_of", "name_forms", "parse_email"]

_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")
_ASIDE = re.compile(r"\s*[(\[<][^()\[\]<>]{0,80}[)\]>]\s*")
_PATRONYMIC = re.compile(
    r"\w+(?:вич|вна|чна|ична|ична|оглы|кызы|vich|vna|ovna|evna)", re.IGNORECASE
)
_KINDS: dict[str, AttendeeKind] = {"RESOURCE": "room", "ROOM": "room", "GROUP": "group"}
_ROLES = {"OPT-PARTICIPANT": "optional", "NON-PARTICIPANT": "informed", "CHAIR": "chair"}
_ROOM_HOSTS = ("resource.calendar.google.com",)


def parse_email(address: str) -> str | None:
    """The address of ``mailto:``, its domain in lower case; None where it is no e-mail.

    What stands before the at sign is left as it is: only its own server knows whether case counts.
    """
    text = address.strip()
    if text.lower().startswith("mailto:"):
        text = text[len("mailto:") :].partition("?")[0].strip()
    if not _EMAIL.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def name_forms(written: str) -> tuple[str, ...]:
    """A name as people say it, then its other forms; empty where it is an address or nothing.

    ``Okafor, Daniel`` is Daniel Okafor, ``Silva, Ana (External)`` Ana Silva, and ``Саянов Олег
    Петрович`` Олег Саянов.
    """
    name = _EMAIL.sub("", written) if "@" in written else written
    name = " ".join(_ASIDE.sub(" ", name).strip(" \"'“”«»<>").split())
    if not name or not any(map(str.isalpha, name)):
        return ()
    forms = [*_said(name), name]
    written = " ".join(written.strip(" \"'").split())
    return tuple(dict.fromkeys([*forms, written] if "@" not in written else forms))


def _said(name: str) -> list[str]:
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and given and "," not in given:
        return [f"{given} {family}", *_said(f"{family} {given}")]
    words = name.split()
    if len(words) == 3 and _PATRONYMIC.fullmatch(words[2]):
        return [f"{words[1]} {words[0]}"]
    if len(words) == 3 and _PATRONYMIC.fullmatch(words[1]):
        return [f"{words[0]} {words[2]}"]
    if len(words) == 2 and _is_cyrillic(name):
        # Outlook's address books put the family name first, other programs last.
        return [name, f"{words[1]} {words[0]}"]
    return []


def _is_cyrillic(text: str) -> bool:
    return re.fullmatch(r"[\u0400-\u04ff\s-]+", text) is not None


def attendee_of(prop: Property) -> Attendee:
    """Whom an ATTENDEE or ORGANIZER names."""
    given = prop.parameters
    email = parse_email(prop.value) or parse_email(given.get("EMAIL", ""))
    kind = _KINDS.get(given.get("CUTYPE", "").upper(), "person")
    if email is not None and email.endswith(_ROOM_HOSTS):
        kind = "room"
    guests = given.get("X-NUM-GUESTS", "")
    name = given.get("CN", "").replace("^n", " ").replace("^'", "'").replace("^^", "^")  # RFC 6868
    return Attendee(
        names=name_forms(name) if kind == "person" else tuple(filter(None, [name.strip()])),
        email=email,
        kind=kind,
        role=_ROLES.get(given.get("ROLE", "").upper(), "required"),
        status=given.get("PARTSTAT", "NEEDS-ACTION").lower(),
        guests=int(guests) if guests.isdecimal() and len(guests) < 5 else 0,
    )
