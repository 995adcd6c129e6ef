"""A property of one note: looked up, and edited by a plan that changes its own bytes only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.app.forms import JsonObject, diagnostic_form
from vaultkit.app.nearest import NearestNames
from vaultkit.app.obsidian import read_property_types
from vaultkit.app.properties import property_type
from vaultkit.app.property_values import ValueType, entries_of, text_of, type_meant, value_of
from vaultkit.app.snapshot import Snapshot
from vaultkit.disk.read import read_bytes
from vaultkit.markdown.decode import decode
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.property_edit import (
    Edit,
    add_to_property,
    remove_from_property,
    remove_property,
    rename_property,
    set_property,
)
from vaultkit.markdown.tags import is_tag, tag_near
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import UsageError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan, spliced
from vaultkit.model.source import Source

__all__ = [
    "Property",
    "edit_form",
    "find_property",
    "plan_add",
    "plan_remove",
    "plan_rename",
    "plan_set",
    "property_value_form",
]


class Property(NamedTuple):
    """A property as its note spells it."""

    path: VaultPath
    key: str
    value: Any


def find_property(note: Note, key: str) -> Property | Diagnostic:
    """The property of a name, spelled so or otherwise in case; a diagnostic where there is none."""
    _refuse_no_note(note.path)
    name = _spelled(note.properties, key)
    if name is not None:
        return Property(note.path, name, note.properties[name])
    if note.error:
        return next(found for found in note.diagnostics if found.severity == "error")
    return _with_proposal(
        Diagnostic("property-missing", note.path, args={"key": key}), list(note.properties)
    )


def plan_set(
    snapshot: Snapshot, path: VaultPath, key: str, texts: Sequence[str], kind: ValueType | None
) -> Plan:
    """What sets a property to the value that the texts mean, as ``type_meant`` has it.

    Of every plan here: it is empty where nothing has to change, and where the note cannot be
    edited it is empty and has the reason as its diagnostic. Raises UsageError for a value that
    is none of its type and for a key that can be no name, DiskError where the note cannot be
    read.
    """
    source, present = _read(snapshot, path)
    _refuse_no_name(key)
    held = _held(present, key)
    if kind is None:
        registered = read_property_types(snapshot.root).get(name_key(key))
        kind = type_meant(key, texts, present=held, registered=registered)
    value = value_of(_tags(key, texts) if kind == "list" else texts, kind, present=held)
    return _plan(source, present, set_property(source, key, value))


def plan_add(snapshot: Snapshot, path: VaultPath, key: str, texts: Sequence[str]) -> Plan:
    """What makes a property a list that also holds these entries; see ``plan_set``."""
    source, present = _read(snapshot, path)
    _refuse_no_name(key)
    held = _held(present, key)
    known = {_entry_key(key, entry) for entry in _entries(held)}
    new = {_entry_key(key, text): text for text in reversed(_tags(key, texts))}
    texts = [text for name, text in reversed(new.items()) if name not in known]
    return _plan(source, present, add_to_property(source, key, entries_of(texts, present=held)))


def plan_remove(snapshot: Snapshot, path: VaultPath, key: str, texts: Sequence[str]) -> Plan:
    """What removes a property, or only these entries of its list; see ``plan_set``."""
    source, present = _read(snapshot, path)
    if not texts:
        return _plan(source, present, remove_property(source, key))
    entries = _entries(_held(present, key))
    held = {_entry_key(key, entry) for entry in entries}
    gone = {_entry_key(key, text) for text in texts}
    # One that is not there is probably misspelled, so none is removed.
    values = [text for text in texts if _entry_key(key, text) not in held]
    values = values or [entry for entry in entries if _entry_key(key, entry) in gone]
    return _plan(source, present, remove_from_property(source, key, tuple(values)))


def plan_rename(snapshot: Snapshot, path: VaultPath, key: str, new_key: str) -> Plan:
    """What gives a property another name; see ``plan_set``."""
    source, present = _read(snapshot, path)
    _refuse_no_name(new_key)
    return _plan(source, present, rename_property(source, key, new_key))


def property_value_form(found: Property) -> JsonObject:
    """``property get --json``."""
    return {
        "path": found.path,
        "key": found.key,
        "type": property_type(found.value),
        "value": found.value,
    }


def edit_form(path: VaultPath, key: str, plan: Plan) -> JsonObject:
    """What ``property set --json`` and its like print."""
    refused = diagnostic_form(plan.diagnostics[0]) if plan.diagnostics else None
    return {"path": path, "key": key, "changed": bool(plan), "refused": refused}


def _read(snapshot: Snapshot, path: VaultPath) -> tuple[Source, Mapping[str, Any]]:
    """The note as it lies on disk at this moment, and its properties."""
    _refuse_no_note(path)
    follow = snapshot.config.follow_symlinks
    source = decode(path, read_bytes(snapshot.root, path, follow_symlinks=follow))
    block = read_frontmatter(source)
    return source, {} if block is None else block.properties


def _plan(source: Source, present: Mapping[str, Any], edit: Edit) -> Plan:
    if isinstance(edit, Diagnostic):
        return Plan(diagnostics=(_with_proposal(edit, list(present)),))
    if not edit:
        return Plan()
    data = spliced(source.data, edit)
    return Plan((FileEdit(source.path, source.digest, data, "properties edited"),))


def _spelled(properties: Mapping[str, Any], key: str) -> str | None:
    """The key as it is spelled there, None where no name or several are meant."""
    if key in properties:
        return key
    meant = [name for name in properties if name_key(name) == name_key(key)]
    return meant[0] if len(meant) == 1 else None


def _held(present: Mapping[str, Any], key: str) -> Any:
    name = _spelled(present, key)
    return None if name is None else present[name]


def _entries(held: Any) -> list[Any]:
    if isinstance(held, list):
        return held
    return [] if held is None else [held]


def _tags(key: str, texts: Sequence[str]) -> Sequence[str]:
    """Tags stand in properties without their sign. Raises UsageError for what is none."""
    if name_key(key) != "tags":
        return texts
    tags = [text.strip().removeprefix("#") for text in texts]
    for tag in tags:
        if not is_tag(tag):
            raise _no_tag(tag)
    return tags


def _no_tag(text: str) -> UsageError:
    shown = text.encode("utf-8", "replace").decode()
    near = tag_near(shown)
    return UsageError(
        "'{value}' is no tag",
        values={"value": shown},
        hint="a tag holds letters, digits, -, _ and /, no blanks, and is no mere number",
        candidates=(near,) if near else (),
    )


def _entry_key(key: str, entry: object) -> str:
    """What tells entries apart: tags compare without sign and case (TG)."""
    text = text_of(entry)
    return name_key(text.removeprefix("#")) if name_key(key) == "tags" else text


def _with_proposal(found: Diagnostic, names: Sequence[str]) -> Diagnostic:
    if found.code != "property-missing":
        return found
    near = next(iter(NearestNames.of(names).near(found.args["key"])), "")
    return found._replace(args={**found.args, "proposal": near})


def _refuse_no_note(path: VaultPath) -> None:
    if path.suffix != ".md":
        raise UsageError(
            "{path} has no properties", values={"path": path}, hint="give a Markdown note"
        )


def _refuse_no_name(key: str) -> None:
    if not key.strip() or key != key.strip() or not key.isprintable():
        raise UsageError(
            "'{key}' can be no property's name",
            values={"key": key.encode("utf-8", "replace").decode()},
            hint="a name is a line of text without blanks around it",
        )
