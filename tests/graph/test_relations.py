from __future__ import annotations

import unicodedata

import pytest

from tests.graph.notes import link, note
from vaultkit.graph.relations import RELATIONS, WORDS, relation_of, relations_of


@pytest.mark.parametrize(
    ("key", "relation"),
    [
        ("attendees.0", "attendee"),
        ("people.1", "attendee"),
        ("Participants", "attendee"),
        ("участники.0", "attendee"),
        ("Люди", "attendee"),
        ("Приглашенные", "attendee"),
        ("приглашённые", "attendee"),
        ("organiser", "organiser"),
        ("organizer", "organiser"),
        ("host", "organiser"),
        ("организатор", "organiser"),
        ("ведущая", "organiser"),
        ("хост", "organiser"),
        ("topics.0", "topic"),
        ("topic", "topic"),
        ("темы.3", "topic"),
        ("Тема", "topic"),
        ("org", "org"),
        ("company", "org"),
        ("organization", "org"),
        ("компания", "org"),
        ("организация.0", "org"),
        ("introduced_by", "introduced_by"),
        ("introduced by", "introduced_by"),
        ("Introduced-By", "introduced_by"),
        ("introducedBy", "introduced_by"),
        ("познакомил", "introduced_by"),
        ("познакомила", "introduced_by"),
        ("представила", "introduced_by"),
        ("кто_познакомил", "introduced_by"),
        ("series", "series"),
        ("серия", "series"),
        ("previous", "previous"),
        ("предыдущая", "previous"),
        ("next", "next"),
        ("следующая", "next"),
        ("categories.0", "category"),
        ("категории.0", "category"),
        ("related.0", "related"),
        ("see also", "related"),
        ("связанные_темы.0", "related"),
        ("loc.0", "property"),
        ("статус", "property"),
        ("2026", "property"),
        ("会議", "property"),
        ("people.0.name", "attendee"),
        ("people.0.org", "org"),
        ("meeting.attendees.0", "attendee"),
        ("my.own.key", "property"),
    ],
)
def test_the_property_says_the_relation(key: str, relation: str) -> None:
    at = link("Анна", property=key, task=0, section=0, embed=True)
    assert relation_of(at, note("В.md", headings=[(1, "См. также")])) == relation


@pytest.mark.parametrize(
    ("heading", "relation"),
    [
        ("Связанные темы", "related"),
        ("Related topics", "related"),
        ("Related", "related"),
        ("См. также", "related"),
        ("See also:", "related"),
        ("3. 🔗 **Связанные темы**", "related"),
        ("СВЯЗАННЫЕ ТЕМЫ", "related"),
        ("Участники", "attendee"),
        ("Attendees", "attendee"),
        ("Организатор", "organiser"),
        ("Темы", "topic"),
        ("Заметки", "mention"),
        ("Темы прошлых лет", "mention"),
        ("", "mention"),
        ("2026", "mention"),
    ],
)
def test_the_heading_above_says_the_relation(heading: str, relation: str) -> None:
    assert relation_of(link("А", section=0), note("В.md", headings=[(2, heading)])) == relation


@pytest.mark.parametrize(
    ("headings", "section", "relation"),
    [
        ([(2, "См. также"), (3, "Книги")], 1, "related"),
        ([(2, "См. также"), (3, "Книги"), (4, "Старые")], 2, "related"),
        ([(2, "См. также"), (3, "Участники")], 1, "attendee"),
        ([(2, "См. также"), (2, "Книги")], 1, "mention"),
        ([(3, "См. также"), (2, "Книги")], 1, "mention"),
        ([(1, "Темы"), (3, "Книги"), (2, "Прочее")], 2, "topic"),
    ],
)
def test_an_outer_heading_counts_and_a_sibling_does_not(
    headings: list[tuple[int, str]], section: int, relation: str
) -> None:
    assert relation_of(link("А", section=section), note("В.md", headings=headings)) == relation


def test_task_goes_before_heading_and_heading_before_embed() -> None:
    links = (
        link("А", task=0, section=0, embed=True),
        link("А", section=0, embed=True),
        link("А", embed=True),
        link("А", form="canvas"),
        link("А", in_comment=True),
        link("А", form="markdown"),
    )
    meeting = note("В.md", *links, headings=[(1, "См. также")])
    assert relations_of(meeting) == ("task", "related", "embed", "canvas", "mention", "mention")
    assert relations_of(meeting) == tuple(relation_of(item, meeting) for item in meeting.links)


@pytest.mark.parametrize("field", ["properties", "headings"])
def test_no_word_stands_for_two_relations(field: str) -> None:
    words = [
        word.strip().replace("ё", "е").replace(" ", "")
        for row in WORDS
        for word in getattr(row, field).split(",")
        if word
    ]
    assert sorted(words) == sorted(set(words))
    assert {row.relation for row in WORDS} <= set(RELATIONS)


@pytest.mark.parametrize("spelled", ["{}", "3. {}:", "📌 {}", "{} (2026)"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_word_of_the_table_is_known_however_it_is_dressed(spelled: str, form: str) -> None:
    for row in WORDS:
        for word in filter(None, map(str.strip, row.headings.split(","))):
            for cased in (word, word.upper()):
                heading = unicodedata.normalize(form, spelled.format(cased))
                made = note("В.md", link("А", section=0), headings=[(2, heading)])
                assert relations_of(made) == (row.relation,), heading


def test_a_name_too_long_to_be_kept_is_read_all_the_same() -> None:
    dressed = "=" * 200 + " Участники"
    nested = "x." * 100 + "org"
    links = (link("А", section=0), link("Б", property=nested))
    assert relations_of(note("В.md", *links, headings=[(2, dressed)])) == ("attendee", "org")
