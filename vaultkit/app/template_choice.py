"""Which template a new note is made of: the one that is named, or the one that settings say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import NamedTuple

from vaultkit.app.obsidian import APP, DAILY_NOTES, is_unreadable
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.templates import (
    Template,
    find_among,
    find_shipped,
    get_template,
    own_templates,
    read_template,
    template_form,
    template_name,
)
from vaultkit.app.vault_language import vault_language
from vaultkit.graph.kinds import KindRules, kind_of
from vaultkit.markdown.decode import decode
from vaultkit.model.config import TEMPLATE_USES, Language
from vaultkit.model.errors import ConfigError, UsageError
from vaultkit.model.links import Kind
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = [
    "PASSED_BY",
    "UNUSED",
    "Wanted",
    "as_note",
    "is_meeting",
    "kind_of_wanted",
    "meeting_type_of",
    "passed_by",
    "template_for",
    "unused_settings",
    "uses_of",
]

_OF_MEETINGS = "meeting-"
"""How the names of templates begin that ship for a type of meeting."""

_LISTED = "vaultkit templates list shows those there are"
_UNREADABLE = "{path} cannot be read: what it sets is left out of account"
_NO_TEMPLATE = "{path}: its 'template' is '{template}', which is not there: another is used"
UNUSED = (_UNREADABLE, _NO_TEMPLATE)
"""What is said of settings of Obsidian's that a new note does without."""
PASSED_BY = (
    "the vault's own template '{name}' was not asked for: --template '{name}' takes it, and "
    "{what} = '{name}' below [templates] in vaultkit.toml does so always"
)
"""What is said where a template of the vault looks as if it were made for the note."""

_CALLED: Mapping[str, tuple[str, ...]] = {
    "meeting": ("meeting", "встреча"),
    "contact": ("contact", "контакт"),
    "topic": ("topic", "тема"),
    "series": ("series", "серия"),
    "daily": ("daily", "дневник"),
}
"""What a template of the vault is called that is taken for such a note without being asked for."""
_LOOKS_LIKE: Mapping[str, frozenset[str]] = {
    "meeting": frozenset(["meeting", "meetings", "call", "встречи", "встреч", "созвона"]),
    "contact": frozenset(
        ["contact", "contacts", "person", "people", "контакта", "контактов", "человека", "человек"]
    ),
    "topic": frozenset(["topic", "topics", "темы", "тем"]),
    "series": frozenset(["series", "meeting series", "серии", "серии встреч"]),
}
"""What remains of the name of one that looks so, without ``_FILLING``."""
_FILLING = frozenset(["template", "note", "notes", "шаблон", "заметка", "заметки", "new"])


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
    """The options by which more was told than title and folder."""
    template: str = ""
    """The template that is asked for by its name or path; empty where the settings decide."""
    has_time: bool = True
    """Whether the time of ``moment`` was told; else it is midnight."""


_KIND_OF_WHAT: Mapping[str, Kind] = {
    **{name: name for name in ("contact", "topic", "meeting", "daily")},
    "series": "index",
}


def template_for(snapshot: Snapshot, wanted: Wanted, language: Language) -> Template:
    """The template that a wanted note is made of. Raises UsageError where there is none.

    The one that was named comes first, then for each of the note's uses the one that vaultkit.toml
    names and the vault's own one that is called so, then the one that ships. A type of meeting
    comes before meetings as such; a daily note takes the template that Obsidian has set. Raises
    ConfigError where vaultkit.toml names none.
    """
    own = own_templates(snapshot)
    if wanted.template:
        return _named(snapshot, own, wanted.template, language)
    uses = _uses(wanted.what, wanted.type)
    for use in uses:
        name = snapshot.config.templates.get(use)
        if name == "":
            break
        found = _set(snapshot, own, use, name, language) if name else _called(snapshot, own, use)
        if found is not None:
            return found
    shipped = find_shipped(uses[0], language)
    return shipped or get_template(snapshot, wanted.what, language, also=_KIND_OF_WHAT)


def uses_of(
    snapshot: Snapshot, language: Language
) -> tuple[Mapping[Template, tuple[str, ...]], tuple[ConfigError | UsageError, ...]]:
    """What each template is taken for by ``vaultkit new``, as ``TEMPLATE_USES`` are called, and
    why a use has none; templates that are taken for nothing are left out."""
    found: dict[Template, tuple[str, ...]] = {}
    problems: dict[str, ConfigError | UsageError] = {}
    for use in TEMPLATE_USES:
        if use == "meeting":
            continue
        type = meeting_type_of(use)
        wanted = Wanted("meeting" if type else use, "", datetime.min, type=type)
        try:
            template = template_for(snapshot, wanted, language)
        except (ConfigError, UsageError) as error:
            problems[str(error)] = error
        else:
            found[template] = (*found.get(template, ()), use)
    return found, tuple(problems.values())


def passed_by(
    snapshot: Snapshot, what: str, type: str, taken: Template
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What is to be said where one that ships was taken though the vault has one of its own that
    looks as if it were made for the note: message keys with values."""
    if taken.path is not None or any(use in snapshot.config.templates for use in _uses(what, type)):
        return ()
    looks = _LOOKS_LIKE.get(what, frozenset())
    like = [each.name for each in own_templates(snapshot) if _bare(each.name) in looks]
    return tuple((PASSED_BY, {"name": name, "what": what}) for name in like[:1])


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


def kind_of_wanted(snapshot: Snapshot, wanted: Wanted, template: Template) -> Kind:
    """What kind of note it will be; for a template of the vault its own properties say it."""
    known = _KIND_OF_WHAT.get(wanted.what)
    if known is not None:
        return known
    if template.path is None and template.name.startswith(_OF_MEETINGS):
        return "meeting"
    note = as_note(VaultPath("new.md"), read_template(snapshot, template))
    return kind_of(note, KindRules.of(snapshot.config, snapshot.settings))


def as_note(path: VaultPath, data: bytes) -> Note:
    """What would be read at a path. What reads notes takes long to load, and so is not before."""
    note: Note = import_module("vaultkit.markdown.read").read(decode(path, data))
    return note


def unused_settings(snapshot: Snapshot, what: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What Obsidian's settings say of a new note to no effect: message keys with values."""
    for path in (APP, DAILY_NOTES) if what == "daily" else (APP,):
        if is_unreadable(snapshot.root, path):
            yield _UNREADABLE, {"path": path}
    daily = snapshot.settings.daily_template if what == "daily" else None
    if daily:
        own = find_among(own_templates(snapshot), daily)
        if own is None and _note_as_template(snapshot, daily) is None:
            yield _NO_TEMPLATE, {"path": DAILY_NOTES, "template": daily}


def _uses(what: str, type: str) -> tuple[str, ...]:
    """What the template is looked for as, the closest first."""
    return (f"{_OF_MEETINGS}{type}", what) if what == "meeting" and type else (what,)


def _named(snapshot: Snapshot, own: Sequence[Template], name: str, language: Language) -> Template:
    """The template of a name or path: an own one, one that ships, or any note. Raises UsageError
    where it is none or several."""
    found = find_among(own, name) or _note_as_template(snapshot, name)
    return found or get_template(snapshot, name, language)


def _set(
    snapshot: Snapshot, own: Sequence[Template], use: str, name: str, language: Language
) -> Template:
    try:
        return _named(snapshot, own, name, language)
    except UsageError as error:
        values = {"name": name, "key": f"templates.{use}"}
        if error.candidates:
            values["proposal"] = error.candidates[0]
        raise ConfigError(
            "'{name}' of '{key}' is no template",
            where="vaultkit.toml",
            values=values,
            hint="did you mean '{proposal}'?" if error.candidates else _LISTED,
        ) from error


def _called(snapshot: Snapshot, own: Sequence[Template], use: str) -> Template | None:
    """The vault's own template that is called as the note is."""
    daily = snapshot.settings.daily_template if use == "daily" else None
    if daily:
        found = find_among(own, daily) or _note_as_template(snapshot, daily)
        if found is not None:
            return found
    return next(filter(None, (find_among(own, name) for name in _CALLED.get(use, (use,)))), None)


def _note_as_template(snapshot: Snapshot, name: str) -> Template | None:
    """Any note of the vault may be named as a template by its path."""
    for path in (name, f"{name}.md"):
        try:
            place = VaultPath(path)
        except ValueError:
            continue
        form = template_form(path)
        if form is not None and place in snapshot.known:
            return Template(template_name(path), form, place, snapshot.root / place)
    return None


def _bare(name: str) -> str:
    """A template's name without its folder and without words that all of them have."""
    words = name_key(name.rpartition("/")[2]).replace("-", " ").replace("_", " ").split()
    return " ".join(word for word in words if word not in _FILLING)
