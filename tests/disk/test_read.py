from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultkit.disk import place
from vaultkit.disk.read import read_bytes
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows makes links for admins only")


def test_bytes_come_as_they_are(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf\xff\x00\r\n\r\xd0"
    (tmp_path / "Темы").mkdir()
    (tmp_path / "Темы/а.md").write_bytes(data)
    assert read_bytes(tmp_path, VaultPath("Темы/а.md")) == data


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskError) as caught:
        read_bytes(tmp_path, VaultPath("Темы/нет.md"))
    assert caught.value.where == "Темы/нет.md"
    assert caught.value.hint


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(DiskError):
        read_bytes(tmp_path, VaultPath("folder.md"))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x")
    with pytest.raises(DiskError):
        read_bytes(tmp_path, VaultPath("a.md/b.md"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for follow in (False, True):
        with pytest.raises(DiskError, match="not a regular file"):
            read_bytes(tmp_path, VaultPath("pipe.md"), follow_symlinks=follow)


@needs_links
@pytest.mark.parametrize("path", ["link.md", "folder/secret.md", "a/deep/secret.md"])
def test_links_are_followed_only_where_the_vault_says_so(tmp_path: Path, path: str) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    (vault / "a").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    (vault / "link.md").symlink_to(outside / "secret.md")
    (vault / "folder").symlink_to(outside)
    (vault / "a/deep").symlink_to(outside)
    with pytest.raises(DiskError, match="symbolic link"):
        read_bytes(vault, VaultPath(path))
    assert read_bytes(vault, VaultPath(path), follow_symlinks=True) == b"secret"


@needs_links
def test_the_root_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault/a.md").write_bytes(b"x")
    (tmp_path / "link").symlink_to("vault")
    assert read_bytes(tmp_path / "link", VaultPath("a.md")) == b"x"


def test_no_open_folder_is_left_behind(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files cannot be counted here")
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.md").write_bytes(b"x")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in ("a/b/c.md", "a/b/none.md", "a/none/c.md", "a/b"):
        try:
            read_bytes(tmp_path, VaultPath(path))
        except DiskError:
            continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("name", ["..\\..\\secret.md", "C:secret.md", "a.md:stream", "a\\b.md"])
def test_on_windows_a_name_cannot_leave_the_vault(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place.check_place(VaultPath(name))
    monkeypatch.setattr(place.os, "sep", "\\")
    with pytest.raises(DiskError):
        place.check_place(VaultPath(name))
