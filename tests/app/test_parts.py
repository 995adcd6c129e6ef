"""The small pure parts of the use cases."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.app import nearest
from vaultkit.app.check_names import unsafe_part
from vaultkit.app.diff import iter_file_diff
from vaultkit.app.exclude import exclusion_of
from vaultkit.app.nearest import NearestNames
from vaultkit.app.properties import property_type
from vaultkit.app.tags import tag_counts
from vaultkit.graph.graph import Graph
from vaultkit.model.note import Note, Tag
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Span

# --- nearest names

NAMES = ("Anna Petrova", "Анна Кравцова", "Kenji Morikawa", "Networking", "Vidéoconférence", "東京")

NEAREST = [
    ("Anna Petrva", "Anna Petrova"),
    ("anna petrova", "Anna Petrova"),
    ("Анна Кравцова ", "Анна Кравцова"),
    ("Кравцова Анна", None),
    ("Netwroking", "Networking"),
    ("videoconference", "Vidéoconférence"),
    ("Лев Дорохов", None),
    ("", None),
    ("東京", "東京"),
]


@pytest.mark.parametrize(("text", "name"), NEAREST)
def test_the_name_that_was_meant(text: str, name: str | None) -> None:
    assert NearestNames.of(NAMES).find(text) == name


@given(st.lists(st.text(min_size=1, max_size=12), max_size=20), st.text(max_size=12))
def test_a_name_that_is_there_is_its_own_nearest(names: list[str], text: str) -> None:
    index = NearestNames.of([*names, text])
    near = index.near(text)
    assert set(near) <= {*names, text}
    assert index.near(text) == NearestNames.of([text, *reversed(names)]).near(text)


def test_names_are_found_in_a_large_vault_in_good_time() -> None:
    index = NearestNames.of(f"Note number {n:05}" for n in range(20_000))
    assert index.find("Note nubmer 01234") == "Note number 01234"


def test_similar_names_cost_no_more_than_they_must(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    class Counting(Counter[int]):
        def update(self, numbers: Any = (), /, **_: int) -> None:
            counted.append(len(numbers or ()))
            super().update(numbers)

    monkeypatch.setattr(nearest, "Counter", Counting)
    names = [f"Meeting 2026-{n % 12 + 1:02} with team number {n}" for n in range(3000)]
    found = NearestNames.of(names).find("Meeting 2026-01 with taem nubmer 1500")
    assert found == "Meeting 2026-01 with team number 1500"
    assert sum(counted) < 1000


# --- properties and tags

TYPES = [
    (None, "empty"),
    (True, "checkbox"),
    (3, "number"),
    (3.5, "number"),
    ("text", "text"),
    ("2026-03-12", "date"),
    ("2026-03-12T10:30", "datetime"),
    ("2026-03-12 10:30:00", "datetime"),
    ("on 2026-03-12", "text"),
    ([], "list"),
    ({}, "object"),
]


@pytest.mark.parametrize(("value", "name"), TYPES)
def test_the_type_of_a_property(value: object, name: str) -> None:
    assert property_type(value) == name


def note(path: str, *names: str, region: str | None = None) -> Note:
    tags = tuple(Tag(name, Span(0, 1), 1, region=region) for name in names)
    return Note(VaultPath(path), path, "name", "", tags=tags)


def test_parents_count_the_notes_of_their_children_once() -> None:
    notes = [
        note("A.md", "Встреча/Zoom", "встреча/teams"),
        note("B.md", "встреча"),
        note("C.md", "a-b", "a/b", "a"),
        note("D.md", "a", region="tags"),
    ]
    assert [(tag.name, tag.own, tag.count) for tag in tag_counts(notes)] == [
        ("a", 1, 1),
        ("a/b", 1, 1),
        ("a-b", 1, 1),
        ("Встреча", 1, 2),
        ("встреча/teams", 1, 1),
        ("Встреча/Zoom", 1, 1),
    ]


ODD_TAGS = ("a//b", "a/", "/X", "A/b/", "x", "\u00e9", "e\u0301")


def test_facts_graph_and_list_have_the_same_tags() -> None:
    odd = note("A.md", *ODD_TAGS)
    assert odd.tag_names == ("a/b", "a", "X", "\u00e9")
    assert Graph.of({odd.path: odd}, {}, {}).get_node("A.md").tags == odd.tag_names
    assert {tag.name for tag in tag_counts([odd])} == set(odd.tag_names)


def test_tags_in_regions_are_no_tags_of_the_note() -> None:
    assert note("A.md", "a", region="tags").tag_names == ()


# --- filters

FILTERS = [
    ("Archive/", "Archive/A.md", True),
    ("Archive/", "My Archive/A.md", False),
    ("/Archive/", "My Archive/A.md", True),
    ("/^daily/.*\\.md$/", "daily/1.md", True),
    ("/", "A.md", False),
    ("//", "A.md", False),
    ("Й", "\u0418\u0306.md", True),
]


@pytest.mark.parametrize(("text", "path", "covered"), FILTERS)
def test_a_filter_covers(text: str, path: str, covered: bool) -> None:
    exclusion, diagnostics = exclusion_of([text])
    assert diagnostics == ()
    assert exclusion.covers(VaultPath(path)) is covered


ENDLESS = ["(a+)+$", "(?:a*)*b", "(a|a)+$", "(aa?){1,50}$", "((a{2,})b?){3,}", "(?x)( a+ #)\n)+$"]


@pytest.mark.parametrize("expression", ENDLESS)
def test_a_filter_that_may_take_for_ever_is_refused(expression: str) -> None:
    exclusion, (found,) = exclusion_of([f"/{expression}/"])
    assert not exclusion.covers(VaultPath("a" * 200 + "!"))
    assert (found.code, found.args["filter"]) == ("exclude-invalid", f"/{expression}/")
    assert "may take for ever" in found.message


@pytest.mark.parametrize("expression", ["(" * 5000 + ")" * 5000, "a{99999999999}", "(a"])
def test_a_filter_that_cannot_be_compiled_is_refused(expression: str) -> None:
    _, (found,) = exclusion_of([f"/{expression}/"])
    assert found.args["reason"]


PLAIN_EXPRESSIONS = [
    ("^Archive/.*\\.md$", "Archive/2024/A.md"),
    ("(^|/)_[^/]*$", "Notes/_draft.md"),
    ("^(Work|Home)/(.+)/done", "Work/a/done.md"),
    ("(\\d{2}-){2}\\d+", "On 12-03-2026.md"),
    ("^(?!Notes/).*", "Other/A.md"),
    ("(draft)?s?\\.md$", "drafts.md"),
]


@pytest.mark.parametrize(("expression", "path"), PLAIN_EXPRESSIONS)
def test_an_ordinary_expression_is_a_filter(expression: str, path: str) -> None:
    exclusion, diagnostics = exclusion_of([f"/{expression}/"])
    assert diagnostics == ()
    assert exclusion.covers(VaultPath(path))


# --- names

UNSAFE = [
    ("Plan.md", None),
    ("C# notes.md", "#"),
    ("a|b.md", "|"),
    ("100%% sure.md", "%%"),
    ("100% sure.md", None),
    ("9:30 call.md", ":"),
    ("what?.md", "?"),
    ("con.md", "a word that Windows keeps for a device"),
    ("Console.md", None),
    ("trailing .md", "a blank or a dot at its end"),
    ("file.", "a blank or a dot at its end"),
    ("a\nb.md", "a control character"),
    ("a\u202eb.md", "an invisible character that changes the direction of writing"),
    ("«Ёлка» – план 🦉.md", None),
]


@pytest.mark.parametrize(("name", "part"), UNSAFE)
def test_what_is_unsafe_in_a_name(name: str, part: str | None) -> None:
    assert unsafe_part(name) == part


# --- diffs

LINES = st.lists(
    st.sampled_from(["", "a", "b", "ё", " c", "-d", "+e", "\ff", "g\u2028h"]), max_size=8
)
TEXTS = st.one_of(
    st.none(),
    st.builds(
        lambda lines, end: ("\n".join(lines) + end).encode(), LINES, st.sampled_from(["", "\n"])
    ),
)


def test_equal_bytes_have_no_diff() -> None:
    assert [*iter_file_diff("A.md", b"a\n", b"a\n")] == []


def test_a_missing_line_end_is_shown() -> None:
    assert [*iter_file_diff("A.md", b"a\nb", b"a\nb\n")] == [
        "--- a/A.md",
        "+++ b/A.md",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b\n\\ No newline at end of file",
        "+b",
    ]


@pytest.mark.skipif(which("git") is None, reason="needs git")
def test_git_makes_of_the_old_what_the_new_is(tmp_path: Path) -> None:
    rows = [
        (b"a\nb\nc\n", b"a\nc\nd"),
        (b"a", b"a\n"),
        (b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
        ("ё\u2028ж\n\fпоток\n".encode(), "ё\u2028ж\nпоток\n".encode()),
        (None, b"new\n\n\nend"),
    ]
    for number, (old, new) in enumerate(rows):
        place = tmp_path / f"{number}.md"
        if old is not None:
            place.write_bytes(old)
        diff = "\n".join(iter_file_diff(place.name, old, new)) + "\n"
        subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
        assert place.read_bytes() == new


@given(TEXTS, TEXTS)
def test_a_diff_is_empty_only_for_equal_bytes(old: bytes | None, new: bytes | None) -> None:
    lines = [*iter_file_diff("A.md", old, new)]
    if old == new:
        assert lines == []
    elif old and new:
        assert any(line[:1] == "-" for line in lines[2:])
        assert any(line[:1] == "+" for line in lines[2:])
