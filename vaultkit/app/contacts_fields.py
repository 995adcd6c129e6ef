"""A contact's properties brought up to what cards say, and never over what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from vaultkit.exchange.card_fields import Facts
from vaultkit.exchange.phones import international
from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import Edit, Value, add_to_property, set_property
from vaultkit.markdown.read import read
from vaultkit.markdown.yaml_scalars import Moment, Scalar
from vaultkit.model.calendar import Remark
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Note
from vaultkit.model.paths import name_key
from vaultkit.model.plan import spliced
from vaultkit.model.source import Source
from vaultkit.people.contacts import ORG_NAMES, ROLE_NAMES
from vaultkit.people.directory import EMAIL_NAMES, PHONE_NAMES
from vaultkit.people.fields import find_property, texts_of
from vaultkit.people.starting import ZONE_NAMES

__all__ = [
    "FIELDS",
    "Field",
    "Filled",
    "Wishes",
    "comparing",
    "filled",
    "held_key",
    "is_said_by",
    "texts_held",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


class Field(NamedTuple):
    """A property: its names, the first for a new one, and its part of ``Facts``."""

    names: tuple[str, ...]
    part: str
    is_list: bool = False
    """Always a list, even of one."""
    may_be_several: bool = False

    @property
    def key(self) -> str:
        """The name that a new one gets."""
        return self.names[0]

    def values(self, facts: Facts) -> tuple[str, ...]:
        """What facts say of it."""
        value: str | tuple[str, ...] = getattr(facts, self.part)
        return value if isinstance(value, tuple) else (value,) if value else ()


FIELDS = (
    Field(("aliases", "alias"), "aliases", is_list=True, may_be_several=True),
    Field(ORG_NAMES, "org"),
    Field(ROLE_NAMES, "role"),
    Field(EMAIL_NAMES, "emails", may_be_several=True),
    Field(PHONE_NAMES, "phones", may_be_several=True),
    Field(ZONE_NAMES, "tz"),
    Field(("met", "met_on", "знакомство"), "met"),
    Field(("birthday", "bday", "birthdate", "день рождения"), "birthday"),
    Field(("lang", "language", "languages", "язык", "языки"), "langs", may_be_several=True),
    Field(("url", "urls", "website", "сайт"), "urls", may_be_several=True),
    Field(("address", "addresses", "адрес"), "addresses", may_be_several=True),
    Field(("note",), "notes", may_be_several=True),
    Field(("external_ids",), "ids", is_list=True, may_be_several=True),
)


class Wishes(NamedTuple):
    """What is to be said of a person.

    ``said`` is what all cards say, ``before`` what those kept with the note said already, and
    ``arrived`` what those that are imported now say.
    """

    said: Facts
    before: Facts
    arrived: Facts
    region: str
    is_new: bool
    """Whether the note is only now made: nothing in it is anybody's own."""
    links: Mapping[str, tuple[str, ...]]
    """Properties that hold links to files, with what has to be among them."""
    shown: Callable[[str, str], str]
    """A value as it is to be written: an organisation that has a note becomes a link."""


class Filled(NamedTuple):
    """A note brought up; ``data`` are its bytes, the old ones where nothing changed."""

    data: bytes
    remarks: tuple[Remark, ...] = ()


def filled(source: Source, wishes: Wishes) -> Filled:
    """The note with what was missing in it, and remarks on what it says otherwise.

    A property changes that is empty and was never filled before, that says what an earlier import
    said, or that is a list, which only gains. Where the note cannot be edited its bytes are the
    old ones, and a remark says why.
    """
    at, note = source, read(source)
    remarks: list[Remark] = []
    for field in FIELDS:
        outcome = _fill(at, note, field, wishes)
        if isinstance(outcome, Diagnostic):
            return _refused(source, outcome)
        before, (at, differing) = at, outcome
        note = note if at is before else read(at)
        remarks += differing
    for key, links in wishes.links.items():
        linked = _link(at, key, links)
        if isinstance(linked, Diagnostic):
            return _refused(source, linked)
        at = linked
    return Filled(at.data, tuple(remarks))


def held_key(note: Note, names: Sequence[str]) -> str | None:
    """The name under which a note has one of these properties, one that holds something first."""
    keys = {name_key(key): key for key in reversed(list(note.properties))}
    present = [keys[name_key(name)] for name in names if name_key(name) in keys]
    full = (key for key in present if note.properties[key] not in (None, "", [], {}))
    return next(full, present[0] if present else None)


def _refused(source: Source, reason: Diagnostic) -> Filled:
    values = {"note": source.path, "reason": reason.message}
    return Filled(source.data, (Remark("note-uneditable", values),))


def _fill(
    source: Source, note: Note, field: Field, wishes: Wishes
) -> tuple[Source, tuple[Remark, ...]] | Diagnostic:
    held = _held(note, field, wishes.region)
    wanted = field.values(wishes.said)
    missing = [value for value in wanted if held.key_of(value) not in held.have]
    before = {held.key_of(value) for value in field.values(wishes.before)}
    if not missing:
        return source, ()
    if wishes.is_new or not _is_persons(held, before):
        return _put(source, field, held.key, wanted, wishes)
    if field.may_be_several and (isinstance(held.value, list) or field.is_list):
        return _add(source, held.key, [each for each in missing if held.key_of(each) not in before])
    arrived = field.values(wishes.arrived)
    return source, _differing(note, held, [v for v in arrived if held.key_of(v) not in held.have])


class _Held(NamedTuple):
    """What a note holds of a field."""

    key: str
    value: Any
    have: frozenset[str]
    """What the field need not be told, in the form of ``key_of``."""
    key_of: Callable[[str], str]

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "", [], {})


def _held(note: Note, field: Field, region: str) -> _Held:
    key = held_key(note, field.names) or field.key
    value = note.properties.get(key)
    key_of = comparing(field, region)
    have = {key_of(text) for text in texts_of(value)}
    if field.part == "aliases":
        have |= {key_of(note.title), key_of(note.path.stem)}
    if field.part == "ids" and isinstance(value, dict):
        have |= {key_of(f"{system}:{each}") for system, each in value.items()}
    return _Held(key, value, frozenset(have), key_of)


def _is_persons(held: _Held, before: set[str]) -> bool:
    """Whether a person typed the value, or emptied what an import had filled."""
    if held.is_empty:
        return bool(before)
    return {held.key_of(text) for text in texts_of(held.value)} != before


def _differing(note: Note, held: _Held, said: Sequence[str]) -> tuple[Remark, ...]:
    """A remark for each value that the note does not have."""
    shown = ", ".join(texts_of(held.value)) or ("-" if held.is_empty else str(held.value))
    values = {"note": note.path, "key": held.key, "held": shown}
    return tuple(Remark("differs", {**values, "said": each}) for each in said)


def is_said_by(remark: Remark, facts: Facts) -> bool:
    """Whether a remark on what differs is about what these facts say."""
    key = name_key(remark.values["key"])
    field = next(each for each in FIELDS if key in map(name_key, each.names))
    return remark.values["said"] in field.values(facts)


def _put(
    source: Source,
    field: Field,
    key: str,
    wanted: Sequence[str],
    wishes: Wishes,
) -> tuple[Source, tuple[Remark, ...]] | Diagnostic:
    if field.part == "aliases":
        note = read(source)
        own = {name_key(note.title), name_key(source.path.stem)}
        wanted = [value for value in wanted if name_key(value) not in own]
    scalars = tuple(_scalar(wishes.shown(field.part, value)) for value in wanted)
    value: Value = scalars if field.is_list or len(scalars) > 1 else scalars[0]
    return _edited(source, set_property(source, key, value))


def _add(
    source: Source, key: str, new: Sequence[str]
) -> tuple[Source, tuple[Remark, ...]] | Diagnostic:
    if not new:
        return source, ()
    return _edited(source, add_to_property(source, key, tuple(map(_scalar, new))))


def _link(source: Source, key: str, links: Sequence[str]) -> Source | Diagnostic:
    """A property with these links in it: one alone is no list."""
    if not links:
        return source
    note = read(source)
    spelled = held_key(note, (key,)) or key
    held = note.properties.get(spelled)
    if held in (None, "", []) and len(links) == 1:
        outcome = _edited(source, set_property(source, spelled, links[0]))
    else:
        outcome = _edited(source, add_to_property(source, spelled, tuple(links)))
    return outcome if isinstance(outcome, Diagnostic) else outcome[0]


def _edited(source: Source, edit: Edit) -> tuple[Source, tuple[Remark, ...]] | Diagnostic:
    if isinstance(edit, Diagnostic):
        return edit
    return (decode(source.path, spliced(source.data, edit)) if edit else source), ()


def _scalar(text: str) -> Scalar:
    return Moment(text) if _DAY.match(text) else text


def comparing(field: Field, region: str) -> Callable[[str], str]:
    """What tells values apart."""
    if field.part == "phones":
        return lambda text: international(text, region) or "".join(re.findall(r"\d+", text)) or text
    if field.part == "ids":
        return str
    # What a card writes as a link reads in the note as what the link shows.
    return lambda text: name_key(" ".join(" ".join(texts_of(text)).split()))


def texts_held(note: Note, names: Sequence[str]) -> tuple[str, ...]:
    """The texts of the first of these properties that holds any."""
    return texts_of(find_property(note, names))
