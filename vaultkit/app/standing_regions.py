"""The regions that stand in notes, listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultkit.app.forms import JsonObject
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.note import Note, Region
from vaultkit.model.paths import VaultPath
from vaultkit.model.regions import parse_region_name
from vaultkit.store.regions import region_notes

__all__ = ["StandingRegion", "region_form", "regions_of"]


class StandingRegion(NamedTuple):
    """A region in a note. ``edited`` says that a person changed its body."""

    path: VaultPath
    region: Region
    edited: bool


def regions_of(snapshot: Snapshot, note: Note | None = None) -> tuple[StandingRegion, ...]:
    """The regions of a note, or of all notes: by path, in document order."""
    if note is not None:
        return tuple(_standing(note))
    paths = (VaultPath(path) for _, path in region_notes(snapshot.index.store))
    return tuple(each for path in paths for each in _standing(snapshot.notes[path]))


def _standing(note: Note) -> Iterator[StandingRegion]:
    edited = {found.args["name"] for found in note.diagnostics if found.code == "region-edited"}
    for region in note.regions:
        yield StandingRegion(note.path, region, region.name in edited)


def region_form(standing: StandingRegion) -> JsonObject:
    """One line of ``region list --json``."""
    path, region, edited = standing
    name = parse_region_name(region.name)
    return {
        "path": path,
        "name": region.name,
        "kind": name.kind,
        "argument": name.argument or None,
        "known": name.is_known,
        "edited": edited,
        "line": region.line,
        "span": list(region.span),
        "body": list(region.body),
    }
