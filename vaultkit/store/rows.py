"""The shapes in which facts travel: plain tuples, so that processes can pass them on cheaply."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

__all__ = ["PAGE_ROLES", "FileRow", "FileStat", "LinkFlag", "LinkRow", "NoteRow", "Role", "TagRow"]

FileStat = tuple[int, int, int, int]
"""Size, mtime and ctime in nanoseconds, inode."""


class Role(IntEnum):
    """What a file is to the vault."""

    ATTACHMENT = 0
    NOTE = 1
    PAGE = 2
    """A page that vaultkit made here."""
    FOREIGN_PAGE = 3
    """A page of vaultkit behind a symbolic link or in a vault that lies in this one."""
    UNREADABLE = 4
    """A note whose bytes cannot be had; links may lead to it."""


PAGE_ROLES = frozenset((Role.PAGE, Role.FOREIGN_PAGE))
"""What vaultkit made: no notes, and no files that links may lead to."""


class LinkFlag(IntEnum):
    """Bits of ``links.flags``."""

    REGION = 1
    """It stands in a generated region and counts for nothing."""
    AMBIGUOUS = 2


LinkRow = tuple[str, int, int]
"""Target without subpath, relation as a number, flags."""

TagRow = tuple[str, str, int]
"""Key, first spelling, and 1 where the note bears this very tag, 0 where only one below it."""


class NoteRow(NamedTuple):
    """What the index keeps of a note. ``record`` is all of it, as bytes of ``pack``."""

    kind: str
    title: str
    error: bool
    script: int
    aliases: tuple[str, ...]
    tags: tuple[TagRow, ...]
    links: tuple[LinkRow, ...]
    regions: tuple[str, ...]
    """Names, each once; a single empty one where their markers do not match."""
    record: bytes


class FileRow(NamedTuple):
    """One file that was read. ``note`` is None where it is none; ``reason`` says why unread."""

    path: str
    role: int
    digest: bytes
    note: NoteRow | None
    reason: Any = None
