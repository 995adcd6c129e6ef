"""What a person means by NOTE: a path, a name or an alias, else a title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from vaultkit.app.nearest import NearestNames
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.errors import UsageError
from vaultkit.model.links import Ambiguous, Found
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["alias_index", "find_file", "get_file", "get_note"]

_FROM_ROOT = VaultPath("vaultkit")
"""A file at the vault's root: names are looked up as a link in it would be."""


def alias_index(notes: Iterable[Note]) -> Mapping[str, tuple[VaultPath, ...]]:
    """The notes that bear an alias, by the alias's key; each tuple in code-point order."""
    found: defaultdict[str, set[VaultPath]] = defaultdict(set)
    for note in notes:
        for alias in note.aliases:
            found[name_key(alias)].add(note.path)
    return {key: tuple(sorted(paths)) for key, paths in found.items()}


def get_note(text: str, *, notes: Mapping[VaultPath, Note], names: NameIndex) -> Note:
    """The note meant by ``text``; see ``get_file``. An attachment raises UsageError."""
    path = get_file(text, files=notes, notes=notes, names=names)
    if path in notes:
        return notes[path]
    raise UsageError(
        "{path} is no note", values={"path": path}, hint="give a .md, .canvas or .base file"
    )


def get_file(
    text: str,
    *,
    files: Container[object],
    notes: Mapping[VaultPath, Note],
    names: NameIndex,
) -> VaultPath:
    """The file meant by ``text``: an exact path, else a name as a link at the root finds it,
    else an alias, else a title.

    Raises UsageError with the candidates where several answer, with near names where none does.
    """
    found = find_file(
        text,
        files=files,
        names=names,
        aliased=lambda key: alias_index(notes.values()).get(key) or _titled(key, notes.values()),
    )
    if found is None:
        raise _nobody(text, notes)
    return found


def find_file(
    text: str,
    *,
    files: Container[object],
    names: NameIndex,
    aliased: Callable[[str], Sequence[VaultPath]],
) -> VaultPath | None:
    """The same, or None where no file answers; ``aliased`` gives the notes of an alias's key.

    Raises UsageError with the candidates where several answer.
    """
    try:
        text.encode()
    except UnicodeEncodeError:  # an argument that is not UTF-8, and names in a vault are
        return None
    if text in files:
        return VaultPath(text)
    candidates = _named(text, names) or tuple(aliased(name_key(text.strip())))
    if len(candidates) > 1:
        raise UsageError(
            "'{name}' may be any of {count} notes",
            values={"name": text, "count": str(len(candidates))},
            hint="give the whole path of one of them",
            candidates=candidates,
        )
    return candidates[0] if candidates else None


def _titled(key: str, notes: Iterable[Note]) -> tuple[VaultPath, ...]:
    """The notes that call themselves so, such as those whose file's name begins with a day."""
    return tuple(sorted(note.path for note in notes if name_key(note.title) == key))


def _nobody(text: str, notes: Mapping[VaultPath, Note]) -> UsageError:
    return UsageError(
        "no note answers to '{name}'",
        values={"name": text},
        hint="give a path, a name or an alias",
        candidates=_near(text, notes.values()),
    )


def _named(text: str, names: NameIndex) -> tuple[VaultPath, ...]:
    target = text.strip()
    if not target:
        return ()
    match names.resolve(_FROM_ROOT, target):
        case Found(path):
            return (path,)
        case Ambiguous(candidates=candidates):
            return candidates
        case _:
            return ()


def _near(text: str, notes: Iterable[Note]) -> tuple[str, ...]:
    known = [name for note in notes for name in (note.link_name, note.title, *note.aliases)]
    return NearestNames.of(known).near(text)
