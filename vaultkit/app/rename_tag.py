"""A tag renamed, with the tags below it, in properties, text and canvases."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from vaultkit.app.indexing import Index
from vaultkit.app.nearest import NearestNames
from vaultkit.app.relinking import Edits, refusal
from vaultkit.app.rename_planning import LinksAlone, Renaming, change_of, plan_change
from vaultkit.app.snapshot import Snapshot, looked_up
from vaultkit.app.tags import tag_counts
from vaultkit.markdown.property_edit import remove_from_property
from vaultkit.markdown.tags import is_tag
from vaultkit.markdown.written import WrittenTag, written_tags
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note, Tag
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source
from vaultkit.model.tags import tag_key, tag_part_length
from vaultkit.store.queries import tag_paths

__all__ = ["plan_tag_rename"]

_UNEDITABLE = "it is not written in one piece here"


def plan_tag_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a tag and of those below it; with or without ``#``.

    Costs the notes that bear them, and the canvases. Raises UsageError where no note bears the
    tag, or where ``new`` cannot be one.
    """
    with looked_up(index) as snapshot:
        return _plan(snapshot, old, new)


def _plan(snapshot: Snapshot, old: str, new: str) -> Renaming:
    name, wanted = _name_of(old), _name_of(new)
    key = tag_key(name)
    if not is_tag(wanted) or wanted.strip("/") != wanted or "//" in wanted:
        raise UsageError(
            "'{name}' cannot be a tag",
            values={"name": new},
            hint="a tag holds letters, digits, _ - and /, and one that is no digit",
        )
    store = snapshot.index.store
    bearers = [VaultPath(path) for path in tag_paths(store, key)]
    renaming = plan_change(
        snapshot,
        change_of(snapshot, {}),
        besides=_Retagged(key, wanted),
        bearers=bearers,
        subject="tag",
        names=(f"#{name}", f"#{wanted}"),
    )
    if not renaming.plan and not renaming.refused:
        raise _unchanged(snapshot, name) if bearers else _unknown(snapshot, name)
    merges = tag_key(wanted) != key and bool(tag_paths(store, tag_key(wanted)))
    return replace(renaming, merges=merges)


def _name_of(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().removeprefix("#")


def _unchanged(snapshot: Snapshot, name: str) -> UsageError:
    return UsageError(
        "{old} is called so already", values={"old": f"#{name}"}, hint="give another name"
    )


def _unknown(snapshot: Snapshot, name: str) -> UsageError:
    known = (tag.name for tag in tag_counts(snapshot.listed))
    return UsageError(
        "no note bears the tag #{name}",
        values={"name": name},
        hint="vaultkit tags lists the tags there are",
        candidates=tuple(f"#{near}" for near in NearestNames.of(known).near(name)),
    )


@dataclass(frozen=True, slots=True)
class _Retagged(LinksAlone):
    """What becomes of the tags of a file."""

    key: str
    wanted: str

    def edits(self, source: Source, note: Note) -> Edits:
        """The tags said anew. One that the properties would say twice is taken out of them, if
        that can be done."""
        tags = written_tags(source, note)
        gone = self._said_twice(tags)
        dropped = remove_from_property(source, "tags", tuple(sorted(gone))) if gone else ()
        if gone and not isinstance(dropped, Diagnostic):
            found = self._replaced(source, tags, gone)
            with suppress(ValueError):  # raised where the places of two edits overlap
                replacements = (*found.replacements, *dropped)
                spliced(source.data, replacements)
                return Edits(replacements, found.refused)
        return self._replaced(source, tags, frozenset())

    def _replaced(self, source: Source, tags: Sequence[WrittenTag], gone: frozenset[str]) -> Edits:
        found: list[Replacement] = []
        refused: list[Diagnostic] = []
        for written in tags:
            length = self._length(written.tag)
            if length is None or written.tag.name[:length] == self.wanted:
                continue
            if _value_of(written) in gone:
                continue
            replacement = written.find_replacement(length, self.wanted)
            if replacement is None:
                original = f"#{written.tag.name}"
                refused.append(refusal(source, written.start, original, _UNEDITABLE))
            else:
                found.append(replacement)
        return Edits(tuple(found), tuple(refused))

    def _said_twice(self, tags: Sequence[WrittenTag]) -> frozenset[str]:
        """The values of properties that say afterwards what another one says."""
        listed = [(written.tag, _value_of(written)) for written in tags if written.tag.in_property]
        said = {tag_key(tag.name) for tag, _ in listed if self._length(tag) is None}
        twice: set[str] = set()
        staying: set[str] = set()
        for tag, value in listed:
            key = tag_key(self.tag_after(tag))
            if self._length(tag) is None or value is None:
                continue
            (twice if key in said else staying).add(value)
            said.add(key)
        return frozenset(twice - staying)

    def tag_after(self, tag: Tag) -> str:
        length = self._length(tag)
        return tag.name if length is None else self.wanted + tag.name[length:]

    def _length(self, tag: Tag) -> int | None:
        """How much of a tag's name is the one to rename; generated regions are left alone."""
        return None if tag.region is not None else tag_part_length(tag.name, self.key)


def _value_of(written: WrittenTag) -> str | None:
    """The value in the properties that a tag is."""
    return None if written.literal is None or written.in_card else written.literal.text
