"""Catalogs are read as babel reads them."""

from __future__ import annotations

from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from vaultkit import language
from vaultkit.language.po import parse_po

RUSSIAN = Path(language.__path__[0]) / "ru.po"


def as_babel_reads(data: bytes) -> tuple[Catalog, GNUTranslations]:
    messages = read_po(BytesIO(data), locale="ru", abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return messages, GNUTranslations(compiled)


def assert_read_alike(data: bytes) -> None:
    messages, wanted = as_babel_reads(data)
    found = parse_po(data.decode("utf-8"))
    for message in messages:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            one, many = message.id
            for n in (*range(25), 100, 101, 111, 112, 121, 1001):
                assert found.ngettext(one, many, n) == wanted.ngettext(one, many, n)
        else:
            one = message.id
        assert found.gettext(one) == wanted.gettext(one)


def test_the_russian_catalog_is_read_as_babel_reads_it() -> None:
    data = RUSSIAN.read_bytes()
    assert sum(1 for message in as_babel_reads(data)[0] if message.id) > 100
    assert_read_alike(data)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    | st.sampled_from('\n\t"\\nte{}% #\u00a0ёЖ'),
    min_size=1,
    max_size=12,
)
PLURALS = st.tuples(st.tuples(TEXTS, TEXTS), st.tuples(TEXTS, TEXTS, TEXTS))
SINGLES = st.tuples(TEXTS, TEXTS | st.just(""))


@given(entries=st.lists(SINGLES | PLURALS, max_size=5), comment=st.sampled_from(["", "so", "# so"]))
def test_any_catalog_is_read_as_babel_reads_it(
    entries: list[tuple[str, str] | tuple[tuple[str, str], tuple[str, str, str]]], comment: str
) -> None:
    catalog = Catalog(locale="ru", charset="utf-8")
    for message, translation in entries:
        catalog.add(message, translation, auto_comments=[comment] if comment else [])
    written = BytesIO()
    write_po(written, catalog, width=20)
    assert_read_alike(written.getvalue())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("msgid unquoted", 1),
        ('msgid "a"\nmsgstr "b\n', 2),
        ('"nothing before"', 1),
        ('msgstr "of nothing"', 1),
        ('msgid "a"\nmsgstr "b"\nmsgctxt "c"', 3),
        ('msgid "a"\nmsgstr "b" "c"', 2),
    ],
)
def test_what_is_no_entry_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=f"line {line} "):
        parse_po(text)


def test_a_message_without_translation_stays_english() -> None:
    found = parse_po('msgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgid_plural "c"\nmsgstr[0] ""\n')
    assert [found.gettext(text) for text in ("a", "b", "d")] == ["a", "b", "d"]
    assert [found.ngettext("b", "c", n) for n in (1, 2)] == ["b", "c"]
