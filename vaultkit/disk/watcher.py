"""Which watchers run beside a vault, and how far they are.

Each has a folder of its own beside the index, which it keeps locked while it lives: so one that was
killed is never taken for one that runs, whoever has its process number by now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from vaultkit.disk.folder import opened_folder
from vaultkit.disk.lock import Holder, is_locked, lock
from vaultkit.disk.replace import create_file, drop_strays, replace_file
from vaultkit.model.errors import DiskError, LockedError

__all__ = ["Seat", "Watcher", "find_watchers", "taken_seat"]

_MOST = 16
_NAME = "state.json"
_LONGEST = 1 << 16


class Watcher(NamedTuple):
    """One that runs."""

    holder: Holder
    state: Mapping[str, object]
    """What it said of itself last; empty where it said nothing yet."""


class Seat(NamedTuple):
    """A running watcher's own folder."""

    place: Path

    def say(self, state: Mapping[str, object]) -> None:
        """Tells how far it is, if that can be kept; it is of use, and no more."""
        data = import_module("json").dumps(state, ensure_ascii=False).encode() + b"\n"
        with suppress(OSError, DiskError), opened_folder(self.place.parent, self.place.name) as own:
            old = own.find_stat(_NAME)
            if old is None:
                create_file(own, _NAME, data)
            else:
                replace_file(own, _NAME, data, old)


@contextmanager
def taken_seat(folder: Path) -> Iterator[Seat | None]:
    """A seat beside the index in ``folder`` while the block runs; None where none is to be had."""
    for number in range(1, _MOST + 1):
        place = folder / f"watch-{number}"
        try:
            with suppress(FileExistsError):
                os.mkdir(place, 0o700)
            held = lock(place, command="watch")
            held.__enter__()
        except LockedError:
            continue
        except (OSError, DiskError):
            break
        try:
            _drop_strays(place)
            yield Seat(place)
        finally:
            with suppress(OSError):
                os.unlink(place / _NAME)
            held.__exit__(None, None, None)
        return
    yield None


def _drop_strays(place: Path) -> None:
    """Whoever sat here before may have been killed in the middle of a word."""
    with suppress(OSError, DiskError), opened_folder(place.parent, place.name) as own:
        drop_strays(own)


def find_watchers(folder: Path) -> tuple[Watcher, ...]:
    """The watchers that run, the first one first. Writes nothing."""
    return tuple(_iter_watchers(folder))


def _iter_watchers(folder: Path) -> Iterator[Watcher]:
    for number in range(1, _MOST + 1):
        place = folder / f"watch-{number}"
        holder = None
        with suppress(DiskError, NotADirectoryError):
            holder = is_locked(place)
        if holder is not None:
            yield Watcher(holder, _state_in(place / _NAME))


def _state_in(place: Path) -> Mapping[str, object]:
    try:
        with open(place, "rb") as file:
            said = import_module("json").loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
