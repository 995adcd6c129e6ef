from __future__ import annotations

from typing import Any

import pytest

from tests.graph.notes import note
from vaultkit.graph.kinds import KindRules, date_pattern, kind_of
from vaultkit.model.config import DEFAULT_KINDS, Config, KindRule, ObsidianSettings
from vaultkit.model.note import Note

DEFAULTS = KindRules.of(Config(), ObsidianSettings())


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"kind": "meeting"}, "meeting"),
        ({"Kind": "Контакт"}, "contact"),
        ({"type": "topic"}, "topic"),
        ({"тип": "Встреча"}, "meeting"),
        ({"вид": "тема"}, "topic"),
        ({"categories": ["[[Meetings]]"]}, "meeting"),
        ({"categories": "[[People]]"}, "contact"),
        ({"category": "[[Categories/Meetings|встречи]]"}, "meeting"),
        ({"category": "[[Meetings.md#Все]]"}, "meeting"),
        ({"категории": ["Люди"]}, "contact"),
        ({"categories": [["Meetings"]]}, "meeting"),
        ({"categories": ["[[Clippings]]", "[[People]]"]}, "contact"),
        ({"kind": "meeting", "type": "topic"}, "meeting"),
        ({"type": "topic", "kind": "meeting"}, "meeting"),
        ({"type": ["[[Authors]]"], "categories": ["[[People]]"]}, "contact"),
        ({"type": [], "categories": ["[[Meetings]]"]}, "meeting"),
        ({"kind": "recipe"}, "other"),
        ({"kind": None, "type": 7, "categories": {"a": "[[Meetings]]"}}, "other"),
        ({"kind": ""}, "other"),
        ({"title": "meeting"}, "other"),
        ({}, "other"),
    ],
)
def test_a_property_names_the_kind(properties: dict[str, Any], kind: str) -> None:
    assert kind_of(note("Заметка.md", properties=properties), DEFAULTS) == kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (["meeting"], "meeting"),
        (["Встреча"], "meeting"),
        (["meeting/zoom"], "meeting"),
        (["networking", "person/friend"], "contact"),
        (["topic", "meeting"], "topic"),
        (["meetingroom"], "other"),
        (["zoom/meeting"], "other"),
        (["networking"], "other"),
    ],
)
def test_a_tag_names_the_kind(tags: list[str], kind: str) -> None:
    assert kind_of(note("Заметка.md", tags=tags), DEFAULTS) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Meetings/a.md", "meeting"),
        ("Работа/Встречи/2026/Январь/a.md", "meeting"),
        ("Контакты/a.md", "contact"),
        ("Люди/Встречи/a.md", "meeting"),
        ("Встречи/Люди/a.md", "contact"),
        ("Темы/a.md", "topic"),
        ("Daily/2026-01-01.md", "daily"),
        ("Categories/Meetings.md", "index"),
        ("Templates/a.md", "template"),
        ("a/Шаблоны/Встречи/a.md", "template"),
        ("Meetings.md", "other"),
        ("Прочее/a.md", "other"),
        ("2026-01-01.md", "other"),
        ("Контакты/доска.canvas", "other"),
        ("Templates/доска.canvas", "template"),
        ("Templates/Bases/a.base", "template"),
        ("Meetings/a.base", "other"),
    ],
)
def test_the_nearest_folder_names_the_kind(path: str, kind: str) -> None:
    assert kind_of(note(path), DEFAULTS) == kind


def test_the_template_folder_goes_before_a_property_and_a_property_before_tag_and_folder() -> None:
    properties = {"categories": ["[[Meetings]]"]}
    assert kind_of(note("Templates/Meeting.md", properties=properties), DEFAULTS) == "template"
    odd = note("Контакты/a.md", properties=properties, tags=["topic"])
    assert kind_of(odd, DEFAULTS) == "meeting"
    assert kind_of(note("Контакты/a.md", tags=["topic"]), DEFAULTS) == "topic"


@pytest.mark.parametrize(
    ("config", "settings", "path", "kind"),
    [
        (None, "Meta/Образцы", "Meta/Образцы/a.md", "template"),
        (None, "meta/образцы/", "Meta/Образцы/вложено/a.md", "template"),
        (None, "Meta/Образцы", "Образцы/a.md", "meeting"),
        (None, "Meta/Образцы", "Meta/Образцы 2/a.md", "meeting"),
        ("Свои", "Meta/Образцы", "Свои/a.md", "template"),
        ("Свои", "Meta/Образцы", "Meta/Образцы/a.md", "meeting"),
        ("Свои", None, "Templates/a.md", "meeting"),
        (None, "/", "Встречи/a.md", "meeting"),
        (None, "/", "Templates/a.md", "template"),
    ],
)
def test_the_template_folder_is_the_configured_one_then_obsidians_then_by_name(
    config: str | None, settings: str | None, path: str, kind: str
) -> None:
    rules = KindRules.of(
        Config(templates_folder=config), ObsidianSettings(templates_folder=settings)
    )
    assert kind_of(note(path, properties={"kind": "meeting"}), rules) == kind


@pytest.mark.parametrize(
    ("folder", "date_format", "path", "kind"),
    [
        ("Журнал", "YYYY-MM-DD", "Журнал/2026-01-31.md", "daily"),
        ("журнал/", "YYYY-MM-DD", "Журнал/2026-01-31.md", "daily"),
        ("Журнал", "YYYY-MM-DD", "Журнал/2026-13-31.md", "other"),
        ("Журнал", "YYYY-MM-DD", "Журнал/Планы.md", "other"),
        ("Журнал", "YYYY-MM-DD", "Журнал/Встречи/2026-01-31.md", "meeting"),
        ("Журнал", "YYYY-MM-DD", "2026-01-31.md", "other"),
        ("", "YYYY-MM-DD", "2026-01-31.md", "daily"),
        ("", "YYYY-MM-DD", "Прочее/2026-01-31.md", "other"),
        (None, "YYYY-MM-DD", "2026-01-31.md", "other"),
        ("Журнал", "YYYY/MM/YYYY-MM-DD", "Журнал/2026/01/2026-01-31.md", "daily"),
        ("Журнал", "YYYY/MM/YYYY-MM-DD", "Журнал/2026-01-31.md", "other"),
        ("Журнал", "dddd, D MMMM YYYY", "Журнал/Суббота, 31 января 2026.md", "daily"),
        ("Люди/Дни", "DD.MM.YYYY", "Люди/Дни/31.01.2026.md", "daily"),
        ("Люди/Дни", "DD.MM.YYYY", "Люди/Дни/2026-01-31.md", "contact"),
    ],
)
def test_a_daily_note_is_known_by_its_name_in_obsidians_daily_folder(
    folder: str | None, date_format: str, path: str, kind: str
) -> None:
    settings = ObsidianSettings(daily_folder=folder, daily_format=date_format)
    assert kind_of(note(path), KindRules.of(Config(), settings)) == kind


@pytest.mark.parametrize(
    ("date_format", "name", "fits"),
    [
        ("[День] YYYY-MM-DD", "день 2026-01-05", True),
        ("MMM Do, YY", "jan 5th, 26", True),
        ("Do MMMM", "5-е января", True),
        ("gggg-[W]ww", "2026-w07", True),
        ("YYYY.MM.DD", "2026x01x05", False),
        ("D", "32", False),
    ],
)
def test_date_formats_of_moment(date_format: str, name: str, fits: bool) -> None:
    assert (date_pattern(date_format).fullmatch(name) is not None) is fits


def _with_rule(kind: Any, rule: KindRule) -> KindRules:
    return KindRules.of(Config(kinds={**DEFAULT_KINDS, kind: rule}), ObsidianSettings())


def test_a_word_that_the_user_adds_goes_before_a_default_of_another_kind() -> None:
    rules = _with_rule(
        "meeting", KindRule(values=("Topic",), tags=("#moc",), folders=("Работа/Люди",))
    )
    assert kind_of(note("a.md", properties={"kind": "topic"}), rules) == "meeting"
    assert kind_of(note("a.md", tags=["MOC"]), rules) == "meeting"
    assert kind_of(note("Работа/Люди/a.md"), rules) == "meeting"
    assert kind_of(note("Другие/Люди/a.md"), rules) == "contact"


def kepano() -> dict[str, Note]:
    """Notes in the shapes of a public vault: categories as links, templates with the same ones."""
    people = {"categories": ["[[People]]"], "type": ["[[Authors]]"], "org": ["[[Acme]]"]}
    meeting = {"categories": ["[[Meetings]]"], "type": [], "people": ["[[Ada]]"], "topics": []}
    made = [
        note("Notes/2023-01-02 Meeting with Ada.md", properties=meeting),
        note("References/Ada.md", properties=people),
        note("References/Acme.md", properties={"categories": ["[[Companies]]"], "type": ["[[A]]"]}),
        note("Templates/Meeting Template.md", properties=meeting),
        note("Templates/People Template.md", properties=people),
        note("Categories/Meetings.md", tags=["categories"]),
        note("Daily/2023-01-02.md"),
        note("Notes/Idea.md", tags=["0🌲"]),
    ]
    return {item.path: item for item in made}


def test_a_vault_that_keeps_its_kinds_in_categories_is_read_as_it_is() -> None:
    settings = ObsidianSettings(templates_folder="Templates", daily_folder="Daily")
    rules = KindRules.of(Config(), settings)
    assert {path: kind_of(item, rules) for path, item in kepano().items()} == {
        "Notes/2023-01-02 Meeting with Ada.md": "meeting",
        "References/Ada.md": "contact",
        "References/Acme.md": "other",
        "Templates/Meeting Template.md": "template",
        "Templates/People Template.md": "template",
        "Categories/Meetings.md": "index",
        "Daily/2023-01-02.md": "daily",
        "Notes/Idea.md": "other",
    }
