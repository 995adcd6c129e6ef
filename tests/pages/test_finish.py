"""Values in a note are data, wherever a template has put them."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.pages.finish import AstrayError, finish
from vaultkit.pages.marks import Filled, Ready, cleaned, mark
from vaultkit.pages.quote import one_line

A, B = mark(0), mark(1)

NASTY = (
    "{{7*7}}",
    "---",
    "---\nx: 1",
    "\n---\n",
    "[[x]]",
    '"quoted"',
    "it's",
    "a: b",
    "# heading",
    "text # no comment",
    "#tag",
    "- item",
    "- [ ] task",
    "1. one",
    "> quote",
    "| a | b |",
    "```",
    "$x$",
    "%%hidden%%",
    "<script>alert(1)</script>",
    "![[x]]",
    "key:: value",
    "*bold* _it_ ~~no~~ ==hi==",
    "null",
    "no",
    "12:30",
    "0123",
    "+79161234567",
    "&anchor *alias",
    "!tag",
    "{a: b}",
    "[a, b]",
    "@ivan",
    "%b",
    "",
    " ",
    "trailing ",
    "\ue0000\ue001",
    "\u202eright",
    "\x07bell\x00",
    "\ud800",
    "Анна 🦉 会議",
    "^block",
    "\\",
    '\\"',
    "'",
    "''",
    ",",
    "]",
    "}",
    "|",
    ">",
    "2026-12-08",
)


def note_of(text: str, *values: object) -> tuple[Note, str]:
    made = finish(Filled(text, tuple(cleaned(value) for value in values)))
    return read(decode(VaultPath("A.md"), made.encode())), made


PLACES = (
    f"x: {A}",
    f'x: "{A}"',
    f"x: [{A}]",
    f'x: ["{A}"]',
    f"x:\n  - {A}",
    f"x: {{y: {A}}}",
)


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("place", PLACES)
def test_a_property_holds_the_value_and_nothing_else(place: str, value: str) -> None:
    note, text = note_of(f"---\n{place}\nlast: 1\n---\nbody\n", value)
    assert note.error is False
    assert list(note.properties) == ["x", "last"]
    held = note.properties["x"]
    held = held["y"] if isinstance(held, dict) else held
    held = held[0] if isinstance(held, list) else held
    assert (held or "") == cleaned(value)
    assert text.endswith("\n---\nbody\n")


@pytest.mark.parametrize("value", NASTY)
def test_old_and_new_yaml_read_the_same_text(value: str) -> None:
    _, text = note_of(f"---\nx: {A}\n---\n", value)
    (found,) = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n")).values()
    assert str(found or "") == cleaned(value)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_values_stay_in_their_properties(one: str, two: str) -> None:
    places = (
        f'a: {A}\nb: "{B}"\nc: [{A}, {B}]\nd: {A} and {B}\n# {A}\ne:\n  - {B}\nf: |\n  {A}\ng: 1'
    )
    note, _ = note_of(f"---\n{places}\n---\n", one, two)
    first, second = cleaned(one), cleaned(two)
    assert note.error is False
    assert list(note.properties) == [*"abcdefg"]
    assert [note.properties[key] or "" for key in "ab"] == [first, second]
    assert note.properties["c"] == [first, second]
    assert note.properties["d"] == f"{first} and {second}"
    assert note.properties["e"] == [second or None]


SINGLE = "---\nx: '{}'\nlast: 1\n---\n"


@given(st.text(max_size=30))
def test_single_quotes_hold_what_shows_of_a_value(value: str) -> None:
    note, _ = note_of(SINGLE.format(A), value)
    assert list(note.properties) == ["x", "last"]
    shown = [each for each in cleaned(value) if each.isprintable() and not each.isspace()]
    assert "".join(note.properties["x"].split()) == "".join(shown)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (45, "x: 45"),
        (True, "x: true"),
        (None, "x:"),
        ("", "x:"),
        ("2026-12-08", "x: 2026-12-08"),
        ("2026-12-08T15:00", "x: 2026-12-08T15:00"),
        ("15:00", 'x: "15:00"'),
        (["a", "[[b]]"], 'x: [a, "[[b]]"]'),
        ([], "x: []"),
        ({"a": 1}, "x: {a: 1}"),
        (Ready("[Анна](<Анна.md>)", "[[Анна]]"), 'x: "[[Анна]]"'),
    ],
)
def test_a_value_keeps_its_type(value: object, written: str) -> None:
    _, text = note_of(f"---\nx: {A}\n---\n", value)
    assert text == f"---\n{written}\n---\n"


def test_a_value_may_be_a_propertys_name() -> None:
    for key in (A, f'"{A}"'):
        note, _ = note_of(f"---\n{key}: 1\n---\n", "a: b # c")
        assert note.properties == {"a: b # c": 1}


def test_in_a_text_of_several_lines_without_quotes_a_value_has_no_place() -> None:
    with pytest.raises(AstrayError) as caught:
        finish(Filled(f"---\nx: one\n  two {A}\n---\n", ("a: b",)))
    assert caught.value.line == 3


def test_quotes_may_go_over_lines() -> None:
    note, _ = note_of(f'---\nx: "one\n  {A} #"\ny: {A}\n---\n', 'q" # z')
    assert note.properties == {"x": 'one q" # z #', "y": 'q" # z'}


def findings(note: Note) -> tuple[int, ...]:
    return (
        len(note.links),
        len(note.tags),
        len(note.headings),
        len(note.tasks),
        len(note.blocks),
        len(note.properties),
    )


def no_more(one: Note, other: Note) -> bool:
    """Less there may be: a box without words is no task."""
    return all(a <= b for a, b in zip(findings(one), findings(other), strict=True))


BODIES = (A, f"# {A}", f"- {A}", f"- [ ] {A}", f"> {A}", f"1. {A}", f"| {A} | {A} |", f"x {A} {A}.")


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("place", BODIES)
def test_in_the_body_a_value_is_text(place: str, value: str) -> None:
    text = f"---\nk: 1\n---\n\nbefore\n\n{place}\n\nafter\n"
    with_value, made = note_of(text, value)
    plain, _ = note_of(text, "word")
    assert no_more(with_value, plain)
    assert made.count("\n") == text.count("\n")


@given(st.text(max_size=40), st.sampled_from(BODIES))
def test_in_the_body_any_value_is_text(value: str, place: str) -> None:
    text = f"before\n\n{place}\n\nafter\n"
    assert no_more(note_of(text, value)[0], note_of(text, "word")[0])


def test_a_value_at_the_very_beginning_opens_no_properties() -> None:
    note, text = note_of(f"{A}\nx: 1\n---\n", "---")
    assert note.properties == {}
    assert text.startswith("\\---\n")


def test_a_link_is_a_wikilink_in_properties_and_what_the_vault_asks_for_in_the_body() -> None:
    link = Ready("[Анна](<Анна.md>)", "[[Анна]]")
    _, text = note_of(f"---\nwith:\n  - {A}\n---\n- {A}\n", link)
    assert text == '---\nwith:\n  - "[[Анна]]"\n---\n- [Анна](<Анна.md>)\n'


HTML_PLACES = (
    f"<div>\n{A}\n</div>",
    f"<div>{A}</div>",
    f"<!-- {A} -->",
    f"<!--\n{A}\n-->",
    f'one <span title="{A}">two</span>',
    f"<span title='{A}'>two</span>",
    f"before <br> {A}",
)
HTML = (
    "<script>alert(1)</script>",
    "a --><img src=x>",
    "a --!><img src=x>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "\\<img src=x>",
    "\\\\<img src=x>",
)


class Elements(HTMLParser):
    """What a browser makes of a text: elements with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(MarkdownIt("commonmark").render(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


@pytest.mark.parametrize("value", HTML)
@pytest.mark.parametrize("place", HTML_PLACES)
def test_no_value_gets_out_of_the_html_of_a_template(place: str, value: str) -> None:
    text = f"{place}\n\nafter\n"
    for held in (value, [value]):
        assert Elements(note_of(text, held)[1]).found == Elements(note_of(text, "word")[1]).found


@pytest.mark.parametrize("place", HTML_PLACES[:4])
def test_no_link_gets_out_of_the_html_of_a_template(place: str) -> None:
    for shown in ("\\<img src=x>", "a --><b>", "a --!><b>"):
        made = note_of(f"{place}\n\nafter\n", Ready(f"[{shown}](<./A.md>)"))[1]
        assert "<img" not in made
        assert "--><b>" not in made
        assert "--!><b>" not in made


@pytest.mark.parametrize("value", HTML)
def test_beside_html_a_value_reads_as_it_was_typed(value: str) -> None:
    made = note_of(f"<br>\n\n{A}\n", value)[1]
    shown = MarkdownIt("commonmark").render(made)
    assert unescape(shown).splitlines()[-1] == f"<p>{value}</p>"


def test_without_html_in_a_template_a_backslash_escapes_a_value() -> None:
    assert note_of(f"{A}\n", "a <b> 'c'")[1] == "a \\<b> 'c'\n"


FENCES = ("```dataview", "````", "~~~", "```")


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("fence", FENCES)
def test_in_a_block_of_code_a_value_stands_as_it_is(fence: str, value: str) -> None:
    closing = fence.removesuffix("dataview")
    text = f"{fence}\nfrom [[{A}]]\n{closing}\n\n{A}\n"
    note, made = note_of(text, value)
    assert f"\nfrom [[{one_line(cleaned(value))}]]\n" in made
    assert no_more(note, note_of(text, "word")[0])


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize(
    "value", ["```", "````", "~~~", "`````", "   ```", "``", "~~~~ ", "```\u00a0"]
)
def test_no_value_ends_a_block_of_code(fence: str, value: str) -> None:
    closing = fence.removesuffix("dataview")
    for line in (A, f" {A}", f"`{A}", f"~{A}", f"{A}{A}"):
        made = note_of(f"{fence}\n{line}\n{closing}\n\nafter\n", value)[1]
        kinds = [token.type for token in MarkdownIt("commonmark").parse(made)]
        assert kinds == ["fence", "paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize(
    "text",
    [
        f"- a\n  ```\n  b\n{A}\n",
        f"> ```\n{A}\n",
        f"```{B}\n{A}\n```\n",
        f"    ```\n\n{A}\n",
        f"```a```\n{A}\n",
        f"```\n```\n{A}\n",
        f"<!--\n```\n-->\n{A}\n",
        f"~~~ a`b\n```\n~~~\n{A}\n",
        f" ```\n~~~\n ```\n{A}\n",
        f"```\n\t```\n```\n{A}\n",
        f"```\n```\u00a0\n```\n{A}\n",
        f"```{B}\n~~~\n```\n{A}\n",
    ],
)
def test_what_is_no_block_of_code_to_its_end_is_none(text: str) -> None:
    assert note_of(text, "[[x]] *b*", "`")[1].count("\\[\\[x\\]\\] \\*b\\*") == 1
