"""A new note that is no meeting: a contact, a topic, a series, a day, or a template's own kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vaultkit.app.new_note import NewNote, Place, Wanted, link_in, plan_note
from vaultkit.app.note_argument import get_file
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.config import Language
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.people.meeting_words import parse_when
from vaultkit.people.zones import find_zone

__all__ = ["plan_plain"]


def plan_plain(
    snapshot: Snapshot, what: str, title: str, given: Mapping[str, Any], place: Place
) -> NewNote:
    """The note, as it would be written; ``given`` are the options as typed.

    Raises UsageError for an option that cannot be understood or a topic that is not there.
    """
    moment = place.moment.replace(second=0, microsecond=0)
    if "at" in given:
        when = parse_when(given["at"])
        if when is None:
            raise UsageError(
                "'{value}' is no value of '{key}'",
                values={"key": "at", "value": given["at"]},
                hint="write it as 2026-12-08 15:00",
            )
        moment = datetime.combine(when.day, when.time or datetime.min.time())
    if "tz" in given and find_zone(given["tz"]) is None:
        raise UsageError(
            "there is no time zone '{name}'",
            values={"name": given["tz"]},
            hint="give an IANA name, such as Europe/Moscow",
        )
    told = tuple(name for name in given if name not in ("at", "folder"))
    wanted = Wanted(what, title, moment, given.get("folder"), told=told)

    def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
        link = link_in(snapshot, path, snapshot.names)
        topics = []
        for text in given.get("topic", ()):
            found = get_file(text, files=snapshot.files, notes=snapshot.notes, names=snapshot.names)
            note = snapshot.notes.get(found)
            topics.append(link(found, note.title if note else found.name))
        texts = {name: given.get(name, "") for name in ("email", "phone", "org", "role", "tz")}
        return {**texts, "aliases": list(given.get("alias", ())), "topics": topics}

    return plan_note(snapshot, wanted, place, values_at=values_at)
