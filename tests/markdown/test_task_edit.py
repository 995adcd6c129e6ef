"""Tasks marked as done, byte for byte."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.markdown.task_edit import RECURS, TasksDone, complete_tasks
from vaultkit.model.paths import VaultPath

DAY = date(2026, 12, 1)


def done(
    data: bytes, *lines: int, style: Literal["emoji", "dataview"] = "emoji", path: str = "A.md"
) -> TasksDone:
    outcome = complete_tasks(decode(VaultPath(path), data), lines or (1,), DAY, style)
    assert isinstance(outcome, TasksDone)
    return outcome


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [ ] смета", "- [x] смета ✅ 2026-12-01"),
        ("* [ ] смета 📅 2026-11-26", "* [x] смета 📅 2026-11-26 ✅ 2026-12-01"),
        ("1. [/] смета  ", "1. [x] смета ✅ 2026-12-01  "),
        ("+ [ ]   two ^id-1", "+ [x]   two ✅ 2026-12-01 ^id-1"),
        ("- [ ] two ^id-1 \t", "- [x] two ✅ 2026-12-01 ^id-1 \t"),
        ("> - [ ] in a quote", "> - [x] in a quote ✅ 2026-12-01"),
        ("- [ ] a [due:: 2026-11-26]", "- [x] a [due:: 2026-11-26] [completion:: 2026-12-01]"),
        ("- [ ] a (due:: 2026-11-26)", "- [x] a (due:: 2026-11-26) (completion:: 2026-12-01)"),
        ("- [ ] a [срок:: 2026-11-26]", "- [x] a [срок:: 2026-11-26] [completion:: 2026-12-01]"),
        ("- [ ] a [due:: x] ⏫", "- [x] a [due:: x] ⏫ ✅ 2026-12-01"),
        ("- [ ] a ✅ 2025-01-01 b", "- [x] a ✅ 2026-12-01 b"),
        ("- [ ] a [completion:: 2025-01-01]", "- [x] a [completion:: 2026-12-01]"),
        ("- [ ] a [completion:: ]", "- [x] a [completion:: 2026-12-01]"),
        ("- [ ] a\\\n  b", "- [x] a ✅ 2026-12-01\\\n  b"),
        ("- [х] кириллицей", "- [x] кириллицей ✅ 2026-12-01"),
        ("- [🔥] with a flame", "- [x] with a flame ✅ 2026-12-01"),
        ("- [ ] [x] odd", "- [x] [x] odd ✅ 2026-12-01"),
    ],
)
def test_the_box_and_the_day_are_written_and_nothing_else(before: str, after: str) -> None:
    for end in ("\n", "\r\n", "\r", ""):
        around = [f"# A{end}{end}", f"{end}{end}- [ ] other{end}" if end else ""]
        line = 3 if end else 1
        data = ((around[0] if end else "") + before + around[1]).encode()
        meant = ((around[0] if end else "") + after + around[1]).encode()
        outcome = done(data, line)
        assert (outcome.data.decode(), outcome.refusal) == (meant.decode(), None)


@pytest.mark.parametrize("text", ["a", "a #tag", "a ^id"])
def test_without_a_day_of_its_own_a_line_gets_it_in_the_vault_s_style(text: str) -> None:
    assert b"[completion:: 2026-12-01]" in done(f"- [ ] {text}".encode(), style="dataview").data
    assert "✅ 2026-12-01".encode() in done(f"- [ ] {text}".encode(), style="emoji").data


def test_several_are_done_at_once_and_nested_ones_stay() -> None:
    data = b"- [ ] a\n    - [ ] b\n- [x] c\n\n- [ ] d\n"
    outcome = done(data, 5, 1, 1)
    assert outcome.data.decode() == (
        "- [x] a ✅ 2026-12-01\n    - [ ] b\n- [x] c\n\n- [x] d ✅ 2026-12-01\n"
    )
    assert [(task.line, task.text, task.status) for task in outcome.tasks] == [
        (1, "a", " "),
        (5, "d", " "),
    ]


def test_what_is_done_already_stays_as_it_is() -> None:
    data = b"- [X] a\n- [x] b 2026\n"
    assert done(data, 1, 2).data == data


@pytest.mark.parametrize(
    "text", ["water 🔁 every day", "water [repeat:: every week]", "a (recurrence:: every day)"]
)
def test_what_recurs_is_refused_with_all_others(text: str) -> None:
    data = f"- [ ] a\n- [ ] {text} 📅 2026-11-26\n".encode()
    outcome = done(data, 1, 2)
    assert outcome.data == data
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.line) == ("action-refused", 2)
    assert outcome.refusal.args == {"reason": RECURS}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (b"- [ ] a\n<<<<<<< HEAD\n>>>>>>> x\n", "A.md", "conflict-marker"),
        (b"- [ ] a \xff\n", "A.md", "not-utf8"),
        (b"- [ ] a\n", "A.sync-conflict-20260101-120000-ABCDEFG.md", "sync-conflict"),
    ],
)
def test_files_that_no_command_edits_are_refused(data: bytes, path: str, code: str) -> None:
    outcome = done(data, path=path)
    assert outcome.refusal is not None
    assert (outcome.data, outcome.refusal.code) == (data, code)


@pytest.mark.parametrize(
    "data",
    [
        b"text\n",
        b"",
        b"```\n- [ ] a\n```\n",
        b"%%\n- [ ] a\n%%\n",
        b"- [] a\n",
        b"<!-- vaultkit:begin actions 00000000 -->\n- [ ] a\n<!-- vaultkit:end actions -->\n",
    ],
)
def test_a_line_without_a_task_is_told(data: bytes) -> None:
    for line in (1, 2, 99):
        assert complete_tasks(decode(VaultPath("A.md"), data), [line], DAY, "emoji") == line


_LINE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
    st.sampled_from(
        ["- [ ] a", "    - [ ] b ^x", "> - [/] c", "- [ ] d [due:: 2026-01-01]", "```", "%%", "---"]
    ),
)


@given(st.lists(_LINE, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_whatever_the_note_the_tasks_asked_for_are_done_and_nothing_else_is_touched(
    lines: list[str], end: str, choice: st.DataObject
) -> None:
    data = end.join(lines).encode()
    note = read(decode(VaultPath("A.md"), data))
    own = [task.line for task in note.tasks if task.region is None]
    if not own:
        return
    line = choice.draw(st.sampled_from(own))
    outcome = done(data, line)
    if outcome.refusal is not None:
        assert outcome.data == data
        return
    after = read(decode(VaultPath("A.md"), outcome.data))
    closed = [task.line for task in after.tasks if task.status in "xX"]
    was_closed = [task.line for task in note.tasks if task.status in "xX"]
    assert sorted({*closed} - {*was_closed} | {line}) == [line]
    inserted = len(outcome.data) - len(data)
    assert inserted <= len(" ✅ 2026-12-01".encode()) + 12
