"""Files and folders renamed, with every link that leads to them or stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vaultkit.app.indexing import Index
from vaultkit.app.meant import file_meant
from vaultkit.app.relinking import Edits
from vaultkit.app.rename_names import Places, moves_of_file, moves_of_folder
from vaultkit.app.rename_planning import LinksAlone, Renaming, change_of, find_unread, plan_change
from vaultkit.app.rename_settings import iter_settings_naming
from vaultkit.app.snapshot import Snapshot, looked_up
from vaultkit.markdown.property_edit import add_to_property
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileMove
from vaultkit.model.source import Source
from vaultkit.store.files import find_file

__all__ = ["plan_rename", "plan_rename_with_alias"]


def plan_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a note or an attachment, or of a folder where ``old`` ends in a slash.

    A folder goes as one, with all that is in it, seen or not. Costs what ``plan_change`` does.
    Raises UsageError where old or new mean nothing that can be renamed so.
    """
    with looked_up(index) as snapshot:
        if old.endswith("/"):
            return _plan_folder(snapshot, old, new)
        path = file_meant(snapshot, old)
        moves = moves_of_file(path, new, Places(snapshot))
        return _plan_file(snapshot, path, moves, LinksAlone())


def plan_rename_with_alias(index: Index, old: str, new: str) -> Renaming:
    """The same for a note, which keeps its old name as an alias.

    Raises UsageError also where it is no note, or keeps its name anyway.
    """
    with looked_up(index) as snapshot:
        if old.endswith("/"):
            raise _no_alias(old)
        path = file_meant(snapshot, old)
        moves = moves_of_file(path, new, Places(snapshot))
        if path.suffix != ".md":
            raise _no_alias(path)
        if name_key(moves[path].stem) == name_key(path.stem):
            raise UsageError(
                "{path} keeps its name, which needs no alias",
                values={"path": path},
                hint="leave out --alias",
            )
        return _plan_file(snapshot, path, moves, _Aliased(path))


def _no_alias(path: str) -> UsageError:
    return UsageError("{path} can have no alias", values={"path": path}, hint="leave out --alias")


@dataclass(frozen=True, slots=True)
class _Aliased(LinksAlone):
    """The note's own edit: its old name among its aliases."""

    path: VaultPath

    def edits(self, source: Source, note: Note) -> Edits:
        if source.path != self.path or self._is_there(note):
            return Edits()
        edit = add_to_property(source, "aliases", (self.path.stem,))
        return Edits(refused=(edit,)) if isinstance(edit, Diagnostic) else Edits(edit)

    def aliases_after(self, note: Note) -> tuple[str, ...]:
        if note.path != self.path or self._is_there(note):
            return note.aliases
        return (*note.aliases, self.path.stem)

    def _is_there(self, note: Note) -> bool:
        return name_key(self.path.stem) in map(name_key, note.aliases)


def _plan_file(
    snapshot: Snapshot,
    path: VaultPath,
    moves: Mapping[VaultPath, VaultPath],
    besides: LinksAlone,
) -> Renaming:
    return plan_change(
        snapshot,
        change_of(snapshot, moves),
        besides=besides,
        bearers=[path] if path in snapshot.notes else [],
        move=FileMove(path, moves[path], _digest_of(snapshot, path), "renamed"),
        subject="file",
        names=(path, moves[path]),
    )


def _plan_folder(snapshot: Snapshot, old: str, new: str) -> Renaming:
    if (unread := find_unread(snapshot, "folder", (old, new))) is not None:
        return unread  # what cannot be listed looks empty
    (here, there), moves = moves_of_folder(old, new, Places(snapshot))
    change = change_of(snapshot, moves)
    move = FileMove(here, there, None, "renamed")
    names = f"{here}/", f"{there}/"
    renaming = plan_change(snapshot, change, move=move, subject="folder", names=names)
    named = tuple(iter_settings_naming(snapshot, here))
    if renaming.refused or not named:
        return renaming
    plan = replace(renaming.plan, diagnostics=(*renaming.plan.diagnostics, *named))
    return replace(renaming, plan=plan)


def _digest_of(snapshot: Snapshot, path: VaultPath) -> str | None:
    """The digest of a note; that of an attachment is not kept."""
    known = find_file(snapshot.index.store, path)
    return known.digest.hex() if known is not None and known.digest else None
