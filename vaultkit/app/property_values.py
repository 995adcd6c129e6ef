"""What a person means by the VALUE of a property: its type, and the value of that type."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from vaultkit.app.properties import property_type
from vaultkit.markdown.property_edit import Value
from vaultkit.markdown.yaml_scalars import Moment, Scalar
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import name_key

__all__ = ["VALUE_TYPES", "ValueType", "entries_of", "text_of", "type_meant", "value_of"]

ValueType = Literal["text", "number", "checkbox", "date", "datetime", "list"]
VALUE_TYPES: tuple[ValueType, ...] = get_args(ValueType)

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
"""Without a sign +, zeros in front or too many digits: those are telephones, codes and cards."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_OBSIDIAN_TYPES: dict[str, ValueType] = {
    "text": "text",
    "multitext": "list",
    "tags": "list",
    "aliases": "list",
    "number": "number",
    "checkbox": "checkbox",
    "date": "date",
    "datetime": "datetime",
}
_LISTS = frozenset({"tags", "aliases", "cssclasses"})
_WRITE_TEXT = "give --type text to write it as a text"


def type_meant(
    key: str, texts: Sequence[str], *, present: object, registered: str | None
) -> ValueType:
    """The type of a property that is to be set.

    That of the value it has; else the one that ``.obsidian/types.json`` gives it for the whole
    vault; else the one that the texts look like to Obsidian.
    """
    for kind in VALUE_TYPES:
        if kind == property_type(present):
            return kind
    if registered in _OBSIDIAN_TYPES:
        return _OBSIDIAN_TYPES[registered]
    if len(texts) > 1 or name_key(key) in _LISTS:
        return "list"
    return _look_of(texts[0]) if texts else "text"


def value_of(texts: Sequence[str], kind: ValueType, *, present: object = None) -> Value:
    """The value of a type. No text at all is an empty property, or an empty list.

    Raises UsageError where the texts are none of that type, and where there are several that
    are to be one value.
    """
    if kind == "list":
        return entries_of(texts, present=present)
    if not texts:
        return None
    if len(texts) > 1:
        raise UsageError(
            "a property of type {type} takes one value, and {count} were given",
            values={"type": kind, "count": str(len(texts))},
            hint="put quotes around it, or give --type list",
        )
    return _scalar_of(texts[0], kind)


def entries_of(texts: Sequence[str], *, present: object = None) -> tuple[Scalar, ...]:
    """The entries of a list: texts, but where all that it holds are numbers or dates, those.

    Raises UsageError for what no file can hold.
    """
    held = present if isinstance(present, list) else [] if present is None else [present]
    kinds = {property_type(entry) for entry in held}
    # Numbers and dates only beside their like; true and false as texts, as Obsidian's lists do.
    looks: tuple[ValueType, ...] = ("number", "date", "datetime")
    return tuple(
        _scalar_of(text, look if look in looks and kinds == {look} else "text")
        for text in texts
        for look in [_look_of(text)]
    )


def text_of(value: object) -> str:
    """The VALUE that means an entry a list holds."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scalar_of(text: str, kind: ValueType) -> Scalar:
    _refuse_no_text(text)
    match kind:
        case "number" if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
            return float(text) if re.search(r"[.eE]", text) else int(text)
        case "checkbox" if text.lower() in ("true", "false"):
            return text.lower() == "true"
        case "date" if _DATE.fullmatch(text) and _is_on_the_calendar(text):
            return Moment(text)
        case "datetime" if _DATETIME.fullmatch(text) and _is_on_the_calendar(text):
            return Moment(text.replace(" ", "T"))
        case "text":
            return text
    raise UsageError(
        "'{value}' is no value of type {type}",
        values={"value": text, "type": kind},
        hint=_WRITE_TEXT,
    )


def _look_of(text: str) -> ValueType:
    """The type that Obsidian gives a new property with this value."""
    if text.lower() in ("true", "false"):
        return "checkbox"
    if _NUMBER.fullmatch(text):
        return "number"
    if _DATE.fullmatch(text) and _is_on_the_calendar(text):
        return "date"
    return "datetime" if _DATETIME.fullmatch(text) and _is_on_the_calendar(text) else "text"


def _is_on_the_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refuse_no_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(
            "a value is not UTF-8", hint="set a locale that ends in UTF-8, or type it anew"
        ) from None
