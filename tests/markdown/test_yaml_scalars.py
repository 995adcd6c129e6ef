"""What is written reads as what was meant: as YAML 1.2 and 1.1, alone, in a list, and as a name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
import yaml12
from hypothesis import given
from hypothesis import strategies as st
from tests.markdown.made_notes import NEW_TEXTS, Scalar, scalars

from vaultkit.markdown.yaml_scalars import Moment, Quoting, is_plain, scalar_text

QUOTINGS = [Quoting(), Quoting("", "'"), Quoting("'", "'"), Quoting('"', '"')]

WRITTEN: list[tuple[Scalar, str]] = [
    ("plain", "plain"),
    ("Анна Петрова, Kumo", "Анна Петрова, Kumo"),
    ("🦉 owl", "🦉 owl"),
    ("https://example.org/?a=b#c", "https://example.org/?a=b#c"),
    ("2nd floor", "2nd floor"),
    ("C#", "C#"),
    ("", '""'),
    ("no", '"no"'),
    ("Y", '"Y"'),
    ("12:30", '"12:30"'),
    ("2026-03-12", '"2026-03-12"'),
    ("0123", '"0123"'),
    ("1_000", '"1_000"'),
    ("[[Note]]", '"[[Note]]"'),
    ("+7 916 000-00-00", '"+7 916 000-00-00"'),
    ("#x", '"#x"'),
    ("a: b", '"a: b"'),
    ("a:", '"a:"'),
    ("a #b", '"a #b"'),
    ("- x", '"- x"'),
    ("{{date}}", '"{{date}}"'),
    ("<<", '"<<"'),
    ('say "hi"', 'say "hi"'),
    ('"hi"', '"\\"hi\\""'),
    ("two\nlines", '"two\\nlines"'),
    ("\x07\x85\u2028\ufeff\u202e", '"\\x07\\x85\\u2028\\ufeff\\u202e"'),
    ("👩\u200d👩\u200d👧", '"👩\u200d👩\u200d👧"'),
    (Moment("2026-03-12"), "2026-03-12"),
    (5, "5"),
    (-0.5, "-0.5"),
    (1e22, "1.0e+22"),
    (1e-7, "1.0e-07"),
    (True, "true"),
    (None, "null"),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_as_simply_as_it_can_be(value: Scalar, text: str) -> None:
    assert scalar_text(value) == text


@pytest.mark.parametrize("text", ["a, b", "a:b", "what?", "a -"])
def test_in_brackets_more_needs_quotes(text: str) -> None:
    assert is_plain(text)
    assert not is_plain(text, flow=True)


def test_single_quotes_are_kept_unless_something_has_to_be_spelled_out() -> None:
    assert scalar_text("it's", Quoting("'", "'")) == "'it''s'"
    assert scalar_text("a\tb", Quoting("'", "'")) == '"a\\tb"'


def both(text: str) -> tuple[Any, Any]:
    return yaml12.parse_yaml(text), yaml.load(text, Loader=yaml.CSafeLoader)


def hold(value: Scalar, quoting: Quoting) -> None:
    beside = scalar_text(value, quoting)
    inside = scalar_text(value, quoting, flow=True)
    for found in both(
        f"k: {beside} # c\nl:\n  - {beside}\nf: [{inside}, {inside},{inside}]\nz: 1\n"
    ):
        assert repr(found) == repr({"k": value, "l": [value], "f": [value] * 3, "z": 1})
    if isinstance(value, str) and value != "z":
        for found in both(f"z: 1\n{beside}: 2\n"):
            assert found == {"z": 1, value: 2}


@pytest.mark.parametrize("quoting", QUOTINGS)
@pytest.mark.parametrize("text", NEW_TEXTS)
def test_both_readers_read_every_text_as_meant(text: str, quoting: Quoting) -> None:
    hold(text, quoting)


@given(scalars | st.text().filter(lambda text: len(text) < 200), st.sampled_from(QUOTINGS))
def test_both_readers_read_any_value_as_meant(value: Scalar, quoting: Quoting) -> None:
    hold(value, quoting)


def test_a_date_is_a_date_to_those_who_know_dates() -> None:
    text = f"k: {scalar_text(Moment('2026-03-12'))}"
    assert both(text) == ({"k": "2026-03-12"}, {"k": date(2026, 3, 12)})
