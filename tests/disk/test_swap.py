"""A file is replaced only if it is what was expected, whoever saves it at the same time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.disk.noting import carry_out, change, digest, journal_of, names_in, notes, put, remove
from vaultkit.disk import exchange as exchange_module
from vaultkit.disk import recover as recover_module
from vaultkit.disk import swap
from vaultkit.disk.exchange import Place, can_exchange, exchange, move_new
from vaultkit.disk.folder import OpenFolder, opened_folder
from vaultkit.disk.recover import recover
from vaultkit.model.errors import ConflictError, DiskError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="open folders are POSIX")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / "vault", {"a.md": b"old"})
    with opened_folder(tmp_path / "vault", "") as folder:
        if not can_exchange(folder):
            pytest.skip("names cannot be exchanged here")
    return tmp_path / "vault"


def _save(root: Path, data: bytes) -> None:
    """As most editors do: a new file under the old name."""
    (root / "a.tmp").write_bytes(data)
    (root / "a.tmp").replace(root / "a.md")


def _between(
    monkeypatch: pytest.MonkeyPatch, acts: list[Callable[[], None]], *, before: bool
) -> None:
    """Has an editor act around each exchange of names."""
    real = exchange

    def exchanged(one: Place, other: Place) -> None:
        if before and acts:
            acts.pop(0)()
        real(one, other)
        if not before and acts:
            acts.pop(0)()

    monkeypatch.setattr(swap, "exchange", exchanged)


def test_two_files_exchange_their_names(root: Path) -> None:
    put(root, {"b.md": b"new"})
    with opened_folder(root, "") as folder:
        exchange(Place(folder, "a.md"), Place(folder, "b.md"))
    assert notes(root) == {"a.md": b"new", "b.md": b"old"}


def test_a_version_saved_before_the_exchange_is_given_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _between(monkeypatch, [lambda: _save(root, b"v2")], before=True)
    with pytest.raises(ConflictError):
        carry_out(root, change("a.md", b"old", b"ours"))
    assert notes(root) == {"a.md": b"v2"}


@pytest.mark.parametrize("saves", range(2, 7))
def test_the_newest_of_versions_saved_meanwhile_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    acts = [lambda n=n: _save(root, b"v%d" % n) for n in range(saves)]  # type: ignore[misc]
    _between(monkeypatch, acts, before=True)
    with pytest.raises(ConflictError):
        carry_out(root, change("a.md", b"old", b"ours"))
    assert notes(root) == {"a.md": b"v%d" % (saves - 1)}


def test_a_version_written_into_our_file_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saved in place, after the first exchange: into the new file."""
    _between(
        monkeypatch,
        [lambda: _save(root, b"v2"), lambda: (root / "a.md").write_bytes(b"v3")],  # type: ignore[list-item, func-returns-value]
        before=True,
    )
    with pytest.raises(ConflictError):
        carry_out(root, change("a.md", b"old", b"ours"))
    assert notes(root) == {"a.md": b"v3"}


def test_what_an_editor_writes_into_the_old_file_is_found_later(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (root / "a.md").open("r+b") as held:
        carry_out(root, change("a.md", b"old", b"ours"))
        held.write(b"typed later")
    assert notes(root) == {"a.md": b"ours"}
    assert recover(journal_of(root)).rescued == ()  # it may be written to still
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    (rescued,) = recover(journal_of(root)).rescued
    assert rescued.path == "a.md"
    assert (root / rescued.where).read_bytes() == b"typed later"
    assert recover(journal_of(root)).rescued == ()


def test_what_an_editor_writes_into_our_file_after_it_was_given_back_is_found_later(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opened the note while our version bore the name, and saves when that has gone."""
    held: list[BinaryIO] = []
    _between(
        monkeypatch,
        [lambda: _save(root, b"v2"), lambda: held.append((root / "a.md").open("r+b"))],
        before=True,
    )
    with pytest.raises(ConflictError):
        carry_out(root, change("a.md", b"old", b"ours"))
    with held[0] as file:
        file.write(b"typed later")
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    (rescued,) = recover(journal_of(root)).rescued
    assert (root / rescued.where).read_bytes() == b"typed later"
    assert notes(root) == {"a.md": b"v2"}


def test_what_was_put_aside_is_not_overwritten_by_the_next_conflict(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(3):
        with monkeypatch.context() as patch:
            acts = [lambda n=n: _save(root, b"v%d" % n) for n in (2 * turn, 2 * turn + 1)]  # type: ignore[misc]
            _between(patch, acts, before=True)
            with pytest.raises(ConflictError):
                carry_out(root, change("a.md", (root / "a.md").read_bytes(), b"ours"))
    found = {(root / each.where).read_bytes() for each in recover(journal_of(root)).rescued}
    assert {b"v0", b"v2", b"v4"} <= found
    assert notes(root) == {"a.md": b"v5"}


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_what_came_out_is_not_deleted_before_it_was_looked_at(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def look(_: Place) -> str:
        raise error

    _between(monkeypatch, [lambda: _save(root, b"v2")], before=True)
    monkeypatch.setattr(swap, "_digest_behind", look)
    with pytest.raises((DiskError, KeyboardInterrupt)):
        carry_out(root, change("a.md", b"old", b"ours"))
    monkeypatch.undo()
    rescued = recover(journal_of(root)).rescued
    assert b"v2" in {*notes(root).values(), *((root / each.where).read_bytes() for each in rescued)}


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("saved", [b"v2", None])
def test_an_exchange_that_was_made_and_ends_in_an_error_loses_no_version(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, saved: bytes | None
) -> None:
    errors = [error]

    def interrupted() -> None:
        if errors:
            raise errors.pop()

    if saved is not None:
        _between(monkeypatch, [lambda: _save(root, b"v2")], before=True)
    real = swap.exchange

    def exchanged(one: Place, other: Place) -> None:
        real(one, other)
        interrupted()

    monkeypatch.setattr(swap, "exchange", exchanged)
    with pytest.raises((DiskError, KeyboardInterrupt)):
        carry_out(root, change("a.md", b"old", b"ours"))
    monkeypatch.undo()
    assert recover(journal_of(root)).rescued == ()
    assert notes(root) == {"a.md": saved or b"old"}


def test_an_exchange_that_was_not_made_leaves_no_file_behind(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_one: Place, _other: Place) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(swap, "exchange", refused)
    with pytest.raises(DiskError):
        carry_out(root, change("a.md", b"old", b"ours"))
    assert notes(root) == {"a.md": b"old"}


def test_the_old_file_is_dropped_when_nobody_wrote_to_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(root, change("a.md", b"old", b"ours"))
    assert names_in(root, "aside") == [f"00000001-0-{digest(b'old')[:16]}"]
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    assert recover(journal_of(root)).rescued == ()
    assert names_in(root, "aside") == []


def test_a_file_that_was_saved_is_not_removed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = move_new

    def late(old: Place, new: Place) -> None:
        if old.name == "a.md":
            _save(root, b"v2")
        real(old, new)

    monkeypatch.setattr(swap, "move_new", late)
    with pytest.raises(ConflictError):
        carry_out(root, remove("a.md", b"old"))
    assert notes(root) == {"a.md": b"v2"}


def test_a_file_saved_anew_while_it_was_being_removed_stays_and_so_does_the_other(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = move_new

    def late(old: Place, new: Place) -> None:
        if old.name == "a.md":
            _save(root, b"v2")
            real(old, new)
            _save(root, b"v3")
        else:
            real(old, new)

    monkeypatch.setattr(swap, "move_new", late)
    with pytest.raises(ConflictError):
        carry_out(root, remove("a.md", b"old"))
    monkeypatch.undo()
    assert notes(root) == {"a.md": b"v3"}
    (rescued,) = recover(journal_of(root)).rescued
    assert (root / rescued.where).read_bytes() == b"v2"


def test_where_nothing_can_be_put_aside_versions_lie_beside_the_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another drive under ``.vaultkit``, say."""

    def other_drive(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(swap, "_renamed", other_drive)
    acts = [
        lambda: _save(root, b"v2"),
        lambda: _save(root, b"v3"),
    ]
    _between(monkeypatch, acts, before=True)
    with pytest.raises(ConflictError):
        carry_out(root, change("a.md", b"old", b"ours"))
    found = notes(root)
    assert found["a.md"] == b"v3"
    assert not any(name.startswith(".vk-") for name in found)


# --- names that are never taken over


def _place(folder: OpenFolder, name: str) -> Place:
    return Place(folder, name)


@pytest.mark.parametrize("call", ["the system's", "none"])
def test_a_file_never_moves_onto_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    put(tmp_path, {"a.md": b"a", "b.md": b"b"})
    if call == "none":
        monkeypatch.setattr(exchange_module, "_find_call", lambda: None)
    with opened_folder(tmp_path, "") as folder:
        with pytest.raises(FileExistsError):
            move_new(_place(folder, "a.md"), _place(folder, "b.md"))
        move_new(_place(folder, "a.md"), _place(folder, "c.md"))
    assert notes(tmp_path) == {"b.md": b"b", "c.md": b"a"}


@pytest.mark.parametrize("call", ["the system's", "none"])
@pytest.mark.needs("dirfd", "links")
def test_a_file_gets_another_case_where_case_tells_no_names_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A second name for the file is what such a disk shows of it."""
    put(tmp_path, {"a.md": b"a"})
    os.link(tmp_path / "a.md", tmp_path / "A.md")
    renamed: list[tuple[str, str]] = []
    monkeypatch.setattr(os, "rename", lambda old, new, **_: renamed.append((old, new)))
    if call == "none":
        monkeypatch.setattr(exchange_module, "_find_call", lambda: None)
    with opened_folder(tmp_path, "") as folder:
        move_new(_place(folder, "a.md"), _place(folder, "A.md"))
    assert renamed == [("a.md", "A.md")]
