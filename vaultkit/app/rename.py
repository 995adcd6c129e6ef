"""Files and folders renamed, with every link that leads to them or stands in them.

A plan is made whole or not at all, and proved before it is shown: every edited file is read as it
will be, at its new path, and every link in it must lead to the file it led to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vaultkit.app.indexing import Index
from vaultkit.app.meant import file_meant
from vaultkit.app.relinking import (
    Change,
    Said,
    edited_note,
    find_breach,
    relinked,
    said_of,
)
from vaultkit.app.rename_names import Places, moves_of_file, moves_of_folder
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.writing import write
from vaultkit.disk.read import Reader, reading
from vaultkit.graph.moving import Moving
from vaultkit.graph.spelling import LinkFormat, iter_card_targets, iter_targets
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan, Receipt
from vaultkit.model.source import Source
from vaultkit.store.files import find_file
from vaultkit.store.notes import links_to_keys
from vaultkit.store.rows import LinkFlag

__all__ = [
    "Edited",
    "Renaming",
    "Subject",
    "canvases_of",
    "carry_out",
    "looked_up",
    "plan_rename",
    "planned",
    "renaming_of",
]

Subject = Literal["file", "folder", "tag", "heading"]


@dataclass(frozen=True, slots=True)
class Renaming:
    """A rename as it was planned. ``plan`` is empty where something stands in the way."""

    subject: Subject
    old: str
    new: str
    plan: Plan
    rewritten: int
    """Links, or tags, that are written anew."""
    notes: int
    """Notes and canvases in which that is."""
    refused: tuple[Diagnostic, ...] = ()
    """What stands in the way, if anything does: nothing may be written then."""
    merges: bool = False
    """Whether the new name is that of a tag that is there."""


def plan_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a note, an attachment, or with a slash at the end of ``old`` a folder.

    Costs the links to the names that come or go, the files that move, and the canvases, whose
    text cards the index does not keep. Raises UsageError where old or new mean nothing that can
    be renamed so.
    """
    with looked_up(index) as snapshot:
        places = Places(snapshot)
        if old.endswith("/"):
            folders, moves = moves_of_folder(old, new, places)
            return _plan_moves(snapshot, moves, "folder", folders)
        path = file_meant(snapshot, old)
        moves = moves_of_file(path, new, places)
        return _plan_moves(snapshot, moves, "file", (path, moves[path]))


@contextmanager
def looked_up(index: Index) -> Iterator[Snapshot]:
    """The vault to plan with, as it is at this moment; afterwards the index may be written."""
    snapshot = Snapshot(index)
    try:
        yield snapshot
    finally:
        index.store.unpin()


def carry_out(index: Index, renaming: Renaming) -> tuple[Receipt, ...]:
    """Writes what was planned. Raises ConflictError where a file changed since, DiskError."""
    return write(index, renaming.plan)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What links say once files have moved; a ``Change``."""

    moving: Moving
    new_format: LinkFormat
    reason: str

    def path_after(self, path: VaultPath) -> VaultPath:
        return self.moving.path_after(path)

    def ways(self, path: VaultPath, link: Link) -> Iterator[Said]:
        if not self.moving.concerns(path, link.target):
            yield said_of(link)
            return
        dest = self.moving.dest_before(path, link.target)
        if dest is None:
            yield said_of(link)
            return
        for target in self._targets(path, link, dest):
            yield Said(target, link.heading)

    def _targets(self, path: VaultPath, link: Link, dest: VaultPath) -> Iterator[str]:
        if link.form == "canvas":
            return iter_card_targets(link.target, source=path, dest=dest, moving=self.moving)
        return iter_targets(
            link.target, source=path, dest=dest, moving=self.moving, new_format=self.new_format
        )

    def is_kept(self, path: VaultPath, before: Link, after: Link) -> bool:
        dest = self.moving.dest_before(path, before.target)
        now = self.moving.dest_after(path, after.target)
        if dest is None:  # what led nowhere may begin to lead somewhere, and stays as it is
            return before.target == after.target
        return now == self.moving.path_after(dest) or before.region is not None

    def begins_to_answer(self, path: VaultPath, link: Link) -> VaultPath | None:
        """Where a link leads afterwards that leads nowhere now."""
        if not link.target or self.moving.dest_before(path, link.target) is not None:
            return None
        return self.moving.dest_after(path, link.target)


def _plan_moves(
    snapshot: Snapshot,
    moves: Mapping[VaultPath, VaultPath],
    subject: Subject,
    names: tuple[VaultPath, VaultPath],
) -> Renaming:
    old, new = names
    moving = Moving.of(snapshot.names, moves)
    change = _Moved(moving, snapshot.settings.new_link_format, f"links follow {old} to {new}")
    concerned = _sources(snapshot, change)
    result = planned(snapshot, change, concerned.to_read)
    # A folder goes as one, with all that is in it, seen or not.
    whole = FileMove(old, new, _digest_of(snapshot, old), "renamed")
    plan = Plan(result.edits, concerned.answered, (whole,))
    slash = "/" if subject == "folder" else ""
    return renaming_of(subject, (f"{old}{slash}", f"{new}{slash}"), plan, result)


def renaming_of(
    subject: Subject, names: tuple[str, str], plan: Plan, result: Edited, *, merges: bool = False
) -> Renaming:
    """A rename with its plan, or without one where something was refused."""
    return Renaming(
        subject,
        *names,
        Plan() if result.refused else plan,
        result.rewritten,
        result.notes,
        result.refused,
        merges,
    )


def _digest_of(snapshot: Snapshot, path: VaultPath) -> str | None:
    known = find_file(snapshot.index.store, path)
    return known.digest.hex() if known is not None and known.digest else None


# --- which files have to be read


class _Concerned(NamedTuple):
    to_read: tuple[VaultPath, ...]
    """Files with a link that cannot stay as it is, and canvases; sorted."""
    answered: tuple[Diagnostic, ...]
    """Links that lead nowhere now and somewhere afterwards."""


def _sources(snapshot: Snapshot, change: _Moved) -> _Concerned:
    """Asks the index alone: no file is read for links that can stay as they are."""
    to_read = canvases_of(snapshot)
    answered: list[Diagnostic] = []
    places = {
        (VaultPath(link.path), link.n)
        for link in links_to_keys(snapshot.index.store, sorted(change.moving.link_keys))
        if not link.flags & LinkFlag.REGION
    }
    for path in change.moving.paths:
        if path in snapshot.notes:
            places.update((path, n) for n in range(len(snapshot.notes[path].links)))
    for path, n in sorted(places):
        link = snapshot.notes[path].links[n]
        if link.region is not None:
            continue
        if (dest := change.begins_to_answer(path, link)) is not None:
            args = {"original": link.original, "path": dest}
            answered.append(
                Diagnostic("link-begins-to-lead", path, link.line, span=link.span, args=args)
            )
        elif next(change.ways(path, link), None) != said_of(link):
            to_read.add(path)
    return _Concerned(tuple(sorted(to_read)), tuple(answered))


def canvases_of(snapshot: Snapshot) -> set[VaultPath]:
    """Every canvas: the index does not know what their text cards say."""
    return {path for path in snapshot.notes if path.suffix == ".canvas"}


# --- the edits


class Edited(NamedTuple):
    """What becomes of the files that were read."""

    edits: tuple[FileEdit, ...]
    refused: tuple[Diagnostic, ...]
    rewritten: int
    """Links or tags that say something else."""
    notes: int
    """Files in which that is."""


def planned(snapshot: Snapshot, change: Change, paths: Iterable[VaultPath]) -> Edited:
    """The edits that say the links of these files anew, each proved."""
    edits: list[FileEdit] = []
    refused: list[Diagnostic] = []
    rewritten = 0
    with reading(snapshot.root, follow_symlinks=snapshot.config.follow_symlinks) as files:
        for path in paths:
            done = relinked(*_read(snapshot, files, path), change)
            if done.refused:
                refused += done.refused
            elif done.replacements:
                edit, after, note = edited_note(done, done.replacements, change)
                breach = find_breach(done, after, note, change)
                if breach is not None:
                    refused.append(breach)
                edits.append(edit)
                rewritten += done.count
    return Edited(tuple(edits), tuple(refused), rewritten, len(edits))


def _read(snapshot: Snapshot, files: Reader, path: VaultPath) -> tuple[Source, Note]:
    """A file with what it says, which the index knows if the bytes are still the same."""
    source = decode(path, files.read(path))
    known = snapshot.notes[path]
    return source, known if known.digest == source.digest else read(source)
