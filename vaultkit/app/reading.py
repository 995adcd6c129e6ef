"""Files to rows: a pure function of bytes, so that any executor can run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vaultkit.disk.read import read_bytes
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.relations import RELATIONS, relations_of
from vaultkit.language.detect import script_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.errors import DiskError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.tags import tag_key, tag_lineage
from vaultkit.pages.page import bears_mark
from vaultkit.store.pack import pack
from vaultkit.store.rows import FileRow, LinkFlag, NoteRow, Role, TagRow

__all__ = ["NOTE_SUFFIXES", "Reader", "row_of"]

NOTE_SUFFIXES = frozenset((".md", ".canvas", ".base"))

_TITLE_LIMIT = 200
"""Characters of a title on a page; a whole paragraph as a title would bury the list."""
_RELATION_NUMBERS = {relation: number for number, relation in enumerate(RELATIONS)}


@dataclass(frozen=True, slots=True)
class Reader:
    """What has to be known to read the files of a vault; goes to other processes as it is."""

    root: Path
    rules: KindRules
    follow_symlinks: bool

    def rows(self, paths: Sequence[str]) -> list[FileRow]:
        """A row for each file, in the order given; one that cannot be read says why."""
        return [self._row(VaultPath(path)) for path in paths]

    def _row(self, path: VaultPath) -> FileRow:
        try:
            data = read_bytes(self.root, path, follow_symlinks=self.follow_symlinks)
        except DiskError as error:
            return FileRow(path, Role.UNREADABLE, b"", None, error.message)
        return row_of(path, data, self.rules)


def row_of(path: VaultPath, data: bytes, rules: KindRules) -> FileRow:
    """What the index keeps of a note's bytes, or of a page's. Never raises."""
    if path.suffix == ".md" and bears_mark(data):
        return FileRow(path, Role.PAGE, sha256(data).digest(), None)
    note = read(decode(path, data))
    row = NoteRow(
        kind=kind_of(note, rules),
        title=shown_title(note),
        error=note.error,
        script=script_of((note.title, *(context.text for context in note.contexts))),
        aliases=note.aliases,
        tags=_tags(note),
        links=tuple(
            (link.target, _RELATION_NUMBERS[relation], LinkFlag.REGION if link.region else 0)
            for link, relation in zip(note.links, relations_of(note), strict=True)
        ),
        record=pack(note.record),
    )
    return FileRow(path, Role.NOTE, bytes.fromhex(note.digest), row)


def shown_title(note: Note) -> str:
    """A note's title on one line, cut."""
    title = " ".join(note.title.split())
    return title if len(title) <= _TITLE_LIMIT else f"{title[:_TITLE_LIMIT].rstrip()}…"


def _tags(note: Note) -> tuple[TagRow, ...]:
    """The note's tags and their parents, each once (TG-03, TG-08)."""
    names: dict[str, str] = {}
    own: set[str] = set()
    for tag in note.tags:
        if tag.region is None:
            own.add(tag_key(tag.name))
            for name in tag_lineage(tag.name):
                names.setdefault(tag_key(name), name)
    return tuple((key, name, int(key in own)) for key, name in names.items())
