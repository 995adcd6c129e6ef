"""What was written to people's notes, and how to take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from vaultkit.app.indexing import Index
from vaultkit.app.writing import get_journal, write
from vaultkit.disk.entry import Change, Version
from vaultkit.disk.journal import Journal, Kept, State, iter_kept, journal_at
from vaultkit.disk.read import read_bytes
from vaultkit.disk.state import find_state_folder, get_journal_key
from vaultkit.disk.take_back import remove_empty_below
from vaultkit.model.errors import DiskError, UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, FileMove, Plan, Receipt, moved_path

__all__ = [
    "Obstacle",
    "Past",
    "Undo",
    "count_past",
    "find_journal",
    "iter_past",
    "past_form",
    "plan_undo",
    "undo",
]


class Past(NamedTuple):
    """One entry of the journal, as people ask about it."""

    kept: Kept
    undone_by: int | None
    """The entry that took it back, and that was not taken back itself."""

    @property
    def number(self) -> int:
        """What ``vaultkit undo`` calls it."""
        return self.kept.number

    @property
    def paths(self) -> tuple[VaultPath, ...]:
        """The files that it changed or moved, those that moved first; each once."""
        entry = self.kept.entry
        moved = [move.path for move in entry.moves]
        return tuple(dict.fromkeys([*moved, *(change.path for change in entry.changes)]))


class Obstacle(NamedTuple):
    """A file that is not as it was left: as it was before, as it was left, as it is now."""

    path: VaultPath
    before: bytes | None
    after: bytes | None
    now: bytes | None
    taken: bool = False
    """Whether something else lies there, where a moved file should lie again."""


class Undo(NamedTuple):
    """What would take an entry back; with any obstacle nothing is done."""

    kept: Kept
    plan: Plan
    obstacles: tuple[Obstacle, ...]
    first: tuple[int, ...] = ()
    """The later entries that stand in the way, newest first: with these undone, nothing would."""


def find_journal(root: Path, environ: Mapping[str, str]) -> Journal | None:
    """The journal of a vault that need not be opened; None where nothing was ever written."""
    state = find_state_folder(root, environ=environ)
    return None if state is None else journal_at(root, state, get_journal_key(environ=environ))


def count_past(root: Path, environ: Mapping[str, str]) -> int:
    """How many entries could be undone; none where nothing was ever written."""
    journal = find_journal(root, environ)
    return 0 if journal is None else sum(1 for _ in iter_kept(journal))


def iter_past(journal: Journal) -> Iterator[Past]:
    """What was written in this vault by this user on this machine, oldest first."""
    entries = tuple(iter_kept(journal))
    undone = _undone_by(entries)
    for kept in entries:
        yield Past(kept, undone.get(kept.number))


def count_undoable(entries: Sequence[Kept]) -> int:
    """How many entries can be taken back that were not, besides those that take back others."""
    undone = _undone_by(entries)
    return sum(1 for kept in entries if kept.number not in undone and kept.entry.undoes is None)


def past_form(past: Past) -> Mapping[str, Any]:
    """An entry as JSON: its files with the digests they had before and after, null for none."""
    kept = past.kept
    return {
        "number": kept.number,
        "when": kept.entry.when,
        "command": kept.entry.command,
        "state": "undone" if past.undone_by else kept.state,
        "undoes": kept.entry.undoes,
        "undone_by": past.undone_by,
        "changes": [
            {
                "path": change.path,
                "reason": change.reason,
                "before": change.before and change.before.digest,
                "after": change.after and change.after.digest,
            }
            for change in kept.entry.changes
        ],
        "moves": [{"path": move.path, "to": move.to} for move in kept.entry.moves],
    }


def plan_undo(index: Index, number: int | None) -> Undo:
    """How to take back an entry: the newest that was not undone, or that of the number.

    Raises UsageError where there is none.
    """
    past = tuple(iter_past(get_journal(index)))
    if number is None:
        open_ = [each for each in past if not each.undone_by and each.kept.entry.undoes is None]
        if not open_:
            raise UsageError("there is nothing to undo", hint="see `vaultkit log`")
        found = open_[-1]
    else:
        found = _get_past(past, number)
    planned = _undo_of(index, found.kept)
    return planned._replace(first=_later(past, planned)) if planned.obstacles else planned


def undo(index: Index, planned: Undo) -> tuple[Receipt, ...]:
    """Carries it out. Raises ConflictError where a file changed since, DiskError."""
    receipts = write(index, planned.plan, undoes=planned.kept.number)
    remove_empty_below(index.root, planned.kept.entry.folders)
    return receipts


def _later(past: Iterable[Past], planned: Undo) -> tuple[int, ...]:
    """The later entries that made the files what they are; none where something else did, too."""
    wanted = {each.path: each.now for each in planned.obstacles}
    blamed: list[int] = []
    for each in reversed(tuple(past)):
        if each.number <= planned.kept.number:
            break
        changes = [one for one in each.kept.entry.changes if one.path in wanted]
        ours = [one for one in changes if _is(one.after, wanted[one.path])]
        if each.undone_by is None and ours:
            blamed.append(each.number)
            wanted |= {one.path: _bytes_of(one.before) for one in ours}
    left = {change.path: change.after for change in planned.kept.entry.changes}
    settled = all(path in left and _is(left[path], now) for path, now in wanted.items())
    return tuple(blamed) if settled else ()


def _get_past(past: Iterable[Past], number: int) -> Past:
    for each in past:
        if each.number == number:
            if each.undone_by:
                raise UsageError(
                    "number {number} was undone already, by number {by}",
                    hint="to do it again, undo number {by}",
                    values={"number": str(number), "by": str(each.undone_by)},
                )
            return each
    raise UsageError(
        "there is no number {number}", hint="see `vaultkit log`", values={"number": str(number)}
    )


def _undone_by(entries: Sequence[Kept]) -> Mapping[int, int]:
    """For each entry that was taken back and not brought back again: what took it back."""
    undone: dict[int, int] = {}
    states: Iterable[tuple[int, int | None, State]] = (
        (kept.number, kept.entry.undoes, kept.state) for kept in entries
    )
    for number, undoes, state in states:
        if undoes is None or state != "done":
            continue
        undone[undoes] = number
        for earlier, by in tuple(undone.items()):
            if by == undoes:
                del undone[earlier]  # an undo that is undone
    return undone


def _undo_of(index: Index, kept: Kept) -> Undo:
    edits: list[FileEdit] = []
    obstacles: list[Obstacle] = []
    for change in reversed(kept.entry.changes):
        path = moved_path(change.path, kept.entry.moves)
        now = _find_bytes(index, path)
        if _is(change.before, now):
            continue
        if not _is(change.after, now):
            obstacles.append(Obstacle(path, _bytes_of(change.before), _bytes_of(change.after), now))
            continue
        edits.append(_edit_back(change, path, kept.number))
    back: list[FileMove] = []
    for move in reversed(kept.entry.moves):
        other_case = name_key(move.to) == name_key(move.path)
        moved, taken = _lies(index, move.to), _lies(index, move.path)
        if moved and (other_case or not taken):
            back.append(FileMove(move.to, move.path, None, f"undo of {kept.number}"))
        elif moved:
            obstacles.append(Obstacle(move.path, None, None, None, taken=True))
        elif not taken:
            obstacles.append(Obstacle(move.to, None, None, None))
    return Undo(kept, Plan(tuple(edits), moves=tuple(back)), tuple(obstacles))


def _edit_back(change: Change, path: VaultPath, number: int) -> FileEdit:
    before, after = change.before, change.after
    return FileEdit(
        path,
        None if after is None else after.digest,
        None if before is None else before.data,
        f"undo of {number}",
        attributes=None if before is None else before.attributes,
    )


def _is(version: Version | None, now: bytes | None) -> bool:
    if version is None or now is None:
        return version is None and now is None
    return version.digest == sha256(now).hexdigest()


def _bytes_of(version: Version | None) -> bytes | None:
    return None if version is None else version.data


def _lies(index: Index, path: VaultPath) -> bool:
    """Whether anything lies there. Raises DiskError where that cannot be found out."""
    try:
        (index.root / path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise DiskError(
            "cannot be read: {reason}",
            where=path,
            hint="see that it exists and that you may read it",
            values={"reason": error.strerror or str(error)},
        ) from error
    return True


def _find_bytes(index: Index, path: VaultPath) -> bytes | None:
    """None where no file lies. Raises DiskError where one cannot be read."""
    try:
        return read_bytes(index.root, path)
    except DiskError:
        if _lies(index, path):
            raise
        return None
