"""Open actions from tasks."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.made import by_path, by_source, link, note, task
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.actions import actions_of, due_of, find_due

ANNA, OLEG, MEET = VaultPath("Анна.md"), VaultPath("Олег.md"), VaultPath("М.md")
KINDS: dict[VaultPath, Kind] = {ANNA: "contact", OLEG: "contact", MEET: "meeting"}
DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("смета 📅 2026-03-20", DAY, "смета"),
        ("смета 📅2026-03-20 #важно", DAY, "смета #важно"),
        ("смета 🗓️ 2026-03-20", DAY, "смета"),
        ("смета 📆 2026-03-20", DAY, "смета"),
        ("смета [due:: 2026-03-20]", DAY, "смета"),
        ("смета (due:: 2026-03-20), срочно", DAY, "смета, срочно"),
        ("смета [due::2026-03-20]", DAY, "смета"),
        ("смета [due:: [[2026-03-20]]]", DAY, "смета"),
        ("смета [срок:: 2026-03-20]", DAY, "смета"),
        ("смета до 2026-03-20", DAY, "смета"),
        ("До 2026-03-20 прислать смету", DAY, "прислать смету"),
        ("send it due 2026-03-20", DAY, "send it"),
        ("send it Due: 2026-03-20", DAY, "send it"),
        ("📅 2026-03-20", DAY, ""),
        ("📅 2026-02-30 до 2026-03-20", DAY, "📅 2026-02-30"),
        ("subdue 2026-03-20", None, "subdue 2026-03-20"),
        ("куда-кудо 2026-03-20", None, "куда-кудо 2026-03-20"),
        ("✅ 2026-03-20", None, "✅ 2026-03-20"),
        ("⏳ 2026-03-19 📅 2026-03-20", DAY, "⏳ 2026-03-19"),
        ("встреча 2026-03-20", None, "встреча 2026-03-20"),
        ("до 2026-03-201", None, "до 2026-03-201"),
        ("", None, ""),
    ],
)
def test_the_due_date_is_read_and_taken_out(text: str, day: date | None, rest: str) -> None:
    assert due_of(text) == (day, rest)


@pytest.mark.parametrize(
    ("status", "n"), [(" ", 1), ("/", 1), ("х", 1), ("x", 0), ("X", 0), ("-", 0)]
)
def test_only_what_is_neither_done_nor_cancelled_is_open(status: str, n: int) -> None:
    assert len(actions_of(by_path(note(MEET, {}, task("a", status))), KINDS, by_source())) == n


def test_the_owner_is_the_first_contact_linked_in_the_task() -> None:
    notes = by_path(note(MEET, {}, task("a"), task("b"), task("c")))
    links = by_source(
        link(MEET, MEET, of_task=0),
        link(MEET, ANNA, of_task=0),
        link(MEET, OLEG, of_task=0),
        link(MEET, OLEG, of_task=1),
        link(MEET, OLEG),
    )
    assert [action.owner for action in actions_of(notes, KINDS, links)] == [ANNA, OLEG, None]


def test_templates_and_regions_hold_no_actions() -> None:
    template = VaultPath("Шаблон.md")
    kinds: dict[VaultPath, Kind] = {template: "template"}
    notes = by_path(note(template, {}, task("a")), note("b.md", {}, task("b", region="actions")))
    assert actions_of(notes, kinds, by_source()) == ()


def test_actions_come_by_path_then_line() -> None:
    notes = by_path(
        note("b.md", {}, task("1", line=2), task("2", line=5)), note("a.md", {}, task("3"))
    )
    assert [action.text for action in actions_of(notes, {}, by_source())] == ["3", "1", "2"]


FRIDAY = date(2026, 12, 11)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("прислать смету до пятницы", FRIDAY, "прислать смету"),
        ("До пятницы прислать смету", FRIDAY, "прислать смету"),
        ("send it by Friday, please", FRIDAY, "send it, please"),
        ("send it (by Friday)", FRIDAY, "send it"),
        ("send it, by Friday", FRIDAY, "send it"),
        ("send it by Friday 📅 2026-03-20", DAY, "send it by Friday"),
        ("до 31 февраля, а лучше до пятницы", FRIDAY, "до 31 февраля, а лучше"),
        ("к 2026-12-11 смета", FRIDAY, "смета"),
        ("a53 (Олег, до пятницы)", FRIDAY, "a53 (Олег)"),
        ("a53 (до пятницы, Олег)", FRIDAY, "a53 (Олег)"),
        ("a53 (до пятницы), Олег", FRIDAY, "a53, Олег"),
        ("a53 ( до пятницы )", FRIDAY, "a53"),
        ("до пятницы, смета", FRIDAY, "смета"),
        ("до пятницы: смета", FRIDAY, "смета"),
        ("смета, до пятницы, вся", FRIDAY, "смета, вся"),
        ("смета по пункту (a) до пятницы", FRIDAY, "смета по пункту (a)"),
    ],
)
def test_words_count_from_the_day_they_were_said_on(text: str, day: date, rest: str) -> None:
    assert due_of(text, date(2026, 12, 8)) == (day, rest)


def test_words_that_nobody_can_place_stay_and_are_said() -> None:
    assert due_of("смета до пятницы") == (None, "смета до пятницы")
    due = find_due("смета до пятницы")
    assert due is not None
    assert (due.day, due.words) == (None, "до пятницы")
    assert due_of("смета до 5 декабря 2026 года, вся") == (date(2026, 12, 5), "смета, вся")


def test_a_task_of_nothing_but_such_words_keeps_them() -> None:
    tasks = (task("до пятницы"), task("by Friday, "), task("смета до пятницы"))
    notes = by_path(note(MEET, {"date": "2026-12-08"}, *tasks))
    found = actions_of(notes, KINDS, by_source())
    assert [action.due for action in found] == [FRIDAY] * 3
    assert [action.text for action in found] == ["до пятницы", "by Friday, ", "смета"]


@pytest.mark.parametrize(
    ("kind", "path", "properties", "due"),
    [
        ("meeting", "Встречи/Созвон.md", {"date": "2026-12-08"}, FRIDAY),
        ("meeting", "Встречи/2026-12-08 Созвон.md", {}, FRIDAY),
        ("meeting", "Встречи/Созвон.md", {}, None),
        ("daily", "Дневник/2026-12-08.md", {}, FRIDAY),
        ("topic", "Темы/2026-12-08 Отчёт.md", {"date": "2026-12-08"}, None),
    ],
)
def test_words_count_from_the_day_of_the_meeting_or_of_the_daily_note(
    kind: Kind, path: str, properties: dict[str, str], due: date | None
) -> None:
    where = VaultPath(path)
    (action,) = actions_of(
        by_path(note(path, properties, task("смета до пятницы"))), {where: kind}, by_source()
    )
    assert (action.due, action.due_words) == (due, "до пятницы")
    assert action.text == ("смета" if due else "смета до пятницы")
    assert action.said == (date(2026, 12, 8) if due else None)


def test_a_box_without_words_is_no_action() -> None:
    assert actions_of(by_path(note(MEET, {}, task(""))), KINDS, by_source()) == ()
