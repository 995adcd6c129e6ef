"""What a person means by OLD and NEW of a rename, and what no file may be called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from vaultkit.app.check_names import unsafe_part
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.store.files import all_namesakes, files_below, folder_paths

__all__ = ["Places", "fault_of_name", "moves_of_file", "moves_of_folder"]

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}\Z")
_NOTES = (".md", ".canvas", ".base")
_BRACKET = re.compile(r"[\[\]]")
_NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class Places:
    """What lies where in a vault, asked of its index."""

    snapshot: Snapshot

    def find(self, path: str) -> VaultPath | None:
        """What lies at a path, however its letters are cased or composed."""
        key = name_key(path)
        store = self.snapshot.index.store
        name = name_key(key.rpartition("/")[2])
        named = (*all_namesakes(store, name), *self.snapshot.occupied)
        return next((VaultPath(each) for each in named if name_key(each) == key), None)

    def find_folder(self, path: str) -> str | None:
        """The folder at a path that holds files, as it is spelled."""
        return self._folders().get(name_key(path))

    def files_below(self, folder: str) -> list[VaultPath]:
        """The files in a folder that links may lead to, sorted."""
        return [VaultPath(path) for path in files_below(self.snapshot.index.store, folder)]

    def _folders(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for folder in folder_paths(self.snapshot.index.store):
            while folder and found.setdefault(name_key(folder), folder) == folder:
                folder = folder.rpartition("/")[0]  # noqa: PLW2901 - up to the root
        return found


def moves_of_file(old: VaultPath, new: str, places: Places) -> dict[VaultPath, VaultPath]:
    """Where a file goes that is to be called ``new``: a name, a path, or a folder with a slash.

    Raises UsageError where that is no name for it, or where something lies already.
    """
    text = _composed(new)
    if text.endswith("/"):
        wanted = f"{_folder_of(text, places)}{old.name}"
    elif "/" in text:
        folder, _, name = text.rpartition("/")
        wanted = f"{_folder_of(f'{folder}/', places)}{_with_ending(name, old)}"
    else:
        wanted = (
            f"{old.folder}/{_with_ending(text, old)}" if old.folder else _with_ending(text, old)
        )
    path = _checked(wanted, new, known=old, places=places)
    if path == old:
        raise UsageError(
            "{old} is called so already", values={"old": old}, hint="give another name or folder"
        )
    _refuse_taken([path], places, leaving={old})
    return {old: path}


def moves_of_folder(
    old: str, new: str, places: Places
) -> tuple[tuple[VaultPath, VaultPath], dict[VaultPath, VaultPath]]:
    """A folder that is to be called ``new``: both its paths, and where each file in it goes.


    With a slash at its end ``new`` is the folder's path from the root, without one its name.
    Raises UsageError where there is no such folder, and as ``moves_of_file`` does.
    """
    folder = places.find_folder(_composed(old).strip("/")) or ""
    inside = places.files_below(folder) if folder else []
    if not inside:
        raise UsageError(
            "no folder {name} with files in it",
            values={"name": old},
            hint="give the folder's path from the vault's root",
        )
    wanted = _new_folder(folder, _composed(new), places)
    if f"{wanted}/".startswith(f"{folder}/"):
        if wanted == folder:
            raise UsageError(
                "{old} is called so already",
                values={"old": f"{folder}/"},
                hint="give another name or folder",
            )
        raise UsageError(
            "{old} cannot go into itself", values={"old": f"{folder}/"}, hint="give another folder"
        )
    _checked(f"{wanted}/x", new, known=VaultPath(f"{folder}/x"), places=places)
    there = places.find_folder(wanted)
    if there is not None and there != folder:
        raise UsageError(
            "there is a folder {name} already",
            values={"name": f"{there}/"},
            hint="give another name, or move the notes one by one",
        )
    moves = {path: VaultPath(wanted + path[len(folder) :]) for path in inside}
    _refuse_taken(moves.values(), places, leaving=set(moves))
    return (VaultPath(folder), VaultPath(wanted)), moves


def _new_folder(old: str, new: str, places: Places) -> str:
    parent, _, name = new.rstrip("/").rpartition("/")
    if new.startswith("/"):
        return new.rstrip("/")
    if "/" not in new:
        parent = old.rpartition("/")[0]
    return f"{_folder_of(f'{parent}/', places) if parent else ''}{name}"


def _composed(text: str) -> str:
    """A name as typed, in the form in which names are kept (RS-13)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(
            "the name is not UTF-8: {name}",
            values={"name": text.encode("utf-8", "replace").decode()},
            hint="type it anew",
        ) from None
    return unicodedata.normalize("NFC", text)


def _folder_of(text: str, places: Places) -> str:
    """The path of a folder that is written with a slash behind, as far as it exists spelled as
    it is. The root is a slash alone, and gives an empty text."""
    if text == "/":
        return ""
    wanted = text[:-1]
    rest = ""
    above = wanted
    while above:
        known = places.find_folder(above)
        if known is not None:
            return f"{known}{rest}/"
        above, _, name = above.rpartition("/")
        rest = f"/{name}{rest}"
    return text


def _with_ending(name: str, old: VaultPath) -> str:
    """A name with the extension that the file has now, which it keeps."""
    if (
        not old.suffix
        or not name.strip()
        or (name.lower().endswith(old.suffix) and len(name) > len(old.suffix))
    ):
        return name
    ending = _ENDING.search(name)
    is_other = ending is not None and (ending[0].lower() in _NOTES or old.suffix not in _NOTES)
    if is_other:
        raise UsageError(
            "{old} keeps its extension {ending}",
            values={"old": old, "ending": old.suffix},
            hint="leave the extension out of the new name",
        )
    return f"{name}{old.name[-len(old.suffix) :]}"


def _checked(wanted: str, typed: str, *, known: VaultPath, places: Places) -> VaultPath:
    """The path, if every new segment of it is a name that all systems and links can hold."""
    segments = wanted.split("/")
    above = ""
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        is_old = (
            segment == known.name
            if is_last
            else places.find_folder(f"{above}{segment}") == f"{above}{segment}"
        )
        reason = None if is_old else fault_of_name(segment)
        if reason is not None:
            raise UsageError(
                "'{name}' cannot be a name in a vault: it holds {what}",
                values={"name": typed, "what": reason},
                hint="choose a name that every system can store and every link can hold",
            )
        above = f"{above}{segment}/"
    return VaultPath(wanted)


def fault_of_name(segment: str) -> str | None:
    """What is wrong with a name (NM-01), in words or as the characters themselves."""
    if not segment.strip():
        return "an empty part"
    if segment.startswith("."):
        return "a dot at its beginning, which hides it or leads out"
    if segment != segment.strip() or segment.rpartition(".")[0].endswith((".", " ")):
        return "a blank or a dot at its end"
    if len(segment.encode()) > _NAME_BYTES:
        return "more than 255 bytes"
    bracket = _BRACKET.search(segment)
    if bracket is not None:
        return bracket[0]
    return unsafe_part(segment)


def _refuse_taken(paths: Collection[VaultPath], places: Places, *, leaving: set[VaultPath]) -> None:
    for path in paths:
        there = places.find(path)
        if there is not None and there not in leaving:
            raise UsageError(
                "there is a file {path} already",
                values={"path": there},
                hint="choose another name; nothing is ever written over",
            )
    for folder in sorted({path.folder for path in paths}):
        above = folder
        while above:
            file = places.find(above)
            if file is not None and file not in leaving:
                raise UsageError(
                    "{path} is a file and no folder",
                    values={"path": file},
                    hint="choose another folder",
                )
            above = above.rpartition("/")[0]
