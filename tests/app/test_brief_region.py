"""Briefs in people's notes: renewed by every build where something that they show changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.brief_vault import ANNA, COMING, FIRST, KENJI, LAST, OLEG, VAULT, VERA
from tests.app.region_vault import EMPTY
from tests.app.test_regions import assert_as_from_scratch, built
from tests.cli.support import make_vault, vaultkit
from vaultkit.app import region_plan

LATER = "Встречи/2027-01-15 Позже.md"

EDITS = {
    "a birthday": (ANNA, "1988-12-10", "1988-12-30", "turns 38", ""),
    "a cadence": (ANNA, "14d, max: 21d", "90d", "14 days late", ""),
    "a zone": (KENJI, "Asia/Tokyo", "Asia/Almaty", "23:00 Asia/Tokyo", "19:00 Asia/Almaty"),
    "a role": (ANNA, "продюсер", "режиссёр", "продюсер", "режиссёр"),
    "a name": (KENJI, "# Kenji", "# Кэндзи", "- [[Kenji]]", "- [[Kenji|Кэндзи]]"),
    "a meeting's title": (LAST, "# Итоги", "# Выводы", "|Итоги]]", "|Выводы]]"),
    "a meeting's day": (FIRST, "---\n", "---\ndate: 2026-06-22\n", " 1 June", "22 June 2026"),
    "somebody was not there": (FIRST, "'[[Kenji]]', ", "", "last met 1 June", "never met"),
    "an action is done": (FIRST, "- [ ] [[Kenji]]", "- [x] [[Kenji]]", "прислать таблицу", ""),
    "an action comes": (LAST, "смета\n", "смета\n- [ ] [[Анна]]: зал\n", "", "Анна: зал"),
    "an action of a contact": ("Notes/Чужое.md", "# Чужое\n", "- [ ] [[Kenji]]: чай\n", "", "чай"),
    "an action elsewhere goes": (ANNA, "- [ ] найти", "- [x] найти", "найти ей зал", ""),
    "an item is put off": (LAST, "[>] второй", "[x] второй", "второй зал", ""),
    "a word of a parked item": (FIRST, "бюджет", "деньги", "- бюджет", "- деньги"),
    "a topic's name": ("Темы/Сеть.md", "# Сеть", "# Связи", "[[Сеть]]", "[[Сеть|Связи]]"),
    "a topic tells of somebody": (
        *("Темы/Чай.md", "[[Kenji]]", "Kenji"),
        *("[[Чай]]", ""),
    ),
    "a shared contact": (OLEG, "[[Kenji]]", "Kenji", "Contacts they share", ""),
    "a contact's kind": (
        OLEG,
        "# Олег",
        "---\nkind: topic\n---\n# Олег",
        "Contacts they share",
        "",
    ),
    "the meeting's agenda": (
        COMING,
        "# План\n",
        "# План\n\n## Agenda\n\n1. чай\n",
        "- an agenda",
        "",
    ),
    "the meeting's day": (
        COMING,
        "date: 2026-12-08",
        "date: 2026-12-10",
        "28 days before",
        "30 days",
    ),
    "who I am": ("vaultkit.toml", 'me = "Вера"', 'me = "Kenji"', "Asia/Tokyo", "[[Вера]]"),
    "what is excluded": (
        *("vaultkit.toml", 'me = "Вера"', 'me = "Вера"\n[vault]\nexclude = ["Archive/"]'),
        *("тайна", ""),
    ),
}
"""The note, the edit, and what the brief said before and says after."""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", VAULT)


def brief_in(vault: Path, path: str = COMING) -> str:
    return (vault / path).read_text("utf-8").partition("vaultkit:begin brief ")[2]


@pytest.mark.parametrize(("path", "old", "new", "before", "after"), EDITS.values(), ids=EDITS)
def test_an_edit_renews_the_brief_that_shows_it(
    vault: Path, path: str, old: str, new: str, before: str, after: str
) -> None:
    assert built(vault).code == 0
    first = brief_in(vault)
    assert before in first
    place = vault / path
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    assert built(vault).code == 0
    then = brief_in(vault)
    assert after in then
    assert not after or after not in first
    assert not before or before not in then
    assert_as_from_scratch(vault)


def test_a_contact_that_goes_goes_from_the_brief(vault: Path) -> None:
    built(vault)
    (vault / KENJI).unlink()
    built(vault)
    assert "Kenji" not in brief_in(vault).replace("Kenji: прислать", "")
    assert_as_from_scratch(vault)


CONTACT, TOPIC = "# Вера\n", "---\nkind: topic\n---\n# Вера\n"
CALLED_BOSS = "---\naliases: [Шеф]\n---\n# Вера\n"
MINE = {
    "I am called so too": ("Шеф", CONTACT, CALLED_BOSS),
    "I am called so by the title": ("Шеф", CONTACT, "# Шеф\n"),
    "there is a note of me": ("Вера", None, CONTACT),
    "my note is a contact's": ("Вера", TOPIC, CONTACT),
}
"""Whose an action is said to be, and my note before I am meant by that and after."""


def say_owner(vault: Path, name: str) -> None:
    """The letter is this one's, and no note around those who come leads to mine."""
    for path in (FIRST, LAST, COMING):
        text = VAULT[path].replace("[[Вера]]: письмо", f"письмо @{name}")
        (vault / path).write_text(text.replace(", '[[Вера]]'", ""), "utf-8")


@pytest.mark.parametrize(("name", "before", "after"), MINE.values(), ids=MINE)
def test_a_brief_says_what_i_promised_as_soon_and_as_long_as_i_am_meant(
    vault: Path, name: str, before: str | None, after: str
) -> None:
    say_owner(vault, name)
    for note, shown in ((before, False), (after, True), (before, False)):
        if note is None:
            (vault / VERA).unlink()
        else:
            (vault / VERA).write_text(note, "utf-8")
        built(vault)
        assert ("письмо" in brief_in(vault)) == shown
    assert_as_from_scratch(vault)


def test_a_brief_says_what_another_promised_once_my_name_means_that_note(vault: Path) -> None:
    say_owner(vault, "Шеф")
    built(vault)
    assert "письмо" not in brief_in(vault)
    nearer = vault / "Вера.md"  # of two namesakes a link means the one with the shorter path
    nearer.write_text("---\nkind: contact\naliases: [Шеф]\n---\n# Вера\n", "utf-8")
    built(vault)
    assert "письмо" in brief_in(vault)
    assert_as_from_scratch(vault)
    nearer.unlink()
    built(vault)
    assert "письмо" not in brief_in(vault)
    assert_as_from_scratch(vault)


def test_a_change_that_no_brief_shows_writes_nothing(vault: Path) -> None:
    built(vault)
    before = (vault / COMING).stat()
    (vault / "Notes/Чужое.md").write_text("# Совсем другое\n", "utf-8")
    built(vault)
    assert (vault / COMING).stat().st_mtime_ns == before.st_mtime_ns


def test_a_brief_in_a_note_counts_from_the_meeting_s_own_day(vault: Path) -> None:
    """What is later is not in it, whatever day it is when it is made."""
    built(vault)
    text = brief_in(vault)
    assert "last met 10 November 2026, 28 days before: [[2026-11-10 Итоги|Итоги]]" in text
    assert "потом" not in text
    assert "2027" not in text


def test_a_brief_of_a_contact_counts_nothing(vault: Path) -> None:
    (vault / KENJI).write_text(VAULT[KENJI] + EMPTY.format("brief"), "utf-8")
    built(vault)
    text = brief_in(vault, KENJI)
    assert "last met 1 June 2026: [[2026-06-01 Начало|Начало]]" in text
    assert "before" not in text
    assert "still lacks" not in text
    assert_as_from_scratch(vault)


def test_a_brief_speaks_russian(vault: Path) -> None:
    config = vault / "vaultkit.toml"
    config.write_text(config.read_text("utf-8").replace('"en"', '"ru"'), "utf-8")
    built(vault)
    text = brief_in(vault)
    for line in (
        "**Кто придёт**",
        "- [[Анна]], продюсер — 17:00 Europe/Moscow",
        "виделись 1 июня 2026 г., за 190 дней до этого: [[2026-06-01 Начало|Начало]]",
        "день рождения 10 декабря 2026 г., исполняется 38 лет",
        "- Kenji: прислать таблицу — срок 1 декабря 2026 г., просрочено на 7 дней",
        "**Чего ещё нет в заметке**",
    ):
        assert line in text


def test_what_was_written_in_one_batch_is_known_to_the_next(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (LAST, FIRST, ANNA, OLEG, KENJI, LATER):
        place = vault / path
        place.write_text(place.read_text("utf-8") + "\n" + EMPTY.format("brief"), "utf-8")
    monkeypatch.setattr(region_plan, "_BATCH", 1)
    assert built(vault).code == 0
    assert "бюджет" in brief_in(vault)
    monkeypatch.undo()
    assert_as_from_scratch(vault)


def test_names_of_notes_are_inert_in_a_brief(vault: Path) -> None:
    place = vault / LAST
    text = place.read_text("utf-8")
    place.write_text(text.replace("смета", "<b>смета</b> #тег %%x"), "utf-8")
    built(vault)
    assert "смета \\#тег" in brief_in(vault)
    facts = vaultkit("facts", COMING, "--json", folder=vault).out
    assert '"tags": []' in facts
