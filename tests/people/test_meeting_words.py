from __future__ import annotations

from datetime import date, time

import pytest

from vaultkit.exchange.platforms import FORMS
from vaultkit.people.meeting_words import (
    AgendaItem,
    When,
    parse_agenda_item,
    parse_days,
    parse_duration,
    parse_when,
    platform_of,
)

DAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-12-08 15:00", When(DAY, time(15))),
        ("2026-12-08T15:00", When(DAY, time(15))),
        ("2026-12-08 15:00:30", When(DAY, time(15))),
        ("08.12.2026 в 9:05", When(DAY, time(9, 5))),
        ("8.12.2026", When(DAY)),
        (" 2026-12-08 ", When(DAY)),
        ("2026-02-30 15:00", None),
        ("2026-12-08 25:00", None),
        ("tomorrow", None),
        ("15:00", None),
        ("2026-12-08 or so", None),
        ("", None),
    ],
)
def test_a_day_with_or_without_a_time_is_read(text: str, when: When | None) -> None:
    assert parse_when(text) == when


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("45", 45),
        ("1h30m", 90),
        ("1 h 30 min", 90),
        ("1.5h", 90),
        ("1:30", 90),
        ("45 мин", 45),
        ("1 ч 30 м", 90),
        ("2 часа", 120),
        ("1,5 ч", 90),
        ("0", None),
        ("", None),
        ("soon", None),
        ("-5m", None),
        ("99999999999", None),
    ],
)
def test_a_length_of_time_is_read(text: str, minutes: int | None) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Бюджет:10:Олег", AgendaItem("Бюджет", 10, "Олег")),
        ("Бюджет:10", AgendaItem("Бюджет", 10)),
        ("Budget : 10 min : Ana Silva", AgendaItem("Budget", 10, "Ana Silva")),
        ("Бюджет", AgendaItem("Бюджет")),
        ("Итоги: год: 20", AgendaItem("Итоги: год", 20)),
        ("Итоги: год", AgendaItem("Итоги: год")),
        ("Созвон в 15:30", AgendaItem("Созвон в 15:30")),
        ("Бюджет::Олег", AgendaItem("Бюджет", 0, "Олег")),
        ("Созвон в 15:30::Олег", AgendaItem("Созвон в 15:30", 0, "Олег")),
        ("Budget:1h30m:Ana", AgendaItem("Budget", 90, "Ana")),
        ("Budget:10:[[Ana: S|Ana]]", AgendaItem("Budget", 10, "[[Ana: S|Ana]]")),
        ("Budget:10:Contacts/Ana.md", AgendaItem("Budget", 10, "Contacts/Ana.md")),
        ("See https://x.example/a:b", None),
        ("See https://x.example/a", AgendaItem("See https://x.example/a")),
        ("Budget:", AgendaItem("Budget")),
        ("Budget:10:", AgendaItem("Budget", 10)),
        ("2026-12-09 Budget:10", AgendaItem("2026-12-09 Budget", 10)),
        ("Budget:ten:Oleg", None),
        ("a:b:c:d", None),
        ("Budget:10:Oleg:x", None),
        ("Budget:-5", None),
        ("Budget: -5: Oleg", None),
        ("Budget:0", None),
        ("Budget:1000", None),
        ("Budget:2d", None),
        (":10", None),
        ("::Oleg", None),
        (":", None),
        ("", None),
    ],
)
def test_an_item_of_the_agenda_is_read(text: str, item: AgendaItem | None) -> None:
    assert parse_agenda_item(text) == item


@pytest.mark.parametrize(
    ("text", "days"),
    [("3d", 3), ("1 day", 1), ("3 дня", 3), ("5 дней", 5), ("2 д.", 2), ("0d", None), ("3", None)],
)
def test_days_are_counted(text: str, days: int | None) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "name"),
    [("zoom", "Zoom"), ("Teams", "Microsoft Teams"), (" MEET ", "Google Meet"), ("Труба", "Труба")],
)
def test_a_platform_has_its_usual_name(text: str, name: str) -> None:
    assert platform_of(text) == name


def test_every_platform_of_a_join_link_has_a_name_for_people() -> None:
    ids = {form.platform for form in FORMS}
    assert {each for each in ids if platform_of(each) == each} == {"8x8"}
