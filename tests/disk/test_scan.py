from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from vaultkit.disk.scan import find_numbers, refuse_names_in, scan
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.sync_names import is_sync_conflict

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows makes links for admins only")
needs_fifo = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads what it likes"
)
needs_byte_names = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="file names are Unicode here"
)


def fill(root: Path, *paths: str) -> None:
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.encode())


def paths_of(root: Path, *, follow_symlinks: bool = False) -> list[str]:
    return [str(file.path) for file in scan(root, follow_symlinks=follow_symlinks).files]


def found_in(root: Path, *, follow_symlinks: bool = False) -> list[tuple[str, str | None]]:
    result = scan(root, follow_symlinks=follow_symlinks)
    return [(found.code, found.path) for found in result.diagnostics]


def test_files_come_by_code_point_of_the_whole_path(tmp_path: Path) -> None:
    fill(tmp_path, "б.md", "a/b.md", "a.md", "Z.md", "a b.md", "日本/会議.md", "🤝.md", "ملاحظة.md")
    assert paths_of(tmp_path) == [
        "Z.md",
        "a b.md",
        "a.md",
        "a/b.md",
        "б.md",
        "ملاحظة.md",
        "日本/会議.md",
        "🤝.md",
    ]


def test_folders_with_what_a_run_that_died_may_have_left_are_named(tmp_path: Path) -> None:
    fill(tmp_path, ".vk-0123456789abcdef", "a/x.md", "б/.vk-0123456789abcdef", "б/x.md")
    fill(tmp_path, "c/.vkx", "c/x.vk-1", ".hidden/.vk-0123456789abcdef")
    assert scan(tmp_path).strays == {"", "б"}


def test_the_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    fill(tmp_path, "Встречи/План.md")
    (file,) = scan(tmp_path).files
    real = (tmp_path / "Встречи/План.md").stat()
    assert file.size == real.st_size
    assert file.mtime_ns == real.st_mtime_ns
    assert file.ctime_ns == real.st_ctime_ns
    if os.name != "nt":
        assert file.inode == real.st_ino


def test_folders_hold_the_same_files(tmp_path: Path) -> None:
    copy = "b/Plan-DESKTOP-4F7K2Q9.md"
    fill(tmp_path, "корень.md", ".hidden.md", "а/.x/y.md", "а/one.md", "а/б/two.md", copy)
    seen = scan(tmp_path)
    assert {folder: sorted(files) for folder, files in seen.folders.items()} == {
        "": ["корень.md"],
        "а": ["one.md"],
        "а/б": ["two.md"],
        "b": [],
    }
    assert [file[1:] for file in seen.files] == [
        seen.folders["а"]["one.md"],
        seen.folders["а/б"]["two.md"],
        seen.folders[""]["корень.md"],
    ]


def test_what_is_scanned_twice_is_equal_until_a_file_changes(tmp_path: Path) -> None:
    fill(tmp_path, "a/b.md", "c.md")
    before = scan(tmp_path)
    assert scan(tmp_path) == before
    (tmp_path / "a/b.md").write_text("longer than it was")
    after = scan(tmp_path)
    assert after.folders["a"] != before.folders["a"]
    assert after.folders[""] == before.folders[""]


def test_hidden_names_are_invisible_at_any_depth(tmp_path: Path) -> None:
    fill(tmp_path, ".obsidian/app.json", "a/.git/x.md", ".a.md", "a/.X.md.icloud", "a/b.md")
    assert paths_of(tmp_path) == ["a/b.md"]
    assert found_in(tmp_path) == []


def test_folders_that_only_the_watcher_avoids_are_read(tmp_path: Path) -> None:
    fill(tmp_path, "node_modules/read me.md")
    assert paths_of(tmp_path) == ["node_modules/read me.md"]


ODD = (
    *("Plan.md", "a/b c/Чай.md", "🤝.md", "dots...md", "a.b/c.md"),
    *(".hidden.md", ".obsidian/app.json", "a/.trash/Old.md", "a/.x", ".vaultkit/1/index.sqlite3"),
    "Plan (conflicted copy 2026-03-12).md",
    "a/Plan.sync-conflict-20260312-101500-ABCDEFG.md",
    "Box (conflicted copy 2026-03-12)/Plan.md",
)


def test_a_single_file_is_found_where_a_scan_lists_it_and_nowhere_else(tmp_path: Path) -> None:
    fill(tmp_path, *ODD)
    listed = {str(path): numbers for path, *numbers in scan(tmp_path).files}
    found = {path: find_numbers(tmp_path, VaultPath(path)) for path in (*ODD, "a", "no.md")}
    assert found == {path: tuple(listed[path]) if path in listed else None for path in found}
    assert 0 < len(listed) < len(ODD)


@needs_links
def test_a_single_file_is_not_found_through_a_link(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    fill(tmp_path, "outside/Plan.md", "vault/Plan.md")
    (vault / "far").symlink_to(tmp_path / "outside")
    (vault / "near.md").symlink_to("Plan.md")
    assert paths_of(vault) == ["Plan.md"]
    assert find_numbers(vault, VaultPath("far/Plan.md")) is None
    assert find_numbers(vault, VaultPath("near.md")) is None


@needs_byte_names
def test_a_single_file_of_a_name_that_is_not_utf8_is_not_found(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xef\xf0\xe8.md")
    (tmp_path / name).write_text("")
    assert find_numbers(tmp_path, VaultPath(name)) is None


def test_an_empty_vault_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert scan(tmp_path).files == ()
    assert scan(tmp_path).folders == {"": {}, "empty": {}}
    assert scan(tmp_path).diagnostics == ()


@pytest.mark.parametrize("root", ["missing", "a file.md"])
def test_a_root_that_is_no_folder_is_the_callers_fault(tmp_path: Path, root: str) -> None:
    fill(tmp_path, "a file.md")
    with pytest.raises(DiskError) as caught:
        scan(tmp_path / root)
    assert caught.value.where == str(tmp_path / root)


def test_case_twins_are_two_files(tmp_path: Path) -> None:
    fill(tmp_path, "План.md", "план.md")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system folds case")
    assert paths_of(tmp_path) == ["План.md", "план.md"]


def test_unicode_twins_keep_their_spelling(tmp_path: Path) -> None:
    composed, decomposed = "\u0439.md", "\u0438\u0306.md"
    fill(tmp_path, composed, decomposed)
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system folds Unicode forms")
    assert paths_of(tmp_path) == [decomposed, composed]


def test_folders_nested_sixty_deep_are_read(tmp_path: Path) -> None:
    deep = "/".join(["вглубь"] * 60)
    fill(tmp_path, f"{deep}/дно.md")
    assert paths_of(tmp_path) == [f"{deep}/дно.md"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits differ elsewhere")
def test_paths_beyond_what_the_system_opens_are_reported(tmp_path: Path) -> None:
    names = ["n" * 250] * 17
    here = os.open(tmp_path, os.O_RDONLY)
    fds = [here]
    for name in names:  # only step by step does a path grow past PATH_MAX
        os.mkdir(name, dir_fd=here)
        here = os.open(name, os.O_RDONLY, dir_fd=here)
        fds.append(here)
    os.close(os.open("дно.md", os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=here))
    try:
        fill(tmp_path, "a.md")
        assert paths_of(tmp_path) == ["a.md"]
        assert [code for code, _ in found_in(tmp_path)] == ["file-unreadable"]
    finally:
        os.unlink("дно.md", dir_fd=here)
        for name, parent in zip(reversed(names), reversed(fds[:-1]), strict=True):
            os.rmdir(name, dir_fd=parent)
        for fd in fds:
            os.close(fd)


# --- what cannot be a note


@needs_fifo
def test_special_files_are_reported_and_never_opened(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    os.mkfifo(tmp_path / "труба.md")
    with socket.socket(socket.AF_UNIX) as plug:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's path has at most 107 bytes
        try:
            plug.bind("розетка.md")
        finally:
            os.chdir(here)
        assert paths_of(tmp_path) == ["a.md"]
        assert found_in(tmp_path) == [("file-special", "розетка.md"), ("file-special", "труба.md")]


@needs_byte_names
def test_names_that_are_not_utf8_are_reported_with_their_folder(tmp_path: Path) -> None:
    fill(tmp_path, "Встречи/a.md")
    broken = os.fsencode(tmp_path / "Встречи") + b"/\xcf\xeb\xe0\xed.md"
    os.close(os.open(broken, os.O_CREAT | os.O_WRONLY))
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.md", os.O_CREAT | os.O_WRONLY))
    result = scan(tmp_path)
    assert [file.path for file in result.files] == ["Встречи/a.md"]
    assert [(found.path, found.message) for found in result.diagnostics] == [
        (None, r"the name of a file in / is not UTF-8: \xff.md"),
        ("Встречи", r"the name of a file in Встречи is not UTF-8: \xcf\xeb\xe0\xed.md"),
    ]


@needs_permissions
def test_a_folder_that_may_not_be_read_is_reported(tmp_path: Path) -> None:
    fill(tmp_path, "личное/a.md", "b.md")
    (tmp_path / "личное").chmod(0)
    try:
        assert paths_of(tmp_path) == ["b.md"]
        assert found_in(tmp_path) == [("file-unreadable", "личное")]
    finally:
        (tmp_path / "личное").chmod(0o700)


def refuse_folder(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    """Whichever way the system opens folders, this one is not opened."""
    for opener in ("open", "scandir"):
        real = getattr(os, opener)

        def refusing(place: object, *more: object, real: Any = real) -> object:
            if str(place).endswith(name):
                raise error
            return real(place, *more)

        monkeypatch.setattr(os, opener, refusing)


def test_a_folder_that_fails_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "bad/a.md", "good/b.md", "z.md")
    refuse_folder(monkeypatch, "bad", OSError(5, "Input/output error"))
    assert paths_of(tmp_path) == ["good/b.md", "z.md"]
    assert [found.message for found in scan(tmp_path).diagnostics] == [
        "the file or folder cannot be read: Input/output error"
    ]


def test_a_folder_that_vanished_is_no_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "gone/a.md", "b.md")
    refuse_folder(monkeypatch, "gone", FileNotFoundError(2, "No such file or directory"))
    assert paths_of(tmp_path) == ["b.md"]
    assert found_in(tmp_path) == []


@pytest.mark.skipif(os.scandir not in os.supports_fd, reason="folders are not opened here")
def test_no_folder_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "bad/a.md", "good/b.md")
    opened: list[int] = []
    closed: list[int] = []
    real_open, real_close, real_scandir = os.open, os.close, os.scandir

    def noted(*args: Any) -> int:
        opened.append(real_open(*args))
        return opened[-1]

    def failing(place: int) -> object:
        if len(opened) == 2:
            raise OSError(5, "Input/output error")
        return real_scandir(place)

    monkeypatch.setattr(os, "open", noted)
    monkeypatch.setattr(os, "close", lambda fd: (closed.append(fd), real_close(fd)))
    monkeypatch.setattr(os, "scandir", failing)
    assert [code for code, _ in found_in(tmp_path)] == ["file-unreadable"]
    assert len(opened) == 3
    assert closed == opened


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("План.sync-conflict-20260312-101500-ABCDEFG.md", True),
        ("plan.sync-conflict-20260312-101500.md", True),
        ("Plan (Anna's conflicted copy 2026-03-12).md", True),
        ("Plan (conflicted copy 2026-03-12 101500).md", True),
        ("Plan (Conflicted copy laptop 202603121015).md", True),
        ("Plan (Anna's conflicted copy 2026-03-12 (1)).md", True),
        ("План (конфликтующая копия пользователя Анна 2026-03-12).md", True),
        ("Plan (SFConflict anna@example.org 2026-03-12-10-15-00).md", True),
        ("Plan_conflict-20260312-101500.md", True),
        ("Plan-DESKTOP-4F7K2Q9.md", True),
        ("Plan-LAPTOP-4F7K2Q9B-2.md", True),
        ("Plan.md", False),
        ("Plan 2.md", False),
        ("Plan (1).md", False),
        ("How to merge a conflicted copy.md", False),
        ("Dropbox (conflicted copy).md", False),
        ("Remote-desktop-systems.md", False),
        ("GUIDE-DESKTOP-SYSTEMS.md", False),
        ("sync-conflict.md", False),
        ("Influence.md", False),
        ("PLAN (CONFLICTED COPY 2026).md", True),
        ("ПЛАН (КОНФЛИКТУЮЩАЯ КОПИЯ 2026).md", True),
    ],
)
def test_conflict_copies_are_known_by_their_name(tmp_path: Path, name: str, expected: bool) -> None:
    assert is_sync_conflict(name) is expected
    fill(tmp_path, name, "Обычная.md")
    assert found_in(tmp_path) == ([("sync-conflict", name)] if expected else [])
    assert len(paths_of(tmp_path)) == (1 if expected else 2)


def test_a_conflict_copy_is_reported_and_is_no_file_of_the_vault(tmp_path: Path) -> None:
    copy = "Темы/План.sync-conflict-20260312-101500-ABCDEFG.md"
    fill(tmp_path, copy, "Темы/План.md")
    assert paths_of(tmp_path) == ["Темы/План.md"]
    assert found_in(tmp_path) == [("sync-conflict", copy)]


# --- symbolic links


@needs_links
def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    fill(vault, "a.md")
    fill(outside, "b.md", "c.md")
    (vault / "folder").symlink_to(outside)
    (vault / "c.md").symlink_to(outside / "c.md")
    (vault / "dangling.md").symlink_to("nowhere")
    assert paths_of(vault) == ["a.md"]
    assert found_in(vault) == [
        ("symlink-left-out", "c.md"),
        ("symlink-left-out", "dangling.md"),
        ("symlink-left-out", "folder"),
    ]


@needs_links
def test_links_are_followed_where_the_vault_says_so(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    fill(vault, "a.md")
    fill(outside, "глубже/b.md", "c.md")
    (vault / "folder").symlink_to(outside)
    (vault / "c.md").symlink_to(outside / "c.md")
    (vault / "dangling.md").symlink_to("nowhere")
    assert paths_of(vault, follow_symlinks=True) == [
        "a.md",
        "c.md",
        "folder/c.md",
        "folder/глубже/b.md",
    ]
    assert found_in(vault, follow_symlinks=True) == [("symlink-left-out", "dangling.md")]


@needs_links
def test_a_linked_file_of_a_bad_name_is_left_out_too(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    fill(outside, "c.md")
    fill(vault, "a.md")
    copy = "Plan-DESKTOP-4F7K2Q9.md"
    (vault / copy).symlink_to(outside / "c.md")
    assert paths_of(vault, follow_symlinks=True) == ["a.md"]
    assert found_in(vault, follow_symlinks=True) == [("sync-conflict", copy)]


@needs_links
def test_links_into_the_vault_and_to_its_parents_are_never_followed(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    fill(vault, "Темы/a.md")
    fill(tmp_path, "diary.md")
    (vault / "self").symlink_to(vault)
    (vault / "Темы/up").symlink_to("..")
    (vault / "parent").symlink_to(tmp_path)
    (vault / "twin.md").symlink_to("Темы/a.md")
    assert paths_of(vault, follow_symlinks=True) == ["Темы/a.md"]
    assert {code for code, _ in found_in(vault, follow_symlinks=True)} == {"symlink-left-out"}
    assert len(found_in(vault, follow_symlinks=True)) == 4


@needs_links
def test_a_folder_outside_is_read_once_however_many_links_lead_there(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    vault.mkdir()
    fill(outside, "x.md", "sub/y.md")
    (vault / "b").symlink_to(outside)
    (vault / "a").symlink_to(outside / "sub")
    assert paths_of(vault, follow_symlinks=True) == ["a/y.md", "b/x.md"]
    assert found_in(vault, follow_symlinks=True) == [("symlink-left-out", "b/sub")]


@needs_links
def test_loops_outside_the_vault_end(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    vault.mkdir()
    fill(outside, "x.md")
    (outside / "again").symlink_to(outside)
    (outside / "back").symlink_to(vault)
    (outside / "round").symlink_to("round")
    (vault / "a").symlink_to(outside)
    assert paths_of(vault, follow_symlinks=True) == ["a/x.md"]
    assert found_in(vault, follow_symlinks=True) == [
        ("symlink-left-out", "a/again"),
        ("symlink-left-out", "a/back"),
        ("symlink-left-out", "a/round"),
    ]


@needs_links
def test_a_vault_reached_through_a_link_is_read(tmp_path: Path) -> None:
    fill(tmp_path / "vault", "a.md")
    (tmp_path / "link").symlink_to("vault")
    assert paths_of(tmp_path / "link") == ["a.md"]
    assert paths_of(tmp_path / "link", follow_symlinks=True) == ["a.md"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8"])
def test_names_in_utf8_are_taken(encoding: str) -> None:
    refuse_names_in(encoding)


@pytest.mark.parametrize("encoding", ["koi8-r", "iso8859-1", "ascii"])
def test_names_in_another_encoding_are_refused_before_anything_is_written(encoding: str) -> None:
    with pytest.raises(DiskError, match=encoding):
        refuse_names_in(encoding)
