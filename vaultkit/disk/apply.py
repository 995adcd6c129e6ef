"""A plan carried out: the one door through which files of a vault are written.

What is written now are pages that vaultkit owns and can make again, so a file is replaced
atomically and not forced to the platter. The journal, the lock and fsync for notes that people
own come with the first edits of such notes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vaultkit.disk.folder import Folders, OpenFolder, folders_below, opened_folder, reason_of
from vaultkit.disk.place import check_writable_place
from vaultkit.disk.replace import create_file, replace_file, sweep_strays
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan, Receipt

__all__ = ["apply", "remove_empty_folders"]


def apply(root: Path, plan: Plan) -> tuple[Receipt, ...]:
    """Carries out the edits in their order; a receipt for each file that was written or removed.

    An edit that finds its file as it would leave it (equal bytes, already gone) writes nothing
    and has no receipt, so a plan can be applied again. Missing folders are made. Every file is
    compared with what the plan expects before the first write, and again just before its own.

    Raises ConflictError at the first file that is not what the plan expects, DiskError where a
    file cannot be written or lies in a place that is never written: behind a symbolic link, or
    hidden outside ``.vaultkit``. Edits after it are left undone; the message names those before.
    """
    for edit in plan.edits:
        check_writable_place(edit.path)
    with folders_below(root) as folders:
        run = _Run(folders, frozenset(_iter_new(folders, plan.edits)))
        receipts: list[Receipt] = []
        for edit in plan.edits:
            try:
                receipt = _make(run, edit)
            except _ConflictFound as found:
                raise _conflict(edit.path, found, _done(receipts, plan)) from found
            except OSError as error:
                raise _failed(edit.path, error, _done(receipts, plan)) from error
            if receipt is not None:
                receipts.append(receipt)
        return tuple(receipts)


def remove_empty_folders(root: Path, folders: Iterable[str]) -> tuple[str, ...]:
    """The vault-relative folders that were removed, children first.

    Each folder given goes if nothing lies in it, then its parents likewise; never the root.
    Folders that hold anything, are missing or lie behind a symbolic link stay as they are.
    """
    removed: list[str] = []
    for folder in sorted(set(folders), reverse=True):
        rest = folder
        while rest:
            check_writable_place(VaultPath(f"{rest}/x"))
            parent, _, name = rest.rpartition("/")
            try:
                with opened_folder(root, parent) as opened:
                    os.rmdir(opened.at(name), dir_fd=opened.fd)
            except (OSError, DiskError):
                break
            removed.append(rest)
            rest = parent
    return tuple(removed)


class _ConflictFound(Exception):  # noqa: N818 - not an error yet: it lacks what was done before
    """The file is not what the plan expects; the text says how."""


_GONE = "the file is gone"
_CHANGED = "the file has changed since it was read"
_APPEARED = "a file that the plan does not know lies there now"


def _iter_new(folders: Folders, edits: Iterable[FileEdit]) -> Iterator[VaultPath]:
    """Compares every file with what its edit expects; gives those to create where nothing lies."""
    missing: str | None = None  # a plan has many files in one folder that is still to be made
    removed: set[str] = set()
    for edit in edits:
        folder = edit.path.folder
        if edit.data is None:
            removed.add(edit.path.key)
        elif edit.path.key in removed:
            # Where case does not tell names apart, the file that is removed first still lies in
            # the place of this one.
            yield edit.path
            continue
        try:
            if folder != missing and not _needs_write(folders.opened(folder), edit):
                continue
        except FileNotFoundError:
            missing = folder
        except _ConflictFound as found:
            raise _conflict(edit.path, found, _NOTHING_DONE) from found
        except OSError as error:
            raise _failed(edit.path, error, _NOTHING_DONE) from error
        if edit.expected is None:
            yield edit.path
        elif folder == missing and edit.data is not None:
            raise _conflict(edit.path, _ConflictFound(_GONE), _NOTHING_DONE)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one plan is carried out with."""

    folders: Folders
    new: frozenset[VaultPath]
    """Where nothing lay before the first write. Creating fails there if something does by now."""
    swept: set[str] = field(default_factory=set)


def _make(run: _Run, edit: FileEdit) -> Receipt | None:
    if edit.data is None:
        with suppress(FileNotFoundError):  # its folder is gone, and the file with it
            return _make_in(run.folders.opened(edit.path.folder), run, edit)
        return None
    try:
        return _make_in(run.folders.made(edit.path.folder), run, edit)
    except FileNotFoundError:
        # The folder, which was open already, has been removed since.
        run.folders.close()
        return _make_in(run.folders.made(edit.path.folder), run, edit)


def _make_in(folder: OpenFolder, run: _Run, edit: FileEdit) -> Receipt | None:
    name = edit.path.name
    if edit.path.folder not in run.swept:
        run.swept.add(edit.path.folder)
        sweep_strays(folder)
    if edit.path not in run.new and not _needs_write(folder, edit):
        return None
    if edit.data is None:
        os.unlink(folder.at(name), dir_fd=folder.fd)
        return Receipt(edit.path, None)
    if edit.expected is None:
        try:
            create_file(folder, name, edit.data)
        except FileExistsError as error:
            if _needs_write(folder, edit):
                raise _ConflictFound(_APPEARED) from error
            return None
    else:
        old = folder.find_stat(name)
        if old is None:
            raise _ConflictFound(_GONE)
        replace_file(folder, name, edit.data, old)
    return Receipt(edit.path, hashlib.sha256(edit.data).hexdigest())


def _needs_write(folder: OpenFolder, edit: FileEdit) -> bool:
    """False where the file already is what the edit would make of it."""
    found = folder.find_stat(edit.path.name)
    if found is None:
        if edit.expected is not None and edit.data is not None:
            raise _ConflictFound(_GONE)
        return edit.data is not None
    if not stat.S_ISREG(found.st_mode):
        raise DiskError(
            "not a regular file, so it is not written",
            where=edit.path,
            hint="move the link, folder or device that lies there",
        )
    present = _digest_of(folder, edit.path.name)
    if edit.data is not None and present == hashlib.sha256(edit.data).hexdigest():
        return False
    if present != edit.expected:
        raise _ConflictFound(_APPEARED if edit.expected is None else _CHANGED)
    return True


_PIECE = 1 << 18


def _digest_of(folder: OpenFolder, name: str) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    fd = os.open(folder.at(name), flags | getattr(os, "O_NONBLOCK", 0), dir_fd=folder.fd)
    try:
        digest = hashlib.sha256()
        while piece := os.read(fd, _PIECE):
            digest.update(piece)
        return digest.hexdigest()
    finally:
        os.close(fd)


_Done = tuple[str, Mapping[str, str]]
"""What was written before an edit failed, as the end of a message and its values."""

_NOTHING_DONE: _Done = ("nothing was written", {})


def _done(receipts: Sequence[Receipt], plan: Plan) -> _Done:
    if not receipts:
        return _NOTHING_DONE
    names = [receipt.path for receipt in receipts[:3]]
    return "of {total} files {done} were written before it: {names}", {
        "total": str(len(plan.edits)),
        "done": str(len(receipts)),
        "names": ", ".join(names) + (", ..." if len(receipts) > 3 else ""),
    }


def _conflict(path: VaultPath, found: _ConflictFound, done: _Done) -> ConflictError:
    return ConflictError(
        f"{found}; {done[0]}",
        where=path,
        hint="run the command again; it starts from the file as it is now",
        values=done[1],
    )


def _failed(path: VaultPath, error: OSError, done: _Done) -> DiskError:
    hints = {
        errno.ENOSPC: "the disk is full; make room and run the command again",
        errno.EDQUOT: "your quota is used up; make room and run the command again",
        errno.ENAMETOOLONG: "the name is too long for this system",
    }
    return DiskError(
        f"cannot be written: {{reason}}; {done[0]}",
        where=path,
        hint=hints.get(
            error.errno or 0, "see that you may write there, then run the command again"
        ),
        values={"reason": reason_of(error), **done[1]},
    )
