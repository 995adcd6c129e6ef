"""What the notes of meetings still lack."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import Reader as Files
from vaultkit.disk.read import reading
from vaultkit.markdown.decode import decode
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.note import Note
from vaultkit.model.source import Source
from vaultkit.people.actions import actions_in
from vaultkit.people.meeting_check import (
    agreed_tasks,
    is_checked,
    iter_action_faults,
    iter_meeting_faults,
)

__all__ = ["iter_meeting_diagnostics"]


def iter_meeting_diagnostics(snapshot: Snapshot) -> Iterator[Diagnostic]:
    """What is missing in the notes of meetings that say their kind and are not excluded.

    By path; see ``people.meeting_check``. A note's file is read again only where something may be
    found in its text, and passed over where it is no longer what was read.
    """
    with reading(snapshot.root, follow_symlinks=snapshot.config.follow_symlinks) as files:
        for path in snapshot.of_kind("meeting"):
            if path in snapshot.excluded:
                continue
            note = snapshot.notes[path]
            if is_checked(note):
                yield from _faults_of(snapshot, note, files)


def _faults_of(snapshot: Snapshot, note: Note, files: Files) -> Iterator[Diagnostic]:
    @cache
    def read() -> Source | None:
        try:
            source = decode(note.path, files.read(note.path))
        except DiskError:
            return None
        return source if source.digest == note.digest else None

    yield from iter_meeting_faults(note, read)
    if tasks := agreed_tasks(note):
        actions = actions_in(note, snapshot.kinds, snapshot.links[note.path])
        yield from iter_action_faults(tasks, actions, read)
