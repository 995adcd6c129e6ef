"""Who is invited to a meeting and what they answered, as a note's property ``replies`` has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from vaultkit.model.paths import name_key

__all__ = ["ORGANISER", "Invitee", "entry_of", "parse_entry", "replies_in", "with_replies"]

ORGANISER = "organiser"
"""What stands for the reply of an organiser whom the invitation does not list."""
_ENTRY = re.compile(
    r"(?P<who>.+): (?P<status>[a-z-]{1,40})(?:, (?P<role>optional|chair|informed))?"
    r"(?:, \+(?P<guests>\d{1,4}))?"
)
_ADDRESS = re.compile(r"(?:(?P<name>.*?) )?<(?P<email>[^<>\s]+)>")


class Invitee(NamedTuple):
    """Somebody invited; ``name`` or ``email`` may be empty, never both."""

    name: str
    email: str
    status: str = "needs-action"
    """RFC 5545's PARTSTAT in lower case, or ``ORGANISER``."""
    role: str = ""
    """optional, chair or informed; empty for those who have to come."""
    guests: int = 0
    forms: tuple[str, ...] = ()
    """Other forms of the name, to look for."""

    @property
    def key(self) -> str:
        """Equal for one person."""
        return self.email.casefold() or name_key(self.name)

    @property
    def shown(self) -> str:
        """The name, else the address."""
        return self.name or self.email


def entry_of(invitee: Invitee) -> str:
    """``Ana Silva <ana@example.org>: accepted, optional, +1``."""
    who = f"{invitee.name} <{invitee.email}>" if invitee.name and invitee.email else invitee.shown
    guests = f"+{invitee.guests}" if invitee.guests else ""
    return f"{who}: {', '.join(filter(None, (invitee.status, invitee.role, guests)))}"


def parse_entry(text: str) -> Invitee | None:
    """What ``entry_of`` wrote; None for what is none."""
    found = _ENTRY.fullmatch(text.strip())
    if found is None:
        return None
    who = found["who"]
    address = _ADDRESS.fullmatch(who)
    name, email = (address["name"] or "", address["email"]) if address else (who, "")
    if not address and "@" in who and " " not in who:
        name, email = "", who
    return Invitee(name, email, found["status"], found["role"] or "", int(found["guests"] or 0))


def replies_in(value: Any) -> tuple[Invitee, ...]:
    """The people of a property ``replies``; what is none of them is left out."""
    texts = value if isinstance(value, list | tuple) else [value]
    found = (parse_entry(text) for text in texts if isinstance(text, str))
    return tuple(each for each in found if each is not None)


def with_replies(
    invited: Sequence[Invitee], answered: Iterable[Invitee], *, add: bool = False
) -> tuple[Invitee, ...]:
    """Those invited with the replies of those who answered; ``needs-action`` is no answer.

    With ``add``, people who answered without being on the list are put at its end.
    """
    replies = {
        each.key: each for each in answered if each.status not in ("needs-action", ORGANISER)
    }
    known = {each.key for each in invited}
    kept = [
        each._replace(status=replies[each.key].status, guests=replies[each.key].guests)
        if each.key in replies
        else each
        for each in invited
    ]
    return (*kept, *(each for key, each in replies.items() if add and key not in known))
