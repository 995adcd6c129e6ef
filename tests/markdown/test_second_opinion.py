"""Two parsers that know nothing of each other must agree on what is code and what is prose."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from tests.markdown.reading import note_of, source_of
from vaultkit.markdown.events import read_structure

MARKDOWN_IT = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
WORD = re.compile(r"w\d+")

# Fragments that decide about code, with words between them that can be told apart. Tables come
# whole, with the blank line that ends them: what an indented line right below one is, CommonMark
# does not say, and the two differ.
FRAGMENTS = (
    *("`", "``", "```", "~~~", "````", "`` ` ``", "\\`", "\\"),
    *("\n", "\n\n", "\n    ", "\n\t", "\n  ", "\n   ```\n", "\n```\n", "\n~~~\n", "\n````md\n"),
    *("> ", "\n> ", "\n> > ", "\n- ", "\n* ", "\n1. ", "\n10) ", "\n  - ", "\n      "),
    *("# ", "\n# ", "\n---\n", "\n===\n", "\n***\n", "*", "**", "_", "[", "](x.md)", "![", "]"),
    *(
        "<b>",
        "</b>",
        "<br>",
        "\n<div>\n",
        "</div>",
        "&amp;",
        "|",
        "\n\n| a | b |\n|---|---|\n| `c` | d |\n\n",
    ),
    *("\n<!--\n", "\n-->\n", "\n[^1]: ", "[^1]", " ", "  \n", "Слово ", "😀", "é"),
)


def texts() -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from([*FRAGMENTS, "w", "w", "w"]), min_size=1, max_size=40)
    return pieces.map(number_words)


def number_words(pieces: list[str]) -> str:
    """Each ``w`` gets a number, so that a word found in code is that word and no other."""
    return "".join(f" w{index} " if piece == "w" else piece for index, piece in enumerate(pieces))


def words_in_our_code(text: str) -> set[str]:
    raw = text.encode()
    code = read_structure(text, raw).code
    return {word for start, end in code for word in WORD.findall(raw[start:end].decode())}


def words_in_their_code(text: str) -> set[str]:
    return set(iter_code_words(MARKDOWN_IT.parse(text)))


def iter_code_words(tokens: list[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type in ("code_inline", "code_block", "fence"):
            found += WORD.findall(token.content)
            found += WORD.findall(token.info)
        found += iter_code_words(token.children or [])
    return found


@given(texts())
@example("`a\n w1 ` w2")
@example("- ```\n  w1\n\n w2")
@example("> ```\n> w1\n\nw2")
def test_what_is_code_here_is_code_for_markdown_it(text: str) -> None:
    assert words_in_our_code(text) == words_in_their_code(text)


NOTE_PIECES = (
    *FRAGMENTS,
    *("[[А]]", "[[А|б]]", "![[файл.png|100]]", "[[|x]]", "[[a] b]]", "[[", "]]", "[[А#Б#В]]"),
    *("[т](А%20б.md)", "![т](<а б.png>)", "[[А\\|б]]", "#тег", "#a/b", " #x", "%%", "\n%%\n", "$"),
    *("^id\n", " ^id\n", "- [ ] ", "\n- [x] дело", "\r\n", "\r", "\0", "\ufeff", "日本", "שלום"),
    *("---\n", "\n---\n", "tags: [a, б]\n", 'x: "[[А]]"\n', "title: т\n", "aliases:\n - q\n"),
)


@given(
    st.lists(st.sampled_from(NOTE_PIECES) | st.text(max_size=5), max_size=40).map("".join),
    st.binary(max_size=3),
)
def test_bytes_at_a_span_are_the_source_text(text: str, noise: bytes) -> None:
    middle = len(text) // 2
    data = (
        text[:middle].encode("utf-8", "replace") + noise + text[middle:].encode("utf-8", "replace")
    )
    source, note = source_of(data), note_of(data)

    def written(start: int, end: int) -> str:
        return source_of(data[start:end]).text

    for link in note.links:
        assert written(*link.span) == link.original
        assert link.original.startswith(("[", "!["))
    for tag in note.tags:
        text_there = written(*tag.span)
        assert (
            text_there.removeprefix("#") == tag.name
            if tag.in_property
            else text_there == (f"#{tag.name}")
        )
    for block in note.blocks:
        assert written(*block.span) == f"^{block.id}"
    lines = len(source.line_starts)
    places = [*note.links, *note.tags, *note.tasks, *note.headings, *note.blocks, *note.contexts]
    assert all(1 <= place.line <= lines for place in places)
    assert all(0 <= place.span.start <= place.span.end <= len(data) for place in places)
    body = [link.span for link in note.links if link.form != "property"]
    assert body == sorted(body)
