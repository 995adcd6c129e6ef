"""Code is taken only from where nobody but the user could have put it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultkit.disk import folder
from vaultkit.disk.compiled import CompiledCode, find_compiled_code

pytestmark = [
    pytest.mark.needs("dirfd"),
    pytest.mark.skipif(
        not hasattr(os, "geteuid"), reason="nothing is kept where a file has no owner"
    ),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def test_what_was_put_is_found_by_another_run(home: Path) -> None:
    CompiledCode(home).put("a", b"1")
    assert CompiledCode(home).find("a") == b"1"
    assert CompiledCode(home).find("b") is None


def test_nothing_is_kept_where_a_folder_cannot_be_held_open(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    monkeypatch.setattr(folder, "_BELOW", False)
    assert kept.find("a") is None
    kept.put("b", b"2")
    assert [place.name for place in (home / "compiled").iterdir()] == ["a"]


def test_what_is_put_again_takes_the_place_of_what_was_there(home: Path) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    kept.put("a", b"2")
    assert kept.find("a") == b"2"
    assert [place.name for place in (home / "compiled").iterdir()] == ["a"]


def test_the_folder_is_closed_to_others(home: Path) -> None:
    before = os.umask(0)
    try:
        CompiledCode(home).put("a", b"1")
    finally:
        os.umask(before)
    assert (home / "compiled").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o740, 0o701, 0o777])
def test_a_folder_that_others_can_reach_is_not_used(home: Path, mode: int) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    (home / "compiled").chmod(mode)
    assert kept.find("a") is None
    kept.put("b", b"2")
    assert [place.name for place in (home / "compiled").iterdir()] == ["a"]


def test_a_folder_behind_a_link_is_not_used(home: Path, tmp_path: Path) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    (home / "compiled").rename(tmp_path / "elsewhere")
    (home / "compiled").symlink_to(tmp_path / "elsewhere")
    assert kept.find("a") is None
    kept.put("b", b"2")
    assert [place.name for place in (tmp_path / "elsewhere").iterdir()] == ["a"]


def test_a_file_behind_a_link_is_not_used(home: Path, tmp_path: Path) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    (tmp_path / "other").write_bytes(b"2")
    (home / "compiled" / "a").unlink()
    (home / "compiled" / "a").symlink_to(tmp_path / "other")
    assert kept.find("a") is None
    kept.put("a", b"3")
    assert (tmp_path / "other").read_bytes() == b"2"


def test_what_is_no_file_is_not_used(home: Path) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    os.mkfifo(home / "compiled" / "b")
    (home / "compiled" / "c").mkdir()
    for name in ("b", "c"):
        assert kept.find(name) is None
        kept.put(name, b"1")
        assert kept.find(name) is None


@pytest.mark.parametrize("whose", ["folder", "file"])
def test_what_is_another_users_is_not_used(
    home: Path, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = CompiledCode(home)
    kept.put("a", b"1")
    us = os.geteuid()
    # Of the two questions who we are, one is answered as if the thing asked about were not ours.
    answers = iter([us + 1] if whose == "folder" else [us, us + 1])
    monkeypatch.setattr(os, "geteuid", lambda: next(answers))
    assert kept.find("a") is None
    assert next(answers, None) is None


@pytest.mark.parametrize("blocked", ["no home", "a file for a home", "a file for a folder"])
def test_where_nothing_can_be_kept_nothing_is_and_no_one_hears_of_it(
    tmp_path: Path, blocked: str
) -> None:
    home = tmp_path / "state"
    if blocked == "a file for a home":
        home.write_bytes(b"")
    elif blocked == "a file for a folder":
        home.mkdir()
        (home / "compiled").write_bytes(b"")
    kept = CompiledCode(home)
    kept.put("a", b"1")
    assert kept.find("a") is None


def test_nothing_is_kept_in_a_vault(tmp_path: Path) -> None:
    def found(state: Path) -> CompiledCode | None:
        return find_compiled_code(tmp_path / "vault", environ={"VAULTKIT_STATE_HOME": str(state)})

    (tmp_path / "vault" / "state").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "vault" / "state")
    assert found(tmp_path / "vault") is None
    assert found(tmp_path / "vault" / "state") is None
    assert found(tmp_path / "vault" / "not there yet") is None
    assert found(tmp_path / "link") is None
    assert found(tmp_path / "state") == CompiledCode(tmp_path / "state")
    assert find_compiled_code(tmp_path / "vault", environ={}) is None
