"""Notes from strings, for the tests of this room."""

from __future__ import annotations

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source


def source_of(content: str | bytes, path: str = "Заметка.md") -> Source:
    """A source as the disk would give it."""
    data = content.encode() if isinstance(content, str) else content
    return decode(VaultPath(path), data)


def note_of(content: str | bytes, path: str = "Заметка.md") -> Note:
    """What that source says."""
    return read(source_of(content, path))
