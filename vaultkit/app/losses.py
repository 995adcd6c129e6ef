"""The brake: a vault that looks as if a drive were not mounted, or a sync half done, is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.known import find_known, is_another, keep_known
from vaultkit.model.errors import DiskError, LockedError, LossError
from vaultkit.store.losses import count_filled, count_losses, forget_losses
from vaultkit.store.store import Store

__all__ = ["check_losses", "is_too_many", "take_as_whole"]

_FEW_LOST = 10
_SHARE_LOST = 5
"""More notes than so many, and more than this part of all (a fifth), are no tidying up."""


def check_losses(
    root: Path, store: Store, *, environ: Mapping[str, str], excused: Collection[str] = ()
) -> None:
    """Raises LossError where vaultkit wrote into another folder the last time, and where many notes
    vanished or became empty since.

    The index knows which notes are lost; where it was made anew, their number tells. Those at
    ``excused`` paths were removed by a run that was interrupted, and are about to come back.
    """
    known = find_known(root, environ=environ)
    if known is not None and is_another(root, known, environ=environ):
        raise LossError(
            "another folder lies here than when vaultkit wrote here last; nothing was written",
            where=str(root),
            hint="see that it is your vault, and whole (a drive that is not mounted? a copy that "
            "is not complete?); if this is as you want it: vaultkit build --yes-really",
        )
    lost, notes = count_losses(store, but=excused)
    missing = known.notes - count_filled(store) - len(excused) if known is not None else 0
    if known is not None and missing > lost:
        lost, notes = missing, known.notes
    if is_too_many(lost, notes):
        raise LossError(
            "{lost} of {notes} notes vanished or became empty since vaultkit wrote here last; "
            "nothing was written",
            where=str(root),
            hint="see that the vault is whole (a drive that is not mounted? a sync under way?); "
            "if this is as you want it: vaultkit build --yes-really",
            values={"lost": str(lost), "notes": str(notes)},
        )


def is_too_many(lost: int, notes: int) -> bool:
    """Whether so many lost notes look as if a drive were not mounted or a sync half done."""
    return lost > _FEW_LOST and lost * _SHARE_LOST > notes


def take_as_whole(root: Path, store: Store, *, environ: Mapping[str, str]) -> None:
    """From now on, what is there is what there should be: vaultkit wrote, or was told so."""
    forget_losses(store)
    with suppress(OSError, DiskError, LockedError):  # then nothing is known of it the next time
        keep_known(root, count_filled(store), environ=environ)
