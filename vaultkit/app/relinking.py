"""The links of one file said anew, and the proof that the file says nothing else otherwise.

Besides its links something else may change in a file: a heading's text, or tags (``Besides``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple, Protocol

from vaultkit.graph.renaming import Change, Said, said_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.read import read
from vaultkit.markdown.written import WrittenLink, said_tags, written_links
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Link, Note, Tag
from vaultkit.model.paths import name_key
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.rows import (
    BLOCKS,
    CALLOUTS,
    COMMENTS,
    FOOTNOTES,
    HEADINGS,
    REGIONS,
    TASKS,
)
from vaultkit.model.source import Source, Span
from vaultkit.model.tags import distinct_tags

__all__ = ["Besides", "Edits", "Relinked", "refusal", "relinked"]

_UNWRITABLE = "no link written like this one can lead there"
_UNPROVED = "the file would read otherwise in more than this"


_Replaced = tuple[Span | None, Span | None]
"""What is replaced whole in a file, and what has come in its place."""


class Edits(NamedTuple):
    """What is edited in a file besides its links."""

    replacements: tuple[Replacement, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    whole: Span | None = None
    """A span that is another afterwards with all links in it: a heading."""


class Besides(Protocol):
    """What changes in files besides links."""

    def edits(self, source: Source, note: Note) -> Edits:
        """What is edited in a file."""
        ...

    def tag_after(self, tag: Tag) -> str:
        """A tag's name afterwards. Of tags that are the same then, properties keep one."""
        ...

    def aliases_after(self, note: Note) -> tuple[str, ...]:
        """A note's aliases afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Relinked:
    """One file with its links said anew. ``data`` is None where nothing changes."""

    source: Source
    note: Note
    data: bytes | None = None
    after: Note | None = None
    """What the file reads as then."""
    rewritten: int = 0
    """Links that say something else."""
    edited: int = 0
    """Edits besides links."""
    refused: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _Edit:
    """A file at work."""

    source: Source
    note: Note
    links: tuple[WrittenLink, ...]
    said: list[Said] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)


def relinked(source: Source, note: Note, change: Change, besides: Besides) -> Relinked:
    """A file as a rename leaves it; ``refused`` says what stands in the way.

    The result is read again, at its new path: every link must be there, say what was planned and
    mean what it meant, and all else must be as it was. Linear in the file. A file in which nothing
    changes is never refused.
    """
    more = besides.edits(source, note)
    edit = _Edit(source, note, written_links(source, note))
    for written in edit.links:
        _rewrite(edit, written, change, more.whole)
    refused = (*more.refused, *edit.refused)
    replacements = (*more.replacements, *edit.replacements)
    if refused or not replacements:
        return Relinked(source, note, refused=refused)
    if (reason := find_refusal(source)) is not None:
        return Relinked(source, note, refused=(reason,))
    data = spliced(source.data, replacements)
    after = decode(change.moving.moved_path(source.path), data)
    now = read(after)
    there = None if more.whole is None else _heading_in_place(note, now, more.whole)
    breach = _find_breach(edit, after, now, change, replaced=(more.whole, there))
    breach = breach or _find_other_breach(edit, after, now, besides, replaced=(more.whole, there))
    return Relinked(
        source,
        note,
        data,
        now,
        sum(said != said_of(one.link) for said, one in zip(edit.said, edit.links, strict=True)),
        len(more.replacements),
        () if breach is None else (breach,),
    )


def _rewrite(edit: _Edit, written: WrittenLink, change: Change, whole: Span | None) -> None:
    """Puts what a link says afterwards, and the bytes that make it say so."""
    said: Said | None = said_of(written.link)
    edits: Sequence[Replacement] = ()
    if not _lies_in(written.start, whole):
        said, edits = _rewritten(written, edit.source, change)
    if said is None:
        edit.refused.append(refusal(edit.source, written.start, _shown(written.link), _UNWRITABLE))
    edit.said.append(said or said_of(written.link))
    edit.replacements += edits


def _rewritten(
    written: WrittenLink, source: Source, change: Change
) -> tuple[Said | None, Sequence[Replacement]]:
    now = said_of(written.link)
    for wanted in change.ways(source.path, written.link):
        if wanted == now:
            return now, ()
        edits = written.find_replacements(
            target=wanted.target if wanted.target != now.target else None,
            subpath=wanted.heading if wanted.heading != now.heading else None,
        )
        if edits is not None:
            return wanted, edits
    return None, ()


def refusal(source: Source, start: int, original: str, reason: str) -> Diagnostic:
    """Why a rename is not carried out, at the byte of a file that stands in its way."""
    at = Span(start, start)
    return diagnose("rename-refused", source, at, original=original, reason=reason)


def _shown(link: Link) -> str:
    return f'"file": "{link.original}"' if link.form == "canvas" else link.original


# --- the proof


def _find_breach(
    edit: _Edit, after: Source, now: Note, change: Change, *, replaced: _Replaced
) -> Diagnostic | None:
    """The first link that is not as it should be. Those in what is replaced whole do not count."""
    kept = [
        (written, said)
        for written, said in zip(edit.links, edit.said, strict=True)
        if not _lies_in(written.start, replaced[0])
    ]
    found = [each for each in written_links(after, now) if not _lies_in(each.start, replaced[1])]
    for expected, present in zip_longest(kept, found):
        if expected is None:
            return refusal(after, present.start, _shown(present.link), _UNPROVED)
        written, said = expected
        if present is None or not _is_as_planned(written.link, present.link, said):
            return refusal(edit.source, written.start, _shown(written.link), _UNPROVED)
        if not change.is_kept(edit.source.path, written.link, present.link):
            return refusal(edit.source, written.start, _shown(written.link), _UNWRITABLE)
    return None


def _heading_in_place(note: Note, now: Note, span: Span) -> Span | None:
    """The heading that has come in the place of one."""
    for old, new in zip(note.headings, now.headings, strict=False):
        if old.span == span:
            return new.span
    return None


def _lies_in(start: int, span: Span | None) -> bool:
    return span is not None and span.start <= start < span.end


def _is_as_planned(before: Link, after: Link, said: Said) -> bool:
    return said_of(after) == said and (
        (before.block, before.embed, before.form, before.property, before.in_comment, before.region)
        == (after.block, after.embed, after.form, after.property, after.in_comment, after.region)
    )


def _find_other_breach(
    edit: _Edit, after: Source, now: Note, besides: Besides, *, replaced: _Replaced
) -> Diagnostic | None:
    """What else is not as it should be. Headings, tasks and the like may hold links and tags."""
    here = [
        tag._replace(name=besides.tag_after(tag))
        for tag in said_tags(edit.source, edit.note)
        if not _lies_in(tag.span.start, replaced[0])
    ]
    there = [tag for tag in said_tags(after, now) if not _lies_in(tag.span.start, replaced[1])]
    if (
        _tag_facts(here) == _tag_facts(there)
        and besides.aliases_after(edit.note) == now.aliases
        and _facts(edit.note) == _facts(now)
    ):
        return None
    return refusal(edit.source, 0, edit.source.path, _UNPROVED)


def _tag_facts(tags: Sequence[Tag]) -> tuple[object, ...]:
    return (
        distinct_tags(tag.name for tag in tags if tag.in_property),
        [(tag.name, tag.region) for tag in tags if not tag.in_property],
    )


def _facts(note: Note) -> tuple[object, ...]:
    record = note.record
    return (
        note.error,
        [name for name in note.properties if name_key(name) != "aliases"],
        [heading[0] for heading in record[HEADINGS]],
        [task[0] for task in record[TASKS]],
        [block[0] for block in record[BLOCKS]],
        [footnote[0] for footnote in record[FOOTNOTES]],
        [region[:2] for region in record[REGIONS]],
        len(record[COMMENTS]),
        len(record[CALLOUTS]),
    )
