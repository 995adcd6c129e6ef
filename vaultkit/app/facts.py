"""Everything that was read from notes, as JSON forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultkit.app.forms import JsonObject, facts_form
from vaultkit.app.meant import note_meant
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.note import Note

__all__ = ["iter_facts", "notes_meant"]


def notes_meant(snapshot: Snapshot, texts: Sequence[str]) -> tuple[Note, ...]:
    """The notes that NOTE arguments mean, in path order, each once; all notes for no arguments.

    Raises UsageError where an argument means none or several.
    """
    if not texts:
        return tuple(snapshot.notes.values())
    meant = [note_meant(snapshot, text) for text in texts]
    return tuple(snapshot.notes[path] for path in sorted({note.path for note in meant}))


def iter_facts(snapshot: Snapshot, notes: Sequence[Note]) -> Iterator[JsonObject]:
    """One form for each note, in the order given."""
    for note in notes:
        yield facts_form(
            note,
            kind=snapshot.kinds[note.path],
            links=snapshot.links[note.path],
            excluded=note.path in snapshot.excluded,
        )
