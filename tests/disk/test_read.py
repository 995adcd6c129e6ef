from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultkit.disk import folder, place
from vaultkit.disk.read import read_bytes, reading
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
def test_a_link_is_not_followed_after_other_files_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "c").mkdir()
    for name in ("a/1.md", "a/b/2.md", "c/3.md"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "a/link.md").symlink_to(tmp_path / "c/3.md")
    (tmp_path / "a/c").symlink_to(tmp_path / "c")
    with reading(tmp_path) as files:
        for name in ("a/1.md", "a/b/2.md", "c/3.md", "a/1.md"):
            assert files.read(VaultPath(name)) == name.encode()
            for link in ("a/link.md", "a/c/3.md"):
                with pytest.raises(DiskError, match="symbolic link"):
                    files.read(VaultPath(link))


@pytest.mark.skipif(not folder._BELOW, reason="folders cannot be opened here")
def test_a_folder_is_opened_once_for_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    names = [f"a/{number}.md" for number in range(20)]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    real, opened = os.open, []

    def count(name: str, *args: object, **kwargs: object) -> int:
        opened.append(name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", count)
    with reading(tmp_path) as files:
        assert [files.read(VaultPath(name)) for name in names] == [n.encode() for n in names]
    assert opened.count("a") == 1


@pytest.mark.parametrize("most", [1, 3, 7])
def test_short_reads_are_carried_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    (tmp_path / "a.md").write_bytes(b"0123456789")
    real = os.read
    monkeypatch.setattr(os, "read", lambda fd, size: real(fd, min(size, most)))
    assert read_bytes(tmp_path, VaultPath("a.md")) == b"0123456789"


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    real = os.fstat

    def fstat_and_grow(fd: int) -> os.stat_result:
        found = real(fd)
        (tmp_path / "a.md").write_bytes(b"old and new")
        return found

    monkeypatch.setattr("vaultkit.disk.read.os.fstat", fstat_and_grow)
    data = read_bytes(tmp_path, VaultPath("a.md"))
    monkeypatch.undo()
    assert data == b"old and new"


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
