"""What people type of a meeting: when, how long, which items. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import Literal, NamedTuple

from vaultkit.model.paths import name_key
from vaultkit.people.fields import parse_day

__all__ = [
    "MINUTES",
    "SECTIONS",
    "AgendaItem",
    "SectionName",
    "When",
    "parse_agenda_item",
    "parse_days",
    "parse_duration",
    "parse_when",
    "platform_of",
    "section_named",
]

SectionName = Literal[
    "goal",
    "attendees",
    "agenda",
    "carried",
    "checks",
    "requirements",
    "invitations",
    "fallbacks",
    "notes",
    "participation",
    "timebox",
    "parked",
    "decisions",
    "questions",
    "actions",
    "recording",
    "recipients",
    "feedback",
    "next",
]
"""What the sections of a meeting's note are for, in the order of our templates."""

SECTIONS: Mapping[SectionName, tuple[str, ...]] = {
    "goal": ("goal", "goals", "purpose", "occasion", "цель", "цели", "повод", "зачем"),
    "attendees": (
        *("attendees", "participants", "present", "who", "guests", "people to meet"),
        *("speakers and hosts", "people", "участники", "присутствовали", "с кем", "гости"),
        *("кто был", "с кем встретиться", "докладчики и ведущие", "кто"),
    ),
    "agenda": (
        *("agenda", "to talk about", "to discuss", "sessions", "programme", "program"),
        *("what we do", "повестка", "повестка дня", "повестка встречи", "о чем поговорить"),
        *("обсудить", "вопросы к обсуждению", "доклады и комнаты", "программа", "чем займемся"),
    ),
    "carried": ("from last time", "carried over", "с прошлой встречи", "с прошлого раза"),
    "checks": ("technical check", "tech check", "техническая проверка", "проверка связи"),
    "requirements": ("technical requirements", "requirements", "технические требования"),
    "invitations": ("invitations", "invitation", "приглашения", "приглашение"),
    "fallbacks": (
        *("fallback channels", "fallback channel", "fallback", "backup channels"),
        *("запасные каналы связи", "запасные каналы", "запасной канал", "резервные каналы"),
        *("альтернативные каналы", "альтернативные каналы связи"),
    ),
    "notes": ("notes", "notes by session", "minutes", "заметки", "заметки по докладам", "ход"),
    "participation": ("participation", "участие"),
    "timebox": ("timebox", "time", "время", "таймбокс"),
    "parked": (
        *("parked", "parking lot", "parked items", "postponed", "deferred", "for next time"),
        *("отложено", "отложенное", "отложенные вопросы", "отложили", "парковка", "на потом"),
        *("на следующий раз", "стоянка вопросов"),
    ),
    "decisions": ("decisions", "decided", "решения", "решили", "решено"),
    "questions": ("open questions", "questions", "открытые вопросы", "вопросы"),
    "actions": (
        *("actions", "action items", "next steps", "tasks", "to do", "todo", "follow-up"),
        *("действия", "задачи", "следующие шаги", "дальнейшие шаги", "поручения", "сделать"),
    ),
    "recording": ("recording", "запись", "запись встречи"),
    "recipients": ("who gets the record", "кому отправить запись"),
    "feedback": ("feedback", "обратная связь", "отзывы"),
    "next": ("next meeting", "следующая встреча"),
}
"""The headings that people and our templates give these sections, as ``section_named`` compares
them: without what surrounds the words, and with е for ё."""

_BY_HEADING = {text: name for name, texts in SECTIONS.items() for text in texts}
_AROUND = re.compile(r"\A[\W\d_]+|(?:\s*\([^()]*\))?[\W_]*\Z")

_HOUR = r"(?:h|hours?|hrs?|ч|час|часа|часов)\.?"
_MINUTE = r"(?:m|mins?|minutes?|м|мин|минут|минуты|минута)\.?"
MINUTES = _MINUTE
"""A pattern of what stands behind a number of minutes."""
_DURATION = re.compile(
    rf"(?:(?P<hours>\d{{1,2}}(?:[.,]\d)?)\s*{_HOUR})?\s*(?:(?P<minutes>\d{{1,4}})\s*{_MINUTE})?",
    re.IGNORECASE,
)
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):([0-5]\d)")
_TIME = re.compile(r"(?:\s+|T|,\s*)(?:(?:at|в)\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?\Z")
_MINUTES_ONLY = re.compile(rf"(\d{{1,3}})\s*(?:{_MINUTE})?", re.IGNORECASE)
_DAYS = re.compile(r"([1-9]\d{0,2})\s*(?:d|days?|д|дн|день|дня|дней)\.?", re.IGNORECASE)
_ODD_COLON = re.compile(r":(?!\s|//|\Z)(?!(?<=\d:)\d)")
_LESS_THAN_NONE = re.compile(r"\s*[-−]\s*\d")
_LINKED_OWNER = re.compile(r":\s*(\[\[[^\[\]]*\]\])\Z")
_MOST_MINUTES = 14 * 24 * 60

_PLATFORMS = {
    "zoom": "Zoom",
    "teams": "Microsoft Teams",
    "msteams": "Microsoft Teams",
    "microsoft teams": "Microsoft Teams",
    "meet": "Google Meet",
    "google meet": "Google Meet",
    "webex": "Cisco Webex",
    "cisco webex": "Cisco Webex",
    "slack": "Slack",
    "telemost": "Яндекс Телемост",
    "yandex_telemost": "Яндекс Телемост",
    "телемост": "Яндекс Телемост",
    "jazz": "SaluteJazz",
    "salute_jazz": "SaluteJazz",
    "vk_calls": "VK Звонки",
    "kontur_talk": "Контур.Толк",
    "mts_link": "МТС Линк",
    "gotomeeting": "GoTo Meeting",
    "whereby": "Whereby",
    "around": "Around",
    "ringcentral": "RingCentral",
    "skype_business": "Skype for Business",
    "chime": "Amazon Chime",
    "discord": "Discord",
    "facetime": "FaceTime",
    "lark": "Lark",
    "bluejeans": "BlueJeans",
    "butter": "Butter",
    "cal_video": "Cal Video",
    "daily": "Daily",
    "dialpad": "Dialpad",
    "dion": "Dion",
    "feishu": "Feishu",
    "gather": "Gather",
    "gotowebinar": "GoTo Webinar",
    "livekit": "LiveKit",
    "livestorm": "Livestorm",
    "luma": "Luma",
    "mail_calls": "Звонки Mail.ru",
    "riverside": "Riverside",
    "skype": "Skype",
    "streamyard": "StreamYard",
    "tencent": "Tencent Meeting",
    "vonage": "Vonage",
    "zoho": "Zoho Meeting",
    "jitsi": "Jitsi",
}


class When(NamedTuple):
    """A day, and a time where one was given."""

    day: date
    time: time | None = None


class AgendaItem(NamedTuple):
    """An item with its minutes, 0 where none are given, who leads it, as typed, and its day where
    the meeting takes several."""

    text: str
    minutes: int = 0
    owner: str = ""
    day: date | None = None


def parse_when(text: str) -> When | None:
    """``2026-12-08 15:00``, ``2026-12-08T15:00``, ``08.12.2026 в 15:00`` or a day alone."""
    found = _TIME.search(text.strip())
    day_text = text.strip()[: found.start()] if found else text.strip()
    day = parse_day(day_text)
    if day is None or not re.fullmatch(r"[0-9.\-]+", day_text.strip()):
        return None
    return When(day, time(int(found[1]), int(found[2])) if found else None)


def parse_duration(text: str) -> int | None:
    """Minutes of ``45m``, ``1h30m``, ``1.5h``, ``1:30``, ``90``, ``45 мин``, ``1 ч 30 м``."""
    text = text.strip()
    if clock := _CLOCK_LENGTH.fullmatch(text):
        return _sensible(int(clock[1]) * 60 + int(clock[2]))
    if text.isdecimal():
        return _sensible(int(text)) if len(text) < 6 else None
    found = _DURATION.fullmatch(text)
    if not text or found is None or not any(found.groups()):
        return None
    hours = float((found["hours"] or "0").replace(",", "."))
    return _sensible(round(hours * 60) + int(found["minutes"] or 0))


def _sensible(minutes: int) -> int | None:
    return minutes if 0 < minutes <= _MOST_MINUTES else None


def parse_days(text: str) -> int | None:
    """How many days ``3d``, ``3 days`` or ``3 дня`` are."""
    found = _DAYS.fullmatch(text.strip())
    return int(found[1]) if found else None


def parse_agenda_item(text: str) -> AgendaItem | None:
    """``Budget:10:Oleg``: the item, its minutes, who leads it; the last two may be left out, and
    minutes alone be empty. A day before it (``2026-12-09 Budget``) stays in the text.

    Colons that have a blank behind them, those of a clock time and of a link belong to the item
    itself. None where another is left that nothing explains, for minutes that are none or more
    than 999, and for an item without a text.
    """
    text, owner = text.strip(), ""
    if linked := _LINKED_OWNER.search(text):
        text, owner = text[: linked.start()], linked[1]
    parts = text.split(":")
    if any(_LESS_THAN_NONE.match(part) for part in parts[1:]):
        return None
    last = ((len(parts) - 1, ""), (len(parts) - 2, parts[-1].strip()))
    for at, named in last[:1] if owner else last:
        item = ":".join(parts[:at]).strip()
        is_clock = item[-1:].isdigit() and len(parts[at]) == 2
        minutes = None if at < 1 or is_clock else _minutes_of(parts[at].strip())
        if item and minutes:
            return AgendaItem(item, minutes, owner or named)
        if item and not parts[at].strip() and (owner or named):
            return AgendaItem(item, 0, owner or named)
    item = text.rstrip(": ")
    return None if not item or owner or _ODD_COLON.search(item) else AgendaItem(item)


def _minutes_of(text: str) -> int | None:
    found = _MINUTES_ONLY.fullmatch(text)
    minutes = int(found[1]) if found else None if text.isdecimal() else parse_duration(text)
    return minutes if minutes and minutes < 1000 else None


@lru_cache(1024)
def section_named(heading: str) -> SectionName | None:
    """What a heading's section is for: ``## 2. Повестка (черновик):`` is an agenda."""
    # Notes of meetings share few headings.
    words = name_key(_AROUND.sub("", heading)).replace("ё", "е")
    return _BY_HEADING.get(" ".join(words.split()))


PLATFORMS = frozenset((*_PLATFORMS, *_PLATFORMS.values()))
"""What a platform that is known may be called."""


def platform_of(text: str) -> str:
    """A platform's usual name; one that is not known stays as it was typed."""
    return _PLATFORMS.get(text.strip().lower(), text.strip())
