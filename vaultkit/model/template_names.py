"""The names that a note template may use: what is promised, by version. See docs/templates.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["NAMES", "NAMES_VERSION", "TemplateFault", "TemplateFaultError", "fields_of"]

NAMES_VERSION = 1
"""Names are only added within a version. It is a name itself: ``names_version``."""

Fields = Mapping[str, object]

_PERSON: Fields = {
    "name": "",
    "link": "",
    "is_note": True,
    "email": "",
    "role": "",
    "reply": "",
    "tz": "",
    "local": "",
}

_ITEM: Fields = {"text": "", "minutes": 0, "owner": "", "at": "", "day": ""}

NAMES: Fields = {
    "names_version": NAMES_VERSION,
    "title": "",
    "name": "",
    "kind": "",
    "language": "",
    "status": "",
    "date": "",
    "time": "",
    "today": "",
    # contacts and topics
    "aliases": [""],
    "email": "",
    "phone": "",
    "org": "",
    "role": "",
    # meetings
    "type": "",
    "tz": "",
    "end": "",
    "until": "",
    "duration": 0,
    "platform": "",
    "link": "",
    "series": "",
    "number": 0,
    "previous": "",
    "next": "",
    "carried": [{"text": "", "link": "", "kind": "", "due": ""}],
    "goal": "",
    "topics": [""],
    "organiser": "",
    "attendees": [_PERSON],
    "agenda": [_ITEM],
    "days": [{"date": "", "agenda": [_ITEM]}],
    "agenda_minutes": 0,
    "is_past": False,
    "checks": [{"text": "", "when": "", "due": "", "owner": "", "role": ""}],
    "requirements": [""],
    "fallbacks": [""],
}
"""Every name with a value of its shape: a text, a number, a list, a mapping. All are always given;
those that a note has nothing to say for are empty."""


def fields_of(value: object) -> tuple[str, ...]:
    """The names of a mapping's fields, in their order; none for anything else."""
    return tuple(value) if isinstance(value, Mapping) else ()


class TemplateFault(NamedTuple):
    """What is wrong in a template: a code of ``model.diagnostic``, a 1-based line, its values."""

    code: str
    line: int
    args: Mapping[str, str]


class TemplateFaultError(Exception):
    """A template that cannot be filled."""

    def __init__(self, fault: TemplateFault) -> None:
        super().__init__(f"{fault.code}, line {fault.line}")
        self.fault = fault
