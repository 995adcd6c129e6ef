"""Every call of the system fails once, fails for good, or is the last one: all or nothing."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.disk.noting import (
    KEY,
    change,
    create,
    digest,
    folders,
    move,
    notes,
    put,
    remove,
)
from tests.reliability.failing import Killed, failing
from tests.reliability.profile import LONG
from tests.reliability.writing import xattr_names_of
from vaultkit.disk import exchange as exchange_module
from vaultkit.disk import recover as recover_module
from vaultkit.disk.apply import apply
from vaultkit.disk.journal import Journal, iter_kept
from vaultkit.disk.recover import recover
from vaultkit.model.errors import VaultkitError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows is spoken to in other calls")

OLD = {"a.md": b"old a\r\n", "b.md": b"old b", "c/d.md": b"old d\n", "e/f/g.md": b"g"}
PLAN = Plan(
    (
        change("a.md", b"old a\r\n", b"new a"),
        create("neu/tief/h.md", b"h"),
        remove("c/d.md", b"old d\n"),
        change("e/f/g.md", b"g", b"new g"),
    ),
    moves=(
        move("b.md", "neu/b.md", b"old b"),
        move("a.md", "anderswo/a.md", b"old a\r\n"),
        move("e", "e2"),
    ),
)
NEW = {
    "anderswo/a.md": b"new a",
    "neu/b.md": b"old b",
    "neu/tief/h.md": b"h",
    "e2/f/g.md": b"new g",
}
STATE = ".vaultkit/machine"
NUMBERS = [errno.EIO, errno.ENOSPC] if LONG else [errno.EIO]
FOLDERS = {"c", "e", "e/f"}


@pytest.fixture(params=["exchange", "look"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of names, and as where there is none."""
    if request.param == "look":
        monkeypatch.setattr(exchange_module, "_find_call", lambda: None)
    return str(request.param)


@pytest.fixture(autouse=True)
def _aside_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)


def iter_vaults(in_memory: Path) -> Iterator[tuple[int, Path, Journal]]:
    """A fresh vault with its journal for each call that is to fail, counted from 1."""
    at = 0
    while True:
        at += 1
        root = in_memory / f"{at}"
        put(root, OLD)
        with suppress(OSError, AttributeError):  # where there are attributes, they are given, too
            os.setxattr(root / "a.md", "user.colour", b"green")
        yield at, root, plain_journal(root)
        shutil.rmtree(root)


def plain_journal(root: Path) -> Journal:
    (root / STATE).mkdir(parents=True)
    return Journal(root, STATE, KEY)


def colours(place: Path) -> list[bytes]:
    return [os.getxattr(place, name) for name in xattr_names_of(place)]


def open_files() -> set[str]:
    place = Path("/proc/self/fd")
    return {found.name for found in place.iterdir()} if place.is_dir() else set()


def assert_nothing_left(root: Path) -> None:
    """Neither files put aside, nor anything taken for somebody's version, nor a temporary file."""
    for folder in ("aside", "recovered"):
        assert list((root / STATE / folder).glob("*")) == []
    strays = [str(place) for place in root.rglob(".vk-*")]
    assert strays == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_call_that_fails_leaves_all_or_nothing(in_memory: Path, way: str, number: int) -> None:
    for at, root, journal in iter_vaults(in_memory):
        error: VaultkitError | None = None
        files = open_files()
        before = colours(root / "a.md")
        with failing(at, number) as calls:
            try:
                apply(root, PLAN, journal=journal, command="test")
            except VaultkitError as found:
                error = found
        assert open_files() == files, at
        assert notes(root) == (NEW if error is None else OLD), (at, error)
        assert colours(root / ("anderswo/a.md" if error is None else "a.md")) == before, at
        if error is not None:
            assert "nothing was" in error.message, at
            assert error.where, at
        found_later = recover(journal)
        assert found_later.left == found_later.rescued == (), at
        assert notes(root) == (NEW if error is None else OLD), at
        if error is not None:
            assert folders(root) == FOLDERS, at
        assert_nothing_left(root)
        if not calls.reached:
            break


@pytest.mark.parametrize("number", NUMBERS)
def test_a_disk_that_fails_for_good_leaves_all_or_nothing_to_the_next_run(
    in_memory: Path, way: str, number: int
) -> None:
    for at, root, journal in iter_vaults(in_memory):
        error: VaultkitError | None = None
        with failing(at, number, for_good=True) as calls:
            try:
                apply(root, PLAN, journal=journal, command="test")
            except VaultkitError as found:
                error = found
        if error is not None:
            assert error.where, at
        recover(journal)
        assert notes(root) == (NEW if error is None else OLD), (at, error)
        assert list(iter_kept(journal)) == [] or error is None
        assert_nothing_left(root)
        if not calls.reached:
            break


def test_a_run_killed_at_any_call_is_taken_back_or_was_done(in_memory: Path, way: str) -> None:
    for at, root, journal in iter_vaults(in_memory):
        with failing(at, Killed) as calls, suppress(Killed):
            apply(root, PLAN, journal=journal, command="test")
        found = recover(journal)
        assert found.left == found.rescued == (), at
        assert notes(root) in (OLD, NEW), at
        assert notes(root) == OLD or [each.state for each in iter_kept(journal)] == ["done"]
        if notes(root) == OLD:
            assert folders(root) == FOLDERS
        assert_nothing_left(root)
        if not calls.reached:
            assert notes(root) == NEW
            break


@pytest.mark.parametrize("share", [0.35, 0.6, 0.7, 0.8, 0.95] if LONG else [0.8])
def test_a_recovery_killed_at_any_call_is_ended_by_the_next(
    in_memory: Path, way: str, share: float
) -> None:
    put(in_memory / "all", OLD)
    journal = plain_journal(in_memory / "all")
    with failing(1 << 30) as calls:
        apply(in_memory / "all", PLAN, journal=journal, command="test")
    first = int(share * calls.count)
    for at, root, journal in iter_vaults(in_memory):
        with failing(first, Killed), suppress(Killed):
            apply(root, PLAN, journal=journal, command="test")
        with failing(at, Killed) as calls, suppress(Killed):
            recover(journal)
        found = recover(journal)
        assert found.left == found.rescued == (), at
        assert notes(root) == OLD, at
        assert folders(root) == FOLDERS, at
        assert list(iter_kept(journal)) == [], at
        assert_nothing_left(root)
        if not calls.reached:
            break


@pytest.mark.parametrize("share", [0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95] if LONG else [0.85])
def test_a_recovery_in_which_any_call_fails_once_is_ended_by_the_next(
    in_memory: Path, way: str, share: float
) -> None:
    put(in_memory / "all", OLD)
    with failing(1 << 30) as calls:
        apply(in_memory / "all", PLAN, journal=plain_journal(in_memory / "all"), command="test")
    first = int(share * calls.count)
    for at, root, journal in iter_vaults(in_memory):
        with failing(first, Killed), suppress(Killed):
            apply(root, PLAN, journal=journal, command="test")
        with failing(at) as calls, suppress(VaultkitError):
            recover(journal)
        found = recover(journal)
        assert found.left == found.rescued == (), at
        assert notes(root) == OLD, at
        assert list(iter_kept(journal)) == [], at
        assert_nothing_left(root)
        if not calls.reached:
            break


PAGES = {"_index/a.md": b"a", "_index/b/c.md": b"c", "_index/b/d.md": None}
"""What becomes of three pages; None for the one that goes."""


def page(root: Path, path: str, data: bytes | None) -> FileEdit:
    """An edit that makes this of a page as it is now."""
    place = root / path
    expected = digest(place.read_bytes()) if place.exists() else None
    return FileEdit(VaultPath(path), expected, data, "page", "vaultkit")


@pytest.mark.needs("flock")
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, Killed])
def test_pages_are_old_or_new_and_the_next_run_ends_what_was_begun(
    in_memory: Path, error: type[Killed] | int
) -> None:
    for at, root, _ in iter_vaults(in_memory):
        apply(root, Plan(tuple(page(root, path, b"old") for path in PAGES)))
        told: VaultkitError | None = None
        plan = Plan(tuple(page(root, path, data) for path, data in PAGES.items()))
        with failing(at, error) as calls:
            try:
                apply(root, plan)
            except VaultkitError as found:
                told = found
            except Killed:
                pass
        if told is not None:
            assert told.where, at
        found_now = {path: data for path, data in notes(root).items() if path in PAGES}
        for path, new in PAGES.items():
            assert found_now.get(path) in (b"old", new), at
        left = [path for path in PAGES if path in found_now]
        apply(root, Plan(tuple(page(root, path, PAGES[path]) for path in left)))
        assert notes(root) == {**OLD, "_index/a.md": b"a", "_index/b/c.md": b"c"}, at
        if not calls.reached:
            break
