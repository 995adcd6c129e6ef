"""A heading given another text, with every link that leads to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from vaultkit.app.indexing import Index
from vaultkit.app.meant import note_meant
from vaultkit.app.nearest import NearestNames
from vaultkit.app.relinking import Edits, refusal
from vaultkit.app.rename_planning import LinksAlone, Renaming, change_of, plan_change
from vaultkit.app.snapshot import Snapshot, looked_up
from vaultkit.graph.retitling import heading_link_text
from vaultkit.graph.subpath import outline_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.headings import find_heading_text
from vaultkit.markdown.read import read
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Heading, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source

__all__ = ["plan_heading_rename"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNREADABLE = "what would stand there is no heading of this text"


def plan_heading_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a heading; ``old`` is ``NOTE#Heading``, or ``NOTE#A#B`` for one below another.

    Costs the links to the note, and the canvases. Raises UsageError where there is no such
    heading, or where ``new`` cannot be one.
    """
    with looked_up(index) as snapshot:
        return _plan(snapshot, old, new)


def _plan(snapshot: Snapshot, old: str, new: str) -> Renaming:
    name, mark, subpath = old.partition("#")
    if not mark or not subpath.strip():
        raise UsageError(
            "'{name}' names no heading", values={"name": old}, hint="write NOTE#Heading"
        )
    note = note_meant(snapshot, name)
    at = _get_heading(note, subpath)
    heading = note.headings[at]
    text = _checked(new, heading)
    return plan_change(
        snapshot,
        change_of(snapshot, {}),
        besides=_Retitled(note.path, heading, text),
        bearers=[note.path],
        subject="heading",
        names=(f"{note.path}#{heading.text}", f"{note.path}#{text}"),
    )


def _get_heading(note: Note, subpath: str) -> int:
    at = outline_of(note).find_heading(subpath)
    if at is not None:
        return at
    texts = [heading_link_text(heading.text) for heading in note.headings]
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
            "{old} is called so already", values={"old": heading.text}, hint="give another name"
        )
    return text


@dataclass(frozen=True, slots=True)
class _Retitled(LinksAlone):
    """The heading's own edit."""

    path: VaultPath
    heading: Heading
    text: str

    def edits(self, source: Source, note: Note) -> Edits:
        if source.path != self.path:
            return Edits()
        place = find_heading_text(source, self.heading)
        replacement = None if place is None else Replacement(place, self.text.encode())
        if replacement is None or not self._is_read_so(source, note, replacement):
            start = self.heading.span.start
            return Edits(refused=(refusal(source, start, self.text, _UNREADABLE),))
        return Edits((replacement,), whole=self.heading.span)

    def _is_read_so(self, source: Source, note: Note, replacement: Replacement) -> bool:
        """Whether the note then has the same headings, but this one with its new text."""
        after = read(decode(source.path, spliced(source.data, [replacement])))
        wanted = [
            (each.level, self.text if each.span == self.heading.span else each.text)
            for each in note.headings
        ]
        return [(each.level, each.text) for each in after.headings] == wanted
