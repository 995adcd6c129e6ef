"""How well vaultkit can look after a vault where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from vaultkit.app.history import count_undoable, find_journal
from vaultkit.disk.abilities import Abilities, abilities_of
from vaultkit.disk.folder import opened_folder
from vaultkit.disk.journal import RECOVERED, Journal, count_entries, iter_kept
from vaultkit.disk.lock import is_locked
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.disk.state import state_folder
from vaultkit.model.errors import DiskError

__all__ = ["Health", "Symptom", "examine", "symptom_form"]

Health = Literal["good", "fair", "poor"]
"""``fair`` is how things are on this system; with ``poor`` there is something to do."""


class Symptom(NamedTuple):
    """One thing that was looked at; ``message`` and ``hint`` are message keys."""

    name: str
    health: Health
    message: str
    hint: str = ""
    values: Mapping[str, str] = {}


def examine(root: Path, environ: Mapping[str, str]) -> tuple[Symptom, ...]:
    """What was found, in an order that does not change. Writes into ``.vaultkit`` alone."""
    return tuple(_iter_symptoms(root, environ))


def symptom_form(symptom: Symptom) -> Mapping[str, Any]:
    """As JSON, in English."""
    return {
        "name": symptom.name,
        "health": symptom.health,
        "message": symptom.message.format_map(symptom.values),
        "hint": symptom.hint.format_map(symptom.values) or None,
    }


def _iter_symptoms(root: Path, environ: Mapping[str, str]) -> Iterator[Symptom]:
    try:
        state = state_folder(root, environ=environ)
        with opened_folder(root, f"{OWN_FOLDER}/{state.name}") as folder:
            abilities = abilities_of(folder)
        holder = is_locked(root / OWN_FOLDER)
    except (DiskError, OSError) as error:
        yield Symptom(
            "state",
            "poor",
            "nothing can be kept beside the notes: {reason}",
            "notes cannot be written then, and everything is read each time; "
            "see that you may write in .vaultkit",
            {"reason": str(error)},
        )
        return
    yield Symptom(
        "state", "good", "index and journal are kept in {place}", values={"place": str(state)}
    )
    yield from _iter_abilities(abilities)
    if holder is None:
        yield Symptom("lock", "good", "no other run is writing")
    else:
        yield Symptom(
            "lock",
            "fair",
            "another run is writing: {command} (process {pid})",
            values={"command": holder.command or "vaultkit", "pid": str(holder.pid)},
        )
    journal = find_journal(root, environ)
    if journal is not None:
        yield from _iter_journal(journal)


def _iter_abilities(found: Abilities) -> Iterator[Symptom]:
    if found.exchange:
        yield Symptom("replace", "good", "files exchange their names: no editor's version is lost")
    else:
        yield Symptom(
            "replace",
            "fair",
            "names cannot be exchanged here: a file is looked at, then replaced",
            "an editor that saves in that very moment may lose its version; do not type in a note "
            "while it is written",
        )
    if found.locks:
        yield Symptom("locks", "good", "locks end with their process")
    else:
        yield Symptom(
            "locks",
            "fair",
            "the drive knows no locks: a file stands for one",
            "after a crash delete {name} in .vaultkit",
            {"name": "lock.held"},
        )
    if found.sync:
        yield Symptom("sync", "good", "notes and their folders are forced to the disk")
    else:
        yield Symptom("sync", "fair", "folders cannot be forced to the disk here")
    if found.attributes:
        yield Symptom("attributes", "good", "extended attributes of notes are kept")
    else:
        yield Symptom("attributes", "fair", "there are no extended attributes here to keep")
    yield Symptom(
        "case",
        "good" if found.case else "fair",
        "case tells names apart" if found.case else "case does not tell names apart",
    )
    yield Symptom(
        "forms",
        "good" if found.forms else "fair",
        "Unicode forms tell names apart" if found.forms else "Unicode forms tell no names apart",
    )


def _iter_journal(journal: Journal) -> Iterator[Symptom]:
    whole = tuple(iter_kept(journal))
    entries, recovered = count_entries(journal), journal.root / journal.state / RECOVERED
    begun = sum(1 for kept in whole if kept.state == "begun")
    broken = sum(1 for kept in whole if kept.state == "broken")
    if begun:
        yield Symptom(
            "journal",
            "poor",
            "a run was interrupted",
            "the next command that writes takes it back, `vaultkit build` for example",
        )
    elif broken:
        yield Symptom(
            "journal",
            "poor",
            "an interrupted run could not be taken back altogether",
            "see `vaultkit log`, then `vaultkit undo N`",
        )
    else:
        yield Symptom(
            "journal",
            "good",
            "entries in the journal that can be undone: {n}",
            values={"n": str(count_undoable(whole))},
        )
    if entries > len(whole):
        yield Symptom(
            "entries",
            "poor",
            "entries of the journal that are damaged or belong to another folder: {n}",
            "they are never acted on; delete them in {place}",
            {"n": str(entries - len(whole)), "place": f"{journal.state}/journal"},
        )
    versions = sorted(found.name for found in recovered.iterdir()) if recovered.is_dir() else []
    if versions:
        yield Symptom(
            "recovered",
            "poor",
            "versions saved by another program while vaultkit wrote: {names}",
            "compare them with your notes, then delete them in {place}",
            {"names": ", ".join(versions), "place": f"{journal.state}/{RECOVERED}"},
        )
