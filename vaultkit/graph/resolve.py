"""Which file a link means (RS-01 to RS-20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from vaultkit.graph.namesakes import NO_NAMESAKES, Namesakes, is_hidden, namesakes_of
from vaultkit.graph.relations import relations_of
from vaultkit.graph.subpath import Outline, outline_of
from vaultkit.model.links import (
    Ambiguous,
    Found,
    Missing,
    Resolution,
    ResolvedLink,
    unresolved_name,
)
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = [
    "NameIndex",
    "depends_on_source",
    "keys_answering",
    "path_of",
    "resolve_links",
]


class NameIndex(NamedTuple):
    """Every visible file under the key of its name with extension; built by ``of``."""

    names: Mapping[str, Namesakes]
    """By the ``name_key`` of the last segment."""

    @classmethod
    def of(cls, paths: Iterable[VaultPath]) -> NameIndex:
        """The index of these files. Those in or below a dot folder are left out (RS-14)."""
        named: dict[str, list[VaultPath]] = {}
        for path in set(paths):
            if not is_hidden(path):
                named.setdefault(name_key(path.name), []).append(path)
        return cls({name: namesakes_of(files) for name, files in named.items()})

    def resolve(self, source: VaultPath, target: str) -> Resolution:
        """Where a link of ``source`` leads; ``target`` is its path without subpath, decoded.

        An empty target is the note itself (RS-17). Ambiguous only where the link leaves a choice:
        never for a rooted or relative one, or one that spells a path from the root with its
        folder. The first of a name costs the files of this name, the next ones next to nothing.
        """
        if not target:
            return Found(source)
        named, ending = self._answering(target.rsplit("/", 1)[-1])
        if "/" not in target and len(named.files) == 1:  # RS-02
            return Found(named.files[0].path)
        wanted = _wanted_path(source, target)
        if not named.files or wanted is None:
            return Missing(name_key(unresolved_name(target)))
        wanted += ending
        if "/" not in target:
            return Ambiguous(named.winner(wanted, source).path, named.paths)
        return _resolution_of_path(named, wanted, source, target)

    def named(self, name: str) -> tuple[VaultPath, ...]:
        """The files that answer to a bare name, preferred first as seen from the root (RS-10)."""
        return tuple(file.path for file in self._answering(name)[0].files)

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

    def _answering(self, name: str) -> tuple[Namesakes, str]:
        """The files of a link's last segment and what it lacks to their name (RS-10, RS-11)."""
        key = name_key(name)
        if "." in key and (named := self.names.get(key)):
            return named, ""
        return (self.names.get(key + ".md", NO_NAMESAKES) if key else NO_NAMESAKES), ".md"


def keys_answering(name: str) -> tuple[str, ...]:
    """The keys of links' last segments that a file answers to (RS-10, RS-11).

    ``name`` is the key of the file's name with its extension.
    """
    return (name, name[: -len(".md")]) if name.endswith(".md") else (name,)


def depends_on_source(target: str, resolution: Resolution) -> bool:
    """Whether a link of the same target may lead elsewhere from another note."""
    return not target or _is_anchored(target) or isinstance(resolution, Ambiguous)


def _resolution_of_path(
    named: Namesakes, wanted: str, source: VaultPath, target: str
) -> Resolution:
    """Where a link with a slash leads, among the files of its last segment."""
    if _is_anchored(target):
        if (there := named.find_at(wanted)) is not None:
            return Found(there.path)
    elif (fits := named.ending(wanted)).files:
        winner = fits.winner(wanted, source)
        if len(fits.files) == 1 or winner.key == name_key(wanted):
            return Found(winner.path)
        return Ambiguous(winner.path, fits.paths)
    return Missing(name_key(unresolved_name(target)))


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


def path_of(resolution: Resolution) -> VaultPath | None:
    """The file that a resolution leads to, the winner where it is ambiguous, or None."""
    match resolution:
        case Found(path):
            return path
        case Ambiguous(winner):
            return winner
        case Missing():
            return None


def resolve_links(
    notes: Mapping[VaultPath, Note], index: NameIndex
) -> dict[VaultPath, tuple[ResolvedLink, ...]]:
    """Every note's links with where they lead, by source in path order, in document order.

    A note without links has an empty tuple. Linear in links; an outline is made once for a note.
    """
    outlines: dict[VaultPath, Outline] = {}

    def subpath_found(link: Link, path: VaultPath | None) -> bool | None:
        if not (link.heading or link.block):
            return None
        note = notes.get(path) if path is not None and path.suffix == ".md" else None
        if note is None:
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
