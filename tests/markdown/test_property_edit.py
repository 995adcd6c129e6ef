"""Before, edit, after: what each edit changes in the ways people write properties."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import (
    Edit,
    Value,
    add_to_property,
    remove_from_property,
    remove_property,
    rename_property,
    set_property,
)
from vaultkit.markdown.read import read
from vaultkit.markdown.yaml_scalars import Moment, Scalar
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import spliced
from vaultkit.model.source import Source

SAMPLES = sorted(Path(__file__).parents[2].joinpath("sample-vault").rglob("*.md"))


def source_of(text: str | bytes) -> Source:
    return decode(VaultPath("Note.md"), text if isinstance(text, bytes) else text.encode())


def applied(source: Source, edit: Edit) -> str:
    assert not isinstance(edit, Diagnostic), edit
    return spliced(source.data, edit).decode()


SET: list[tuple[str, str, Value, str]] = [
    # the value's bytes alone
    ("---\na: 1 # one\nb: 2\n---\n", "a", 5, "---\na: 5 # one\nb: 2\n---\n"),
    ("---\na:   x\t# c\n---\n", "a", "q", "---\na:   q\t# c\n---\n"),
    ("---\n# top\na: x\n\n# end\n---\n", "a", True, "---\n# top\na: true\n\n# end\n---\n"),
    ("---\r\na: x\r\nb: q\r\n---\r\nText", "a", "z", "---\r\na: z\r\nb: q\r\n---\r\nText"),
    ("\ufeff---\na: x\n---", "a", "z", "\ufeff---\na: z\n---"),
    ("---\ra: x\r---\r", "a", "z", "---\ra: z\r---\r"),
    ("---\n  a: x\n  b: q\n---\n", "b", "z", "---\n  a: x\n  b: z\n---\n"),
    ("---\na: x\n---\n", "a", "y", '---\na: "y"\n---\n'),
    ("---\na :  x\n---\n", "a", "z", "---\na :  z\n---\n"),
    ("---\n'a b': x\n---\n", "a b", "z", "---\n'a b': z\n---\n"),
    ("---\nСтатус: идёт\n---\n", "Статус", "завершён 🦉", "---\nСтатус: завершён 🦉\n---\n"),
    ("---\nTags: x\n---\n", "tags", "z", "---\nTags: z\n---\n"),
    ("---\na: x\nA: q\n---\n", "A", "z", "---\na: x\nA: z\n---\n"),
    # nothing there yet
    ("---\na:\nb: 1\n---\n", "a", "z", "---\na: z\nb: 1\n---\n"),
    ("---\na:  \n---\n", "a", "z", "---\na: z\n---\n"),
    ("---\na: # note\n---\n", "a", "z", "---\na: z # note\n---\n"),
    ("---\na: null\n---\n", "a", "z", "---\na: z\n---\n"),
    ("---\na: x # c\n---\n", "a", None, "---\na: # c\n---\n"),
    # quotes
    ('---\na: "x"\n---\n', "a", "z", '---\na: "z"\n---\n'),
    ("---\na: 'x'\n---\n", "a", "it's", "---\na: 'it''s'\n---\n"),
    ("---\na: 'x'\n---\n", "a", "two\nlines", '---\na: "two\\nlines"\n---\n'),
    ("---\na: x\nb: '[[B]]'\n---\n", "a", "[[A]]", "---\na: '[[A]]'\nb: '[[B]]'\n---\n"),
    ("---\na: x\n---\n", "a", "[[A]]", '---\na: "[[A]]"\n---\n'),
    ('---\na: "5"\n---\n', "a", 5, "---\na: 5\n---\n"),
    ("---\na: no\n---\n", "a", "no", '---\na: "no"\n---\n'),
    ("---\na: 2026-01-01\n---\n", "a", Moment("2026-02-02"), "---\na: 2026-02-02\n---\n"),
    ('---\na: "2026-01-01"\n---\n', "a", Moment("2026-02-02"), '---\na: "2026-02-02"\n---\n'),
    ("---\na: {{date}}\nb: 1\n---\n", "a", "x", "---\na: x\nb: 1\n---\n"),
    # more lines than one
    ("---\na: |\n  x\n  q\n\nb: 1\n---\n", "a", "z", "---\na: z\n\nb: 1\n---\n"),
    ("---\na: >- # c\n  x\nb: 1\n---\n", "a", "z", "---\na: z # c\nb: 1\n---\n"),
    ("---\na: several\n  lines\nb: 1\n---\n", "a", "z", "---\na: z\nb: 1\n---\n"),
    ("---\na:\n  x\nb: 1\n---\n", "a", "z", "---\na:\n  z\nb: 1\n---\n"),
    ("---\na: # c\n  - x # d\n  - q\nb: 1\n---\n", "a", "z", "---\na: z # c\nb: 1\n---\n"),
    ("---\na:\n  x: 1\n  q:\nb: 1\n---\n", "a", "z", "---\na: z\nb: 1\n---\n"),
    ("---\na: [x,\n  q] # c\n---\n", "a", "z", "---\na: z # c\n---\n"),
    # lists
    ("---\na: [x, 'q']\n---\n", "a", ("q", "z"), "---\na: ['q', z]\n---\n"),
    ("---\na:\n- 'x' # c\n- q\nb: 1\n---\n", "a", ("x", "z"), "---\na:\n- 'x'\n- z\nb: 1\n---\n"),
    ("---\na: x # c\nb: [q]\n---\n", "a", ("z",), "---\na: [z] # c\nb: [q]\n---\n"),
    ("---\na: x # c\n---\n", "a", ("q", 1), "---\na: # c\n  - q\n  - 1\n---\n"),
    ("---\na:\n  - x\n---\n", "a", (), "---\na: []\n---\n"),
    ("---\na: {x: 1}\nb:\n-  q\n---\n", "a", ("z",), "---\na:\n-  z\nb:\n-  q\n---\n"),
    # new ones
    ("---\na: 1\n---\n", "b", "x", "---\na: 1\nb: x\n---\n"),
    ("---\na: 1\n\n---\n", "b", "x", "---\na: 1\nb: x\n\n---\n"),
    ("---\na: 1\n# end\n---\n", "b", None, "---\na: 1\n# end\nb:\n---\n"),
    ("---\r\na: 1\r\n---\r\n", "b", ("x",), "---\r\na: 1\r\nb:\r\n  - x\r\n---\r\n"),
    ("---\n  a: 1\n---\n", "b", ("x",), "---\n  a: 1\n  b:\n    - x\n---\n"),
    ("---\na: ['x']\n---\n", "b", ("q",), "---\na: ['x']\nb: [q]\n---\n"),
    ('---\na: "x"\nb: "q"\n---\n', "c", "z", '---\na: "x"\nb: "q"\nc: "z"\n---\n'),
    ("---\na: 'x'\nb: 'q'\n---\n", "c", "z", "---\na: 'x'\nb: 'q'\nc: 'z'\n---\n"),
    ('---\n"a": 1\n---\n', "b", 2, '---\n"a": 1\n"b": 2\n---\n'),
    ("---\na: |+\n  x\n\n---\n", "b", 1, "---\na: |+\n  x\n\nb: 1\n---\n"),
    ("---\n---\nText", "a", "x", "---\na: x\n---\nText"),
    ("---\r\n# none\r\n---", "a", "x", "---\r\n# none\r\na: x\r\n---"),
    ("---\na: 1\n---\n", "yes", 2, '---\na: 1\n"yes": 2\n---\n'),
    # no block yet
    ("Text", "a", "x", "---\na: x\n---\nText"),
    ("", "a", ("x", "q"), "---\na:\n  - x\n  - q\n---\n"),
    ("\ufeffText\r\n", "a", "x", "\ufeff---\r\na: x\r\n---\r\nText\r\n"),
    ("One\rTwo\r", "a", "x", "---\ra: x\r---\rOne\rTwo\r"),
    ("One\r\nTwo\nThree", "a", "x", "---\r\na: x\r\n---\r\nOne\r\nTwo\nThree"),
    ("---\n\nA rule above.\n", "a", "x", "---\na: x\n---\n---\n\nA rule above.\n"),
    ("\n# Title\n", "a", "x", "---\na: x\n---\n\n# Title\n"),
]


@pytest.mark.parametrize(("before", "name", "value", "after"), SET)
def test_a_property_is_set(before: str, name: str, value: Value, after: str) -> None:
    source = source_of(before)
    assert applied(source, set_property(source, name, value)) == after
    assert set_property(source_of(after), name, value) == ()


ADD: list[tuple[str, tuple[Scalar, ...], str]] = [
    ("---\na: [x]\n---\n", ("q",), "---\na: [x, q]\n---\n"),
    ("---\na: [ x,q ] # c\n---\n", ("z", "w"), "---\na: [ x,q,z,w ] # c\n---\n"),
    ("---\na: [x, q,]\n---\n", ("z",), "---\na: [x, q, z,]\n---\n"),
    ("---\na: [\n  x,\n  q\n]\n---\n", ("z",), "---\na: [\n  x,\n  q,\n  z\n]\n---\n"),
    ("---\na: ['x']\n---\n", ("q",), "---\na: ['x', 'q']\n---\n"),
    ('---\na: ["[[x]]"]\n---\n', ("q", "[[z]]"), '---\na: ["[[x]]", q, "[[z]]"]\n---\n'),
    ("---\na: [x]\n---\n", ("b, c", "d:e"), '---\na: [x, "b, c", "d:e"]\n---\n'),
    ("---\na: []\n---\n", ("x",), "---\na: [x]\n---\n"),
    ("---\na: []\nb:\n- q\n---\n", ("x",), "---\na:\n- x\nb:\n- q\n---\n"),
    ("---\na: []\nb: [q]\n---\n", ("x",), "---\na: [x]\nb: [q]\n---\n"),
    ("---\na:\n  - x # c\n\nb: 1\n---\n", ("q",), "---\na:\n  - x # c\n  - q\n\nb: 1\n---\n"),
    ("---\na:\n-   x\n# c\nb: 1\n---\n", ("q",), "---\na:\n-   x\n-   q\n# c\nb: 1\n---\n"),
    ("---\r\na:\r\n  - x\r\n---\r\n", ("q",), "---\r\na:\r\n  - x\r\n  - q\r\n---\r\n"),
    (
        "---\na:\n  - x:\n    q: |\n      t\n---\n",
        ("z",),
        "---\na:\n  - x:\n    q: |\n      t\n  - z\n---\n",
    ),
    ("---\na:\n  - 'x'\n  - q\n---\n", ("no",), "---\na:\n  - 'x'\n  - q\n  - 'no'\n---\n"),
    ("---\na:\n  - 2025\n---\n", (2026, "2026"), '---\na:\n  - 2025\n  - 2026\n  - "2026"\n---\n'),
    # a value that becomes a list
    ("---\na: x # c\n---\n", ("q",), "---\na: # c\n  - x\n  - q\n---\n"),
    ("---\na: x\nb: [c]\n---\n", ("q",), "---\na: [x, q]\nb: [c]\n---\n"),
    ("---\na: p, q\nb: [c]\n---\n", ("q",), '---\na: ["p, q", q]\nb: [c]\n---\n'),
    (
        "---\na: 2026-03-12\n---\n",
        (Moment("2026-03-13"),),
        "---\na:\n  - 2026-03-12\n  - 2026-03-13\n---\n",
    ),
    ("---\na: two\n  lines\n---\n", ("q",), "---\na:\n  - two lines\n  - q\n---\n"),
    ("---\na:\n---\n", ("x",), "---\na:\n  - x\n---\n"),
    ("---\na: ~\n---\n", ("x",), "---\na:\n  - x\n---\n"),
    ("---\nb:\n- q\na: # c\n---\n", ("x",), "---\nb:\n- q\na: # c\n- x\n---\n"),
    ("---\nb: 1\n---\n", ("x", "x"), "---\nb: 1\na:\n  - x\n---\n"),
    ("Text\n", ("[[x]]",), '---\na:\n  - "[[x]]"\n---\nText\n'),
    # nothing new
    ("---\na: [x, 'q']\n---\n", ("q", "x"), "---\na: [x, 'q']\n---\n"),
    ("---\na: x\n---\n", ("x",), "---\na: x\n---\n"),
]


@pytest.mark.parametrize(("before", "values", "after"), ADD)
def test_entries_are_added(before: str, values: tuple[Scalar, ...], after: str) -> None:
    source = source_of(before)
    assert applied(source, add_to_property(source, "a", values)) == after


REMOVE: list[tuple[str, str]] = [
    ("---\n# of a\na: 1 # one\n# of b\nb: 2\n---\n", "---\n# of a\n# of b\nb: 2\n---\n"),
    (
        "---\nb: 2\na:\n  - x\n  # in a\n  - q\n  # end of a\n# after\n---\n",
        "---\nb: 2\n# after\n---\n",
    ),
    ("---\na:\n- x\n# after\nb: 1\n---\n", "---\n# after\nb: 1\n---\n"),
    ("---\na:\n  x: 1\n  q:\n\nb: 1\n---\n", "---\n\nb: 1\n---\n"),
    ("---\r\na: |\r\n  x\r\n\r\n  q\r\nb: 1\r\n---\r\n", "---\r\nb: 1\r\n---\r\n"),
    ("---\na: [x,\n  q]\nb: 1\n---\n", "---\nb: 1\n---\n"),
    ("---\n'a': x\nb: 1\n---\n", "---\nb: 1\n---\n"),
    # the last one
    ("---\na: 1\n---\nText\n", "Text\n"),
    ("\ufeff---\r\n\r\na: 1\r\n---\r\nText", "\ufeffText"),
    ("---\na: 1\n---", ""),
    ("---\n# kept\na: 1\n---\nText\n", "---\n# kept\n---\nText\n"),
    ("---\na: 1\n---\n---\nb: 1\n---\n", "---\n---\n---\nb: 1\n---\n"),
]


@pytest.mark.parametrize(("before", "after"), REMOVE)
def test_a_property_is_removed_with_its_own_lines(before: str, after: str) -> None:
    source = source_of(before)
    assert applied(source, remove_property(source, "a")) == after


REMOVE_VALUE: list[tuple[str, tuple[Scalar, ...], str]] = [
    ("---\na: [x, q, z]\n---\n", ("x",), "---\na: [q, z]\n---\n"),
    ("---\na: [x, q, z]\n---\n", ("q",), "---\na: [x, z]\n---\n"),
    ("---\na: [ x, q, z ] # c\n---\n", ("q", "z"), "---\na: [ x ] # c\n---\n"),
    ("---\na: [x, q, x, z,]\n---\n", ("x", "z"), "---\na: [q,]\n---\n"),
    ("---\na: [x]\n---\n", ("x",), "---\na: []\n---\n"),
    ("---\na:\n  - x # c\n  # d\n  - q\n---\n", ("x",), "---\na:\n  # d\n  - q\n---\n"),
    ("---\na: # c\n- x\nb: 1\n---\n", ("x",), "---\na: [] # c\nb: 1\n---\n"),
    ('---\na:\n  - x\n  - "x"\n  - q\n---\n', ("x",), "---\na:\n  - q\n---\n"),
    ("---\na: [1, '1', true]\n---\n", (1,), "---\na: ['1', true]\n---\n"),
    ("---\na: x # c\n---\n", ("x",), "---\na: # c\n---\n"),
]


@pytest.mark.parametrize(("before", "values", "after"), REMOVE_VALUE)
def test_entries_are_removed(before: str, values: tuple[Scalar, ...], after: str) -> None:
    source = source_of(before)
    assert applied(source, remove_from_property(source, "a", values)) == after


RENAME = [
    ("---\na: 1 # one\nb: 2\n---\n", "c", "---\nc: 1 # one\nb: 2\n---\n"),
    ("---\n'a' : 1\n---\n", "c", "---\n'c' : 1\n---\n"),
    ("---\na:\n  - x\n---\n", "A", "---\nA:\n  - x\n---\n"),
    ("---\na: 1\n---\n", "no", '---\n"no": 1\n---\n'),
    ("---\na: 1\n---\n", "x: q", '---\n"x: q": 1\n---\n'),
    ("---\na: 1\n---\n", "a", "---\na: 1\n---\n"),
]


@pytest.mark.parametrize(("before", "name", "after"), RENAME)
def test_a_property_is_renamed(before: str, name: str, after: str) -> None:
    source = source_of(before)
    assert applied(source, rename_property(source, "a", name)) == after


# --- what is refused

UNEDITABLE = [
    ("---\na: &x 1\nb: *x\n---\n", 2, "they hold an anchor (&)"),
    ("---\na: !!str 1\n---\n", 2, "they hold a tag (!)"),
    ("---\nb: 1\n<<: {c: 1}\n---\n", 3, "they hold a merge key (<<)"),
    ("---\n{a: 1}\n---\n", 2, "they are written in braces"),
    ('---\n{"a": 1}\n---\n', 2, "they are written in braces"),
    ("---\na: 1\n\t# c\n---\n", 3, "a tab stands where a line begins"),
    ("---\na:\n -\tx\n---\n", 2, "YAML 1.1 and YAML 1.2 read them differently"),
    ("---\na: \x7f\n---\n", 2, "YAML 1.1 and YAML 1.2 read them differently"),
    ("---\na: 1\n...\n---\n", 3, "they hold the end of a document (...)"),
    ("\n---\na: 1\n---\n", 2, "their first line is not the file's, or no line --- ends them"),
    ("---\na: 1\n\nText\n", 1, "their first line is not the file's, or no line --- ends them"),
    (" ---\na: 1\n---\n", 1, "their first line is not the file's, or no line --- ends them"),
]


@pytest.mark.parametrize(("text", "line", "reason"), UNEDITABLE)
def test_properties_too_odd_for_spans_are_refused_with_line_and_reason(
    text: str, line: int, reason: str
) -> None:
    source = source_of(text)
    for edit in (
        set_property(source, "a", 5),
        add_to_property(source, "a", ("x",)),
        rename_property(source, "a", "b"),
    ):
        assert isinstance(edit, Diagnostic)
        assert (edit.code, edit.line) == ("frontmatter-uneditable", line)
        assert edit.args["reason"] == reason


REFUSED = [
    ("---\na: 1\na: 2\n---\n", "frontmatter-duplicate-key", 3),
    ("---\na: b: c\n---\n", "frontmatter-invalid", 2),
    ("---\nb:\n\t- x\n---\n", "frontmatter-invalid", 3),
    ("---\n- a\n---\n", "frontmatter-not-mapping", 2),
    ("---\n? a\n: 1\n---\n", "frontmatter-refused", 2),
    ("---\na: 1\n---\n<<<<<<< HEAD\n", "conflict-marker", 4),
    (b"---\na: 1\n---\n\xff", "not-utf8", 4),
    (b"---\na: 1\n---\n\0", "nul-byte", 4),
    ("---\na: 1\n---\n".encode("utf-16"), "utf-16", 1),
]


@pytest.mark.parametrize(("text", "code", "line"), REFUSED)
def test_a_note_that_cannot_be_read_whole_is_refused(
    text: str | bytes, code: str, line: int
) -> None:
    edit = set_property(source_of(text), "a", 5)
    assert isinstance(edit, Diagnostic)
    assert (edit.code, edit.line) == (code, line)


def test_a_property_of_several_spellings_is_refused_unless_one_is_meant() -> None:
    source = source_of("---\nTags: 1\nTAGS: 2\n---\n")
    edit = set_property(source, "tags", 5)
    assert isinstance(edit, Diagnostic)
    assert (edit.line, edit.args["reason"]) == (3, "the property stands there in several spellings")
    assert applied(source, set_property(source, "TAGS", 5)) == "---\nTags: 1\nTAGS: 5\n---\n"


@pytest.mark.parametrize("form", ["|\n  x", "{x: 1}", "\n  x: 1"])
def test_nothing_is_added_to_what_is_no_list(form: str) -> None:
    edit = add_to_property(source_of(f"---\na: {form}\n---\n"), "a", ("y",))
    assert isinstance(edit, Diagnostic)
    assert edit.line == 2


def test_a_comment_between_entries_in_brackets_is_not_lost() -> None:
    source = source_of("---\na: [x, # of x\n  y]\n---\n")
    assert isinstance(remove_from_property(source, "a", ("x",)), Diagnostic)
    assert isinstance(remove_from_property(source, "a", ("y",)), Diagnostic)


def test_a_comment_between_name_and_value_is_not_lost() -> None:
    source = source_of("---\na: # of a\n  x\n---\n")
    assert isinstance(set_property(source, "a", None), Diagnostic)
    assert applied(source, set_property(source, "a", "z")) == "---\na: # of a\n  z\n---\n"


def test_what_is_not_there_is_said() -> None:
    source = source_of("---\na: [x]\n---\n")
    for edit, code in (
        (remove_property(source, "b"), "property-missing"),
        (rename_property(source, "b", "c"), "property-missing"),
        (remove_from_property(source, "b", ("x",)), "property-missing"),
        (remove_from_property(source, "a", ("y",)), "property-value-missing"),
        (remove_property(source_of("Text"), "a"), "property-missing"),
    ):
        assert isinstance(edit, Diagnostic)
        assert edit.code == code


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    edit = rename_property(source_of("---\na: 1\nB: 2\n---\n"), "a", "b")
    assert isinstance(edit, Diagnostic)
    assert (edit.code, edit.line, edit.args["key"]) == ("property-taken", 3, "B")


def test_an_edit_that_would_outgrow_the_reader_is_refused() -> None:
    edit = set_property(source_of("---\na: 1\n---\n"), "a", "x" * 70_000)
    assert isinstance(edit, Diagnostic)
    assert edit.args["reason"] == "the result would not read as it should"


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf")])
def test_a_value_that_no_file_can_hold_is_the_callers_fault(value: Scalar) -> None:
    with pytest.raises(ValueError, match=r"half a surrogate|no place"):
        set_property(source_of(""), "a", value)


# --- every note of the sample vault


@pytest.mark.parametrize("place", SAMPLES, ids=lambda place: place.stem)
def test_every_property_of_a_sample_note_can_be_set_and_all_else_stays(place: Path) -> None:
    source = source_of(place.read_bytes())
    note = read(source)
    if note.error:
        return
    links = [link.original for link in note.links if link.property is None]
    for name in note.properties:
        for value in ("no: way", ("[[Anna]]", "12:30")):
            edit = set_property(source, name, value)
            assert not isinstance(edit, Diagnostic)
            after = read(source_of(spliced(source.data, edit)))
            wanted = list(value) if isinstance(value, tuple) else value
            assert dict(after.properties) == {**note.properties, name: wanted}
            assert [link.original for link in after.links if link.property is None] == links
            assert [head.text for head in after.headings] == [head.text for head in note.headings]
