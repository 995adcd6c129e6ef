"""Open actions from tasks."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.made import by_path, by_source, link, note, task
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.actions import actions_of, due_of

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
