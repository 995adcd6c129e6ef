from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.app.check_names import unsafe_part
from vaultkit.model.paths import VaultPath
from vaultkit.pages.core_template import CoreValues
from vaultkit.pages.note_names import cut_at_grapheme, name_path, numbered, safe_name

MOMENT = datetime(2026, 12, 8, 15, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Синхронизация по партнёрам", "Синхронизация по партнёрам"),
        ("Встреча: итоги", "Встреча - итоги"),
        ("Созвон 15:30", "Созвон 15.30"),
        ("a/b\\c|d", "a-b-c-d"),
        ("C# [[x]] ^y", "C ((x)) y"),
        ('"Две комнаты"', "'Две комнаты'"),
        ("{{7*7}}", "{{7-7}}"),
        ("---", "---"),
        ("../../etc/passwd", "-..-etc-passwd"),
        (".hidden", "hidden"),
        ("dots...", "dots"),
        ("Plan.md", "Plan"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("com¹", "com¹_"),
        ("Console", "Console"),
        ("two\nlines\ttab", "two lines tab"),
        ("left\u202eright\x07", "leftright"),
        ("100%% sure %%", "100% sure %"),
        ("й", "й"),
        ("🦉 会議", "🦉 会議"),
        ("???", ""),
        (" . ", ""),
    ],
)
def test_a_name_is_safe_on_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text())
def test_a_safe_name_is_a_name_that_check_finds_no_fault_with(text: str) -> None:
    name = safe_name(text)
    assert len(name.encode()) <= 252
    assert safe_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    if name:
        assert unsafe_part(f"{name}.md") is None
        assert VaultPath(f"{name}.md").name == f"{name}.md"


@pytest.mark.parametrize(
    ("letter", "count"),
    [("я", 126), ("e\u0323\u0301", 50), ("👩‍👩‍👧", 14), ("🇸🇪", 31), ("👍🏽", 31), ("한", 84)],
    ids=["Cyrillic", "two accents", "a family", "a flag", "a skin", "Hangul"],
)
def test_a_long_name_ends_with_a_whole_letter(letter: str, count: int) -> None:
    assert cut_at_grapheme(letter * 200, 252) == letter * count


def test_a_number_finds_room_in_a_long_name() -> None:
    assert numbered("Встречи/" + "я" * 126, 12) == "Встречи/" + "я" * 124 + " 12"
    assert numbered("Plan", 1) == "Plan 1"


@pytest.mark.parametrize(
    ("pattern", "title", "path"),
    [
        ("{{date}} {{title}}", "Планы на 2027", "2026-12-08 Планы на 2027"),
        ("{{date:YYYY/MM}}/{{title}}", "a/b", "2026/12/a-b"),
        ("{{time}} {{title}}", "x", "15.00 x"),
        ("../{{title}}", "x", "x"),
        ("{{title}}", "{{date}}", "{{date}}"),
        ("{{title}}", "...", ""),
    ],
)
def test_a_pattern_names_a_note(pattern: str, title: str, path: str) -> None:
    assert name_path(pattern, CoreValues(title, MOMENT)) == path
