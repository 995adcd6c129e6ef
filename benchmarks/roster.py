"""Who and what a made vault knows, before any note is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from benchmarks.chance import below, one
from benchmarks.words import ENGLISH, RUSSIAN, Words

__all__ = ["LANGUAGES", "LAST_DAY", "Entry", "Roster", "Size", "contacts_of", "roster_of"]

LAST_DAY = date(2026, 11, 30)
LANGUAGES = (ENGLISH, RUSSIAN)


@dataclass(frozen=True, slots=True)
class Size:
    """What a vault is made from. Equal sizes give equal bytes, on any machine."""

    notes: int = 10_000
    seed: int = 1
    kb: int = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A note that others may link to, before it is written."""

    name: str
    folder: str
    words: Words
    day: date = LAST_DAY
    series: str = ""

    @property
    def path(self) -> str:
        """Below the vault, with its ending."""
        return f"{self.folder}/{self.name}.md"


@dataclass(frozen=True, slots=True)
class Roster:
    """Every note of a vault by what it is, and what links wait for."""

    topics: tuple[Entry, ...]
    contacts: tuple[Entry, ...]
    companies: tuple[Entry, ...]
    meetings: tuple[Entry, ...]
    days: tuple[Entry, ...]
    projects: tuple[Entry, ...]
    series: tuple[Entry, ...]
    missing: tuple[str, ...]
    attachments: tuple[str, ...]
    by_day: Mapping[date, tuple[Entry, ...]]
    before: Mapping[str, Entry]
    """The meeting before a meeting of a series, by the path of the later one."""


def roster_of(size: Size) -> Roster:
    """Who and what the vault knows. Every path is unique, also without regard to case."""
    chance = Random(f"{size.seed}:roster")
    topics = size.notes * 5 // 100
    contacts = size.notes * 30 // 100
    days = size.notes * 8 // 100
    companies = size.notes * 2 // 100
    projects = size.notes * 3 // 100
    span = max(365, days)
    made_contacts = contacts_of(contacts)
    made_days = _days(days)
    series, meetings = _meetings(
        chance, size.notes - topics - contacts - days - companies - projects, span, made_contacts
    )
    by_day: dict[date, tuple[Entry, ...]] = {}
    before: dict[str, Entry] = {}
    latest: dict[str, Entry] = {}
    for meeting in meetings:
        by_day[meeting.day] = (*by_day.get(meeting.day, ()), meeting)
        if meeting.series:
            if meeting.series in latest:
                before[meeting.path] = latest[meeting.series]
            latest[meeting.series] = meeting
    return Roster(
        topics=_topics(topics),
        contacts=made_contacts,
        companies=_companies(companies),
        meetings=(*series, *meetings),
        days=made_days,
        projects=_projects(projects),
        series=series,
        missing=_missing(5 + topics),
        attachments=tuple(f"Вложения/scan-{n:05}.png" for n in range(1 + size.notes // 50)),
        by_day=by_day,
        before=before,
    )


def _mixed(number: int, *lists: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """A part of each list, and how often all mixes came before. Near numbers give unlike mixes."""
    parts = []
    shift = 0
    for items in lists:
        number, digit = divmod(number, len(items))
        shift = 5 * shift + digit  # from the digits before, so no two numbers get the same parts
        parts.append(items[shift % len(items)])
    return tuple(parts), number


def _topic_name(words: Words, number: int) -> str:
    first, second, third = words.topic_parts
    (kind, thing, how), again = _mixed(number, first, second, third)
    name = f"{kind} {thing}"
    if how:
        name = f"{name} {how}"
    return f"{name} {again + 1}" if again else name


def _missing(count: int) -> tuple[str, ...]:
    names = ((LANGUAGES[n % 2], n // 2) for n in range(count))
    return tuple(f"{words.labels['later']} {_topic_name(words, number)}" for words, number in names)


def _topics(count: int) -> tuple[Entry, ...]:
    names = ((LANGUAGES[n % 2], n // 2) for n in range(count))
    return tuple(
        Entry(_topic_name(words, number), words.folders["topic"], words) for words, number in names
    )


def _contact_name(words: Words, number: int) -> str:
    gender = number % 2
    parts, again = _mixed(number // 2, words.firsts[gender], *words.surname_parts)
    first, stem, end = parts
    if again:
        seconds = words.firsts[gender]
        first = f"{first} {seconds[again % len(seconds)]}"
        if again >= len(seconds):
            first = f"{first} {again // len(seconds) + 1}"
    return f"{first} {stem}{end}{words.surname_ends[gender]}"


def contacts_of(count: int) -> tuple[Entry, ...]:
    """People, each in a place of their own; every 97th has a name that an earlier one has too."""
    entries: list[Entry] = []
    for n in range(count):
        words = LANGUAGES[n % 2]
        if n % 97 == 96:
            twin = entries[n - 50]
            entries.append(Entry(twin.name, twin.words.folders["old"], twin.words))
        else:
            entries.append(Entry(_contact_name(words, n // 2), words.folders["contact"], words))
    return tuple(entries)


def _companies(count: int) -> tuple[Entry, ...]:
    entries = []
    for n in range(count):
        words = LANGUAGES[n % 2]
        (first, second), again = _mixed(n // 2, *words.company_parts)
        name = f"{first}{second}" + (f" {again + 1}" if again else "")
        entries.append(Entry(name, words.folders["org"], words))
    return tuple(entries)


def _projects(count: int) -> tuple[Entry, ...]:
    """Folders of three notes, one of which bears the same name in each: twins as people have."""
    entries = []
    for n in range(count):
        words = LANGUAGES[n // 3 % 2]
        folder = f"{words.folders['project']}/{_topic_name(words, n // 6)}"
        name = (words.labels["plan"], "README", f"{words.labels['project']} {n // 3 + 1}")[n % 3]
        entries.append(Entry(name, folder, words))
    return tuple(entries)


def _days(count: int) -> tuple[Entry, ...]:
    found = []
    for n in range(count):
        day = LAST_DAY - timedelta(days=n)
        words = LANGUAGES[day.month % 2]
        found.append(Entry(day.isoformat(), f"{words.folders['daily']}/{day.year}", words, day))
    return tuple(found)


def _meetings(
    chance: Random, count: int, span: int, contacts: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """A note for every series, and the meetings by day. Four of ten belong to a series."""
    many = count // 60
    series = []
    for n in range(many):
        words = LANGUAGES[n % 2]
        (name,), again = _mixed(n // 2, words.series)
        name = f"{name} {again + 1}" if again else name
        series.append(Entry(name, words.folders["meeting"], words))
    taken: set[str] = set()
    meetings = []
    for _ in range(count - many):
        day = LAST_DAY - timedelta(days=below(chance, span))
        held = one(chance, series) if series and chance.random() < 0.4 else None
        words = held.words if held else one(chance, LANGUAGES)
        guest = one(chance, contacts).name if contacts else ""
        title = held.name if held else f"{one(chance, words.occasions)} {guest}"
        name, again = f"{day} {title}", 2
        while name in taken:
            name, again = f"{day} {title}, {again}", again + 1
        taken.add(name)
        folder = f"{words.folders['meeting']}/{day.year}"
        meetings.append(Entry(name, folder, words, day, title if held else ""))
    return tuple(series), tuple(sorted(meetings, key=lambda made: (made.day, made.path)))
