"""What is said where a plan cannot be carried out."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence

from vaultkit.disk.folder import reason_of
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan, Receipt

__all__ = [
    "APPEARED",
    "CHANGED",
    "GONE",
    "NOTHING_DONE",
    "TAKEN",
    "ConflictFound",
    "Done",
    "conflict",
    "done_of",
    "failure",
]


class ConflictFound(Exception):  # noqa: N818 - not an error yet: it lacks what was done before
    """The file is not what the plan expects; the text says how."""


GONE = "the file is gone"
CHANGED = "the file has changed since it was read"
APPEARED = "a file that the plan does not know lies there now"
TAKEN = "the new name is taken"


Done = tuple[str, Mapping[str, str]]
"""What was written before an edit failed, as the end of a message and its values."""

NOTHING_DONE: Done = ("nothing was written", {})


def done_of(receipts: Sequence[Receipt], plan: Plan) -> Done:
    """What was written before a step that failed."""
    if not receipts:
        return NOTHING_DONE
    names = [receipt.path for receipt in receipts[:3]]
    return "of {total} files {done} were written before it: {names}", {
        "total": str(len(plan.edits) + len(plan.moves)),
        "done": str(len(receipts)),
        "names": ", ".join(names) + (", ..." if len(receipts) > 3 else ""),
    }


def conflict(path: VaultPath, found: ConflictFound, done: Done) -> ConflictError:
    """The error for a file that is not what the plan expects."""
    return ConflictError(
        f"{found}; {done[0]}",
        where=path,
        hint="run the command again; it starts from the file as it is now",
        values=done[1],
    )


def failure(path: str, error: OSError, done: Done) -> DiskError:
    """The error for a file or folder that the system would not let be written."""
    hints = {
        errno.ENOSPC: "the disk is full; make room and run the command again",
        errno.EDQUOT: "your quota is used up; make room and run the command again",
        errno.ENAMETOOLONG: "the name is too long for this system",
    }
    return DiskError(
        f"cannot be written: {{reason}}; {done[0]}",
        where=path,
        hint=hints.get(
            error.errno or 0, "see that you may write there, then run the command again"
        ),
        values={"reason": reason_of(error), **done[1]},
    )
