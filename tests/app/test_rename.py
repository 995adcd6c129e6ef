"""Files and folders renamed: what links say before and after."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.app.renames import expected_meanings, meanings, renamed
from vaultkit.app.rename import plan_rename_with_alias
from vaultkit.model.errors import UsageError

NFD = unicodedata.normalize("NFD", "Чай")


def relinked(line: str, old: str, new: str, **files: str) -> str:
    """What a line in ``S.md`` at the root says after a rename; the note that moves is empty."""
    renaming, left = renamed({"S.md": line, old: "", **files}, old, new)
    assert renaming.refused == ()
    return left["S.md"]


# --- each style of link


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[A]]", "[[B c]]"),
        ("[[a]]", "[[B c]]"),
        ("[[A.md]]", "[[B c.md]]"),
        ("[[ A ]]", "[[ B c ]]"),
        ("[[A|shown]]", "[[B c|shown]]"),
        ("[[A#One|A]]", "[[B c#One|A]]"),
        ("[[A#^id]]", "[[B c#^id]]"),
        ("[[A#One#Two]]", "[[B c#One#Two]]"),
        ("![[A]]", "![[B c]]"),
        ("![[A#One|100]]", "![[B c#One|100]]"),
        ("[[x/A]]", "[[x/B c]]"),
        ("[[X/a]]", "[[X/B c]]"),
        ("[[/x/A]]", "[[/x/B c]]"),
        ("[[./x/A]]", "[[./x/B c]]"),
        ("[t](x/A.md)", "[t](x/B%20c.md)"),
        ("[t](x/A)", "[t](x/B%20c)"),
        ("[t](A.md)", "[t](B%20c.md)"),
        ("[t](<x/A.md>)", "[t](<x/B c.md>)"),
        ('[t](A.md "title")', '[t](B%20c.md "title")'),
        ("[t](A.md#One%20two)", "[t](B%20c.md#One%20two)"),
        ("![t](./x/A.md)", "![t](./x/B%20c.md)"),
        ("[[A]] and [[A]], [t](A.md)", "[[B c]] and [[B c]], [t](B%20c.md)"),
        ("[![i](x/A.md)](x/A.md)", "[![i](x/B%20c.md)](x/B%20c.md)"),
        ("%% [[A]] %%", "%% [[B c]] %%"),
        ("> - [ ] [[A]] ^id", "> - [ ] [[B c]] ^id"),
        ("|a|b|\n|-|-|\n|[[A\\|x]]|[[A#q\\|y]]|", "|a|b|\n|-|-|\n|[[B c\\|x]]|[[B c#q\\|y]]|"),
        ("a[^1]\n\n[^1]: [[A]]", "a[^1]\n\n[^1]: [[B c]]"),
        ('---\nk: "[[A]]"\n---', '---\nk: "[[B c]]"\n---'),
        ("---\nk: '[[A|it''s]]' # [[A]]\n---", "---\nk: '[[B c|it''s]]' # [[A]]\n---"),
        ('---\nk: ["[[\\u0041]]", x]\n---', '---\nk: ["[[B c]]", x]\n---'),
        ("---\nk:\n  - >-\n    [[A]]\n---", "---\nk:\n  - >-\n    [[B c]]\n---"),
        ('---\na: {b: ["[[x/A#h]]"]}\n---\r\n', '---\na: {b: ["[[x/B c#h]]"]}\n---\r\n'),
        ("\ufeffa\r\n[[A]]\r\n", "\ufeffa\r\n[[B c]]\r\n"),
    ],
)
def test_a_link_keeps_its_own_style(before: str, after: str) -> None:
    assert relinked(before, "x/A.md", "B c") == after


@pytest.mark.parametrize(
    "text",
    [
        "`[[A]]`",
        "```\n[[A]]\n```",
        "    [[A]]",
        "<!-- [[A]] -->",
        "$[[A]]$",
        "\\[\\[A\\]\\]",
        "A",
        "[A]: x/A.md",
        "https://example.com/x/A.md",
        "[t](https://example.com/x/A.md)",
        "---\nk: see [[A]]\n---",
        "---\nk: [[A]]\n---",
        "[[#One]]",
        "[t](#One)",
        "<!-- vaultkit:begin backlinks 3f9a2c1e -->\n[[A]]\n<!-- vaultkit:end backlinks -->",
        "[[A\n]]",
        "[[AA]]",
        "[[y/A]]",
    ],
)
def test_what_is_no_link_to_the_note_stays(text: str) -> None:
    assert relinked(text, "x/A.md", "B") == text


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        # spelling of Markdown destinations
        ("A.md", "Б", "[t](A.md)", "[t](Б.md)"),
        ("Я.md", "Б", "[t](%D0%AF.md)", "[t](%D0%91.md)"),
        ("A.md", "100% (a", "[t](A.md)", "[t](100%25%20%28a.md)"),
        ("A.md", "100% (a)", "[t](A.md)", "[t](100%25%20(a).md)"),
        ("A.md", "R&D", "[t](A.md)", "[t](R&D.md)"),
        ("A.md", "a&amp;b", "[t](A.md)", "[t](a%26amp;b.md)"),
        ("A.md", "`$x$`", "[t](A.md) `", "[t](%60%24x%24%60.md) `"),
        ("a b.md", "c d", "[t](<a%20b.md>)", "[t](<c%20d.md>)"),
        ("a b.md", "c d", "[t](a\\ b.md) [t](<a b.md>)", "[t](a\\ b.md) [t](<c d.md>)"),
        ("x y/A.md", "B", "[t](x%20y/A.md)", "[t](x%20y/B.md)"),
        ("x(y)/A.md", "B", "[t](x\\(y\\)/A.md)", "[t](x\\(y\\)/B.md)"),
        ("x&y/A.md", "B", "[t](x&amp;y/A.md)", "[t](x&amp;y/B.md)"),
        # Unicode: a name that is written decomposed is found and written anew composed
        ("Чай.md", "Кофе", f"[[{NFD}]]", "[[Кофе]]"),
        (f"{NFD}.md", "Кофе", "[[Чай]]", "[[Кофе]]"),
        (f"{NFD}.md", "Чай", f"[[{NFD}]]", "[[Чай]]"),
        ("a\u00a0b.md", "c", "[[a b]]", "[[c]]"),
        ("議事録.md", "会議 🦉", "[[議事録|🦉]]", "[[会議 🦉|🦉]]"),
        ("דוד.md", "יעל", "[[דוד]]", "[[יעל]]"),
        # case alone
        ("anna.md", "Anna", "[[anna]] [[ANNA]] [a](anna.md)", "[[Anna]] [[Anna]] [a](Anna.md)"),
        ("x/anna.md", "x/Anna.md", "[[X/anna]]", "[[X/Anna]]"),
        # names with dots
        ("Версия 1.2.md", "Версия 1.3", "[[Версия 1.2]]", "[[Версия 1.3]]"),
        ("A.md", "A.v2", "[[A]] [[A.md]]", "[[A.v2]] [[A.v2.md]]"),
        # attachments keep their extension
        (
            "a/Фото.png",
            "Кадр",
            "![[Фото.png|100]] ![](a/Фото.png)",
            "![[Кадр.png|100]] ![](a/Кадр.png)",
        ),
        ("a/p.pdf", "q.pdf", "[[p.pdf#page=3]]", "[[q.pdf#page=3]]"),
        ("a/P.PNG", "Q", "![[p.png]]", "![[Q.PNG]]"),
        ("m.canvas", "n", "[[m.canvas]] [[m]]", "[[n.canvas]] [[m]]"),
    ],
)
def test_names_are_written_as_their_link_writes_them(
    old: str, new: str, before: str, after: str
) -> None:
    assert relinked(before, old, new) == after


# --- moves


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[A]]", "[[A]]"),
        ("[[x/A]]", "[[y/z/A]]"),
        ("[[X/a]]", "[[y/z/a]]"),
        ("[[/x/A]]", "[[/y/z/A]]"),
        ("[[./x/A]]", "[[./y/z/A]]"),
        ("[t](x/A.md)", "[t](y/z/A.md)"),
        ("[t](A.md)", "[t](A.md)"),
    ],
)
def test_a_link_to_a_note_that_moves_keeps_its_way(before: str, after: str) -> None:
    assert relinked(before, "x/A.md", "y/z/") == after


@pytest.mark.parametrize(
    ("setting", "before", "after"),
    [
        ("shortest", "[[A]] [t](A.md)", "[[A]] [t](A.md)"),
        ("absolute", "[[A]] [t](A.md)", "[[y/A]] [t](y/A.md)"),
        ("relative", "[[A]] [t](A.md)", "[[y/A]] [t](y/A.md)"),
    ],
)
def test_where_the_style_cannot_be_told_the_setting_says_it(
    setting: str, before: str, after: str
) -> None:
    settings = {".obsidian/app.json": json.dumps({"newLinkFormat": setting})}
    assert relinked(before, "A.md", "y/", **settings) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[#One]] [t](#One) [[#^b]]", "[[#One]] [t](#One) [[#^b]]"),
        ("[t](../y/N.md)", "[t](../../y/N.md)"),
        ("[t](<../y/N.md#h>)", "[t](<../../y/N.md#h>)"),
        ("[t](./M.md)", "[t](../../x/M.md)"),
        ("![](pic/i.png)", "![](../../x/pic/i.png)"),
        ("![](../x/pic/i.png)", "![](../../x/pic/i.png)"),
        ("[[M]] [t](M.md) [[y/N]]", "[[M]] [t](M.md) [[y/N]]"),
        ("[t](../nowhere.md)", "[t](../nowhere.md)"),
        ("[[A]] [[x/A]] [t](A.md)", "[[A]] [[z/w/A]] [t](A.md)"),
    ],
)
def test_links_inside_a_note_that_moves_follow(before: str, after: str) -> None:
    files = {"x/A.md": before, "x/M.md": "", "y/N.md": "# h", "x/pic/i.png": ""}
    renaming, left = renamed(files, "x/A", "z/w/")
    assert renaming.refused == ()
    assert left["z/w/A.md"] == after


def test_a_folder_goes_with_all_that_leads_there_and_out() -> None:
    files = {
        "S.md": "[[A]] [[x/A]] [[x/y/B]] [[y/B]] [t](x/y/B.md) ![[i.png]] ![[x/i.png]]",
        "x/A.md": "[[B]] [[y/B]] [t](./y/B.md) [t](../S.md) ![](i.png)",
        "x/y/B.md": "[t](../A.md) [t](../../S.md) [[#h]]",
        "x/i.png": "",
        "other/C.md": "[t](../x/A.md)",
        "m.canvas": json.dumps({"nodes": [{"id": "1", "type": "file", "file": "x/y/B.md"}]}),
    }
    renaming, left = renamed(files, "x/", "Новая/z/")
    assert renaming.refused == ()
    assert left == {
        "S.md": "[[A]] [[Новая/z/A]] [[Новая/z/y/B]] [[y/B]] [t](Новая/z/y/B.md) ![[i.png]] "
        "![[Новая/z/i.png]]",
        "Новая/z/A.md": "[[B]] [[y/B]] [t](./y/B.md) [t](../../S.md) ![](i.png)",
        "Новая/z/y/B.md": "[t](../A.md) [t](../../../S.md) [[#h]]",
        "Новая/z/i.png": "",
        "other/C.md": "[t](../Новая/z/A.md)",
        "m.canvas": json.dumps(
            {"nodes": [{"id": "1", "type": "file", "file": "Новая/z/y/B.md"}]}, ensure_ascii=False
        ),
    }
    assert [(move.path, move.to) for move in renaming.plan.moves] == [("x", "Новая/z")]
    assert (renaming.old, renaming.new, renaming.rewritten, renaming.notes) == (
        "x/",
        "Новая/z/",
        8,
        5,
    )


# --- canvases


def test_in_a_canvas_only_the_strings_change() -> None:
    canvas = (
        '{"nodes":[\n\t{"id":"1", "file" : "x\\/A.md","type":"file","subpath":"#One","x":1.0},\n'
        '\t{"type":"text","text":"See \\"[[A|\\u0410]]\\"\\n[t](x/A.md) `[[A]]`","id":"2"},\n'
        '\t{"type":"text","text":"[[\\u0041]]"}, {"type":"link","url":"x/A.md"},'
        ' {"type":"group","label":"[[A]]"}],"edges":[], "nodesx":[{"file":"x/A.md"}]}\n'
    )
    _, left = renamed({"m.canvas": canvas, "x/A.md": ""}, "A", "Б")
    assert left["m.canvas"] == (
        '{"nodes":[\n\t{"id":"1", "file" : "x/Б.md","type":"file","subpath":"#One","x":1.0},\n'
        '\t{"type":"text","text":"See \\"[[\\u0411|\\u0410]]\\"\\n[t](x/\\u0411.md) `[[A]]`",'
        '"id":"2"},\n'
        '\t{"type":"text","text":"[[\\u0411]]"}, {"type":"link","url":"x/A.md"},'
        ' {"type":"group","label":"[[A]]"}],"edges":[], "nodesx":[{"file":"x/A.md"}]}\n'
    )


def test_a_broken_canvas_is_left_alone() -> None:
    files = {"m.canvas": '{"nodes":[{"type":"file","file":"A.md"}', "A.md": ""}
    _, left = renamed(files, "A", "B")
    assert left["m.canvas"] == files["m.canvas"]


# --- winners


@pytest.mark.parametrize(
    ("files", "old", "new", "after"),
    [
        # a bare name gets a second bearer, which would win: the link gets longer
        (
            {"S.md": "[[N]]", "x/N.md": "", "A.md": ""},
            "A",
            "N",
            {"S.md": "[[x/N]]"},
        ),
        # one that loses leaves the link as it is
        (
            {"x/S.md": "[[N]]", "x/N.md": "", "A.md": ""},
            "A",
            "y/N",
            {"x/S.md": "[[N]]"},
        ),
        # the file at the root needs its slash
        (
            {"S.md": "[[N]] [[/N]]", "N.md": "", "x/A.md": "[[N]]"},
            "N",
            "x/",
            {"S.md": "[[N]] [[/x/N]]", "x/A.md": "[[N]]"},
        ),
        # the winner goes: the link must not fall to the other
        (
            {"S.md": "[[N]]", "N.md": "", "x/N.md": ""},
            "/N.md"[1:],
            "M",
            {"S.md": "[[M]]"},
        ),
        # the source goes away from the note that won because it was near
        (
            {"x/S.md": "[[N]]", "x/N.md": "", "a/N.md": ""},
            "x/S.md",
            "a/",
            {"a/S.md": "[[x/N]]"},
        ),
        # a part of a path that another file now answers
        (
            {"S.md": "[[b/N]]", "long/b/N.md": "", "A.md": ""},
            "A",
            "b/N",
            {"S.md": "[[long/b/N]]"},
        ),
        # x.canvas.md answers to [[x.canvas]] until there is an x.canvas
        (
            {"S.md": "[[x.canvas]]", "x.canvas.md": "", "y.canvas": "{}"},
            "y.canvas",
            "x",
            {"S.md": "[[x.canvas.md]]"},
        ),
        # a name of two notes is written with its folder
        (
            {"S.md": "[[A]]", "x/A.md": "", "y/B.md": ""},
            "A",
            "B",
            {"S.md": "[[x/B]]"},
        ),
        # and one that was, by its name once that is enough
        (
            {"S.md": "[[x/A]]", "x/A.md": "", "y/A.md": ""},
            "x/A.md",
            "B",
            {"S.md": "[[B]]"},
        ),
        # Markdown links have the same resolver
        (
            {"x/S.md": "[t](N.md)", "x/N.md": "", "A.md": ""},
            "A",
            "N",
            {"x/S.md": "[t](x/N.md)"},
        ),
        # twins are told apart by their spelling
        (
            {"S.md": "[[x/a]] [[x/A]]", "x/a.md": "", "x/A.md": ""},
            "x/A.md",
            "x/Б.md",
            {"S.md": "[[x/a]] [[Б]]"},
        ),
    ],
)
def test_a_link_whose_winner_would_change_says_more(
    files: dict[str, str], old: str, new: str, after: dict[str, str]
) -> None:
    renaming, left = renamed(files, old, new)
    assert renaming.refused == ()
    assert {name: left[name] for name in after} == after


def test_a_link_that_led_nowhere_is_said_and_left() -> None:
    files = {"S.md": "a\n[[B]] [[b]] [t](B.md) `[[B]]`", "A.md": ""}
    renaming, left = renamed(files, "A", "B")
    assert left["S.md"] == files["S.md"]
    assert [
        (each.code, each.path, each.line, each.args["path"]) for each in renaming.plan.diagnostics
    ] == [("link-begins-to-lead", "S.md", 2, "B.md")] * 3


# --- what is refused


@pytest.mark.parametrize(
    "new",
    [
        "", " ", "a/", "..", "../A", "a/../A", "/A", "./A", "a//A", ".A", ".obsidian/A", "a/.b/A",
        "A#", "A^1", "A|B", "[[A", "A]", "a:b", "a\\b", "a*", "a?", 'a"b', "a<b", "a>b", "%%a",
        "CON", "nul", "com1.x", "A.", "A ", " A", "a /B", "a./B", "a\0b", "a\nb", "a\u202eb",
        "я" * 127, "C:/A", "C:A", "A.md", "a", "B.md", "b", "B", "x/c", "B.md/A", "A.canvas",
        "\ud800",
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused(new: str) -> None:
    if new in ("a/", "a"):
        return
    with pytest.raises(UsageError):
        renamed({"A.md": "", "B.md": "", "x/C.md": "[[A]]"}, "A.md" if new != "x/c" else "A", new)


@pytest.mark.parametrize("new", ["x/", "x/y/", "../z/", "y/", "Y/", "z/CON/", "B.md/", "/z/", "x"])
def test_a_folder_that_cannot_be_is_refused(new: str) -> None:
    with pytest.raises(UsageError):
        renamed({"x/A.md": "", "y/B.md": "", "B.md": ""}, "x/", new)


@pytest.mark.parametrize("old", ["Nothing", "nothing/", "x", ""])
def test_what_is_not_there_cannot_be_renamed(old: str) -> None:
    with pytest.raises(UsageError):
        renamed({"x/A.md": ""}, old, "B")


def test_a_name_that_was_odd_before_may_move_and_stay() -> None:
    _, left = renamed({"C# notes.md": "", "S.md": "[t](C%23%20notes.md)"}, "C# notes.md", "x/")
    assert left == {"x/C# notes.md": "", "S.md": "[t](C%23%20notes.md)"}


def test_a_link_that_cannot_be_written_stops_it_all() -> None:
    files = {"S.md": "one\n[[/A]] [[A]]", "A.md": "", "C# x/D.md": ""}
    renaming, left = renamed(files, "A", "C# x/")
    assert left == files
    assert not renaming.plan
    assert [
        (each.code, each.path, each.line, each.args["original"]) for each in renaming.refused
    ] == [("rename-refused", "S.md", 2, "[[/A]]")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[[A]] \xff", "not-utf8"),
        (b"[[A]]\n<<<<<<< ours\n", "conflict-marker"),
        (b"\0 [[A]]", "nul-byte"),
    ],
)
def test_a_note_that_must_not_be_edited_stops_it_all(data: bytes, code: str) -> None:
    renaming, _ = renamed({"S.md": data, "A.md": ""}, "A", "B")
    assert not renaming.plan
    assert [each.code for each in renaming.refused] == [code]


def test_such_a_note_stops_nothing_where_it_stays_as_it_is() -> None:
    renaming, _ = renamed({"S.md": b"[[A]] \xff", "A.md": ""}, "A", "x/")
    assert [move.to for move in renaming.plan.moves] == ["x/A.md"]


def test_properties_that_repeat_themselves_stop_it_all() -> None:
    files = {"S.md": '---\na: &x "[[A]]"\nb: *x\n---\n', "A.md": ""}
    renaming, _ = renamed(files, "A", "B")
    assert [each.code for each in renaming.refused] == ["rename-refused"] * 2


# --- the theorem

NAMES = ("A", "B", "N", "É", "ё", "a b", "x.canvas", "n")
FOLDERS = ("", "x/", "y/", "x/y/", "N/")
ENDINGS = (".md", ".md", ".md", ".png", ".canvas")
paths = st.builds(
    "{}{}{}".format, st.sampled_from(FOLDERS), st.sampled_from(NAMES), st.sampled_from(ENDINGS)
)
targets = st.one_of(
    st.sampled_from(NAMES),
    paths,
    paths.map(lambda path: path.removesuffix(".md")),
    st.builds("{}{}".format, st.sampled_from(("/", "./", "../", "../x/")), paths),
)
forms = st.sampled_from(
    (
        "[[{0}]]",
        "![[{0}]]",
        "[[{0}|shown]]",
        "[[{0}#One]]",
        "[[{0}#^id|d]]",
        "[t](<{0}>)",
        "[t](<{0}#One> 'title')",
        "# See [[{0}]]",
        "[[{0}#See {1}]]",
        "[[#See {1}]]",
        "`[[{0}]]`",
        "| a | b |\n|--|--|\n| [[{0}\\|x]] | {0} |",
        "%% [[{0}]] %%",
    )
)
lines = st.builds(str.format, forms, targets, targets)
texts = st.builds(
    "{}{}\n".format,
    st.one_of(
        st.just(""),
        st.builds("---\nrel: [\"[[{}]]\", x]\none: '[[{}|d]]'\n---\n".format, targets, targets),
    ),
    st.lists(lines, max_size=4).map("\n\n".join),
)
cards = st.one_of(
    st.builds(lambda path: {"type": "file", "file": path, "subpath": "#One"}, paths),
    st.builds(lambda line: {"type": "text", "text": line}, lines),
)
canvases = st.lists(cards, max_size=3).map(lambda nodes: json.dumps({"nodes": nodes}))


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    places = draw(st.lists(paths, min_size=1, max_size=7, unique_by=str.lower))
    files = {
        place: draw(canvases if place.endswith(".canvas") else texts) if place[-1] != "g" else ""
        for place in places
    }
    setting = draw(st.sampled_from(("shortest", "relative", "absolute")))
    return {**files, ".obsidian/app.json": json.dumps({"newLinkFormat": setting})}


@given(vaults(), st.data())
def test_every_link_means_what_it_meant(files: dict[str, str], data: st.DataObject) -> None:
    visible = [name for name in files if not name.startswith(".")]
    folders = sorted({f"{name.rpartition('/')[0]}/" for name in visible if "/" in name})
    old = data.draw(st.sampled_from(visible + folders))
    new = data.draw(
        st.one_of(
            st.sampled_from(NAMES),
            st.sampled_from(["x/", "y/", "z/", "x/y/", "Z", "x/z/"]),
            st.builds("{}{}".format, st.sampled_from(FOLDERS), st.sampled_from(NAMES)),
        )
    )
    try:
        renaming, left = renamed(files, old, new)
    except UsageError:
        assume(False)
    if renaming.refused:
        return
    before = {name: text for name, text in files.items() if name in visible}
    now = {name: text for name, text in left.items() if not name.startswith(".")}
    (move,) = renaming.plan.moves
    newly = sum(1 for each in renaming.plan.diagnostics if each.code == "link-begins-to-lead")
    expected = expected_meanings(before, move.path, move.to)
    found = meanings(now)
    assert [path for path, _ in found] == [path for path, _ in expected]
    for (_, wanted), (_, means) in zip(expected, found, strict=True):
        assert len(wanted) == len(means)
        for one, other in zip(wanted, means, strict=True):
            if one[0] is not None or other[0] is None:
                assert other == one
            else:
                newly -= not one[-1]
    assert newly == 0


# --- the old name as an alias


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("text", "---\naliases:\n  - A\n---\ntext"),
        ("---\naliases: [x]\nk: '[[A]]'\n---\n", "---\naliases: [x, A]\nk: '[[B]]'\n---\n"),
        ("---\nk: 1 # c\n---\r\n", "---\nk: 1 # c\naliases:\n  - A\n---\r\n"),
        ("---\naliases: a\n---\n", "---\naliases: a\n---\n"),
    ],
)  # fmt: skip
def test_the_old_name_can_stay_as_an_alias(before: str, after: str) -> None:
    files = {"x/A.md": before, "S.md": "[[A]]"}
    renaming, left = renamed(files, "A", "B", plan_rename_with_alias)
    assert renaming.refused == ()
    assert left == {"S.md": "[[B]]", "x/B.md": after}


@pytest.mark.parametrize("old", ["x/", "p.png", "m.canvas"])
def test_only_a_note_can_have_an_alias(old: str) -> None:
    with pytest.raises(UsageError):
        renamed({"x/A.md": "", "p.png": "", "m.canvas": "{}"}, old, "B", plan_rename_with_alias)


@pytest.mark.parametrize("new", ["a", "x/"])
def test_a_note_that_keeps_its_name_needs_no_alias(new: str) -> None:
    with pytest.raises(UsageError, match="keeps its name"):
        renamed({"A.md": ""}, "A", new, plan_rename_with_alias)


def test_properties_that_cannot_take_an_alias_stop_it_all() -> None:
    renaming, _ = renamed({"A.md": "---\naliases: {a: b\n---\n"}, "A", "B", plan_rename_with_alias)
    assert len(renaming.refused) == 1
    assert not renaming.plan
