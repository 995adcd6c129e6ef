from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath
from vaultkit.pages.core_template import CoreValues, fill_core, iter_unknown
from vaultkit.pages.finish import finish

MOMENT = datetime(2026, 12, 8, 15, 0)


def filled(template: str, title: str = "План", **formats: str) -> str:
    return finish(fill_core(template, CoreValues(title, MOMENT, **formats)))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("# {{title}}", "# План"),
        ("{{date}} {{time}}", "2026-12-08 15:00"),
        ("{{date:YYYY-[W]WW}}", "2026-W50"),
        ("{{time:H}}", "15"),
        ("{{date:HH:mm}} {{time:YYYY}}", "15:00 2026"),
        ("{{DATE}} {{Title}}", "2026-12-08 План"),
        ("{{ date }} {{ title }}", "2026-12-08 План"),
        ("{{date: YYYY }}", "2026"),
        ("{{date+1d}} {{host}} {{}} {{ }}", "{{date+1d}} {{host}} {{}} {{ }}"),
        ("<% tp.date.now() %> {% raw %}", "<% tp.date.now() %> {% raw %}"),
        ("[[{{title}}]] ![[{{title}}.png]]", "[[План]] ![[План.png]]"),
        ("---\nyear: {{date:YYYY}}\nt: {{title}}\n---\n", "---\nyear: 2026\nt: План\n---\n"),
        ('---\nt: "{{title}}"\n---\n', '---\nt: "План"\n---\n'),
        ("", ""),
        ("no end of line", "no end of line"),
    ],
)
def test_an_obsidian_template_gets_its_three_variables_and_no_other(
    template: str, text: str
) -> None:
    assert filled(template) == text


def test_the_formats_are_those_that_the_vault_has_set() -> None:
    assert filled("{{date}} {{time}}", date_format="DD.MM.YYYY", time_format="H") == (
        "08.12.2026 15"
    )


def test_months_are_named_in_the_language_of_the_vault() -> None:
    assert filled("{{date:D MMMM}}", language="ru") == "8 декабря"


@pytest.mark.parametrize("title", ["{{7*7}}", "{{date}}", "---", "# x", "a: b", 'it\'s "so"', "\\"])
def test_a_title_is_data(title: str) -> None:
    text = filled("---\nt: {{title}}\nl: [{{title}}]\n---\n{{title}}\n# {{title}}\n", title)
    note = read(decode(VaultPath("A.md"), text.encode()))
    assert note.properties == {"t": title, "l": [title]}
    assert len(note.headings) == 1
    assert f"# {title}" in text


@given(st.text(alphabet="{}dateimls: YMD[]\n", max_size=40))
def test_any_text_is_a_template(template: str) -> None:
    assert filled(template).count("\n") == template.count("\n")


def test_what_means_nothing_is_told_with_its_place() -> None:
    assert [*iter_unknown("{{title}} {{host}}\n{{date+1d}}")] == [("host", 10), ("date+1d", 19)]
