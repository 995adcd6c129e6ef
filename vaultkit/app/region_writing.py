"""Regions written into people's notes by a build."""

from __future__ import annotations

from collections.abc import Iterator

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
        """Writes notes all together; where that cannot be, each on its own."""
        try:
            receipts = write(self._index, plan)
        except ConflictError:
            with self._index.store.writing():
                set_racy(self._index.store, [edit.path for edit in plan.edits])
            raise
        except DiskError as error:
            if len(plan.edits) > 1:
                return [each for edit in plan.edits for each in self._write(Plan((edit,)))]
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
