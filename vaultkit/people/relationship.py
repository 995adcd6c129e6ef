"""How a contact is kept in touch with: when they were met last, how often that should be.

Everything is drawn from meetings and from what the contact's note says; what a person typed is
evidence too and never overwritten. To teach vaultkit another name of a property, add it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from vaultkit.model.brief import CadenceState
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.people.fields import find_named_property, parse_day, texts_of
from vaultkit.people.meetings import Meeting

__all__ = [
    "Birthday",
    "Cadence",
    "LastContact",
    "Relationship",
    "asks_for_contact",
    "birthday_of",
    "cadence_of",
    "next_birthday",
    "parse_birthday",
    "parse_period",
    "relationship_of",
]

_CADENCE = ("cadence", "keep in touch", "периодичность", "ритм общения", "ритм")
_IDEAL = ("ideal", "every", "идеал", "обычно", "раз в")
_MOST = ("max", "maximum", "at most", "предел", "максимум", "не реже")
_FLAT_IDEAL = ("cadence_ideal", "cadence ideal", "ideal")
_FLAT_MOST = ("cadence_max", "cadence max")
_LAST = ("last_contact", "last contact", "last met", "последний контакт", "последняя встреча")
_NEXT = ("next_contact", "next contact", "следующий контакт")
_BIRTHDAY = (
    *("birthday", "birth date", "birthdate", "date of birth", "bday", "born"),
    *("день рождения", "дата рождения", "др", "родился", "родилась"),
)

_UNITS: tuple[tuple[int, str], ...] = (
    (1, "d|days?|д|дн|день|дня|дней|сутки|суток"),
    (7, "w|wks?|weeks?|н|нед|неделя|неделю|недели|недель"),
    (30, "m|mos?|months?|мес|месяц|месяца|месяцев"),
    (91, "q|quarters?|кв|квартал|квартала|кварталов"),
    (365, "y|yrs?|years?|г|год|года|лет"),
)
_PERIOD = re.compile(
    r"(?:every|раз\s+в|каждые|каждую|каждый)?\s*(?P<n>\d{1,4})?\s*(?:"
    + "|".join(f"(?P<u{days}>{words})" for days, words in _UNITS)
    + r")?\.?",
    re.IGNORECASE,
)
_SAID: Mapping[str, int] = {
    **dict.fromkeys(("daily", "ежедневно"), 1),
    **dict.fromkeys(("weekly", "еженедельно"), 7),
    **dict.fromkeys(("biweekly", "fortnightly"), 14),
    **dict.fromkeys(("monthly", "ежемесячно"), 30),
    **dict.fromkeys(("quarterly", "ежеквартально"), 91),
    **dict.fromkeys(("yearly", "annually", "ежегодно"), 365),
}
_DAYS_AT_MOST = 36_500

_NO_YEAR = re.compile(
    r"(?:--(?P<m1>\d{2})-?(?P<d1>\d{2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.?"
    r"|(?P<m3>\d{2})-(?P<d3>\d{2}))"
)
_YEAR_LEFT_OUT = 1604
"""What Apple's address book writes for a birthday without a year: the first leap year of its."""
_LEAP = 2000


class Cadence(NamedTuple):
    """How often somebody is to be met: days from one meeting to the next, 0 where not said."""

    ideal: int
    most: int
    property: str
    """That says it, as the note spells it."""


class Birthday(NamedTuple):
    """A day of the year, and the year of birth where it is known."""

    month: int
    day: int
    year: int | None
    property: str


class LastContact(NamedTuple):
    """The last day on which somebody was met: at a meeting, else by what their note says."""

    day: date
    meeting: VaultPath | None
    property: str | None = None


class Relationship(NamedTuple):
    """``due`` is the day at which it is time again, ``limit`` the last at which it should be."""

    last: LastContact | None
    cadence: Cadence | None
    due: date | None
    limit: date | None
    state: CadenceState | None
    """None where nothing is asked for, or no day to count from was given."""
    late: int
    """Days since it was due, 0 where it is not time yet."""
    pressing: float
    """How many times the period that was meant has passed since it was due: what ranks people."""


def relationship_of(note: Note, met: Iterable[Meeting], as_of: date | None) -> Relationship:
    """How things stand with a contact on a day; ``met`` are the meetings that count."""
    last = _last_of(note, met, as_of)
    cadence = cadence_of(note)
    asked = _typed_day(note, _NEXT)
    due, limit = _days_due(last, cadence)
    if asked is not None and (last is None or asked[0] > last.day):
        due, limit = asked[0], max(limit, asked[0]) if limit else None
    if as_of is None or (cadence is None and due is None):
        return Relationship(last, cadence, due, limit, None, 0, 0.0)
    if due is None:
        return Relationship(last, cadence, None, None, "never", 0, 0.0)
    late = max(0, (as_of - due).days)
    period = (cadence.ideal or cadence.most) if cadence else 0
    return Relationship(
        last, cadence, due, limit, _state(as_of, due, limit), late, late / (period or 30)
    )


def asks_for_contact(note: Note) -> bool:
    """Whether a contact's note says how often, or when, they are to be met."""
    return _typed_day(note, _NEXT) is not None or cadence_of(note) is not None


def _state(as_of: date, due: date, limit: date | None) -> CadenceState:
    if as_of > (limit or due):
        return "overdue"
    return "due" if as_of >= due else "kept"


def _days_due(last: LastContact | None, cadence: Cadence | None) -> tuple[date | None, date | None]:
    if last is None or cadence is None:
        return None, None
    due = _later(last.day, cadence.ideal or cadence.most)
    return due, _later(last.day, cadence.most) if cadence.most else None


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _last_of(note: Note, met: Iterable[Meeting], as_of: date | None) -> LastContact | None:
    dated = [
        (each.date, each.time, each.path)
        for each in met
        if each.date is not None and (as_of is None or each.date <= as_of)
    ]
    last = None
    if dated:
        day, _, path = max(dated)
        last = LastContact(day, path)
    typed = _typed_day(note, _LAST)
    if typed is None or (as_of is not None and typed[0] > as_of):
        return last
    if last is None or typed[0] > last.day:
        return LastContact(typed[0], None, typed[1])
    return last


def _typed_day(note: Note, names: tuple[str, ...]) -> tuple[date, str] | None:
    found = find_named_property(note, names)
    for text in texts_of(found[1]) if found else ():
        if (day := parse_day(text)) is not None and found is not None:
            return day, found[0]
    return None


def cadence_of(note: Note) -> Cadence | None:
    """What a contact's note asks for: ``cadence: {ideal: 30d, max: 45d}``, ``cadence: monthly``,
    or ``cadence_ideal`` and ``cadence_max``. None where it asks for nothing that can be read."""
    found = find_named_property(note, _CADENCE)
    ideal = most = 0
    key = ""
    if found is not None:
        key, value = found
        if isinstance(value, Mapping):
            keyed = {name_key(str(name)): each for name, each in value.items()}
            ideal, most = _period_in(keyed, _IDEAL), _period_in(keyed, _MOST)
        else:
            ideal = _period(value)
    for names, is_most in ((_FLAT_IDEAL, False), (_FLAT_MOST, True)):
        flat = find_named_property(note, names)
        if flat is None or not (days := _period(flat[1])):
            continue
        key = key or flat[0]
        ideal, most = (ideal, most or days) if is_most else (ideal or days, most)
    return Cadence(ideal, most, key) if ideal or most else None


def _period_in(values: Mapping[str, Any], names: tuple[str, ...]) -> int:
    return next((days for name in names if (days := _period(values.get(name)))), 0)


def _period(value: Any) -> int:
    texts = texts_of(value)
    return (parse_period(texts[0]) or 0) if texts else 0


def parse_period(text: str) -> int | None:
    """Days of ``30d``, ``6 weeks``, ``monthly``, ``30``, ``2 недели``, ``раз в месяц``, else None.

    A month has 30 days, a quarter 91, a year 365.
    """
    text = text.strip().casefold()
    if text in _SAID:
        return _SAID[text]
    found = _PERIOD.fullmatch(text)
    if found is None or not text:
        return None
    unit = next((days for days, _ in _UNITS if found[f"u{days}"]), 0)
    if not unit and found["n"] is None:
        return None
    days = int(found["n"] or 1) * (unit or 1)
    return days if 0 < days <= _DAYS_AT_MOST else None


def birthday_of(note: Note) -> Birthday | None:
    """The birthday that a contact's note names, None where there is none that can be read."""
    found = find_named_property(note, _BIRTHDAY)
    for text in texts_of(found[1]) if found else ():
        parsed = parse_birthday(text)
        if parsed is not None and found is not None:
            return Birthday(*parsed, found[0])
    return None


def parse_birthday(text: str) -> tuple[int, int, int | None] | None:
    """Month, day and year of ``1988-12-02``, ``02.12.1988``, ``--12-02``, ``02.12`` or ``12-02``.

    The year is None where it is left out, as Apple's 1604 is.
    """
    whole = parse_day(text)
    if whole is not None:
        return whole.month, whole.day, None if whole.year == _YEAR_LEFT_OUT else whole.year
    found = _NO_YEAR.fullmatch(text.strip())
    if found is None:
        return None
    month = int(found["m1"] or found["m2"] or found["m3"])
    day = int(found["d1"] or found["d2"] or found["d3"])
    try:
        date(_LEAP, month, day)
    except ValueError:
        return None
    return month, day, None


def next_birthday(birthday: Birthday, since: date) -> date:
    """The first birthday on a day or after it; that of 29 February is the 28th in other years."""
    this_year = _birthday_in(birthday, since.year)
    if this_year >= since or since.year == date.max.year:
        return this_year
    return _birthday_in(birthday, since.year + 1)


def _birthday_in(birthday: Birthday, year: int) -> date:
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        return date(year, 2, 28)
