"""Files to rows: a pure function of bytes, so that any executor can run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vaultkit.disk.read import Reader as Files
from vaultkit.disk.read import reading
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.relations import RELATIONS, relations_of
from vaultkit.language.detect import script_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.rows import (
    ALIASES,
    CONTEXTS,
    DIAGNOSTICS,
    DIGEST,
    ERROR,
    LINKS,
    REGIONS,
    TAGS,
    TITLE,
    Record,
)
from vaultkit.model.rows import TagRow as NoteTagRow
from vaultkit.model.tags import tag_key, tag_lineage
from vaultkit.pages.page import bears_mark
from vaultkit.store.pack import pack
from vaultkit.store.regions import BROKEN
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
        with reading(self.root, follow_symlinks=self.follow_symlinks) as files:
            return [self._row(files, VaultPath(path)) for path in paths]

    def _row(self, files: Files, path: VaultPath) -> FileRow:
        try:
            data = files.read(path)
        except DiskError as error:
            return FileRow(str(path), Role.UNREADABLE, b"", None, error.message)
        return row_of(path, data, self.rules)


def row_of(path: VaultPath, data: bytes, rules: KindRules) -> FileRow:
    """What the index keeps of a note's bytes, or of a page's. Never raises."""
    if path.suffix == ".md" and bears_mark(data):
        return FileRow(str(path), Role.PAGE, sha256(data).digest(), None)
    note = read(decode(path, data))
    record = note.record
    row = NoteRow(
        kind=kind_of(note, rules),
        title=shown_title(record[TITLE]),
        error=record[ERROR],
        script=script_of((record[TITLE], *_own_texts(record))),
        aliases=record[ALIASES],
        tags=_tags(record[TAGS]) if record[TAGS] else (),
        links=tuple(
            [
                (link[0], _RELATION_NUMBERS[relation], LinkFlag.REGION if link[15] else 0)
                for link, relation in zip(record[LINKS], relations_of(note), strict=True)
            ]
        ),
        regions=_regions(record),
        record=pack(record),
    )
    return FileRow(str(path), Role.NOTE, bytes.fromhex(record[DIGEST]), row)


def _own_texts(record: Record) -> list[str]:
    """The note's paragraphs without those that vaultkit wrote: they speak its own language."""
    contexts = record[CONTEXTS]
    if not record[REGIONS]:
        return [row[0] for row in contexts]
    made = [(row[2], row[3]) for row in record[REGIONS]]
    return [row[0] for row in contexts if not any(start <= row[1] < end for start, end in made)]


def _regions(record: Record) -> tuple[str, ...]:
    if not record[REGIONS] and any(row[0] == "region-broken" for row in record[DIAGNOSTICS]):
        return (BROKEN,)
    return tuple(row[0] for row in record[REGIONS])


def shown_title(title: str) -> str:
    """A note's title on one line, cut."""
    title = " ".join(title.split())
    return title if len(title) <= _TITLE_LIMIT else f"{title[:_TITLE_LIMIT].rstrip()}…"


def _tags(rows: Sequence[NoteTagRow]) -> tuple[TagRow, ...]:
    """The note's tags and their parents, each once (TG-03, TG-08)."""
    names: dict[str, str] = {}
    own: set[str] = set()
    for row in rows:
        if row[8] is None:
            own.add(tag_key(row[0]))
            for name in tag_lineage(row[0]):
                names.setdefault(tag_key(name), name)
    return tuple((key, name, int(key in own)) for key, name in names.items())
