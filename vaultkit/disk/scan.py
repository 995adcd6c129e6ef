"""What lies in a vault: every visible file with the numbers that tell when it changes."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import is_link, reason_of
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

__all__ = ["FileStat", "Scan", "is_sync_conflict", "refuse_names_in", "scan"]


class FileStat(NamedTuple):
    """A file and the numbers that tell whether it may have changed. Times in nanoseconds."""

    path: VaultPath
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Scan:
    """Every visible file once, by code point of its path, and what had to be left out."""

    files: tuple[FileStat, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def refuse_names_in(encoding: str) -> None:
    """Raises DiskError for any file name encoding but UTF-8."""
    if encoding.lower().replace("-", "") != "utf8":
        raise DiskError(
            "file names are taken for {encoding} here, and a vault's are UTF-8",
            hint="set PYTHONUTF8=1, or a locale that ends in UTF-8",
            values={"encoding": encoding},
        )


def scan(root: Path, *, follow_symlinks: bool = False) -> Scan:
    """Every visible regular file below the root; nothing is opened but folders.

    Hidden names are left out without a word (RS-14). Symbolic links, special files, names that
    are not UTF-8, folders that cannot be read and copies that a sync program left are reported.
    With ``follow_symlinks`` a link is followed unless it leads into the vault or to a folder that
    holds it; nothing is visited twice.

    Raises DiskError where the root itself is no folder or cannot be read, and where Python does
    not take file names for UTF-8: pages would be written under other names than they have.
    """
    refuse_names_in(sys.getfilesystemencoding())
    walk = _Walk([], [], [], set())
    start = _Folder(str(root), "")
    try:
        entries = _entries_of(start)
        walk.seen.add(_identity(os.stat(start.place)))
    except OSError as error:
        raise DiskError(
            "the vault cannot be read: {reason}",
            where=str(root),
            hint="give the folder that holds the notes",
            values={"reason": reason_of(error)},
        ) from error
    _descend(walk, list(_look(walk, start, entries)))
    if follow_symlinks:
        _follow_links(walk, os.path.realpath(root))
    else:
        for link in walk.links:
            walk.leave_out("symlink-left-out", link.path, "follow_symlinks is off")
    return Scan(
        tuple(sorted(walk.files)),
        tuple(sorted(walk.diagnostics, key=_order_of)),
    )


def _order_of(found: Diagnostic) -> tuple[str, str, str]:
    return found.path or "", found.code, found.args.get("name", "")


def is_sync_conflict(name: str) -> bool:
    """Whether a file's name is one that a sync program gives the losing copy of two versions.

    A number at the end (``Plan 2.md``: iCloud, Google Drive) is not taken for one: people and
    Obsidian itself name notes so.
    """
    return bool(_SYNC_CONFLICT.search(name))


_SYNC_CONFLICT = re.compile(
    r"""
      \.sync-conflict-\d{8}-\d{6}                    # Syncthing
    | \([^()]*conflicted\ copy\b[^()]*\d{4}.*\)      # Dropbox, Nextcloud, Obsidian Sync
    | \([^()]*конфликтующая\ копия\b[^()]*\d{4}.*\)  # Dropbox in Russian
    | \(SFConflict\ [^()]*\d{4}-\d\d-\d\d            # Seafile
    | _conflict-\d{8}-\d{6}(?=\.|$)                  # ownCloud
    | (?-i:-(?:DESKTOP|LAPTOP)-(?=[A-Z]*\d)[0-9A-Z]{7,8}(?:-\d+)?(?=\.\w+$))  # OneDrive
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Folder:
    place: str
    path: str
    """Vault-relative, empty for the root."""

    def below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


@dataclass(frozen=True, slots=True)
class _Link:
    place: str
    path: VaultPath


@dataclass(frozen=True, slots=True)
class _Walk:
    """What was found so far; ``seen`` are the folders entered, as (device, inode)."""

    files: list[FileStat]
    diagnostics: list[Diagnostic]
    links: list[_Link]
    seen: set[tuple[int, int]]

    def leave_out(self, code: str, path: str, reason: str = "") -> None:
        args = {"reason": reason} if reason else {}
        self.diagnostics.append(Diagnostic(code, VaultPath(path), args=args))


def _descend(walk: _Walk, waiting: list[_Folder]) -> None:
    # A stack of our own: a vault may be nested deeper than Python recurses.
    while waiting:
        folder = waiting.pop()
        try:
            identity = _identity(os.stat(folder.place))
            if identity in walk.seen:
                # The same folder under a second name: a bind mount, or the way of another link.
                reason = "it is in the vault already under another name"
                walk.leave_out("symlink-left-out", folder.path, reason)
                continue
            walk.seen.add(identity)
            waiting.extend(_look(walk, folder, _entries_of(folder)))
        except FileNotFoundError:
            continue  # it went away since its parent was read
        except OSError as error:
            walk.leave_out("file-unreadable", folder.path, reason_of(error))


def _entries_of(folder: _Folder) -> list[os.DirEntry[str]]:
    with os.scandir(folder.place) as entries:
        return sorted(entries, key=attrgetter("name"), reverse=True)


def _look(walk: _Walk, folder: _Folder, entries: list[os.DirEntry[str]]) -> Iterator[_Folder]:
    """Puts away what lies in a folder; yields the folders in it."""
    for entry in entries:
        name = entry.name
        if name.startswith("."):  # RS-14
            continue
        if not _is_text(name):
            walk.diagnostics.append(_undecodable(folder, name))
            continue
        path = VaultPath(folder.below(name))
        try:
            if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                yield _Folder(entry.path, path)
            elif entry.is_symlink() or _is_junction(entry):
                walk.links.append(_Link(entry.path, path))
            else:
                _put_file(walk, path, entry.stat(follow_symlinks=False))
        except FileNotFoundError:
            continue
        except OSError as error:
            walk.leave_out("file-unreadable", path, reason_of(error))


def _put_file(walk: _Walk, path: VaultPath, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        walk.leave_out("file-special", path)
    elif is_sync_conflict(path.name):
        walk.leave_out("sync-conflict", path)
    else:
        numbers = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        walk.files.append(FileStat(path, *numbers))


def _follow_links(walk: _Walk, root: str) -> None:
    """Looks behind the links, after all that really lies in the vault, in path order.

    What a link leads to may hold links again, so this goes on until none is new.
    """
    while walk.links:
        links = sorted(walk.links, key=attrgetter("path"))
        walk.links.clear()
        for link in links:
            try:
                target = os.path.realpath(link.place, strict=True)
                found = os.stat(target)
            except OSError as error:
                walk.leave_out("symlink-left-out", link.path, reason_of(error))
                continue
            if _holds(root, target) or _holds(target, root):
                # Obsidian ignores links into the vault and to the folders above it (RS).
                walk.leave_out("symlink-left-out", link.path, "it leads into the vault itself")
            elif stat.S_ISDIR(found.st_mode):
                _descend(walk, [_Folder(link.place, link.path)])
            else:
                _put_file(walk, link.path, found)


def _holds(folder: str, path: str) -> bool:
    return os.path.commonpath((folder, path)) == folder if _same_drive(folder, path) else False


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _is_junction(entry: os.DirEntry[str]) -> bool:
    # Only Windows has junctions, and only there is this more than a look at a number.
    return os.name == "nt" and is_link(entry.stat(follow_symlinks=False))


def _is_text(name: str) -> bool:
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _undecodable(folder: _Folder, name: str) -> Diagnostic:
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
    where = VaultPath(folder.path) if folder.path else None
    return Diagnostic("name-undecodable", where, args={"folder": folder.path or "/", "name": shown})
