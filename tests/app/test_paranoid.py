"""Whether an index and its pages are as a fresh reading makes them, and what is found if not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tests.app.region_vault import VAULT
from tests.cli.support import NETWORK, ROOT, bytes_of, make_vault, vaultkit
from tests.store.kept import built, dumped, opening, read, spoil
from vaultkit.app import paranoid
from vaultkit.app.build import build
from vaultkit.app.indexing import locked_index
from vaultkit.app.paranoid import prove
from vaultkit.app.region_marks import RegionMarks
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.pages.page import page_of

FILES: Mapping[str, str | bytes] = {
    **NETWORK,
    "Topics/Calls.md": "# Calls\n\n[[Twin]] [[twin]] [[Networking]]\n",
    "A/Twin.md": "[[Calls]]\n",
    "B/Twin.md": "",
}
ANNA = "Contacts/Anna Petrova.md"
KENJI = "Contacts/Kenji Morikawa.md"
MEETING = "Meetings/2026-03-12 Zoom call.md"
CALLS = "Topics/Calls.md"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    made = make_vault(tmp_path / "vault", FILES)
    built(made)
    return made


def number(path: str) -> str:
    return f"(SELECT id FROM files WHERE path = '{path}')"


def proved(vault: Path) -> tuple[Diagnostic, ...]:
    return prove(vault, opening()).diagnostics


def told(found: Iterable[Diagnostic]) -> set[tuple[str, str, str]]:
    return {(each.code, each.path or "", each.args.get("what", "")) for each in found}


# --- what is right


def _rename(vault: Path) -> None:
    (vault / "Topics").rename(vault / "Темы и связи")


def _unlink(path: str) -> Callable[[Path], None]:
    return lambda vault: (vault / path).unlink()


def _write(path: str, text: str) -> Callable[[Path], object]:
    return lambda vault: make_vault(vault, {path: text})


EDITS: list[Callable[[Path], object]] = [
    _write("New.md", "# Новое\n\n[[Networking]] [[Nobody]] #new/deep\n"),
    _write("Nobody.md", "---\naliases: [Никто]\n---\n"),
    _write("Темы/networking.md", "# Networking\n\n[[Nobody]]\n"),
    _write("Daily/2026-11-18.md", "- [ ] [[New]] 📅 2026-12-01 #vip\n"),
    _unlink("New.md"),
    _unlink("Темы/networking.md"),
    _rename,
    _write("_index/mine.md", "mine\n"),
]


def test_after_any_edits_index_and_pages_of_the_sample_vault_are_proved_right(
    tmp_path: Path,
) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(ROOT / "sample-vault", vault, ignore=shutil.ignore_patterns(".vaultkit"))
    assert proved(vault) == ()
    built(vault)
    assert proved(vault) == ()
    for edit in EDITS:
        edit(vault)
        assert {found.code for found in proved(vault)} <= {"page-outdated"}
        built(vault)
        assert proved(vault) == ()


def test_parts_of_a_list_are_named_alike_on_both_ways_to_a_page(tmp_path: Path) -> None:
    """One note has so many places that its own list is divided, by their texts."""
    places = "\n\n".join(f"{mark}{n} [[Hub]] #x" for n in range(3) for mark in ("*a*", "_", "<b>"))
    files = {"A.md": places, "Hub.md": "", "vaultkit.toml": "[pages]\nmax_entries = 2\n"}
    vault = make_vault(tmp_path / "vault", files)
    built(vault)
    assert len([*(vault / "_index/tags").iterdir()]) > 4
    assert proved(vault) == ()


def _link_away(path: str) -> Callable[[Path], object]:
    def link(vault: Path) -> None:
        away = vault.parent / "away"
        (vault / path).rename(away)
        (vault / path).symlink_to(away)

    return link


def _bring_back(path: str) -> Callable[[Path], object]:
    def bring(vault: Path) -> None:
        (vault / path).unlink()
        (vault.parent / "away").rename(vault / path)

    return bring


WALLS: list[tuple[str, Callable[[Path], object], Callable[[Path], object]]] = [
    *(
        (
            f"{folder}/{marker}",
            lambda vault, place=f"{folder}/{marker}": (vault / place).mkdir(),
            lambda vault, place=f"{folder}/{marker}": (vault / place).rmdir(),
        )
        for folder in ("_index", "_index/tags")
        for marker in (".obsidian", ".vaultkit")
    ),
    ("_index/vaultkit.toml", _write("_index/vaultkit.toml", ""), _unlink("_index/vaultkit.toml")),
    ("_index", _link_away("_index"), _bring_back("_index")),
    ("_index/tags", _link_away("_index/tags"), _bring_back("_index/tags")),
    (
        "_index/index-home.md",
        _link_away("_index/index-home.md"),
        _bring_back("_index/index-home.md"),
    ),
]


@pytest.mark.parametrize(
    ("raise_wall", "take_down"), [each[1:] for each in WALLS], ids=[each[0] for each in WALLS]
)
def test_pages_that_are_another_vaults_for_a_while_are_this_ones_again(
    raise_wall: Callable[[Path], object], take_down: Callable[[Path], object], tmp_path: Path
) -> None:
    """A folder that is opened as a vault, or a link: no number of any page's file shows it."""
    files = {**FILES, "vaultkit.toml": "[vault]\nfollow_symlinks = true\n"}
    vault = make_vault(tmp_path / "vault", files)
    built(vault)
    pages = bytes_of(vault)
    for change in (raise_wall, take_down):
        spoil(vault)
        change(vault)
        found = proved(vault)
        assert {each.code for each in found} <= {"page-outdated"}
        built(vault)
        spoil(vault)
        with locked_index(vault, opening()) as index:
            left = build(index).kept
        assert (left > 0) == (change is raise_wall)
        assert proved(vault) == ()
        if change is raise_wall:  # and it is no fault of an index that is made only now
            shutil.rmtree(vault / ".vaultkit")
            assert proved(vault) == ()
            built(vault)
    assert bytes_of(vault) == pages


def test_a_page_that_is_missing_is_not_made_in_another_vault(vault: Path) -> None:
    (vault / "_index/.obsidian").mkdir()
    (vault / "_index/index-home.md").unlink()
    built(vault)
    assert not (vault / "_index/index-home.md").exists()
    assert proved(vault) == ()


def test_pages_that_wait_for_a_build_are_counted_and_no_fault(vault: Path) -> None:
    make_vault(vault, {"New.md": "[[Networking]]\n"})
    (found,) = proved(vault)
    assert (found.code, found.path, found.severity) == ("page-outdated", "_index", "info")
    assert int(found.args["count"]) >= 2
    read(vault)
    assert proved(vault) == (found,)


def test_where_no_pages_were_made_none_is_missed(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", FILES)
    read(vault)
    assert prove(vault, opening())[:3] == ((), 9, 0)


def test_pages_in_a_folder_that_is_excluded_are_right(tmp_path: Path) -> None:
    files = {**FILES, "vaultkit.toml": '[vault]\nexclude = ["_index/"]\n'}
    vault = make_vault(tmp_path / "vault", files)
    built(vault)
    assert proved(vault) == ()


def test_a_page_that_a_person_edited_is_theirs(vault: Path) -> None:
    with (vault / "_index/index-topics.md").open("a") as page:
        page.write("mine\n")
    assert proved(vault) == ()


def test_where_the_pages_folder_is_taken_the_index_is_compared(vault: Path) -> None:
    shutil.rmtree(vault / "_index")
    (vault / "_index").write_text("mine\n")
    assert proved(vault) == ()
    spoil(vault, f"UPDATE links SET dest = NULL WHERE source = {number(ANNA)} AND n = 0")
    assert told(proved(vault)) == {("index-wrong", ANNA, "the note's links")}


def test_it_writes_nothing_and_mends_nothing(vault: Path) -> None:
    spoil(vault, f"UPDATE notes SET kind = 'other' WHERE id = {number(ANNA)}")
    before = bytes_of(vault), dumped(vault)
    first = proved(vault)
    assert first
    assert (bytes_of(vault), dumped(vault)) == before
    assert proved(vault) == first


# --- rows that are wrong

SUMS = "how many files and notes there are"
ROWS: list[tuple[str, str, str]] = [
    (f"UPDATE files SET digest = x'00' WHERE path = '{ANNA}'", ANNA, "the file"),
    (f"UPDATE files SET role = 0 WHERE path = '{ANNA}'", ANNA, "the file"),
    (f"UPDATE files SET excluded = 1 WHERE path = '{ANNA}'", ANNA, "the file"),
    (f"UPDATE files SET name = 'x.md' WHERE path = '{ANNA}'", ANNA, "the file"),
    ("INSERT INTO files VALUES (999, 'Ghost.md', 'ghost.md', 1, 0, '')", "Ghost.md", "the file"),
    ("DELETE FROM files WHERE path = 'photo.png'", "photo.png", "the file"),
    (
        f"UPDATE notes SET kind = 'topic' WHERE id = {number(ANNA)}",
        ANNA,
        "the note's kind and title",
    ),
    (
        f"UPDATE notes SET title = 'Anna' WHERE id = {number(ANNA)}",
        ANNA,
        "the note's kind and title",
    ),
    (f"UPDATE notes SET links = 7 WHERE id = {number(ANNA)}", ANNA, "the note's kind and title"),
    (f"DELETE FROM notes WHERE id = {number(ANNA)}", ANNA, "the note's kind and title"),
    (
        "INSERT INTO notes SELECT 999, kind, title, second, shown, title_key, second_key, error,"
        " script, links, waiting FROM notes LIMIT 1",
        "",
        "the note's kind and title",
    ),
    (
        f"UPDATE records SET record = (SELECT record FROM records WHERE id = {number(KENJI)})"
        f" WHERE id = {number(ANNA)}",
        ANNA,
        "the note's text",
    ),
    (f"UPDATE records SET record = x'00' WHERE id = {number(ANNA)}", ANNA, "the note's text"),
    (f"DELETE FROM records WHERE id = {number(ANNA)}", ANNA, "the note's text"),
    (
        f"UPDATE links SET dest = {number('photo.png')} WHERE source = {number(ANNA)} AND n = 0",
        ANNA,
        "the note's links",
    ),
    (f"UPDATE links SET dest = 999 WHERE source = {number(ANNA)}", ANNA, "the note's links"),
    (f"UPDATE links SET flags = 2 WHERE source = {number(ANNA)}", ANNA, "the note's links"),
    (f"UPDATE links SET relation = 9 WHERE source = {number(ANNA)}", ANNA, "the note's links"),
    (f"DELETE FROM links WHERE source = {number(ANNA)} AND n = 1", ANNA, "the note's links"),
    ("INSERT INTO links VALUES (999, 0, 1, NULL, 0, 0)", "", "the note's links"),
    ("UPDATE targets SET key = 'x' WHERE text = 'Nobody Yet'", "", "the names that links ask for"),
    ("INSERT INTO targets VALUES (999, 'x', 'x', 'x')", "", "the names that links ask for"),
    (f"DELETE FROM tags WHERE note = {number(ANNA)}", ANNA, "the note's tags"),
    ("UPDATE tags SET own = 1 - own WHERE key = 'vip/tokyo'", KENJI, "the note's tags"),
    (f"UPDATE aliases SET name = 'Anja' WHERE note = {number(ANNA)}", ANNA, "the note's aliases"),
    ("UPDATE note_sums SET waiting = 7 WHERE kind = 'contact'", "", SUMS),
    ("DELETE FROM note_sums WHERE kind = 'contact'", "", SUMS),
    ("UPDATE file_sums SET files = files + 1 WHERE role = 1 AND NOT empty", "", SUMS),
    ("INSERT INTO file_sums VALUES (0, 1, 1, 1)", "", SUMS),
]
"""A statement that spoils rows, of which note, and about what the index is wrong then."""


@pytest.mark.parametrize(("statement", "path", "what"), ROWS)
def test_a_row_of_what_was_read_that_is_wrong_is_found(
    vault: Path, statement: str, path: str, what: str
) -> None:
    spoil(vault, statement)
    found = proved(vault)
    assert ("index-wrong", path, what) in told(found)
    assert {each.path or "" for each in found} == {path}
    assert all(each.args["held"] != each.args["said"] for each in found)


PAGING: list[tuple[str, str, str]] = [
    (
        f"UPDATE notes SET shown = 'Anja' WHERE id = {number(ANNA)}",
        ANNA,
        "what the note is called on pages",
    ),
    (
        f"UPDATE shares SET share = (SELECT share FROM shares WHERE id = {number(KENJI)})"
        f" WHERE id = {number(ANNA)}",
        ANNA,
        "what the note gives to pages",
    ),
    (
        f"UPDATE shares SET share = x'00' WHERE id = {number(ANNA)}",
        ANNA,
        "what the note gives to pages",
    ),
    (f"DELETE FROM shares WHERE id = {number(MEETING)}", MEETING, "what the note gives to pages"),
    (f"DELETE FROM gatherings WHERE note = {number(ANNA)}", ANNA, "the meetings of the note"),
    (
        f"DELETE FROM choices WHERE note = {number(CALLS)}",
        CALLS,
        "the names that fit several files",
    ),
    (
        f"DELETE FROM entries WHERE list = 'contacts' AND subject = {number(ANNA)}",
        ANNA,
        "the lists on pages",
    ),
    (
        "UPDATE entries SET value = (SELECT value FROM entries WHERE list = 'contacts'"
        f" AND subject = {number(KENJI)}) WHERE list = 'contacts' AND subject = {number(ANNA)}",
        ANNA,
        "the lists on pages",
    ),
    (
        f"UPDATE entries SET steps = 'x' WHERE list = 'contacts' AND subject = {number(ANNA)}",
        ANNA,
        "the lists on pages",
    ),
    ("UPDATE entries SET subject = 'vip/x' WHERE subject = 'vip/tokyo'", "", "the lists on pages"),
    ("DELETE FROM list_sums WHERE list = 'contacts'", "", "how long the lists on pages are"),
    (
        "UPDATE list_sums SET subjects = subjects + 1 WHERE list = 'unresolved'",
        "",
        "how long the lists on pages are",
    ),
    (
        "INSERT INTO divisions VALUES ('contacts', 'contacts', 200, x'00')",
        "",
        "how the lists on pages are divided",
    ),
    (
        "UPDATE pages SET path = '_index/index-x.md' WHERE identity = 'topics'",
        "_index/index-x.md",
        "which pages there are",
    ),
    (
        "DELETE FROM pages WHERE identity = 'tag:vip/tokyo'",
        "_index/tags/tag-vip-tokyo-d18f16.md",
        "which pages there are",
    ),
    (
        "UPDATE pages SET name = 'x.md' WHERE identity = 'topics'",
        "_index/index-topics.md",
        "which pages there are",
    ),
]
"""The same of what pages are made of."""


@pytest.mark.parametrize(("statement", "path", "what"), PAGING)
def test_a_row_of_what_pages_are_made_of_that_is_wrong_is_found(
    vault: Path, statement: str, path: str, what: str
) -> None:
    spoil(vault, statement)
    assert ("index-wrong", path, what) in told(proved(vault))


def test_rows_that_pages_cannot_be_made_of_are_a_finding(vault: Path) -> None:
    spoil(
        vault,
        "DELETE FROM pages WHERE identity = 'home'",
        "INSERT INTO stale VALUES ('topics', 'topics' || char(31))",
    )
    assert ("index-wrong", "", "what pages are made of") in told(proved(vault))


# --- pages that are wrong

TOPICS = "_index/index-topics.md"
GONE = "_index/tags/tag-gone.md"


def _other_page(path: str) -> Callable[[Path], object]:
    data = page_of(VaultPath(path), "# Something else\n").data
    return lambda vault: make_vault(vault, {path: data})


PAGES: list[tuple[Callable[[Path], object], str, str]] = [
    (_other_page(TOPICS), TOPICS, "it shows something else"),
    (_unlink(TOPICS), TOPICS, "it is missing"),
    (_other_page(GONE), GONE, "nothing asks for it any more"),
]


@pytest.mark.parametrize(("change", "path", "fault"), PAGES)
def test_a_page_that_is_wrong_is_found_where_the_index_takes_it_for_right(
    vault: Path, change: Callable[[Path], object], path: str, fault: str
) -> None:
    change(vault)
    read(vault)
    assert told(proved(vault)) == {("page-outdated", "_index", "")}
    spoil(vault, "DELETE FROM marks")
    assert told(proved(vault)) == {("page-wrong", path, fault)}


def test_a_change_that_no_mark_tells_of_is_found(vault: Path) -> None:
    make_vault(vault, {CALLS: "# Calls\n\n[[Networking]] #call\n"})
    read(vault)
    spoil(vault, "DELETE FROM marks")
    found = told(proved(vault))
    assert ("index-wrong", CALLS, "what the note gives to pages") in found
    assert ("page-wrong", "_index/tags/tag-call.md", "it is missing") in found
    assert ("page-wrong", "_index/index-home.md", "it shows something else") in found


def test_a_page_that_the_next_build_would_spoil_is_found(vault: Path) -> None:
    spoil(
        vault,
        f"DELETE FROM entries WHERE list = 'topics' AND subject = {number(CALLS)}",
        "INSERT INTO stale VALUES ('topics', 'topics' || char(31))",
    )
    assert ("page-wrong", TOPICS, "the next build would make it wrong") in told(proved(vault))


REGIONS = {**VAULT, "vaultkit.toml": '[pages]\nbacklinks = "region"\n'}


def test_a_region_that_no_mark_tells_of_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = make_vault(tmp_path / "vault", REGIONS)
    built(vault)
    assert proved(vault) == ()
    make_vault(vault, {"Notes/Ещё.md": "# Ещё\n\n[[Анна]] и [[Борис]]\n"})
    assert {found.code for found in proved(vault)} == {"page-outdated"}
    monkeypatch.setattr(RegionMarks, "put", lambda *_: None)
    built(vault)
    assert told(proved(vault)) == {
        ("region-wrong", f"Контакты/{name}.md", "they show something else")
        for name in ("Анна", "Борис")
    }


def test_a_region_that_the_next_build_would_spoil_is_found(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", REGIONS)
    built(vault)
    anna = "Контакты/Анна.md"
    spoil(
        vault,
        f"DELETE FROM entries WHERE list = 'backlinks' AND subject = {number(anna)}",
        f"INSERT INTO stale_regions VALUES ({number(anna)}, 'backlinks')",
    )
    found = told(proved(vault))
    assert ("region-wrong", anna, "the next build would make them wrong") in found


def test_from_notes_that_are_wrong_no_page_is_planned(vault: Path) -> None:
    """Pages that wait are told from those that are wrong as far as marks tell."""
    make_vault(vault, {"New.md": "[[Networking]]\n"})
    read(vault)
    spoil(vault, f"UPDATE notes SET kind = 'other' WHERE id = {number(ANNA)}")
    assert {found.code for found in proved(vault)} == {"index-wrong", "page-outdated"}
    spoil(vault, "DELETE FROM marks")
    assert {found.code for found in proved(vault)} == {"index-wrong", "page-wrong"}


def test_what_is_advised_helps(vault: Path) -> None:
    spoil(vault, f"UPDATE notes SET shown = 'Anja' WHERE id = {number(ANNA)}")
    (found,) = proved(vault)
    assert found.hint.startswith("delete .vaultkit/")
    (vault / found.args["file"]).unlink()
    built(vault)
    assert proved(vault) == ()


# --- around it


def test_a_vault_that_changes_meanwhile_is_compared_again(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare, times = paranoid.differences, [0]

    def disturbed(*args: object, **more: object) -> tuple[Diagnostic, ...]:
        times[0] += 1
        if times[0] > 1 and calm:
            return compare(*args, **more)  # type: ignore[arg-type]
        make_vault(vault, {"New.md": f"{times}"})
        return (Diagnostic("page-wrong", None),)

    monkeypatch.setattr(paranoid, "differences", disturbed)
    calm = True
    assert {found.code for found in proved(vault)} == {"page-outdated"}
    assert times == [2]
    calm = False
    with pytest.raises(DiskError, match="changes while"):
        proved(vault)


def test_the_command_says_what_it_compared_and_fails_on_findings_alone(vault: Path) -> None:
    done = vaultkit("check", "--paranoid", folder=vault)
    pages = len([*(vault / "_index").rglob("*.md")])
    assert (done.code, done.out) == (0, "")
    assert f"compared with the vault read afresh: 9 notes, {pages} pages\n" in done.err
    make_vault(vault, {"New.md": "[[Networking]]\n"})
    done = vaultkit("check", "--paranoid", folder=vault)
    assert (done.code, done.out.count("page-outdated")) == (0, 1)
    spoil(vault, f"UPDATE notes SET kind = 'other' WHERE id = {number(ANNA)}")
    done = vaultkit("check", "--paranoid", "--json", folder=vault)
    assert (done.code, done.out.count('"code": "index-wrong"')) == (1, 1)
    russian = vaultkit("check", "--paranoid", folder=vault, environ={"LANG": "ru_RU.UTF-8"})
    assert f"{ANNA}: ошибка index-wrong: в базе неверно: вид и заголовок заметки" in russian.out


# --- names that links ask for


def _ask(vault: Path, name: str) -> None:
    make_vault(vault, {"Asking.md": f"[[{name}]]\n"})


def _bear(vault: Path, name: str) -> None:
    make_vault(vault, {f"Notes/{name.upper()}.md": ""})


@pytest.mark.parametrize("take", [_ask, _bear])
def test_a_page_under_another_name_than_it_wanted_makes_way_for_that_name(
    tmp_path: Path, take: Callable[[Path, str], None]
) -> None:
    """``tag-x-a`` is the page of a tag, and so the part of ``#x`` for the letter has digits."""
    files = {f"{letter}{n}.md": "#x\n" for letter in "abc" for n in range(3)}
    vault = make_vault(
        tmp_path / "vault", {**files, "t.md": "#x-a\n", "vaultkit.toml": "[pages]\nmax_entries = 2"}
    )
    built(vault)
    (page,) = (vault / "_index/tags").glob("tag-x-a-??????.md")
    before = bytes_of(vault)
    take(vault, page.stem)
    with locked_index(vault, opening()) as index:
        codes = [(found.code, found.path) for found in build(index).diagnostics]
    assert codes == [("page-name-taken", f"_index/tags/{page.name}")]
    assert not page.exists()
    assert proved(vault) == ()
    for name in bytes_of(vault).keys() - before.keys():
        (vault / name).unlink()
    built(vault)
    assert bytes_of(vault) == before
    assert proved(vault) == ()
