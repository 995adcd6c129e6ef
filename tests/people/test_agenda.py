from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source
from vaultkit.people.agenda import (
    MeetingItem,
    agenda_of,
    find_section,
    items_in,
    parked_of,
    sections_of,
)
from vaultkit.people.meeting_words import SECTIONS, SectionName, section_named

GOLDEN = Path(__file__).parent.parent / "app" / "golden_notes"
TYPES = ("one-on-one", "group", "webinar", "conference", "social")


def opened(text: str) -> tuple[Note, Source]:
    source = decode(VaultPath("Sync.md"), text.encode())
    return read(source), source


def agenda(*lines: str) -> tuple[MeetingItem, ...]:
    return agenda_of(*opened("\n".join(("# Sync", "## Agenda", "", *lines, "## Notes", "- no"))))


@pytest.mark.parametrize(
    ("line", "text", "minutes", "owner"),
    [
        ("1. 15:10 Budget — [[Oleg]], 10 min", "Budget", 10, "[[Oleg]]"),
        ("1. Смета №1 — [[Олег Саянов|Олег]], 10 мин", "Смета №1", 10, "[[Олег Саянов|Олег]]"),
        ("- Budget — [Oleg](<../People/Oleg S.md>), 10 min", "Budget", 10, None),
        ("- Budget (10 min) — Oleg", "Budget", 10, "Oleg"),
        ("- Budget (10) - [[Oleg]]", "Budget", 10, "[[Oleg]]"),
        ("- Budget, 10'", "Budget", 10, ""),
        ("- [ ] Budget @oleg 5 min", "Budget", 5, "oleg"),
        ("- Budget ([[Oleg]])", "Budget", 0, "[[Oleg]]"),
        ("- Бюджет, ведёт Олег, 20 минут", "Бюджет", 20, "Олег"),
        ("- Бюджет: отв. [[Олег]]", "Бюджет:", 0, "[[Олег]]"),
        ("- What [[Budget]] says of [[Oleg]]", "What [[Budget]] says of [[Oleg]]", 0, ""),
        ("- Plans for 2027", "Plans for 2027", 0, ""),
        ("- 10 min", "10 min", 0, ""),
        ("- — Oleg", "— Oleg", 0, ""),
        ("* 予算 — 太郎, 5 min", "予算", 5, "太郎"),
        ("- Thanks — all, 10", "Thanks", 10, "all"),
        ("- [[Anna|A, B]] — [[Oleg]], 10", "[[Anna|A, B]]", 10, "[[Oleg]]"),
        ("- Plans for Anna, 2027", "Plans for Anna, 2027", 0, ""),
    ],
)
def test_an_item_has_its_text_minutes_and_owner(
    line: str, text: str, minutes: int, owner: str | None
) -> None:
    (item,) = agenda(line)
    assert (item.text, item.minutes) == (text, minutes)
    assert item.owner == ("[Oleg](<../People/Oleg S.md>)" if owner is None else owner)
    assert (item.owner_link is not None) == item.owner.startswith("[")


def test_an_item_knows_where_it_stands() -> None:
    note, source = opened("# Встреча\r\n## Повестка\r\n\r\n  1. 9.05 Смета ^a1\r\n2. \r\n")
    (item,) = agenda_of(note, source)
    assert (item.line, item.block, item.at, item.status) == (4, "a1", "09:05", None)
    assert source.data[slice(*item.span)].decode() == "1. 9.05 Смета ^a1"
    assert item.section.heading.text == "Повестка"


def test_what_is_inside_of_an_item_a_fence_or_a_comment_is_no_item() -> None:
    lines = ("- One", "    - inner", "```", "- code", "```", "%%", "- hidden", "%%", "- Two")
    assert [item.text for item in agenda(*lines)] == ["One", "Two"]


def test_an_agenda_may_be_a_table() -> None:
    text = (
        "## Повестка\n\n| Пункт | Кто ведёт | Минут |\n| --- | :-- | ---: |\n"
        "| Хвосты \\| сроки | [[Олег Савин\\|Олег]] | 5 |\n|  |  |  |\n  Пилот | все |\n\n- После\n"
    )
    note, source = opened(text)
    first, second, third = agenda_of(note, source)
    assert (first.text, first.minutes, first.line) == ("Хвосты \\| сроки", 5, 5)
    assert first.owner_link is not None
    assert first.owner_link.target == "Олег Савин"
    assert (second.text, second.minutes, second.owner) == ("Пилот", 0, "все")
    assert source.data[slice(*second.span)].decode() == "Пилот | все |"
    assert third.text == "После"


def test_bytes_that_are_no_text_do_not_shift_anything() -> None:
    source = decode(
        VaultPath("Sync.md"), b"\xef\xbb\xbf# S\n## Agenda\n- \xff\xfeBudget, 5 min\n- Next\n"
    )
    first, second = agenda_of(read(source), source)
    assert (first.text, first.minutes) == ("\ufffd\ufffdBudget", 5)
    assert source.data[slice(*first.span)] == b"- \xff\xfeBudget, 5 min"
    assert source.data[slice(*second.span)] == b"- Next"


@pytest.mark.parametrize("heading", ["Parked", "Отложено", "🅿️ Parking lot", "4. **Парковка**:"])
def test_what_was_put_off_stands_below_its_heading_or_is_marked_in_the_agenda(
    heading: str,
) -> None:
    text = f"## Agenda\n- [>] Later\n- [ ] Now\n### {heading}\n- Hall\n- [x] Settled\n- [-] Off\n"
    assert [item.text for item in parked_of(*opened(text))] == ["Later", "Hall"]


def test_a_section_goes_up_to_the_next_heading_of_its_level_or_above() -> None:
    note, source = opened("Agenda\n===\n- A\n### Detail\n- B\n# Notes\n- C\n")
    section = find_section(note, source, "agenda")
    assert section is not None
    assert source.data[slice(*section.span)] == b"- A\n### Detail\n- B\n"
    assert (section.heading_index, list(section.lines)) == (0, [3, 4, 5])
    assert [item.text for item in items_in(note, source, section)] == ["A", "B"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", TYPES)
def test_every_template_has_the_sections_that_are_read(language: str, kind: str) -> None:
    text = (GOLDEN / language / f"meeting-{kind}.txt").read_text("utf-8").split("\n", 1)[1]
    note, source = opened(text)
    names = {section.name for section in sections_of(note, source)}
    always: set[SectionName] = {
        *("attendees", "agenda", "checks", "requirements", "invitations", "fallbacks", "notes"),
        *("participation", "timebox", "decisions", "actions", "recording", "recipients"),
        *("feedback", "next"),
    }
    missing: set[SectionName] = {"participation"} if kind == "one-on-one" else set()
    assert always - missing <= names
    first = agenda_of(note, source)[0]
    assert (first.minutes, first.at) == (10, "15:00")
    assert first.owner_link is not None


def test_no_heading_means_two_sections() -> None:
    words = [word for texts in SECTIONS.values() for word in texts]
    assert len(words) == len(set(words))
    assert [section_named(word) for word in words] == [
        name for name, texts in SECTIONS.items() for _ in texts
    ]


@given(st.text(alphabet="-* 1.[]>x#\n()—,@min 5:`%^aЖ\r\t", max_size=120))
def test_any_text_gives_items_that_lie_in_their_section(text: str) -> None:
    note, source = opened(f"# Agenda\n{text}")
    for item in (*agenda_of(note, source), *parked_of(note, source)):
        assert item.text
        assert item.section.span.start <= item.span.start < item.span.end <= item.section.span.end
        assert source.line_of(item.span.start) == item.line
