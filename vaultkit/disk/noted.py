"""A plan as an entry of the journal, put there before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from vaultkit.disk.attributes import attributes_of
from vaultkit.disk.digest import opened_file, sha_of
from vaultkit.disk.entry import Change, Entry, Version
from vaultkit.disk.faults import CHANGED, NOTHING_DONE, ConflictFound, conflict, failure
from vaultkit.disk.folder import Folders
from vaultkit.disk.journal import Journal, begin
from vaultkit.disk.known import root_number
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan

__all__ = ["Heading", "Noted", "noted_of"]


class Heading(NamedTuple):
    """What an entry of the journal says beside its changes."""

    journal: Journal
    command: str
    undoes: int | None


class Noted(NamedTuple):
    """The entry that stands in the journal for the plan."""

    journal: Journal
    number: int
    entry: Entry
    places: Mapping[VaultPath, int]
    """Where each path stands among the entry's changes."""


def noted_of(
    folders: Folders, plan: Plan, new: frozenset[VaultPath], heading: Heading
) -> Noted | None:
    """Puts the plan into the journal; None where it changes nothing that a person owns."""
    changes = tuple(_iter_changes(folders, plan, new))
    if not changes and not plan.moves:
        return None
    made = {*(edit.path for edit in plan.edits), *(move.to for move in plan.moves)}
    entry = Entry(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        command=heading.command,
        root=root_number(heading.journal.root),
        undoes=heading.undoes,
        folders=tuple(_missing_folders(folders, made)),
        changes=changes,
        moves=plan.moves,
        numbers=tuple(_iter_numbers(folders, plan.moves)),
    )
    places = {change.path: at for at, change in enumerate(changes)}
    return Noted(heading.journal, begin(heading.journal, entry), entry, places)


def _iter_changes(folders: Folders, plan: Plan, new: frozenset[VaultPath]) -> Iterator[Change]:
    for edit in plan.edits:
        if edit.owner == "vaultkit":
            continue
        try:
            before = None if edit.path in new else _version_of(folders, edit)
        except FileNotFoundError:
            continue  # to be removed, and gone already
        except ConflictFound as found:
            raise conflict(edit.path, found, NOTHING_DONE) from found
        except OSError as error:
            raise failure(edit.path, error, NOTHING_DONE) from error
        after = edit.data
        if before is None or after is None or before.data != after:
            new_version = after if after is None else Version(sha_of(after), after)
            yield Change(edit.path, edit.reason, before, new_version)


def _version_of(folders: Folders, edit: FileEdit) -> Version:
    """The file as it is now. Raises FileNotFoundError where there is none."""
    fd = opened_file(folders.opened(edit.path.folder), edit.path.name)
    with open(fd, "rb", buffering=0) as file:
        found = os.fstat(fd)
        if found.st_nlink > 1:
            raise DiskError(
                "the file has several names (hard links), and writing it would part them",
                where=edit.path,
                hint="put a copy in its place, then run the command again",
            )
        data = file.readall()
        version = Version(sha_of(data), data, attributes_of(fd))
    if version.digest != edit.expected and data != edit.data:
        raise ConflictFound(CHANGED)
    return version


def _iter_numbers(folders: Folders, moves: Iterable[FileMove]) -> Iterator[int]:
    """The inode of what each move will find at its path; 0 where none can be told."""
    moved: dict[VaultPath, int] = {}
    for move in moves:
        number = moved[move.path] if move.path in moved else _number_of(folders, move.path)
        moved[move.path] = 0
        moved[move.to] = number
        yield number


def _number_of(folders: Folders, path: VaultPath) -> int:
    try:
        found = folders.opened(path.folder).find_stat(path.name)
    except (OSError, DiskError):
        return 0
    return 0 if found is None else found.st_ino


def _missing_folders(folders: Folders, paths: Iterable[VaultPath]) -> Iterator[str]:
    """The folders that will have to be made, parents first."""
    seen: set[str] = set()
    for path in sorted(paths):
        segments = path.folder.split("/") if path.folder else []
        for length in range(1, len(segments) + 1):
            folder = "/".join(segments[:length])
            if folder in seen:
                continue
            seen.add(folder)
            try:
                folders.opened(folder)
            except FileNotFoundError:
                yield folder
            except (OSError, DiskError):
                break
