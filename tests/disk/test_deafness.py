"""Drives that tell of changes, and those that do not."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from vaultkit.disk.deafness import find_deafness, find_drive_kind, is_heard
from vaultkit.disk.watch import Heard

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / {root}/mnt rw - nfs4 server:/notes rw,vers=4.2
31 22 0:27 / {root}/mnt/a\\040b rw master:1 - tmpfs tmpfs rw
32 31 0:28 / {root}/mnt/over rw - cifs //server/share rw
33 32 0:29 / {root}/mnt/over rw - btrfs /dev/sdb rw
line without meaning
40 22 0:30 /x
"""

KINDS = [
    ("", "ext4"),
    ("mnt", "nfs4"),
    ("mnt/deep/er", "nfs4"),
    ("mntx", "ext4"),
    ("mnt/a b/notes", "tmpfs"),
    ("mnt/over", "btrfs"),
]


@pytest.mark.parametrize(("below", "kind"), KINDS)
def test_a_drive_is_the_one_mounted_nearest_above(tmp_path: Path, below: str, kind: str) -> None:
    place = tmp_path / below
    place.mkdir(parents=True, exist_ok=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(root=tmp_path.resolve().as_posix()), "utf-8")
    assert find_drive_kind(place, mounts=mounts) == kind


def test_where_nobody_says_the_kind_is_unknown(tmp_path: Path) -> None:
    assert find_drive_kind(tmp_path, mounts=tmp_path / "missing") is None


@pytest.mark.skipif(sys.platform != "linux", reason="hears by inotify")
def test_a_drive_that_tells_is_heard_and_nothing_is_left_there(tmp_path: Path) -> None:
    assert find_deafness(tmp_path, tmp_path) is None
    assert [*tmp_path.iterdir()] == []


class Silent:
    """Ears on a drive that tells nothing."""

    def __init__(self, unheard: str | None = None) -> None:
        self.unheard = unheard
        self.waited: list[float] = []
        self.closed = False

    def begin(self, folders: Iterable[str]) -> None:
        assert not [*folders]

    def lacks(self, folders: Iterable[str]) -> bool:
        raise AssertionError(folders)

    def wait(self, timeout_s: float) -> Heard:
        self.waited.append(timeout_s)
        return Heard()

    def close(self) -> None:
        self.closed = True


def test_a_drive_that_tells_nothing_is_found_out(tmp_path: Path) -> None:
    ears = Silent()
    assert not is_heard(tmp_path, listen=lambda _: ears, patience_s=0.001)
    assert ears.waited
    assert ears.closed
    assert [*tmp_path.iterdir()] == []


def test_what_cannot_be_tried_is_not_taken_for_silence(tmp_path: Path) -> None:
    assert is_heard(tmp_path, listen=lambda _: Silent("no more"), patience_s=0.001)
    assert is_heard(tmp_path / "missing", listen=lambda _: Silent(), patience_s=0.001)
