"""Headings renamed: what links to them say before and after."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.app.renames import meanings, renamed
from vaultkit.app.rename_heading import plan_heading_rename
from vaultkit.model.errors import UsageError


def retitled(note: str, old: str, new: str, link: str = "", **files: str) -> tuple[str, str]:
    """What the note ``N.md`` and a line elsewhere say after the rename of a heading."""
    vault = {"N.md": note, "S.md": link, **files}
    renaming, left = renamed(vault, f"N#{old}", new, plan_heading_rename)
    assert renaming.refused == ()
    return left["N.md"], left["S.md"]


@pytest.mark.parametrize(
    ("note", "after"),
    [
        ("# Old", "# New one"),
        ("##  Old  ##  \r\ntext", "##  New one  ##  \r\ntext"),
        ("a\n\n   ### old ###\n", "a\n\n   ### New one ###\n"),
        ("Old\n===\n", "New one\n===\n"),
        ("  Old  \n---\n\nOld", "  New one  \n---\n\nOld"),
        ("> # Old\n\n# Old", "> # Old\n\n# New one"),
        ("```\n# Old\n```\n# Old", "```\n# Old\n```\n# New one"),
        ("# Old\n# Old\n", "# New one\n# Old\n"),
        ("---\nOld: Old\n---\n# Old", "---\nOld: Old\n---\n# New one"),
        (
            "\ufeff# Old\r\n[[#Old]] [[#old|x]] `[[#Old]]`",
            "\ufeff# New one\r\n[[#New one]] [[#New one|x]] `[[#Old]]`",
        ),
        ("# Old\n# See [[#Old]]\n[[#See Old]]", "# New one\n# See [[#New one]]\n[[#See New one]]"),
    ],
)  # fmt: skip
def test_only_the_text_of_the_heading_changes(note: str, after: str) -> None:
    assert retitled(note, "Old", "New one")[0] == after


@pytest.mark.parametrize(
    ("new", "before", "after"),
    [
        ("New", "[[N#Old]] ![[n#old|x]]", "[[N#New]] ![[n#New|x]]"),
        ("New one", "[t](N.md#Old) [t](<N.md#Old>)", "[t](N.md#New%20one) [t](<N.md#New one>)"),
        ("Новый", "[t](N.md#Old) [t](N.md#%D0%A2op)", "[t](N.md#Новый) [t](N.md#%D0%A2op)"),
        ("A: b #c | d^", "[[N#Old]]", "[[N#A b c d]]"),
        ("*A* [[S]] `x`", "[[N#Old]]", "[[N#*A* S `x`]]"),
        ("100%", "[t](N.md#Old)", "[t](N.md#100%25)"),
        ("New", "[[N#Top#Old]] [[N#Old#Deep|d]]", "[[N#Top#New]] [[N#New#Deep|d]]"),
        ("New", "[[N]] [[N#Top]] [[N#^old]] [[N#Deep]] [[S#Old]]", None),
        ("New", "`[[N#Old]]` <!-- [[N#Old]] -->", None),
        ("New", "|a|b|\n|-|-|\n|[[N#Old\\|x]]|y|", "|a|b|\n|-|-|\n|[[N#New\\|x]]|y|"),
        ("New", '---\nk: ["[[N#Old]]"]\n---\n', '---\nk: ["[[N#New]]"]\n---\n'),
        ("OLD!", "[[N#Old]]", "[[N#OLD!]]"),
        ("Deep", "[[N#Old]] [[N#Old#Deep]]", "[[N#Deep]] [[N#Deep#Deep]]"),
    ],
)
def test_a_link_to_the_heading_says_its_new_text(new: str, before: str, after: str | None) -> None:
    note = "# Top\n## Old\n### Deep\n\ntext ^old\n"
    assert retitled(note, "Old", new, before)[1] == (before if after is None else after)


def test_a_link_to_another_heading_of_the_new_name_says_more() -> None:
    note = "# A\n## Old\n# B\n## New\n"
    assert retitled(note, "Old", "New", "[[N#New]] [[N#Old]]")[1] == "[[N#B#New]] [[N#New]]"


def test_where_that_cannot_be_said_nothing_is_renamed() -> None:
    files = {"N.md": "# Old\n# New\n", "S.md": "[[N#New]]"}
    renaming, left = renamed(files, "N#Old", "New", plan_heading_rename)
    assert [each.code for each in renaming.refused] == ["rename-refused"]
    assert left == files


def test_a_link_that_found_no_heading_is_said_and_left() -> None:
    files = {"N.md": "# Old\n", "S.md": "[[N#New]]"}
    renaming, left = renamed(files, "N#Old", "New", plan_heading_rename)
    assert left["S.md"] == files["S.md"]
    assert [each.code for each in renaming.plan.diagnostics] == ["link-begins-to-lead"]


def test_a_heading_further_down_is_named_by_those_above() -> None:
    note = "# A\n## X\n# B\n## X\n"
    after = retitled(note, "B#X", "Y", "[[N#X]] [[N#B#X]]")
    assert after == ("# A\n## X\n# B\n## Y\n", "[[N#X]] [[N#B#Y]]")


def test_a_card_of_a_canvas_follows() -> None:
    canvas = (
        '{"nodes":[{"type":"file","file":"N.md","subpath":"#Old"},'
        '{"type":"text","text":"[[N#Old]]"}]}'
    )
    _, left = renamed(
        {"N.md": "# Old", "m.canvas": canvas}, "N#Old", 'Say "x"', plan_heading_rename
    )
    nodes = json.loads(left["m.canvas"])["nodes"]
    assert nodes[0]["subpath"] == '#Say "x"'
    assert nodes[1]["text"] == '[[N#Say "x"]]'


def test_only_one_note_is_edited_where_no_link_leads_to_the_heading() -> None:
    files = {"N.md": "# Old [[A]] #tag", "S.md": "[[N]]"}
    renaming, left = renamed(files, "N#Old A tag", "New [[B]]", plan_heading_rename)
    assert left["N.md"] == "# New [[B]]"
    assert (renaming.rewritten, renaming.notes) == (0, 0)
    assert [edit.path for edit in renaming.plan.edits] == ["N.md"]


@pytest.mark.parametrize("new", ["", " ", "a\nb", "Old", "a\x07", "a\u2028b"])
def test_a_text_that_is_no_heading_is_refused(new: str) -> None:
    with pytest.raises(UsageError):
        renamed({"N.md": "# Old"}, "N#Old", new, plan_heading_rename)


@pytest.mark.parametrize("new", ["New #", "a ##"])
def test_a_text_that_would_be_read_otherwise_is_refused(new: str) -> None:
    renaming, _ = renamed({"N.md": "# Old"}, "N#Old", new, plan_heading_rename)
    assert [each.code for each in renaming.refused] == ["rename-refused"]


@pytest.mark.parametrize("old", ["N", "N#", "N#Nothing", "M#Old", "#Old"])
def test_what_is_no_heading_cannot_be_renamed(old: str) -> None:
    with pytest.raises(UsageError):
        renamed({"N.md": "# Old"}, old, "New", plan_heading_rename)


def test_a_heading_that_no_link_can_name_is_refused_where_one_leads_there() -> None:
    renaming, _ = renamed(
        {"N.md": "# Old", "S.md": "[[N#Old]]"}, "N#Old", "::", plan_heading_rename
    )
    assert [each.path for each in renaming.refused] == ["S.md"]


TEXTS = ("A", "B", "a", "Old", "A b", "A: b", "Ё", "[[N]]", "#tag", "-")
headings = st.builds("{} {}".format, st.sampled_from(("#", "##", "###")), st.sampled_from(TEXTS))
parts = st.lists(st.sampled_from(TEXTS[:7]), min_size=1, max_size=3).map("#".join)
links = st.builds(
    str.format,
    st.sampled_from(("[[N#{}]]", "[[#{}|x]]", "[t](<N.md#{}>)", "![[N#{}]]", "[[S#{}]]", "[[N]]")),
    parts,
)
bodies = st.lists(st.one_of(headings, links), max_size=7).map("\n\n".join)


@given(bodies, bodies, st.integers(0, 6), st.sampled_from(TEXTS))
def test_every_link_means_the_heading_that_it_meant(
    note: str, other: str, which: int, new: str
) -> None:
    files = {"N.md": note, "S.md": other}
    old = [line.lstrip("# ") for line in note.split("\n\n") if line.startswith("#")]
    assume(which < len(old))
    try:
        renaming, left = renamed(files, f"N#{old[which]}", new, plan_heading_rename)
    except UsageError:
        assume(False)
    if renaming.refused:
        return
    newly = len(renaming.plan.diagnostics)
    in_headings = ("[[N]]" in old[which]) + (new == "[[N]]")
    for (_, wanted), (_, means) in zip(meanings(files), meanings(left), strict=True):
        if in_headings and len(wanted) != len(means):
            continue
        for one, now in zip(wanted, means, strict=True):
            if one[1] is None or isinstance(one[1], int):
                newly -= one[1] is None and now[1] is not None
            assert (now[0], *now[2:]) == (one[0], *one[2:])
            assert one[1] is None or now[1] == one[1]
    assert newly >= 0
