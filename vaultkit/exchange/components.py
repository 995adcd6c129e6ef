"""Calendar files to components with their lines: unfolded, counted, nothing interpreted yet.

Takes any bytes: what is no content line is kept by its number, what is not closed is closed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Component", "Property", "RawCalendar", "read_components", "split_list", "unescaped"]

_DEEPEST = 8
"""VCALENDAR, VEVENT, VALARM: nothing of use lies deeper."""
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_NAME = re.compile(r"[A-Za-z0-9-]+")
_TIMES = frozenset({"DTSTART", "DTEND", "DUE", "EXDATE", "RDATE", "RECURRENCE-ID"})
"""Their values hold no colon, so that one in a parameter may go unquoted, as Outlook's do."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Property(NamedTuple):
    """A content line: ``DTSTART;TZID=Europe/Moscow:20261124T100000``."""

    name: str
    """In capitals."""
    parameters: dict[str, str]
    """By name in capitals, without quotes."""
    value: str
    line: int

    @property
    def text(self) -> str:
        """The value as text, its escapes resolved."""
        return unescaped(self.value)


@dataclass(slots=True)
class Component:
    """What lies between BEGIN and END."""

    name: str
    line: int
    raw: list[tuple[int, bytes]] = field(default_factory=list)
    """Unfolded lines with their numbers."""
    children: list[Component] = field(default_factory=list)
    closed: bool = True

    def properties(self) -> Iterator[Property]:
        """The content lines, in order; what is none is left out."""
        for line, data in self.raw:
            found = _property_of(data.decode("utf-8", "replace"), line)
            if found is not None:
                yield found

    def bad_lines(self) -> list[int]:
        """The numbers of lines that are no content lines."""
        return [
            line
            for line, data in self.raw
            if _property_of(data.decode("utf-8", "replace"), line) is None
        ]


@dataclass(slots=True)
class RawCalendar:
    """One VCALENDAR, or what lies outside of any."""

    head: Component
    zones: list[Component] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    """Everything else that is directly in it, in order."""


def read_components(data: bytes) -> list[RawCalendar]:
    """The calendars of a file, in order; empty ones are left out. Linear in the bytes.

    Lines are unfolded as bytes, since some programs fold within a letter.
    """
    calendars = [RawCalendar(Component("VCALENDAR", 1))]
    stack: list[Component] = []
    for line, raw in _unfolded(_as_utf8(data)):
        word = raw[:6].upper()
        if word == b"BEGIN:":
            _begin(raw[6:].strip().decode("utf-8", "replace").upper(), line, calendars, stack)
        elif word[:4] == b"END:":
            _end(raw[4:].strip().decode("utf-8", "replace").upper(), calendars, stack)
        elif stack:
            stack[-1].raw.append((line, raw))
        else:
            calendars[-1].head.raw.append((line, raw))
    for component in stack:
        component.closed = False
    return [each for each in calendars if each.components]


def _begin(name: str, line: int, calendars: list[RawCalendar], stack: list[Component]) -> None:
    component = Component(name, line)
    if name == "VCALENDAR":
        _leave_open(stack)
        calendars.append(RawCalendar(component))
        return
    if stack and name in _ON_TOP:
        _leave_open(stack)
    if not stack:
        home = calendars[-1]
        (home.zones if name == "VTIMEZONE" else home.components).append(component)
    elif len(stack) < _DEEPEST:
        stack[-1].children.append(component)
    stack.append(component)


_ON_TOP = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
"""Inside of another component they show that its END is missing."""


def _leave_open(stack: list[Component]) -> None:
    for component in stack:
        component.closed = False
    stack.clear()


def _end(name: str, calendars: list[RawCalendar], stack: list[Component]) -> None:
    if name == "VCALENDAR":
        _leave_open(stack)
        calendars.append(RawCalendar(Component("VCALENDAR", 1)))
        return
    names = [component.name for component in stack]
    if name not in names:
        return
    while stack:
        component = stack.pop()
        if component.name == name:
            return
        component.closed = False


def _as_utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, put together, each with the number of its first piece."""
    begun = 0
    pieces: list[bytes] = []
    for number, piece in enumerate(
        data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), start=1
    ):
        if piece[:1] in (b" ", b"\t") and pieces:
            pieces.append(piece[1:])
            continue
        if pieces:
            yield begun, pieces[0] if len(pieces) == 1 else b"".join(pieces)
        begun, pieces = number, [piece] if piece.strip() else []
    if pieces:
        yield begun, b"".join(pieces)


# --- content lines


def _property_of(text: str, line: int) -> Property | None:
    name = _NAME.match(text)
    if name is None:
        return None
    at = name.end()
    parameters: dict[str, str] = {}
    while (found := _PARAMETER.match(text, at)) is not None:
        parameters.setdefault(found[1].upper(), found[2].replace('"', ""))
        at = found.end()
    if text[at : at + 1] == ";":
        return _with_loose_colon(text, name[0].upper(), line)
    if text[at : at + 1] != ":":
        return None
    value = text[at + 1 :]
    if parameters and ":" in value and name[0].upper() in _TIMES:
        return _with_loose_colon(text, name[0].upper(), line)
    return Property(name[0].upper(), parameters, value, line)


def _with_loose_colon(text: str, name: str, line: int) -> Property | None:
    """``DTSTART;TZID=tzone://Microsoft/Utc:2026...``: a colon that should have been quoted."""
    head, colon, value = text.rpartition(":")
    if not colon:
        return None
    parameters: dict[str, str] = {}
    for piece in head.split(";")[1:]:
        key, _, given = piece.partition("=")
        parameters.setdefault(key.upper(), given.strip('"'))
    return Property(name, parameters, value, line)


def unescaped(value: str) -> str:
    """A TEXT value (RFC 5545 3.3.11) as text."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split_list(value: str) -> Sequence[str]:
    """A list of TEXT values, at the commas that are not escaped."""
    return [unescaped(piece).strip() for piece in re.split(r"(?<!\\),", value)]
