from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.markdown.reading import note_of
from vaultkit.markdown.blocks import heading_text
from vaultkit.markdown.tags import is_tag, iter_tags
from vaultkit.model.note import CONTEXT_LIMIT


@pytest.mark.parametrize(
    ("body", "contexts"),
    [
        ("Абзац с [[А]]\nв две строки.\n", ["Абзац с [[А]]\nв две строки."]),
        ("- [ ] позвонить [[А]]\n  - деталь [[Б]]\n", ["позвонить [[А]]", "деталь [[Б]]"]),
        ("- раз\n\n  два [[А]]\n", ["два [[А]]"]),
        ("> цитата [[А]]\n> дальше\n", ["цитата [[А]]\nдальше"]),
        ("> [!note] Итог [[А]]\n> > глубже [[Б]]\n", ["[!note] Итог [[А]]", "глубже [[Б]]"]),
        ("## О [[А]] ##\n", ["О [[А]]"]),
        (
            "| a | b |\n|---|---|\n| [[А]] | 1 |\n| [[Б]] | 2 |\n",
            ["| [[А]] | 1 |", "| [[Б]] | 2 |"],
        ),
        ("1. [[А]] и [[Б]]\n", ["[[А]] и [[Б]]"]),
        ("т[^1]\n\n[^1]: см. [[А]]\n", ["см. [[А]]"]),
        ("- [[А]]\n  ```\n  код\n  ```\n", ["[[А]]"]),
    ],
)
def test_context_is_the_block_that_the_link_stands_in(body: str, contexts: list[str]) -> None:
    note = note_of(body)
    assert [context.text for context in note.contexts] == contexts
    assert all(link.context is not None for link in note.links)


def test_context_is_cut_at_its_limit() -> None:
    note = note_of("[[А]] " + "слово " * 1000)
    assert len(note.contexts[0].text) <= CONTEXT_LIMIT
    assert note.contexts[0].text.endswith("…")


def test_links_know_section_task_and_comment() -> None:
    note = note_of(
        "[[до]]\n# Раз\n- [ ] дело [[А]]\n  - деталь [[Б]]\n\n%% [[В]] %%\n## Два\n[[Г]]\n"
    )
    assert [(link.target, link.section, link.task, link.in_comment) for link in note.links] == [
        ("до", None, None, False),
        ("А", 0, 0, False),
        ("Б", 0, None, False),
        ("В", 0, None, True),
        ("Г", 1, None, False),
    ]


def test_sections_count_only_headings_outside_comments() -> None:
    note = note_of("# Раз\n%%\n# нет\n%%\n[[А]]\n# Два\n[[Б]]\n")
    assert [heading.text for heading in note.headings] == ["Раз", "Два"]
    assert [link.section for link in note.links] == [0, 1]


@pytest.mark.parametrize(
    ("body", "title", "source"),
    [
        ("---\ntitle: Имя\n---\n# Другое\n", "Имя", "property"),
        ("---\ntitle: 5\n---\n# Вводная\n", "Вводная", "heading"),
        ("текст\n# **О** [[Анна|ней]] и `коде`\n", "О ней и коде", "heading"),
        ("# 1. Первое\n", "1. Первое", "heading"),
        ("%%\n# нет\n%%\n# да\n", "да", "heading"),
        ("## Второй уровень\n", "Заметка", "name"),
        ("#\n", "Заметка", "name"),
    ],
)
def test_title_comes_from_property_heading_or_name(body: str, title: str, source: str) -> None:
    note = note_of(body)
    assert (note.title, note.title_from) == (title, source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Раз #", "Раз"),
        ("#", ""),
        ("## ##", ""),
        ("# C#", "C#"),
        ("# a \\#", "a \\#"),
        ("Раз\n  два\n===", "Раз два"),
        ("Раз\r\n---\r\n", "Раз"),
    ],
)
def test_heading_keeps_its_raw_text(source: str, text: str) -> None:
    assert heading_text(source) == text


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("[a ![[b]] c](d.md)", ["![[b]]"]),
        ("[x [[y]] z](w.md)", ["[[y]]"]),
        ("[![[b|1]]](d.md)", ["![[b|1]]"]),
        ("[![x](b.png)](d.md)", ["[![x](b.png)](d.md)", "![x](b.png)"]),
        ("[a \\] `]` b](c.md)", ["[a \\] `]` b](c.md)"]),
        ("[t](//host/a.md) [t](C:/a.md) [t](x:y)", []),
        ("[t](#)", []),
        ("[[a]](b.md)", ["[[a]]"]),
        ("<a href='[[x]]'>[[y]]</a>", ["[[y]]"]),
        ("$a [[x]]$5 [[y]]", ["[[x]]", "[[y]]"]),
        ("<!-- [[x]] --> [[y]] `[[z]]`", ["[[y]]"]),
        ("<!--\n[[x]]\n--> [[y]]\n\n[[z]]", ["[[y]]", "[[z]]"]),
    ],
)
def test_links_are_told_from_what_looks_like_them(body: str, links: list[str]) -> None:
    assert [link.original for link in note_of(body).links] == links


def test_text_of_a_markdown_link_is_its_source() -> None:
    note = note_of("[a \\] `]` **b**](c.md) ![](d.png) [](e.md)")
    assert [link.display for link in note.links] == ["a \\] `]` **b**", "", ""]


def test_regions_and_what_stands_in_them() -> None:
    note = note_of(
        "[[до]]\n\n<!-- vaultkit:begin backlinks 3f9a2c1e -->\n[[А]] #тег\n"
        "<!-- vaultkit:end backlinks -->\n\n[[после]]\n"
    )
    (region,) = note.regions
    assert (region.name, region.digest, region.line) == ("backlinks", "3f9a2c1e", 3)
    assert [link.region for link in note.links if link.target != "А"] == [None, None]


def test_region_body_lies_between_its_marker_lines() -> None:
    data = (
        "<!-- vaultkit:begin tag:a/b 00000000 -->\r\n\r\n- [[А]]\r\n\r\n"
        "<!-- vaultkit:end tag:a/b -->\r\n"
    ).encode()
    note = note_of(data)
    (region,) = note.regions
    assert data[region.body.start : region.body.end] == "\r\n- [[А]]\r\n\r\n".encode()
    assert [link.region for link in note.links] == ["tag:a/b"]


@pytest.mark.parametrize(
    "body",
    [
        "<!-- vaultkit:begin a 00000000 -->\n",
        "<!-- vaultkit:end a -->\n",
        "<!-- vaultkit:begin a 00000000 -->\n\n<!-- vaultkit:begin b 00000000 -->\n",
        "<!-- vaultkit:begin a 00000000 -->\n\n<!-- vaultkit:end b -->\n",
    ],
)
def test_unbalanced_regions_are_none_and_reported(body: str) -> None:
    note = note_of(body)
    assert note.regions == ()
    assert [found.code for found in note.diagnostics] == ["region-broken"]


def test_region_markers_in_code_are_text() -> None:
    assert note_of("```\n<!-- vaultkit:begin a 00000000 -->\n```\n").diagnostics == ()


def test_callouts_and_footnotes_are_told() -> None:
    note = note_of("> [!Tip]- Совет\n> тело\n\nт[^1] ^[сразу [[А]]]\n\n[^1]: где\n")
    (callout,) = note.callouts
    assert (callout.type, callout.title, callout.fold, callout.line) == ("tip", "Совет", "-", 1)
    assert [(note_.form, note_.id) for note_ in note.footnotes] == [
        ("reference", "1"),
        ("inline", ""),
        ("definition", "1"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (">#a\n> > #b >#c", ["a", "b"]),
        ("\\\\#a \\#b \\\\\\#c \\[#d \\\\[#e", ["a", "d"]),
        ("#a#1#b #1#c", ["a"]),
        ("#/ #a/ #//", ["a/"]),
        ("#日本 #שלום #й", ["日本", "שלום", "й"]),
        ("#a\u00a0#b\u3000#c", ["a", "b", "c"]),
        ("&#a; x#b", []),
        ("#\ufe0f", ["\ufe0f"]),
    ],
)
def test_tags_begin_and_end_where_they_should(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in iter_tags(text)] == names


@given(st.text(alphabet="#ab1/ .>\\[\n»日", max_size=40))
def test_every_tag_is_one_and_is_written_there(text: str) -> None:
    for name, start, end in iter_tags(text):
        assert is_tag(name)
        assert text[start:end] == f"#{name}"


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ("- раз ^a\n  ещё\n", ["a"]),
        ("абзац ^a\nещё\n", []),
        ("# Заголовок ^a\n", []),
        ("> цитата ^a\n", ["a"]),
        ("текст\n^a\n", ["a"]),
        ("`код` ^a\r\n\r\nб ^b", ["a", "b"]),
        ("| a | b |\n|---|---|\n| 1 | 2 ^a |\n", []),
    ],
)
def test_block_ids_stand_at_the_end_of_blocks(body: str, ids: list[str]) -> None:
    assert [block.id for block in note_of(body).blocks] == ids
