"""Markdown to the words that a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown import plain
from vaultkit.markdown.plain import plain_line, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Обычный текст.", "Обычный текст."),
        ("**жирный** и *курсив* ~~нет~~", "жирный и курсив нет"),
        ("[[Анна]] и [[Олег|с Олегом]]", "Анна и с Олегом"),
        ("[[Анна#Темы#Итог]]", "Анна > Темы > Итог"),
        ("[[#Темы]]", "Темы"),
        ("[текст](a.md) ![подпись](b.png)", "текст подпись"),
        ("![[a.png]] ![[a.png|100]] ![[a.png|100x50]]", "a.png a.png a.png"),
        ("`код [[x]]` и $x$", "код [[x]] и x"),
        ("a &amp; b &lt;", "a & b <"),
        (r"\[\[x\]\] \#тег", "[[x]] #тег"),
        ("a <b>b</b> <!-- c --> d", "a b  d"),
        ("итог ^id", "итог"),
        ("2^10 ^x_y", "2^10 ^x_y"),
        ("первая\nвторая", "первая\nвторая"),
        ("первая  \nвторая\\\nтретья", "первая\nвторая\nтретья"),
        ("| [[Анна]] | 5 | |", "Анна · 5"),
        ("- [ ] дело [[x]]", "дело x"),
        ("## Заголовок *x*", "Заголовок x"),
        ("#тег 📅 2026-03-12", "#тег 📅 2026-03-12"),
        ("текст[^1]", "текст[^1]"),
        ("[[не закрыто", "[[не закрыто"),
        ("  ", ""),
    ],
)
def test_a_block_loses_its_markup(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1. План [[x]]", "1. План x"),
        ("- **a**", "- a"),
        ("# a", "# a"),
        ("> *a*", "> a"),
        ("[ ] *a*", "[ ] a"),
        ("изучить C #", "изучить C #"),
        ("дело *a*\nещё", "дело a ещё"),
        ("| a | *b* |", "| a | b |"),
    ],
)
def test_a_line_loses_only_inline_markup(text: str, plain: str) -> None:
    assert plain_line(text) == plain


@given(st.text(alphabet="a*_[]()!|#`$~<>&\\-=^ \n1.", max_size=40))
def test_any_text_has_a_plain_form(text: str) -> None:
    assert isinstance(plain_text(text), str)
    assert "\n" not in plain_line(text)


LINKED = st.lists(
    st.sampled_from(
        [
            *(
                "[[a]]",
                "[[Анна|Аня]]",
                "[[a#b##c]]",
                "[[a|100x5]]",
                "![[a.png]]",
                "[[ a ]]",
                "[[",
                "]]",
            ),
            *(
                "#",
                "# ",
                "- ",
                "---",
                "=",
                "+ ",
                "> ",
                "1. ",
                "12)",
                "    ",
                "  ",
                " ",
                "\n",
                "!",
                "|",
            ),
            *(
                "слово",
                "a",
                ".",
                ":",
                "(b)",
                "[x]",
                "^id",
                " ^id",
                "-",
                "5",
                "{c}",
                "🚀",
                "\u00a0",
                "\t",
            ),
        ]
    ),
    max_size=9,
).map("".join)


@given(LINKED)
def test_text_that_needs_no_parser_is_read_as_the_parser_reads_it(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_find_words", lambda _: None)
        parsed = plain_text(text), plain_line(text)
    assert (plain_text(text), plain_line(text)) == parsed


def test_plain_links_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(plain, "_shown")
    assert plain_text("#тег [[Анна#Итог]]: ждём\n[[b c|с Олегом]] ^id") == (
        "#тег Анна > Итог: ждём\nс Олегом"
    )
