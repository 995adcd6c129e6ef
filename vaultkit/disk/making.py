"""The steps of a plan: one file created, replaced, removed or moved."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vaultkit.disk.aside import ASIDE, aside_place
from vaultkit.disk.digest import digest_of, find_digest, sha_of
from vaultkit.disk.exchange import Place, move_new
from vaultkit.disk.faults import APPEARED, CHANGED, GONE, TAKEN, ConflictFound
from vaultkit.disk.folder import Folders, OpenFolder
from vaultkit.disk.noted import Noted
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.replace import create_file, replace_file, sweep_strays
from vaultkit.disk.swap import create_noted, remove_noted, replace_noted
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Receipt

__all__ = ["Run", "make", "move", "needs_write"]


@dataclass(frozen=True, slots=True)
class Run:
    """What one plan is carried out with."""

    root: Path
    folders: Folders
    others: Folders
    """For what lies elsewhere than the file at hand: where it goes to, what is put aside."""
    new: frozenset[VaultPath]
    """Where nothing lay before the first write. Creating fails there if something does by now."""
    noted: Noted | None = None
    strays: AbstractSet[str] | None = None
    """The folders in which temporary files may lie; None where nobody looked."""
    swept: set[str] = field(default_factory=set)
    unsynced: set[str] = field(default_factory=set)


def move(run: Run, step: FileMove) -> tuple[Receipt, ...]:
    """Gives a file or folder its new path; a receipt for either path.

    Raises ConflictFound where it is gone or the path is taken, OSError.
    """
    run.folders.close()
    new = run.others.made_to_last(step.to.folder)
    old = run.folders.opened(step.path.folder)
    try:
        move_new(Place(old, step.path.name), Place(new, step.to.name))
    except FileExistsError as error:
        raise ConflictFound(TAKEN) from error
    except FileNotFoundError as error:
        raise ConflictFound(GONE) from error
    digest = find_digest(new, step.to.name)
    run.unsynced.add(step.path.folder)
    run.unsynced.add(step.to.folder)
    return Receipt(step.path, None), Receipt(step.to, digest)


def make(run: Run, edit: FileEdit) -> Receipt | None:
    """Carries one edit out; None where the file already is as the edit would leave it.

    Raises ConflictFound or ChangedError where it is not what was expected, OSError.
    """
    if edit.data is None:
        with suppress(FileNotFoundError):  # its folder is gone, and the file with it
            return _make_in(run.folders.opened(edit.path.folder), run, edit)
        return None
    made = run.folders.made if edit.owner == "vaultkit" else run.folders.made_to_last
    try:
        return _make_in(made(edit.path.folder), run, edit)
    except FileNotFoundError:
        # The folder, which was open already, has been removed since.
        run.folders.close()
        return _make_in(made(edit.path.folder), run, edit)


def _make_in(folder: OpenFolder, run: Run, edit: FileEdit) -> Receipt | None:
    at = edit.path.folder
    if at not in run.swept and (run.strays is None or at in run.strays):
        run.swept.add(at)
        sweep_strays(folder, run.root / OWN_FOLDER)
    if edit.path not in run.new and not needs_write(folder, edit):
        return None
    if edit.owner == "person":
        run.unsynced.add(edit.path.folder)
        put: _Put = _put_noted
    else:
        put = _put_own
    try:
        put(folder, run, edit)
    except FileExistsError as error:
        if needs_write(folder, edit):
            raise ConflictFound(APPEARED) from error
        return None
    return Receipt(edit.path, None if edit.data is None else sha_of(edit.data))


_Put = Callable[[OpenFolder, "Run", FileEdit], None]


def _put_own(folder: OpenFolder, _run: Run, edit: FileEdit) -> None:
    """What vaultkit made itself: one atomic step, and no more."""
    name = edit.path.name
    if edit.data is None:
        os.unlink(folder.at(name), dir_fd=folder.fd)
    elif edit.expected is None:
        create_file(folder, name, edit.data)
    else:
        old = folder.find_stat(name)
        if old is None:
            raise ConflictFound(GONE)
        replace_file(folder, name, edit.data, old)


def _put_noted(folder: OpenFolder, run: Run, edit: FileEdit) -> None:
    """What a person owns: swapped and synced, and the old file put aside."""
    place = Place(folder, edit.path.name)
    if edit.expected is None:
        if edit.data is not None:
            create_noted(place, edit.data, edit.attributes)
        return
    aside = _find_aside(run, edit)
    if edit.data is None:
        remove_noted(place, expected=edit.expected, aside=aside)
    else:
        replace_noted(place, edit.data, expected=edit.expected, aside=aside)


def _find_aside(run: Run, edit: FileEdit) -> Place | None:
    if run.noted is None or edit.expected is None:
        return None
    at = run.noted.places.get(edit.path)
    if at is None:
        return None
    folder = run.others.made_to_last(f"{run.noted.journal.state}/{ASIDE}")
    return aside_place(folder, run.noted.number, at, edit.expected)


def needs_write(folder: OpenFolder, edit: FileEdit) -> bool:
    """False where the file already is what the edit would make of it."""
    found = folder.find_stat(edit.path.name)
    if found is None:
        if edit.expected is not None and edit.data is not None:
            raise ConflictFound(GONE)
        return edit.data is not None
    if not stat.S_ISREG(found.st_mode):
        raise DiskError(
            "not a regular file, so it is not written",
            where=edit.path,
            hint="move the link, folder or device that lies there",
        )
    present = digest_of(folder, edit.path.name)
    if edit.data is not None and present == sha_of(edit.data):
        return False
    if present != edit.expected:
        raise ConflictFound(APPEARED if edit.expected is None else CHANGED)
    return True
