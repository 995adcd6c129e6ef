"""A plan as an entry of the journal, put there before anything is written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from vaultkit.disk.attributes import attributes_of, give_owner
from vaultkit.disk.digest import opened_file, sha_of
from vaultkit.disk.entry import Change, Entry, Version
from vaultkit.disk.faults import CHANGED, NOTHING_DONE, ConflictFound, conflict, failure
from vaultkit.disk.folder import Folders, OpenFolder
from vaultkit.disk.journal import Journal, begin
from vaultkit.disk.known import root_number
from vaultkit.disk.replace import temporary_file
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
    owners: _Owners = {}
    for edit in plan.edits:
        if edit.owner == "vaultkit":
            continue
        try:
            before = None if edit.path in new else _version_of(folders, edit, owners)
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


_Owners = dict[tuple[int, int], bool]
"""For a drive and a user's number: whether new files can be given to this user there."""


def _version_of(folders: Folders, edit: FileEdit, owners: _Owners) -> Version:
    """The file as it is now. Raises FileNotFoundError where there is none."""
    folder = folders.opened(edit.path.folder)
    fd = opened_file(folder, edit.path.name)
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
    if data != edit.data:
        _check_rights(folder, edit.path, found, owners)
    return version


def _check_rights(
    folder: OpenFolder, path: VaultPath, found: os.stat_result, owners: _Owners
) -> None:
    """Raises DiskError where the file is not to be written, or would be another user's afterwards.

    Another file takes its place, which asks for no right but the folder's.
    """
    if not found.st_mode & stat.S_IWUSR:
        raise DiskError(
            "the file is read-only, so it is not written",
            where=path,
            hint="make it writable if it is to be changed, then run the command again",
        )
    key = found.st_dev, found.st_uid
    if key not in owners:
        owners[key] = _can_be_given(folder, found)
    if not owners[key]:
        raise DiskError(
            "the file belongs to another user and would be yours afterwards, so it is not written",
            where=path,
            hint="have its owner run the command, or put a copy of your own in its place",
        )


def _can_be_given(folder: OpenFolder, found: os.stat_result) -> bool:
    """Tried out where the file is not the user's: root may, and some drives have one owner only."""
    if not hasattr(os, "geteuid") or found.st_uid == os.geteuid():
        return True
    with temporary_file(folder, 0o600) as temp:
        give_owner(temp.fd, found)
        return os.fstat(temp.fd).st_uid == found.st_uid


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
