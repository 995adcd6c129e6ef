"""A vault's folder as people and programs handle it: every way in which a file may change."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

MEMORY = Path("/dev/shm")

Tree = Mapping[str, bytes]
"""What lies in a folder, by path: bytes of files, ``-> target`` of links."""

Stamps = Mapping[str, tuple[int, ...]]
"""Size, times and inode of everything in a folder; equal only if nothing was written."""


def temporary_folder(base: Path | None = None) -> Path:
    """A new folder, in memory where the system has that, unless a base is given."""
    if base is None and MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        base = MEMORY
    return Path(tempfile.mkdtemp(prefix="vaultkit-", dir=base))


def iter_files(root: Path, *, hidden: bool = True) -> Iterator[str]:
    """Files and links below a folder in order, ``.vaultkit`` left out."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for entry in sorted(os.scandir(root / folder), key=lambda entry: entry.name):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if path == ".vaultkit" or (not hidden and entry.name.startswith(".")):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                yield path


def folders_of(root: Path) -> list[str]:
    """The visible folders in order, the root left out."""
    found = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        for entry in os.scandir(root / folder):
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                found.append(f"{folder}/{entry.name}" if folder else entry.name)
                waiting.append(found[-1])
    return sorted(found)


def tree_of(root: Path) -> dict[str, bytes]:
    """All files and links with their bytes, hidden ones too, ``.vaultkit`` left out.

    Empty folders end in a slash: one may lie where a page belongs.
    """
    tree = {f"{path}/": b"" for path in folders_of(root) if not any((root / path).iterdir())}
    for path in iter_files(root):
        place = root / path
        if place.is_symlink():
            tree[path] = b"-> " + os.fsencode(place.readlink())
        else:
            tree[path] = place.read_bytes()
    return dict(sorted(tree.items()))


def put_tree(root: Path, tree: Tree) -> None:
    """Makes the files, links and folders of ``tree_of`` in a folder."""
    for folder in {path.rpartition("/")[0] for path in tree}:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, data in tree.items():
        if path.endswith("/"):
            continue
        (root / path).unlink(missing_ok=True)
        if data.startswith(b"-> "):
            (root / path).symlink_to(os.fsdecode(data[3:]))
        else:
            (root / path).write_bytes(data)


def stamps_of(root: Path) -> Stamps:
    """By path; of links their own."""
    stamps = {}
    for path in iter_files(root):
        found = (root / path).lstat()
        stamps[path] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return stamps


# --- hands


def write(place: Path, data: bytes, *, how: str = "in place") -> None:
    """The file's new bytes, as editors and sync programs put them there.

    ``in place``; ``atomic``: a new file under the old name; ``same time``: its time put back;
    ``past`` and ``future``: with a time of its own. Nothing happens where a folder lies.
    """
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        old = place.lstat() if os.path.lexists(place) else None
        if how == "atomic":
            beside = place.with_name(".beside")
            beside.write_bytes(data)
            beside.replace(place)
        else:
            place.write_bytes(data)
        if how == "same time" and old is not None:
            os.utime(place, ns=(old.st_atime_ns, old.st_mtime_ns))
        elif how in ("past", "future"):
            shift_time(place, -(10**9) if how == "past" else 10**9)


def shift_time(place: Path, seconds: int) -> None:
    """The file's time of change moved, nothing else."""
    with suppress(OSError):
        found = place.stat()
        moved = found.st_mtime_ns + seconds * 10**9
        os.utime(place, ns=(found.st_atime_ns, moved))


def tweaked(data: bytes, at: int) -> bytes:
    """The same number of bytes with one letter or digit of them another, or in another case."""
    spots = [index for index, byte in enumerate(data) if byte < 128 and chr(byte).isalnum()]
    if not spots:
        return data[:-1] + b" " if data else data
    spot = spots[at % len(spots)]
    old = chr(data[spot])
    if old.isdigit():
        new = str((int(old) + 1) % 10)
    elif at % 2:
        new = old.swapcase()
    else:
        new = "a" if old in "zZ" else chr(ord(old) + 1)
    return data[:spot] + new.encode() + data[spot + 1 :]


def move(place: Path, target: Path) -> None:
    """The file under another name; what lay there is gone. Nothing happens where it cannot be."""
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        place.rename(target)


def swap(one: Path, other: Path) -> None:
    """Two files change their names."""
    beside = one.with_name(".beside")
    with suppress(OSError):
        one.rename(beside)
        other.rename(one)
        beside.rename(other)


def copy_over(one: Path, other: Path) -> None:
    """The first file's bytes and times on the second, as a backup brings them back."""
    with suppress(OSError, shutil.SameFileError):
        shutil.copy2(one, other)


def remove(place: Path) -> None:
    """Whatever lies there is gone."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
