"""The order of words in lists."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.pages.order import collation_key, fold


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["ель", "енот", "ёж", "ёлка", "жук", "и", "йод", "к"]),
        ("ru", ["12", "Анна", "Борис", "яма", "Anna", "Boris", "Ωμέγα", "日本"]),
        ("en", ["12", "Anna", "Boris", "Анна", "Борис", "Ωμέγα", "日本"]),
        ("en", ["Écran", "edge", "Élan", "zebra"]),
        ("en", ["apple", "Banana", "cherry"]),
        ("ru", ["Анна", "«Берег»", "Вера"]),
        ("ru", ["а", "аа", "аб", "б"]),
        ("en", ["2026-01", "2026-02", "a"]),
        ("en", ["🚀 launch", "🚀"]),
    ],
)
def test_words_stand_in_the_order_of_the_language(language: str, words: list[str]) -> None:
    shuffled = random.Random(1).sample(words, len(words))
    assert sorted(shuffled, key=lambda word: collation_key(word, language)) == words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("«Проект»", "проект»"),
        ("Éa", "ea"),
        ("ЁЖ", "ёж"),
        ("й", "й"),
        ("и\u0306", "й"),
        ("…", "…"),
        ("🚀 Launch", "launch"),
        ("", ""),
    ],
)
def test_folding_drops_case_accents_and_leading_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text())
def test_only_equal_texts_have_equal_keys(one: str, other: str) -> None:
    for language in ("en", "ru"):
        assert (collation_key(one, language) == collation_key(other, language)) == (one == other)
