"""Notes as they become while a plan is made: their properties and regions, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vaultkit.app.new_note import NewNote
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.markdown.decode import decode
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.property_edit import Edit, Value, remove_property, set_property
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import PutRegion, edit_regions
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan, spliced
from vaultkit.model.source import Source

__all__ = ["NoteSources"]


class NoteSources:
    """The notes that a plan is about, each read from disk when it is first asked for.

    A note one of whose edits is refused stays as it was, with the reason.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._first: dict[VaultPath, Source | None] = {}
        self._now: dict[VaultPath, Source] = {}
        self._properties: dict[VaultPath, Mapping[str, Any]] = {}
        self._refused: dict[VaultPath, Diagnostic] = {}
        self._left: list[Diagnostic] = []

    def add(self, note: NewNote) -> None:
        """A note that is new."""
        self._first[note.path] = None
        self._now[note.path] = decode(note.path, note.text.encode())

    def replace(self, path: VaultPath, text: str) -> None:
        """Another text for a note; only for one in which nothing is a person's."""
        self._source(path)
        self._now[path] = decode(path, text.encode())
        self._properties.pop(path, None)

    def source(self, path: VaultPath) -> Source:
        """The note as it is by now."""
        return self._source(path)

    def properties(self, path: VaultPath) -> Mapping[str, Any]:
        """The note's properties as they are by now, none where they cannot be read."""
        if path not in self._properties:
            block = read_frontmatter(self._source(path))
            self._properties[path] = {} if block is None else block.properties
        return self._properties[path]

    def title(self, path: VaultPath) -> str:
        """What the note is called by now."""
        return read(self._source(path)).title

    def regions(self, path: VaultPath) -> frozenset[str]:
        """The names of the regions that stand in it."""
        return frozenset(each.name for each in read(self._source(path)).regions)

    def set(self, path: VaultPath, facts: Mapping[str, Value]) -> None:
        """Properties with these values; None for one that is to go."""
        for name, value in facts.items():
            if path in self._refused:
                return
            source = self._source(path)
            if value is None and name not in self.properties(path):
                continue
            self._take(path, _edit_of(source, name, value))

    def put(self, path: VaultPath, bodies: Mapping[str, str]) -> None:
        """Regions with these bodies. One that a person changed is left, with the reason."""
        if path in self._refused:
            return
        source = self._source(path)
        outcome = edit_regions(source, [PutRegion(name, body) for name, body in bodies.items()])
        self._left += [
            reason
            for at, (_, reason) in enumerate(outcome.refused)
            if reason not in [each for _, each in outcome.refused[:at]]
        ]
        self._now[path] = decode(path, outcome.data)

    @property
    def changed(self) -> tuple[VaultPath, ...]:
        """The notes that are new or other than before, in the order in which they were asked
        for."""
        return tuple(path for path in self._now if self.is_changed(path))

    def is_changed(self, path: VaultPath) -> bool:
        """Whether a note is new or other than before."""
        first, now = self._first.get(path), self._now.get(path)
        if now is None or path in self._refused:
            return False
        return first is None or first.data != now.data

    def plan(self, reason: str) -> Plan:
        """All of it, in order of the path; what was refused as diagnostics."""
        edits = tuple(
            FileEdit(path, None if first is None else first.digest, self._now[path].data, reason)
            for path in sorted(self.changed)
            for first in [self._first[path]]
        )
        return Plan(edits, (*self._refused.values(), *self._left))

    def _source(self, path: VaultPath) -> Source:
        if path not in self._now:
            follow = self._snapshot.config.follow_symlinks
            data = read_bytes(self._snapshot.root, path, follow_symlinks=follow)
            self._first[path] = self._now[path] = decode(path, data)
        return self._now[path]

    def _take(self, path: VaultPath, edit: Edit) -> None:
        if isinstance(edit, Diagnostic):
            self._refused[path] = edit
        elif edit:
            self._now[path] = decode(path, spliced(self._now[path].data, edit))
            self._properties.pop(path, None)


def _edit_of(source: Source, name: str, value: Value) -> Edit:
    return remove_property(source, name) if value is None else set_property(source, name, value)
