"""Calendar files and invitations that the user names: files, and folders of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from vaultkit.app.input import read_input
from vaultkit.exchange.mail import calendars_in_mail
from vaultkit.model.errors import DiskError

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
        for place in _places(folder / path):
            name = os.fspath(Path(path) / place.relative_to(folder / path))
            yield from _read(place, Path(name).as_posix(), limit)


def _places(named: Path) -> list[Path]:
    if not named.is_dir():
        return [named]
    found: list[Path] = []
    for place, folders, files in os.walk(named, onerror=_raise):
        folders[:] = [each for each in folders if not each.startswith(".")]
        within = (Path(place, each) for each in files if not each.startswith("."))
        found += [
            each
            for each in within
            if each.suffix.lower() in (*_CALENDARS, *_MAILS) and not each.is_symlink()
        ]
    return sorted(found, key=lambda each: each.as_posix())


def _raise(error: OSError) -> None:
    raise DiskError(
        "cannot be read: {reason}",
        where=str(error.filename),
        hint="see that it exists and that you may read it",
        values={"reason": error.strerror or str(error)},
    ) from error


def _read(place: Path, name: str, limit: int) -> Iterator[CalendarFile]:
    data = read_input(place, limit=limit)
    if place.suffix.lower() not in _MAILS or len(data) > limit:
        yield CalendarFile(name, data)
        return
    for each in calendars_in_mail(data) or [b""]:
        yield CalendarFile(name, each)
