"""Text from notes is inert on a page, and links hold whatever a file is called."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultkit.graph.resolve import NameIndex
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.links import Found
from vaultkit.model.paths import VaultPath
from vaultkit.pages.quote import (
    Markdown,
    destination_of,
    heading_fragment,
    link_to,
    quote_block,
    quote_line,
)

EVERYTHING = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_WIKILINKS
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_DEFINITION_LIST
    | pyromark.Options.ENABLE_SUBSCRIPT
    | pyromark.Options.ENABLE_SUPERSCRIPT
)
OTHER_READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})

# Marks that mean something somewhere, and letters for them to stand between.
MARKS = [
    *"\\`*_{}[]()<>#+-.!|~=%^$&:;@/\"'—«»,?",
    *("[[", "]]", "![[", "](", "%%", "==", "~~", "$$", "```", "~~~", "---", "***", "[^1]", "^["),
    *("- [ ] ", "1. ", "# ", "> ", "[!note] ", "::", "://", "www.", "&amp;", "&#35;", "<!--"),
    *("-->", "<b>", "</b>", "<br>", "{{x}}", "{% x %}", "#тег", "\\#x", "\\[#x", "^id", " ^id"),
    *("\n", "\r\n", "\r", "\t", "  ", "\u2028", "\x00", "\ufeff", "\u202e", "\ud800", "\x0b"),
    *("a", "Я", "日本", "שלום", "é", "🚀", "1", "12", "2026-03-12", "mailto:a@b.c", "due:: x"),
    "| a |",
]
TEXTS = st.lists(st.sampled_from(MARKS), max_size=12).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Обсудили бюджет.", "Обсудили бюджет."),
        ("#тег", r"\#тег"),
        (r"\[#x", r"\\\[\#x"),
        ("[[Анна|Аня]]", r"\[\[Анна\|Аня\]\]"),
        ("![[a.png]]", r"!\[\[a.png\]\]"),
        ("- [ ] дело", r"\- \[ \] дело"),
        ("1. пункт", r"1\. пункт"),
        ("12) пункт", r"12\) пункт"),
        ("2026 год", "2026 год"),
        ("1.5 часа", "1.5 часа"),
        ("> цитата", r"\> цитата"),
        ("a > b", "a > b"),
        ("---", r"\---"),
        ("=== x", r"\=\=\= x"),
        ("a = b", "a = b"),
        ("==x==", r"\=\=x\=\="),
        ("%%x%%", r"\%\%x\%\%"),
        ("50%", "50%"),
        ("snake_case", "snake_case"),
        ("_x_", r"\_x\_"),
        ("due:: 2026", r"due\:\: 2026"),
        ("12:30", "12:30"),
        ("https://a.b/#c", r"https\://a.b/\#c"),
        ("www.a.b", r"www\.a.b"),
        ("a@b.c", r"a\@b.c"),
        ("текст ^id", r"текст \^id"),
        ("2^10", r"2\^10"),
        ("[^1]", r"\[\^1\]"),
        ("&amp;", r"\&amp;"),
        ("R&D", "R&D"),
        ("&copy", "&copy"),
        ("Q & A", "Q & A"),
        ("<b>", r"\<b>"),
        ("$5", r"\$5"),
        ("a\nb\tc  d", "a b c d"),
        ("a\u202eb\x00c", "ab c"),
        ("\ud800", "\ufffd"),
        (" ", ""),
    ],
)
def test_marks_are_escaped_only_where_they_mean_something(text: str, quoted: str) -> None:
    assert quote_line(text) == quoted


def test_lines_of_a_block_are_quoted_one_by_one() -> None:
    assert quote_block("# a\r\n\r\n- b\u2028c") == "> \\# a\n> \\- b\n> c"
    assert quote_block(" \n ") == ""


def test_markdown_is_not_quoted_again() -> None:
    assert quote_line(Markdown("**a**")) == "**a**"
    assert link_to(Markdown(r"\#a"), "b.md") == r"[\#a](<b.md>)"


def _shown(text: str) -> str:
    """What a reader should see of it."""
    text = re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", text)
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+", " ", text).strip()


def _events(markdown: str) -> list[Any]:
    return list(pyromark.events(markdown, options=EVERYTHING))


def _text(events: list[Any]) -> str:
    return "".join(event["Text"] for event in events if isinstance(event, dict) and "Text" in event)


PLACES = (
    "{}",
    "- {}",
    "- слово {} слово",
    "- a\n  - {}\n",
    "> {}",
    "слово\n{}",
    "## {}",
    "| a | b |\n| --- | --- |\n| {} | x |",
)


def _starts(events: list[Any]) -> list[str]:
    started = [event["Start"] for event in events if isinstance(event, dict) and "Start" in event]
    return [name if isinstance(name, str) else next(iter(name)) for name in started]


@given(TEXTS)
def test_quoted_text_is_nothing_but_text_wherever_it_stands(text: str) -> None:
    quoted = quote_line(text)
    for place in PLACES:
        plain, filled = _events(place.format("x")), _events(place.format(quoted or "x"))
        assert _starts(filled) == _starts(plain), place
        kinds = {key for event in filled if isinstance(event, dict) for key in event}
        assert kinds <= {"Start", "End", "Text"}, place
    assert _text(_events(quoted or "x")) == (_shown(text) or "x")


@given(TEXTS)
def test_another_reader_sees_the_same_text(text: str) -> None:
    quoted = quote_line(text)
    for place in PLACES:
        tokens = OTHER_READER.parse(place.format(quoted or "x"))
        kinds = {child.type for token in tokens for child in token.children or ()}
        assert kinds <= {"text", "text_special", "softbreak"}, place
        before = OTHER_READER.parse(place.format("x"))
        assert [token.type for token in tokens] == [token.type for token in before], place
    rendered = OTHER_READER.render(quoted or "x").strip().removeprefix("<p>").removesuffix("</p>")
    assert html.unescape(rendered) == (_shown(text) or "x")


@given(st.lists(TEXTS, min_size=1, max_size=4).map("\n".join))
def test_a_quoted_block_is_one_quotation_of_one_paragraph(text: str) -> None:
    quoted = quote_block(text) or "> x"
    events = _events(quoted)
    assert _starts(events) == ["BlockQuote", "Paragraph"]
    assert {event for event in events if isinstance(event, str)} <= {"SoftBreak"}
    assert {key for event in events if isinstance(event, dict) for key in event} == {
        "Start",
        "End",
        "Text",
    }
    assert [token.type for token in OTHER_READER.parse(quoted)] == [
        *("blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"),
    ]


@given(TEXTS)
def test_vaultkit_reads_nothing_from_quoted_text(text: str) -> None:
    page = f"- {quote_line(text)}\n\n{quote_block(text)}\n\n{link_to(text, 'x.md')}\n"
    note = read(decode(VaultPath("a.md"), page.encode()))
    assert (note.tags, note.tasks, note.blocks, note.comments, note.callouts) == ((),) * 5
    assert (note.headings, note.footnotes, note.regions, note.properties) == ((), (), (), {})
    assert [link.target for link in note.links] == ["x.md"]


@given(TEXTS)
def test_a_hash_is_always_escaped_itself(text: str) -> None:
    for quoted in (quote_line(text), quote_block(text)):
        assert not re.search(r"(?<!\\)(?:\\\\)*#", quoted)


PATHS = (
    st.lists(st.sampled_from([mark for mark in MARKS if "/" not in mark]), min_size=1, max_size=8)
    .map("".join)
    .filter(lambda name: name not in (".", "..") and "\0" not in name)
    .map(lambda name: VaultPath(f"Папка/{name}.md"))
)


@given(TEXTS, PATHS, st.sampled_from(["", "_index", "_index/tags", "Папка", "Папка/b"]))
def test_a_link_leads_to_any_file_from_anywhere(text: str, path: VaultPath, folder: str) -> None:
    link = link_to(text, destination_of(folder, path))
    for place in ("{}", "- {} и", "| a |\n| --- |\n| {} |", "## {}"):
        events = _events(place.format(link))
        links = [
            event["Start"]["Link"]
            for event in events
            if isinstance(event, dict) and isinstance(event.get("Start"), dict)
            if "Link" in event["Start"]
        ]
        assert len(links) == 1, place
        assert links[0]["link_type"] == "Inline"
        way = unquote(links[0]["dest_url"], errors="surrogatepass")
        assert _joined(folder, way) == path
    tokens = OTHER_READER.parseInline(link)[0].children or []
    assert [token.type for token in tokens if "link" in token.type] == ["link_open", "link_close"]


def _joined(folder: str, way: str) -> str:
    segments = folder.split("/") if folder else []
    for segment in way.split("/"):
        if segment == "..":
            segments.pop()
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


@pytest.mark.parametrize("folder", ["", "_index", "_index/tags", "a"])
@pytest.mark.parametrize(
    "path", ["Mine.md", "_index/Mine.md", "_index/tags/Mine.md", "tags/Mine.md", "a/tags/Mine.md"]
)
def test_a_link_passes_by_files_that_have_its_path_from_the_root(folder: str, path: str) -> None:
    index = NameIndex.of(
        VaultPath(f"{place}Mine.md")
        for place in ("", "_index/", "_index/tags/", "tags/", "a/", "a/tags/", "a/_index/tags/")
    )
    page = VaultPath(f"{folder}/index-home.md".lstrip("/"))
    file = VaultPath(path)
    assert index.resolve(page, destination_of(folder, file)) == Found(file)


@pytest.mark.parametrize(
    ("folder", "path", "heading", "way"),
    [
        ("_index", "Контакты/Анна.md", None, "../Контакты/Анна.md"),
        ("_index/tags", "Анна Петрова.md", None, "../../Анна Петрова.md"),
        ("_index", "_index/tags/tag-a.md", None, "./tags/tag-a.md"),
        ("_index/tags", "_index/index-home.md", None, "../index-home.md"),
        ("", "a.md", None, "./a.md"),
        ("_index", "_index/Mine.md", None, "./Mine.md"),
        ("_index", "C#/50%? a|b.md", None, "../C%23/50%25%3F a%7Cb.md"),
        ("_index", "a:b.md", None, "../a%3Ab.md"),
        ("_index", "a.md", "Решения", "../a.md#Решения"),
        ("_index", "a.md", "Что: [[Анна|Аня]] #2", "../a.md#Что Анна Аня 2"),
        ("_index", "a.md", "a ^ b \\ %%c%%", "../a.md#a b c"),
        ("_index", "a.md", "50% & <b>", "../a.md#50%25 %26 %3Cb%3E"),
        ("_index", "a.md", "#", "../a.md"),
    ],
)
def test_a_destination_is_relative_and_readable(
    folder: str, path: str, heading: str | None, way: str
) -> None:
    assert destination_of(folder, VaultPath(path), heading=heading) == way


def test_a_heading_loses_only_what_means_something_in_links() -> None:
    assert heading_fragment("1. Plan (draft), «итог» - a_b!") == "1. Plan (draft), «итог» - a_b!"
