"""The commands that write: what they make, ask, keep and take out."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest

from tests.cli.support import (
    NETWORK,
    at_terminal,
    bytes_of,
    make_vault,
    pty_only,
    vaultkit,
)


def people_of(root: Path) -> Mapping[str, bytes]:
    """The files that are not vaultkit's pages."""
    return {name: data for name, data in bytes_of(root).items() if not name.startswith("_index/")}


# --- build


def test_the_first_build_says_what_it_makes_and_goes_on_without_a_terminal(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    done = vaultkit("build", folder=vault)
    pages = len(bytes_of(vault)) - len(before)
    assert done.code == 0
    assert done.out == (
        "6 notes, 8 links, 1 unresolved name; "
        f"pages: {pages} written, 0 unchanged, 0 removed, 0 kept\n"
    )
    assert done.err.splitlines() == [
        f"{pages} index pages will be made in _index/",
        f"nothing else in {tmp_path} is touched but .vaultkit, where the index lies",
        "so that Obsidian's search and graph pass the index pages by, add this line under "
        "Settings > Files and links > Excluded files:",
        "    _index/",
    ]
    assert people_of(vault) == before
    assert (vault / "_index/index-home.md").read_text().startswith("---\ngenerated: vaultkit\n")


def _own(vault: Path) -> list[Path]:
    """All that lies in a vault but what vaultkit keeps beside it."""
    return [place for place in vault.rglob("*") if ".vaultkit" not in place.parts]


def test_a_second_build_writes_nothing_and_asks_nothing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault)
    before = bytes_of(vault)
    stamps = {place: place.stat().st_mtime_ns for place in _own(vault)}
    done = vaultkit("build", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert "0 written" in done.out
    assert bytes_of(vault) == before
    assert {place: place.stat().st_mtime_ns for place in _own(vault)} == stamps


def test_pages_count_nowhere(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    lists = ["facts --json", "graph", "backlinks Networking --json", "tags", "check", "orphans"]
    before = [vaultkit(*line.split(), folder=vault) for line in lists]
    vaultkit("build", folder=vault)
    assert [vaultkit(*line.split(), folder=vault) for line in lists] == before


def test_a_dry_run_shows_the_diff_of_what_build_then_writes(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    dry = vaultkit("build", "--dry-run", folder=vault)
    assert dry.code == 0
    assert "+++ b/_index/index-home.md\n" in dry.out
    assert dry.err.endswith("0 unchanged, 0 to remove, 0 to keep\n")
    assert not (vault / "_index").exists()
    vaultkit("build", folder=vault)
    (vault / "Topics/Networking.md").unlink()
    changed = vaultkit("build", "--dry-run", folder=vault)
    assert "--- a/_index/index-topics.md\n+++ b/_index/index-topics.md\n" in changed.out
    assert "\n+++ /dev/null\n" in changed.out


@pytest.mark.skipif(which("git") is None, reason="needs git")
def test_the_diff_is_one_that_git_applies(tmp_path: Path) -> None:
    vault, copy = make_vault(tmp_path / "vault"), make_vault(tmp_path / "copy")
    diff = vaultkit("build", "--dry-run", folder=vault).out
    done = subprocess.run(
        ["git", "apply", "-"], input=diff.encode(), cwd=copy, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    vaultkit("build", folder=vault)
    assert bytes_of(copy) == bytes_of(vault)


def test_a_page_that_a_person_edited_is_kept_and_reported(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault)
    page = vault / "_index/index-topics.md"
    page.write_text(page.read_text() + "\nMy own line.\n")
    mine = page.read_bytes()
    done = vaultkit("build", folder=vault)
    assert done.code == 1
    assert "0 written" in done.out
    assert "1 kept" in done.out
    assert done.err.startswith("_index/index-topics.md: info page-edited: ")
    assert page.read_bytes() == mine
    check = vaultkit("check", folder=vault)
    assert "_index/index-topics.md: info page-edited: " in check.out


def test_a_dry_run_answers_as_the_build_does(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault)
    page = vault / "_index/index-topics.md"
    page.write_text(page.read_text() + "\nMy own line.\n")
    (vault / "Topics/Networking.md").unlink()
    before = bytes_of(vault)
    dry = vaultkit("build", "--dry-run", folder=vault)
    assert dry.code == 1
    assert "_index/index-topics.md: info page-edited: " in dry.err
    as_json = vaultkit("build", "--dry-run", "--json", folder=vault)
    assert bytes_of(vault) == before
    assert as_json == vaultkit("build", "--json", folder=vault)
    assert json.loads(as_json.out)["removed"] > 0


def test_pages_move_when_the_pages_folder_is_another(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    people = people_of(vault)
    first = vaultkit("build", folder=vault).out
    edited = vault / "_index/index-topics.md"
    edited.write_text(edited.read_text() + "\nMy own line.\n")
    moved = vaultkit("build", "--json", folder=vault, environ={"VAULTKIT_PAGES_FOLDER": "x/y"})
    result = json.loads(moved.out)
    assert first.startswith(f"{result['notes']} notes, {result['links']} links, ")
    assert result["removed"] == result["written"] - 1
    assert [found["path"] for found in result["diagnostics"]] == ["_index/index-topics.md"]
    edited.unlink()
    assert vaultkit("clean", folder=vault).code == 0
    assert bytes_of(vault) == people


@pytest.mark.skipif(os.name == "nt", reason="Windows makes links for admins only")
def test_one_odd_thing_among_the_pages_does_not_stop_the_build(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, "_index/Mine.md": "Mine.\n"})
    (vault / "_index/index-home.md").mkdir()
    (vault / "_index/index-tags.md").symlink_to("nowhere")
    check = vaultkit("check", folder=vault).out
    done = vaultkit("build", folder=vault)
    assert done.code == 1
    for name in ("index-home", "index-tags"):
        assert f"_index/{name}.md: warning page-place-taken: " in done.err
        assert f"_index/{name}.md: warning page-place-taken: " in check
    assert (vault / "_index/index-topics.md").is_file()
    assert "2 kept\n" in done.out


def test_a_file_in_the_place_of_the_pages_folder_is_an_error(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, "_index": "Mine.\n"})
    for line in (("build",), ("build", "--dry-run")):
        done = vaultkit(*line, folder=vault)
        assert done.code == 3
        assert "the pages folder is not a folder" in done.err
    check = vaultkit("check", folder=vault)
    assert check.out.count("page-place-taken") == 1


def test_the_first_build_is_said_also_beside_a_note_in_the_pages_folder(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, "_index/Mine.md": "Mine.\n"})
    assert "index pages will be made in _index/\n" in vaultkit("build", folder=vault).err
    assert vaultkit("build", folder=vault).err == ""


def test_a_note_in_the_pages_folder_stays_a_note(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, "_index/Mine.md": "My own. [[Networking]]\n"})
    vaultkit("build", folder=vault)
    assert (vault / "_index/Mine.md").read_text() == "My own. [[Networking]]\n"
    assert "_index/Mine.md" in vaultkit("backlinks", "Networking", folder=vault).out


def test_pages_speak_the_language_of_the_vault(tmp_path: Path) -> None:
    russian = {"vaultkit.toml": "", "Темы/Встречи.md": "# Встречи\n\nО том, как мы встречаемся.\n"}
    vault = make_vault(tmp_path, russian)
    vaultkit("build", folder=vault)
    assert "Темы" in (vault / "_index/index-home.md").read_text()


def test_build_as_json(tmp_path: Path) -> None:
    done = vaultkit("build", "--json", folder=make_vault(tmp_path))
    result = json.loads(done.out)
    assert result["notes"] == 6
    assert result["written"] > 5
    assert result["diagnostics"] == []


def test_settings_of_the_environment_hold(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault, environ={"VAULTKIT_PAGES_FOLDER": "Maps/Index"})
    assert (vault / "Maps/Index/index-home.md").exists()
    assert not (vault / "_index").exists()


# --- a person at the terminal


@pty_only
@pytest.mark.parametrize(
    ("typed", "language", "made"),
    [
        ("y\n", "C", True),
        ("n\n", "C", False),
        ("\n", "C", False),
        ("\x04", "C", False),
        ("да\n", "ru_RU.UTF-8", True),
    ],
)
def test_the_first_build_asks_a_person(
    tmp_path: Path, typed: str, language: str, made: bool
) -> None:
    vault = make_vault(tmp_path)
    code, seen = at_terminal("build", folder=vault, typed=typed, environ={"LANG": language})
    assert code == 0
    assert ("Make them? [y/N]" if language == "C" else "Создать их? [д/Н]") in seen
    assert (vault / "_index").exists() is made
    assert ("nothing was written" in seen) is not made


@pty_only
def test_yes_skips_the_question(tmp_path: Path) -> None:
    code, seen = at_terminal("build", "--yes", folder=make_vault(tmp_path), typed="")
    assert code == 0
    assert "Make them?" not in seen
    assert (tmp_path / "_index").exists()


@pty_only
def test_a_person_sees_tables_and_colours(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    _, seen = at_terminal("tags", folder=vault, typed="")
    assert "Tag" in seen
    assert "\x1b[1m" in seen
    _, seen = at_terminal("check", folder=vault, typed="")
    assert "\x1b[33mwarning" in seen.replace("\x1b[33m ", "\x1b[33m")


@pty_only
def test_no_color_is_respected(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    _, seen = at_terminal("check", folder=vault, typed="", environ={"NO_COLOR": "1"})
    assert "\x1b[33m" not in seen


# --- init


def test_init_writes_one_file_with_the_language_of_the_notes(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"Тема.md": "# Тема\n\nО чём мы говорим.\n", ".obsidian/x": ""})
    before = bytes_of(vault)
    done = vaultkit("init", folder=vault)
    assert done.code == 0
    assert done.out == f"made {vault / 'vaultkit.toml'}\n"
    assert "    _index/\n" in done.err
    after = bytes_of(vault)
    assert 'language = "ru"\n' in after.pop("vaultkit.toml").decode()
    assert after == before


@pytest.mark.parametrize("text", ["Words.", "Слова."])
def test_what_init_writes_is_a_configuration(tmp_path: Path, text: str) -> None:
    vault = make_vault(tmp_path, {"A.md": text})
    vaultkit("init", folder=vault)
    done = vaultkit("check", folder=vault)
    assert (done.code, done.out) == (0, "")


def test_every_line_that_init_comments_out_is_valid(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"A.md": "Words."})
    vaultkit("init", folder=vault)
    settings = (vault / "vaultkit.toml").read_text()
    shown = [line.removeprefix("# ") for line in settings.splitlines()]
    keys = [line for line in shown if "=" in line.split('"')[0] or line.startswith("[")]
    (vault / "vaultkit.toml").write_text("\n".join(keys))
    done = vaultkit("check", folder=vault)
    assert (done.code, done.out) == (0, "")
    assert len(keys) > 12


def test_init_keeps_a_configuration_that_is_there(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    done = vaultkit("init", folder=vault)
    assert done.code == 0
    assert "is there already" in done.out
    assert bytes_of(vault) == before


@pytest.mark.parametrize("arguments", [["init", "new"], ["--vault", "new", "init"]])
def test_init_of_a_named_folder(tmp_path: Path, arguments: list[str]) -> None:
    make_vault(tmp_path / "new", {"A.md": ""})
    assert vaultkit(*arguments, folder=tmp_path).code == 0
    assert (tmp_path / "new/vaultkit.toml").exists()


def test_init_below_a_vault_means_that_vault(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {".obsidian/app.json": "{}", "deep/A.md": ""})
    vaultkit("init", folder=vault / "deep")
    assert (vault / "vaultkit.toml").exists()


def test_init_shows_first_what_it_would_write(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"A.md": ""})
    done = vaultkit("init", "--dry-run", folder=vault)
    assert done.out.startswith("--- /dev/null\n+++ b/vaultkit.toml\n")
    assert not (vault / "vaultkit.toml").exists()


def test_init_says_first_that_it_would_keep_what_is_there(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"vaultkit.toml": ""})
    done = vaultkit("init", "--dry-run", folder=vault)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"{vault / 'vaultkit.toml'} is there already and would be kept\n"


LEAVE_NOTHING = ("init", "init --dry-run", "build --dry-run", "clean --dry-run", "clean", "status")


@pytest.mark.parametrize("line", LEAVE_NOTHING)
def test_what_only_shows_or_begins_leaves_no_index_behind(tmp_path: Path, line: str) -> None:
    vault = make_vault(tmp_path / "vault", {"A.md": "[[B]]\n", ".obsidian/app.json": "{}"})
    done = vaultkit(*line.split(), folder=vault)
    assert done.code == 0
    assert not (vault / ".vaultkit").exists()
    assert ("vaultkit.toml" in bytes_of(vault)) == (line == "init")


@pytest.mark.parametrize("line", LEAVE_NOTHING[1:4])
def test_what_only_shows_uses_the_index_that_is_there(tmp_path: Path, line: str) -> None:
    vault = make_vault(tmp_path / "vault", {"A.md": "[[B]]\n", ".obsidian/app.json": "{}"})
    vaultkit("tags", folder=vault)
    (vault / "New.md").write_text("")
    vaultkit(*line.split(), folder=vault)
    assert "nothing changed since" in vaultkit("status", folder=vault).out


# --- clean


def test_clean_takes_out_what_build_made_and_nothing_else(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    vaultkit("build", folder=vault)
    make_vault(vault, {".vaultkit/machine/index.sqlite3": "x", ".vaultkit/.gitignore": "*"})
    dry = vaultkit("clean", "--dry-run", folder=vault)
    assert "--- a/_index/index-home.md\n+++ /dev/null\n" in dry.out
    assert "would remove .vaultkit/machine/index.sqlite3\n" in dry.out
    done = vaultkit("clean", folder=vault)
    assert done.code == 0
    assert "pages removed, 0 pages kept" in done.out
    assert bytes_of(vault) == before
    assert not (vault / "_index").exists()
    assert not (vault / ".vaultkit").exists()


def test_clean_keeps_edited_pages_and_notes_of_people(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, "_index/Mine.md": "Mine.\n"})
    vaultkit("build", folder=vault)
    (vault / "_index/index-home.md").write_bytes(
        (vault / "_index/index-home.md").read_bytes() + b"\nMine too.\n"
    )
    dry, done = vaultkit("clean", "--dry-run", folder=vault), vaultkit("clean", folder=vault)
    assert (dry.code, done.code) == (1, 1)
    assert "page-edited" in done.err
    assert dry.err == done.err
    left = sorted(name for name in bytes_of(vault) if name.startswith("_index/"))
    assert left == ["_index/Mine.md", "_index/index-home.md"]


def test_clean_of_a_clean_vault_does_nothing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    done = vaultkit("clean", folder=vault)
    assert (done.code, done.out) == (0, "0 pages removed, 0 pages kept\n")
    assert bytes_of(vault) == before


# --- graph -o


def test_a_graph_goes_into_a_file(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    done = vaultkit("graph", "--format", "canvas", "-o", "Map.canvas", folder=vault)
    assert (done.code, done.out) == (0, "")
    assert done.err == "Map.canvas: 7 notes, 8 links\n"
    assert json.loads((vault / "Map.canvas").read_text())["nodes"]


def test_a_graph_replaces_no_file_of_the_vault_unasked(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    arguments = ("graph", "--format", "canvas", "--kind", "topic", "-o", "Map.canvas")
    (vault / "Map.canvas").write_text('{"nodes": []}')
    done = vaultkit(*arguments, folder=vault)
    assert (done.code, done.out) == (1, "")
    assert "is there already and holds something else" in done.err
    assert (vault / "Map.canvas").read_text() == '{"nodes": []}'
    assert vaultkit(*arguments, "--force", folder=vault).code == 0
    assert vaultkit(*arguments, folder=vault).code == 0, "the same bytes are no loss"
    outside = tmp_path.parent / f"{tmp_path.name}.json"
    outside.write_text("old")
    assert vaultkit("graph", "-o", str(outside), folder=vault).code == 0
    assert outside.read_text().startswith('{"directed"')
    outside.unlink()


def test_a_graph_is_never_written_among_the_settings(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {**NETWORK, ".obsidian/app.json": "{}"})
    done = vaultkit("graph", "-o", ".obsidian/app.json", "--force", folder=vault)
    assert done.code == 2
    assert "hidden files and folders of the vault are never written" in done.err
    assert (vault / ".obsidian/app.json").read_text() == "{}"


def test_a_graph_shows_first_what_would_change(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    (vault / "g.dot").write_text("digraph vault {\nold\n}\n")
    line = ("graph", "--format", "dot", "-o", "g.dot", "--dry-run")
    refused, done = (vaultkit(*line, *more, folder=vault) for more in ((), ("--force",)))
    assert (refused.code, done.code) == (1, 0)
    assert "is there already and holds something else" in refused.err
    assert done.err == ""
    assert "\n-old\n" in done.out
    assert refused.out == done.out
    assert (vault / "g.dot").read_text() == "digraph vault {\nold\n}\n"


def test_build_says_what_it_could_not_use(tmp_path: Path) -> None:
    (tmp_path / "vaultkit.toml").write_text('langauge = "ru"\n', encoding="utf-8")
    (tmp_path / "A.md").write_text("[[B]]\n", encoding="utf-8")
    done = vaultkit("build", "--yes", folder=tmp_path)
    assert done.code == 0
    assert "config-unknown-key" in done.err
    home = (tmp_path / "_index" / "index-home.md").read_text(encoding="utf-8")
    assert "attachment" not in home
