"""What an interrupted run left is set right, whatever an editor did since, and however often."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disk.noting import (
    carry_out,
    change,
    folders,
    journal_of,
    kept,
    move,
    names_in,
    notes,
    put,
    remove,
)
from vaultkit.disk import exchange as exchange_module
from vaultkit.disk import move_back as move_back_module
from vaultkit.disk import recover as recover_module
from vaultkit.disk import swap
from vaultkit.disk.exchange import Place
from vaultkit.disk.recover import recover
from vaultkit.model.errors import DiskError
from vaultkit.model.plan import FileEdit, FileMove

Step = FileEdit | FileMove


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    return tmp_path / "vault"


def killed_behind(root: Path, monkeypatch: pytest.MonkeyPatch, *steps: Step) -> None:
    """As if the process had died after the last step and before the journal knew of it."""
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["vaultkit.disk.apply"], "finish", lambda *_: None)
        carry_out(root, *steps)


def killed_before(root: Path, monkeypatch: pytest.MonkeyPatch, *steps: Step) -> None:
    """As if it had died when the journal was written, and nothing else."""
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["vaultkit.disk.apply"], "make", lambda *_: None)
        patch.setattr(sys.modules["vaultkit.disk.apply"], "move", lambda *_: ())
        patch.setattr(sys.modules["vaultkit.disk.apply"], "finish", lambda *_: None)
        carry_out(root, *steps)


def failing_once(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> Callable[[Callable[[Place, Place], None]], Callable[[Place, Place], None]]:
    """Has the first move of this name be refused by the system."""
    left = [True]

    def wrapped(real: Callable[[Place, Place], None]) -> Callable[[Place, Place], None]:
        def step(old: Place, new: Place) -> None:
            if old.name == name and left:
                left.clear()
                raise OSError(errno.EBUSY, "Device or resource busy")
            real(old, new)

        return step

    return wrapped


# --- moves


def test_a_note_saved_anew_under_its_old_name_is_told_and_both_stay(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"[[b]]", "b.md": b"text"})
    killed_behind(
        root, monkeypatch, change("a.md", b"[[b]]", b"[[c]]"), move("b.md", "c.md", b"text")
    )
    (root / "b.md").write_bytes(b"text, saved again")
    assert recover(journal_of(root)).left == ("c.md",)
    assert notes(root) == {"a.md": b"[[b]]", "b.md": b"text, saved again", "c.md": b"text"}
    assert [each.state for each in kept(root)] == ["broken"]


def test_the_same_bytes_saved_anew_under_the_old_name_are_another_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"b.md": b"text"})
    killed_behind(root, monkeypatch, move("b.md", "c.md", b"text"))
    (root / "b.md").write_bytes(b"text")
    assert recover(journal_of(root)).left == ("c.md",)


def test_a_folder_made_anew_at_the_old_path_is_told_and_both_stay(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"e/g.md": b"g"})
    killed_behind(root, monkeypatch, change("e/g.md", b"g", b"G"), move("e", "e2"))
    put(root, {"e/g.md": b"saved by an editor"})
    assert recover(journal_of(root)).left == ("e2", "e2/g.md")
    assert notes(root) == {"e/g.md": b"saved by an editor", "e2/g.md": b"G"}


def test_what_somebody_put_at_the_new_name_of_a_move_that_was_never_made_is_theirs(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"b.md": b"text"})
    killed_before(root, monkeypatch, move("b.md", "c.md", b"text"))
    (root / "c.md").write_bytes(b"another")
    assert recover(journal_of(root)).left == ()
    assert notes(root) == {"b.md": b"text", "c.md": b"another"}
    assert kept(root) == []


def test_a_move_back_that_fails_leaves_no_empty_folder_and_is_made_by_the_next_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"a.md": b"[[e/g]]", "e/g.md": b"g"}
    put(root, old)
    killed_behind(
        root,
        monkeypatch,
        change("a.md", b"[[e/g]]", b"[[e2/g]]"),
        change("e/g.md", b"g", b"G"),
        move("e", "e2"),
    )
    busy = failing_once(monkeypatch, "e2")
    monkeypatch.setattr(move_back_module, "move_new", busy(move_back_module.move_new))
    assert recover(journal_of(root)).left == ("e2", "e2/g.md")
    assert folders(root) == {"e2"}
    assert [each.state for each in kept(root)] == ["begun"]
    assert recover(journal_of(root)).left == ()
    assert notes(root) == old
    assert (folders(root), kept(root)) == ({"e"}, [])


def test_moves_that_hang_together_wait_for_one_another(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file came out of a folder that got another name afterwards."""
    old = {"e/f.md": b"f", "e/g.md": b"g"}
    put(root, old)
    killed_behind(root, monkeypatch, move("e/f.md", "f.md"), move("e", "e2"))
    busy = failing_once(monkeypatch, "e2")
    monkeypatch.setattr(move_back_module, "move_new", busy(move_back_module.move_new))
    recover(journal_of(root))
    assert notes(root) == {"f.md": b"f", "e2/g.md": b"g"}
    assert recover(journal_of(root)).left == ()
    assert notes(root) == old


@pytest.mark.parametrize("killed", [killed_before, killed_behind])
@pytest.mark.parametrize("freeing", [remove("b.md", b"b"), move("b.md", "x.md", b"b")])
def test_a_name_that_was_freed_for_a_move_is_the_old_files_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, killed: Callable[..., None], freeing: Step
) -> None:
    put(root, {"a.md": b"a", "b.md": b"b"})
    killed(root, monkeypatch, freeing, move("a.md", "b.md", b"a"))
    assert recover(journal_of(root)).left == ()
    assert notes(root) == {"a.md": b"a", "b.md": b"b"}


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_in_the_place_of_a_folder_is_somebodys_and_no_reason_to_try_for_ever(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"e/g.md": b"g"})
    killed_behind(root, monkeypatch, change("e/g.md", b"g", b"G"))
    (root / "e").rename(tmp_path / "elsewhere")
    (root / "e").symlink_to(tmp_path / "elsewhere")
    assert recover(journal_of(root)).left == ("e/g.md",)
    assert [each.state for each in kept(root)] == ["broken"]
    assert (tmp_path / "elsewhere/g.md").read_bytes() == b"G"
    assert names_in(root, "recovered") == []


# --- files under temporary names


class _DiedError(Exception):
    """The run ends here."""


def _die(*_: object, **__: object) -> None:
    raise _DiedError


def killed_at(monkeypatch: pytest.MonkeyPatch, root: Path, name: str, *steps: Step) -> None:
    """As if the process had died when it came to this function of ``swap``."""
    with monkeypatch.context() as patch:
        patch.setattr(swap, name, _die)
        patch.setattr(swap, "_sort_out", _die)
        patch.setattr(sys.modules["vaultkit.disk.apply"], "_take_back", lambda *_: None)
        with pytest.raises(_DiedError):
            carry_out(root, *steps)


@pytest.mark.skipif(os.name == "nt", reason="names are exchanged on POSIX")
@pytest.mark.needs("exchange", "dirfd")
def test_what_an_editor_writes_into_the_file_that_a_killed_run_held_is_not_lost(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"old"})
    with (root / "a.md").open("r+b", buffering=0) as held:
        killed_at(monkeypatch, root, "_set_aside", change("a.md", b"old", b"new"))
        assert recover(journal_of(root)).rescued == ()
        held.write(b"typed later")
        assert os.fstat(held.fileno()).st_nlink == 1
    assert notes(root) == {"a.md": b"typed later"}


@pytest.mark.skipif(os.name == "nt", reason="names are exchanged on POSIX")
@pytest.mark.needs("exchange", "dirfd")
def test_a_new_file_that_a_killed_run_held_is_gone_once_nobody_can_have_it_open(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"old", "b.md": b"old"})
    steps = change("a.md", b"old", b"new"), change("b.md", b"old", b"new")
    killed_at(monkeypatch, root, "exchange", *steps)
    assert len(notes(root)) == 3
    assert recover(journal_of(root)).rescued == ()
    assert notes(root) == {"a.md": b"old", "b.md": b"old"}
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    assert recover(journal_of(root)).rescued == ()
    assert names_in(root, "aside") == []


@pytest.fixture
def _no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "_find_call", lambda: None)


@pytest.mark.skipif(os.name == "nt", reason="renamed as on POSIX")
@pytest.mark.needs("links")
@pytest.mark.usefixtures("_no_exchange")
def test_without_exchange_the_old_file_itself_is_put_back_which_needs_no_room(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"old"})
    number = (root / "a.md").stat().st_ino
    killed_behind(root, monkeypatch, change("a.md", b"old", b"new"))
    with (root / "a.md").open("r+b", buffering=0) as held:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", _no_room)
            assert recover(journal_of(root)).left == ()
        assert notes(root) == {"a.md": b"old"}
        assert (root / "a.md").stat().st_ino == number
        held.write(b"typed later")  # into the file that was new
    monkeypatch.setattr(recover_module, "_QUIET_S", -1.0)
    (rescued,) = recover(journal_of(root)).rescued
    assert (root / rescued.where).read_bytes() == b"typed later"


@pytest.mark.skipif(os.name == "nt", reason="renamed as on POSIX")
@pytest.mark.needs("links")
@pytest.mark.usefixtures("_no_exchange")
def test_without_exchange_what_is_typed_while_the_old_file_is_put_back_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"old"})
    killed_behind(root, monkeypatch, change("a.md", b"old", b"new"))
    real = swap._renamed

    def typed_before(old: Place, new: Place) -> None:
        if (root / "a.md").read_bytes() == b"new":
            (root / "a.md").write_bytes(b"typed")
        real(old, new)

    monkeypatch.setattr(swap, "_renamed", typed_before)
    assert [*map(str, recover(journal_of(root)).left)] == ["a.md"]
    assert notes(root) == {"a.md": b"typed"}
    (entry,) = kept(root)
    assert [change.before and change.before.data for change in entry.entry.changes] == [b"old"]


def _no_room(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_cannot_be_read_is_told_with_its_folder_even_where_the_system_names_a_file_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, {"a.md": b"old"})
    carry_out(root, change("a.md", b"old", b"new"))

    def refused(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "00000001-0-0123456789abcdef")

    monkeypatch.setattr(recover_module, "iter_begun", refused)
    with pytest.raises(DiskError) as caught:
        recover(journal_of(root))
    assert caught.value.where == journal_of(root).state
