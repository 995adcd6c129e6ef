"""The JSON form of a rename."""

from __future__ import annotations

from vaultkit.app.forms import JsonObject, diagnostic_form
from vaultkit.app.rename_planning import Renaming

__all__ = ["rename_form"]


def rename_form(renaming: Renaming) -> JsonObject:
    """What ``rename --json`` prints; the same for a dry run."""
    plan = renaming.plan
    return {
        "renamed": renaming.subject,
        "from": renaming.old,
        "to": renaming.new,
        "refused": bool(renaming.refused),
        "merged": renaming.merges,
        "rewritten": renaming.rewritten,
        "notes": renaming.notes,
        "edits": [edit.path for edit in plan.edits],
        "moves": [{"from": move.path, "to": move.to} for move in plan.moves],
        "diagnostics": [diagnostic_form(found) for found in (*renaming.refused, *plan.diagnostics)],
    }
