"""What may be said of a card that is imported, by code. English; the front translates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vaultkit.model.calendar import Remark

__all__ = ["CONTACT_WORDS", "QUIET_REMARKS", "ContactOutcome", "said_of_card"]

ContactOutcome = Literal["new", "update", "unchanged", "skipped", "refused"]
"""What becomes of a card; the last two are named with a reason, the others imported."""

CONTACT_WORDS: Mapping[str, str] = {
    "file-too-large": "larger than {limit} bytes; --max-bytes reads it all the same",
    "too-many-cards": "beyond the first {limit} cards; --max-cards reads more",
    "no-cards": "holds no card",
    "table-unknown": "no table of contacts that Google, LinkedIn, HubSpot or Salesforce writes",
    "card-empty": "has neither a name nor an address",
    "card-too-long": "has more than {limit} lines",
    "card-is-group": "is a group of people and no person",
    "inner-card": "holds a card within it (AGENT), which is not read",
    "not-closed": "its END is missing; what came before was read",
    "line-invalid": "line {line} cannot be read",
    "encoding-guessed": "line {line} is no UTF-8; {taken} was taken",
    "phone-unread": "no telephone number that can be read: {value}; --region may help",
    "photo-invalid": "its picture is no JPEG, PNG, GIF or WebP",
    "photo-too-large": "its picture is larger than {limit} bytes",
    "older-card": "the card kept with the note is newer",
    "several-notes": "may be any of {notes}; give one of them its address, or merge them",
    "only-name": "{note} has its name, and other addresses",
    "name-taken": "its note cannot be made: {path} has the name already",
    "name-empty": "its name leaves nothing that could name a file",
    "cards-damaged": "{path}, which holds the note's cards, cannot be read whole; mend it",
    "differs": "{note} keeps its {key}: {held}; the card has {said}",
    "note-uneditable": "{note} cannot be edited: {reason}",
}

QUIET_REMARKS = frozenset({"card-is-group", "older-card", "phone-unread", "encoding-guessed"})
"""Codes that are no finding: nothing waits for a person."""


def said_of_card(remark: Remark) -> str:
    """The remark in English."""
    return CONTACT_WORDS[remark.code].format_map(remark.values)
