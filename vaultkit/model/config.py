"""What a vault asks for: ``vaultkit.toml`` and its ``.obsidian`` settings, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from vaultkit.model.links import Kind

__all__ = [
    "DEFAULT_KINDS",
    "TEMPLATE_USES",
    "BacklinksPlace",
    "Config",
    "KindRule",
    "Language",
    "ObsidianSettings",
]

Language = Literal["en", "ru"]
BacklinksPlace = Literal["page", "region", "off"]


class KindRule(NamedTuple):
    """What makes a note one of a kind. All are compared by ``name_key``.

    ``values``: of the properties ``kind``, ``type`` and ``categories``. ``tags``: nested ones
    count too. ``folders``: a folder's own name, or its path where it holds a slash.
    """

    values: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


DEFAULT_KINDS: Mapping[Kind, KindRule] = {
    "meeting": KindRule(
        values=("meeting", "meetings", "встреча", "встречи", "созвон", "совещание"),
        tags=("meeting", "meetings", "встреча", "встречи"),
        folders=("meetings", "meeting notes", "calls", "встречи", "созвоны", "совещания"),
    ),
    "contact": KindRule(
        values=(
            "contact",
            "contacts",
            "person",
            "people",
            "контакт",
            "контакты",
            "человек",
            "люди",
        ),
        tags=("contact", "contacts", "person", "people", "контакт", "контакты", "люди"),
        folders=("contacts", "people", "persons", "контакты", "люди"),
    ),
    "topic": KindRule(
        values=("topic", "topics", "тема", "темы"),
        tags=("topic", "topics", "тема", "темы"),
        folders=("topics", "темы"),
    ),
    "daily": KindRule(
        values=("daily", "daily note", "journal", "дневник", "ежедневная заметка"),
        tags=("daily", "дневник"),
        folders=("daily", "daily notes", "journal", "дневник", "ежедневник"),
    ),
    "index": KindRule(
        values=("index", "moc", "category", "categories", "map of content", "индекс", "карта"),
        tags=("moc", "index", "category", "categories"),
        folders=("categories", "mocs", "maps", "категории", "карты"),
    ),
    "template": KindRule(
        values=("template", "шаблон"),
        tags=("template", "шаблон"),
        folders=("templates", "шаблоны"),
    ),
    "other": KindRule(values=("note", "other", "заметка")),
}


TEMPLATE_USES = (
    *("contact", "topic", "series", "daily", "meeting"),
    *("meeting-one-on-one", "meeting-group", "meeting-webinar", "meeting-conference"),
    "meeting-social",
)
"""What a template may be taken for: a note that ``vaultkit new`` knows, or a type of meeting."""

_NO_FOLDERS: Mapping[Kind, str] = {}
_NO_TEMPLATES: Mapping[str, str] = {}


class Config(NamedTuple):
    """``vaultkit.toml`` with its defaults filled in. Never a command or a trust setting."""

    language: Language | Literal["auto"] = "auto"
    me: str = ""
    """The contact whose vault it is: a path or a name, empty where nobody is named."""
    pages_folder: str = "_index"
    backlinks: BacklinksPlace = "page"
    max_entries: int = 1000
    """Entries on one page before it is split by initial or year."""
    kinds: Mapping[Kind, KindRule] = DEFAULT_KINDS
    templates_folder: str | None = None
    templates: Mapping[str, str] = _NO_TEMPLATES
    """The template by ``TEMPLATE_USES`` that is taken for each, a name or a path; empty for the
    one that comes with vaultkit."""
    new_name: str = "{{date}} {{title}}"
    """The path of a new meeting below its folder, without ``.md``, as an Obsidian template."""
    new_folders: Mapping[Kind, str] = _NO_FOLDERS
    """Where new notes of a kind go; for other kinds Obsidian's settings say it."""
    tasks_style: Literal["emoji", "dataview"] = "emoji"
    """How days stand in new tasks: as the Tasks plugin writes them, or as Dataview's fields."""
    exclude: tuple[str, ...] = ()
    """Prefixes or ``/regex/`` of paths that are left out of graph, lists and pages."""
    follow_symlinks: bool = False
    ignored_codes: frozenset[str] = frozenset()


class ObsidianSettings(NamedTuple):
    """What ``.obsidian`` says that a headless reader needs (CF)."""

    user_ignore_filters: tuple[str, ...] = ()
    templates_folder: str | None = None
    daily_folder: str | None = None
    daily_format: str = "YYYY-MM-DD"
    use_markdown_links: bool = False
    new_link_format: Literal["shortest", "relative", "absolute"] = "shortest"
    new_file_location: Literal["root", "current", "folder"] = "root"
    new_file_folder: str | None = None
    """Where new notes go when the location is ``folder``; None for the root."""
    attachment_folder: str | None = None
    """Where attachments go as Obsidian has it: ``/``, a folder, or ``./`` with one below that of
    the note; None where nothing is set."""
    daily_template: str | None = None
    """The path of the template of daily notes, with or without ``.md``."""
    template_date_format: str = "YYYY-MM-DD"
    template_time_format: str = "HH:mm"
