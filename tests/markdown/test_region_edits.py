"""Regions edited byte for byte: what is outside of them stays, whatever the note looks like."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultkit.markdown.decode import decode
from vaultkit.markdown.digest import body_digest
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import (
    DropRegion,
    PutRegion,
    RegionEdit,
    ReleaseRegion,
    edit_regions,
)
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath

PATH = VaultPath("Анна.md")
MARKERS = (
    "<!-- vaultkit:begin backlinks 3f9a2c1e -->",
    "<!-- vaultkit:end backlinks -->",
    "<!-- vaultkit:end meetings -->",
)
BODY = "**Backlinks**\n\n- [[Чай]]\n- [[Сеть|x]]"


def edited(data: bytes, *edits: RegionEdit) -> bytes:
    outcome = edit_regions(decode(PATH, data), edits)
    assert outcome.refused == ()
    return outcome.data


def refused(data: bytes, *edits: RegionEdit) -> list[str]:
    outcome = edit_regions(decode(PATH, data), edits)
    assert outcome.data == data
    return [found.code for _, found in outcome.refused]


def note_of(data: bytes) -> Note:
    return read(decode(PATH, data))


def region(body: str, name: str = "backlinks") -> str:
    inner = f"\n{body}\n\n"
    digest = body_digest(inner)
    return f"<!-- vaultkit:begin {name} {digest} -->\n{inner}<!-- vaultkit:end {name} -->"


ENDS = [
    pytest.param("text\n", f"text\n\n{region(BODY)}\n", id="plain"),
    pytest.param("text", f"text\n\n{region(BODY)}", id="no final line end"),
    pytest.param("text\n\n\n", f"text\n\n\n\n{region(BODY)}\n", id="blank lines stay"),
    pytest.param("", f"{region(BODY)}\n", id="empty"),
    pytest.param("\ufeff", f"\ufeff{region(BODY)}\n", id="BOM alone"),
    pytest.param("---\na: 1\n---\n", f"---\na: 1\n---\n{region(BODY)}\n", id="no body"),
    pytest.param("---\na: 1\n---", f"---\na: 1\n---\n{region(BODY)}", id="unended fence"),
    pytest.param("- a\n  - b\n", f"- a\n  - b\n\n{region(BODY)}\n", id="behind a list"),
    pytest.param("> a", f"> a\n\n{region(BODY)}", id="behind a quote"),
    pytest.param("| a |\n|---|\n", f"| a |\n|---|\n\n{region(BODY)}\n", id="behind a table"),
    pytest.param("```\nx\n```\n", f"```\nx\n```\n\n{region(BODY)}\n", id="behind code"),
    pytest.param("%% a %%\n", f"%% a %%\n\n{region(BODY)}\n", id="behind a comment"),
    pytest.param(
        f"a\n\n{region('x', 'meetings')}\n",
        f"a\n\n{region('x', 'meetings')}\n\n{region(BODY)}\n",
        id="behind another region",
    ),
]


@pytest.mark.parametrize(("before", "after"), ENDS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_region_stands_at_the_end_and_goes_without_a_trace(
    before: str, after: str, line_end: str
) -> None:
    if "\n" not in before and line_end != "\n":
        return  # no line end to go by
    old, new = (text.replace("\n", line_end).encode() for text in (before, after))
    assert edited(old, PutRegion("backlinks", BODY)) == new
    assert edited(new, PutRegion("backlinks", BODY)) == new
    assert edited(new, DropRegion("backlinks")) == old


@pytest.mark.parametrize(
    "text",
    [
        *("```\ncode\n", "~~~~", "text\n\n<!-- open\n", "<pre>\n\na\n", "<script>"),
        "<!-- open\n\n- [[a]]",
    ],
)
def test_no_region_stands_where_the_end_of_the_note_is_not_text(text: str) -> None:
    assert refused(text.encode(), PutRegion("backlinks", BODY)) == ["region-no-place"]


def test_only_body_and_digest_change_when_a_region_is_replaced() -> None:
    before = f"до\n\n{region(BODY)}\nпосле\n".encode()
    after = f"до\n\n{region('- new')}\nпосле\n".encode()
    assert edited(before, PutRegion("backlinks", "- new")) == after


def test_a_region_keeps_its_own_line_ends() -> None:
    before = f"до\n\n{region(BODY)}\nпосле\n".replace("\n", "\r\n").encode()
    after = f"до\n\n{region('- new')}\nпосле\n".replace("\n", "\r\n").encode()
    assert edited(before, PutRegion("backlinks", "- new\n")) == after


def test_what_a_person_edited_is_left_and_named() -> None:
    data = f"a\n\n{region(BODY)}\n".replace("Чай]]", "Чай]], mine").encode()
    assert refused(data, PutRegion("backlinks", "x")) == ["region-edited"]
    assert refused(data, DropRegion("backlinks")) == ["region-edited"]
    assert edited(data, PutRegion("backlinks", "x", True)) == f"a\n\n{region('x')}\n".encode()
    assert edited(data, DropRegion("backlinks", True)) == b"a\n"
    assert [found.code for found in note_of(data).diagnostics] == ["region-edited"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("[[Чай]]", "[[Напитки/Чай]]"), ("[[Сеть|x]]", "[[Сети|x]]"), ("\n", "\r\n")],
)
def test_a_rename_and_other_line_ends_are_no_edit(old: str, new: str) -> None:
    data = f"a\n\n{region(BODY)}\n".replace(old, new).encode()
    assert note_of(data).diagnostics == ()
    assert edited(data, DropRegion("backlinks")) in (b"a\n", b"a\r\n")


def test_what_a_link_shows_belongs_to_the_digest() -> None:
    assert body_digest("[[a|x]]") == body_digest("[[b|x]]") != body_digest("[[a|y]]")
    assert body_digest("[[a]]") == body_digest("[[b]]") != body_digest("[[b]")


def test_an_empty_region_is_nobodys_text() -> None:
    data = b"<!-- vaultkit:begin actions 00000000 -->\n\n<!-- vaultkit:end actions -->\n"
    assert note_of(data).diagnostics == ()
    assert edited(data, PutRegion("actions", "x")) == f"{region('x', 'actions')}\n".encode()


@pytest.mark.parametrize(
    "text",
    [
        "a\n\n<!-- vaultkit:begin backlinks 00000000 -->\n",
        "<!-- vaultkit:end backlinks -->\n",
        f"{region('x')}\n\n{region('x')}\n",
        region(region("x", "meetings")) + "\n",
    ],
)
def test_broken_regions_leave_the_whole_note_alone(text: str) -> None:
    edits = (PutRegion("backlinks", "x"), DropRegion("meetings"), ReleaseRegion("actions"))
    assert refused(text.encode(), *edits) == ["region-broken"] * 3


@pytest.mark.parametrize("data", [b"\xff\n", "a".encode("utf-16"), b"a\0", b"<<<<<<< HEAD\n"])
def test_a_file_that_may_not_be_edited_is_not(data: bytes) -> None:
    assert len(refused(data, PutRegion("backlinks", "x"))) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"a\n\n{region('- [[Чай]]')}\n", "a\n\n- [[Чай]]\n"),
        (f"a\n\n{region('- [[Чай]]')}", "a\n\n- [[Чай]]"),
        (f"a\n\n{region('- [[Чай]]')}\n\nb\n", "a\n\n- [[Чай]]\n\nb\n"),
        (f"a\n{region('x')}\nb\n", "a\n\nx\n\nb\n"),
        (f"{region('x')}\n", "x\n"),
        (
            f"a\n\n{MARKERS[0]}\n{MARKERS[1]}\n",
            "a\n\n",
        ),
    ],
)
def test_a_released_region_is_the_persons_text(before: str, after: str) -> None:
    assert edited(before.encode(), ReleaseRegion("backlinks")) == after.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n\nR\n\nb\n", "a\n\nb\n"),
        ("a\n\nR\nb\n", "a\n\nb\n"),
        ("a\nR\n\nb\n", "a\n\nb\n"),
        ("a\nR\nb\n", "a\n\nb\n"),
        ("a\nR", "a"),
        ("R\nb\n", "b\n"),
        ("---\n---\nR\nb", "---\n---\nb"),
    ],
)
def test_a_region_that_goes_joins_no_paragraphs(before: str, after: str) -> None:
    data = before.replace("R", region("x")).encode()
    assert edited(data, DropRegion("backlinks")) == after.encode()


PIECES = (
    *("a", "Текст [[Чай]] #тег", "- b", "  - [ ] c", "\t", "    d", "> q", "> [!note]", "1. e"),
    *("```", "~~~", "`", "%%", "<!--", "-->", "$$", "---", "***", "===", "<div>", "<pre>", "# h"),
    *("| a |", "|---|", "[^1]: f", "[^1]", "^id", "[r]: x", "[x](y)", "", "", "", "\ufeff", "\0"),
    *("<script>", "</div>", "\\", "{{date}}", "a: 1", "\u2028", "\x0b", *MARKERS),
)
TEXTS = st.builds(
    lambda pieces, line_end, final, bom: (
        ("\ufeff" if bom else "") + line_end.join(pieces) + (line_end if final else "")
    ),
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.sampled_from(("\n", "\n", "\r\n", "\r")),
    st.booleans(),
    st.booleans(),
)
FRONTS = st.sampled_from(("", "", "---\na: 1\n---\n", "---\n---\n", "---\r\na: [[\r\n---\r\n"))
NOTES = st.builds(lambda front, text: (front + text).encode(), FRONTS, TEXTS) | st.binary()
BODIES = TEXTS | st.text()


@given(NOTES, BODIES)
@example(b"- a\n", "```")
@example(b"x", "<!-- vaultkit:end meetings -->")
@example(b"---\na\n", "---\n\n[[x]]")
def test_any_text_is_a_body_and_no_other_byte_changes(data: bytes, body: str) -> None:
    outcome = edit_regions(decode(PATH, data), [PutRegion("meetings", body)])
    if outcome.refused:
        assert outcome.data == data
        return
    (made,) = (each for each in note_of(outcome.data).regions if each.name == "meetings")
    before, after = outcome.data[: made.span.start], outcome.data[made.span.end :]
    assert before.rstrip(b"\r\n") == data.rstrip(b"\r\n")
    assert before.startswith(data)
    assert after.strip(b"\r\n") == b""
    again = edit_regions(decode(PATH, outcome.data), [PutRegion("meetings", body)])
    assert (again.data, again.refused) == (outcome.data, ())
    gone = edit_regions(decode(PATH, outcome.data), [DropRegion("meetings")])
    assert (gone.data, gone.refused) == (data, ())


@given(NOTES, BODIES, BODIES, NOTES)
def test_replaced_in_the_middle_nothing_else_moves(
    data: bytes, body: str, other: str, rest: bytes
) -> None:
    put = edit_regions(decode(PATH, data), [PutRegion("tag:a/b", body)])
    if put.refused:
        return
    start = put.data + b"\n" + rest.removeprefix(b"\xef\xbb\xbf")
    found = [each for each in note_of(start).regions if each.name == "tag:a/b"]
    outcome = edit_regions(decode(PATH, start), [PutRegion("tag:a/b", other, True)])
    if outcome.refused or not found:
        return
    ((old, new),) = (
        (one, two)
        for one in found
        for two in note_of(outcome.data).regions
        if two.name == "tag:a/b"
    )
    assert outcome.data[: new.span.start] == start[: old.span.start]
    assert outcome.data[new.span.end :] == start[old.span.end :]
    released = edit_regions(decode(PATH, outcome.data), [ReleaseRegion("tag:a/b")])
    if not released.refused:
        kept = outcome.data[slice(*new.body)].strip(b"\r\n")
        assert kept in released.data
        assert len(released.data) <= len(outcome.data)


@pytest.mark.parametrize(
    "data",
    [
        b"a\n" * 20_000,
        b"<!-- vaultkit:begin a 00000000 -->\n" * 3_000,
        b"[[" * 50_000,
        b"%%" * 20_000,
        b"\n" * 100_000,
        b"> " * 2_000,
        b"<!-- " * 20_000,
    ],
)
def test_no_note_takes_long(data: bytes) -> None:
    started = time.process_time()
    edit_regions(decode(PATH, data), [PutRegion("meetings", "[[" * 20_000), DropRegion("actions")])
    assert time.process_time() - started < 1.0
