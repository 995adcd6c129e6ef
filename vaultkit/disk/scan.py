"""What lies in a vault: every visible file with the numbers that tell when it changes."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import close_read, is_link, reason_of
from vaultkit.disk.place import TEMPORARY
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.sync_names import is_sync_conflict

__all__ = [
    "FileStat",
    "Numbers",
    "Scan",
    "find_numbers",
    "is_text",
    "names_in",
    "numbers_at",
    "refuse_names_in",
    "scan",
]


class FileStat(NamedTuple):
    """A file and the numbers that tell whether it may have changed. Times in nanoseconds."""

    path: VaultPath
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


Numbers = tuple[int, int, int, int]
"""Of a file: size, mtime_ns, ctime_ns, inode."""


class Scan(NamedTuple):
    """Every visible file once, and what had to be left out.

    ``folders`` has for each folder that was read (vault-relative, empty for the root) the names of
    its files with their numbers, none where it holds no file: two scans are compared by comparing
    these. Folders and names come in any order.
    """

    folders: Mapping[str, Mapping[str, Numbers]]
    diagnostics: tuple[Diagnostic, ...] = ()
    strays: frozenset[str] = frozenset()
    """Folders with names such as runs of vaultkit give files that they are just making."""

    @property
    def files(self) -> tuple[FileStat, ...]:
        """The same files by code point of their path, made anew each time they are asked for."""
        found = {
            f"{folder}/{name}" if folder else name: numbers
            for folder, files in self.folders.items()
            for name, numbers in files.items()
        }
        return tuple(FileStat(VaultPath(path), *found[path]) for path in sorted(found))


def numbers_at(root: Path, path: VaultPath) -> Numbers | None:
    """The numbers of one file, None where no file is there."""
    try:
        found = os.lstat(root / path)
    except OSError:
        return None
    return _numbers_of(found) if stat.S_ISREG(found.st_mode) else None


def names_in(root: Path, folder: str) -> list[str]:
    """The names of what lies in a folder, in the order in which ``scan`` comes by them.

    None of them where it cannot be read.
    """
    try:
        return os.listdir(root / folder)
    except OSError:
        return []


def find_numbers(root: Path, path: VaultPath) -> Numbers | None:
    """The numbers of one file as ``scan`` lists it, following no links; None for one it leaves out.

    Costs a look at each folder above the file.
    """
    if any(map(_is_left_out, path.split("/"))) or is_sync_conflict(path.name):
        return None
    above = [at.start() for at in re.finditer("/", path)]
    return numbers_at(root, path) if all(_is_folder(root / path[:end]) for end in above) else None


def _is_folder(place: Path) -> bool:
    try:
        found = os.lstat(place)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and not is_link(found)


def _is_left_out(name: str) -> bool:
    return _is_hidden(name) or not is_text(name)


def _is_hidden(name: str) -> bool:
    """Whether Obsidian does not look at a file or folder of this name (RS-14)."""
    return name.startswith(".")


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
    walk = _Walk({}, [], [], set(), set())
    start = _Folder(str(root), "")
    try:
        entered = _entered(walk, start)
    except OSError as error:
        raise DiskError(
            "the vault cannot be read: {reason}",
            where=str(root),
            hint="give the folder that holds the notes",
            values={"reason": reason_of(error)},
        ) from error
    _descend(walk, entered)
    if follow_symlinks:
        _follow_links(walk, os.path.realpath(root))
    else:
        for link in walk.links:
            walk.leave_out("symlink-left-out", link.path, "follow_symlinks is off")
    return Scan(
        walk.folders, tuple(sorted(walk.diagnostics, key=_order_of)), frozenset(walk.strays)
    )


def _order_of(found: Diagnostic) -> tuple[str, str, str]:
    return found.path or "", found.code, found.args.get("name", "")


class _Folder(NamedTuple):
    place: str
    path: str
    """Vault-relative, empty for the root."""

    def below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


class _Link(NamedTuple):
    place: str
    path: VaultPath


class _Walk(NamedTuple):
    """What was found so far; ``seen`` are the folders entered, as (device, inode)."""

    folders: dict[str, dict[str, Numbers]]
    diagnostics: list[Diagnostic]
    links: list[_Link]
    seen: set[tuple[int, int]]
    strays: set[str]

    def leave_out(self, code: str, path: str, reason: str = "") -> None:
        args = {"reason": reason} if reason else {}
        self.diagnostics.append(Diagnostic(code, VaultPath(path), args=args))


def _descend(walk: _Walk, waiting: list[_Folder]) -> None:
    # A stack of our own: a vault may be nested deeper than Python recurses.
    while waiting:
        folder = waiting.pop()
        try:
            waiting.extend(_entered(walk, folder))
        except FileNotFoundError:
            continue  # it went away since its parent was read
        except OSError as error:
            walk.leave_out("file-unreadable", folder.path, reason_of(error))


def _entered(walk: _Walk, folder: _Folder) -> list[_Folder]:
    """Puts away what lies in a folder; comes back with the folders in it, last name first."""
    files: dict[str, Numbers] = {}
    others: list[_Other] = []
    # Below an open folder the system looks up a name instead of a path, which is faster.
    fd = os.open(folder.place, _FOLDER_FLAGS) if _BELOW else None
    try:
        identity = _identity(os.stat(folder.place if fd is None else fd))
        if identity in walk.seen:
            # The same folder under a second name: a bind mount, or the way of another link.
            reason = "it is in the vault already under another name"
            walk.leave_out("symlink-left-out", folder.path, reason)
            return []
        walk.seen.add(identity)
        with os.scandir(folder.place if fd is None else fd) as entries:
            for entry in entries:
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError as error:
                    others.append((entry.name, error))
                    continue
                # Nothing but this is done for an ordinary file: there may be 200,000 of them.
                if found.st_mode & _KIND == _FILE:
                    numbers = _attributes(found)
                    files[entry.name] = numbers if numbers[3] <= _MOST else _cut(numbers)
                else:
                    others.append((entry.name, found))
    finally:
        if fd is not None:
            close_read(fd)
    _take_out_odd_names(walk, folder, files)
    walk.folders[folder.path] = files
    return [*_iter_folders(walk, folder, sorted(others, key=itemgetter(0), reverse=True))]


_Other = tuple[str, os.stat_result | OSError]
"""The name of what is no regular file, and what the system says of it."""

_BELOW = os.scandir in os.supports_fd and hasattr(os, "O_DIRECTORY")
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = stat.S_IFREG
_KIND = 0o170000  # the bits of the mode that say what it is
_attributes: Callable[[os.stat_result], Numbers] = attrgetter(
    "st_size", "st_mtime_ns", "st_ctime_ns", "st_ino"
)
_MOST = (1 << 63) - 1


def _numbers_of(found: os.stat_result) -> Numbers:
    return _cut(_attributes(found))


def _cut(numbers: Numbers) -> Numbers:
    # Inodes of network file systems may be larger than what databases call a number.
    return (*numbers[:3], numbers[3] & _MOST)


def _iter_folders(walk: _Walk, folder: _Folder, others: list[_Other]) -> Iterator[_Folder]:
    for name, found in others:
        if _is_hidden(name):
            continue
        if not is_text(name):
            walk.diagnostics.append(_undecodable(folder, name))
            continue
        path = folder.below(name)
        if isinstance(found, FileNotFoundError):
            continue
        if isinstance(found, OSError):
            walk.leave_out("file-unreadable", path, reason_of(found))
        elif is_link(found):
            walk.links.append(_Link(os.path.join(folder.place, name), VaultPath(path)))
        elif stat.S_ISDIR(found.st_mode):
            yield _Folder(os.path.join(folder.place, name), path)
        else:
            walk.leave_out("file-special", path)


def _take_out_odd_names(walk: _Walk, folder: _Folder, files: dict[str, Numbers]) -> None:
    """Leaves out the files that their names keep out of the vault."""
    # The names are looked through as one text, and one by one only where that holds a sign.
    names = "\0".join(("", *files))
    if "\0." in names:
        for name in [name for name in files if _is_hidden(name)]:
            del files[name]
        if f"\0{TEMPORARY}" in names:
            walk.strays.add(folder.path)
    if not is_text(names):
        for name in [name for name in files if not is_text(name)]:
            del files[name]
            walk.diagnostics.append(_undecodable(folder, name))
    if _may_be_sync_conflict(names):
        for name in [name for name in files if is_sync_conflict(name)]:
            del files[name]
            walk.leave_out("sync-conflict", folder.below(name))


def _may_be_sync_conflict(names: str) -> bool:
    # Letters that ``re.IGNORECASE`` takes for no others: it knows an i without a dot, for one.
    lower = names.lower()
    return "nfl" in lower or "нфл" in lower or "-DESKTOP-" in names or "-LAPTOP-" in names


def _put_linked_file(walk: _Walk, path: VaultPath, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        walk.leave_out("file-special", path)
    elif is_sync_conflict(path.name):
        walk.leave_out("sync-conflict", path)
    else:
        walk.folders.setdefault(path.folder, {})[path.name] = _numbers_of(found)


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
                _put_linked_file(walk, link.path, found)


def _holds(folder: str, path: str) -> bool:
    return os.path.commonpath((folder, path)) == folder if _same_drive(folder, path) else False


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def is_text(name: str) -> bool:
    """Whether a name is UTF-8: of one that is not, Python makes a text that cannot be encoded."""
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
