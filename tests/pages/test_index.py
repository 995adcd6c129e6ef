"""The index pages of a vault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.pages.vault import NETWORK, pages, views
from tests.pages.write_golden import FOLDER, golden_text
from vaultkit.graph.subpath import subpath_ok
from vaultkit.language.brief_words import LACKS
from vaultkit.language.catalog import catalog
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath, name_key
from vaultkit.model.views import IndexViews, MeetingView, Mention, NoteRef, TagView, TopicView
from vaultkit.pages.engine import templates_root
from vaultkit.pages.index import page_paths, render_pages
from vaultkit.pages.page import bears_mark, page_state
from vaultkit.pages.words import KIND_COUNTS

FIXED = {
    "_index/index-home.md",
    "_index/index-topics.md",
    "_index/index-topic-map.md",
    "_index/index-contacts.md",
    "_index/index-meetings.md",
    "_index/index-tags.md",
    "_index/index-backlinks.md",
    "_index/index-actions.md",
    "_index/index-unresolved.md",
    "_index/index-orphans.md",
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("name", "files"), [("network", NETWORK), ("empty", {})])
def test_pages_are_as_they_were(
    name: str, files: Mapping[str, str], language: Literal["en", "ru"]
) -> None:
    expected = (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert golden_text(pages(files, language)) == expected


def test_an_empty_vault_has_every_page_and_each_says_something() -> None:
    empty = pages({}, "en")
    assert empty.keys() == FIXED
    for text in empty.values():
        assert len(text.split("---\n", 2)[2].split()) > 8


def test_pages_are_the_same_whatever_the_order_of_the_files() -> None:
    assert pages(dict(reversed(NETWORK.items()))) == pages(NETWORK)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_ends_with_one_line_end_and_bears_its_mark(language: Literal["en", "ru"]) -> None:
    for path, text in pages(NETWORK, language).items():
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\n\n\n" not in text
        assert "\r" not in text
        assert not re.search(r"[ \t]\n", text), path
        state = page_state(text.encode())
        assert (state.ours, state.edited) == (True, False)
        assert text.split("\n")[4].startswith("# ")


def _links(path: str, text: str) -> Iterator[str]:
    """Where the links of a page lead, as paths of the vault."""
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        for child in token.children or ():
            if child.type == "link_open":
                way = str(child.attrs["href"]).split("#")[0]
                yield _joined(path, unquote(way))


def _joined(path: str, way: str) -> str:
    segments = path.split("/")[:-1]
    for segment in way.split("/"):
        if segment == "..":
            segments.pop()
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


@pytest.mark.parametrize("max_entries", [1, 3, 1000])
def test_every_link_of_a_page_leads_to_a_file(max_entries: int) -> None:
    rendered = pages(NETWORK, max_entries=max_entries)
    for path, text in rendered.items():
        for target in _links(path, text):
            assert target in rendered or target in NETWORK, path


def test_every_link_to_a_heading_finds_it() -> None:
    found = 0
    for text in pages(NETWORK).values():
        for path, fragment in re.findall(r"\]\(<(?:\.\./)+([^>#]*)#([^>]*)>\)", text):
            target = unquote(path)
            note = read(decode(VaultPath(target), NETWORK[target].encode()))
            assert subpath_ok(note, unquote(fragment), None), fragment
            found += 1
    assert found > 10


@pytest.mark.parametrize("max_entries", [1, 3, 1000])
def test_every_page_can_be_reached_from_home(max_entries: int) -> None:
    rendered = pages(NETWORK, max_entries=max_entries)
    reached, new = set(), {"_index/index-home.md"}
    while new:
        reached |= new
        new = {
            to for path in new for to in _links(path, rendered[path]) if to in rendered
        } - reached
    assert reached == rendered.keys()


@pytest.mark.parametrize("max_entries", [1, 1000])
def test_vaultkit_reads_no_tags_tasks_or_blocks_from_its_pages(max_entries: int) -> None:
    for path, text in pages(NETWORK, max_entries=max_entries).items():
        note = read(decode(VaultPath(path), text.encode()))
        assert (note.tags, note.tasks, note.blocks, note.comments) == ((), (), (), ())
        assert (note.callouts, note.footnotes, note.regions, note.error) == ((), (), (), False)
        assert bears_mark(text.encode())
        assert {link.form for link in note.links} <= {"markdown"}


def test_without_backlinks_no_page_speaks_of_them() -> None:
    rendered = render_pages(views(NETWORK, backlinks="off"), "en")
    assert not [page.path for page in rendered if "backlinks" in page.path]
    assert not [page.path for page in rendered if b"acklinks" in page.data]


@pytest.mark.parametrize("folder", ["_index", "Служебное/Указатель", "#a [b]"])
def test_the_folder_may_be_any(folder: str) -> None:
    rendered = {page.path: page.data for page in render_pages(views(NETWORK, folder=folder), "en")}
    assert all(path.startswith(folder + "/") for path in rendered)
    for path, data in rendered.items():
        for target in _links(path, data.decode()):
            assert target in rendered or target in NETWORK


# --- splitting


def _topics(*titles: str) -> IndexViews:
    refs = (NoteRef(VaultPath(f"Темы/{title}.md"), title) for title in titles)
    return IndexViews(topics=tuple(TopicView(ref) for ref in refs), max_entries=2)


def _text(of: IndexViews, path: str) -> str:
    return {page.path: page.data.decode() for page in render_pages(of, "ru")}[VaultPath(path)]


def test_a_long_list_becomes_an_overview_that_links_to_its_parts() -> None:
    split = _topics("Анна", "Арфа", "Бук")
    overview = _text(split, "_index/index-topics.md")
    assert (
        "- [А](<./index-topics-а.md>) — 2 записи\n- [Б](<./index-topics-б.md>) — 1 запись\n"
        in overview
    )
    part = _text(split, "_index/index-topics-а.md")
    assert (
        "# Темы: А\n\n[Указатель хранилища](<./index-home.md>) › [Темы](<./index-topics.md>)\n"
        in part
    )
    assert "- [Анна](<../Темы/Анна.md>)\n- [Арфа](<../Темы/Арфа.md>)\n" in part


def test_a_part_that_is_still_too_long_is_split_by_the_next_letter() -> None:
    split = _topics("Анна", "Анита", "Арфа", "Бук")
    assert "[Ан](<./index-topics-ан.md>)" in _text(split, "_index/index-topics-а.md")
    assert "[Арфа]" in _text(split, "_index/index-topics-ар.md")


def test_meetings_are_split_by_year_then_month() -> None:
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 1, 5), date(2025, 7, 7)]
    refs = [NoteRef(VaultPath(f"{day}.md"), str(day)) for day in days]
    held = tuple(MeetingView(ref, day) for ref, day in zip(refs, days, strict=True))
    split = IndexViews(
        meetings=(*held, MeetingView(NoteRef(VaultPath("x.md"), "x"))), max_entries=2
    )
    rendered = {page.path: page.data.decode() for page in render_pages(split, "ru")}
    assert {path for path in rendered if "meetings-" in path} == {
        "_index/index-meetings-2026.md",
        "_index/index-meetings-2026-01.md",
        "_index/index-meetings-2026-03.md",
        "_index/index-meetings-2025.md",
        "_index/index-meetings-undated.md",
    }
    overview = rendered[VaultPath("_index/index-meetings.md")]
    assert re.findall(r"- \[(.*?)\]", overview) == ["2026", "2025", "Без даты"]


def test_the_files_of_an_ambiguous_name_count_as_entries_each() -> None:
    folders = ("А", "Б", "В")
    files = {f"{folder}/План.md": "" for folder in folders}
    files |= {f"{folder}/{folder}.md": "[[План]]" for folder in folders[:2]}
    home = pages(files, "en")["_index/index-home.md"]
    shown = re.search(r"(?ms)^- План.*?\n\n", home)
    assert shown
    assert shown[0] == (
        "- План — 3 files\n"
        "  - taken for [План (А/План)](<../А/План.md>)\n"
        "  - taken for [План (Б/План)](<../Б/План.md>)\n"
        "  - also fits [План (В/План)](<../В/План.md>)\n\n"
    )
    split = pages(files, "en", max_entries=2)
    assert "План — 3 files" not in split["_index/index-home.md"]
    assert sum(text.count("План — 3 files") for text in split.values()) == 3


def test_a_backlinks_page_is_split_under_its_own_name() -> None:
    files = {"Хаб.md": "", **{f"{name}.md": "[[Хаб]]" for name in ("Анна", "Арфа", "Бук")}}
    names = sorted(path for path in pages(files, max_entries=2) if "/to-" in path)
    assert [re.sub("[0-9a-f]{6}", "#", name) for name in names] == [
        "_index/backlinks/to-Хаб-#-а.md",
        "_index/backlinks/to-Хаб-#-б.md",
        "_index/backlinks/to-Хаб-#.md",
    ]


def test_of_two_lists_on_a_page_each_has_parts_of_its_own() -> None:
    notes = tuple(NoteRef(VaultPath(f"{name}.md"), name) for name in ("Анна", "Бук"))
    split = IndexViews(orphans=notes, dead_ends=notes, max_entries=2)
    rendered = {page.path: page.data.decode() for page in render_pages(split, "en")}
    assert {path for path in rendered if "orphans-" in path} == {
        "_index/index-orphans-а.md",
        "_index/index-orphans-б.md",
        "_index/index-orphans-dead-ends-а.md",
        "_index/index-orphans-dead-ends-б.md",
    }
    assert "# Dead ends: А\n" in rendered[VaultPath("_index/index-orphans-dead-ends-а.md")]


def test_a_tag_and_the_part_of_another_do_not_take_each_others_page() -> None:
    note = NoteRef(VaultPath("а.md"), "а")
    other = NoteRef(VaultPath("б.md"), "б")
    mentions = (Mention(note, text="1"), Mention(other, text="2"))
    split = IndexViews(
        tags=(TagView("x", "x", 2, 2, mentions), TagView("x-а", "x-а", 1, 1, mentions[:1])),
        max_entries=1,
    )
    rendered = {page.path: page.data.decode() for page in render_pages(split, "en")}
    assert "# Tag \\#x-а\n" in rendered[VaultPath("_index/tags/tag-x-а.md")]
    assert len([path for path in rendered if "/tag-" in path]) == 4


@pytest.mark.parametrize("max_entries", [1, 2, 5])
def test_no_page_shows_more_entries_than_it_may(max_entries: int) -> None:
    many = {f"Темы/{a}{b}.md": "[[Хаб]] [[нет]] #т\n- [ ] дело" for a in "абв" for b in "гдежз"}
    for path, text in pages(many, max_entries=max_entries).items():
        if "home" in path or "tag-map" in path:
            continue
        linked = [to for to in _links(path, text) if to in many]
        assert len(linked) <= max_entries * 2, path


# --- names and hostile notes


def test_case_and_unicode_twins_have_pages_of_their_own() -> None:
    twins = ("план", "План", "и\u0306од", "йод", "é", "e\u0301", "CON", "a" * 240, "a" * 239 + "b")
    files = {f"{folder}/{name}.md": "#" + name for folder in "AB" for name in twins}
    files["x.md"] = "".join(f"[[{path}]] " for path in files)
    paths = list(pages(files))
    assert len([path for path in paths if "/to-" in path]) == 2 * len(twins)
    assert len({name_key(path) for path in paths}) == len(paths)
    assert all(len(path.rsplit("/", 1)[-1].encode()) <= 255 for path in paths)


HOSTILE = st.lists(
    st.sampled_from(
        [
            *"#[]|`*_<>\\~$%^-+=:!&()\"'",
            *(
                "[[x]]",
                "- [ ] ",
                "%%",
                "\n",
                "\n\n",
                "---\n",
                "# ",
                "#тег",
                "```\n",
                "<!-- ",
                "-->",
            ),
            *("{{ x }}", "{% raw %}", "\u202e", "слово", " ", "| a |", "[^1]"),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@given(HOSTILE, HOSTILE, HOSTILE)
@settings(max_examples=40, deadline=None)
def test_no_text_of_a_note_can_break_a_page(title: str, body: str, value: str) -> None:
    """Headings, lists and quotations are those of the same vault with harmless words."""

    def vault(title: str, body: str, value: str) -> IndexViews:
        ref = NoteRef(VaultPath("Встречи/a.md"), title)
        made = views(NETWORK)
        mention = Mention(ref, heading=body, text=f"{value} конец")
        return made._replace(
            topics=(*made.topics, TopicView(ref)),
            meetings=tuple(view._replace(note=ref, people=(ref,)) for view in made.meetings),
            contacts=tuple(view._replace(role=value, orgs=(value, ref)) for view in made.contacts),
            actions=tuple(view._replace(text=body, owner=ref) for view in made.actions),
            tags=(TagView("k", "k", 1, 1, (mention, Mention(ref, property=value))),),
            unresolved=tuple(view._replace(name=value) for view in made.unresolved),
        )

    hostile, harmless = vault(title, body, value), vault("слово", "слова", "текст")
    for page, twin in zip(render_pages(hostile, "ru"), render_pages(harmless, "ru"), strict=True):
        assert page.path == twin.path
        assert _shape(page.data.decode()) == _shape(twin.data.decode()), page.path


def _shape(text: str) -> list[tuple[str, int]]:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text.split("---\n", 2)[2])
    inline = [child.type for token in tokens for child in token.children or ()]
    assert set(inline) <= {"text", "text_special", "softbreak", "link_open", "link_close"}
    # Items of one list may be merged or sorted otherwise; what blocks there are, and how many, not.
    return sorted((token.type, token.level) for token in tokens if token.nesting != -1)


# --- words


def _messages() -> Iterator[tuple[str, ...]]:
    """Every message that a template or the counts of kinds ask for."""
    environment = jinja2.Environment(autoescape=True)
    for template in sorted((templates_root() / "pages").glob("*.j2")):
        tree = environment.parse(template.read_text(encoding="utf-8"))
        for call in tree.find_all(jinja2.nodes.Call):
            if isinstance(call.node, jinja2.nodes.Name) and call.node.name in ("t", "n"):
                arguments = call.args[: 1 if call.node.name == "t" else 2]
                if isinstance(arguments[0], jinja2.nodes.Getitem):
                    yield from ((message,) for message in LACKS.values())
                else:
                    yield tuple(argument.as_const() for argument in arguments)
    yield from KIND_COUNTS.values()
    source = Path(__file__).parents[2] / "vaultkit" / "pages"
    for module in sorted(source.glob("*.py")):
        for message in re.findall(r'words\.text\("([^"]*)"', module.read_text(encoding="utf-8")):
            yield (message,)


def test_every_message_of_the_pages_has_a_russian_text() -> None:
    russian = catalog("ru").translations
    messages = set(_messages())
    assert len(messages) > 60
    for message in messages:
        if len(message) == 1:
            translated = [russian.gettext(message[0])]
            assert translated != list(message)
        else:
            translated = [russian.ngettext(message[0], message[1], n) for n in (1, 2, 5)]
            assert not set(translated) & set(message)
        names = set(re.findall(r"\{\w+\}", message[-1]))
        assert all(set(re.findall(r"\{\w+\}", text)) == names for text in translated)


@pytest.mark.parametrize("max_entries", [1000, 2])
def test_the_paths_of_pages_are_known_without_rendering(max_entries: int) -> None:
    shown = views(NETWORK)._replace(max_entries=max_entries)
    rendered = [page.path for page in render_pages(shown, "en")]
    assert [*page_paths(shown, "en")] == rendered
