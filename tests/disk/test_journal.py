"""All of a plan or nothing, and everything that is needed to take it back."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import struct
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.disk.noting import (
    KEY,
    carry_out,
    change,
    create,
    digest,
    folders,
    journal_of,
    kept,
    move,
    names_in,
    notes,
    put,
    remove,
)
from vaultkit.disk import exchange, journal, swap
from vaultkit.disk.entry import entry_bytes, parse_entry
from vaultkit.disk.journal import Journal, begin, iter_kept
from vaultkit.disk.recover import recover
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.plan import FileEdit, FileMove

OLD = {"a.md": b"old a\r\n", "b.md": b"old b", "c/d.md": b"old d\n"}
STEPS: tuple[FileEdit | FileMove, ...] = (
    change("a.md", b"old a\r\n", b"new a"),
    create("neu/tief/e.md", b"e"),
    remove("c/d.md", b"old d\n"),
    move("b.md", "neu/b.md", b"old b"),
    move("a.md", "anderswo/a.md", b"old a\r\n"),
)
NEW = {"anderswo/a.md": b"new a", "neu/b.md": b"old b", "neu/tief/e.md": b"e"}


@pytest.fixture(params=["exchange", "look"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of names, and as where there is none."""
    if request.param == "look":
        monkeypatch.setattr(exchange, "_find_call", lambda: None)
    return str(request.param)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / "vault", OLD)
    return tmp_path / "vault"


# --- what is kept


def test_a_plan_is_carried_out_edits_first_then_moves(root: Path, way: str) -> None:
    receipts = carry_out(root, *STEPS)
    assert notes(root) == NEW
    assert [(receipt.path, receipt.digest) for receipt in receipts] == [
        ("a.md", digest(b"new a")),
        ("neu/tief/e.md", digest(b"e")),
        ("c/d.md", None),
        ("b.md", None),
        ("neu/b.md", digest(b"old b")),
        ("a.md", None),
        ("anderswo/a.md", digest(b"new a")),
    ]


def test_the_journal_knows_every_file_before_and_after(root: Path, way: str) -> None:
    carry_out(root, *STEPS, undoes=7)
    (only,) = kept(root)
    assert (only.number, only.state, only.entry.command, only.entry.undoes) == (
        1,
        "done",
        "test",
        7,
    )
    versions = {
        each.path: (each.before and each.before.data, each.after and each.after.data)
        for each in only.entry.changes
    }
    assert versions == {
        "a.md": (b"old a\r\n", b"new a"),
        "neu/tief/e.md": (None, b"e"),
        "c/d.md": (b"old d\n", None),
    }
    assert only.entry.moves == STEPS[3:]
    assert only.entry.folders == ("anderswo", "neu", "neu/tief")


def test_what_vaultkit_owns_stands_in_no_journal(root: Path) -> None:
    carry_out(root, FileEdit(create("p.md", b"").path, None, b"page", "page", "vaultkit"))
    assert notes(root) == {**OLD, "p.md": b"page"}
    assert kept(root) == []


def test_an_edit_that_changes_nothing_leaves_no_entry(root: Path) -> None:
    assert carry_out(root, change("a.md", OLD["a.md"], OLD["a.md"])) == ()
    assert kept(root) == []


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_a_file_keeps_its_mode_and_extended_attributes(root: Path, way: str) -> None:
    (root / "a.md").chmod(0o640)
    try:
        os.setxattr(root / "a.md", "user.colour", b"green")
    except OSError:
        pytest.skip("no extended attributes on this drive")
    carry_out(root, change("a.md", OLD["a.md"], b"new"))
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o640
    assert os.getxattr(root / "a.md", "user.colour") == b"green"
    before = kept(root)[0].entry.changes[0].before
    assert before is not None
    assert before.attributes is not None
    assert before.attributes.mode == 0o640
    assert ("user.colour", b"green") in before.attributes.xattrs


def _access_list(*lines: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *line) for line in lines)


_NOBODY = 0xFFFFFFFF
_ANOTHER_READS = _access_list(
    (1, 6, _NOBODY), (2, 6, 1234), (4, 4, _NOBODY), (0x10, 6, _NOBODY), (0x20, 0, _NOBODY)
)
"""Of owner, user 1234, group, mask and others; all files that are made in a folder get it."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="access lists of Linux")
@pytest.mark.needs("xattr")
@pytest.mark.parametrize("listed", [False, True])
def test_who_may_read_a_note_is_the_same_afterwards_whatever_its_folder_gives(
    root: Path, way: str, listed: bool
) -> None:
    for folder in (root, root / "c"):
        try:
            os.setxattr(folder, "system.posix_acl_default", _ANOTHER_READS)
        except OSError:
            pytest.skip("no access lists on this drive")
    for path in ("a.md", "c/d.md"):
        (root / path).chmod(0o640)
        if listed:
            os.setxattr(root / path, "system.posix_acl_access", _ANOTHER_READS)
    before = {path: _rights_of(root / path) for path in ("a.md", "c/d.md")}
    carry_out(root, change("a.md", OLD["a.md"], b"new"), remove("c/d.md", OLD["c/d.md"]))
    assert _rights_of(root / "a.md") == before["a.md"]
    removed = kept(root)[0].entry.changes[1].before
    assert removed is not None
    carry_out(root, replace(create("c/d.md", OLD["c/d.md"]), attributes=removed.attributes))
    assert _rights_of(root / "c/d.md") == before["c/d.md"]


def _rights_of(place: Path) -> tuple[int, dict[str, bytes]]:
    return place.stat().st_mode, {name: os.getxattr(place, name) for name in os.listxattr(place)}


@pytest.mark.skipif(os.name == "nt", reason="folders are synced on POSIX")
@pytest.mark.needs("dirfd")
def test_the_names_of_new_folders_are_synced_as_well(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda fd: synced.add(os.fstat(fd).st_ino))
    carry_out(root, create("neu/tief/e.md", b"e"), move("b.md", "anderswo/sub/b.md"))
    state = Path(journal_of(root).state)
    for folder in ("", "neu", "neu/tief", "anderswo", "anderswo/sub", ".vaultkit", state):
        assert (root / folder).stat().st_ino in synced, folder


@pytest.mark.skipif(os.name == "nt", reason="hard links are told by POSIX")
@pytest.mark.needs("links")
def test_a_file_with_several_names_is_refused(root: Path) -> None:
    os.link(root / "a.md", root / "twin.md")
    with pytest.raises(DiskError, match="several names"):
        carry_out(root, change("a.md", OLD["a.md"], b"new"))
    assert (root / "twin.md").samefile(root / "a.md")


@pytest.mark.parametrize("step", [change("a.md", OLD["a.md"], b"x"), remove("a.md", OLD["a.md"])])
def test_a_read_only_file_is_refused_and_the_plan_with_it(root: Path, step: FileEdit) -> None:
    (root / "a.md").chmod(0o444)
    with pytest.raises(DiskError, match=r"a\.md: the file is read-only") as raised:
        carry_out(root, change("b.md", OLD["b.md"], b"x"), step)
    assert raised.value.hint is not None
    assert notes(root) == OLD
    assert kept(root) == []


def test_a_read_only_file_that_is_to_stay_as_it_is_or_to_move_is_no_hindrance(root: Path) -> None:
    (root / "a.md").chmod(0o444)
    carry_out(root, change("a.md", OLD["a.md"], OLD["a.md"]), move("a.md", "x.md"))
    assert notes(root)["x.md"] == OLD["a.md"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners of POSIX")
@pytest.mark.parametrize("may_give", [True, False])
def test_a_file_of_another_user_is_written_only_where_it_can_stay_theirs(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch, may_give: bool
) -> None:
    if os.geteuid():
        pytest.skip("only root has files of others: nothing was tried")
    os.chown(root / "a.md", 1234, 1234)

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if may_give:
        carry_out(root, change("a.md", OLD["a.md"], b"x"))
        assert (root / "a.md").stat().st_uid == 1234
        return
    monkeypatch.setattr(os, "fchown", refused)
    with pytest.raises(DiskError, match=r"a\.md: the file belongs to another user"):
        carry_out(root, change("b.md", OLD["b.md"], b"x"), change("a.md", OLD["a.md"], b"x"))
    assert notes(root) == OLD
    assert kept(root) == []
    os.chown(root / "a.md", os.geteuid(), 1234)  # another group is no hindrance
    carry_out(root, change("a.md", OLD["a.md"], b"x"))
    assert notes(root) == {**OLD, "a.md": b"x"}


# --- all or nothing


@pytest.mark.parametrize("at", range(1, len(STEPS) + 1))
def test_a_plan_that_fails_at_any_step_is_taken_back(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    done = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal done
            done += 1
            if done == at:
                raise OSError(errno.EIO, "Input/output error")
            return real(*args, **kwargs)

        return step

    making = sys.modules["vaultkit.disk.making"]
    for name in ("replace_noted", "remove_noted", "create_noted", "move_new"):
        monkeypatch.setattr(making, name, failing(getattr(making, name)))
    with pytest.raises(DiskError, match="nothing was written"):
        carry_out(root, *STEPS)
    assert notes(root) == OLD
    assert folders(root) == {"c"}
    assert kept(root) == []


def test_a_conflict_takes_back_what_was_done_and_leaves_the_other_persons_file(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = sys.modules["vaultkit.disk.making"]
    real = swap.create_noted

    def create_and_edit(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        (root / "c/d.md").write_bytes(b"a person's")

    monkeypatch.setattr(making, "create_noted", create_and_edit)
    with pytest.raises(ConflictError, match="has changed since it was read; nothing was written"):
        carry_out(root, *STEPS)
    assert notes(root) == {**OLD, "c/d.md": b"a person's"}
    assert kept(root) == []


def test_what_cannot_be_taken_back_is_said_and_stays_in_the_journal(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = sys.modules["vaultkit.disk.making"]

    def edit_and_fail(*args: object, **kwargs: object) -> None:
        (root / "a.md").write_bytes(b"a person's")
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(making, "create_noted", edit_and_fail)
    with pytest.raises(DiskError, match=r"could not be taken back: anderswo/a\.md"):
        carry_out(root, *STEPS)
    assert notes(root) == {**OLD, "a.md": b"a person's"}
    (only,) = kept(root)
    assert only.state == "broken"


@pytest.mark.parametrize("behind", ["the mark", "the end"])
def test_a_plan_that_is_done_is_not_taken_back_by_an_interrupt(
    root: Path, monkeypatch: pytest.MonkeyPatch, behind: str
) -> None:
    """Ctrl-C when the entry was marked, and while old ones are dropped."""
    real = os.replace

    def replace_and_stop(old: str, new: str, **folders: int) -> None:
        real(old, new, **folders)
        if new.endswith(".done"):
            raise KeyboardInterrupt

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    if behind == "the mark":
        monkeypatch.setattr(os, "replace", replace_and_stop)
    else:
        monkeypatch.setattr(journal, "_prune", stop)
    with pytest.raises(KeyboardInterrupt):
        carry_out(root, *STEPS)
    assert notes(root) == NEW
    assert [each.state for each in kept(root)] == ["done"]


def test_moving_onto_a_file_is_a_conflict(root: Path, way: str) -> None:
    with pytest.raises(ConflictError, match="the new name is taken; nothing was written"):
        carry_out(root, change("a.md", OLD["a.md"], b"x"), move("a.md", "b.md"))
    assert notes(root) == OLD


def test_moving_what_is_gone_or_changed_is_a_conflict(root: Path) -> None:
    with pytest.raises(ConflictError, match="is gone; nothing was written"):
        carry_out(root, move("z.md", "y.md"))
    with pytest.raises(ConflictError, match="has changed"):
        carry_out(root, move("a.md", "y.md", b"other"))
    assert notes(root) == OLD


def test_a_folder_moves_with_all_that_is_in_it(root: Path, way: str) -> None:
    put(root, {"c/.hidden": b"h", "c/deep/x.png": b"\0"})
    carry_out(root, move("c", "sub/c"))
    assert notes(root) == {
        "a.md": OLD["a.md"],
        "b.md": OLD["b.md"],
        "sub/c/.hidden": b"h",
        "sub/c/d.md": OLD["c/d.md"],
        "sub/c/deep/x.png": b"\0",
    }


def test_without_a_journal_nothing_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(journal, "entry_bytes", full)
    with pytest.raises(DiskError, match="the journal cannot be written, so nothing was changed"):
        carry_out(root, *STEPS)
    assert notes(root) == OLD


# --- whose journal


def test_an_entry_signed_by_another_key_is_not_believed(root: Path) -> None:
    carry_out(root, *STEPS)
    assert list(iter_kept(journal_of(root, "f" * 32))) == []


def test_the_journal_of_a_copied_vault_is_the_originals(root: Path, tmp_path: Path) -> None:
    carry_out(root, *STEPS)
    shutil.copytree(root, tmp_path / "copy")
    here = journal_of(root)
    assert list(iter_kept(Journal(tmp_path / "copy", here.state, here.key))) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"a.md"', b'"b.md"'),
        lambda data: data[:-3] + b"xyz",
        lambda _: b"",
        lambda _: b"\xff" * 100,
    ],
)
def test_a_damaged_entry_is_passed_over(root: Path, damage: Callable[[bytes], bytes]) -> None:
    carry_out(root, *STEPS)
    place = root / journal_of(root).state / "journal" / "00000001.done"
    place.write_bytes(damage(place.read_bytes()))
    assert kept(root) == []


def test_an_entry_of_another_form_is_passed_over(root: Path) -> None:
    carry_out(root, *STEPS)
    place = root / journal_of(root).state / "journal" / "00000001.done"
    place.write_bytes(place.read_bytes().replace(b"vaultkit journal 2\n", b"vaultkit journal 1\n"))
    assert kept(root) == []
    assert recover(journal_of(root)) == ((), (), ())


LARGE = 4 << 20


@pytest.fixture
def large(root: Path) -> Path:
    """The only entry: two files of many bytes that take little room."""
    old = bytes(LARGE)
    put(root, {"a.md": old, "b.md": old})
    carry_out(root, change("a.md", old, old + b"x"), change("b.md", old, old + b"y"))
    return root / journal_of(root).state / "journal" / "00000001.done"


def most_memory(act: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_who_lists_entries_holds_no_files_and_has_their_bytes_when_asked_for(
    root: Path, large: Path
) -> None:
    assert most_memory(lambda: list(iter_kept(journal_of(root)))) < LARGE // 8
    (only,) = kept(root)
    after = only.entry.changes[1].after
    assert after is not None
    assert after.data == bytes(LARGE) + b"y"
    large.unlink()
    with pytest.raises(DiskError, match="cannot be read"):
        _ = after.data


def test_bytes_put_in_the_place_of_an_entrys_own_are_not_unpacked(root: Path, large: Path) -> None:
    form, signature, head, stored = large.read_bytes().split(b"\n", 3)
    other = zlib.compress(bytes(2 * LARGE), 9)
    other += bytes(len(stored) - len(other))
    large.write_bytes(b"\n".join((form, signature, head, other)))
    assert most_memory(lambda: kept(root)) < LARGE // 8
    assert kept(root) == []


def test_no_more_is_unpacked_than_an_entry_says(root: Path, large: Path) -> None:
    (only,) = kept(root)
    version = only.entry.changes[0].before
    assert version is not None
    data = large.read_bytes()
    at = len(data) - len(data.split(b"\n", 3)[3])
    bomb = zlib.compress(bytes(8 * LARGE), 9)
    large.write_bytes(data[:at] + bomb + data[at + len(bomb) :])

    def unpacked() -> None:
        with pytest.raises(DiskError, match="damaged"):
            _ = version.data

    assert most_memory(unpacked) < 4 * LARGE


def test_old_entries_go_when_there_is_too_much(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = OLD["a.md"]
    for round_ in range(6):
        new = os.urandom(5000) + bytes([round_])
        carry_out(root, change("a.md", text, new))
        text = new
    assert len(kept(root)) == 6
    monkeypatch.setattr(journal, "_MOST_BYTES", 30_000)
    carry_out(root, change("a.md", text, b"last"))
    numbers = [each.number for each in kept(root)]
    assert numbers == [5, 6, 7]


def test_entries_go_after_ninety_days(root: Path) -> None:
    carry_out(root, create("x.md", b"x"))
    place = root / journal_of(root).state / "journal" / "00000001.done"
    long_ago = place.stat().st_mtime - 91 * 86_400
    os.utime(place, (long_ago, long_ago))
    carry_out(root, create("y.md", b"y"))
    assert [each.number for each in kept(root)] == [2]


def test_a_journal_that_cannot_be_listed_is_not_taken_for_an_empty_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(root, *STEPS)

    def unlisted(_: object) -> list[str]:
        raise OSError(errno.EIO, "Input/output error")

    here = journal_of(root)
    monkeypatch.setattr(os, "listdir", unlisted)
    with pytest.raises(DiskError, match="cannot be read"):
        list(iter_kept(here))
    with pytest.raises(DiskError):
        recover(here)


# --- recovery


def test_an_interrupted_plan_is_taken_back_by_the_next_run(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process had died after the last step and before the journal knew of it."""
    apply_module = sys.modules["vaultkit.disk.apply"]
    monkeypatch.setattr(apply_module, "finish", lambda *_: None)
    carry_out(root, *STEPS)
    assert notes(root) == NEW
    found = recover(journal_of(root))
    assert [each.number for each in found.taken_back] == [1]
    assert (found.left, found.rescued) == ((), ())
    assert notes(root) == OLD
    assert folders(root) == {"c"}
    assert names_in(root, "journal") == []
    assert recover(journal_of(root)) == ((), (), ())


def test_a_file_changed_since_stays_when_an_interrupted_plan_is_taken_back(
    root: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["vaultkit.disk.apply"], "finish", lambda *_: None)
    carry_out(root, *STEPS)
    (root / "anderswo/a.md").write_bytes(b"a person's")
    found = recover(journal_of(root))
    assert found.left == ("anderswo/a.md",)
    assert notes(root) == {**OLD, "a.md": b"a person's"}
    assert [each.state for each in kept(root)] == ["broken"]


def test_an_entry_before_which_nothing_was_done_is_forgotten(root: Path) -> None:
    carry_out(root, *STEPS)
    (only,) = kept(root)
    entry = parse_entry(entry_bytes(only.entry, KEY), KEY)
    assert entry is not None
    shutil.rmtree(root)
    put(root, OLD)
    begin(journal_of(root), entry._replace(root=root.stat().st_ino))
    assert len(recover(journal_of(root)).taken_back) == 1
    assert (notes(root), kept(root)) == (OLD, [])


def test_what_an_editor_saved_under_our_hands_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the exchange and the look at what came out of it."""
    monkeypatch.setattr(sys.modules["vaultkit.disk.apply"], "finish", lambda *_: None)
    carry_out(root, change("a.md", OLD["a.md"], b"new a"))
    put(root, {".vk-0123456789abcdef.held": b"a person's", ".vk-0123456789abcdee": b"new"})
    found = recover(journal_of(root))
    assert notes(root) == OLD
    (rescued,) = found.rescued
    assert (root / rescued.where).read_bytes() == b"a person's"
