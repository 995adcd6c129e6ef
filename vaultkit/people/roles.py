"""What somebody is there for, as their role is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from vaultkit.model.paths import name_key

__all__ = ["ROLES", "Role", "is_organising", "roles_in"]

Role = Literal["host", "cohost", "speaker", "attendee"]
ROLES: tuple[Role, ...] = get_args(Role)

_WORDS: Mapping[Role, tuple[str, ...]] = {
    "host": (
        *("host", "organiser", "organizer", "chair"),
        *("ведущий", "ведущая", "организатор", "хост"),
    ),
    "cohost": (
        *("co host", "cohost", "co organiser", "co organizer", "moderator", "facilitator"),
        *("соведущий", "соведущая", "со ведущий", "со ведущая", "соорганизатор", "модератор"),
    ),
    "speaker": (
        *("speaker", "presenter", "panelist", "panellist", "lecturer"),
        *("докладчик", "докладчица", "спикер", "выступающий", "выступающая", "лектор"),
    ),
    "attendee": (
        *("attendee", "participant", "guest", "listener"),
        *("участник", "участница", "гость", "гостья", "слушатель", "слушательница"),
    ),
}
_ROLE_OF: Mapping[str, Role] = {word: role for role, words in _WORDS.items() for word in words}


def roles_in(text: str) -> frozenset[Role]:
    """The roles that a text names, parted by commas; words that are none of them are left out."""
    words = (" ".join(re.split(r"[\s_-]+", name_key(each).strip())) for each in text.split(","))
    return frozenset(_ROLE_OF[word] for word in words if word in _ROLE_OF)


def is_organising(role: str) -> bool:
    """Whether one of somebody's roles is that of who holds the meeting."""
    return "host" in roles_in(role)
