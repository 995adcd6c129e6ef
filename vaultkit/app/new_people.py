"""Who comes to a new meeting: contacts found, each once, and new notes of those without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from vaultkit.app.new_addresses import get_email
from vaultkit.app.new_note import NewNote, Place, Wanted, free_path, note_path, plan_note
from vaultkit.app.people_meant import (
    NAME_OR_MAKE,
    People,
    nobody_meant,
    several_meant,
    unlinked,
)
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.pages.note_names import safe_name
from vaultkit.people.directory import EMAIL_NAMES, Named, text_property
from vaultkit.people.starting import zone_name_of

__all__ = ["Person", "people_asked"]


class Person(NamedTuple):
    """Who comes; ``path`` is None for somebody without a note."""

    named: Named
    path: VaultPath | None
    title: str
    email: str
    tz: str


def people_asked(
    snapshot: Snapshot,
    asked: Iterable[Named],
    place: Place,
    *,
    day: date,
    unknown: Literal["made", "refused"],
) -> tuple[tuple[Person, ...], tuple[NewNote, ...]]:
    """Who is meant, in the order asked, and the new notes of those who have none, met that day.

    Somebody asked for twice is one person, of all the roles and the last reply. Raises UsageError
    where a name means several, or nobody while nobody's note is to be made.
    """
    directory = People(snapshot)
    found: list[tuple[Named, VaultPath | None]] = []
    numbers: dict[_Mark, int] = {}
    for named in asked:
        path = _find_contact(directory, named)
        if named.email and not directory.directory.find_email(named.email):
            get_email(named.email)
        if path is None and unknown == "refused":
            raise nobody_meant(directory, named.name or named.email, NAME_OR_MAKE)
        held = (numbers[mark] for mark in _iter_marks(named, path) if mark in numbers)
        at = min(held, default=len(found))
        if at == len(found):
            found.append((named, path))
        else:
            found[at] = (_merged(found[at][0], named, path), path)
        for mark in _iter_marks(*found[at]):
            numbers[mark] = min(at, numbers.get(mark, at))
    people: list[Person] = []
    stubs: list[NewNote] = []
    for named, path in found:
        if path is not None:
            people.append(_known(snapshot, named, path))
            continue
        stubs.append(_stub(snapshot, named, place, day))
        people.append(Person(named, stubs[-1].path, _title(named), named.email, ""))
    return tuple(people), tuple(stubs)


def _find_contact(directory: People, named: Named) -> VaultPath | None:
    paths = directory.find(named)
    if len(paths) > 1:
        raise several_meant(named.name or named.email, paths)
    return paths[0] if paths else None


_Mark = tuple[Literal["path", "email", "name"], str]


def _iter_marks(named: Named, path: VaultPath | None) -> Iterator[_Mark]:
    """What somebody is known by, and taken for the first of those before who have such a mark.

    Of those without a note it is what their notes would be called, and their address.
    """
    if path is not None:
        yield "path", path
        return
    title = _title(named)
    if email := named.email or (title if "@" in title else ""):
        yield "email", email.casefold()
    yield "name", name_key(safe_name(title))


def _merged(first: Named, second: Named, path: VaultPath | None) -> Named:
    """One person asked for twice. Raises UsageError where a new one gets two addresses."""
    emails = {email.casefold() for email in (first.email, second.email) if email}
    if path is None and len(emails) > 1:
        raise UsageError(
            "'{name}' is given with two addresses: {first}, {second}",
            values={"name": second.name, "first": first.email, "second": second.email},
            hint="give one of them, or two people by two names",
        )
    return Named(
        first.name or second.name,
        first.email or second.email,
        _joined([*first.role.split(","), *second.role.split(",")]),
        second.reply or first.reply,
    )


def _joined(roles: Sequence[str]) -> str:
    kept: dict[str, str] = {}
    for role in filter(None, map(str.strip, roles)):
        kept.setdefault(role.casefold(), role)
    return ", ".join(kept.values())


def _known(snapshot: Snapshot, named: Named, path: VaultPath) -> Person:
    note = snapshot.notes[path]
    email = named.email or text_property(note, *EMAIL_NAMES)
    return Person(named, path, note.title, email, zone_name_of(note))


def _stub(snapshot: Snapshot, named: Named, place: Place, day: date) -> NewNote:
    told = ("email",) if named.email else ()
    moment = datetime.combine(day, time.min)
    wanted = Wanted("contact", _title(named), moment, told=told, has_time=False)
    free_path(snapshot, note_path(snapshot, wanted, "contact", place), "contact")
    return plan_note(snapshot, wanted, place, values_at=lambda *_: {"email": named.email})


def _title(named: Named) -> str:
    return unlinked(named.name) or named.email
