"""A plan carried out for a command: what people's notes gain or lose is written here."""

from __future__ import annotations

from collections.abc import Mapping

from vaultkit.app.indexing import Index
from vaultkit.disk.apply import apply
from vaultkit.disk.read import read_bytes
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan, Receipt

__all__ = ["present_bytes", "write"]


def write(index: Index, plan: Plan) -> tuple[Receipt, ...]:
    """Carries out a plan that was made from this index, all of it or nothing.

    The caller holds the lock (``locked_index``). Raises ConflictError where a file is not what
    the plan expects, DiskError where one cannot be written.
    """
    return apply(index.root, plan)


def present_bytes(index: Index, plan: Plan) -> Mapping[VaultPath, bytes]:
    """What the files hold that the plan replaces or removes, for its diff.

    Raises DiskError where one cannot be read.
    """
    follow = index.config.follow_symlinks
    return {
        edit.path: read_bytes(index.root, edit.path, follow_symlinks=follow)
        for edit in plan.edits
        if edit.expected is not None
    }
