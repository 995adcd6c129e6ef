"""A new note that is no meeting: a contact, a topic, a series, a day, or a template's own kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from vaultkit.app.meant import file_meant
from vaultkit.app.new_addresses import get_email, get_phone, iter_email_remarks
from vaultkit.app.new_links import find_note, link_in, link_to_meant, names_with
from vaultkit.app.new_note import NewNote, Place, Wanted, plan_note
from vaultkit.app.people_meant import People
from vaultkit.app.snapshot import Snapshot
from vaultkit.app.zone_meant import unknown_zone
from vaultkit.model.config import Language
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath
from vaultkit.pages.marks import Ready
from vaultkit.people.meeting_words import parse_when
from vaultkit.people.zones import find_zone

__all__ = ["NewPlain", "plan_plain"]


class NewPlain(NamedTuple):
    """The note that would be written, and what a person should know: message keys with values."""

    note: NewNote
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()


def plan_plain(
    snapshot: Snapshot, what: str, title: str, given: Mapping[str, Any], place: Place
) -> NewPlain:
    """The note, as it would be written; ``given`` are the options as typed.

    Raises UsageError for an option that cannot be understood or a topic that is not there.
    """
    moment = place.moment.replace(second=0, microsecond=0)
    has_time = True
    if "at" in given:
        when = parse_when(given["at"])
        if when is None:
            raise UsageError(
                "'{value}' is no value of '{key}'",
                values={"key": "at", "value": given["at"]},
                hint="write a day and time that there is, as 2026-12-08 15:00",
            )
        moment = datetime.combine(when.day, when.time or datetime.min.time())
        has_time = when.time is not None
    if "tz" in given and find_zone(given["tz"]) is None:
        raise unknown_zone(given["tz"])
    warnings: dict[str, Mapping[str, str]] = {}
    if "email" in given:
        warnings.update(iter_email_remarks(People(snapshot), get_email(given["email"]), None))
    if "phone" in given:
        get_phone(given["phone"])
    told = tuple(name for name in given if name not in ("at", "folder", "template"))
    template = given.get("template", "")
    wanted = Wanted(
        what,
        title,
        moment,
        given.get("folder"),
        told=told,
        template=template,
        has_time=has_time,
    )

    def values_at(path: VaultPath, language: Language) -> Mapping[str, Any]:
        link = link_in(snapshot, path, names_with(snapshot.names, [path]))
        topics = []
        for text in given.get("topic", ()):
            found = file_meant(snapshot, text)
            note = snapshot.notes.get(found)
            topics.append(link(found, note.title if note else found.name))
        texts = {name: given.get(name, "") for name in ("email", "phone", "role", "tz")}
        return {
            **texts,
            "org": _organisation(snapshot, link, given.get("org", ""), warnings),
            "aliases": list(given.get("alias", ())),
            "topics": topics,
        }

    made = plan_note(snapshot, wanted, place, values_at=values_at)
    return NewPlain(made, tuple(warnings.items()))


def _organisation(
    snapshot: Snapshot,
    link: Callable[[VaultPath, str], Ready],
    text: str,
    warnings: dict[str, Mapping[str, str]],
) -> str:
    """A link, also where it was typed as one."""
    name = text.strip().removeprefix("[[").removesuffix("]]").strip()
    if not name:
        return ""

    def say(message: str, **values: str) -> None:
        warnings[message] = values

    return link_to_meant(snapshot, link, find_note(snapshot, name) or name, say)
