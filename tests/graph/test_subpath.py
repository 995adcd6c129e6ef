from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.notes import note
from vaultkit.graph.subpath import heading_key, outline_of, subpath_ok


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Вопрос: и ответ?", "вопрос и ОТВЕТ"),
        ("**Важно**", "Важно"),
        ("Встреча с [[Анна]]", "Встреча с Анна"),
        ("a\r\nb", "A B"),
        ("  много   пробелов ", "много пробелов"),
        ("Йод", "Йод".replace("Й", "И\u0306")),
        ("Анна\u00a0Иванова", "анна иванова"),
        ("C#", "C"),
        ("会議:議題", "会議 議題"),
        ("שלום / עולם", "שלום עולם"),
        ("🔗 Links", "🔗 links"),
        ('a!"#$%&()*+,.:;<=>?@^`{|}~/[]\\b', "a b"),
    ],
)
def test_headings_compare_without_punctuation_blanks_and_case(one: str, other: str) -> None:
    assert heading_key(one) == heading_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Онлайн-встреча", "Онлайн встреча"),
        ("a_b", "a b"),
        ("it's", "it s"),
        ("«Итоги»", "Итоги"),
        ("Ёлка", "Елка"),
    ],
)
def test_dash_underscore_apostrophe_and_yo_count_in_headings(one: str, other: str) -> None:
    assert heading_key(one) != heading_key(other)


@given(st.text())
def test_a_heading_key_is_its_own_key(text: str) -> None:
    assert heading_key(heading_key(text)) == heading_key(text)


OUTLINE = [
    (1, "А"),
    (2, "Итог"),
    (3, "Решения"),
    (1, "Б"),
    (2, "Другое"),
    (1, "Б"),
    (3, "Глубоко"),
    (2, "Решения"),
]


@pytest.mark.parametrize(
    ("subpath", "found"),
    [
        ("А", 0),
        ("Итог", 1),
        ("Решения", 2),
        ("А#Итог", 1),
        ("А#Итог#Решения", 2),
        ("А#Решения", 2),
        ("Б", 3),
        ("Б#Глубоко", 6),
        ("Б#Решения", 7),
        ("#А##Итог#", 1),
        ("Б#Итог", None),
        ("Итог#А", None),
        ("А#Б", None),
        ("Глубоко#Решения", None),
        ("А#А", None),
        ("Нет", None),
        ("", None),
        ("###", None),
    ],
)
def test_nested_headings_are_looked_for_in_order_and_in_the_section(
    subpath: str, found: int | None
) -> None:
    assert outline_of(note("П.md", headings=OUTLINE)).find_heading(subpath) == found


def test_of_equal_headings_the_first_is_hit() -> None:
    twice = note("П.md", headings=[(2, "Итоги"), (1, "Итоги")])
    assert outline_of(twice).find_heading("итоги") == 0


@pytest.mark.parametrize(
    ("heading", "block", "there"),
    [
        (None, None, True),
        ("Итог", None, True),
        ("Нет", None, False),
        (None, "itog-1", True),
        (None, "ITOG-1", True),
        (None, "itog", False),
        (None, "реш", False),
        ("[^1]", None, True),
        ("[^2]", None, False),
    ],
)
def test_heading_block_and_footnote_of_a_note(
    heading: str | None, block: str | None, there: bool
) -> None:
    target = note("П.md", headings=OUTLINE, blocks=["Itog-1"], footnotes=["1"])
    assert subpath_ok(target, heading, block) is there
