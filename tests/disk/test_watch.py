"""What is heard of changes below a folder: by Linux itself, by watchdog, by nobody."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaultkit.disk.watch import Ears, Heard, ears_for, find_identity, find_last_change, heard_of

HEARD = [
    ("a.md", "paths"),
    ("Папка/Чай 🍵.md", "paths"),
    ("a/photo.png", "paths"),
    ("a/4913.md", "paths"),
    ("a/sediment.md", "paths"),
    (".obsidian/workspace.json", ""),
    ("a/.git/index", ""),
    (".a.md.swp", ""),
    ("a/.syncthing.b.md.tmp", ""),
    ("a/.b.md.icloud", ""),
    ("node_modules/x/read me.md", ""),
    ("a/b.md~", ""),
    ("a/~$b.docx", ""),
    ("a/4913", ""),
    ("a/sedK2fXz1", ""),
    ("a/b.tmp", ""),
    ("a/b.crdownload", ""),
    ("a/b.sync-conflict-20260312-101500-ABCDEFG.md", "conflict"),
    ("a/b (conflicted copy 2026-03-12).md", "conflict"),
]


@pytest.mark.parametrize(("path", "expected"), HEARD)
def test_what_happens_to_a_file_means_something_or_nothing(path: str, expected: str) -> None:
    heard = heard_of(path)
    if expected == "paths":
        assert heard == Heard(paths=frozenset({path}))
    else:
        assert heard == Heard(reasons=frozenset({expected} - {""}))  # type: ignore[arg-type]


def test_a_folder_is_told_from_another_one_in_its_place(tmp_path: Path) -> None:
    place = tmp_path / "a"
    assert find_identity(place) is None
    place.mkdir()
    first = find_identity(place)
    place.rename(tmp_path / "b")
    assert find_identity(tmp_path / "b") == first
    place.mkdir()
    assert find_identity(place) not in (None, first)


def test_when_the_last_of_some_files_changed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a", "utf-8")
    (tmp_path / "b.md").write_text("b", "utf-8")
    os.utime(tmp_path / "a.md", (0, 0))  # what is asked for is no time that anybody can set
    last = max((tmp_path / name).stat().st_ctime for name in ("a.md", "b.md"))
    assert find_last_change(tmp_path, ["a.md", "b.md"]) == last
    assert find_last_change(tmp_path, ["a.md", "gone.md"]) is None
    assert find_last_change(tmp_path, ["a.md"] * 1000) is None


def test_where_nothing_can_be_heard_it_waits_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vaultkit.disk.watch_system", None)
    ears = ears_for(tmp_path, system="plan9")
    assert ears.unheard
    ears.begin(())
    assert ears.wait(0.0) == Heard()
    assert not ears.lacks({"a"})
    ears.close()


# --- what a system tells

SYSTEMS = ["watchdog", *(["linux"] if sys.platform == "linux" else [])]


@pytest.fixture(params=SYSTEMS)
def ears(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ears]:
    (tmp_path / "Notes/deep").mkdir(parents=True)
    (tmp_path / "Notes/a.md").write_text("a", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "node_modules").mkdir()
    found = ears_for(tmp_path, system=request.param)
    found.begin(())
    yield found
    found.close()


def heard_by(ears: Ears, *, until: Heard) -> Heard:
    """All that is heard until that is among it."""
    paths, reasons = set[str](), set[str]()
    for _ in range(100):
        heard = ears.wait(0.1)
        paths |= heard.paths
        reasons |= heard.reasons
        if until.paths <= paths and until.reasons <= reasons:
            return Heard(frozenset(paths), frozenset(reasons))  # type: ignore[arg-type]
    raise AssertionError(f"heard no more than {paths} and {reasons}")


def test_every_way_to_save_is_heard(ears: Ears, tmp_path: Path) -> None:
    (tmp_path / "Notes/a.md").write_text("b", "utf-8")
    (tmp_path / "Notes/new.md").write_text("b", "utf-8")
    (tmp_path / "Notes/.new.tmp").write_text("c", "utf-8")
    (tmp_path / "Notes/.new.tmp").replace(tmp_path / "Notes/deep/swapped.md")
    (tmp_path / ".git/index").write_text("x", "utf-8")
    (tmp_path / "node_modules/x.md").write_text("x", "utf-8")
    names = {"Notes/a.md", "Notes/new.md", "Notes/deep/swapped.md"}
    assert heard_by(ears, until=Heard(frozenset(names))).paths == names


def test_what_was_gathered_says_how_long_ago_it_was_heard(ears: Ears, tmp_path: Path) -> None:
    # It is not counted from when the waiting began.
    timer = threading.Timer(0.3, (tmp_path / "Notes/a.md").write_text, ["b", "utf-8"])
    timer.start()
    heard = ears.wait(60.0)
    timer.join()
    assert heard.paths == {"Notes/a.md"}
    assert 0.0 < heard.ago_s < 0.2


def test_what_goes_and_what_moves_is_heard(ears: Ears, tmp_path: Path) -> None:
    (tmp_path / "Notes/a.md").rename(tmp_path / "b.md")
    assert heard_by(ears, until=Heard(frozenset({"Notes/a.md", "b.md"})))
    (tmp_path / "b.md").unlink()
    assert heard_by(ears, until=Heard(frozenset({"b.md"})))


def test_a_new_folder_is_heard_and_heard_into(ears: Ears, tmp_path: Path) -> None:
    (tmp_path / "New/er").mkdir(parents=True)
    assert heard_by(ears, until=Heard(reasons=frozenset({"folder"})))
    (tmp_path / "New/er/a.md").write_text("a", "utf-8")
    assert heard_by(ears, until=Heard(frozenset({"New/er/a.md"})))
    (tmp_path / "New").rename(tmp_path / "Newer")
    assert heard_by(ears, until=Heard(reasons=frozenset({"folder"})))
    (tmp_path / "Newer/er/b.md").write_text("a", "utf-8")
    assert heard_by(ears, until=Heard(frozenset({"Newer/er/b.md"})))


linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own events")


@linux
def test_more_than_the_queue_holds_is_told(tmp_path: Path) -> None:
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if most > 100_000:
        pytest.skip("the queue is too long to be filled in a test")
    (tmp_path / "a.md").touch()
    (tmp_path / "b.md").touch()
    ears = ears_for(tmp_path)
    ears.begin(())
    for number in range(most + 10):
        os.utime(tmp_path / ("a.md", "b.md")[number % 2])  # the same twice would be one
    # It stands at the end of the queue, and all that waits is heard at once.
    assert "overflow" in ears.wait(1.0).reasons
    assert not ears.wait(0.0)
    ears.close()


@linux
def test_what_is_written_in_a_folder_that_was_moved_out_is_not_heard(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "Notes/deep").mkdir(parents=True)
    ears = ears_for(vault)
    ears.begin(())
    (vault / "Notes").rename(tmp_path / "Notes")
    assert heard_by(ears, until=Heard(reasons=frozenset({"folder"})))
    (tmp_path / "Notes/deep/a.md").write_text("a", "utf-8")
    (vault / "b.md").write_text("b", "utf-8")
    assert heard_by(ears, until=Heard(frozenset({"b.md"}))).paths == {"b.md"}
    ears.close()


@linux
def test_hidden_folders_are_not_even_watched(tmp_path: Path) -> None:
    for name in (".git/objects", ".obsidian", "node_modules/x", "Notes"):
        (tmp_path / name).mkdir(parents=True)
    ears = ears_for(tmp_path)
    ears.begin((".git", "node_modules/x"))
    assert getattr(ears, "watched") == 2  # noqa: B009
    ears.close()


@linux
def test_a_root_that_moves_is_told(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    ears = ears_for(vault)
    ears.begin(())
    vault.rename(tmp_path / "elsewhere")
    assert heard_by(ears, until=Heard(reasons=frozenset({"root"})))
    ears.close()


@linux
def test_folders_for_which_no_watch_is_left_are_missed_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (tmp_path / f"Folder {number}").mkdir()
    ears = ears_for(tmp_path)
    add, left = getattr(ears, "_add"), [3]  # noqa: B009

    def add_if_any_is_left(*words: object) -> int:
        import ctypes
        import errno

        left[0] -= 1
        if left[0] < 0:
            ctypes.set_errno(errno.ENOSPC)
            return -1
        return int(add(*words))

    monkeypatch.setattr(ears, "_add", add_if_any_is_left)
    ears.begin(())
    assert ears.unheard == "No space left on device"
    assert not ears.lacks(f"Folder {number}" for number in range(5))
    left[0] = 100
    ears.begin(())
    assert ears.unheard is None
    ears.close()
