"""What became of each card of an import, and its JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vaultkit.app.contacts_words import QUIET_REMARKS, ContactOutcome, said_of_card
from vaultkit.app.forms import JsonObject
from vaultkit.model.calendar import Remark
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan

__all__ = ["ImportedCard", "card_form", "is_card_finding", "sum_of_cards"]


@dataclass(frozen=True, slots=True)
class ImportedCard:
    """What becomes of a card: ``path`` is its note, None where there is none."""

    file: str
    line: int
    name: str
    outcome: ContactOutcome
    path: VaultPath | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_imported(self) -> bool:
        """Whether what it says is in the vault afterwards."""
        return self.outcome not in ("skipped", "refused")


def is_card_finding(card: ImportedCard) -> bool:
    """Whether somebody should look at it."""
    return any(remark.code not in QUIET_REMARKS for remark in card.remarks)


def card_form(card: ImportedCard) -> JsonObject:
    """One line of ``contacts import --json``; the words are English whatever is spoken."""
    return {
        "file": card.file,
        "line": card.line,
        "name": card.name or None,
        "outcome": card.outcome,
        "path": card.path,
        "reason": card.remarks[0].code if card.remarks else None,
        "remarks": [
            {"code": remark.code, **remark.values, "message": said_of_card(remark)}
            for remark in card.remarks
        ],
    }


def sum_of_cards(cards: Sequence[ImportedCard], plan: Plan) -> JsonObject:
    """The last line: ``total`` is ``imported`` and ``named`` together, ``files`` are written."""
    imported = sum(1 for card in cards if card.is_imported)
    total = len(cards)
    return {
        "total": total,
        "imported": imported,
        "named": total - imported,
        "files": len(plan.edits),
    }
