"""The vault's properties: their names, the types of their values, how many notes have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from vaultkit.app.forms import JsonObject
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key

__all__ = ["PropertyCount", "PropertyType", "property_counts", "property_form", "property_type"]

PropertyType = Literal["text", "list", "number", "checkbox", "date", "datetime", "object", "empty"]

_TYPES: tuple[tuple[type | tuple[type, ...], PropertyType], ...] = (
    (bool, "checkbox"),  # before int, which it is one of
    ((int, float), "number"),
    (Mapping, "object"),
    ((list, tuple), "list"),
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """A property. ``types`` are those its values have, in code-point order."""

    name: str
    """The first spelling in path order; names compare without case."""
    types: tuple[PropertyType, ...]
    count: int


def property_counts(notes: Iterable[Note]) -> tuple[PropertyCount, ...]:
    """Every top-level property once, in order of its key."""
    names: dict[str, str] = {}
    types: defaultdict[str, set[PropertyType]] = defaultdict(set)
    holders: defaultdict[str, set[VaultPath]] = defaultdict(set)
    for note in notes:
        for name, value in note.properties.items():
            key = name_key(str(name))
            names.setdefault(key, str(name))
            types[key].add(property_type(value))
            holders[key].add(note.path)
    return tuple(
        PropertyCount(names[key], tuple(sorted(types[key])), len(holders[key]))
        for key in sorted(names)
    )


def property_type(value: object) -> PropertyType:
    """The type that Obsidian's properties view would show for the value."""
    if value is None:
        return "empty"
    for types, name in _TYPES:
        if isinstance(value, types):
            return name
    return _text_type(str(value))


def _text_type(text: str) -> PropertyType:
    if _DATE.fullmatch(text):
        return "date"
    return "datetime" if _DATETIME.fullmatch(text) else "text"


def property_form(item: PropertyCount) -> JsonObject:
    """One line of ``properties --json``."""
    return {"name": item.name, "types": list(item.types), "count": item.count}
