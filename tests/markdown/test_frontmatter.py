from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.markdown.reading import note_of, source_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.frontmatter import find_block, read_frontmatter
from vaultkit.markdown.yaml_text import parse_yaml_text
from vaultkit.model.paths import VaultPath


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("007", 7),
        ("1_000", "1_000"),
        (".5", 0.5),
        (".inf", ".inf"),
        (".NaN", ".NaN"),
        ("+.INF", "+.INF"),
        ("1e999", "1e999"),
        ("[1, -.Inf, {a: .nan}]", [1, "-.Inf", {"a": ".nan"}]),
        ("\n  b: .inf # с пояснением\n  c: 2", {"b": ".inf", "c": 2}),
        ("!!binary aGk=", "aGk="),
        ("!kind мёд", "мёд"),
        ("{1: a, yes: b, null: c}", {"1": "a", "yes": "b", "null": "c"}),
        ("{[1, 2]: a}", "{[1, 2]: a}"),
        ("{{date}}", "{{date}}"),
        ('"\\u00e9"', "é"),
        ("'it''s'", "it's"),
        (">-\n  a\n  b", "a b"),
        ("|+\n  a\n\n", "a\n\n\n"),
    ],
)
def test_value_is_what_json_can_hold(yaml: str, value: Any) -> None:
    note = note_of(f"---\nx: {yaml}\n---\n")
    assert note.properties == {"x": value}
    assert not note.error


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("2026: a\ntrue: b\nключ с пробелом: c", ["2026", "true", "ключ с пробелом"]),
        ("\"a: b\": 1\n'c''d': 2\n\"\\u0061e\": 3", ["a: b", "c'd", "ae"]),
        ("http://x: 1\n-y: 2", ["http://x", "-y"]),
        ("content: 1\nhandler: 2\non: 3", ["content", "handler", "on"]),
        ("a: |\n  b: 1\nc: 2", ["a", "c"]),
        ("a:\n- x: 1\n- y: 2\nb: 3", ["a", "b"]),
        ('{\n "a": 1,\n "b": {"c": 2}\n}', ["a", "b"]),
        ("a: 1\r\nb: 2", ["a", "b"]),
        ("# комментарий\na: 1\n\n# ещё\nb: 2", ["a", "b"]),
        ("  a: 1\n  b: 2", ["a", "b"]),
        ("a : 1\n2026 : 2", ["a", "2026"]),
    ],
)
def test_keys_are_texts_in_document_order(text: str, keys: list[str]) -> None:
    assert list(note_of(f"---\n{text}\n---\n").properties) == keys


def test_empty_lines_at_the_beginning_move_no_finding() -> None:
    (found,) = note_of("---\n\n\na: b: c\n---\n").diagnostics
    assert (found.line, found.column) == (4, 5)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\n---\n", True),
        ("---\r\na: 1\r\n---\r\n", True),
        ("---\ra: 1\r---", True),
        ("---\na\n---\t \nb", True),
        ("--- \na: 1\n---\n", False),
        ("---\na: 1\n ---\n", False),
        ("---\na: 1\n----\n", False),
        ("---", False),
        ("----\n---\n", False),
    ],
)
def test_block_is_found_by_its_fences(text: str, found: bool) -> None:
    assert (find_block(text) is not None) is found


@given(st.text(alphabet="ab-: \n\r\t", max_size=60))
def test_block_and_body_are_the_whole_text(text: str) -> None:
    source = source_of("---\n" + text)
    block = read_frontmatter(source)
    if block is not None:
        assert block.start == 0
        assert block.end == len(source.text[: block.length].encode())
        assert source.data[block.yaml_end :].startswith(b"---")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_json_is_read_as_the_yaml_it_is(value: Any) -> None:
    text = json.dumps({"x": value}, ensure_ascii=False)
    assert parse_yaml_text(text) == {"x": value}


@pytest.mark.parametrize(
    ("yaml", "spans"),
    [
        ('люди:\n  - "[[Анна]]"\n  - "[[Анна]]"', [("[[Анна]]", 3), ("[[Анна]]", 4)]),
        ("a: \"см. [[Б]] и\"\nb: '[[Б]]'", [("[[Б]]", 3)]),
        ("# [[Б]]\nb: '[[Б]]'", [("[[Б]]", 3)]),
        ('a: "\\u005b[В]]"', [('"\\u005b[В]]"', 2)]),
        ("a: >-\n  [[Г]]", [("[[Г]]", 3)]),
        ("a: {b: {c: ['[[Д]]']}}", [("[[Д]]", 2)]),
    ],
)
def test_property_links_stand_where_they_are_written(
    yaml: str, spans: list[tuple[str, int]]
) -> None:
    note = note_of(f"---\n{yaml}\n---\n")
    assert [(link.original, link.line) for link in note.links] == spans


def test_property_links_know_their_key_path() -> None:
    note = note_of('---\nлюди: ["[[А]]", {имя: "[[Б]]"}]\norg: "[[В]]"\n---\n')
    assert [link.property for link in note.links] == ["люди.0", "люди.1.имя", "org"]


def test_tags_of_one_letter_are_found_behind_their_key() -> None:
    source = source_of("---\ntitle: abc tags\ntags: [a, b]\n---\n")
    note = note_of(source.data)
    assert [source.data[tag.span.start : tag.span.end] for tag in note.tags] == [b"a", b"b"]
    assert [source.column_of(tag.span.start) for tag in note.tags] == [8, 11]


@pytest.mark.parametrize(
    ("line", "variables"),
    [
        ("a: {{x}}", ["{{x}}"]),
        ("it's: {{x}}", ["{{x}}"]),
        ('"a: b": {{x}}', ["{{x}}"]),
        ("- a: {{x}}", ["{{x}}"]),
        ("""a: 5" or 6', b: {{x}}""", ["{{x}}"]),
        ('title: "Plan: {{x}}"', []),
        ("title: 'It''s: {{x}}'", []),
        ('title: "a \\" b: {{x}}"', []),
        ('titles: ["a", "Plan: {{x}}"]', []),
        ('- "Plan: {{x}}"', []),
        ('a: "Plan\n  b: {{x}}"', []),
        ("a: 'План:\n  b: {{x}}\n  c: {{y}}'\nd: {{z}}", ["{{z}}"]),
        ("я: |\n  b: {{x}}\nc: {{y}}", ["{{y}}"]),
        ("a: >-\n  b: {{x}}\n", []),
        ('- "a\n  b: {{x}}"\n- c: {{y}}', ["{{y}}"]),
        ("a: [b\nc: {{x}}", ["{{x}}"]),
        ("a:\n  b: {{x}}", ["{{x}}"]),
    ],
)
def test_a_variable_within_quotes_does_no_harm(line: str, variables: list[str]) -> None:
    note = note_of(f"---\n{line}\n---\n")
    found = [
        each.args["variable"]
        for each in note.diagnostics
        if each.code == "frontmatter-template-variable"
    ]
    assert found == variables


@pytest.mark.parametrize("piece", [b": {{", b'": {{', b"a: {{ ", b"{{ }: "])
def test_a_block_full_of_beginnings_of_variables_is_read_at_once(piece: bytes) -> None:
    data = b"---\n" + piece * (60_000 // len(piece)) + b"\n---\n"
    began = time.process_time()
    read_frontmatter(decode(VaultPath("a.md"), data))
    assert time.process_time() - began < 1
