"""Addresses of a new note: refused where they are none, remarked on where they may be slips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from vaultkit.app.nearest import NearestNames
from vaultkit.app.people_meant import People
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.people.addresses import find_link, is_email, is_phone
from vaultkit.people.meeting_words import platform_of

__all__ = [
    "ADDRESS_REMARKS",
    "get_email",
    "get_link",
    "get_phone",
    "iter_email_remarks",
    "iter_link_remarks",
]

_OTHER_PLATFORM = "the link is one of {found}, and the platform {platform}"
_RECORDING = "the link shows a recording, and joins no meeting"
_HOST = "the link begins the meeting as its host: who gets it can do what a host can"
_HELD = "{path} has the address '{email}' already"
_NEAR = "'{email}' is new to the vault, and {path} has '{near}': is it the same?"
_OTHER = "{path} has another address than '{email}': {known}"
ADDRESS_REMARKS = (_OTHER_PLATFORM, _RECORDING, _HOST, _HELD, _NEAR, _OTHER)
"""What may be said of links and addresses that are taken all the same."""

_LOOKED_AT = 8
_NEARLY = 0.8
_Remark = tuple[str, Mapping[str, str]]


def get_link(text: str) -> str:
    """The link that was typed. Raises UsageError where it is none."""
    found = find_link(text)
    if found is None:
        raise UsageError(
            "'{value}' is no link",
            values={"value": text},
            hint="give the whole of it, such as https://zoom.us/j/...",
        )
    return found


def get_email(text: str) -> str:
    """The address that was typed. Raises UsageError where it is none."""
    if not is_email(text):
        raise UsageError(
            "'{value}' is no e-mail address",
            values={"value": text},
            hint="write it as ana@example.org",
        )
    return text


def get_phone(text: str) -> str:
    """The number that was typed. Raises UsageError where it is none."""
    if not is_phone(text):
        raise UsageError(
            "'{value}' is no telephone number",
            values={"value": text},
            hint="write it as +46 70 000 00 00",
        )
    return text


def iter_link_remarks(link: str, platform: str) -> Iterator[_Remark]:
    """What a link tells that was not meant: another platform, a recording, a host's rights."""
    # The forms of all platforms are compiled only where there is a link.
    found: Any = import_module("vaultkit.exchange.urls").find_meeting_link(link)
    if found is None:
        return
    name = platform_of(found.platform)
    if platform and name.casefold() != platform_of(platform).casefold():
        yield _OTHER_PLATFORM, {"found": name, "platform": platform_of(platform)}
    if found.use == "recording":
        yield _RECORDING, {}
    elif found.use == "host":
        yield _HOST, {}


def iter_email_remarks(people: People, email: str, of: VaultPath | None) -> Iterator[_Remark]:
    """What the vault knows of an address that is given to a contact, or to somebody new."""
    held = people.directory.find_email(email)
    if held:
        if of is None:
            yield _HELD, {"path": held[0], "email": email}
        return
    own = sorted(each for each, paths in people.directory.by_email.items() if of in paths)
    if own:
        yield _OTHER, {"path": str(of), "email": email, "known": ", ".join(own)}
        return
    near = NearestNames.of(people.directory.by_email).near(email, _LOOKED_AT)
    slip = next((each for each in near if _is_slip(email, each)), None)
    if slip is not None:
        path = people.directory.by_email[slip][0]
        yield _NEAR, {"path": path, "email": email, "near": slip}


def _is_slip(one: str, other: str) -> bool:
    """Whether name or host is the same, and the other part nearly so."""
    (name, _, host), (its_name, _, its_host) = (
        each.casefold().rpartition("@") for each in (one, other)
    )
    if host != its_host and name != its_name:
        return False
    parts = (name, its_name) if host == its_host else (host, its_host)
    ratio: float = import_module("difflib").SequenceMatcher(None, *parts, autojunk=False).ratio()
    return ratio >= _NEARLY
