"""Which file a link means (RS-01 to RS-20)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vaultkit.graph.relations import relations_of
from vaultkit.graph.subpath import Outline, outline_of
from vaultkit.model.links import Ambiguous, Found, Missing, Resolution, ResolvedLink
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["IndexedFile", "NameIndex", "path_of", "resolve_links", "unresolved_name"]


class IndexedFile(NamedTuple):
    """A file as links look for it. The natural order is Obsidian's preference (RS-05, RS-06)."""

    length: int
    """Of the NFC path in UTF-16 units: Obsidian compares JavaScript's ``path.length``."""
    key: str
    path: VaultPath


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Every visible file under the key of its name with extension; built by ``of``."""

    files: Mapping[str, tuple[IndexedFile, ...]]
    """``name_key`` of the last segment to the files that have it, preferred first."""

    @classmethod
    def of(cls, paths: Iterable[VaultPath]) -> NameIndex:
        """The index of these files. Those in or below a dot folder are left out (RS-14)."""
        named: dict[str, list[IndexedFile]] = {}
        for path in set(paths):
            if not _is_hidden(path):
                named.setdefault(name_key(path.name), []).append(_indexed(path))
        return cls({name: tuple(sorted(files)) for name, files in named.items()})

    def resolve(self, source: VaultPath, target: str) -> Resolution:
        """Where a link of ``source`` leads; ``target`` is its path without subpath, decoded.

        An empty target is the note itself (RS-17). Ambiguous only where the link leaves a choice:
        never for a rooted or relative one, or one that spells a path from the root with its
        folder. The cost is that of comparing the files of this one name.
        """
        if not target:
            return Found(source)
        files, ending = self._answering(target.rsplit("/", 1)[-1])
        wanted = _wanted_path(source, target)
        if not files or wanted is None:
            return Missing(name_key(unresolved_name(target)))
        if "/" not in target and len(files) == 1:  # RS-02
            return Found(files[0].path)
        wanted += ending
        fits = _files_at(files, wanted) if _is_anchored(target) else _files_ending(files, wanted)
        if not fits:
            return Missing(name_key(unresolved_name(target)))
        winner = _winner(fits, wanted, source)
        if len(fits) == 1 or ("/" in target and winner.key == name_key(wanted)):
            return Found(winner.path)
        return Ambiguous(winner.path, tuple(sorted(file.path for file in fits)))

    def named(self, name: str) -> tuple[VaultPath, ...]:
        """The files that answer to a bare name, preferred first as seen from the root (RS-10)."""
        return tuple(file.path for file in self._answering(name)[0])

    def shortest_link(self, path: VaultPath) -> str:
        """How a link to this file is written: its name if no other file answers, else its path.

        ``.md`` is left out, unless what is left would mean another file (``x.canvas.md``).
        """
        is_note = path.suffix == ".md"
        if self.resolve(path, name := path.stem if is_note else path.name) == Found(path):
            return name
        full = path[: -len(".md")] if is_note else str(path)
        meant = path_of(self.resolve(path, full))
        return full if meant is None or meant == path else str(path)

    def _answering(self, name: str) -> tuple[tuple[IndexedFile, ...], str]:
        """The files of a link's last segment and what it lacks to their name (RS-10, RS-11)."""
        key = name_key(name)
        if "." in key and (files := self.files.get(key)):
            return files, ""
        return (self.files.get(key + ".md", ()) if key else ()), ".md"


def _is_hidden(path: VaultPath) -> bool:
    return path.startswith(".") or "/." in path


def _indexed(path: VaultPath) -> IndexedFile:
    composed = path if path.isascii() else unicodedata.normalize("NFC", path)
    return IndexedFile(len(composed.encode("utf-16-le", "surrogatepass")) // 2, path.key, path)


def _is_anchored(target: str) -> bool:
    """Whether a link spells one place and nothing else will do (RS-08, RS-09)."""
    return target.startswith(("/", "./", "../"))


def _wanted_path(source: VaultPath, target: str) -> str | None:
    """The path from the root that a link spells; None where it climbs out of the vault."""
    if target.startswith("/"):
        return target[1:]
    if not _is_anchored(target):
        return target
    segments = source.folder.split("/") if source.folder else []
    for segment in target.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


def _files_at(files: Sequence[IndexedFile], wanted: str) -> tuple[IndexedFile, ...]:
    """The files at exactly this path: several only where they differ in case or Unicode form."""
    key = name_key(wanted)
    return tuple(file for file in files if file.key == key)


def _files_ending(files: Sequence[IndexedFile], wanted: str) -> tuple[IndexedFile, ...]:
    """The files whose path is the wanted one or ends with it (RS-07).

    Obsidian compares without a boundary, so that ``b/N`` may hit ``ab/N.md``; we do not.
    """
    key = name_key(wanted)
    ending = "/" + key
    return tuple(file for file in files if file.key == key or file.key.endswith(ending))


def _winner(files: Sequence[IndexedFile], wanted: str, source: VaultPath) -> IndexedFile:
    """The one that Obsidian takes: exact path, then beside or below the source, then shortest.

    Two files whose paths differ only in case or Unicode form are told apart by the spelling of
    the link, so that each of them can be linked.
    """
    key = name_key(wanted)
    home = name_key(source.folder) + "/" if source.folder else ""

    def preference(file: IndexedFile) -> tuple[bool, bool, int, str, bool, VaultPath]:
        outside = not file.key.startswith(home)  # RS-04
        misspelt = not file.path.endswith(wanted)
        return (file.key != key, outside, file.length, file.key, misspelt, file.path)

    return min(files, key=preference)


def path_of(resolution: Resolution) -> VaultPath | None:
    """The file that a resolution leads to, the winner where it is ambiguous, or None."""
    match resolution:
        case Found(path):
            return path
        case Ambiguous(winner):
            return winner
        case Missing():
            return None


def unresolved_name(target: str) -> str:
    """A link's path as written, without ``.md``: how a missing note is shown (RS-16)."""
    stem = target[: -len(".md")] if target.lower().endswith(".md") else target
    return target if stem == "" or stem.endswith("/") else stem


def resolve_links(
    notes: Mapping[VaultPath, Note], index: NameIndex
) -> dict[VaultPath, tuple[ResolvedLink, ...]]:
    """Every note's links with where they lead, by source in path order, in document order.

    A note without links has an empty tuple. Linear in links; an outline is made once for a note.
    """
    outlines: dict[VaultPath, Outline] = {}

    def subpath_found(link: Link, path: VaultPath | None) -> bool | None:
        note = notes.get(path) if path is not None and path.suffix == ".md" else None
        if note is None or not (link.heading or link.block):
            return None
        if note.path not in outlines:
            outlines[note.path] = outline_of(note)
        return outlines[note.path].answers(link.heading, link.block)

    def resolved(note: Note) -> Iterator[ResolvedLink]:
        for link, relation in zip(note.links, relations_of(note), strict=True):
            resolution = index.resolve(note.path, link.target)
            found = subpath_found(link, path_of(resolution))
            yield ResolvedLink(note.path, link, resolution, relation, found)

    return {path: tuple(resolved(notes[path])) for path in sorted(notes)}
