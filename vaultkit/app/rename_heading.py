"""A heading given another text, with every link that leads to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from vaultkit.app.indexing import Index
from vaultkit.app.meant import note_meant
from vaultkit.app.nearest import NearestNames
from vaultkit.app.relinking import (
    UNPROVED,
    Said,
    edited_note,
    find_breach,
    relinked,
    said_of,
    source_of,
)
from vaultkit.app.rename import Edited, Renaming, canvases_of, looked_up, planned, renaming_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.graph.retitling import Retitling
from vaultkit.graph.subpath import outline_of
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.headings import find_heading_text
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Heading, Link, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan, Replacement
from vaultkit.model.source import Source, Span
from vaultkit.store.queries import links_to_file

__all__ = ["plan_heading_rename"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def plan_heading_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a heading; ``old`` is ``NOTE#Heading``, or ``NOTE#A#B`` for one below another.

    Costs the links to the note, and the canvases. Raises UsageError where there is no such
    heading, or where ``new`` cannot be one.
    """
    with looked_up(index) as snapshot:
        return _plan_of(snapshot, old, new)


def _plan_of(snapshot: Snapshot, old: str, new: str) -> Renaming:
    name, mark, subpath = old.partition("#")
    if not mark or not subpath.strip():
        raise UsageError(
            "'{name}' names no heading", values={"name": old}, hint="write NOTE#Heading"
        )
    path = note_meant(snapshot, name).path
    source, note = source_of(
        path, read_bytes(snapshot.root, path, follow_symlinks=snapshot.config.follow_symlinks)
    )
    at = _get_heading(note, subpath)
    text = _checked(new, note.headings[at])
    change = _Retitled(
        path, Retitling.of(note, at, text), snapshot.names, f"links follow #{subpath} to #{text}"
    )
    here = _edited_itself(source, note, change, text)
    others = planned(snapshot, change, _sources(snapshot, change))
    result = Edited(
        (*here.edits, *others.edits),
        (*here.refused, *others.refused),
        here.rewritten + others.rewritten,
        here.notes + others.notes,
    )
    names = f"{path}#{note.headings[at].text}", f"{path}#{text}"
    return renaming_of("heading", names, Plan(result.edits, _answered(snapshot, change)), result)


def _get_heading(note: Note, subpath: str) -> int:
    at = outline_of(note).find_heading(subpath)
    if at is not None:
        return at
    texts = [heading.text for heading in note.headings]
    raise UsageError(
        "{path} has no heading '{heading}'",
        values={"path": note.path, "heading": subpath},
        hint="name one of its headings",
        candidates=NearestNames.of(texts).near(subpath.rpartition("#")[2]),
    )


def _checked(new: str, heading: Heading) -> str:
    text = unicodedata.normalize("NFC", new).strip()
    if not text or _CONTROL.search(text):
        raise UsageError(
            "'{name}' cannot be a heading", values={"name": new}, hint="give a text of one line"
        )
    if text == heading.text:
        raise UsageError(
            "{old} is called so already", values={"old": heading.text}, hint="give another text"
        )
    return text


@dataclass(frozen=True, slots=True)
class _Retitled:
    """What links say once a heading has another text; a ``Change``."""

    path: VaultPath
    headings: Retitling
    names: NameIndex
    reason: str

    def path_after(self, path: VaultPath) -> VaultPath:
        return path

    def ways(self, path: VaultPath, link: Link) -> Iterator[Said]:
        now = said_of(link)
        if not self._leads_here(path, link) or self._index_of(link) is None:
            yield now
            return
        for subpath in self.headings.iter_subpaths(link.heading or ""):
            yield Said(link.target, subpath)

    def is_kept(self, path: VaultPath, before: Link, after: Link) -> bool:
        if not self._leads_here(path, before):
            return said_of(before) == said_of(after)
        index = self._index_of(before)
        if index is None or before.region is not None:
            return said_of(before) == said_of(after)
        return (
            before.target == after.target
            and self.headings.after.find_heading(after.heading or "") == index
        )

    def begins_to_answer(self, path: VaultPath, link: Link) -> bool:
        """Whether a link names a heading that the note does not have yet."""
        return (
            link.region is None
            and _names_heading(link)
            and self._leads_here(path, link)
            and self.headings.begins_to_answer(link.heading or "")
        )

    def _leads_here(self, path: VaultPath, link: Link) -> bool:
        return path_of(self.names.resolve(path, link.target)) == self.path

    def _index_of(self, link: Link) -> int | None:
        """The heading that a link to the note names."""
        if not _names_heading(link):
            return None
        return self.headings.before.find_heading(link.heading or "")


def _names_heading(link: Link) -> bool:
    """Whether a link's subpath is a heading, and no footnote (FN)."""
    return bool(link.heading) and not (link.heading or "").startswith("[^")


def _sources(snapshot: Snapshot, change: _Retitled) -> list[VaultPath]:
    """The other files with a link that cannot stay as it is, and the canvases."""
    found = canvases_of(snapshot)
    for path, link in _iter_links(snapshot, change.path):
        if link.region is None and next(change.ways(path, link), None) != said_of(link):
            found.add(path)
    return sorted(found - {change.path})


def _answered(snapshot: Snapshot, change: _Retitled) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            "link-begins-to-lead",
            path,
            link.line,
            span=link.span,
            args={"original": link.original, "path": f"{change.path}#{link.heading}"},
        )
        for path, link in _iter_links(snapshot, change.path)
        if change.begins_to_answer(path, link)
    )


def _iter_links(snapshot: Snapshot, path: VaultPath) -> Iterator[tuple[VaultPath, Link]]:
    """The links of every note that has one to a file."""
    for source in links_to_file(snapshot.index.store, path):
        for link in snapshot.notes[VaultPath(source)].links:
            yield VaultPath(source), link


def _edited_itself(source: Source, note: Note, change: _Retitled, text: str) -> Edited:
    """The edit of the note whose heading it is."""
    heading = note.headings[change.headings.index]
    place = find_heading_text(source, heading)
    done = relinked(source, note, change)
    reason = find_refusal(source)
    if reason is not None:
        return Edited((), (reason,), 0, 0)
    if done.refused:
        return Edited((), done.refused, 0, 0)
    refused = diagnose(
        "rename-refused", source, heading.span, original=heading.text, reason=UNPROVED
    )
    if place is None:
        return Edited((), (refused,), 0, 0)
    kept = [each for each in done.replacements if not _touches(each.span, heading.span)]
    edit, after, now = edited_note(done, [Replacement(place, text.encode()), *kept], change)
    if [(each.level, each.text) for each in now.headings] != [
        (each.level, change.headings.texts[n]) for n, each in enumerate(note.headings)
    ]:
        return Edited((), (refused,), 0, 0)
    changed = now.headings[change.headings.index].span
    breach = find_breach(done, after, now, change, changed=(heading.span, changed))
    return Edited((edit,), () if breach is None else (breach,), done.count, int(done.count > 0))


def _touches(span: Span, heading: Span) -> bool:
    return span.start < heading.end and heading.start < span.end
