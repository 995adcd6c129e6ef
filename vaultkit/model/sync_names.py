"""Names that programs give to files which are no notes of their own."""

from __future__ import annotations

import re

__all__ = ["is_placeholder_name", "is_sync_conflict", "is_temporary_name"]


def is_sync_conflict(name: str) -> bool:
    """Whether a file's name is one that a sync program gives the losing copy of two versions.

    A number at the end (``Plan 2.md``: iCloud, Google Drive) is not taken for one: people and
    Obsidian itself name notes so.
    """
    # Compiled when the first such name turns up, which in most vaults is never.
    return bool(re.search(_SYNC_CONFLICT, name, re.IGNORECASE | re.VERBOSE))


_SYNC_CONFLICT = r"""
      \.sync-conflict-\d{8}-\d{6}                    # Syncthing
    | \([^()]*conflicted\ copy\b[^()]*\d{4}.*\)      # Dropbox, Nextcloud, Obsidian Sync
    | \([^()]*конфликтующая\ копия\b[^()]*\d{4}.*\)  # Dropbox in Russian
    | \(SFConflict\ [^()]*\d{4}-\d\d-\d\d            # Seafile
    | _conflict-\d{8}-\d{6}(?=\.|$)                  # ownCloud
    | (?-i:-(?:DESKTOP|LAPTOP)-(?=[A-Z]*\d)[0-9A-Z]{7,8}(?:-\d+)?(?=\.\w+$))  # OneDrive
    """


def is_placeholder_name(name: str) -> bool:
    """Whether a cloud drive names so what stands for a file that it has not fetched."""
    return name.lower().endswith((".icloud", ".nextcloud", ".owncloud"))


def is_temporary_name(name: str) -> bool:
    """Whether a program names so what it keeps only while it saves, edits or fetches a file.

    What is named as notes are is none: such a program makes its file under the note's own name.
    """
    lower = name.lower()
    if lower.startswith("~$") or lower.endswith(_TEMPORARY):
        return True
    # vim tries out under this name whether it may write; sed writes beside the file.
    return lower == "4913" or bool(re.fullmatch("sed[A-Za-z0-9]{6}", name))


_TEMPORARY = ("~", ".tmp", ".temp", ".swp", ".swo", ".swx", ".part", ".crdownload", ".partial")
