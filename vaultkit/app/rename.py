"""Files and folders renamed, with every link that leads to them or stands in them."""

from __future__ import annotations

from vaultkit.app.indexing import Index
from vaultkit.app.meant import file_meant
from vaultkit.app.rename_names import Places, moves_of_file, moves_of_folder
from vaultkit.app.rename_planning import Renaming, change_of, looked_up, plan_change
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileMove
from vaultkit.store.files import find_file

__all__ = ["plan_rename"]


def plan_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a note or an attachment, or of a folder where ``old`` ends in a slash.

    A folder goes as one, with all that is in it, seen or not. Costs what ``plan_change`` does.
    Raises UsageError where old or new mean nothing that can be renamed so.
    """
    with looked_up(index) as snapshot:
        if old.endswith("/"):
            return _plan_folder(snapshot, old, new)
        path = file_meant(snapshot, old)
        moves = moves_of_file(path, new, Places(snapshot))
        change = change_of(snapshot, moves)
        move = FileMove(path, moves[path], _digest_of(snapshot, path), "renamed")
        names = path, moves[path]
        return plan_change(snapshot, change, move=move, subject="file", names=names)


def _plan_folder(snapshot: Snapshot, old: str, new: str) -> Renaming:
    (here, there), moves = moves_of_folder(old, new, Places(snapshot))
    change = change_of(snapshot, moves)
    move = FileMove(here, there, None, "renamed")
    names = f"{here}/", f"{there}/"
    return plan_change(snapshot, change, move=move, subject="folder", names=names)


def _digest_of(snapshot: Snapshot, path: VaultPath) -> str | None:
    """The digest of a note; that of an attachment is not kept."""
    known = find_file(snapshot.index.store, path)
    return known.digest.hex() if known is not None and known.digest else None
