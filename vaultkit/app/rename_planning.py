"""All the files of a rename: which have to be read, and what becomes of them.

A heading may hold what is renamed (``## See [[Note]] #tag``), and links to it hold the heading's
text. So headings that came out otherwise are taken into the change, and the files are planned
again until nothing new comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

from vaultkit.app.relinking import Besides, Edits, Relinked, refusal, relinked
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import Reader, reading
from vaultkit.graph.moving import Moving
from vaultkit.graph.renaming import Change, said_of
from vaultkit.graph.retitling import Retitling
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.note import Link, Note, Tag
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan
from vaultkit.model.source import Source
from vaultkit.store.notes import links_to_keys
from vaultkit.store.queries import links_to_file
from vaultkit.store.rows import LinkFlag

__all__ = ["LinksAlone", "Renaming", "Subject", "change_of", "find_unread", "plan_change"]

Subject = Literal["file", "folder", "tag", "heading"]

_ROUNDS = 5
_UNSETTLED = "headings that hold links to each other never come to an end"


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


class LinksAlone:
    """Nothing changes but links; what else may is what others say instead."""

    def edits(self, source: Source, note: Note) -> Edits:
        """None."""
        return Edits()

    def tag_after(self, tag: Tag) -> str:
        """As it is."""
        return tag.name

    def aliases_after(self, note: Note) -> tuple[str, ...]:
        """As they are."""
        return note.aliases


_LINKS_ALONE = LinksAlone()


def change_of(snapshot: Snapshot, moves: Mapping[VaultPath, VaultPath]) -> Change:
    """The change that files of a vault make by moving; without any, one to begin with."""
    return Change(Moving.of(snapshot.names, moves), snapshot.settings.new_link_format)


def plan_change(
    snapshot: Snapshot,
    change: Change,
    *,
    besides: Besides = _LINKS_ALONE,
    bearers: Iterable[VaultPath] = (),
    move: FileMove | None = None,
    subject: Subject,
    names: tuple[str, str],
) -> Renaming:
    """The rename with all its edits, each proved, or with what stands in the way.

    What cannot be read stands in the way too: a folder that a drive does not show for a moment may
    be full of links.

    ``bearers`` are the files in which something besides links changes. Costs the links to the
    names that come or go, the files that move, and the canvases, whose text cards the index does
    not know.
    """
    if (unread := find_unread(snapshot, subject, names)) is not None:
        return unread
    done = _settled(snapshot, change, besides, set(bearers))
    edits = tuple(
        FileEdit(each.source.path, each.source.digest, each.data, "{} -> {}".format(*names))
        for each in done.files
        if each.data is not None
    )
    counts = [each.edited if subject == "tag" else each.rewritten for each in done.files]
    plan = Plan(edits, done.begun, () if move is None else (move,))
    return Renaming(
        subject,
        *names,
        Plan() if done.refused else plan,
        sum(counts),
        sum(1 for count in counts if count),
        done.refused,
    )


def find_unread(snapshot: Snapshot, subject: Subject, names: tuple[str, str]) -> Renaming | None:
    """The rename that files and folders which cannot be read stand in the way of, if any do."""
    unread = tuple(found for found in snapshot.diagnostics if found.code == "file-unreadable")
    return Renaming(subject, *names, Plan(), 0, 0, unread) if unread else None


class _Done(NamedTuple):
    """What became of the files."""

    files: tuple[Relinked, ...]
    """That were read, in path order."""
    begun: tuple[Diagnostic, ...]
    """Links that lead nowhere now and somewhere afterwards."""
    refused: tuple[Diagnostic, ...]


def _settled(
    snapshot: Snapshot, change: Change, besides: Besides, bearers: set[VaultPath]
) -> _Done:
    bearers |= {path for path in snapshot.notes if path.suffix == ".canvas"}
    files: tuple[Relinked, ...] = ()
    for _ in range(_ROUNDS):
        to_read, begun = _asked(snapshot, change)
        files = tuple(_iter_relinked(snapshot, change, besides, sorted(bearers | to_read)))
        refused = tuple(found for each in files for found in each.refused)
        headings = _retitled(files)
        if headings == change.headings:
            return _Done(files, tuple(_iter_placed(snapshot, begun)), refused)
        change = replace(change, headings=headings)
    at = next(each.source for each in files if each.source.path in change.headings)
    return _Done(files, (), (refusal(at, 0, at.path, _UNSETTLED),))


def _retitled(files: Iterable[Relinked]) -> dict[VaultPath, Retitling]:
    """The notes whose headings came out otherwise. One that reads quite otherwise is refused
    anyway."""
    return {
        each.source.path: Retitling.of(each.note, texts)
        for each in files
        if each.after is not None
        and len(each.after.headings) == len(each.note.headings)
        and (texts := tuple(heading.text for heading in each.after.headings))
        != tuple(heading.text for heading in each.note.headings)
    }


def _iter_relinked(
    snapshot: Snapshot, change: Change, besides: Besides, paths: Iterable[VaultPath]
) -> Iterator[Relinked]:
    with reading(snapshot.root, follow_symlinks=snapshot.config.follow_symlinks) as files:
        for path in paths:
            yield relinked(*_read(snapshot, files, path), change, besides)


def _iter_placed(snapshot: Snapshot, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings, which come file by file, with their columns."""
    with reading(snapshot.root, follow_symlinks=snapshot.config.follow_symlinks) as files:
        for path, each in groupby(found, lambda one: one.path):
            assert path is not None
            source = decode(path, files.read(path))
            for one in each:
                assert one.span is not None
                yield diagnose(one.code, source, one.span, **one.args)


def _read(snapshot: Snapshot, files: Reader, path: VaultPath) -> tuple[Source, Note]:
    """A file with what it says, which the index knows if the bytes are still the same."""
    source = decode(path, files.read(path))
    known = snapshot.notes[path]
    return source, known if known.digest == source.digest else read(source)


# --- what the index alone can say


def _asked(snapshot: Snapshot, change: Change) -> tuple[set[VaultPath], tuple[Diagnostic, ...]]:
    """The files with a link that cannot stay as it is, and the links that begin to lead somewhere.

    No file is read for links that can stay as they are.
    """
    to_read: set[VaultPath] = set()
    begun: list[Diagnostic] = []
    for path, link in _iter_concerned(snapshot, change):
        dest = change.begins_to_lead(path, link)
        if dest is not None:
            args = {"original": link.original, "path": dest}
            found = Diagnostic("link-begins-to-lead", path, link.line, span=link.span, args=args)
            begun.append(found)
        elif next(change.ways(path, link), None) != said_of(link):
            to_read.add(path)
    return to_read, tuple(begun)


def _iter_concerned(snapshot: Snapshot, change: Change) -> Iterator[tuple[VaultPath, Link]]:
    """The links that may be others afterwards, in order."""
    store, moving = snapshot.index.store, change.moving
    places = {
        (VaultPath(link.path), link.n)
        for link in links_to_keys(store, sorted(moving.link_keys))
        if not link.flags & LinkFlag.REGION
    }
    whole = {path for path in moving.paths if path in snapshot.notes}
    for path in change.headings:
        whole.update(map(VaultPath, links_to_file(store, path)))
    for path in whole:
        places.update((path, n) for n in range(len(snapshot.notes[path].links)))
    for path, n in sorted(places):
        link = snapshot.notes[path].links[n]
        if change.concerns(path, link):
            yield path, link
