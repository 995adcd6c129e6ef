"""NOTE arguments, looked up in a vault that was read."""

from __future__ import annotations

from vaultkit.app.note_argument import get_file, get_note
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

__all__ = ["file_meant", "note_meant"]


def note_meant(snapshot: Snapshot, text: str) -> Note:
    """The note of a path, a name or an alias. Raises UsageError where it is none or several, and
    with the reason where a file of this name is left out of the vault (a sync program's copy).
    """
    try:
        return get_note(text, notes=snapshot.notes, names=snapshot.names)
    except UsageError as error:
        raise _find_reason(snapshot, text) or error from None


_LEFT_OUT = frozenset({"sync-conflict", "cloud-placeholder", "symlink-left-out", "file-unreadable"})


def _find_reason(snapshot: Snapshot, text: str) -> UsageError | None:
    """Why a file that is there is no note."""
    for found in snapshot.diagnostics:
        path = found.path
        if found.code in _LEFT_OUT and path and text in (path, path.name, path.stem):
            what = found.spec.message
            return UsageError(what, values=found.args, hint=found.hint_template, where=path)
    return None


def file_meant(snapshot: Snapshot, text: str) -> VaultPath:
    """The same for any file of the vault, attachments too."""
    try:
        return get_file(text, files=snapshot.known, notes=snapshot.notes, names=snapshot.names)
    except UsageError as error:
        raise _find_reason(snapshot, text) or error from None
