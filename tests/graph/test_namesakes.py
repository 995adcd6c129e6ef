"""Many files of one name: what is found is what a look through all of them finds, without one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.notes import paths
from vaultkit.graph.moving import Moving
from vaultkit.graph.namesakes import IndexedFile, namesakes_of
from vaultkit.graph.resolve import NameIndex
from vaultkit.model.links import Ambiguous, Found, Missing, Resolution, unresolved_name
from vaultkit.model.paths import VaultPath, name_key

# Case and Unicode form apart, letters that get longer or look around when they become small, and
# names that end with one another.
FOLDERS = ["a", "A", "ab", "й", "и\u0306", "Й", "İ", "i\u0307", "ΑΣ", "ας", "ασ", "📥", "\u0306"]
NAMES = ["a", "A", "aa", "й", "И\u0306", "İ", "i\u0307", "ΑΣ", "ας", "\u0306", "1.2"]
SEGMENTS = st.sampled_from(FOLDERS)
FILES = st.lists(
    st.builds(
        lambda folders, name: VaultPath("/".join([*folders, name + ".md"])),
        st.lists(SEGMENTS, max_size=3),
        st.sampled_from(NAMES),
    ),
    min_size=1,
    max_size=25,
)
TARGETS = st.builds(
    lambda before, folders, name: before + "/".join([*folders, name]),
    st.sampled_from(["", "", "", "/", "./", "../", "../../"]),
    st.lists(SEGMENTS, max_size=3),
    st.sampled_from([*NAMES, *(f"{name}.md" for name in NAMES)]),
)


def spelled_path(source: VaultPath, target: str) -> str | None:
    """The path that a link spells from the root, or its end; None where it climbs too far."""
    if not target.startswith(("./", "../")):
        return target.removeprefix("/")
    segments = source.folder.split("/") if source.folder else []
    for segment in target.split("/"):
        if segment == ".." and not segments:
            return None
        if segment == "..":
            segments.pop()
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


def slowly(files: Sequence[VaultPath], source: VaultPath, target: str) -> Resolution:
    """RS-02 to RS-11 by looking through all files, again for each question."""
    missing = Missing(name_key(unresolved_name(target)))
    last = name_key(target.rpartition("/")[2])
    for ending in ("", ".md"):
        named = sorted(map(IndexedFile.of, {f for f in files if name_key(f.name) == last + ending}))
        if named and (ending or "." in last):
            break
    wanted = spelled_path(source, target)
    if "/" not in target and len(named) == 1:
        return Found(named[0].path)
    if not named or wanted is None:
        return missing
    wanted += ending
    key = name_key(wanted)
    if target.startswith(("/", "./", "../")):
        named = [file for file in named if file.key == key]
    elif "/" in target:
        named = [file for file in named if ("/" + file.key).endswith("/" + key)]
    if not named:
        return missing
    home = name_key(source.folder) + "/" if source.folder else ""
    near = [file for file in named if file.key == key]
    near = near or [file for file in named if file.key.startswith(home)] or named
    twins = [file.path for file in near if file.key == near[0].key]
    winner = next((path for path in twins if path.endswith(wanted)), twins[0])
    if "/" in target and (len(named) == 1 or winner.key == key):
        return Found(winner)
    return Ambiguous(winner, tuple(sorted(file.path for file in named)))


@given(FILES, st.lists(st.tuples(TARGETS, st.integers(0)), min_size=1, max_size=10))
def test_a_link_leads_where_a_look_through_all_files_leads(
    files: list[VaultPath], links: list[tuple[str, int]]
) -> None:
    index = NameIndex.of(files)
    for target, at in links:
        source = files[at % len(files)]
        assert index.resolve(source, target) == slowly(files, source, target)


@given(FILES, st.data())
def test_what_was_asked_before_does_not_matter(files: list[VaultPath], data: st.DataObject) -> None:
    asked = NameIndex.of(files)
    for target in data.draw(st.lists(TARGETS, max_size=5)):
        asked.resolve(files[0], target)
    assert asked == NameIndex.of(files)
    target = data.draw(TARGETS)
    assert asked.resolve(files[0], target) == NameIndex.of(files).resolve(files[0], target)


@given(FILES, SEGMENTS, st.data())
def test_a_rename_resolves_as_if_all_names_were_read_again(
    files: list[VaultPath], folder: str, data: st.DataObject
) -> None:
    moved = {
        path: VaultPath(f"{folder}/moved {at}/{path.name}")
        for at, path in enumerate(data.draw(st.lists(st.sampled_from(files), unique=True)))
    }
    after = [moved.get(path, path) for path in files]
    target = data.draw(TARGETS)
    found = Moving.of(NameIndex.of(files), moved).after.resolve(after[0], target)
    assert found == NameIndex.of(after).resolve(after[0], target)


def test_a_path_is_found_by_its_spelling_else_by_its_key() -> None:
    files = namesakes_of(paths("x/Й.md", "x/й.md", "Й.md", ".y/Й.md"))
    found = [files.find_at(path) for path in ("x/й.md", "x/И\u0306.md", "Й.md", "y/Й.md")]
    assert [file and file.path for file in found] == ["x/й.md", "x/Й.md", "Й.md", None]


def steps_of(action: Callable[[], object]) -> int:
    """Those of Python's machine: every file that is looked at takes some."""
    steps = 0

    def counted(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        action()
    finally:
        sys.settrace(before)
    return steps


def spellings(count: int) -> list[str]:
    """One name in so many ways, as far as its case goes."""
    letters = "abcdefghij"
    return [
        "".join(c.upper() if number >> at & 1 else c for at, c in enumerate(letters))
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("{n}/README.md", "README"),
        ("{n}/README.md", "{n}/README"),
        ("{n}/docs/README.md", "docs/README"),
        ("{n}/docs/README.md", "./README"),
        ("{n}/docs/README.md", "/{n}/docs/README"),
        ("{n}/README.md", "nowhere/README"),
        ("all/{spelling}.md", "{spelling}"),
        ("all/{spelling}.md", "all/{spelling}"),
    ],
)
def test_where_six_times_as_many_share_a_name_a_link_costs_as_much(file: str, link: str) -> None:
    def steps_of_each(count: int) -> float:
        words = [{"n": n, "spelling": spelling} for n, spelling in enumerate(spellings(count))]
        files = [VaultPath(file.format_map(each)) for each in words]
        links = [link.format_map(each) for each in words]

        def resolve_all() -> None:
            index = NameIndex.of(files)
            for source, target in zip(files, links, strict=True):
                index.resolve(source, target)

        return steps_of(resolve_all) / count

    assert steps_of_each(360) < 1.2 * steps_of_each(60)
