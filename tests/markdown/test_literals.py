from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown.cards import facts_of_text, read_cards
from vaultkit.markdown.decode import decode
from vaultkit.markdown.link_text import TextEdit
from vaultkit.markdown.literals import json_literal, replacements, yaml_literal
from vaultkit.markdown.scalars import read_scalars
from vaultkit.markdown.yaml_text import parse_yaml_text
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import spliced

letters = st.text(st.sampled_from("aЁ\"'\\/\n\té🦉語\u00a0"), max_size=8)
plain = st.text(st.sampled_from("aЁ\"'\\/é🦉語# "), max_size=8)


@given(letters, letters, letters, letters, st.booleans())
def test_characters_of_a_json_string_are_replaced_by_themselves(
    before: str, old: str, after: str, new: str, ascii_only: bool
) -> None:
    data = f"\ufeff{json.dumps(before + old + after, ensure_ascii=ascii_only)}".encode()
    raw = data.decode()[2:-1]
    literal = json_literal(raw, 4)
    assert literal.text == before + old + after
    edit = TextEdit(len(before), len(before) + len(old), new)
    changed = spliced(data, replacements(literal, [edit]))
    assert json.loads(changed.decode()[1:]) == before + new + after
    assert changed.startswith(data[: literal.at(len(before))])
    assert changed.endswith(data[literal.at(len(before) + len(old)) :])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\\ud83e\\udd89x", "🦉x"),
        ("a\\/b", "a/b"),
        ("\\ud83e", "\ud83e"),
        ("\\\\u0041", "\\u0041"),
        ("", ""),
    ],
)
def test_escapes_of_json_are_undone(raw: str, text: str) -> None:
    literal = json_literal(raw, 0)
    assert literal.text == text
    assert [literal.at(0), literal.at(len(text))] == [0, len(raw)]


@given(plain, plain, plain, plain, st.sampled_from(["'", '"']))
def test_characters_of_a_yaml_scalar_are_replaced_by_themselves(
    before: str, old: str, after: str, new: str, quote: str
) -> None:
    text = before + old + after
    inner = text.replace("'", "''") if quote == "'" else json.dumps(text, ensure_ascii=False)[1:-1]
    raw = f"k: {quote}{inner}{quote}"
    literal = yaml_literal(inner, 4, quote)
    assert literal is not None
    assert literal.text == text
    edit = TextEdit(len(before), len(before) + len(old), new)
    changed = spliced(raw.encode(), replacements(literal, [edit])).decode()
    assert parse_yaml_text(changed) == {"k": before + new + after}


def test_every_scalar_of_the_properties_is_found_where_it_stands() -> None:
    text = (
        "\ufeff---\nЁ: \"a\\u0411\"\nb: [x, 'it''s', {c: y}]\nd: |\n  z\ne: \"q\n  r\"\n"
        "f: &n w\ng: *n\n? h\n---\nbody: no\n"
    ).replace("? h\n", "")
    source = decode(VaultPath("A.md"), text.encode())
    found = read_scalars(source)
    assert [(each.key, each.value) for each in found] == [
        ("Ё", "aБ"),
        ("b", "x"),
        ("b", "it's"),
        ("b", "y"),
        ("d", "z\n"),
        ("e", "q r"),
        ("f", "w"),
        ("g", "w"),
    ]
    places = [
        None
        if each.literal is None
        else source.data[each.literal.at(0) : each.literal.at(len(each.literal.text))].decode()
        for each in found
    ]
    assert places == ["a\\u0411", "x", "it''s", "y", "z", None, None, None]


@pytest.mark.parametrize("text", ["", "---\n---\n", "---\n- a\n---\n", "---\n{a\n---\n", "a: b"])
def test_where_there_is_nothing_to_read_there_are_no_scalars(text: str) -> None:
    assert read_scalars(decode(VaultPath("A.md"), text.encode())) == ()


def test_cards_are_found_with_the_places_of_their_texts() -> None:
    text = (
        '{"x":[{"type":"file","file":"no.md"}], "nodes":[1,"s",{"id":"ё","type":"file",'
        '"file":"x\\/A.md","deep":{"file":"no"},"list":[{"file":"no"}],"subpath":"#h"},'
        '{"type":"text","text":"\\"[[A]]\\" #t \\ud83e\\udd89 [[B]]"},{}],'
        '"edges":[{"file":"no"}]}'
    )
    source = decode(VaultPath("m.canvas"), text.encode())
    cards = read_cards(source)
    said = [
        (card.type, *(each and each.text for each in (card.file, card.subpath, card.text)))
        for card in cards
    ]
    assert said == [
        ("file", "x/A.md", "#h", None),
        ("text", None, None, '"[[A]]" #t 🦉 [[B]]'),
        (None, None, None, None),
    ]
    first, second = cards[0].file, cards[1].text
    assert first is not None
    assert second is not None
    assert source.data[first.at(0) : first.at(6)] == b"x\\/A.md"
    facts = facts_of_text(source, second.text)
    spans = [link.span for link in facts.links]
    assert [second.text[slice(*span)] for span in spans] == ["[[A]]", "[[B]]"]
    assert [source.data[second.at(a) : second.at(b)] for a, b in spans] == [b"[[A]]", b"[[B]]"]
    assert [(tag.name, second.text[slice(*tag.span)]) for tag in facts.tags] == [("t", "#t")]


def test_of_keys_that_stand_twice_the_last_holds() -> None:
    text = '{"nodes":[{"file":"a"}],"nodes":[{"file":"b","file":"c"}]}'
    (card,) = read_cards(decode(VaultPath("m.canvas"), text.encode()))
    assert card.file is not None
    assert card.file.text == "c"
