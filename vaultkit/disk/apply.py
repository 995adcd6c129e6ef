"""A plan carried out: the one door through which files of a vault are written.

Pages, which vaultkit owns and can make again, are replaced atomically and not forced to the
platter. What people own is put into the journal first, swapped and synced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from vaultkit.disk.digest import find_digest
from vaultkit.disk.faults import (
    CHANGED,
    GONE,
    NOTHING_DONE,
    TAKEN,
    ConflictFound,
    conflict,
    done_of,
    failure,
)
from vaultkit.disk.folder import Folders, folders_below, remove_empty_folder, sync_folder
from vaultkit.disk.journal import Journal, finish, forget, is_done, leave_broken, prune
from vaultkit.disk.making import Run, make, move, needs_write
from vaultkit.disk.noted import Heading, Noted, noted_of
from vaultkit.disk.place import check_writable_place
from vaultkit.disk.recover import iter_held
from vaultkit.disk.swap import ChangedError
from vaultkit.disk.take_back import take_back
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan, Receipt

__all__ = ["apply", "remove_empty_folders"]


def apply(
    root: Path,
    plan: Plan,
    *,
    journal: Journal | None = None,
    command: str = "",
    undoes: int | None = None,
    strays: AbstractSet[str] | None = None,
) -> tuple[Receipt, ...]:
    """Carries out the edits in their order, then the moves; a receipt for each file they changed.

    An edit that finds its file as it would leave it (equal bytes, already gone) writes nothing
    and has no receipt, so a plan can be applied again. Missing folders are made. Every file is
    compared with what the plan expects before the first write, and again with its own: people's
    files by exchange (see ``swap``), those of vaultkit by a look right before.

    With a journal, what people own is written there first, and a plan that fails is taken back:
    all or nothing. ``command`` is what the journal says was asked for, ``undoes`` the entry that
    the plan takes back. The caller then holds the vault's lock.

    What runs that were killed left in folders that are written to is deleted; ``strays`` are those
    in which any may lie, where that is known, so that no folder of thousands need be listed.

    Raises ConflictError at the first file that is not what the plan expects, DiskError where a
    file cannot be written or lies in a place that is never written: behind a symbolic link, or
    hidden outside ``.vaultkit``. The message says what was written before and could not be taken
    back.
    """
    for edit in plan.edits:
        check_writable_place(edit.path)
    for each in plan.moves:
        check_writable_place(each.path)
        check_writable_place(each.to)
    try:
        return _carried_out(
            root, plan, None if journal is None else Heading(journal, command, undoes), strays
        )
    except OSError as error:
        raise failure(str(root), error, NOTHING_DONE) from error


def _carried_out(
    root: Path, plan: Plan, heading: Heading | None, strays: AbstractSet[str] | None
) -> tuple[Receipt, ...]:
    """Raises also OSError where something fails before the first write."""
    with folders_below(root) as folders, folders_below(root) as others:
        new = frozenset(_iter_new(folders, plan.edits))
        _check_moves(folders, plan)
        noted = None if heading is None else noted_of(folders, plan, new, heading)
        run = Run(root, folders, others, new, noted, strays)
        receipts: list[Receipt] = []
        try:
            steps: tuple[FileEdit | FileMove, ...] = (*plan.edits, *plan.moves)
            for step in steps:
                if isinstance(step, FileMove):
                    _sync(run)  # before a folder above may be moved
                receipts += _made_of(run, step, receipts, plan)
            _sync(run)
            if noted is not None:
                finish(noted.journal, noted.number)
        except BaseException as error:
            if noted is not None and not is_done(noted.journal, noted.number):
                folders.close()
                _take_back(noted, error, {receipt.path for receipt in receipts})
            raise
    if noted is not None:
        prune(noted.journal, noted.number)
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
            if not remove_empty_folder(root, rest):
                break
            removed.append(rest)
            rest = rest.rpartition("/")[0]
    return tuple(removed)


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
            if folder != missing and not needs_write(folders.opened(folder), edit):
                continue
        except FileNotFoundError:
            missing = folder
        except ConflictFound as found:
            raise conflict(edit.path, found, NOTHING_DONE) from found
        except OSError as error:
            raise failure(edit.path, error, NOTHING_DONE) from error
        if edit.expected is None:
            yield edit.path
        elif folder == missing and edit.data is not None:
            raise conflict(edit.path, ConflictFound(GONE), NOTHING_DONE)


def _check_moves(folders: Folders, plan: Plan) -> None:
    """Raises ConflictError where a file to be moved is not what was expected, or has no place."""
    freed = {edit.path for edit in plan.edits if edit.data is None}
    for each in plan.moves:
        if each.to not in freed and each.to.key != each.path.key and _is_taken(folders, each.to):
            raise conflict(each.path, ConflictFound(TAKEN), NOTHING_DONE)
        freed.add(each.path)
        try:
            folder = folders.opened(each.path.folder)
            if folder.find_stat(each.path.name) is None:
                raise ConflictFound(GONE)
            if each.expected not in (None, find_digest(folder, each.path.name)):
                raise ConflictFound(CHANGED)
        except FileNotFoundError as error:
            raise conflict(each.path, ConflictFound(GONE), NOTHING_DONE) from error
        except ConflictFound as found:
            raise conflict(each.path, found, NOTHING_DONE) from found
        except OSError as error:
            raise failure(each.path, error, NOTHING_DONE) from error


def _is_taken(folders: Folders, path: VaultPath) -> bool:
    """Looked at before the first write, so that what lies there afterwards was put there by us."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return folders.opened(path.folder).find_stat(path.name) is not None
    return False


def _sync(run: Run) -> None:
    for folder in sorted(run.unsynced):
        with suppress(OSError, DiskError):  # some drives cannot; or it was moved with its parent
            sync_folder(run.folders.opened(folder))
    run.unsynced.clear()


def _take_back(noted: Noted, error: BaseException, written: AbstractSet[VaultPath]) -> None:
    """All or nothing: what was done of the plan is undone; the error says what could not be."""
    changed, failed = take_back(noted.journal, noted.number, noted.entry, written=written)
    # Where the journal cannot be written either, or something is left to be looked at, the entry
    # stays begun: the next run tries again.
    with suppress(OSError, DiskError):
        if not failed and not any(iter_held(noted.journal, noted.number, noted.entry)):
            (leave_broken if changed else forget)(noted.journal, noted.number)
    if isinstance(error, (ConflictError, DiskError)) and (changed or failed):
        raise _left_error(error, sorted({*changed, *failed}), again=bool(failed)) from error


def _left_error(
    error: ConflictError | DiskError, left: Sequence[VaultPath], *, again: bool
) -> ConflictError | DiskError:
    names = ", ".join(left[:3]) + (", ..." if len(left) > 3 else "")
    return type(error)(
        f"{error.message_template}; these could not be taken back: {{left}}",
        where=error.where,
        hint=(
            "the next command that writes tries again; see `vaultkit log`"
            if again
            else "see `vaultkit log`: `vaultkit undo` has the old versions"
        ),
        values={**(error.values or {}), "left": names},
    )


def _made_of(
    run: Run, step: FileEdit | FileMove, receipts: Sequence[Receipt], plan: Plan
) -> tuple[Receipt, ...]:
    done = done_of(receipts, plan) if run.noted is None else NOTHING_DONE
    try:
        if isinstance(step, FileMove):
            return move(run, step)
        receipt = make(run, step)
    except (ConflictFound, ChangedError) as found:
        cause = found if isinstance(found, ConflictFound) else ConflictFound(CHANGED)
        raise conflict(step.path, cause, done) from found
    except OSError as error:
        raise failure(step.path, error, done) from error
    return () if receipt is None else (receipt,)
