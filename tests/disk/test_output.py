from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from vaultkit.disk.output import write_output
from vaultkit.model.errors import DiskError

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_output(tmp_path / "граф.json", b"{}")
    assert (tmp_path / "граф.json").read_bytes() == b"{}"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"old and longer")
    write_output(tmp_path / "out", b"new")
    assert (tmp_path / "out").read_bytes() == b"new"


def test_a_path_below_the_working_folder_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_output(Path("out.dot"), b"x")
    assert (tmp_path / "out.dot").read_bytes() == b"x"


@posix
def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_output(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o640


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices here")
def test_a_device_is_written_into(tmp_path: Path) -> None:
    write_output(Path("/dev/null"), b"x")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("place", ["missing/out", "folder", "file/out"])
def test_what_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(DiskError) as caught:
        write_output(tmp_path / place, b"x")
    assert caught.value.where == str(tmp_path / place)
    assert (tmp_path / "file").read_bytes() == b"x"
