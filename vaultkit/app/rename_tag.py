"""A tag renamed, with the tags below it, in properties, text and canvases."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from vaultkit.app.indexing import Index
from vaultkit.app.nearest import NearestNames
from vaultkit.app.relinking import UNPROVED, source_of
from vaultkit.app.rename import Edited, Renaming, canvases_of, looked_up, renaming_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.tags import tag_counts
from vaultkit.disk.read import reading
from vaultkit.markdown.editable import find_refusal
from vaultkit.markdown.tags import is_tag
from vaultkit.markdown.written import WrittenTag, written_links, written_tags
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan, Replacement, spliced
from vaultkit.model.source import Source, Span
from vaultkit.model.tags import tag_key, tag_part_length
from vaultkit.store.queries import tag_paths

__all__ = ["plan_tag_rename"]

UNEDITABLE = "it is not written in one piece here"


def plan_tag_rename(index: Index, old: str, new: str) -> Renaming:
    """The rename of a tag and of those below it; with or without ``#``.

    Costs the notes that bear them, and the canvases. Raises UsageError where no note bears the
    tag, or where ``new`` cannot be one.
    """
    with looked_up(index) as snapshot:
        return _plan_of(snapshot, old, new)


def _plan_of(snapshot: Snapshot, old: str, new: str) -> Renaming:
    name, wanted = _name_of(old), _name_of(new)
    key = tag_key(name)
    if not is_tag(wanted) or wanted.strip("/") != wanted or "//" in wanted:
        raise UsageError(
            "'{name}' cannot be a tag",
            values={"name": new},
            hint="a tag holds letters, digits, _ - and /, and one that is no digit",
        )
    if name == wanted:
        raise UsageError(
            "{old} is called so already", values={"old": f"#{name}"}, hint="give another name"
        )
    store = snapshot.index.store
    merges = tag_key(wanted) != key and bool(tag_paths(store, tag_key(wanted)))
    bearers = {VaultPath(path) for path in tag_paths(store, key)}
    done = _planned(snapshot, sorted(bearers | canvases_of(snapshot)), key, wanted)
    if not done.edits and not done.refused:
        raise _unknown(snapshot, name)
    return renaming_of("tag", (f"#{name}", f"#{wanted}"), Plan(done.edits), done, merges=merges)


def _name_of(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().removeprefix("#")


def _unknown(snapshot: Snapshot, name: str) -> UsageError:
    known = (tag.name for tag in tag_counts(snapshot.listed))
    return UsageError(
        "no note bears the tag #{name}",
        values={"name": name},
        hint="vaultkit tags lists the tags there are",
        candidates=tuple(f"#{near}" for near in NearestNames.of(known).near(name)),
    )


def _planned(snapshot: Snapshot, paths: Sequence[VaultPath], key: str, wanted: str) -> Edited:
    edits: list[FileEdit] = []
    refused: list[Diagnostic] = []
    count = 0
    with reading(snapshot.root, follow_symlinks=snapshot.config.follow_symlinks) as files:
        for path in paths:
            source, note = source_of(path, files.read(path))
            replacements, faults = _replacements(source, note, key, wanted)
            refused += faults
            if not replacements or faults:
                continue
            count += len(replacements)
            data = spliced(source.data, replacements)
            reason = find_refusal(source) or _find_breach(source, note, data, key, wanted)
            if reason is not None:
                refused.append(reason)
            edits.append(FileEdit(path, source.digest, data, f"a tag is now #{wanted}"))
    return Edited(tuple(edits), tuple(refused), count, len(edits))


def _replacements(
    source: Source, note: Note, key: str, wanted: str
) -> tuple[list[Replacement], list[Diagnostic]]:
    found: list[Replacement] = []
    faults: list[Diagnostic] = []
    for written in written_tags(source, note):
        length = _part_length(written, key)
        if length is None or written.tag.name[:length] == wanted:
            continue
        replacement = written.find_replacement(length, wanted)
        if replacement is None:
            at = Span(written.start, written.start)
            original = f"#{written.tag.name}"
            faults.append(
                diagnose("rename-refused", source, at, original=original, reason=UNEDITABLE)
            )
        else:
            found.append(replacement)
    return found, faults


def _part_length(written: WrittenTag, key: str) -> int | None:
    """How much of a tag's name is the one to rename; generated regions are left alone."""
    return None if written.tag.region is not None else tag_part_length(written.tag.name, key)


def _find_breach(
    source: Source, note: Note, data: bytes, key: str, wanted: str
) -> Diagnostic | None:
    """The file read as it will be: its tags must be the ones planned, all else as it was."""
    after, now = source_of(source.path, data)
    expected = [
        (_renamed(written, key, wanted), written.tag.in_property, written.tag.region)
        for written in written_tags(source, note)
    ]
    found = [
        (written.tag.name, written.tag.in_property, written.tag.region)
        for written in written_tags(after, now)
    ]
    if expected == found and _facts(source, note) == _facts(after, now):
        return None
    return Diagnostic(
        "rename-refused", source.path, args={"original": f"#{wanted}", "reason": UNPROVED}
    )


def _renamed(written: WrittenTag, key: str, wanted: str) -> str:
    length = _part_length(written, key)
    name = written.tag.name
    return name if length is None else wanted + name[length:]


def _facts(source: Source, note: Note) -> tuple[object, ...]:
    """What a tag's rename leaves as it is. Headings, tasks and the like may hold tags."""
    links = [
        (each.link.form, each.link.target, each.link.heading, each.link.block)
        for each in written_links(source, note)
    ]
    return (
        links,
        note.error,
        note.aliases,
        [pair for pair in note.properties.items() if pair[0].lower() != "tags"],
        [heading.level for heading in note.headings],
        [task.status for task in note.tasks],
        [block.id for block in note.blocks],
    )
