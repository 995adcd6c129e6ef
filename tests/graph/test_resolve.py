from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graph.notes import link, note, paths
from vaultkit.graph.resolve import NameIndex, path_of, resolve_links, unresolved_name
from vaultkit.model.links import Ambiguous, Found, Missing
from vaultkit.model.paths import VaultPath, name_key


def resolve(files: str, source: str, target: str) -> object:
    return NameIndex.of(paths(*files.split(", "))).resolve(VaultPath(source), target)


@pytest.mark.parametrize(
    ("files", "source", "target", "found"),
    [
        # RS-01, RS-13: case, Unicode form, no-break space
        ("Контакты/Анна Иванова.md", "З.md", "аННА иВАНОВА", "Контакты/Анна Иванова.md"),
        ("Контакты/Анна.md", "З.md", "контакты/анна", "Контакты/Анна.md"),
        ("И\u0306од.md", "З.md", "Йод", "И\u0306од.md"),
        ("Йод.md", "З.md", "И\u0306од", "Йод.md"),
        ("Анна Иванова.md", "З.md", "Анна\u00a0Иванова", "Анна Иванова.md"),
        ("会議/議事録.md", "З.md", "議事録", "会議/議事録.md"),
        ("אנשים/דוד.md", "З.md", "דוד", "אנשים/דוד.md"),
        ("📥 Inbox/🌲.md", "З.md", "🌲", "📥 Inbox/🌲.md"),
        # RS-02
        ("a/b/c/Анна.md", "x/y/З.md", "Анна", "a/b/c/Анна.md"),
        # RS-03
        ("a/План.md, x/a/План.md", "x/З.md", "a/План", "a/План.md"),
        # RS-07
        ("Проекты/А/План.md, План/Б/План.md", "З.md", "А/План", "Проекты/А/План.md"),
        ("Проекты/А/План.md, План/Б/План.md", "З.md", "а/план.MD", "Проекты/А/План.md"),
        # RS-08
        ("План.md, Встречи/План.md", "Встречи/З.md", "/План", "План.md"),
        ("a/План.md, x/a/План.md", "x/З.md", "/a/План", "a/План.md"),
        # RS-09
        ("План.md, Встречи/План.md", "Встречи/З.md", "./План", "Встречи/План.md"),
        ("План.md, Встречи/План.md", "Встречи/2025/З.md", "../План", "Встречи/План.md"),
        ("План.md, Встречи/План.md", "Встречи/2025/З.md", "../../План", "План.md"),
        ("План.md, Встречи/План.md", "Встречи/2025/З.md", "./../План.md", "Встречи/План.md"),
        ("План.md, Встречи/План.md", "Встречи/З.md", "../Встречи/План", "Встречи/План.md"),
        ("План.md, x/План.md", "З.md", "./План", "План.md"),
        # RS-10
        ("Версия 1.2.md", "З.md", "Версия 1.2", "Версия 1.2.md"),
        ("Дни/2024.05.01.md", "З.md", "2024.05.01", "Дни/2024.05.01.md"),
        ("схема.canvas, схема.canvas.md", "З.md", "схема.canvas", "схема.canvas"),
        ("схема.canvas, схема.canvas.md", "З.md", "схема.canvas.md", "схема.canvas.md"),
        ("2026.04/план.md", "З.md", "2026.04/план", "2026.04/план.md"),
        ("План.md", "З.md", "План.MD", "План.md"),
        # RS-11
        ("Вложения/фото.png", "З.md", "ФОТО.PNG", "Вложения/фото.png"),
        ("План.png, a/План.md, План.canvas", "З.md", "План", "a/План.md"),
        # RS-14
        (".trash/План.md, Архив/План.md", "З.md", "План", "Архив/План.md"),
        # RS-17
        ("З.md", "З.md", "З", "З.md"),
        ("З.md", "З.md", "", "З.md"),
        ("З.md", "Нет такой.md", "", "Нет такой.md"),
        # names that differ in case alone: each is reached by its own spelling
        ("x/a.md, x/A.md", "З.md", "x/a", "x/a.md"),
        ("x/a.md, x/A.md", "З.md", "x/A", "x/A.md"),
        ("x/a.md, x/A.md", "x/З.md", "./A", "x/A.md"),
        ("a.md, A.md", "З.md", "/a", "a.md"),
    ],
)
def test_a_link_that_leaves_no_choice_is_found(
    files: str, source: str, target: str, found: str
) -> None:
    assert resolve(files, source, target) == Found(VaultPath(found))


@pytest.mark.parametrize(
    ("files", "source", "target", "winner"),
    [
        # RS-03
        ("План.md, Встречи/План.md", "Встречи/З.md", "План", "План.md"),
        ("План.md, Встречи/План.md", "Встречи/З.md", "План.md", "План.md"),
        # RS-04
        ("Б/План.md, Проекты/Северный/План.md", "Проекты/Северный/З.md", "План", 1),
        ("Б/План.md, Проекты/А/Архив/План.md", "Проекты/А/З.md", "План", 1),
        ("Б/План.md, Проекты/АА/План.md", "Проекты/А/З.md", "План", 0),
        # RS-05
        ("П/длинная/План.md, П/к/План.md", "П/З.md", "План", 1),
        (
            "Classification Algorithms/Terms.md, Regression Algorithms/Terms.md",
            "x/З.md",
            "Terms",
            1,
        ),
        ("Очень длинное имя папки/План.md, a/b/План.md", "x/З.md", "План", 1),
        ("Архив/План.md, Дела/2025/План.md", "З.md", "План", 0),
        # an emoji is two UTF-16 units long, as in Obsidian
        ("📥/План.md, a/План.md", "x/З.md", "План", 1),
        ("📥a/План.md, яя/План.md", "x/З.md", "План", 1),
        # RS-06
        ("вв/План.md, аа/План.md, бб/План.md", "x/З.md", "План", 1),
        ("ВВ/План.md, аа/План.md", "x/З.md", "План", 1),
        # RS-07
        ("x/А/План.md, yy/А/План.md, Б/План.md", "З.md", "А/План", "x/А/План.md"),
        # names that differ in case alone
        ("a.md, A.md", "З.md", "A", 1),
        ("a.md, A.md", "З.md", "a", 0),
    ],
)
def test_a_choice_is_ambiguous_and_the_winner_is_obsidians(
    files: str, source: str, target: str, winner: str | int
) -> None:
    answer = resolve(files, source, target)
    assert isinstance(answer, Ambiguous)
    assert answer.winner == (files.split(", ")[winner] if isinstance(winner, int) else winner)
    assert answer.winner in answer.candidates
    assert list(answer.candidates) == sorted(answer.candidates)


def test_the_candidates_are_only_those_that_the_folder_part_fits() -> None:
    assert resolve("x/А/П.md, yy/А/П.md, Б/П.md", "З.md", "А/П") == Ambiguous(
        VaultPath("x/А/П.md"), tuple(paths("x/А/П.md", "yy/А/П.md"))
    )


@pytest.mark.parametrize(
    ("files", "source", "target", "key"),
    [
        ("Б/План.md", "З.md", "А/План", "а/план"),  # RS-07
        ("ab/N.md", "З.md", "b/N", "b/n"),  # the boundary that Obsidian lacks
        ("Встречи/План.md", "Встречи/З.md", "/План", "/план"),  # RS-08
        ("a/b/Нет.md", "a/b/З.md", "../Нет", "../нет"),  # RS-09
        ("План.md", "a/З.md", "../../План", "../../план"),
        ("x/План.md", "З.md", "./План", "./план"),
        ("фото.png", "З.md", "фото", "фото"),  # RS-11
        ("Ёлка.md", "З.md", "Елка", "елка"),  # RS-13
        (".obsidian/app.md, .trash/app.md, x/.y/app.md", "З.md", "app", "app"),  # RS-14
        (".скрытая.md", "З.md", ".скрытая", ".скрытая"),
        ("Контакты/Анна.md", "З.md", "Контакты", "контакты"),  # RS-19
        ("Контакты/Анна.md", "З.md", "Контакты/", "контакты/"),
        ("Виртуальные встречи.md", "З.md", "Виртуальные-встречи", "виртуальные-встречи"),  # RS-20
        ("a.md", "З.md", "Папка/Новая.MD", "папка/новая"),  # RS-16
        ("a.md", "З.md", "И\u0306од", "йод"),
        ("a.md", "З.md", "|alias", "|alias"),  # WL-12
        ("a.md", "З.md", "..", ".."),
        ("a.md", "З.md", "../", "../"),
        ("a.md", "З.md", "/", "/"),
        ("a.md", "З.md", "//a", "//a"),
        ("a.md", "З.md", ".md", ".md"),
        ("a.md", "З.md", "x/.md", "x/.md"),
    ],
)
def test_a_link_that_nothing_answers_is_missing_under_its_key(
    files: str, source: str, target: str, key: str
) -> None:
    assert resolve(files, source, target) == Missing(key)


@pytest.mark.parametrize(
    ("target", "name"),
    [("Новая.md", "Новая"), ("x/Новая.MD", "x/Новая"), ("а.png", "а.png"), (".md", ".md")],
)
def test_the_name_of_a_missing_note_keeps_its_case_and_loses_md(target: str, name: str) -> None:
    assert unresolved_name(target) == name


@pytest.mark.parametrize(
    ("files", "path", "written"),
    [
        ("Контакты/Анна.md", "Контакты/Анна.md", "Анна"),
        ("План.md, a/План.md", "a/План.md", "a/План"),
        ("План.md, a/План.md", "План.md", "План"),
        ("a/b/План.md, b/План.md", "b/План.md", "b/План"),
        ("a/фото.png", "a/фото.png", "фото.png"),
        ("a/фото.png, b/Фото.PNG", "b/Фото.PNG", "b/Фото.PNG"),
        ("x/Версия 1.2.md", "x/Версия 1.2.md", "Версия 1.2"),
        ("x/схема.canvas.md, x/схема.canvas", "x/схема.canvas.md", "x/схема.canvas.md"),
        ("x/схема.canvas.md, x/схема.canvas", "x/схема.canvas", "схема.canvas"),
        ("x/a.md, x/A.md", "x/A.md", "x/A"),
        ("x/a.md", "x/нет такой.md", "x/нет такой"),
        ("x/a.md, y/A.MD", "y/A.MD", "y/A"),
        ("x/A.md, x/A.MD", "x/A.MD", "x/A.MD"),
    ],
)
def test_the_shortest_link_that_still_leads_to_the_file(
    files: str, path: str, written: str
) -> None:
    assert NameIndex.of(paths(*files.split(", "))).shortest_link(VaultPath(path)) == written


def test_the_files_that_answer_to_a_name() -> None:
    index = NameIndex.of(paths("b/План.md", "План.md", "План.png", "длинная/план.md"))
    assert index.named("ПЛАН") == tuple(paths("План.md", "b/План.md", "длинная/план.md"))
    assert index.named("план.png") == tuple(paths("План.png"))
    assert index.named("нет") == ()
    assert index.named("") == ()


SEGMENTS = st.sampled_from(["a", "A", "ab", "План", "план", "Й", "И\u0306", "ё", "📥", "会", "1.2"])
FILES = st.lists(
    st.builds(
        lambda folders, name, end: VaultPath("/".join([*folders, name + end])),
        st.lists(SEGMENTS, max_size=3),
        SEGMENTS,
        st.sampled_from([".md", ".png", ".canvas", ".MD"]),
    ),
    min_size=1,
    max_size=12,
)


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _by_the_book(files: list[VaultPath], source: VaultPath, target: str) -> set[VaultPath]:
    """Section 4 read aloud over all files, for links without ``./``; twins are left together."""
    link_key = name_key(target)
    name = link_key.rsplit("/", 1)[-1]
    for ending in ("", ".md"):
        named = [f for f in files if name_key(f.name) == name + ending]
        if named and (ending or "." in name):
            break
    if "/" not in target and len(named) == 1:
        return set(named)
    full = link_key.removeprefix("/") + ending
    exact = {f for f in named if f.key == full}
    if exact or target.startswith("/"):
        return exact
    fits = [f for f in named if ("/" + f.key).endswith("/" + full)]
    folder = name_key(source.folder)
    near = [f for f in fits if not folder or f.key.startswith(folder + "/")]

    def length(path: VaultPath) -> tuple[int, str]:
        return len(_composed(path).encode("utf-16-le")), path.key

    best = min((length(f) for f in near or fits), default=None)
    return {f for f in near or fits if length(f) == best}


@given(FILES, SEGMENTS, st.lists(SEGMENTS, max_size=2), st.sampled_from(["", "/"]), st.data())
def test_the_index_agrees_with_the_rules_applied_to_every_file(
    files: list[VaultPath], name: str, folders: list[str], root: str, data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from(files))
    target = root + "/".join([*folders, name + data.draw(st.sampled_from(["", ".md", ".png"]))])
    answer = path_of(NameIndex.of(files).resolve(source, target))
    expected = _by_the_book(files, source, target)
    assert (answer is None and not expected) or answer in expected


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(files: list[VaultPath], random: object) -> None:
    shuffled = files[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert NameIndex.of(files) == NameIndex.of([*shuffled, files[0]])


@given(FILES)
def test_the_shortest_link_leads_to_its_file_from_everywhere(files: list[VaultPath]) -> None:
    index = NameIndex.of(files)
    for path in files:
        for source in files:
            assert path_of(index.resolve(source, index.shortest_link(path))) == path


def test_links_are_resolved_with_relation_and_subpath_in_document_order() -> None:
    target = note("Контакты/Анна.md", headings=[(1, "О ней")], blocks=["b1"])
    meeting = note(
        "Встречи/a.md",
        link("Анна", property="people.0"),
        link("Анна", heading="о ней"),
        link("Анна", heading="Нет"),
        link("Анна", block="B1"),
        link("", heading="Нет"),
        link("фото.png", heading="page=3"),
        link("Нет", heading="Нет"),
        link("Анна", heading=""),
    )
    notes = {item.path: item for item in (target, meeting)}
    index = NameIndex.of([*notes, VaultPath("фото.png")])
    links = resolve_links(notes, index)
    assert list(links) == ["Встречи/a.md", "Контакты/Анна.md"]
    assert links[target.path] == ()
    assert [(item.path, item.relation, item.subpath_ok) for item in links[meeting.path]] == [
        ("Контакты/Анна.md", "attendee", None),
        ("Контакты/Анна.md", "mention", True),
        ("Контакты/Анна.md", "mention", False),
        ("Контакты/Анна.md", "mention", True),
        ("Встречи/a.md", "mention", False),
        ("фото.png", "mention", None),
        (None, "mention", None),
        ("Контакты/Анна.md", "mention", None),
    ]
    assert [item.link for item in links[meeting.path]] == list(meeting.links)
    assert {item.source for item in links[meeting.path]} == {"Встречи/a.md"}
