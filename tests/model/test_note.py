"""Notes as values, and the records that they are kept as."""

from __future__ import annotations

import json
import marshal
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.markdown.hostile import iter_inputs
from tests.markdown.reading import note_of
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import (
    BlockId,
    Callout,
    Comment,
    Context,
    Footnote,
    Heading,
    Link,
    Note,
    Region,
    Tag,
    Task,
)
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Span

ROOT = Path(__file__).parents[2]
HOSTILE_BYTES = 20_000
"""How much of each hostile input is read here; the whole of it is read elsewhere."""

HERE = VaultPath("Люди/Анна.md")
FULL: dict[str, Any] = {
    "path": HERE,
    "title": "Анна",
    "title_from": "heading",
    "digest": "0" * 64,
    "properties": {"a": [1, 2.5, None, True, {"b": "в"}], "big": 10**40},
    "aliases": ("Аня",),
    "headings": (Heading(1, "Анна", Span(3, 12), 1), Heading(2, "", Span(14, 17), 3)),
    "links": (
        Link("А", "а", None, None, False, "property", "[[А|а]]", Span(1, 8), 1, "org.0"),
        Link(
            target="Б",
            display="Б > Х",
            heading="Х",
            block=None,
            embed=True,
            form="embed",
            original="![[Б#Х]]",
            span=Span(20, 31),
            line=4,
            context=0,
            section=1,
            task=0,
            in_comment=True,
            region="r:1",
        ),
    ),
    "tags": (Tag("a/б", Span(5, 9), 1, True), Tag("x", Span(40, 42), 4, False, 0, 1, True, "r:1")),
    "tasks": (Task("x", "дело", Span(20, 50), 4), Task(" ", "", Span(60, 70), 5, 0, 1, "r:1")),
    "blocks": (BlockId("id", Span(70, 73), 5),),
    "callouts": (Callout("note", "Заметка", "-", Span(80, 99), 6),),
    "footnotes": (Footnote("1", "reference", Span(100, 104), 7),),
    "comments": (Comment(True, Span(105, 120), 8),),
    "regions": (Region("r:1", "0" * 8, Span(18, 130), Span(40, 110), 3),),
    "contexts": (Context("текст", Span(20, 50), 4, 1),),
    "frontmatter": Span(0, 11),
    "error": True,
    "diagnostics": (
        Diagnostic("nul-byte", HERE, 1, 2, Span(3, 4), {}),
        Diagnostic("findings-cut", HERE, args={"finding": "nul-byte", "count": "7"}),
    ),
}


def kept(note: Note) -> Note:
    """The note that a store gives back."""
    return Note.of_record(note.path, marshal.loads(marshal.dumps(note.record)))


def test_a_note_gives_back_the_values_it_was_made_of() -> None:
    note = Note(**FULL)
    assert {name: getattr(note, name) for name in FULL} == FULL
    assert all(type(getattr(note, name)) is type(value) for name, value in FULL.items())


def test_fields_that_are_not_named_are_empty() -> None:
    note = Note(HERE, "Анна", "name", "")
    rest = [name for name in FULL if name not in ("path", "title", "title_from", "digest")]
    assert not any(getattr(note, name) for name in rest)
    assert note.frontmatter is None


@pytest.mark.parametrize("name", FULL)
def test_notes_are_equal_where_all_their_fields_are(name: str) -> None:
    note = Note(**FULL)
    assert note == Note(**FULL)
    changed = {"path": VaultPath("b.md"), "frontmatter": None, "error": False, "properties": {}}
    other = changed.get(name, "other" if isinstance(FULL[name], str) else ())
    assert note != note._replace(**{name: other})
    assert note._replace(**{name: other})._replace(**{name: FULL[name]}) == note


def test_a_note_does_not_change() -> None:
    note = Note(**FULL)
    with pytest.raises(AttributeError):
        note.title = "Другая"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        note.links = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del note.record
    assert note == Note(**FULL)


def test_a_note_is_shown_with_what_it_holds() -> None:
    note = Note(HERE, "Анна", "name", "", aliases=("Аня",))
    assert repr(note) == (
        "Note(path='Люди/Анна.md', title='Анна', title_from='name', aliases=('Аня',))"
    )


def test_values_are_made_once() -> None:
    note = Note(**FULL)
    assert note.links is note.links


def test_a_note_survives_record_and_pickle() -> None:
    note = Note(**FULL)
    assert kept(note) == note
    assert {name: getattr(kept(note), name) for name in FULL} == FULL
    assert pickle.loads(pickle.dumps(note)) == note


def is_plain(value: object) -> bool:
    if type(value) is dict:
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if type(value) in (tuple, list):
        return all(map(is_plain, value))
    return type(value) in (str, int, float, bool, type(None), bytes)


def check_kept(note: Note) -> None:
    assert kept(note) == note
    assert is_plain(note.record)
    made = note._replace()  # by way of the values
    assert made.record == note.record


def test_every_vector_survives_its_record() -> None:
    cases = json.loads((ROOT / "tests/vectors/obsidian.json").read_text(encoding="utf-8"))
    for case in cases:
        for path, content in case["files"].items():
            check_kept(note_of(content, path))


def test_every_hostile_input_survives_its_record() -> None:
    for _, path, data in iter_inputs():
        check_kept(note_of(data[:HOSTILE_BYTES], path))


PIECES = st.sampled_from(
    [
        *("\n", "\n\n", " ", "a", "слово ", "[[А]]", "![[б#в|г]]", "[т](u%20v.md#^x)", "#тег"),
        *("# H\n", "- ", "- [ ] ", "1. ", "> ", "> [!note]- ", "`c`", "$m$", "%%", "^id\n"),
        *("[^1]", "[^1]: ", "^[в]", "| a | b |\n|--|--|\n", "```\n", "<!-- x -->", "\r\n", "\r"),
        *("<!-- vaultkit:begin x 00000000 -->\n", "<!-- vaultkit:end x -->\n", "[[|]]", "- [х] "),
        *("\x00", "😀", "\u0301", "\ufeff", "---\n", "a: 1\n", 'b: ["[[А]]", +123456789]\n'),
        *("tags: [a, б, c d, 1]\n", "aliases: x\n", "c: {d: [1.5, .nan, 0x1F]}\n", "tag: x\n"),
    ]
)


@given(st.lists(PIECES).map("".join), st.booleans())
def test_whatever_is_read_survives_its_record(body: str, has_properties: bool) -> None:
    check_kept(note_of("---\n" + body if has_properties else body))


@given(st.binary())
def test_any_bytes_survive_their_record(data: bytes) -> None:
    for path in ("a.md", "a.canvas", "a.base"):
        check_kept(note_of(data, path))
