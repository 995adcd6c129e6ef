"""A new note: its place, its name, and its text from a template, as a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from vaultkit.app.filling_in import Values, note_text
from vaultkit.app.obsidian import APP, DAILY_NOTES, is_unreadable
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.templates import (
    Template,
    find_among,
    find_shipped,
    get_template,
    own_templates,
    read_template,
)
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.graph.namesakes import NO_NAMESAKES
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConfigError, UsageError
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.model.template_names import NAMES
from vaultkit.pages.core_template import CoreValues
from vaultkit.pages.note_names import name_path, numbered

__all__ = [
    "UNUSED",
    "NewNote",
    "Place",
    "Wanted",
    "free_path",
    "is_meeting",
    "is_taken",
    "meeting_type_of",
    "note_path",
    "plan_note",
    "plan_of",
    "template_for",
    "unused_settings",
    "values_of",
]

_OF_MEETINGS = "meeting-"
"""How the names of templates begin that ship for a type of meeting."""
_ONE_OF_A_NAME: frozenset[Kind] = frozenset(["contact", "topic", "index", "daily"])
"""Of these a second note of the name would take links from the first."""
_MOST_NUMBERS = 1000

_UNREADABLE = "{path} cannot be read: what it sets is left out of account"
_NO_TEMPLATE = "{path}: its 'template' is '{template}', which is not there: another is used"
UNUSED = (_UNREADABLE, _NO_TEMPLATE)
"""What is said of settings of Obsidian's that a new note does without."""


class Place(NamedTuple):
    """Who makes the note, when and from where. ``here`` is the folder in the vault in which the
    command was given, None outside of it."""

    moment: datetime
    environ: Mapping[str, str]
    here: str | None = None


class Wanted(NamedTuple):
    """A note that is asked for. ``folder`` is None where the settings decide."""

    what: str
    """``contact``, ``topic``, ``meeting``, ``series``, ``daily`` or a template's name."""
    title: str
    moment: datetime
    """The day and time that the note is of."""
    folder: str | None = None
    type: str = ""
    told: tuple[str, ...] = ()
    """The options by which more was told than title, day and folder."""


class NewNote(NamedTuple):
    """What would be written. ``existed`` where a daily note is there already: then nothing."""

    path: VaultPath
    text: str
    template: Template
    diagnostics: tuple[Diagnostic, ...]
    """What ``vaultkit check`` would find in it."""
    existed: bool = False

    @property
    def edit(self) -> FileEdit:
        """The file to create."""
        return FileEdit(self.path, None, self.text.encode(), f"a new note: {self.template.name}")


_KIND_OF_WHAT: Mapping[str, Kind] = {
    **{name: name for name in ("contact", "topic", "meeting", "daily")},
    "series": "index",
}


def template_for(snapshot: Snapshot, wanted: Wanted, language: Language) -> Template:
    """The template that a wanted note is made of. Raises UsageError where there is none.

    For a meeting those of its type come first, for a daily note the one that Obsidian has set.
    """
    names = [wanted.what]
    if wanted.what == "meeting":
        names = [f"meeting-{wanted.type}", "meeting"]
    daily = snapshot.settings.daily_template if wanted.what == "daily" else None
    all_own = own_templates(snapshot)
    for name in filter(None, (daily, *names)):
        own = find_among(all_own, name) or _note_as_template(snapshot, name, daily)
        if own is not None:
            return own
    return find_shipped(names[0], language) or get_template(snapshot, wanted.what, language)


def is_meeting(snapshot: Snapshot, what: str) -> bool:
    """Whether a note of this template is one of a meeting, which takes a meeting's options.

    Raises UsageError where there is no such template.
    """
    if what in _KIND_OF_WHAT:
        return what == "meeting"
    wanted = Wanted(what, "", datetime.min)
    template = template_for(snapshot, wanted, vault_language(snapshot))
    return kind_of_wanted(snapshot, wanted, template) == "meeting"


def meeting_type_of(what: str) -> str:
    """The type of meeting that the name of a template says: ``social`` of ``meeting-social``."""
    return what.removeprefix(_OF_MEETINGS) if what.startswith(_OF_MEETINGS) else ""


def _note_as_template(snapshot: Snapshot, name: str, daily: str | None) -> Template | None:
    """The template of daily notes may lie anywhere."""
    if name != daily:
        return None
    path = _inside(name if name.endswith(".md") else f"{name}.md")
    if path is None or path not in snapshot.known:
        return None
    return Template(path.removesuffix(".md"), "obsidian", path, snapshot.root / path)


def kind_of_wanted(snapshot: Snapshot, wanted: Wanted, template: Template) -> Kind:
    """What kind of note it will be; for a template of the vault its own properties say it."""
    known = _KIND_OF_WHAT.get(wanted.what)
    if known is not None:
        return known
    if template.path is None and template.name.startswith(_OF_MEETINGS):
        return "meeting"
    note = read(decode(VaultPath("new.md"), read_template(snapshot, template)))
    return kind_of(note, KindRules.of(snapshot.config, snapshot.settings))


def note_path(snapshot: Snapshot, wanted: Wanted, kind: Kind, place: Place) -> VaultPath:
    """Where the note goes, whether or not something lies there.

    Raises UsageError where nothing is left of the title that could name a file.
    """
    core = core_values(snapshot, wanted, vault_language(snapshot))
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


def unused_settings(snapshot: Snapshot, what: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What Obsidian's settings say of a new note to no effect: message keys with values."""
    for path in (APP, DAILY_NOTES) if what == "daily" else (APP,):
        if is_unreadable(snapshot.root, path):
            yield _UNREADABLE, {"path": path}
    daily = snapshot.settings.daily_template if what == "daily" else None
    if daily:
        own = find_among(own_templates(snapshot), daily)
        if own is None and _note_as_template(snapshot, daily, daily) is None:
            yield _NO_TEMPLATE, {"path": DAILY_NOTES, "template": daily}


def core_values(snapshot: Snapshot, wanted: Wanted, language: Language) -> CoreValues:
    """What an Obsidian template is filled with, but for the note's name."""
    return CoreValues(
        wanted.title,
        wanted.moment,
        language,
        snapshot.settings.template_date_format,
        snapshot.settings.template_time_format,
    )


def free_path(
    snapshot: Snapshot, path: VaultPath, kind: Kind, taken: Iterable[VaultPath] = ()
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
    used = {path.key for path in taken}
    for number in range(_MOST_NUMBERS):
        stem = path.removesuffix(".md")
        tried = VaultPath(f"{numbered(stem, number) if number else stem}.md")
        if tried.key not in used and not is_taken(snapshot, tried):
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
    taken: Iterable[VaultPath] = (),
) -> NewNote:
    """The note that is wanted, as it would be written; not at the paths ``taken``.

    ``values_at`` gives what a Jinja template is filled with, beside what every note has, once
    the note's path is known: links depend on it. Raises UsageError, TemplateError, DiskError.
    """
    language = vault_language(snapshot)
    template = template_for(snapshot, wanted, language)
    if template.form == "obsidian" and wanted.told:
        raise UsageError(
            "'{name}' is an Obsidian template, which shows nothing of --{option}",
            values={"name": template.name, "option": wanted.told[0]},
            hint="leave the option out, or write a template that ends in .md.j2",
        )
    kind = kind_of_wanted(snapshot, wanted, template)
    path = note_path(snapshot, wanted, kind, place)
    if wanted.what == "daily" and is_taken(snapshot, path):
        return NewNote(path, "", template, (), existed=True)
    path = free_path(snapshot, path, kind, taken)
    core = core_values(snapshot, wanted, language)._replace(title=path.stem)
    jinja = {
        **values_of(wanted, path, kind, language, place),
        **values_at(path, language),
    }
    values = Values(core, jinja)
    text = note_text(snapshot, template, values, language=language, environ=place.environ)
    return NewNote(path, text, template, read(decode(path, text.encode())).diagnostics)


def values_of(
    wanted: Wanted, path: VaultPath, kind: Kind, language: Language, place: Place
) -> dict[str, Any]:
    """The values that every note has, all others empty."""
    empty = {name: _emptied(shape) for name, shape in NAMES.items()}
    has_time = wanted.moment.time() != datetime.min.time()
    return {
        **empty,
        "title": wanted.title or path.stem,
        "name": path.stem,
        "kind": kind,
        "language": language,
        "date": f"{wanted.moment:%Y-%m-%d}",
        "time": f"{wanted.moment:%H:%M}" if has_time else "",
        "today": f"{place.moment:%Y-%m-%d}",
    }


def _emptied(shape: object) -> object:
    return [] if isinstance(shape, list) else shape


def plan_of(notes: Iterable[NewNote], edits: Iterable[FileEdit] = ()) -> Plan:
    """All of the notes, and edits of others, in one plan: written, and undone, together."""
    return Plan((*(note.edit for note in notes if not note.existed), *edits))
