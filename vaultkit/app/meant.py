"""NOTE arguments, looked up in a vault that was read."""

from __future__ import annotations

from vaultkit.app.note_argument import get_file, get_note
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

__all__ = ["file_meant", "note_meant"]


def note_meant(snapshot: Snapshot, text: str) -> Note:
    """The note of a path, a name or an alias. Raises UsageError where it is none or several."""
    return get_note(text, notes=snapshot.notes, names=snapshot.names)


def file_meant(snapshot: Snapshot, text: str) -> VaultPath:
    """The same for any file of the vault, attachments too."""
    return get_file(text, files=snapshot.known, notes=snapshot.notes, names=snapshot.names)
