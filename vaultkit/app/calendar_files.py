"""Calendar files and invitations that the user names: files, and folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from vaultkit.app.input import read_input
from vaultkit.app.named_files import named_files
from vaultkit.exchange.mail import calendars_in_mail

__all__ = ["CalendarFile", "read_calendar_files"]

_CALENDARS = (".ics", ".ical", ".ifb", ".icalendar")
_MAILS = (".eml",)


class CalendarFile(NamedTuple):
    """The bytes of a calendar. ``name`` is the path as it was given, or below the folder given."""

    name: str
    data: bytes


def read_calendar_files(
    paths: Iterable[str], *, folder: Path, limit: int
) -> Iterator[CalendarFile]:
    """The calendars in the order given, those of a folder by name, its own folders too.

    A mail gives each of its calendars, or one empty one. Of a file that is larger than ``limit``
    bytes only these and one more are read. Hidden files and symbolic links in folders are left
    out. Raises DiskError where a file or folder cannot be read.
    """
    for path in paths:
        for file in named_files(path, folder=folder, suffixes=(*_CALENDARS, *_MAILS)):
            yield from _read(file.place, file.name, limit)


def _read(place: Path, name: str, limit: int) -> Iterator[CalendarFile]:
    data = read_input(place, limit=limit)
    if place.suffix.lower() not in _MAILS or len(data) > limit:
        yield CalendarFile(name, data)
        return
    for each in calendars_in_mail(data) or [b""]:
        yield CalendarFile(name, each)
