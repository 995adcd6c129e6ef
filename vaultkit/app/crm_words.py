"""What may be said of a row of a table of meetings, by code. English; the front translates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vaultkit.app.forms import JsonObject
from vaultkit.model.calendar import Remark
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan

__all__ = ["CRM_WORDS", "ImportedRow", "RowOutcome", "is_row_finding", "row_form", "sum_of_rows"]

RowOutcome = Literal["new", "update", "unchanged", "refused"]
"""What becomes of a row; the last one is named with a reason, the others imported."""

CRM_WORDS: Mapping[str, str] = {
    "file-too-large": "larger than {limit} bytes; --max-bytes reads it all the same",
    "too-many-rows": "beyond the first {limit} rows; --max-rows reads more",
    "no-rows": "holds no meeting",
    "table-unknown": "no table of meetings that HubSpot or Salesforce writes",
    "encoding-guessed": "line {line} is no UTF-8; {taken} was taken",
    "title-missing": "has no title",
    "start-missing": "has no start",
    "start-invalid": "'{value}' is no time, such as 2026-11-24 15:00",
    "end-before-start": "ends before it begins",
    "zone-unnamed": "its times name no time zone; {taken} was taken, --tz says another",
    "several-notes": "may be any of {notes}; give one of them its id as external_ids: {id}",
    "person-unknown": "no contact has the id {id}; 'vaultkit contacts import' brings them in",
    "row-differs": "{note} keeps its {key}: {held}; the row has {said}",
}

_QUIET = frozenset({"encoding-guessed"})
"""Codes that are no finding: nothing waits for a person."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of a row: ``path`` is its note, None where there is none."""

    file: str
    line: int
    title: str
    outcome: RowOutcome
    path: VaultPath | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_imported(self) -> bool:
        """Whether its meeting has a note afterwards."""
        return self.outcome != "refused"


def is_row_finding(row: ImportedRow) -> bool:
    """Whether somebody should look at it."""
    return any(remark.code not in _QUIET for remark in row.remarks)


def row_form(row: ImportedRow) -> JsonObject:
    """One line of ``meetings import --json``; the words are English whatever is spoken."""
    return {
        "file": row.file,
        "line": row.line,
        "title": row.title or None,
        "outcome": row.outcome,
        "path": row.path,
        "reason": row.remarks[0].code if row.remarks else None,
        "remarks": [
            {
                "code": remark.code,
                **remark.values,
                "message": CRM_WORDS[remark.code].format_map(remark.values),
            }
            for remark in row.remarks
        ],
    }


def sum_of_rows(rows: Sequence[ImportedRow], plan: Plan) -> JsonObject:
    """The last line: ``total`` is ``imported`` and ``named`` together, ``files`` are written."""
    imported = sum(1 for row in rows if row.is_imported)
    named = len(rows) - imported
    return {"total": len(rows), "imported": imported, "named": named, "files": len(plan.edits)}
