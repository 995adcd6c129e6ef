"""Whatever happens to the index, every command does what it is for, and says a line at most."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import NETWORK, make_vault
from tests.store.forking import Forking
from tests.store.fresh import VAULTKIT, assert_same_tree, put_fresh
from tests.store.made import strays_in
from tests.store.places import remove, tree_of
from vaultkit import Vault
from vaultkit.app.indexing import discard_index
from vaultkit.app.paranoid import prove
from vaultkit.app.settings import Opening
from vaultkit.cli import opening as opening_module
from vaultkit.disk.lock import lock
from vaultkit.model.errors import DamagedError
from vaultkit.store.store import file_number

pytest.importorskip("vaultkit.store")

posix = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs what Linux has")

COMMANDS = (
    ("build", "--yes", "--yes-really"),
    ("tags", "--json"),
    ("backlinks", "--json", "Topics/Networking.md"),
)
NOBODY = 65534


def index_of(vault: Path) -> Path:
    """The one index that a vault has."""
    (place,) = vault.glob(".vaultkit/*/index.sqlite3")
    return place


# --- damage


def _cut(place: Path) -> None:
    os.truncate(place, place.stat().st_size // 2)


def _cut_to_a_page(place: Path) -> None:
    os.truncate(place, 4096)


def _cut_to_nothing(place: Path) -> None:
    os.truncate(place, 0)


def _zero(place: Path) -> None:
    place.write_bytes(bytes(place.stat().st_size))


def _zero_the_middle(place: Path) -> None:
    data = bytearray(place.read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = bytes(third)
    place.write_bytes(data)


def _scramble(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[4096:] = bytes((byte * 7 + n) % 256 for n, byte in enumerate(data[4096:]))
    place.write_bytes(data)


def _write_text(place: Path) -> None:
    place.write_text("Это не база данных.\n" * 1000)


def _make_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()
    (place / "mine.txt").write_text("mine")


def _put_another_program(place: Path) -> None:
    place.unlink()
    with sqlite3.connect(place) as db:
        db.execute("CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT)")
        db.execute("INSERT INTO files VALUES (1, 'mine')")
    db.close()


def _put_version(version: int) -> Callable[[Path], None]:
    def put(place: Path) -> None:
        with sqlite3.connect(place) as db:
            db.execute(f"PRAGMA user_version = {version}")
        db.close()

    return put


def _drop_table(place: Path) -> None:
    with sqlite3.connect(place) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        db.execute(f"DROP TABLE {sorted(tables)[-1][0]}")
    db.close()


def _empty_tables(place: Path) -> None:
    """Sound to SQLite, and yet nothing that was ever written so."""
    with sqlite3.connect(place) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name == "meta":
                db.execute("DELETE FROM meta")
    db.close()


def _make_link(place: Path) -> None:
    elsewhere = place.parents[3] / "elsewhere.sqlite3"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)


def _leave_wal(place: Path) -> None:
    place.with_name(f"{place.name}-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(5000))
    place.with_name(f"{place.name}-shm").write_bytes(b"\x18\xe2\x2d\x00" * 8192)


def _leave_journal(place: Path) -> None:
    journal = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504)
    place.with_name(f"{place.name}-journal").write_bytes(journal)


def _leave_wal_without_index(place: Path) -> None:
    _leave_wal(place)
    place.unlink()


def _delete(place: Path) -> None:
    place.unlink()


def _delete_machine(place: Path) -> None:
    shutil.rmtree(place.parent)


def _delete_all(place: Path) -> None:
    shutil.rmtree(place.parents[1])


def _copy_of_another_vault(place: Path) -> None:
    other = make_vault(
        place.parents[3] / "other" / "vault", {"Чужое.md": "[[Networking]] #чужой\n"}
    )
    VAULTKIT("tags", vault=other)
    shutil.copy(index_of(other), place)


MENDED: Mapping[str, Callable[[Path], None]] = {
    "cut in half": _cut,
    "cut to a page": _cut_to_a_page,
    "cut to nothing": _cut_to_nothing,
    "zeroed": _zero,
    "zeroed in the middle": _zero_the_middle,
    "scrambled": _scramble,
    "a text": _write_text,
    "a folder": _make_folder,
    "another program's": _put_another_program,
    "of an older version": _put_version(0),
    "of a newer version": _put_version(999_999),
    "without a table": _drop_table,
    "without what it says of itself": _empty_tables,
    "a link": _make_link,
    "beside a WAL of something else": _leave_wal,
    "beside a journal of something else": _leave_journal,
    "gone but for its WAL": _leave_wal_without_index,
    "gone": _delete,
    "gone with its folder": _delete_machine,
    "gone with .vaultkit": _delete_all,
    "of another vault": _copy_of_another_vault,
}
"""After a run the index is a good one again."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault that was built once, to be copied."""
    vault = make_vault(tmp_path_factory.mktemp("built") / "vault")
    assert VAULTKIT("build", "--yes", vault=vault).code == 0
    return vault


def changed_copy(built: Path, folder: Path) -> Path:
    """The vault at another place, with an index of it there, and then changes that it lacks."""
    vault = folder / "a" / "vault"
    shutil.copytree(built, vault, ignore=shutil.ignore_patterns(".vaultkit"))
    VAULTKIT("build", vault=vault)
    (vault / "Notes/New.md").write_text("[[Networking]] #new\n")
    (vault / "Notes/Lonely 孤独.md").unlink()
    return vault


def assert_does(words: tuple[str, ...], vault: Path, before: Path, *, lines: int = 1) -> str:
    """The command succeeds and answers as in a fresh vault; comes back with what it said."""
    done = VAULTKIT(*words, vault=vault)
    assert done.code == 0, done
    assert_right(words, done.out, vault, before)
    assert done.err.count("\n") <= lines, done.err
    return done.err


def assert_right(words: tuple[str, ...], out: str, vault: Path, copy: Path) -> None:
    wanted = VAULTKIT(*words, vault=copy)
    if words[0] == "build":
        assert_same_tree(tree_of(vault), tree_of(copy))
    else:
        assert out == wanted.out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("damage", MENDED)
def test_a_damaged_index_is_made_anew(
    built: Path, tmp_path: Path, damage: str, words: tuple[str, ...]
) -> None:
    vault = changed_copy(built, tmp_path)
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    MENDED[damage](index_of(vault))
    said = assert_does(words, vault, copy)
    for again in COMMANDS:
        said += assert_does(again, vault, copy)
    assert said.count("\n") == (0 if damage.startswith(("gone", "beside")) else 1), "once"
    assert [path for path in strays_in(vault) if not path.endswith("mine.txt")] == []
    assert index_of(vault).is_file()
    assert not index_of(vault).is_symlink()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("gone", [False, True])
def test_a_folder_in_the_place_of_the_index_is_kept_and_one_line_says_where(
    built: Path, tmp_path: Path, words: tuple[str, ...], ending: str, gone: bool
) -> None:
    vault = changed_copy(built, tmp_path)
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    place = index_of(vault)
    if gone:
        place.unlink()
    if ending:
        place.with_name(place.name + ending).mkdir()
    elif gone:
        place.mkdir()
    else:
        _make_folder(place)
    said = assert_does(words, vault, copy)
    (aside,) = (each.name for each in place.parent.iterdir() if each.is_dir())
    assert said == (
        f"the index was made anew: a folder lay in its place, and is called {aside} now\n"
    )
    assert assert_does(words, vault, copy) == "", "once"


# --- damage that is found late, while another run writes


def _spoil_records(place: Path) -> None:
    with closing(sqlite3.connect(place)) as db, db:
        db.execute("UPDATE records SET record = x'00112233445566'")


def _spoil_listings(place: Path) -> None:
    with closing(sqlite3.connect(place)) as db, db:
        db.execute("UPDATE listings SET files = x'00112233445566'")


LATE = {"records": _spoil_records, "listings": _spoil_listings}
NETWORKING = "Topics/Networking.md"


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(seconds: float) -> None:
        raise AssertionError(f"waits {seconds} s")

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.mark.usefixtures("nobody_waits")
@pytest.mark.parametrize("damage", LATE)
def test_who_only_reads_waits_for_nobody_though_the_index_is_damaged(
    built: Path, tmp_path: Path, damage: str
) -> None:
    vault = changed_copy(built, tmp_path)
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    place = index_of(vault)
    LATE[damage](place)
    words = ("links", "--json", NETWORKING)
    with lock(vault / ".vaultkit", command="build"):
        said = assert_does(words, vault, copy)
        assert said.startswith("the index cannot be made anew while another run writes")
        assert index_of(vault).is_file()
        vaulted = Vault.open(vault, environ=os.environ)
        if damage == "listings":
            assert len(vaulted.notes()) == len(Vault.open(copy, environ=os.environ).notes())
    assert assert_does(words, vault, copy).startswith("the index was made anew")
    assert assert_does(words, vault, copy) == ""


def test_an_index_that_another_run_made_anew_meanwhile_is_left(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = changed_copy(built, tmp_path)
    _spoil_records(index_of(vault))
    made: list[tuple[int, int] | None] = []

    def too_late(root: Path, opening: Opening, **others: Any) -> Sequence[str]:
        if not made:
            discard_index(root, opening)
            VAULTKIT("tags", vault=vault)
            made.append(file_number(index_of(vault)))
        return discard_index(root, opening, **others)

    monkeypatch.setattr(opening_module, "discard_index", too_late)
    assert VAULTKIT("links", NETWORKING, vault=vault).code == 0
    assert made == [file_number(index_of(vault))]


QUESTIONS: Mapping[str, Callable[[Vault], object]] = {
    "notes": Vault.notes,
    "note": lambda vault: vault.note(NETWORKING),
    "kind": lambda vault: vault.kind(NETWORKING),
    "links": lambda vault: vault.links(NETWORKING),
    "backlinks": lambda vault: vault.backlinks(NETWORKING),
    "unresolved": Vault.unresolved,
    "orphans": Vault.orphans,
    "dead ends": Vault.dead_ends,
    "tags": Vault.tags,
    "properties": Vault.properties,
    "graph": Vault.graph,
    "check": Vault.check,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_program_that_meets_damage_is_told_and_finds_a_good_index_when_it_opens_again(
    built: Path, tmp_path: Path, question: str
) -> None:
    vault = changed_copy(built, tmp_path)
    opened = Vault.open(vault, environ=os.environ)
    place = index_of(vault)
    _spoil_records(place)
    with pytest.raises(DamagedError) as caught:
        QUESTIONS[question](opened.reopen())
    assert caught.value.where == str(place)
    assert caught.value.hint == "open the vault again: the index is made anew from the notes"
    assert not place.exists()
    QUESTIONS[question](opened.reopen())
    assert place.exists()


def test_a_program_that_meets_damage_while_another_run_writes_is_told_to_come_again(
    built: Path, tmp_path: Path, nobody_waits: None
) -> None:
    vault = changed_copy(built, tmp_path)
    Vault.open(vault, environ=os.environ).close()
    _spoil_records(index_of(vault))
    with lock(vault / ".vaultkit", command="build"):
        with pytest.raises(DamagedError, match="no other run writes"):
            Vault.open(vault, environ=os.environ).notes()
        assert index_of(vault).is_file()


@pytest.mark.parametrize("build", [Vault.plan_build, Vault.build])
def test_a_program_that_builds_does_so_though_the_index_is_damaged(
    built: Path, tmp_path: Path, build: Callable[[Vault], object]
) -> None:
    vault = changed_copy(built, tmp_path)
    opened = Vault.open(vault, environ=os.environ)
    with closing(sqlite3.connect(index_of(vault))) as db, db:
        db.execute("UPDATE shares SET share = x'00112233445566'")
    (vault / NETWORKING).write_text("[[Anna Petrova]]\n")
    assert build(opened)
    assert opened.reopen().build().unchanged > 0
    assert prove(vault, Opening(environ=os.environ)).diagnostics == ()


# --- places where no index can be


def _own_is_file(vault: Path) -> None:
    shutil.rmtree(vault / ".vaultkit")
    (vault / ".vaultkit").write_text("mine\n")


def _own_is_link(vault: Path) -> None:
    shutil.move(vault / ".vaultkit", vault.parent / "elsewhere")
    (vault / ".vaultkit").symlink_to(vault.parent / "elsewhere")


def _own_is_loop(vault: Path) -> None:
    shutil.rmtree(vault / ".vaultkit")
    (vault / ".vaultkit").symlink_to(".vaultkit")


def _machine_is_file(vault: Path) -> None:
    machine = index_of(vault).parent
    shutil.rmtree(machine)
    machine.write_text("mine\n")


def _machine_is_link(vault: Path) -> None:
    machine = index_of(vault).parent
    shutil.move(machine, vault.parent / "elsewhere")
    machine.symlink_to(vault.parent / "elsewhere")


def _lock_is_folder(vault: Path) -> None:
    (vault / ".vaultkit/lock").unlink(missing_ok=True)
    (vault / ".vaultkit/lock").mkdir()


BARRED: Mapping[str, Callable[[Path], None]] = {
    ".vaultkit is a file": _own_is_file,
    ".vaultkit is a link": _own_is_link,
    ".vaultkit is a link to itself": _own_is_loop,
    "the machine's folder is a file": _machine_is_file,
    "the machine's folder is a link": _machine_is_link,
    "where the lock belongs is a folder": _lock_is_folder,
}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("bar", BARRED)
def test_where_no_index_can_be_kept_all_is_read_and_it_is_said_each_time(
    built: Path, tmp_path: Path, bar: str, words: tuple[str, ...]
) -> None:
    vault = changed_copy(built, tmp_path)
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    BARRED[bar](vault)
    outside = tree_of(tmp_path / "a" / "elsewhere") if (tmp_path / "a/elsewhere").exists() else {}
    for _ in range(2):
        said = assert_does(words, vault, copy)
        assert said.count("\n") == 1
        assert ".vaultkit" in said, "where"
        assert said.endswith(")\n"), "what to do"
    if outside:
        assert tree_of(tmp_path / "a" / "elsewhere") == outside


# --- another user, and another process


def _as_somebody_else(tmp_path: Path) -> dict[str, object]:
    """How a child runs that may not write what the parent made; for root only as another user."""
    home = tmp_path / "state"
    home.mkdir()
    home.chmod(0o777)
    environ = {"VAULTKIT_STATE_HOME": str(home)}
    return {"environ": environ, "user": NOBODY if os.geteuid() == 0 else None}


def _bar_writing(folder: Path) -> None:
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o555 if place.is_dir() else 0o444)


def _let_in(folder: Path, top: Path) -> None:
    """Another user may come as far as the folder."""
    while folder != top:
        folder = folder.parent
        folder.chmod(folder.stat().st_mode | 0o055)


@posix
@pytest.mark.parametrize("kept", ["no index yet", "an index of before"])
def test_a_vault_that_may_not_be_written_is_read_all_the_same(
    built: Path, tmp_path: Path, fork: Forking, kept: str
) -> None:
    vault = changed_copy(built, tmp_path)
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    somebody = _as_somebody_else(tmp_path)
    _let_in(vault, Path("/"))
    if kept == "no index yet":
        remove(vault / ".vaultkit")
    else:
        vault.chmod(0o777)
        remove(vault / ".vaultkit")
        first = fork.run("tags", vault=vault, **somebody)
        assert first.done.err == ""
        (vault / "Notes/Newer.md").write_text("[[Networking]] #newer\n")
        (copy / "Notes/Newer.md").write_text("[[Networking]] #newer\n")
    _bar_writing(vault)
    for words in COMMANDS[1:]:
        done = fork.run(*words, vault=vault, **somebody).done
        assert (done.code, done.out) == (0, VAULTKIT(*words, vault=copy).out)
        assert done.err.count("\n") == 1


@posix
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_index_may_be_deleted_while_a_command_runs(
    built: Path, tmp_path: Path, fork: Forking, words: tuple[str, ...]
) -> None:
    vault = changed_copy(built, tmp_path)
    act, running = 1, True
    while running:
        (vault / "Notes/New.md").write_text(f"[[Networking]] #new{act}\n")
        before = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
        outcome = fork.run(*words, vault=vault, stop_at=act)
        running = outcome.stopped
        if running:
            remove(vault / ".vaultkit")
            outcome = fork.resume(outcome.pid)
        done = outcome.done
        assert done.code == 0, done
        assert done.err.count("\n") <= 1, done.err
        assert_right(words, done.out, vault, before)
        assert_does(("build", "--yes-really"), vault, before, lines=0)
        assert strays_in(vault) == []
        act += 1 if act < 8 else act // 2
    assert act > 1


def test_the_network_has_what_the_questions_are_about() -> None:
    assert COMMANDS[2][-1] in NETWORK
