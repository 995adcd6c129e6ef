"""What the fast ways of reading rest on: each must say what the plain way says."""

from __future__ import annotations

import pyromark
import pytest
import yaml12
from hypothesis import example, given
from hypothesis import strategies as st

from tests.markdown.reading import note_of, source_of
from vaultkit.markdown.decode import lined_of
from vaultkit.markdown.events import OPTIONS, plain_text
from vaultkit.markdown.links import (
    kept_property_head,
    kept_wikilink_head,
    property_head,
    wikilink_head,
)

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "\n",
                "\n\n",
                "\r\n",
                "\r",
                " ",
                "слово ",
                "[[А]]",
                "![[б#в|г]]",
                "[т](u.md)",
                "#тег",
            ),
            *("# H\n", "## Ж\n", "H\n===\n", "- ", "- [ ] ", "  - ", "> ", "> [!note] ", "`c`"),
            *("| a | [[b]] |\n|--|--|\n", "```\n", "%%", " ^id\n", "[^1]", "[^1]: ", "[[|]]"),
            *("<!-- vaultkit:begin x 00000000 -->\n", "<!-- vaultkit:end x -->\n", "<!-- x --> "),
        ]
    ),
    max_size=40,
).map("".join)
PROPERTIES = st.lists(
    st.sampled_from(
        [
            'org: "[[А]]"\n',
            "who: ['[[Б]]', \"[[А]]\", [[В]]]\n",
            'other:\n  - [[Г]]\n  - "[[\\u0410]]"\n',
            'tags: [a, "б", a]\n',
            'text: |\n  "[[А]]"\n',
            "date: 2026-11-22\r\n",
        ]
    ),
    unique=True,
).map("".join)


@given(PROPERTIES, PIECES)
def test_every_fact_stands_on_the_line_of_its_place(properties: str, body: str) -> None:
    text = f"---\n{properties}---\n{body}"
    source, note = source_of(text), note_of(text)
    facts = [
        *(*note.links, *note.tags, *note.headings, *note.tasks, *note.contexts, *note.blocks),
        *(*note.callouts, *note.footnotes, *note.comments, *note.regions),
    ]
    assert [fact.line for fact in facts] == [source.line_of(fact.span.start) for fact in facts]


@given(st.binary() | st.text(alphabet="a\r\nё").map(str.encode))
def test_line_ends_are_counted_as_lines_are(data: bytes) -> None:
    lined = lined_of(data)
    source = source_of(data)
    assert len(lined) == len(data)
    for offset in range(len(data)):
        assert lined.count(b"\n", 0, offset) + 1 == source.line_of(offset)


def shown_by_events(heading: str) -> str:
    parts = [
        str(event.get("Text") or event.get("Code") or "") if isinstance(event, dict) else " "
        for event in pyromark.events(f"# {heading}", options=OPTIONS)
    ]
    return " ".join("".join(parts).split())


@given(st.text(max_size=20) | st.text(alphabet="aё1 .-+=|:!>()^{}'\"@/#*_\\", max_size=20))
@example("1. План | дело >")
@example("- x")
def test_a_heading_without_markup_is_what_it_shows(heading: str) -> None:
    one_line = " ".join(heading.split())
    assert plain_text(one_line) == shown_by_events(one_line)


@given(st.text(alphabet="[]|#^!\\ aё\n", max_size=16).map(str.encode))
def test_a_link_that_is_kept_says_what_it_said(raw: bytes) -> None:
    assert kept_wikilink_head(raw) == kept_wikilink_head(raw) == wikilink_head(raw)
    assert kept_property_head(raw) == kept_property_head(raw) == property_head(raw)


@pytest.mark.parametrize(
    "yaml",
    [
        "a: {b: 1, b: 2}",
        "a: {b: 1, c: 2, b: 3}",
        "a: {b: {x: 1, y: 2}, b: 3}",
        "a: {b, b: 1}",
        "a: # {\n  {b: 1, b: 2}",
        "a:\n  b: 1\n\n  b: 2\n  c: 3",
        "a:\n  b: |\n    x\n  b: 2",
        "a: [{b: 1, b: 2}]",
        "a: [b: 1, {c: 1, c: 2}]",
        "a:\n- b: 1\n  b: 2",
        "a: &x {b: 1}\nc:\n  b: *x\n  b: 1",
        "version: 1.5\na: {b: 1, b: 2}",
    ],
)
def test_a_key_that_stands_twice_in_a_mapping_is_found(yaml: str) -> None:
    note = note_of(f"---\n{yaml}\n---\n")
    assert [found.code for found in note.diagnostics] == ["frontmatter-duplicate-key"]
    assert note.properties == {}


@pytest.mark.parametrize(
    "yaml",
    [
        'a: {b: 1, c: "x, y", d: {}}\ne: 1.5',
        "a: {b: 1, c: 2}",
        "a:\n  b: 1\n  # слово\n  c: x",
        "a: [b: 1, b: 2]",
        "a: [{b: 1}, {b: 1}]",
        "{a: 1, b: 2}",
        "a: 1\n{b}: 2",
    ],
)
def test_keys_that_stand_once_are_kept(yaml: str) -> None:
    note = note_of(f"---\n{yaml}\n---\n")
    assert not note.diagnostics
    assert next(iter(note.properties)) == "a"


NAMES = st.sampled_from(["a", "б", "c"])


@given(st.lists(st.tuples(NAMES, st.integers(0, 9)), min_size=1, max_size=4), st.booleans())
def test_twins_are_told_by_their_number(pairs: list[tuple[str, int]], in_braces: bool) -> None:
    if in_braces:
        yaml = "x: {" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
    else:
        yaml = "x:" + "".join(f"\n  {key}: {value}" for key, value in pairs)
    note = note_of(f"---\n{yaml}\n---\n")
    twins = len(dict(pairs)) < len(pairs)
    assert note.error is twins
    assert note.properties == ({} if twins else yaml12.parse_yaml(yaml))
