"""Links, backlinks and what is missing them: the lists that commands and pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from vaultkit.app.forms import JsonObject, link_form
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.links import ResolvedLink, unresolved_name
from vaultkit.model.note import Context, Note
from vaultkit.model.paths import VaultPath

if TYPE_CHECKING:
    from vaultkit.graph.graph import Node

__all__ = [
    "Backlink",
    "UnresolvedName",
    "backlink_form",
    "backlinks_of",
    "dead_ends_of",
    "links_of",
    "note_form",
    "orphans_of",
    "outgoing_form",
    "unresolved_form",
    "unresolved_names",
]


class Backlink(NamedTuple):
    """A link of another note. ``heading`` is the nearest above it, ``text`` its own block."""

    resolved: ResolvedLink
    heading: str | None
    text: str


class UnresolvedName(NamedTuple):
    """A name that links ask for and no file bears. ``links`` are in path order, never empty."""

    name: str
    """The first spelling."""
    spellings: tuple[str, ...]
    links: tuple[ResolvedLink, ...]


def links_of(snapshot: Snapshot, path: VaultPath) -> tuple[ResolvedLink, ...]:
    """Every link and embed of a note, property links first, then in document order."""
    return snapshot.links.get(path, ())


def backlinks_of(snapshot: Snapshot, path: VaultPath) -> tuple[Backlink, ...]:
    """The links of other notes that lead to a file, by source, in document order (MN-01).

    Left out are links of the note to itself, of excluded notes, and those in generated regions.
    """
    return tuple(
        _backlink(snapshot.notes[resolved.source], resolved)
        for resolved in snapshot.links_into(path)
    )


def unresolved_names(snapshot: Snapshot) -> tuple[UnresolvedName, ...]:
    """What no file answers to, in order of the key; spellings that differ in case are one name."""
    return tuple(_unresolved(links) for _, links in sorted(snapshot.graph.unresolved().items()))


def orphans_of(snapshot: Snapshot) -> tuple[Note, ...]:
    """The notes and canvases that no link leaves or reaches, in path order (MN-05)."""
    return _notes_of(snapshot, snapshot.graph.orphans())


def dead_ends_of(snapshot: Snapshot) -> tuple[Note, ...]:
    """The notes and canvases without a link to anything else, orphans among them (MN-05)."""
    return _notes_of(snapshot, snapshot.graph.dead_ends())


def _notes_of(snapshot: Snapshot, nodes: Iterable[Node]) -> tuple[Note, ...]:
    """Without those that cannot be read: nobody knows their links."""
    found = (snapshot.notes.get(VaultPath(node.id)) for node in nodes)
    return tuple(note for note in found if note is not None)


def outgoing_form(resolved: ResolvedLink) -> JsonObject:
    """One line of ``links --json``: the note it stands in, then the link."""
    return {"path": resolved.source, **link_form(resolved)}


def backlink_form(backlink: Backlink) -> JsonObject:
    """One line of ``backlinks --json``: the source, the link, and what stands around it."""
    return {
        **outgoing_form(backlink.resolved),
        "under": backlink.heading,
        "text": backlink.text,
    }


def unresolved_form(name: UnresolvedName) -> JsonObject:
    """One line of ``unresolved --json``."""
    return {
        "name": name.name,
        "spellings": list(name.spellings),
        "count": len(name.links),
        "links": [
            {"path": found.source, "line": found.link.line, "original": found.link.original}
            for found in name.links
        ],
    }


def note_form(snapshot: Snapshot, note: Note) -> JsonObject:
    """One line of ``orphans --json`` and ``deadends --json``."""
    return {"path": note.path, "kind": snapshot.kinds[note.path], "title": note.title}


def _backlink(note: Note, resolved: ResolvedLink) -> Backlink:
    link = resolved.link
    context: Context | None = None if link.context is None else note.contexts[link.context]
    heading = None if link.section is None else note.headings[link.section].text
    return Backlink(resolved, heading, "" if context is None else context.text)


def _unresolved(links: tuple[ResolvedLink, ...]) -> UnresolvedName:
    spellings = tuple(dict.fromkeys(unresolved_name(resolved.link.target) for resolved in links))
    return UnresolvedName(spellings[0], spellings, tuple(links))
