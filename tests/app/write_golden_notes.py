"""Writes the golden notes anew: ``python -m tests.app.write_golden_notes``. Read the diff."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from vaultkit.app.new_meeting import MEETING_TYPES, MeetingRequest, plan_meeting
from vaultkit.app.new_note import Place
from vaultkit.app.new_plain import plan_plain
from vaultkit.app.snapshot import Snapshot, take_snapshot
from vaultkit.people.directory import Named
from vaultkit.people.meeting_words import AgendaItem, parse_when

FOLDER = Path(__file__).parent / "golden_notes"
LANGUAGES: tuple[Literal["en", "ru"], ...] = ("en", "ru")

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Partner sync: winter",
        "topic": "Online communities",
        "series": "Partners",
        "goal": "One budget, no new expenses",
        "first": "Budget #1",
        "second": "Plans | 2027",
        "accepted": "accepted",
        "parked": "Parked",
        "actions": "Actions",
        "action": "[[Анна Кравцова|Anna]]: the #list of <partners>",
    },
    "ru": {
        "title": "Синхронизация по партнёрам: зима",
        "topic": "Онлайн-сообщества",
        "series": "Партнёры",
        "goal": "Одна смета, без новых расходов",
        "first": "Смета №1",
        "second": "Планы | 2027",
        "accepted": "придёт",
        "parked": "Отложено",
        "actions": "Действия",
        "action": "[[Анна Кравцова|Анна]]: #список <партнёров>",
    },
}
PLACE = Place(datetime(2026, 11, 23, 10, 0), {})


def files(language: str) -> Mapping[str, str]:
    words = WORDS[language]
    return {
        "vaultkit.toml": f'language = "{language}"\n',
        "Contacts/Анна Кравцова.md": "---\ntz: Europe/Moscow\n---\n",
        "Contacts/Duarte Falcão.md": "---\ntz: Europe/Lisbon\n---\n",
        "Contacts/{{7*7}}.md": "---\naliases: ['[[x]]']\n---\n",
        f"Topics/{words['topic']}.md": "",
        f"{words['series']}.md": "",
        f"Meetings/2026-11-10 {words['series']}.md": (
            f"---\nkind: meeting\ndate: 2026-11-10\nnumber: 4\nseries: '[[{words['series']}]]'\n"
            f"---\n# {words['series']}\n\n## {words['parked']}\n\n- {words['second']} ^later\n\n"
            f"## {words['actions']}\n\n- [ ] {words['action']} 📅 2026-11-30\n- [x] x\n"
        ),
    }


def snapshot_of(root: Path, language: str) -> Snapshot:
    for name, text in files(language).items():
        place = root / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
    return take_snapshot(root)


def notes_of(root: Path, language: str) -> Mapping[str, tuple[str, str]]:
    """Path and text of each note, by the name of its golden file."""
    snapshot = snapshot_of(root, language)
    words = WORDS[language]
    made = {}
    for kind in MEETING_TYPES:
        request = MeetingRequest(
            title=words["title"],
            type=kind,
            people=(
                Named("Анна Кравцова", role="host", reply=words["accepted"]),
                Named("Duarte Falcão"),
                Named("[[x]]"),
            ),
            topics=(words["topic"],),
            when=parse_when("2026-12-08 15:00"),
            tz="Europe/Stockholm",
            duration=45,
            platform="zoom",
            link="https://zoom.us/j/00000000001",
            fallbacks=("+46 70 000 00 00",),
            series=words["series"],
            goal=words["goal"],
            agenda=(
                AgendaItem(words["first"], 10, "Duarte"),
                AgendaItem(words["second"], 20, "@somebody"),
            ),
        )
        made[f"meeting-{kind}"] = plan_meeting(snapshot, request, PLACE).meeting
    several = MeetingRequest(
        title=words["title"],
        type="conference",
        people=(
            Named("Анна Кравцова", role="host"),
            Named("Duarte Falcão", role="speaker"),
            Named("[[x]]", role="co-host"),
        ),
        when=parse_when("2026-12-08 10:00"),
        tz="Europe/Stockholm",
        days=3,
        platform="webex",
        fallbacks=("+46 70 000 00 00",),
        agenda=(
            AgendaItem(words["first"], 45, "Duarte", date(2026, 12, 9)),
            AgendaItem(words["second"], 30, day=date(2026, 12, 8)),
            AgendaItem(words["second"], 30, day=date(2026, 12, 9)),
        ),
    )
    made["meeting-of-days"] = plan_meeting(snapshot, several, PLACE).meeting
    bare = MeetingRequest(title="x", when=parse_when("2026-11-01"))
    made["meeting-bare"] = plan_meeting(snapshot, bare, PLACE).meeting
    contact = {
        "org": words["series"],
        "email": "a@b.example",
        "tz": "Europe/Moscow",
        "alias": ("A: b",),
        "phone": "+7 900",
    }
    made["contact"] = plan_plain(snapshot, "contact", "---", contact, PLACE).note
    made["topic"] = plan_plain(snapshot, "topic", "#x", {"topic": (words["topic"],)}, PLACE).note
    made["series"] = plan_plain(snapshot, "series", "C", {}, PLACE).note
    made["daily"] = plan_plain(snapshot, "daily", "", {}, PLACE).note
    return {name: (note.path, note.text) for name, note in made.items()}


if __name__ == "__main__":
    for language in LANGUAGES:
        (FOLDER / language).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for name, (path, text) in notes_of(Path(folder), language).items():
                place = FOLDER / language / f"{name}.txt"
                place.write_text(f"===== {path}\n{text}", encoding="utf-8", newline="\n")
