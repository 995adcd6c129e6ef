"""``vaultkit rename`` at the command line."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit
from vaultkit.app.rename_names import fault_of_name
from vaultkit.language.catalog import catalog


def test_a_note_is_renamed_with_its_links(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    done = vaultkit("rename", "Networking", "Нетворкинг", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Topics/Networking.md is now Topics/Нетворкинг.md; written anew: 3 links in 3 notes\n"
    )
    files = bytes_of(vault)
    assert "Topics/Networking.md" not in files
    assert files["Topics/Нетворкинг.md"].startswith(b"# Networking\n")
    assert "Likes [[Нетворкинг]]. #vip".encode() in files["Contacts/Kenji Morikawa.md"]
    assert "[[Нетворкинг#Nowhere]]".encode() in files["Topics/Гибридные форматы.md"]
    assert 'topics: ["[[Нетворкинг]]"]'.encode() in files["Meetings/2026-03-12 Zoom call.md"]
    after = vaultkit("unresolved", folder=vault)
    assert after.out.startswith("Nobody Yet\t1\t")


def test_one_undo_takes_it_all_back(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    for command in (
        ("Networking", "Новая/Тема"),
        ("Topics/", "Themes/"),
        ("--tag", "vip", "важно/очень"),
        ("--heading", "Networking#Related topics", "See also"),
        ("Anna Petrova", "Anna", "--alias"),
    ):
        assert vaultkit("rename", *command, folder=vault).code == 0
        assert bytes_of(vault) != before
        assert vaultkit("undo", folder=vault).code == 0
        assert bytes_of(vault) == before


def test_a_folder_goes_with_what_no_note_shows(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    (vault / "Topics/.hidden").write_text("x")
    done = vaultkit("rename", "Topics/", "Archive/Themes/", folder=vault)
    assert done.code == 0
    assert (vault / "Archive/Themes/.hidden").read_text() == "x"
    assert not (vault / "Topics").exists()


def test_a_folder_goes_with_notes_that_are_edited_in_it(tmp_path: Path) -> None:
    files = {"vaultkit.toml": "", "x/y/A.md": "[t](../../B.md) [[x/C]]", "x/C.md": "", "B.md": ""}
    vault = make_vault(tmp_path, files)
    before = bytes_of(vault)
    done = vaultkit("rename", "x/", "z/w/", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert (vault / "z/w/y/A.md").read_text() == "[t](../../../B.md) [[z/w/C]]"
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_a_folder_takes_the_name_of_one_that_is_gone(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    assert vaultkit("build", folder=vault).code == 0
    (vault / "Topics").rename(vault / "Themes")
    done = vaultkit("rename", "Themes/", "Topics/", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert (vault / "Topics/Networking.md").exists()


def test_a_dry_run_shows_the_diff_and_writes_nothing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    done = vaultkit("rename", "Networking", "Archive/", "--dry-run", folder=vault)
    assert done.code == 0
    assert done.out == ("rename from Topics/Networking.md\nrename to Archive/Networking.md\n")
    assert done.err == (
        "Topics/Networking.md would become Archive/Networking.md; "
        "nothing else had to be written anew\n"
    )
    renamed = vaultkit("rename", "Networking", "Net", "--dry-run", folder=vault)
    assert "-Likes [[Networking]]. #vip/tokyo\n+Likes [[Net]]. #vip/tokyo\n" in renamed.out
    assert bytes_of(vault) == before


def test_json_says_the_same_for_a_dry_run(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    arguments = ("rename", "--tag", "vip", "VIP", "--json")
    dry = vaultkit(*arguments, "--dry-run", folder=vault)
    assert vaultkit(*arguments, folder=vault) == dry
    assert json.loads(dry.out) == {
        "renamed": "tag",
        "from": "#vip",
        "to": "#VIP",
        "refused": False,
        "merged": False,
        "rewritten": 2,
        "notes": 2,
        "edits": ["Contacts/Anna Petrova.md", "Contacts/Kenji Morikawa.md"],
        "moves": [],
        "diagnostics": [],
    }


def test_a_link_that_waited_for_the_name_is_said(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    done = vaultkit("rename", "Lonely 孤独", "Nobody Yet", folder=vault)
    assert done.code == 0
    assert done.err.startswith(
        "Contacts/Anna Petrova.md:8:36: info link-begins-to-lead: [[Nobody Yet]] led nowhere and "
        "leads to Notes/Nobody Yet.md now\n"
    )


def test_what_stands_in_the_way_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    (vault / "Bad.md").write_bytes(b"[[Networking]] \xff\n")
    before = bytes_of(vault)
    done = vaultkit("rename", "Networking", "Net", folder=vault)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Bad.md:1:16: warning not-utf8: ")
    assert bytes_of(vault) == before
    as_json = vaultkit("rename", "Networking", "Net", "--json", folder=vault)
    assert as_json.code == 1
    assert json.loads(as_json.out)["refused"] is True


def test_merging_tags_is_said(tmp_path: Path) -> None:
    vault = make_vault(tmp_path, {"A.md": "#a #b", "B.md": "#b", "vaultkit.toml": ""})
    done = vaultkit("rename", "--tag", "#a", "#b", folder=vault)
    assert done.out == "#a is now #b, which was there already; written anew: 1 tag in 1 note\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("Nothing", "X"),
        ("Networking", "../X"),
        ("Networking", "Гибридные форматы"),
        ("--tag", "nothing", "x"),
        ("--heading", "Networking", "x"),
        ("--tag", "--heading", "a", "b"),
        ("Networking",),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    vault = make_vault(tmp_path)
    before = bytes_of(vault)
    done = vaultkit("rename", *arguments, folder=vault)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("vaultkit: ")
    assert bytes_of(vault) == before


def test_case_alone_can_be_renamed(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    done = vaultkit("rename", "Networking", "networking", folder=vault)
    assert done.code == 0
    assert "networking.md" in [place.name for place in (vault / "Topics").iterdir()]
    assert "Networking.md" not in [place.name for place in (vault / "Topics").iterdir()]
    again = vaultkit("rename", "Topics/", "topics/", folder=vault)
    assert again.code == 0
    assert "topics" in [place.name for place in vault.iterdir()]


@pytest.mark.parametrize("name", ["", ".a", "a ", "я" * 200, "a[b"])
def test_the_reasons_are_told_in_russian_too(tmp_path: Path, name: str) -> None:
    reason = fault_of_name(name)
    assert reason is not None
    if len(reason) > 1:
        assert catalog("ru").text(reason) != reason


def test_pages_are_left_to_build(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vaultkit("build", folder=vault)
    done = vaultkit("rename", "Networking", "Net", "--json", folder=vault)
    assert not [path for path in json.loads(done.out)["edits"] if path.startswith("_index/")]
    assert vaultkit("build", folder=vault).code == 0
    assert b"Networking.md" not in b"".join(bytes_of(vault).values())


def test_nothing_is_renamed_while_a_folder_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be full of links that would stay behind."""
    vault = make_vault(tmp_path / "vault")
    before = bytes_of(vault)

    def hidden(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(place: Any, *args: Any, **kwargs: Any) -> Any:
            if str(place).endswith("Meetings"):
                raise OSError(errno.EIO, "Input/output error")
            return real(place, *args, **kwargs)

        return call

    # The one or the other is given the folder: a system may not list what is open.
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", hidden(os.open))
        patch.setattr(os, "scandir", hidden(os.scandir))
        done = vaultkit("rename", "Networking", "Hosting", folder=vault)
    assert done.code == 1
    assert "Meetings" in done.err
    assert "Input/output error" in done.err
    assert bytes_of(vault) == before
    assert vaultkit("rename", "Networking", "Hosting", folder=vault).code == 0
