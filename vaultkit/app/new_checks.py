"""What is to be looked at before a new meeting: by platform, and by what everybody is there for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from vaultkit.app.new_people import Person
from vaultkit.app.new_times import Times
from vaultkit.app.templates import library_of
from vaultkit.model.config import Config, Language
from vaultkit.model.paths import VaultPath
from vaultkit.pages.marks import Ready
from vaultkit.people.meeting_words import When
from vaultkit.people.roles import ROLES, Role, roles_in
from vaultkit.people.zones import wall_after

__all__ = ["Meant", "checks_of"]

_VISITED = frozenset(["conference"])
"""Types of meetings that who writes the note goes to, where nobody is named who holds them."""


class Meant(NamedTuple):
    """The meeting that is to be prepared."""

    type: str
    platform: str
    when: When
    times: Times
    people: Sequence[tuple[Person, Any]]
    """Who comes, each with a link."""
    me: VaultPath | None
    """The note of the vault's own person."""


def checks_of(meant: Meant, config: Config, language: Language, now: datetime) -> Mapping[str, Any]:
    """What is to be checked, with the day it is due and who does it, and what everyone needs.

    A check whose moment has passed is none any more. What nobody else does is left to whoever
    writes the note.
    """
    # At the end of the line, or the Tasks plugin does not see it.
    due = {"emoji": "📅 {}", "dataview": "[due:: {}]"}[config.tasks_style]
    table = tomllib.loads((library_of(language) / "checks.toml").read_text("utf-8"))
    own = table["platform"].get(meant.platform, {})
    duties = [*_iter_duties(meant)]
    checks = [
        {
            "text": text,
            "when": side.told,
            "due": Ready(due.format(side.day), f"{side.day}"),
            "owner": owner,
            "role": role,
        }
        for side in _sides(meant, table, now)
        for role, owner, texts in _iter_texts(side.name, table, own, duties)
        for text in texts
    ]
    return {
        "checks": checks,
        "requirements": [*table["requirements"], *own.get("requirements", ())],
    }


def _iter_texts(
    side: str, table: Mapping[str, Any], own: Mapping[str, Any], duties: Sequence[tuple[Role, Any]]
) -> Iterator[tuple[str, Any, Sequence[str]]]:
    """What all do, then what each does: the role, who it is, the texts."""
    yield "", "", table[side]
    for role, owner in duties:
        for source in (table["role"], own):
            yield role, owner, source.get(role, {}).get(side, ())


# --- who does what


def _iter_duties(meant: Meant) -> Iterator[tuple[Role, Any]]:
    """Each role with who has it, in order of the roles; no name is whoever writes the note."""
    held = [
        ("" if person.path is not None and person.path == meant.me else link, person)
        for person, link in meant.people
    ]
    roles = [(owner, roles_in(person.named.role)) for owner, person in held]
    mine = next((each for owner, each in roles if owner == ""), frozenset())
    hosted = any("host" in each for _, each in roles)
    if not hosted:
        # Somebody has to: whoever prepares it, unless they say what else they come for.
        fallen: Role = "attendee" if mine or meant.type in _VISITED else "host"
        roles = [("", mine or frozenset({fallen})), *((o, each) for o, each in roles if o != "")]
    elif meant.me is not None and not mine:
        roles = [("", frozenset({"attendee"})), *((o, each) for o, each in roles if o != "")]
    for role in ROLES:
        # Guests look after themselves: what they need stands among the requirements.
        yield from (
            (role, owner)
            for owner, each in roles
            if role in each and (role != "attendee" or owner == "")
        )


# --- when


class _Side(NamedTuple):
    """A moment before the meeting: its name in the table, its day, and how it is told."""

    name: str
    day: date
    told: str


def _sides(meant: Meant, table: Mapping[str, Any], now: datetime) -> Iterator[_Side]:
    when, times = meant.when, meant.times
    # The first day that there is has none before it: what is due earlier is due then.
    quarter = times.after(-15) or times.start
    day_before = when.day - timedelta(days=when.day > date.min)
    if day_before >= now.date():
        yield _Side("day", day_before, table["at_day"])
    if _is_to_come(when, times, now):
        clock = f"{quarter:%H:%M}" if quarter else ""
        told = table["at_quarter"].format(time=clock).rstrip(", ")
        yield _Side("quarter", quarter.date() if quarter else when.day, told)


def _is_to_come(when: When, times: Times, now: datetime) -> bool:
    """Whether the last quarter of an hour before a meeting is still ahead."""
    # The moment of a new note is told by the clock on the wall, here.
    try:
        instant = times.instant
        begins = instant.astimezone(now.tzinfo).replace(tzinfo=None) if instant else times.start
    except OverflowError:
        begins = times.start
    if begins is None:
        return when.day >= now.date()
    return (wall_after(begins, -15) or begins) >= now.replace(tzinfo=None)
