"""A new note: its place, its name, and its text from a template, as a plan."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from vaultkit.app.filling_in import Values, note_text
from vaultkit.app.obsidian import APP, DAILY_NOTES
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.template_choice import Wanted, as_note, kind_of_wanted, template_for
from vaultkit.app.templates import Template
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.namesakes import NO_NAMESAKES
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConfigError, UsageError
from vaultkit.model.links import Kind
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.model.template_names import NAMES
from vaultkit.pages.core_template import CoreValues
from vaultkit.pages.note_names import name_path, numbered

__all__ = [
    "REMARKS",
    "NewNote",
    "Place",
    "Wanted",
    "free_path",
    "is_taken",
    "note_path",
    "plan_note",
    "plan_of",
    "values_of",
]

_ONE_OF_A_NAME: frozenset[Kind] = frozenset(["contact", "topic", "index", "daily"])
"""Of these a second note of the name would take links from the first."""
_MOST_NUMBERS = 1000
SMALL = 64 * 1024
"""Bytes of a note in which no reader of properties meets a limit of its own."""
_TOLD_APART: frozenset[str] = frozenset(["contact", "topic", "meeting"])
_NO_KIND = (
    "{path} is not read as a note of the kind '{wanted}': the template '{name}' does not say so, "
    "as kind: {wanted} would"
)
_NUMBERED = "there is a note of this name already, so this one is called {path}"
REMARKS = (_NO_KIND, _NUMBERED)
"""What may be said of a note that is made all the same."""

Remark = tuple[str, Mapping[str, str]]
"""A message key with its values."""


class Place(NamedTuple):
    """Who makes the note, when and from where. ``here`` is the folder in the vault in which the
    command was given, None outside of it."""

    moment: datetime
    environ: Mapping[str, str]
    here: str | None = None


class NewNote(NamedTuple):
    """What would be written. ``existed`` where a daily note is there already: then nothing."""

    path: VaultPath
    text: str
    template: Template
    diagnostics: tuple[Diagnostic, ...]
    """What ``vaultkit check`` would find in it."""
    existed: bool = False
    remarks: tuple[Remark, ...] = ()
    """What a person should know of it."""

    @property
    def edit(self) -> FileEdit:
        """The file to create."""
        return FileEdit(self.path, None, self.text.encode(), f"a new note: {self.template.name}")


def note_path(snapshot: Snapshot, wanted: Wanted, kind: Kind, place: Place) -> VaultPath:
    """Where the note goes, whether or not something lies there.

    Raises UsageError where nothing is left of the title that could name a file.
    """
    core = core_values(snapshot, wanted, vault_language(snapshot), place.moment)
    pattern = "{{title}}"
    if wanted.what == "daily":
        pattern = "{{date}}"
        core = core._replace(date_format=snapshot.settings.daily_format)
    elif kind == "meeting":
        pattern = snapshot.config.new_name
    if wanted.what != "daily" and not name_path("{{title}}", core):
        raise UsageError(
            "'{title}' leaves nothing that could name a file",
            values={"title": wanted.title},
            hint="give the note a title with letters or digits",
        )
    folder = _folder_for(snapshot, wanted, kind, place)
    name = name_path(pattern, core)
    if not name:
        raise ConfigError(
            "what '{key}' says leaves nothing that could name a file",
            where=DAILY_NOTES,
            values={"key": "format"},
            hint="give it letters, digits or a day, such as YYYY-MM-DD",
        )
    return VaultPath(f"{folder}/{name}.md" if folder else f"{name}.md")


def _folder_for(snapshot: Snapshot, wanted: Wanted, kind: Kind, place: Place) -> str:
    settings = snapshot.settings
    if wanted.folder is not None:
        return _checked_folder(wanted.folder)
    if wanted.what == "daily":
        return _set_folder(settings.daily_folder, DAILY_NOTES, "folder")
    if kind in snapshot.config.new_folders:
        return snapshot.config.new_folders[kind]
    match settings.new_file_location:
        case "current":
            return place.here or ""
        case "folder":
            return _set_folder(settings.new_file_folder, APP, "newFileFolderPath")
    return ""


def _checked_folder(text: str) -> str:
    """A folder as typed, empty for the root. Raises UsageError for one outside or hidden."""
    folder = None if text.startswith("/") else _find_folder(text)
    if folder is None:
        raise UsageError(
            "'{folder}' is no folder for notes",
            values={"folder": text},
            hint="give one inside the vault, such as Notes/Meetings, that is not hidden",
        )
    return folder


def _set_folder(text: str | None, where: VaultPath, key: str) -> str:
    """A folder that Obsidian's settings name. Raises ConfigError for one outside or hidden."""
    folder = _find_folder(text or "")
    if folder is None:
        raise ConfigError(
            "'{folder}' of '{key}' is no folder for notes",
            where=where,
            values={"folder": text or "", "key": key},
            hint="set one inside the vault that is not hidden, or give --folder",
        )
    return folder


def _find_folder(text: str) -> str | None:
    """The folder, empty for the root; None for one outside or hidden."""
    folder = text.strip("/") if text not in ("", ".", "./") else ""
    if not folder:
        return ""
    hidden = any(segment.startswith(".") for segment in folder.split("/"))
    return None if hidden else _inside(folder)


def _inside(text: str) -> VaultPath | None:
    try:
        return VaultPath(text)
    except ValueError:
        return None


def core_values(
    snapshot: Snapshot, wanted: Wanted, language: Language, now: datetime
) -> CoreValues:
    """What an Obsidian template is filled with, but for the note's name.

    A note of today for which no time was told gets the time that it is, as in Obsidian.
    """
    moment, has_time = wanted.moment, wanted.has_time
    if not has_time and moment.date() == now.date():
        moment, has_time = now, True
    return CoreValues(
        wanted.title,
        moment,
        language,
        snapshot.settings.template_date_format,
        snapshot.settings.template_time_format,
        has_time,
    )


def free_path(
    snapshot: Snapshot, path: VaultPath, kind: Kind, taken: Container[str] = ()
) -> VaultPath:
    """The path, with a number where something lies there already.

    Raises UsageError for a contact, topic or series: a second one of the name, anywhere in the
    vault, would take links from the first.
    """
    if kind in _ONE_OF_A_NAME and (found := snapshot.names.named(path.stem)):
        raise UsageError(
            "there is a note of this name already: {path}",
            values={"path": found[0]},
            hint="give another title, or edit that note",
        )
    for number in range(_MOST_NUMBERS):
        stem = path.removesuffix(".md")
        tried = VaultPath(f"{numbered(stem, number) if number else stem}.md")
        if tried.key not in taken and not is_taken(snapshot, tried):
            return tried
    raise UsageError("too many notes are called '{name}'", values={"name": path.stem})


def is_taken(snapshot: Snapshot, path: VaultPath) -> bool:
    """Also by a file that differs in case or Unicode form alone, or that nobody may see."""
    namesakes = snapshot.names.names.get(name_key(path.name), NO_NAMESAKES)
    same = namesakes.find_at(path) is not None
    return same or path in snapshot.occupied or (snapshot.root / path).exists()


def plan_note(
    snapshot: Snapshot,
    wanted: Wanted,
    place: Place,
    *,
    values_at: Callable[[VaultPath, Language], Mapping[str, Any]],
    taken: Container[str] = (),
    at: VaultPath | None = None,
) -> NewNote:
    """The note that is wanted, as it would be written; not at a path whose key is ``taken``.

    ``at`` is the path of a note whose place it takes, None where it gets one of its own.
    ``values_at`` gives what a Jinja template is filled with, beside what every note has, once
    the note's path is known: links depend on it. Raises UsageError, TemplateError, DiskError.
    """
    language = vault_language(snapshot)
    template = template_for(snapshot, wanted, language)
    kind = kind_of_wanted(snapshot, wanted, template)
    path = note_path(snapshot, wanted, kind, place)
    if wanted.what == "daily" and is_taken(snapshot, path):
        return NewNote(path, "", template, (), existed=True)
    asked, path = path, at or free_path(snapshot, path, kind, taken)
    core = core_values(snapshot, wanted, language, place.moment)._replace(title=path.stem)
    jinja = {
        **values_of(wanted, path, kind, language, place),
        **values_at(path, language),
    }
    values = Values(core, jinja)
    text = note_text(snapshot, template, values, language=language, environ=place.environ)
    is_second = at is None and path != asked
    remarks: tuple[Remark, ...] = ((_NUMBERED, {"path": path}),) if is_second else ()
    if template.form == "obsidian" and wanted.told:
        # What edits properties and reads agendas is loaded only for these.
        with_told = import_module("vaultkit.app.new_told").with_told
        name = template.name
        text, lost = with_told(path, text, wanted.told, jinja, language=language, name=name)
        remarks += lost
    data = text.encode()
    if template.path is None and len(data) <= SMALL:
        # Nothing can be wrong in it (its tests say so), and what reads notes takes long to load.
        return NewNote(path, text, template, (), remarks=remarks)
    note = as_note(path, data)
    remarks += tuple(_iter_kind_remarks(snapshot, wanted, template, note))
    return NewNote(path, text, template, note.diagnostics, remarks=remarks)


def _iter_kind_remarks(
    snapshot: Snapshot, wanted: Wanted, template: Template, note: Note
) -> Iterator[Remark]:
    """That a template of the vault makes no such note as was asked for."""
    if template.path is None or wanted.what not in _TOLD_APART:
        return
    if kind_of(note, KindRules.of(snapshot.config, snapshot.settings)) != wanted.what:
        yield _NO_KIND, {"path": note.path, "wanted": wanted.what, "name": template.name}


def values_of(
    wanted: Wanted, path: VaultPath, kind: Kind, language: Language, place: Place
) -> dict[str, Any]:
    """The values that every note has, all others empty."""
    empty = {name: _emptied(shape) for name, shape in NAMES.items()}
    return {
        **empty,
        "title": wanted.title or path.stem,
        "name": path.stem,
        "kind": kind,
        "language": language,
        "date": wanted.moment.date().isoformat(),
        "time": f"{wanted.moment:%H:%M}" if wanted.has_time else "",
        "today": place.moment.date().isoformat(),
    }


def _emptied(shape: object) -> object:
    return [] if isinstance(shape, list) else shape


def plan_of(notes: Iterable[NewNote], edits: Iterable[FileEdit] = ()) -> Plan:
    """All of the notes, and edits of others, in one plan: written, and undone, together."""
    return Plan((*(note.edit for note in notes if not note.existed), *edits))
