"""What options told of a note, put into the text that a template in Obsidian's form made.

Such a template has room for title, day and time alone. Properties take what they can hold, those
that the template has before new ones; an empty agenda takes the items. What is left is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.app.templates import library_of
from vaultkit.graph.relations import Relation, relation_of_property
from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import Edit, add_to_property, set_property
from vaultkit.markdown.read import read
from vaultkit.markdown.yaml_scalars import Moment
from vaultkit.model.config import Language
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.plan import Replacement, spliced
from vaultkit.model.source import Source
from vaultkit.pages.finish import finish
from vaultkit.pages.marks import Ready, plain_text
from vaultkit.pages.sandbox import Shelf, fill_shipped
from vaultkit.people.agenda import find_section
from vaultkit.people.contacts import ROLE_NAMES
from vaultkit.people.directory import EMAIL_NAMES, PHONE_NAMES
from vaultkit.people.fields import parse_day_and_time, texts_of
from vaultkit.people.meeting_properties import (
    DURATION_NAMES,
    END_NAMES,
    FALLBACK_NAMES,
    GOAL_NAMES,
    LINK_NAMES,
    PLATFORM_NAMES,
    TYPE_NAMES,
)
from vaultkit.people.meetings import DATE_NAMES, TIME_NAMES
from vaultkit.people.series import NUMBER_NAMES
from vaultkit.people.starting import ZONE_NAMES

__all__ = ["LOST", "Told", "with_told"]

_OPTIONS = "the template '{name}' has no place for {options}: the note does not say it"
_ROLES = "the template '{name}' has no place for roles and replies: the note does not say them"
_OPEN = (
    "the template '{name}' has no place for what the meetings before left open: it is not carried "
    "over"
)
LOST = (_OPTIONS, _ROLES, _OPEN)
"""What is said of what neither properties nor the agenda could hold."""

_Names = tuple[str, ...]


class _Home(NamedTuple):
    """Where a value goes: ``name`` is that of a template's value, ``names`` the properties that
    hold it, or the relation that their links have."""

    name: str
    names: _Names | Relation
    new: str = ""
    """The property that is added where the template has none; empty where none is."""
    many: bool = False


_HOMES: Mapping[str, tuple[_Home, ...]] = {
    "at": (_Home("date", DATE_NAMES, "date"), _Home("time", TIME_NAMES, "time")),
    "until": (_Home("until", END_NAMES, "end"),),
    "type": (_Home("type", TYPE_NAMES, "meeting_type"),),
    "with": (
        _Home("attendees", "attendee", "attendees", many=True),
        _Home("organiser", "organiser", "organiser"),
    ),
    "topic": (_Home("topics", "topic", "topics", many=True),),
    "tz": (_Home("tz", ZONE_NAMES, "tz"),),
    "duration": (_Home("duration", DURATION_NAMES, "duration"), _Home("until", END_NAMES, "end")),
    "platform": (_Home("platform", PLATFORM_NAMES, "platform"),),
    "link": (_Home("link", LINK_NAMES, "join"),),
    "fallback": (_Home("fallbacks", FALLBACK_NAMES, "fallback", many=True),),
    "series": (
        _Home("series", "series", "series"),
        _Home("number", NUMBER_NAMES, "number"),
        _Home("previous", "previous", "previous"),
        _Home("next", "next", "next"),
    ),
    "goal": (_Home("goal", GOAL_NAMES),),
    "email": (_Home("email", EMAIL_NAMES, "email"),),
    "phone": (_Home("phone", PHONE_NAMES, "phone"),),
    "org": (_Home("org", "org", "org"),),
    "role": (_Home("role", ROLE_NAMES, "role"),),
    "alias": (_Home("aliases", ("aliases", "alias"), "aliases", many=True),),
}


class Told(NamedTuple):
    """The note with what was told, and messages about the rest: keys with their values."""

    text: str
    lost: tuple[tuple[str, Mapping[str, str]], ...] = ()


def with_told(
    path: VaultPath,
    text: str,
    options: Sequence[str],
    values: Mapping[str, Any],
    *,
    language: Language,
    name: str,
) -> Told:
    """The text with what these options said; ``values`` are those of a template of ours, ``name``
    is the template's.

    What an option says goes before what the template says; lists keep what they hold.
    """
    source = decode(path, text.encode())
    lost: list[str] = []
    for option in options:
        if option == "agenda":
            made = _with_agenda(source, values, language)
        else:
            made = _with_properties(source, _HOMES[option], values)
        if made is None:
            lost.append(f"--{option}")
        source = made or source
    told = [(_OPTIONS, {"name": name, "options": ", ".join(lost)})] if lost else []
    unsaid = [(message, {"name": name}) for message in _iter_unsaid(options, values)]
    return Told(source.data.decode(), (*told, *unsaid))


def _iter_unsaid(options: Sequence[str], values: Mapping[str, Any]) -> Iterator[str]:
    organiser = plain_text(values["organiser"])
    for person in values["attendees"] if "with" in options else ():
        if person["reply"] or (person["role"] and plain_text(person["link"]) != organiser):
            yield _ROLES
            break
    if "series" in options and values["carried"]:
        yield _OPEN


# --- properties


def _with_properties(
    source: Source, homes: Iterable[_Home], values: Mapping[str, Any]
) -> Source | None:
    """None where one of the values found no place."""
    for home in homes:
        value = values[home.name]
        if value in ("", [], 0):
            continue
        note = read(source)
        key = _find_key(note, home.names) or home.new
        edit = _edit(source, note, key, home, value) if key else None
        if edit is None or isinstance(edit, Diagnostic):
            return None
        source = _spliced(source, edit)
    return source


def _edit(source: Source, note: Note, key: str, home: _Home, value: Any) -> Edit:
    if home.many:
        return add_to_property(source, key, tuple(_plain(each) for each in value))
    if home.name in ("date", "time") and _says(note, home.name, key, str(value)):
        return ()
    return set_property(source, key, _plain(value))


def _says(note: Note, name: str, key: str, text: str) -> bool:
    """Whether a template has written the day or the time in a form of its own."""
    keys = [key] if name == "date" else [key, *(_find_keys(note, DATE_NAMES))]
    held = [
        parse_day_and_time(each) for name in keys for each in texts_of(note.properties.get(name))
    ]
    return any(text == (f"{day}" if name == "date" else time) for day, time in held)


def _find_key(note: Note, names: _Names | Relation) -> str | None:
    """The property of the note that holds such a value, be it empty."""
    return next(iter(_find_keys(note, names)), None)


def _find_keys(note: Note, names: _Names | Relation) -> list[str]:
    if isinstance(names, str):
        return [key for key in note.properties if relation_of_property(key) == names]
    wanted = [name_key(name) for name in names]
    found = [key for key in note.properties if name_key(key) in wanted]
    return sorted(found, key=lambda key: wanted.index(name_key(key)))


def _plain(value: Any) -> Any:
    """A value as a property holds it."""
    if isinstance(value, dict):
        return _plain(value["link"])
    if isinstance(value, int):
        return value
    text = value.plain if isinstance(value, Ready) else str(value)
    return Moment(text) if len(text) == 10 and parse_day_and_time(text)[0] else text


# --- the agenda


def _with_agenda(source: Source, values: Mapping[str, Any], language: Language) -> Source | None:
    """The items below the heading of an agenda under which nothing stands yet; else None."""
    section = find_section(read(source), source, "agenda")
    if section is None:
        return None
    held = source.data[section.span.start : section.span.end]
    if held.strip(b" \t\r\n-*+1.[]"):
        return None
    made = finish(fill_shipped("_agenda.md.j2", values, Shelf(library_of(language))))
    lines = [line for line in made.split("\n") if line.strip()]
    # Headings of days stand apart from the items around them.
    spaced = [f"\n{line}\n" if line.startswith("#") else line for line in lines]
    end = "\n" if section.span.end < len(source.data) else ""
    text = "\n" + "\n".join(spaced).strip("\n") + "\n" + end
    if not source.data[: section.span.start].endswith(b"\n"):
        text = "\n" + text
    return _spliced(source, (Replacement(section.span, text.encode()),))


def _spliced(source: Source, edit: Sequence[Replacement]) -> Source:
    return decode(source.path, spliced(source.data, tuple(edit)))
