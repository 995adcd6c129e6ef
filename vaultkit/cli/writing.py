"""A plan as every command shows it that changes people's notes."""

from __future__ import annotations

from vaultkit.app.diff import iter_diff
from vaultkit.app.indexing import Index
from vaultkit.app.writing import present_bytes
from vaultkit.cli.show import show_diff
from vaultkit.model.plan import Plan

__all__ = ["show_plan"]


def show_plan(index: Index, plan: Plan) -> None:
    """The plan as a diff on stdout, for ``--dry-run``."""
    show_diff(iter_diff(plan, present_bytes(index, plan)))
