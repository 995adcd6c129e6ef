from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import stat
from collections.abc import Set as AbstractSet
from hashlib import sha256
from pathlib import Path

import pytest

from vaultkit.disk import apply as door
from vaultkit.disk import folder, replace
from vaultkit.disk.apply import remove_empty_folders
from vaultkit.disk.lock import Holder, lock
from vaultkit.model.errors import ConflictError, DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan, Receipt

posix = pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")


@pytest.fixture(params=["person", "vaultkit"], autouse=True)
def owner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whoever owns the files: without a journal the same holds of both."""

    def applied(
        root: Path, plan: Plan, *, strays: AbstractSet[str] | None = None
    ) -> tuple[Receipt, ...]:
        edits = tuple(dataclasses.replace(edit, owner=request.param) for edit in plan.edits)
        return door.apply(root, dataclasses.replace(plan, edits=edits), strays=strays)

    monkeypatch.setitem(globals(), "apply", applied)
    return str(request.param)


def apply(
    _root: Path, _plan: Plan, *, strays: AbstractSet[str] | None = None
) -> tuple[Receipt, ...]:
    """Stands here for the name; each test gets one for an owner."""
    raise AssertionError(strays)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def create(path: str, data: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), None, data, "test")


def replace_(path: str, old: bytes, new: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), digest(old), new, "test")


def remove(path: str, old: bytes) -> FileEdit:
    return FileEdit(VaultPath(path), digest(old), None, "test")


def put(root: Path, path: str, data: bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


def tree(root: Path) -> dict[str, bytes]:
    return {
        place.relative_to(root).as_posix(): place.read_bytes()
        for place in sorted(root.rglob("*"))
        if place.is_file()
    }


def numbers(root: Path) -> dict[str, tuple[int, int, int]]:
    """What changes when a file is written; to be read changes another of its times."""
    found = {place.name: place.stat() for place in root.iterdir()}
    return {name: (each.st_ino, each.st_mtime_ns, each.st_size) for name, each in found.items()}


@pytest.fixture(params=["below open folders", "by whole paths", "with names from the start"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways of reaching and making a file.

    The second is what a system without dir_fd has, the third what drives have that cannot hold
    a file without a name.
    """
    if request.param == "by whole paths":
        monkeypatch.setattr(folder, "_BELOW", False)
    if request.param == "with names from the start":
        monkeypatch.setattr(replace, "_UNNAMED", 0)
    return str(request.param)


# --- what a plan does


def test_a_plan_creates_replaces_and_removes_in_its_order(tmp_path: Path, way: str) -> None:
    put(tmp_path, "_index/b.md", b"old")
    put(tmp_path, "_index/c.md", b"gone soon")
    receipts = apply(
        tmp_path,
        Plan(
            (
                create("_index/теги/а.md", "новое".encode()),
                replace_("_index/b.md", b"old", b"new"),
                remove("_index/c.md", b"gone soon"),
            )
        ),
    )
    assert receipts == (
        Receipt(VaultPath("_index/теги/а.md"), digest("новое".encode())),
        Receipt(VaultPath("_index/b.md"), digest(b"new")),
        Receipt(VaultPath("_index/c.md"), None),
    )
    assert tree(tmp_path) == {"_index/b.md": b"new", "_index/теги/а.md": "новое".encode()}


def test_applying_again_writes_nothing(tmp_path: Path, way: str) -> None:
    put(tmp_path, "b.md", b"old")
    put(tmp_path, "c.md", b"c")
    plan = Plan((create("a.md", b"a"), replace_("b.md", b"old", b"new"), remove("c.md", b"c")))
    assert len(apply(tmp_path, plan)) == 3
    before = numbers(tmp_path)
    assert apply(tmp_path, plan) == ()
    assert numbers(tmp_path) == before


def test_an_empty_plan_touches_nothing(tmp_path: Path) -> None:
    assert apply(tmp_path, Plan()) == ()
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.needs("links")
def test_a_file_is_given_another_case_also_where_case_tells_no_names_apart(
    tmp_path: Path, way: str, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if owner == "person":
        pytest.skip("what a person owns gets another case by a move")
    plan = Plan((remove("f/A.md", b"old"), create("f/a.md", b"new")))
    put(tmp_path, "f/A.md", b"old")
    apply(tmp_path, plan)
    assert tree(tmp_path) == {"f/a.md": b"new"}
    # A second name for the file is what such a disk shows of it.
    (tmp_path / "f/a.md").write_bytes(b"old")
    os.link(tmp_path / "f/a.md", tmp_path / "f/A.md")
    unlink = os.unlink

    def unlink_both(path: str, *, dir_fd: int | None = None) -> None:
        unlink(path, dir_fd=dir_fd)
        if path.endswith("A.md"):
            unlink(path[:-4] + "a.md", dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", unlink_both)
    apply(tmp_path, plan)
    assert tree(tmp_path) == {"f/a.md": b"new"}


def test_removing_from_a_folder_that_is_gone_is_done_already(tmp_path: Path, way: str) -> None:
    assert apply(tmp_path, Plan((remove("нет/a.md", b"x"),))) == ()
    assert list(tmp_path.iterdir()) == []


def test_names_of_255_bytes_are_written(tmp_path: Path, way: str) -> None:
    name = "ж" * 126 + ".md"
    assert len(name.encode()) == 255
    apply(tmp_path, Plan((create(name, b"x"),)))
    apply(tmp_path, Plan((replace_(name, b"x", b"y"),)))
    assert tree(tmp_path) == {name: b"y"}


def test_a_name_too_long_is_the_environments_fault(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="too long"):
        apply(tmp_path, Plan((create("ж" * 127 + ".md", b"x"),)))
    assert list(tmp_path.iterdir()) == []


def test_folders_sixty_deep_are_made(tmp_path: Path, way: str) -> None:
    path = "/".join(["вглубь"] * 60) + "/a.md"
    apply(tmp_path, Plan((create(path, b"x"),)))
    assert tree(tmp_path) == {path: b"x"}


# --- conflicts


@pytest.mark.parametrize(
    ("edit", "present", "what"),
    [
        (replace_("a.md", b"old", b"new"), b"changed", "has changed"),
        (replace_("a.md", b"old", b"new"), None, "is gone"),
        (create("a.md", b"new"), b"a person's", "lies there now"),
        (remove("a.md", b"old"), b"changed", "has changed"),
    ],
)
def test_a_file_that_is_not_what_the_plan_expects_stops_it_before_any_write(
    tmp_path: Path, way: str, edit: FileEdit, present: bytes | None, what: str
) -> None:
    if present is not None:
        put(tmp_path, "a.md", present)
    before = tree(tmp_path)
    with pytest.raises(ConflictError, match=what) as caught:
        apply(tmp_path, Plan((create("first.md", b"1"), edit, create("last.md", b"3"))))
    assert caught.value.where == "a.md"
    assert tree(tmp_path) == before


def test_a_conflict_that_arises_while_writing_names_what_was_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "b.md", b"old")
    real = replace.create_file

    def create_and_edit(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        (tmp_path / "b.md").write_bytes(b"a person's")

    monkeypatch.setattr("vaultkit.disk.making.create_file", create_and_edit)
    monkeypatch.setattr("vaultkit.disk.swap.create_file", create_and_edit)
    plan = Plan((create("a.md", b"1"), replace_("b.md", b"old", b"new"), create("c.md", b"3")))
    with pytest.raises(ConflictError, match=r"of 3 files 1 were written before it: a\.md"):
        apply(tmp_path, plan)
    assert tree(tmp_path) == {"a.md": b"1", "b.md": b"a person's"}


def test_a_file_that_appears_at_the_last_moment_is_never_overwritten(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace._write_all

    def slower(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        (tmp_path / "a.md").write_bytes(b"a person's")

    monkeypatch.setattr(replace, "_write_all", slower)
    with pytest.raises(ConflictError, match="lies there now"):
        apply(tmp_path, Plan((create("a.md", b"ours"),)))
    assert tree(tmp_path) == {"a.md": b"a person's"}


def test_a_file_that_appears_with_the_very_bytes_is_left_as_it_is(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace._write_all

    def slower(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        (tmp_path / "a.md").write_bytes(b"ours")

    monkeypatch.setattr(replace, "_write_all", slower)
    receipts = apply(tmp_path, Plan((create("a.md", b"ours"), create("b.md", b"b"))))
    assert [receipt.path for receipt in receipts] == ["b.md"]
    assert tree(tmp_path) == {"a.md": b"ours", "b.md": b"b"}


def test_a_folder_that_goes_while_its_files_are_written_is_made_again(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace.create_file

    def create_and_remove(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        if (tmp_path / "_index/a.md").exists():
            shutil.rmtree(tmp_path / "_index")

    monkeypatch.setattr("vaultkit.disk.making.create_file", create_and_remove)
    monkeypatch.setattr("vaultkit.disk.swap.create_file", create_and_remove)
    apply(tmp_path, Plan((create("_index/a.md", b"a"), create("_index/b.md", b"b"))))
    assert tree(tmp_path) == {"_index/b.md": b"b"}


@posix
@pytest.mark.needs("dirfd", "links")
def test_a_folder_is_opened_once_for_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_index").mkdir()
    real, opened = os.open, []

    def count(name: str, *args: object, **kwargs: object) -> int:
        opened.append(name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", count)
    apply(tmp_path, Plan(tuple(create(f"_index/{n}.md", b"x") for n in range(20))))
    assert opened.count("_index") == 1


@pytest.mark.needs("dirfd", "links", "tmpfile")
def test_a_new_file_has_no_name_before_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a run that is killed leaves nothing behind."""
    try:
        os.close(os.open(tmp_path, replace._UNNAMED))
    except OSError:
        pytest.skip("no files without a name on this drive")
    real, seen = replace._write_all, []

    def look(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        seen.extend(tmp_path.iterdir())

    monkeypatch.setattr(replace, "_write_all", look)
    apply(tmp_path, Plan((create("a.md", b"x"),)))
    assert (seen, tree(tmp_path)) == ([], {"a.md": b"x"})


@posix
@pytest.mark.parametrize("present", [True, False])
def test_without_hard_links_nothing_is_overwritten_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: bool
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        if present:
            (tmp_path / "a.md").write_bytes(b"a person's")
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    plan = Plan((create("a.md", b"ours"),))
    if present:
        with pytest.raises(ConflictError):
            apply(tmp_path, plan)
    else:
        apply(tmp_path, plan)
    assert tree(tmp_path) == {"a.md": b"a person's" if present else b"ours"}


# --- places that are never written


@pytest.mark.parametrize(
    "path",
    [".obsidian/plugins/x.md", ".git/config", "a/.hidden/b.md", "a/.b.md", ".b.md", ".vaultkit"],
)
def test_hidden_places_are_never_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(DiskError, match="hidden"):
        apply(tmp_path, Plan((create("a.md", b"x"), create(path, b"x"))))
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_our_own_is_written(tmp_path: Path) -> None:
    apply(tmp_path, Plan((create(".vaultkit/.gitignore", b"*\n"),)))
    assert tree(tmp_path) == {".vaultkit/.gitignore": b"*\n"}


def test_within_our_own_folder_no_other_hidden_one_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="hidden"):
        apply(tmp_path, Plan((create(".vaultkit/.git/config", b"x"),)))


@posix
@pytest.mark.parametrize("path", ["link.md", "folder/a.md", "real/folder/a.md"])
@pytest.mark.parametrize("removing", [False, True])
def test_nothing_is_written_through_a_link(
    tmp_path: Path, way: str, path: str, removing: bool
) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    put(outside, "a.md", b"outside")
    (vault / "real").mkdir(parents=True)
    (vault / "link.md").symlink_to(outside / "a.md")
    (vault / "folder").symlink_to(outside)
    (vault / "real/folder").symlink_to(outside)
    edit = remove(path, b"outside") if removing else replace_(path, b"outside", b"ours")
    with pytest.raises(DiskError):
        apply(vault, Plan((edit,)))
    with pytest.raises(DiskError):
        apply(vault, Plan((create(path.replace("a.md", "new.md"), b"ours"),)))
    assert tree(outside) == {"a.md": b"outside"}
    assert (vault / "link.md").is_symlink()


def test_a_folder_in_the_place_of_a_file_is_left(tmp_path: Path, way: str) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(DiskError, match="not a regular file"):
        apply(tmp_path, Plan((create("a.md", b"x"),)))


def test_a_file_in_the_place_of_a_folder_is_left(tmp_path: Path, way: str) -> None:
    put(tmp_path, "_index", b"mine")
    with pytest.raises(DiskError, match="cannot be written"):
        apply(tmp_path, Plan((create("_index/a.md", b"x"),)))
    assert tree(tmp_path) == {"_index": b"mine"}


# --- modes, strays and failures


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    put(tmp_path, "a.md", b"old")
    (tmp_path / "a.md").chmod(mode)
    apply(tmp_path, Plan((replace_("a.md", b"old", b"new"),)))
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_umask_leaves(
    tmp_path: Path, way: str, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        apply(tmp_path, Plan((create("a.md", b"x"),)))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == mode


@pytest.mark.needs("flock")
def test_strays_of_a_run_that_died_are_swept_in_the_folders_touched(
    tmp_path: Path, way: str
) -> None:
    put(tmp_path, "_index/.vk-0123456789abcdef", b"half")
    put(tmp_path, "other/.vk-0123456789abcdef", b"half")
    put(tmp_path, "_index/.vk-notes.md", b"a person's")
    apply(tmp_path, Plan((create("_index/a.md", b"x"),)))
    assert tree(tmp_path) == {
        "_index/.vk-notes.md": b"a person's",
        "_index/a.md": b"x",
        "other/.vk-0123456789abcdef": b"half",
    }


@pytest.mark.needs("flock")
def test_strays_are_looked_for_only_where_there_may_be_any(tmp_path: Path) -> None:
    for name in "abc":
        put(tmp_path, f"{name}/.vk-0123456789abcdef", b"half")
    plan = Plan((create("a/a.md", b"x"), create("b/b.md", b"x")))
    apply(tmp_path, plan, strays=frozenset(("a", "c")))
    assert set(tree(tmp_path)) == {
        "a/a.md",
        *("b/.vk-0123456789abcdef", "b/b.md"),
        "c/.vk-0123456789abcdef",
    }


@posix
@pytest.mark.needs("flock")
def test_a_temporary_file_of_a_run_that_lives_is_left(tmp_path: Path) -> None:
    import fcntl

    put(tmp_path, ".vk-0123456789abcdef", b"being written")
    with (tmp_path / ".vk-0123456789abcdef").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        apply(tmp_path, Plan((create("a.md", b"x"),)))
        assert set(tree(tmp_path)) == {".vk-0123456789abcdef", "a.md"}
    apply(tmp_path, Plan((create("b.md", b"x"),)))
    assert set(tree(tmp_path)) == {"a.md", "b.md"}


@posix
@pytest.mark.parametrize("host", ["", "there"])
def test_where_files_cannot_be_locked_strays_are_left_by_one_without_the_vaults_lock(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    _without_locks(monkeypatch)
    put(tmp_path, ".vaultkit/lock", b"")
    if host:  # as if another machine wrote, in a process of the same number
        holder = Holder(os.getpid(), "build", "x", host)
        put(tmp_path, ".vaultkit/lock.held", json.dumps(holder._asdict()).encode())
    put(tmp_path, ".vk-0123456789abcdef", b"half")
    apply(tmp_path, Plan((create("a.md", b"x"),)))
    assert ".vk-0123456789abcdef" in tree(tmp_path)


@posix
def test_where_files_cannot_be_locked_strays_are_swept_by_the_one_with_the_vaults_lock(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_locks(monkeypatch)
    (tmp_path / ".vaultkit").mkdir()
    put(tmp_path, ".vk-0123456789abcdef", b"half")
    put(tmp_path, ".vk-0123456789abcdef.held", b"perhaps a person's")
    with lock(tmp_path / ".vaultkit", command="build"):
        apply(tmp_path, Plan((create("a.md", b"x"),)))
    assert set(tree(tmp_path)) == {".vaultkit/lock", ".vk-0123456789abcdef.held", "a.md"}


def _without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)


@posix
@pytest.mark.needs("flock", "dirfd", "links")
def test_a_temporary_file_swept_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replace, "_UNNAMED", 0)
    real, swept = os.open, []

    def open_and_sweep(name: str, flags: int, *args: object, **kwargs: object) -> int:
        fd = real(name, flags, *args, **kwargs)  # type: ignore[arg-type]
        if str(name).startswith(".vk-") and not swept:
            swept.append(name)
            (tmp_path / name).unlink()
        return fd

    monkeypatch.setattr(os, "open", open_and_sweep)
    apply(tmp_path, Plan((create("a.md", b"x"),)))
    assert swept
    assert tree(tmp_path) == {"a.md": b"x"}


@pytest.mark.parametrize("edit", [create("a.md", b"new"), replace_("b.md", b"old", b"new")])
def test_a_full_disk_leaves_the_old_file_and_no_stray(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch, edit: FileEdit
) -> None:
    put(tmp_path, "b.md", b"old")

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DiskError, match="the disk is full"):
        apply(tmp_path, Plan((edit,)))
    monkeypatch.undo()
    assert tree(tmp_path) == {"b.md": b"old"}


def test_short_writes_are_carried_on(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:7]))
    apply(tmp_path, Plan((create("a.md", b"0123456789" * 10),)))
    monkeypatch.undo()
    assert tree(tmp_path) == {"a.md": b"0123456789" * 10}


def test_an_interrupt_leaves_no_stray(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(fd: int, data: bytes) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        apply(tmp_path, Plan((create("a.md", b"new"),)))
    monkeypatch.undo()
    assert tree(tmp_path) == {}


# --- folders left empty


def test_folders_left_empty_go_with_their_empty_parents(tmp_path: Path, way: str) -> None:
    (tmp_path / "_index/tags/глубже").mkdir(parents=True)
    put(tmp_path, "kept/a.md", b"x")
    removed = remove_empty_folders(tmp_path, ["_index/tags/глубже", "kept", "missing/x"])
    assert removed == ("_index/tags/глубже", "_index/tags", "_index")
    assert tree(tmp_path) == {"kept/a.md": b"x"}
    assert [place.name for place in tmp_path.iterdir()] == ["kept"]


def test_the_root_is_never_removed(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "a").mkdir(parents=True)
    assert remove_empty_folders(vault, ["a", ""]) == ("a",)
    assert vault.is_dir()


@posix
def test_an_empty_folder_behind_a_link_stays(tmp_path: Path, way: str) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "outside/empty").mkdir(parents=True)
    (tmp_path / "vault/link").symlink_to(tmp_path / "outside")
    assert remove_empty_folders(tmp_path / "vault", ["link/empty", "link"]) == ()
    assert (tmp_path / "outside/empty").is_dir()
    assert (tmp_path / "vault/link").is_symlink()
