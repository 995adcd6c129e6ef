"""A meeting described in a file: TOML or JSON with the names of the command's options."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from vaultkit.app.new_addresses import get_link
from vaultkit.app.new_meeting import MEETING_TYPES, MeetingRequest
from vaultkit.model.errors import UsageError
from vaultkit.people.directory import Named, parse_named
from vaultkit.people.meeting_words import (
    AgendaItem,
    parse_agenda_item,
    parse_days,
    parse_duration,
    parse_when,
)

__all__ = ["HINTS", "KEYS", "read_meeting_file", "request_from"]

_LISTS = ("with", "topic", "agenda", "fallback")
_TEXTS = (
    *("title", "type", "at", "tz", "duration", "platform", "link", "series", "goal", "folder"),
    *("template", "until"),
)
KEYS = (*_TEXTS, *_LISTS, "create_contacts")
"""What a file may hold: each an option's name, lists where the option may be repeated."""

_HINT_TYPE = "give one of: one-on-one, group, webinar, conference, social"
_HINT_AT = "write a day and time that there is, as 2026-12-08 15:00"
_HINT_DAY = "write a day that there is, as 2026-12-10"
_HINT_DURATION = "write it as 45m, 1h30m or 3d"
_HINT_AGENDA = (
    "write it as TEXT[:MINUTES[:OWNER]] with minutes from 1 to 999; a colon of the text itself "
    "has a blank behind it"
)
_HINT_TEXT = "give a text"
_HINT_MINUTES = "give the minutes as a whole number from 1 to 999"
_HINT_ENTRY = "an entry may hold: {names}"
HINTS = (
    *(_HINT_TYPE, _HINT_AT, _HINT_DURATION, _HINT_TEXT, _HINT_MINUTES, _HINT_ENTRY),
    *(_HINT_DAY, _HINT_AGENDA),
)
"""What is said of values that cannot be understood."""

_PERSON = ("name", "email", "role", "reply")
_ITEM = ("text", "minutes", "owner", "day")
_MAX_BYTES = 256 * 1024


def read_meeting_file(place: Path) -> Mapping[str, Any]:
    """What a file says of a meeting, by ``KEYS``; lists are lists, people and items as written.

    Raises UsageError for a file that cannot be read, is neither TOML nor JSON, or holds a key
    that means nothing.
    """
    try:
        data = place.read_bytes()
        if len(data) > _MAX_BYTES:
            raise ValueError("larger than 256 KB")
        text = data.decode("utf-8-sig")
        found = json.loads(text) if place.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            "cannot be read: {reason}",
            where=str(place),
            values={"reason": reason},
            hint="give a file of TOML, or of JSON that ends in .json",
        ) from error
    if not isinstance(found, dict):
        raise UsageError("holds no table of options", where=str(place), hint="write title = '...'")
    for key in found:
        if key not in KEYS:
            raise UsageError(
                "'{key}' is no option of a meeting",
                where=str(place),
                values={"key": key},
                hint="the keys are the names of the options of vaultkit new",
                candidates=tuple(_near(key)),
            )
    return found


def _near(key: str) -> Sequence[str]:
    near: Sequence[str] = import_module("difflib").get_close_matches(key, KEYS, 1)
    return near


def request_from(values: Mapping[str, Any]) -> MeetingRequest:
    """The request that these options make; all texts are as typed.

    Raises UsageError for one that cannot be understood.
    """
    texts = {key: _text(key, values.get(key, "")) for key in _TEXTS}
    lists = {key: _list(key, values.get(key, ())) for key in _LISTS}
    kind = texts["type"] or "group"
    if kind not in MEETING_TYPES:
        raise _bad("type", kind, _HINT_TYPE)
    when = parse_when(texts["at"]) if texts["at"] else None
    if texts["at"] and when is None:
        raise _bad("at", texts["at"], _HINT_AT)
    days = parse_days(texts["duration"]) or 0
    duration = parse_duration(texts["duration"]) if texts["duration"] and not days else 0
    if duration is None:
        raise _bad("duration", texts["duration"], _HINT_DURATION)
    until = _day("until", texts["until"]) if texts["until"] else None
    if until is not None and texts["duration"]:
        raise UsageError(
            "both 'until' and 'duration' say when the meeting ends", hint="leave one of them out"
        )
    lasts = days > 1 or until is not None
    return MeetingRequest(
        title=texts["title"],
        type=kind,
        people=tuple(map(_person, lists["with"])),
        topics=tuple(_text("topic", topic) for topic in lists["topic"]),
        when=when,
        tz=texts["tz"],
        duration=duration,
        platform=texts["platform"],
        link=get_link(texts["link"]) if texts["link"] else "",
        fallbacks=tuple(_fallback(_text("fallback", each)) for each in lists["fallback"]),
        series=texts["series"],
        goal=texts["goal"],
        until=until,
        days=days,
        agenda=tuple(_dated(_item(each)) if lasts else _item(each) for each in lists["agenda"]),
        folder=texts["folder"] or None,
        create_contacts=values.get("create_contacts") is True,
        template=texts["template"],
        told=frozenset({"type"} if texts["type"] else ()),
    )


def _text(key: str, value: object) -> str:
    """A text; of a number, a day or a time what it says."""
    if isinstance(value, bool | dict | list):
        raise _bad(key, str(value), _HINT_TEXT)
    return str(value).strip()


def _list(key: str, value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    return (value,)


def _fallback(text: str) -> str:
    """Another channel is any text; one that begins as a link has to be one."""
    return get_link(text) if "://" in text.split(" ", maxsplit=1)[0] else text


def _person(value: object) -> Named:
    if isinstance(value, dict):
        return Named(*_fields("with", value, _PERSON))
    return parse_named(_text("with", value))


def _item(value: object) -> AgendaItem:
    if isinstance(value, dict):
        text, minutes, owner, day = _fields("agenda", value, _ITEM)
        if not text:
            raise _bad("agenda", text, _HINT_TEXT)
        if minutes and not (minutes.isdecimal() and 0 < int(minutes) < 1000):
            raise _bad("agenda", minutes, _HINT_MINUTES)
        of_day = _day("agenda", day) if day else None
        return AgendaItem(text, int(minutes or 0), owner, of_day)
    typed = _text("agenda", value)
    item = parse_agenda_item(typed)
    if item is None:
        raise _bad("agenda", typed, _HINT_AGENDA)
    return item


def _dated(item: AgendaItem) -> AgendaItem:
    """An item with the day that its text begins with."""
    first, _, rest = item.text.partition(" ")
    when = parse_when(first)
    if item.day is not None or when is None or not rest.strip():
        return item
    return item._replace(text=rest.strip(), day=when.day)


def _day(key: str, text: str) -> date:
    when = parse_when(text)
    if when is None or when.time is not None:
        raise _bad(key, text, _HINT_DAY)
    return when.day


def _fields(key: str, table: Mapping[str, object], names: Sequence[str]) -> Iterator[str]:
    for name in table:
        if name not in names:
            raise _bad(key, name, _HINT_ENTRY, names=", ".join(names))
    return (_text(key, table.get(name, "")) for name in names)


def _bad(key: str, value: str, hint: str, **values: str) -> UsageError:
    return UsageError(
        "'{value}' is no value of '{key}'",
        values={"key": key, "value": value, **values},
        hint=hint,
    )
