"""Links said anew in one file, and the proof that each still means what it meant.

What is to be said comes from a ``Change``: a rename of files or of a heading. Links in generated
regions are left alone, since ``build`` writes those anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple, Protocol

from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.read import read
from vaultkit.markdown.written import WrittenLink, written_links
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Replacement, spliced
from vaultkit.model.source import Source, Span

__all__ = [
    "UNPROVED",
    "UNWRITABLE",
    "Change",
    "Relinked",
    "Said",
    "edited_note",
    "find_breach",
    "refusal",
    "relinked",
    "said_of",
    "source_of",
]

UNWRITABLE = "no link written like this one can lead there"
UNPROVED = "the file would read otherwise in more than this"


class Said(NamedTuple):
    """What a link says of where it leads."""

    target: str
    heading: str | None


class Change(Protocol):
    """What becomes of links."""

    @property
    def reason(self) -> str:
        """Why a file is edited, for the plan."""
        ...

    def ways(self, path: VaultPath, link: Link) -> Iterator[Said]:
        """What a link of the file at an old path may say afterwards, the best first.

        Begins with what it says now where that may stay; empty where nothing can be said.
        """
        ...

    def path_after(self, path: VaultPath) -> VaultPath:
        """Where a file lies afterwards."""
        ...

    def is_kept(self, path: VaultPath, before: Link, after: Link) -> bool:
        """Whether a link means afterwards what it meant; ``path`` is the old one of its file."""
        ...


@dataclass(frozen=True, slots=True)
class Relinked:
    """One file's links said anew."""

    source: Source
    note: Note
    links: tuple[WrittenLink, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    said: tuple[Said, ...] = ()
    """What each link says afterwards."""
    refused: tuple[Diagnostic, ...] = ()

    @property
    def count(self) -> int:
        """How many links say something else."""
        return sum(
            said != said_of(written.link)
            for said, written in zip(self.said, self.links, strict=True)
        )


def source_of(path: VaultPath, data: bytes) -> tuple[Source, Note]:
    """A file's bytes, read."""
    source = decode(path, data)
    return source, read(source)


def said_of(link: Link) -> Said:
    """What a link says now."""
    return Said(link.target, link.heading)


def relinked(source: Source, note: Note, change: Change) -> Relinked:
    """The file's links as the change has them; ``refused`` names those that cannot be written.

    Linear in the file. A file that nothing changes in is never refused.
    """
    replacements: list[Replacement] = []
    said: list[Said] = []
    refused: list[Diagnostic] = []
    links = written_links(source, note)
    for written in links:
        wanted, edits = _rewritten(written, source.path, change)
        said.append(wanted)
        if edits is None:
            refused.append(refusal(source, written, UNWRITABLE))
        else:
            replacements += edits
    if replacements and (reason := find_refusal(source)) is not None:
        refused.insert(0, reason)
    return Relinked(source, note, links, tuple(replacements), tuple(said), tuple(refused))


def _rewritten(
    written: WrittenLink, path: VaultPath, change: Change
) -> tuple[Said, Sequence[Replacement] | None]:
    """What a link says afterwards, and the bytes that make it say so; None where none do."""
    link = written.link
    now = said_of(link)
    if link.region is not None:
        return now, ()
    for wanted in change.ways(path, link):
        if wanted == now:
            return now, ()
        edits = written.find_replacements(
            target=wanted.target if wanted.target != now.target else None,
            subpath=wanted.heading if wanted.heading != now.heading else None,
        )
        if edits is not None:
            return wanted, edits
    return now, None


def refusal(source: Source, written: WrittenLink, reason: str) -> Diagnostic:
    """Why a rename is not carried out, at the link that stands in its way."""
    at = Span(written.start, written.start)
    return diagnose("rename-refused", source, at, original=_shown(written.link), reason=reason)


def _shown(link: Link) -> str:
    return f'"file": "{link.original}"' if link.form == "canvas" else link.original


def edited_note(
    done: Relinked, replacements: Sequence[Replacement], change: Change
) -> tuple[FileEdit, Source, Note]:
    """The edit of a file, and what the file reads as then, at its new path."""
    source = done.source
    data = spliced(source.data, replacements)
    after, note = source_of(change.path_after(source.path), data)
    return FileEdit(source.path, source.digest, data, change.reason), after, note


def find_breach(
    done: Relinked,
    after: Source,
    note: Note,
    change: Change,
    *,
    changed: tuple[Span, Span] | None = None,
) -> Diagnostic | None:
    """The first thing in an edited file that is not as it should be; None where all is.

    Every link must be there, in the same order, say what was planned and mean what it meant, and
    all else that reading finds must be as it was. Links within ``changed``, a span of the file
    before and what has come in its place, are not compared.
    """
    here, there = changed or (None, None)
    kept = [
        (written, said)
        for written, said in zip(done.links, done.said, strict=True)
        if not _lies_in(written, here)
    ]
    found = [each for each in written_links(after, note) if not _lies_in(each, there)]
    for expected, now in zip_longest(kept, found):
        if expected is None:
            return refusal(after, now, UNPROVED)
        written, said = expected
        if now is None or not _is_as_planned(written.link, now.link, said):
            return refusal(done.source, written, UNPROVED)
        if not change.is_kept(done.source.path, written.link, now.link):
            return refusal(done.source, written, UNWRITABLE)
    if _facts(done.note) != _facts(note):
        return Diagnostic(
            "rename-refused", done.source.path, args={"original": note.path, "reason": UNPROVED}
        )
    return None


def _lies_in(written: WrittenLink, span: Span | None) -> bool:
    return span is not None and span.start <= written.start < span.end


def _is_as_planned(before: Link, after: Link, said: Said) -> bool:
    return said_of(after) == said and (
        (before.block, before.embed, before.form, before.property, before.in_comment, before.region)
        == (after.block, after.embed, after.form, after.property, after.in_comment, after.region)
    )


def _facts(note: Note) -> tuple[object, ...]:
    """What a rename leaves as it is. Headings, tasks and the like may hold links."""
    return (
        note.error,
        note.aliases,
        tuple(note.properties),
        [heading.level for heading in note.headings],
        [(tag.name, tag.in_property, tag.region) for tag in note.tags],
        [task.status for task in note.tasks],
        [block.id for block in note.blocks],
        [footnote.id for footnote in note.footnotes],
        [(region.name, region.digest) for region in note.regions],
        len(note.comments),
        len(note.callouts),
    )
