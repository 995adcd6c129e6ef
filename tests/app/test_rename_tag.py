"""Tags renamed: what properties, texts and canvases say before and after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.renames import meanings, notes_of, renamed
from vaultkit.app.rename_tag import plan_tag_rename
from vaultkit.model.errors import UsageError
from vaultkit.model.tags import distinct_tags, tag_key, tag_part_length


def retagged(text: str, old: str, new: str) -> str:
    renaming, left = renamed(
        {"S.md": text, "T.md": f"#{old.strip('#')}"}, old, new, plan_tag_rename
    )
    assert renaming.refused == ()
    return left["S.md"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#old", "#new/x"),
        ("a #old, b", "a #new/x, b"),
        ("#old/sub/Deep", "#new/x/sub/Deep"),
        ("#OLD #Old/Sub", "#new/x #new/x/Sub"),
        ("#older #o #x/old #oldest/old", None),
        ("#old#old #a#old", "#new/x#new/x #a#new/x"),
        ("# Head #old\n> #old\n- [ ] do #old", "# Head #new/x\n> #new/x\n- [ ] do #new/x"),
        ("|a|\n|-|\n|#old|\n", None),
        ("|a|\n|-|\n| #old |\n", "|a|\n|-|\n| #new/x |\n"),
        ("%% #old %%", "%% #new/x %%"),
        ("`#old` \\#old [[#old]] [[A#old]] https://x.y/#old <!-- #old --> $#old$", None),
        ("```\n#old\n```\n\n    #old", None),
        ("old (#old) word#old", None),
        ("---\ntags: [old, a]\n---\n", "---\ntags: [new/x, a]\n---\n"),
        ("---\ntags: old\n---\r\n#old", "---\ntags: new/x\n---\r\n#new/x"),
        ("---\nTags:\n  - \"#old\" # old\n  - 'old/b'\n", None),
        (
            "---\nTags:\n  - \"#old\" # old\n  - 'old/b'\n---",
            "---\nTags:\n  - \"#new/x\" # old\n  - 'new/x/b'\n---",
        ),
        ("---\ntag: old\nold: old\nx: '#old'\n---\n", None),
        (
            '---\ntags: ["\\u006fld", null, 12, true, old/b]\n---',
            '---\ntags: ["new/x", null, 12, true, new/x/b]\n---',
        ),
        ("---\naliases: [old]\ntags: [old]\n---", "---\naliases: [old]\ntags: [new/x]\n---"),
        ("\ufeff#old\r\n", "\ufeff#new/x\r\n"),
        ("<!-- vaultkit:begin tag:x 3f9a2c1e -->\n#old\n<!-- vaultkit:end tag:x -->", None),
    ],
)  # fmt: skip
def test_a_tag_and_those_below_it_are_renamed(before: str, after: str | None) -> None:
    assert retagged(before, "old", "new/x") == (before if after is None else after)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("#old", "#New", "#old", "#New"),
        ("old", "OLD", "#old #Old/x #OLD", "#OLD #OLD/x #OLD"),
        ("a/b", "c", "#a/b/d #a #a/bc #A/B", "#c/d #a #a/bc #c"),
        ("a", "a/b", "#a #a/b", "#a/b #a/b/b"),
        ("a/b", "a", "#a/b #a/b/c", "#a #a/c"),
        ("тег", "ярлык", "#Тег/x", "#ярлык/x"),
        ("a", "🦉", "#a", "#🦉"),
        ("old", "y1e5", "---\ntags: [old]\n---", "---\ntags: [y1e5]\n---"),
        ("old", "1e5", "---\ntags: [old]\n---", '---\ntags: ["1e5"]\n---'),
        ("old", "true", "---\ntags:\n- old\n---", '---\ntags:\n- "true"\n---'),
        ("old", "null", "---\ntags: 'old'\n---", "---\ntags: 'null'\n---"),
        ("a//b", "c", "#a//b #a/b", "#c #c"),
    ],
)  # fmt: skip
def test_the_new_name_is_written_so_that_it_is_read_so(
    old: str, new: str, before: str, after: str
) -> None:
    assert retagged(before, old, new) == after


def test_a_card_of_a_canvas_follows() -> None:
    files = {
        "S.md": "#old",
        "m.canvas": '{"nodes":[{"type":"text","text":"\\u0401 #old/x, #old"}]}',
    }
    _, left = renamed(files, "old", "ё", plan_tag_rename)
    assert left["m.canvas"] == '{"nodes":[{"type":"text","text":"\\u0401 #\\u0451/x, #\\u0451"}]}'


def test_a_link_to_a_heading_with_the_tag_follows() -> None:
    files = {"S.md": "# Plan #old\n", "T.md": "[[S#Plan old]] [t](S.md#Plan%20#old)"}
    renaming, left = renamed(files, "old", "new", plan_tag_rename)
    assert left["S.md"] == "# Plan #new\n"
    assert left["T.md"].startswith("[[S#Plan new]]")
    assert renaming.refused == ()


@pytest.mark.parametrize(
    ("other", "merges"), [("#new", True), ("#NEW", True), ("#new/x", True), ("#newer", False)]
)
def test_merging_with_a_tag_that_is_there_is_known(other: str, merges: bool) -> None:
    renaming, _ = renamed({"S.md": "#old", "T.md": other}, "old", "new", plan_tag_rename)
    assert renaming.merges is merges
    assert (renaming.rewritten, renaming.notes) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [old, new, a]", "tags: [new, a]"),
        ("tags:\n  - a\n  - old # why\n  - new", "tags:\n  - a\n  - new"),
        ("tags: [old, OLD]", "tags: [new]"),
        ("tags: [old, old]", "tags: [new, new]"),
        ("tags: [old/x, new/x, new]", "tags: [new/x, new]"),
    ],
)
def test_properties_do_not_say_the_same_tag_twice(before: str, after: str) -> None:
    assert retagged(f"---\n{before}\n---\n", "old", "new") == f"---\n{after}\n---\n"


def test_another_spelling_of_the_same_tag_is_no_merging() -> None:
    renaming, _ = renamed({"S.md": "#old #Old"}, "old", "Old", plan_tag_rename)
    assert (renaming.merges, renaming.rewritten) == (False, 1)


@pytest.mark.parametrize(
    "new", ["", "#", "a b", "1984", "a#b", "/a", "a/", "a//b", "a,b", "«a»,", "a.b"]
)
def test_what_cannot_be_a_tag_is_refused(new: str) -> None:
    with pytest.raises(UsageError):
        renamed({"S.md": "#old"}, "old", new, plan_tag_rename)


@pytest.mark.parametrize("old", ["nothing", "", "ol"])
def test_a_tag_that_nobody_bears_cannot_be_renamed(old: str) -> None:
    with pytest.raises(UsageError):
        renamed({"S.md": "#old", "m.canvas": "{}"}, old, "new", plan_tag_rename)


def test_a_tag_called_so_already_is_said() -> None:
    with pytest.raises(UsageError, match="already"):
        renamed({"S.md": "#old"}, "old", "old", plan_tag_rename)


@pytest.mark.parametrize("data", [b"#old \xff", b"---\ntags: [old]\nx: <<<<<<<\n---\n<<<<<<< a\n"])
def test_a_note_that_must_not_be_edited_stops_it_all(data: bytes) -> None:
    renaming, _ = renamed({"S.md": data, "T.md": "#old"}, "old", "new", plan_tag_rename)
    assert len(renaming.refused) == 1
    assert not renaming.plan


def test_a_tag_folded_over_lines_stops_it_all() -> None:
    files = {"S.md": '---\ntags: ["o\\\n  ld"]\n---\n'}
    renaming, _ = renamed(files, "old", "new", plan_tag_rename)
    assert [each.code for each in renaming.refused] == ["rename-refused"]


names = st.lists(st.sampled_from(("a", "B", "ё", "1", "x-y")), min_size=1, max_size=3).map("/".join)
tokens = st.one_of(
    names.map("#{}".format), st.sampled_from(("[[S]]", "`#a`", "# H", "text", "- [ ] x #a", "\n"))
)
notes = st.builds(
    '---\ntags: {}\nrel: "[[S]]"\n---\n{}\n'.format,
    st.lists(names.map("'{}'".format), max_size=3).map(lambda tags: f"[{', '.join(tags)}]"),
    st.lists(tokens, max_size=6).map(" ".join),
)


@given(notes, notes, names, names)
def test_every_other_tag_and_link_stays(one: str, other: str, old: str, new: str) -> None:
    files = {"S.md": one, "T.md": other}
    try:
        renaming, left = renamed(files, old, new, plan_tag_rename)
    except UsageError:
        return
    assert renaming.refused == ()
    assert meanings(left) == meanings(files)
    for path, note in notes_of(files).items():
        expected = []
        for tag in note.tags:
            length = tag_part_length(tag.name, tag_key(old))
            expected.append(tag.name if length is None else new + tag.name[length:])
        found = notes_of(left)[path].tags
        listed = sum(tag.in_property for tag in note.tags)
        kept = sum(tag.in_property for tag in found)
        assert distinct_tags(tag.name for tag in found[:kept]) == distinct_tags(expected[:listed])
        assert [tag.name for tag in found[kept:]] == expected[listed:]
