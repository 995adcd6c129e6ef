"""Days as people say them in a task: ``до пятницы``, ``by 5 Dec``, ``due tomorrow``. Pure.

Such words mean a day only from another one on: that on which they were said.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from vaultkit.people.fields import parse_day

__all__ = ["SaidDay", "day_of_words", "find_said_day"]


class SaidDay(NamedTuple):
    """Words that name a day, with what leads up to them (``до``, ``by``), as a part of a text.

    ``day`` is None where nobody knows on which day they were said.
    """

    start: int
    end: int
    words: str
    day: date | None


_STEMS: Sequence[tuple[str, str, str]] = (
    ("monday|mon", "понедельник[ау]?", "пн|пон"),
    ("tuesday|tues|tue", "вторник[ау]?", "вт"),
    ("wednesday|wed", "сред[аыеу]", "ср"),
    ("thursday|thurs|thur|thu", "четверг[ау]?", "чт|четв"),
    ("friday|fri", "пятниц[аыеу]", "пт|пятн"),
    ("saturday|sat", "суббот[аыеу]", "сб|субб"),
    ("sunday|sun", "воскресень[яею]", "вс|воскр"),
)
_MONTHS: Sequence[str] = (
    "january|jan|январ[ьяюе]|янв",
    "february|feb|феврал[ьяюе]|февр|фев",
    "march|mar|март[ауе]?|мар",
    "april|apr|апрел[ьяюе]|апр",
    "may|ма[йяюе]",
    "june|jun|июн[ьяюе]|июн",
    "july|jul|июл[ьяюе]|июл",
    "august|aug|август[ауе]?|авг",
    "september|sept|sep|сентябр[ьяюе]|сент|сен",
    "october|oct|октябр[ьяюе]|окт",
    "november|nov|ноябр[ьяюе]|нояб|ноя",
    "december|dec|декабр[ьяюе]|дек",
)
_WEEKDAY = "|".join(f"(?P<w{n}>{'|'.join(words)})" for n, words in enumerate(_STEMS))
_BEFORE = re.sub(r"\(\?P<w\d>", "(?:", _WEEKDAY)
"""A weekday before a day of the month: ``Thursday the 26th``."""
_MONTH = "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(_MONTHS, 1))
_AGAIN = _MONTH.replace("(?P<m", "(?P<n")
"""A group's name may stand once in a pattern, and in English the month comes before or after."""
_YEAR = r"(?:,?\s+(?P<{0}>20[0-9]{{2}})(?![0-9])(?:\s*(?:г\.|год[ау]?\b))?)?"
_NEXT = r"next|следующ(?:ий|его|ему|ей|ую)"
_THIS = r"this|эт(?:ого|ой|ому|у)"
_ORDINAL = r"(?:st|nd|rd|th|-?(?:го|му))(?:\s+числа)?(?![^\W_])"
_PAUSE = r"\s*(?:\Z|[,.;:!?)\]–—](?![0-9]))"
"""What has to follow a day of the month that nothing else tells from a floor or a draft."""
_EXPRESSION = rf"""
    (?:
        (?:(?:the\s+)?(?:(?:{_NEXT}|{_THIS})\s+)?(?P<on>{_BEFORE})(?![^\W_])\.?,?\s+)?
        (?:
            (?P<iso>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,2}}\.[0-9]{{1,2}}\.20[0-9]{{2}})
          | (?P<short>[0-9]{{1,2}}\.[0-9]{{1,2}}\.[2-6][0-9])(?!\.?[0-9])
          | (?P<dotted>[0-9]{{1,2}}\.(?:0[1-9]|1[0-2]))(?!\.?[0-9])
          | (?:the\s+)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|-?(?:го|му|е))?\s+(?:of\s+)?
            (?:{_MONTH})(?![^\W_])\.?{_YEAR.format("year")}
          | (?:{_AGAIN})(?![^\W_])\.?\s+(?P<date>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]|\.[0-9])
            {_YEAR.format("year2")}
          | (?:the\s+)?(?P<nth>[0-9]{{1,2}})
            (?(on)(?:{_ORDINAL}|(?={_PAUSE}))|{_ORDINAL}(?={_PAUSE}))
        )
      | (?:the\s+)?(?:(?P<next>{_NEXT})\s+|(?:{_THIS})\s+)?(?:{_WEEKDAY})(?![^\W_])\.?
      | (?P<today>today|сегодня)
      | (?P<tomorrow>tomorrow|завтра)
      | (?P<after>(?:the\s+)?day\s+after\s+tomorrow|послезавтра)
      | (?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?P<end>week|month|year)
      | кон(?:ца|цу)\s+(?:эт(?:ого|ой)\s+)?(?P<konec>недели|месяца|года)
    )(?![^\W_])
"""
_LEAD = r"не\s+позднее|не\s+позже|no\s+later\s+than|до|ко|к|by|until|till"
_TERM = r"срок|дедлайн|deadline|due"
"""Words behind which a dash may stand, or another such word."""
_MAY_SAY = re.compile(rf"(?<![\w-])(?:{_TERM}|{_LEAD})(?![^\W_])", re.IGNORECASE)
"""Most tasks have none of these words, and the whole pattern takes long to make."""


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    return re.compile(
        rf"""(?<![\w-])
        (?:(?:{_TERM})(?:\s*:|\s+[–—-])?\s+(?:(?:{_LEAD}|is|в|во)\s+)?|(?:{_LEAD}):?\s+)
        (?:on\s+)?(?P<words>{_EXPRESSION})""",
        re.VERBOSE | re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _alone() -> re.Pattern[str]:
    return re.compile(_EXPRESSION, re.VERBOSE | re.IGNORECASE)


_STEM_OF_DAY = tuple(re.compile("|".join(words), re.IGNORECASE) for words in _STEMS)
_LEAP_CYCLE = 9
"""Years after which 29 February has certainly come, 2100 and its like between."""
_PREPARED_DAYS = 61
"""How long before a meeting something may be due that is said in its note."""


def find_said_day(text: str, said: date | None) -> SaidDay | None:
    """The first words of a text that name a possible day after ``до``, ``к``, ``срок``, ``due``,
    ``by``, ``until``, ``deadline`` or their like; None where there are none.

    ``said`` is the day on which they were said. A weekday is the first one after it; ``next`` has
    that of the week after, weeks beginning on Monday; the week ends on Sunday. A day and a month
    without a year are the first such day from two months before: a meeting is prepared, too. A
    weekday before a day of the month has to be that day's, or there is none.
    """
    if _MAY_SAY.search(text) is None:
        return None
    for match in _said().finditer(text):
        day = _day_of(match, said)
        if day is not None or (said is None and _is_possible(match)):
            return SaidDay(match.start(), match.end(), match[0], day)
    return None


def day_of_words(text: str, said: date) -> date | None:
    """The day that a whole text names, in figures or in such words; None where it is none."""
    match = _alone().fullmatch(text.strip())
    return None if match is None else _day_of(match, said)


def _is_possible(match: re.Match[str]) -> bool:
    """Whether the words would name a day if it were known when they were said."""
    return _possible_day_of(match, date(2000, 1, 1)) is not None


def _day_of(match: re.Match[str], said: date | None) -> date | None:
    day = _possible_day_of(match, said)
    if day is None or match["on"] is None:
        return day
    return day if _STEM_OF_DAY[day.weekday()].fullmatch(match["on"]) else None


def _possible_day_of(match: re.Match[str], said: date | None) -> date | None:
    """The day, though the weekday before it may be another's."""
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "iso" in found:
        return parse_day(found["iso"])
    if "short" in found:
        day, month, year = map(int, found["short"].split("."))
        return _possible(2000 + year, day, month)
    if year_text := found.get("year") or found.get("year2"):
        return _possible(int(year_text), *_day_and_month(found))
    return None if said is None else _counted_from(said, found)


def _counted_from(said: date, found: Mapping[str, str]) -> date | None:
    if "nth" in found:
        return _next_of_month(said, int(found["nth"]))
    if "day" in found or "date" in found or "dotted" in found:
        return _first_from(said, *_day_and_month(found))
    if weekday := _number_of(found, "w"):
        return _weekday_from(said, int(weekday[1:]), found.get("next"))
    return _named_from(said, found)


def _named_from(said: date, found: Mapping[str, str]) -> date | None:
    for name, days in (("today", 0), ("tomorrow", 1), ("after", 2)):
        if name in found:
            return _later(said, days)
    match (found.get("end") or found.get("konec") or "").casefold():
        case "week" | "недели":
            return _later(said, 6 - said.weekday())
        case "month" | "месяца":
            return said.replace(day=calendar.monthrange(said.year, said.month)[1])
        case "year" | "года":
            return said.replace(month=12, day=31)
    return None


def _weekday_from(said: date, weekday: int, following: str | None) -> date | None:
    if following is None:
        return _later(said, (weekday - said.weekday() - 1) % 7 + 1)
    return _later(said, 7 - said.weekday() + weekday)


def _next_of_month(said: date, day: int) -> date | None:
    """The first day of that number in its month, from this one on."""
    months = ((said.month + n - 1) for n in range(3))
    days = (_possible(said.year + n // 12, day, n % 12 + 1) for n in months)
    return next((each for each in days if each is not None and each >= said), None)


def _first_from(said: date, day: int, month: int) -> date | None:
    return next(_iter_from(_later(said, -_PREPARED_DAYS) or said, day, month), None)


def _iter_from(first: date, day: int, month: int) -> Iterator[date]:
    for year in range(first.year, first.year + _LEAP_CYCLE):
        found = _possible(year, day, month)
        if found is not None and found >= first:
            yield found


def _day_and_month(found: Mapping[str, str]) -> tuple[int, int]:
    if "dotted" in found:
        day, _, month = found["dotted"].partition(".")
        return int(day), int(month)
    month = _number_of(found, "m") or _number_of(found, "n")
    return int(found.get("day") or found["date"]), int(month[1:])


def _number_of(found: Mapping[str, str], kind: str) -> str:
    """The name of the group of a kind that matched, such as ``w4``; empty where none did."""
    return next((name for name in found if name[0] == kind and name[1:].isdecimal()), "")


def _possible(year: int, day: int, month: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31 February
        return None


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # before the year 1, after 9999
        return None
