"""Links that vaultkit writes into notes lead where they should, whatever files are called."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.app.note_links import NoteLinks
from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.config import ObsidianSettings
from vaultkit.model.paths import VaultPath

FORMATS = ("shortest", "relative", "absolute")
SETTINGS = [
    ObsidianSettings(use_markdown_links=markdown, new_link_format=form)  # type: ignore[arg-type]
    for markdown, form in product((False, True), FORMATS)
]
PIECES = (
    *("Анна", "Plan", "C#", "a b", "[x]", "a|b", "50%", "(y)", "`z`", "$5", "__i__", "v1.2"),
    *("x^2", "&amp;", "<b>", "~~q~~", "%%c%%", "==h==", "a:b", "1. n", "🦉", "x.canvas"),
)
NAMES = st.builds(" ".join, st.lists(st.sampled_from(PIECES), min_size=1, max_size=2))
PATHS = st.builds(
    lambda folder, name: VaultPath(f"{folder}{name}.md"),
    st.sampled_from(("", "Notes/", "Notes/Deep/", "Темы/")),
    NAMES,
)
TITLES = NAMES | st.text(max_size=20)


@given(PATHS, PATHS, st.sets(PATHS, max_size=4), TITLES, st.none() | TITLES)
def test_a_link_is_read_back_as_what_was_meant(
    source: VaultPath, target: VaultPath, others: set[VaultPath], title: str, heading: str | None
) -> None:
    names = NameIndex.of({source, target, *others})
    for settings in SETTINGS:
        written = NoteLinks(source, names, settings).link(target, title, heading=heading)
        note = read(decode(source, f"- {written}\n".encode()))
        (link,) = note.links
        assert path_of(names.resolve(source, link.target)) == target, written
        assert link.block is None
        assert (note.tags, note.tasks, note.headings) == ((), (), ())


@pytest.mark.parametrize(
    ("path", "title", "settings", "written"),
    [
        ("Анна.md", "Анна", SETTINGS[0], "[[Анна]]"),
        ("Темы/Анна.md", "Аня", SETTINGS[0], "[[Анна|Аня]]"),
        ("Темы/Plan.md", "Plan", SETTINGS[0], "[[Темы/Plan|Plan]]"),
        ("C#.md", "C#", SETTINGS[0], "[C\\#](C%23.md)"),
        ("Анна.md", "Анна [x]", SETTINGS[0], "[Анна \\[x\\]](Анна.md)"),
        ("Темы/Моя Анна.md", "Аня", SETTINGS[3], "[Аня](Моя%20Анна.md)"),
        ("Темы/Сеть.md", "Сеть", SETTINGS[1], "[[../Темы/Сеть|Сеть]]"),
    ],
)
def test_links_are_as_short_as_they_can_be(
    path: str, title: str, settings: ObsidianSettings, written: str
) -> None:
    target = VaultPath(path)
    names = NameIndex.of({target, VaultPath("Plan.md"), VaultPath("Notes/X.md")})
    assert NoteLinks(VaultPath("Notes/X.md"), names, settings).link(target, title) == written
