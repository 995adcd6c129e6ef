"""What an interrupted run left behind, set right before the next one writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vaultkit.app.settings import Opening, Saying
from vaultkit.disk.journal import iter_begun, journal_at
from vaultkit.disk.recover import recover
from vaultkit.disk.state import get_journal_key
from vaultkit.model.errors import VaultkitError

__all__ = ["iter_to_come_back", "recovered"]


def iter_to_come_back(root: Path, state: Path, opening: Opening) -> Iterator[str]:
    """The paths of files that an interrupted run removed. The caller holds the lock.

    Raises DiskError where the journal cannot be read.
    """
    journal = journal_at(root, state, get_journal_key(environ=opening.environ))
    for kept in iter_begun(journal):
        for change in kept.entry.changes:
            if (
                change.before is not None
                and change.after is None
                and not (root / change.path).exists()
            ):
                yield change.path


def recovered(root: Path, state: Path, opening: Opening) -> tuple[Saying, ...]:
    """Takes back interrupted plans and looks after what editors wrote meanwhile; what to say of it.

    The caller holds the lock. Raises DiskError where the journal's key cannot be had.
    """
    return tuple(_iter_said(root, state, opening))


def _iter_said(root: Path, state: Path, opening: Opening) -> Iterator[Saying]:
    found = recover(journal_at(root, state, get_journal_key(environ=opening.environ)))
    for kept in found.taken_back:
        yield (
            "an interrupted run was taken back: {reason}",
            VaultkitError("vaultkit " + kept.entry.command),
        )
    for path in found.left:
        yield (
            "of an interrupted run one file stays as it is: {reason}",
            VaultkitError(
                "it was changed since, or cannot be written",
                where=path,
                hint="`vaultkit log` and `vaultkit undo` know its old version; what could not be "
                "written is tried again by the next command that writes",
            ),
        )
    for rescued in found.rescued:
        yield (
            "a version saved while vaultkit wrote was kept: {reason}",
            VaultkitError(
                "saved by another program in that very moment",
                where=rescued.path or "a note",
                hint="compare it with {where}",
                values={"where": rescued.where},
            ),
        )
