"""What a watcher tells: for a person, for a program, for ``vaultkit status``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from vaultkit.app.built import BuildResult
from vaultkit.app.forms import diagnostic_form
from vaultkit.app.standing import Changes
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import VaultkitError

__all__ = [
    "Event",
    "Failed",
    "Found",
    "Paused",
    "Polling",
    "Resumed",
    "Said",
    "Started",
    "Stopped",
    "Updated",
    "event_form",
]


class Started(NamedTuple):
    """It watches now; the first look comes next."""

    vault: str
    pid: int


class Updated(NamedTuple):
    """Something changed, and was put right."""

    changes: Changes
    read: int | None
    """How many notes were read, where the index was made anew."""
    reasons: tuple[str, ...]
    """Why the whole vault was looked at; nothing where single files were."""
    result: BuildResult
    seconds: float


class Found(NamedTuple):
    """Something is wrong in the vault, and was not before."""

    diagnostic: Diagnostic


class Said(NamedTuple):
    """Something is to be said of the index itself: a message and its reason."""

    message: str
    reason: VaultkitError


class Failed(NamedTuple):
    """An update could not be done; it is tried again in so many seconds, if not None."""

    error: VaultkitError
    again_s: float | None


class Polling(NamedTuple):
    """Not every change is heard: the vault is looked at so often instead. Or all is heard again."""

    reason: str | None
    every_s: float


class Paused(NamedTuple):
    """The vault's folder is not there."""

    vault: str


class Resumed(NamedTuple):
    """What was told as failed or paused is well again."""


class Stopped(NamedTuple):
    """It was told to end, and ends."""


Event = Started | Updated | Found | Said | Failed | Polling | Paused | Resumed | Stopped


def event_form(event: Event, at: float) -> Mapping[str, object]:
    """One object; ``at`` is the time in seconds since 1970. ``event`` says which it is."""
    name = type(event).__name__.lower()
    return {"event": name, "time": _time(at), **_rest_of(event)}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _rest_of(event: Event) -> Mapping[str, object]:
    match event:
        case Updated():
            found = _updated_form(event)
        case Found():
            found = {"diagnostic": diagnostic_form(event.diagnostic)}
        case Said():
            found = {"message": event.message.format(reason=str(event.reason))}
        case Failed():
            error = event.error
            told = {"message": error.message, "where": error.where, "hint": error.hint}
            found = {**told, "again_seconds": event.again_s}
        case Polling():
            found = {"reason": event.reason, "every_seconds": round(event.every_s, 3)}
        case Started() | Paused() | Resumed() | Stopped():
            found = event._asdict()
    return found


def _updated_form(event: Updated) -> Mapping[str, object]:
    changes, result = event.changes, event.result
    return {
        "reasons": [*event.reasons],
        "read": event.read,
        "new": [*changes.new],
        "changed": [*changes.changed],
        "gone": [*changes.gone],
        "moved": [[*pair] for pair in changes.moved],
        "notes": result.notes,
        "links": result.links,
        "pages": {"written": result.written, "removed": result.removed, "kept": result.kept},
        "regions": {
            "written": result.regions_written,
            "removed": result.regions_removed,
            "kept": result.regions_kept,
        },
        "seconds": round(event.seconds, 4),
    }
