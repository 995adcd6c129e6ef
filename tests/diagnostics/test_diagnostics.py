"""Every diagnostic has a vault that produces it, and it alone."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.cli.support import make_vault
from tests.store import kept
from vaultkit.app.build import build
from vaultkit.app.check import check
from vaultkit.app.contacts_merge import plan_merge
from vaultkit.app.indexing import locked_index
from vaultkit.app.settings import Opening
from vaultkit.app.nearest import NearestNames
from vaultkit.app.paging import prepare_pages
from vaultkit.app.paranoid import prove
from vaultkit.app.rename import plan_rename
from vaultkit.app.snapshot import take_snapshot
from vaultkit.app.template_check import check_templates
from vaultkit.disk.read import Reader
from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import (
    Edit,
    remove_from_property,
    remove_property,
    rename_property,
    set_property,
)
from vaultkit.markdown.read import read
from vaultkit.markdown.task_edit import complete_tasks
from vaultkit.model.diagnostic import SPECS, Diagnostic
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source
from vaultkit.pages.page import page_of

HERE = Path(__file__).parent
FOLDERS = sorted(place.name for place in HERE.iterdir() if place.is_dir() and place.name in SPECS)


def make_twins(vault: Path, _: pytest.MonkeyPatch) -> None:
    (vault / "Plan.md").write_text("")
    (vault / "plan.md").write_text("")
    if len(list(vault.iterdir())) < 2:
        pytest.skip("this file system does not tell the case of names")


def make_decomposed(vault: Path, _: pytest.MonkeyPatch) -> None:
    (vault / unicodedata.normalize("NFD", "Чай.md")).write_text("")
    if next(iter(vault.iterdir())).name == unicodedata.normalize("NFC", "Чай.md"):
        pytest.skip("this file system composes names")


def make_undecodable(vault: Path, _: pytest.MonkeyPatch) -> None:
    try:
        with open(os.fsencode(vault) + b"/\xef\xf0\xe8.md", "wb"):  # noqa: PTH123
            pass
    except OSError:
        pytest.skip("this file system takes only UTF-8")


def make_special(vault: Path, _: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no pipes in folders")
    os.mkfifo(vault / "pipe.md")


def make_symlink(vault: Path, _: pytest.MonkeyPatch) -> None:
    try:
        (vault / "link.md").symlink_to(vault.parent / "elsewhere.md")
    except OSError:
        pytest.skip("links may not be made here")


def make_unreadable(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator reads every file, so the refusal itself is made up."""
    (vault / "Secret.md").write_text("")

    read = Reader.read

    def refuse(reader: Reader, path: VaultPath) -> bytes:
        if path == "Secret.md":
            raise DiskError("Permission denied", where=path)
        return read(reader, path)

    monkeypatch.setattr(Reader, "read", refuse)


MADE: Mapping[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "name-twin": make_twins,
    "name-decomposed": make_decomposed,
    "name-undecodable": make_undecodable,
    "file-special": make_special,
    "symlink-left-out": make_symlink,
    "file-unreadable": make_unreadable,
}

RENAMED: Mapping[str, Mapping[str, str]] = {
    "link-begins-to-lead": {"S.md": "[[B]]", "C# notes/D.md": ""},
    "rename-refused": {"S.md": "[[/A]]", "C# notes/D.md": ""},
}
"""Vaults in which a rename of ``A.md`` to ``C# notes/B.md`` says so."""


def set_number(source: Source) -> Edit:
    return set_property(source, "a", 5)


def complete_first(source: Source) -> Edit:
    done = complete_tasks(source, [1], date(2026, 12, 1), "emoji")
    assert not isinstance(done, int)
    return done.refusal or ()


REFUSED: Mapping[str, tuple[bytes, Callable[[Source], Edit]]] = {
    "cloud-placeholder": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", set_number),
    "conflict-marker": (b"<<<<<<< HEAD\nOurs\n=======\nTheirs\n>>>>>>> theirs\n", set_number),
    "action-refused": ("- [ ] water the plants 🔁 every day\n".encode(), complete_first),
    "frontmatter-uneditable": (b"---\na: &x 1\n---\n", set_number),
    "property-missing": (b"---\na: 1\n---\n", lambda source: remove_property(source, "b")),
    "property-value-missing": (
        b"---\na: [x]\n---\n",
        lambda source: remove_from_property(source, "a", ("y",)),
    ),
    "property-taken": (
        b"---\na: 1\nb: 2\n---\n",
        lambda source: rename_property(source, "a", "b"),
    ),
}
"""Notes in which nothing is wrong until they are edited, and the edit that is refused."""

def no_place(vault: Path) -> None:
    (vault / "A.md").write_text("```\nnever closed\n")


def unwritten(vault: Path) -> None:
    (vault / "A.md").write_text("")
    try:
        (vault / "B.md").hardlink_to(vault / "A.md")
    except OSError:
        pytest.skip("no hard links here")


BUILT: Mapping[str, Callable[[Path], None]] = {
    "region-no-place": no_place,
    "region-unwritten": unwritten,
}
"""Vaults in which nothing is found until a region is to be put into ``A.md``."""


def _built(vault: Path) -> None:
    make_vault(vault, {"Topics/A.md": "# A\n\n[[B]]\n", "B.md": "# B\n"})
    kept.built(vault)


def spoil_index(vault: Path) -> None:
    _built(vault)
    kept.spoil(vault, "UPDATE notes SET kind = 'contact' WHERE title = 'B'")


def spoil_page(vault: Path) -> None:
    _built(vault)
    page = page_of(VaultPath("_index/index-topics.md"), "# Something else\n")
    (vault / page.path).write_bytes(page.data)
    kept.read(vault)
    kept.spoil(vault, "DELETE FROM marks")


def spoil_region(vault: Path) -> None:
    make_vault(vault, {"vaultkit.toml": '[pages]\nbacklinks = "region"\n'})
    _built(vault)
    make_vault(vault, {"Topics/C.md": "[[B]]\n"})
    kept.read(vault)
    with locked_index(vault, kept.opening()) as index:
        prepare_pages(index)
    kept.spoil(vault, "DELETE FROM stale_regions")
    kept.built(vault)


def fall_behind(vault: Path) -> None:
    _built(vault)
    (vault / "B.md").write_text("# Other\n")


PROVED: Mapping[str, Callable[[Path], None]] = {
    "index-wrong": spoil_index,
    "page-wrong": spoil_page,
    "region-wrong": spoil_region,
    "page-outdated": fall_behind,
}
"""Of the index and its pages: only ``check --paranoid`` finds them."""

TEMPLATES: Mapping[str, tuple[str, str]] = {
    "template-syntax": ("A.md.j2", "{% if %}"),
    "template-unknown-name": ("A.md.j2", "{{ titel }}"),
    "template-refused": ("A.md.j2", "x" * 300_000),
    "template-variable-unknown": ("A.md", "{{host}}"),
    "template-untrusted": ("A.md.j2", "{{ title }}"),
}
"""Templates, by what `vaultkit templates check` finds in them."""

COMPANIONS: Mapping[str, str] = {
    # YAML takes the braces of an unquoted variable for a mapping and chokes on it.
    "frontmatter-template-variable": "frontmatter-invalid",
    # What is cut is a list of other findings.
    "findings-cut": "task-cyrillic-x",
}


def codes_in(vault: Path) -> set[str]:
    return {found.code for found in check(take_snapshot(vault))}


def test_every_code_has_its_vault() -> None:
    grouped = (*FOLDERS, *MADE, *REFUSED, *BUILT, *RENAMED, *PROVED, *TEMPLATES)
    assert sorted([*grouped, "merge-refused", "setting-names-folder"]) == sorted(SPECS)


@pytest.mark.parametrize("code", BUILT)
def test_a_note_that_takes_no_region_is_named_by_the_build(code: str, tmp_path: Path) -> None:
    BUILT[code](tmp_path)
    (tmp_path / "Link.md").write_text("[[A]]\n")
    (tmp_path / "vaultkit.toml").write_text('[pages]\nbacklinks = "region"\n')
    assert codes_in(tmp_path) == set()
    with locked_index(tmp_path) as index:
        built = build(index)
    assert [(found.code, found.path) for found in built.diagnostics] == [(code, "A.md")]
    assert (built.regions_written, built.regions_kept) == (0, 1)


@pytest.mark.parametrize("code", REFUSED)
def test_a_note_that_can_be_read_but_not_edited_is_refused_with_its_diagnostic(code: str) -> None:
    data, edit = REFUSED[code]
    source = decode(VaultPath("A.md"), data)
    assert read(source).diagnostics == ()
    refusal = edit(source)
    assert isinstance(refusal, Diagnostic)
    assert refusal.code == code


@pytest.mark.parametrize("code", RENAMED)
def test_a_rename_says_its_diagnostic_and_no_other(code: str, tmp_path: Path) -> None:
    make_vault(tmp_path, {"A.md": "", **RENAMED[code]})
    with locked_index(tmp_path, Opening(kept=False)) as index:
        done = plan_rename(index, "A", "C# notes/B")
    assert {found.code for found in (*done.refused, *done.plan.diagnostics)} == {code}


def test_a_merge_that_would_mix_blocks_is_refused(tmp_path: Path) -> None:
    head = "---\nkind: contact\n---\n"
    make_vault(tmp_path, {"A.md": f"{head}a ^x\n", "B.md": f"{head}b ^x\n"})
    with locked_index(tmp_path, Opening(kept=False)) as index:
        done = plan_merge(index, "A", "B")
    found = [(each.code, each.path, each.line) for each in done.refused]
    assert (found, bool(done.plan)) == ([("merge-refused", "B.md", 4)], False)


def test_a_folder_that_settings_name_is_said_when_it_is_renamed(tmp_path: Path) -> None:
    files = {
        "T/x/A.md": "",
        "Daily/B.md": "",
        "vaultkit.toml": '[vault]\nexclude = ["T/x/", "/T/"]\n[templates]\nfolder = "t/x/y"\n',
        ".obsidian/daily-notes.json": '{"folder": "Daily"}',
    }
    make_vault(tmp_path, files)
    with locked_index(tmp_path, Opening(kept=False)) as index:
        done = plan_rename(index, "T/", "U/")
        assert [(found.code, found.path, found.args) for found in done.plan.diagnostics] == [
            ("setting-names-folder", "vaultkit.toml", {"folder": "t/x/y"}),
            ("setting-names-folder", "vaultkit.toml", {"folder": "T/x"}),
        ]
        daily = plan_rename(index, "Daily/", "D/").plan.diagnostics
        assert [found.path for found in daily] == [".obsidian/daily-notes.json"]
        assert plan_rename(index, "T/x/", "T/y/").plan.diagnostics[0].args == {"folder": "t/x/y"}


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_template_has_its_diagnostic_and_no_other(code: str, tmp_path: Path) -> None:
    name, text = TEMPLATES[code]
    (tmp_path / "Templates").mkdir()
    (tmp_path / "Templates" / name).write_text(text)
    environ = {"VAULTKIT_STATE_HOME": str(tmp_path / "state")}
    found = check_templates(take_snapshot(tmp_path), "en", environ)
    untrusted = {"template-untrusted"} if name.endswith(".j2") else set()
    assert {each.code for each in found} == {code} | untrusted
    assert all(each.message.strip() and each.hint.strip() for each in found)


@pytest.mark.parametrize("code", FOLDERS)
def test_a_vault_has_its_diagnostic_and_no_other(code: str) -> None:
    assert codes_in(HERE / code) - {COMPANIONS.get(code)} == {code}


@pytest.mark.parametrize("code", MADE)
def test_a_made_vault_has_its_diagnostic_and_no_other(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    MADE[code](vault, monkeypatch)
    assert codes_in(vault) - {COMPANIONS.get(code)} == {code}


@pytest.mark.parametrize("code", PROVED)
def test_what_only_a_proof_finds_is_found_and_can_be_ignored(code: str, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    PROVED[code](vault)
    (found,) = prove(vault, kept.opening()).diagnostics
    assert found.code == code
    assert "{" not in found.message + found.hint
    assert codes_in(vault) == set()
    environ = {**kept.opening().environ, "VAULTKIT_CHECK_IGNORE": code}
    assert prove(vault, kept.opening()._replace(environ=environ)).diagnostics == ()


@pytest.mark.parametrize("code", FOLDERS)
def test_a_code_can_be_ignored(code: str) -> None:
    environ = {"VAULTKIT_CHECK_IGNORE": f"{code},{COMPANIONS.get(code, code)}"}
    assert check(take_snapshot(HERE / code, environ=environ)) == ()


@pytest.mark.parametrize("code", FOLDERS)
def test_message_and_hint_are_whole_sentences_without_gaps(code: str) -> None:
    for found in check(take_snapshot(HERE / code)):
        assert found.message.strip()
        assert found.hint.strip()
        assert "{" not in found.message.replace("{{", "")
        assert "{" not in found.hint.replace("{{", "")


PROPOSALS = {
    "link-unresolved": "did you mean [[Anna Petrova]]?",
    "link-to-alias": "write [[Анна Кравцова|Аня]]",
    "link-ambiguous": "write the folder too: [[2025/Budget]]",
    "link-heading-missing": "did you mean #Steps?",
    "config-unknown-key": "did you mean 'pages.folder'?",
}


@pytest.mark.parametrize(("code", "hint"), PROPOSALS.items())
def test_a_near_name_is_proposed(code: str, hint: str) -> None:
    assert [found.hint for found in check(take_snapshot(HERE / code))] == [hint]


def test_headings_are_indexed_once_for_all_links_to_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "A.md").write_text("# Steps\n\n# Costs\n")
    (tmp_path / "B.md").write_text("[[A#Stesp]] [[A#Cotss]]\n\n[[A#Stesp]]\n\n[[A#Nothing]]\n")
    of = NearestNames.of
    indexed: list[list[str]] = []

    def counted(names: Iterable[str]) -> NearestNames:
        indexed.append(list(names))
        return of(indexed[-1])

    monkeypatch.setattr(NearestNames, "of", counted)
    found = check(take_snapshot(tmp_path))
    assert [each.args["proposal"] for each in found] == ["Steps", "Costs", "Steps", ""]
    assert indexed.count(["Steps", "Costs"]) == 1


def test_a_template_is_full_of_placeholders(tmp_path: Path) -> None:
    (tmp_path / "Templates").mkdir()
    template = '---\ndate: {{date}}\nhost: "[[{{host}}]]"\n---\n# {{title}}\n\n[[Somebody]]\n'
    (tmp_path / "Templates/Meeting.md").write_text(template)
    assert check(take_snapshot(tmp_path)) == ()
    (tmp_path / "Meeting.md").write_text(template)
    assert {found.path for found in check(take_snapshot(tmp_path))} == {"Meeting.md"}


def test_findings_come_by_path_then_place(tmp_path: Path) -> None:
    (tmp_path / "B.md").write_text("[[x1]] [[x2]]\n\n[[x3]]\n")
    (tmp_path / "A.md").write_text("---\ntags: 5\n---\n[[x4]]\n")
    (tmp_path / "vaultkit.toml").write_text("nonsense = 1\n")
    found = [(each.path, each.line, each.column) for each in check(take_snapshot(tmp_path))]
    assert found == sorted(found)
    assert len(found) == 6


def test_columns_count_characters(tmp_path: Path) -> None:
    (tmp_path / "A.md").write_bytes("\ufeffПривет 🦉, [[Никто]]\r\n".encode())
    (found,) = check(take_snapshot(tmp_path))
    assert (found.line, found.column) == (1, 11)


def test_the_root_file_is_told_apart_by_a_slash(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    for name in ("Plan.md", "A/Plan.md"):
        (tmp_path / name).write_text("")
    (tmp_path / "A/Call.md").write_text("[[Plan]]\n\n[p](Plan.md)\n")
    hints = [found.hint for found in check(take_snapshot(tmp_path))]
    assert hints == ["write the folder too: [[/Plan]]", "write the folder too: (</Plan.md>)"]
    (tmp_path / "A/Call.md").write_text("[[/Plan]]\n\n[p](</Plan.md>)\n")
    assert check(take_snapshot(tmp_path)) == ()
