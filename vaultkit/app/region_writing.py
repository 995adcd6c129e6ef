"""Regions written into people's notes by a build."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from vaultkit.app.indexing import Index, take_in
from vaultkit.app.region_plan import PlannedRegions, iter_stale_plans
from vaultkit.app.writing import write
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.plan import Plan
from vaultkit.store.files import find_file, set_racy
from vaultkit.store.regions import unmark_regions

__all__ = ["RegionsWritten"]


class RegionsWritten:
    """The regions that a build writes, and what it knows of them afterwards.

    First ``batches``; then, where any note was written, the lists are brought up to date, which
    marks these notes' own regions once more; then ``settle``.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._settled: list[tuple[int, str]] = []
        self.digests: dict[str, str] = {}
        """Of the notes that were written, by path."""
        self.unwritten: list[Diagnostic] = []
        """The notes that could not be written, and why."""

    def batches(self) -> Iterator[PlannedRegions]:
        """Writes batch by batch, and gives each as it was carried out.

        The index reads the notes again. Raises ConflictError where a note changed since the look
        at the vault.
        """
        for planned in iter_stale_plans(self._index):
            done = planned
            if planned.plan.edits:
                failed = self._write(Plan(planned.plan.edits))
                self.unwritten += failed
                done = planned.without({found.path for found in failed if found.path})
                take_in(self._index, [edit.path for edit in done.plan.edits])
            self._settled += done.settled
            yield done

    def _write(self, plan: Plan) -> list[Diagnostic]:
        """Writes notes all together; where one cannot be, the others without it."""
        try:
            receipts = write(self._index, plan)
        except ConflictError:
            with self._index.store.writing():
                set_racy(self._index.store, [edit.path for edit in plan.edits])
            raise
        except DiskError as error:
            if len(plan.edits) > 1 and _is_of_one(error, self._index.root, plan):
                # By halves: the journal gets few entries where one note of a thousand is refused.
                half = len(plan.edits) // 2
                parts = plan.edits[:half], plan.edits[half:]
                return [each for edits in parts for each in self._write(Plan(edits))]
            args = {"reason": error.message}
            return [Diagnostic("region-unwritten", edit.path, args=args) for edit in plan.edits]
        self.digests.update(
            (receipt.path, receipt.digest) for receipt in receipts if receipt.digest is not None
        )
        return []

    def settle(self) -> None:
        """Notes down that the regions are right: no list gains anything by what stands in them.

        A note that somebody changed right after it was written is left for the next time.
        """
        if not self._settled:
            return
        store = self._index.store
        known = {path: find_file(store, path) for path in self.digests}
        changed = {
            file.number
            for path, file in known.items()
            if file is not None and file.digest.hex() != self.digests[path]
        }
        with store.writing():
            unmark_regions(store, (row for row in self._settled if row[0] not in changed))


_OF_THE_DRIVE = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE", "ENOMEM")
    if hasattr(errno, name)
)


def _is_of_one(error: DiskError, root: Path, plan: Plan) -> bool:
    """Whether a note of the plan, or a folder of some, is at fault, and not the drive."""
    cause, where = error.__cause__, error.where
    if isinstance(cause, OSError) and cause.errno in _OF_THE_DRIVE:
        return False
    if isinstance(cause, DiskError):  # and what was written could not be taken back
        return False
    if where is None or where == str(root):
        return False
    places = [str(root / edit.path) for edit in plan.edits]
    return any(place == str(root / where) or place.startswith(where + os.sep) for place in places)
