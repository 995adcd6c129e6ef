"""Days and times by a format of Moment.js, as Obsidian's templates and daily notes have them.

What Moment 2.30 prints is printed here, for its English and its Russian, all tokens of its
documentation but names of time zones (``z``), which it leaves empty too. TM-01.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

__all__ = ["format_moment"]

_TOKEN = re.compile(
    r"(?P<literal>\[[^\[]*?\])|\\?(?P<token>[Hh]mm(?:ss)?|Mo|M{1,4}|Do|DDDo|D{1,4}|d{2,4}|do?"
    r"|w[ow]?|W[oW]?|Qo?|Y{4,6}|YY?|gg(?:gg?g?)?|GG(?:GG?G?)?|e|E|a|A|hh?|HH?|kk?|mm?|ss?"
    r"|S{1,9}|x|X|zz?|ZZ?)"
)
_LONG = re.compile(r"(?P<literal>\[[^\[]*?\])|\\?(?P<token>LTS|LT|L{1,4}|l{1,4})")
_SHORTENED = re.compile(r"MMMM|MM|DD|dddd")
_DAY_BEFORE_MONTH = re.compile(r"D[oD]?(?:\[[^\[\]]*\]|\s)+MMMM?")
_EPOCH = datetime(1970, 1, 1)


class _Locale(NamedTuple):
    """What a language says of dates. Weeks begin on ``first_day`` (Sunday is 0); the week with
    the day ``first_week`` (6 + first_day - day of January) is the first of its year."""

    months: tuple[str, ...]
    months_alone: tuple[str, ...]
    short_months: tuple[str, ...]
    short_months_alone: tuple[str, ...]
    days: tuple[str, ...]
    """From Sunday on."""
    days_in: tuple[str, ...]
    """After a preposition in brackets."""
    day_in: re.Pattern[str] | None
    short_days: tuple[str, ...]
    least_days: tuple[str, ...]
    long: Mapping[str, str]
    first_day: int
    first_week: int
    ordinal: Callable[[int, str], str]
    meridiem: Callable[[int, str], str]


def format_moment(moment: datetime, pattern: str, language: str) -> str:
    """The moment as a format of Moment.js says; ``language`` is ``en`` or ``ru``.

    Without a zone the offset is that of UTC, as Moment has it on a server. Raises KeyError for
    another language.
    """
    locale = _LOCALES[language]
    for _ in range(5):  # as often as Moment does: a long format may name others
        expanded = _LONG.sub(lambda match: _long_format(match, locale), pattern)
        if expanded == pattern:
            break
        pattern = expanded
    return _TOKEN.sub(lambda match: _printed(match, moment, pattern, locale), pattern)


def _long_format(match: re.Match[str], locale: _Locale) -> str:
    token = match["token"]
    if token is None or match[0].startswith("\\"):
        return match[0]
    if token in locale.long:
        return locale.long[token]
    return _SHORTENED.sub(lambda found: found[0][1:], locale.long[token.upper()])


def _printed(match: re.Match[str], moment: datetime, pattern: str, locale: _Locale) -> str:
    if match["literal"] is not None:
        return match["literal"][1:-1]
    token = match["token"]
    if match[0].startswith("\\"):
        return str(token)
    return (
        _year_or_month(token, moment, pattern, locale)
        or _day(token, moment, pattern, locale)
        or _week(token, moment, locale)
        or _clock(token, moment, locale)
    )


def _year_or_month(token: str, moment: datetime, pattern: str, locale: _Locale) -> str:  # noqa: PLR0911 - a table
    month = moment.month - 1
    in_format = _DAY_BEFORE_MONTH.search(pattern) is not None
    match token:
        case "YYYY" | "Y":
            return f"{moment.year:04}"
        case "YY":
            return f"{moment.year % 100:02}"
        case "YYYYY":
            return f"{moment.year:05}"
        case "YYYYYY":
            return f"+{moment.year:06}"
        case "Q" | "Qo":
            return _ordered(month // 3 + 1, token, locale)
        case "M" | "Mo":
            return _ordered(moment.month, token, locale)
        case "MM":
            return f"{moment.month:02}"
        case "MMM":
            return (locale.short_months if in_format else locale.short_months_alone)[month]
        case "MMMM":
            return (locale.months if in_format else locale.months_alone)[month]
    return ""


def _day(token: str, moment: datetime, pattern: str, locale: _Locale) -> str:  # noqa: PLR0911 - a table
    weekday = moment.isoweekday() % 7
    match token:
        case "D" | "Do":
            return _ordered(moment.day, token, locale)
        case "DD":
            return f"{moment.day:02}"
        case "DDD" | "DDDo":
            return _ordered(_day_of_year(moment), token, locale)
        case "DDDD":
            return f"{_day_of_year(moment):03}"
        case "d" | "do":
            return _ordered(weekday, token, locale)
        case "dd":
            return locale.least_days[weekday]
        case "ddd":
            return locale.short_days[weekday]
        case "dddd":
            is_in = locale.day_in is not None and locale.day_in.search(pattern)
            return (locale.days_in if is_in else locale.days)[weekday]
        case "e":
            return str((weekday - locale.first_day) % 7)
        case "E":
            return str(moment.isoweekday())
    return ""


def _week(token: str, moment: datetime, locale: _Locale) -> str:  # noqa: PLR0911 - a table
    iso_year, iso_week, _ = moment.isocalendar()
    year, week = _week_of(moment, locale)
    match token:
        case "w" | "wo":
            return _ordered(week, token, locale)
        case "ww":
            return f"{week:02}"
        case "W" | "Wo":
            return _ordered(iso_week, token, locale)
        case "WW":
            return f"{iso_week:02}"
        case "gg":
            return f"{year % 100:02}"
        case "GG":
            return f"{iso_year % 100:02}"
        case "gggg" | "ggggg":
            return f"{year:0{len(token)}}"
        case "GGGG" | "GGGGG":
            return f"{iso_year:0{len(token)}}"
    return ""


def _clock(token: str, moment: datetime, locale: _Locale) -> str:  # noqa: PLR0911 - a table
    hour, minute, second = moment.hour, moment.minute, moment.second
    numbers = {"H": hour, "h": hour % 12 or 12, "k": hour or 24, "m": minute, "s": second}
    if token in numbers:
        return str(numbers[token])
    if len(token) == 2 and token[0] * 2 == token and token[0] in numbers:
        return f"{numbers[token[0]]:02}"
    if token in ("Hmm", "Hmmss", "hmm", "hmmss"):
        return f"{numbers[token[0]]}{minute:02}" + (f"{second:02}" if token[3:] else "")
    if token[0] == "S":
        return f"{moment.microsecond:06}000"[: len(token)]
    if token in ("a", "A"):
        return locale.meridiem(hour, token)
    if token in ("Z", "ZZ"):
        return _offset(moment, ":" if token == "Z" else "")
    if token in ("X", "x"):
        since = moment.replace(tzinfo=None) - _EPOCH - (moment.utcoffset() or timedelta())
        return str(since // timedelta(**{"seconds" if token == "X" else "milliseconds": 1}))
    return "" if token[0] == "z" else token


def _ordered(number: int, token: str, locale: _Locale) -> str:
    return locale.ordinal(number, token[:-1]) if token[-1] == "o" else str(number)


def _offset(moment: datetime, colon: str) -> str:
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{colon}{rest:02}"


def _day_of_year(moment: date) -> int:
    return moment.timetuple().tm_yday


def _week_of(moment: datetime, locale: _Locale) -> tuple[int, int]:
    """Year and week by the language's own rule."""
    year = moment.year
    week = (_day_of_year(moment) - _week_offset(year, locale) - 1) // 7 + 1
    if week < 1:
        return year - 1, week + _weeks_in(year - 1, locale)
    if week > _weeks_in(year, locale):
        return year + 1, week - _weeks_in(year, locale)
    return year, week


def _weeks_in(year: int, locale: _Locale) -> int:
    days = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
    return (days - _week_offset(year, locale) + _week_offset(year + 1, locale)) // 7


def _week_offset(year: int, locale: _Locale) -> int:
    """How far the first day of the first week is from the first of January."""
    first = 7 + locale.first_day - locale.first_week
    weekday = (_weekday_of_new_year(year) + first - 1) % 7
    return first - 1 - (7 + weekday - locale.first_day) % 7


def _weekday_of_new_year(year: int) -> int:
    """Sunday is 0. Also for years that Python has not, since the last one's next is asked for."""
    before = year - 1
    return (before * 365 + before // 4 - before // 100 + before // 400 + 1) % 7


# --- languages


def _english_ordinal(number: int, token: str) -> str:
    if number % 100 // 10 == 1:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _english_meridiem(hour: int, token: str) -> str:
    half = "am" if hour < 12 else "pm"
    return half if token == "a" else half.upper()


def _russian_ordinal(number: int, token: str) -> str:
    endings = {"D": "-го", "w": "-я", "W": "-я", "M": "-й", "d": "-й", "DDD": "-й"}
    return f"{number}{endings.get(token, '')}"


def _russian_meridiem(hour: int, token: str) -> str:
    return "ночи" if hour < 4 else "утра" if hour < 12 else "дня" if hour < 17 else "вечера"


_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_ENGLISH_DAYS = (*("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),)
_RUSSIAN_DAYS = (
    *("воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"),
)
_RUSSIAN_SHORT_DAYS = ("вс", "пн", "вт", "ср", "чт", "пт", "сб")

_LOCALES: Mapping[str, _Locale] = {
    "en": _Locale(
        months=_ENGLISH_MONTHS,
        months_alone=_ENGLISH_MONTHS,
        short_months=tuple(month[:3] for month in _ENGLISH_MONTHS),
        short_months_alone=tuple(month[:3] for month in _ENGLISH_MONTHS),
        days=_ENGLISH_DAYS,
        days_in=_ENGLISH_DAYS,
        day_in=None,
        short_days=tuple(day[:3] for day in _ENGLISH_DAYS),
        least_days=tuple(day[:2] for day in _ENGLISH_DAYS),
        long={
            "LTS": "h:mm:ss A",
            "LT": "h:mm A",
            "L": "MM/DD/YYYY",
            "LL": "MMMM D, YYYY",
            "LLL": "MMMM D, YYYY h:mm A",
            "LLLL": "dddd, MMMM D, YYYY h:mm A",
        },
        first_day=0,
        first_week=6,
        ordinal=_english_ordinal,
        meridiem=_english_meridiem,
    ),
    "ru": _Locale(
        months=(
            *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа"),
            *("сентября", "октября", "ноября", "декабря"),
        ),
        months_alone=(
            *("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август"),
            *("сентябрь", "октябрь", "ноябрь", "декабрь"),
        ),
        short_months=(
            *("янв.", "февр.", "мар.", "апр.", "мая", "июня", "июля", "авг."),
            *("сент.", "окт.", "нояб.", "дек."),
        ),
        short_months_alone=(
            *("янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг."),
            *("сент.", "окт.", "нояб.", "дек."),
        ),
        days=_RUSSIAN_DAYS,
        days_in=(
            *("воскресенье", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу"),
        ),
        day_in=re.compile(r"\[ ?[Вв] ?(?:прошлую|следующую|эту)? ?\] ?dddd"),
        short_days=_RUSSIAN_SHORT_DAYS,
        least_days=_RUSSIAN_SHORT_DAYS,
        long={
            "LTS": "H:mm:ss",
            "LT": "H:mm",
            "L": "DD.MM.YYYY",
            "LL": "D MMMM YYYY г.",
            "LLL": "D MMMM YYYY г., H:mm",
            "LLLL": "dddd, D MMMM YYYY г., H:mm",
        },
        first_day=1,
        first_week=4,
        ordinal=_russian_ordinal,
        meridiem=_russian_meridiem,
    ),
}
