"""A plan carried out for a command: what people's notes gain or lose is written here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from vaultkit.app.indexing import Index, take_in
from vaultkit.app.losses import take_as_whole
from vaultkit.disk.apply import apply
from vaultkit.disk.journal import Journal, journal_at
from vaultkit.disk.read import read_bytes
from vaultkit.disk.state import get_journal_key
from vaultkit.model.errors import DiskError, StoreError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan, Receipt

__all__ = ["get_journal", "present_bytes", "write"]


def write(index: Index, plan: Plan, *, undoes: int | None = None) -> tuple[Receipt, ...]:
    """Carries out a plan that was made from this index, all of it or nothing.

    It stands in the journal before the first file changes, so that it can be undone; ``undoes``
    is the entry that this plan takes back. The caller holds the lock (``locked_index``).

    Raises ConflictError where a file is not what the plan expects, DiskError where one cannot be
    written or no journal can be kept; nothing is changed then.
    """
    command = index.settings.opening.line
    receipts = apply(index.root, plan, journal=get_journal(index), command=command, undoes=undoes)
    # What the plan was made of is behind now, so nothing has to be kept as it was. And what is
    # written is written: a fault of the index must not have the command begin anew.
    with suppress(StoreError):
        index.store.unpin()
        gone = [str(edit.path) for edit in plan.edits if not edit.data]
        if gone:  # by this plan: they are not lost
            take_in(index, gone)
        take_as_whole(index.root, index.store, environ=index.settings.opening.environ)
    return receipts


def get_journal(index: Index) -> Journal:
    """The vault's journal. Raises DiskError where none can be kept."""
    place = index.store.place
    if place is None:
        reason = index.said[0][1] if index.said else None
        raise DiskError(
            "no journal can be kept beside the notes, so they are not written",
            where=None if reason is None else reason.where,
            hint="see that you may write in .vaultkit",
        )
    key = get_journal_key(environ=index.settings.opening.environ)
    return journal_at(index.root, place.parent, key)


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
