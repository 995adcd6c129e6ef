"""``log``, ``undo`` and ``doctor``: what was written to notes, taken back, and how safe it was."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.support import make_vault, vaultkit
from tests.store.places import tree_of
from vaultkit.app.clean import clean, plan_clean_up
from vaultkit.app.indexing import locked_index
from vaultkit.app.settings import Opening
from vaultkit.app.writing import write
from vaultkit.disk.watcher import taken_seat
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, FileMove, Plan

ANNA = "Contacts/Anna Petrova.md"
NEW_ANNA = "Люди/Anna.md"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault")


def _notes(vault: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree_of(vault).items() if not path.startswith(".vaultkit")}


def _write(vault: Path, text: bytes = b"\nmore\n", *, line: str = "test it") -> None:
    """Anna's note gains a line and moves, and another note is made."""
    old = (vault / ANNA).read_bytes()
    digest = sha256(old).hexdigest()
    plan = Plan(
        (
            FileEdit(VaultPath(ANNA), digest, old + text, "a line more"),
            FileEdit(VaultPath("Новое/x.md"), None, b"new\n", "a new note"),
        ),
        moves=(FileMove(VaultPath(ANNA), VaultPath(NEW_ANNA), digest, "moved"),),
    )
    with locked_index(vault, Opening(environ=os.environ, line=line)) as index:
        write(index, plan)


def test_a_vault_into_which_nothing_was_written_has_an_empty_log(vault: Path) -> None:
    before = tree_of(vault)
    done = vaultkit("log", folder=vault)
    assert (done.code, done.out) == (0, "")
    assert done.err == "nothing was written into notes yet\n"
    assert tree_of(vault) == before
    assert vaultkit("log", "--json", folder=vault).out == ""


def test_nothing_to_undo_is_a_wrong_question(vault: Path) -> None:
    done = vaultkit("undo", folder=vault)
    assert (done.code, done.out) == (2, "")
    assert "there is nothing to undo" in done.err


def test_what_was_written_stands_in_the_log(vault: Path) -> None:
    _write(vault)
    line = vaultkit("log", folder=vault).out.rstrip("\n").split("\t")
    assert (line[0], line[2:]) == ("1", ["vaultkit test it", f"{ANNA} and 1 more", "done"])
    entry = json.loads(vaultkit("log", "--json", folder=vault).out)
    assert (entry["number"], entry["state"], entry["command"]) == (1, "done", "test it")
    assert [change["path"] for change in entry["changes"]] == [ANNA, "Новое/x.md"]
    assert entry["moves"] == [{"path": ANNA, "to": NEW_ANNA}]


def test_undo_brings_everything_back_and_can_be_undone_itself(vault: Path) -> None:
    (vault / ANNA).chmod(0o640)
    before = _notes(vault)
    _write(vault)
    after = _notes(vault)
    assert after != before
    assert vaultkit("undo", folder=vault).out == "undone number 1: 2 files as they were\n"
    assert _notes(vault) == before
    assert (vault / ANNA).stat().st_mode & 0o777 == 0o640
    states = [line.split("\t")[-1] for line in vaultkit("log", folder=vault).out.splitlines()]
    assert states == ["undone by 2", "undoes 1"]
    assert vaultkit("undo", "2", folder=vault).code == 0
    assert _notes(vault) == after
    assert vaultkit("undo", folder=vault).code == 0
    assert _notes(vault) == before


def test_undo_without_a_number_goes_further_back_each_time(vault: Path) -> None:
    start = _notes(vault)
    for text in (b"one\n", b"two\n", b"three\n"):
        _write_line(vault, text)
    for _ in range(3):
        assert vaultkit("undo", folder=vault).code == 0
    assert _notes(vault) == start
    assert vaultkit("undo", folder=vault).code == 2


def _write_line(vault: Path, text: bytes) -> None:
    old = (vault / ANNA).read_bytes()
    edit = FileEdit(VaultPath(ANNA), sha256(old).hexdigest(), old + text, "a line more")
    with locked_index(vault, Opening(environ=os.environ, line="line")) as index:
        write(index, Plan((edit,)))


def test_undo_dry_run_shows_a_diff_and_writes_nothing(vault: Path) -> None:
    _write(vault)
    after = _notes(vault)
    done = vaultkit("undo", "--dry-run", folder=vault)
    assert done.code == 0
    assert "-more" in done.out.splitlines()
    assert f"rename from {NEW_ANNA}" in done.out.splitlines()
    assert f"rename to {ANNA}" in done.out.splitlines()
    assert _notes(vault) == after


def test_undo_refuses_where_a_file_changed_since_and_shows_its_versions(vault: Path) -> None:
    _write(vault)
    with (vault / NEW_ANNA).open("a") as file:
        file.write("a person's\n")
    now = _notes(vault)
    done = vaultkit("undo", folder=vault)
    assert done.code == 1
    assert f"{NEW_ANNA}: what vaultkit wrote" in done.out
    assert "+more" in done.out.splitlines()
    assert f"{NEW_ANNA}: what was changed since" in done.out
    assert "+a person's" in done.out.splitlines()
    assert done.err.startswith(f"not undone: changed since: {NEW_ANNA}\n")
    assert "vaultkit undo N" in done.err
    assert _notes(vault) == now
    form = json.loads(vaultkit("undo", "--json", folder=vault).out)
    assert form["changed_since"] == [NEW_ANNA]


@pytest.mark.parametrize("number", ["7", "1"])
def test_a_number_that_cannot_be_undone_is_told(vault: Path, number: str) -> None:
    _write(vault)
    assert vaultkit("undo", folder=vault).code == 0
    done = vaultkit("undo", number, folder=vault)
    assert done.code == 2
    wanted = "there is no number 7" if number == "7" else "was undone already, by number 2"
    assert wanted in done.err


def test_the_journal_tells_of_a_run_that_was_killed_and_the_next_one_takes_it_back(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _notes(vault)
    with monkeypatch.context() as killed:
        killed.setattr("vaultkit.disk.apply.finish", lambda *_: None)
        _write(vault)
    assert _notes(vault) != before
    assert vaultkit("log", folder=vault).out.rstrip().endswith("interrupted")
    doctor = vaultkit("doctor", folder=vault)
    assert doctor.code == 1
    assert "a run was interrupted" in doctor.out
    build = vaultkit("build", "--yes", folder=vault)
    assert "an interrupted run was taken back: vaultkit test it" in build.err
    assert {path: data for path, data in _notes(vault).items() if "_index" not in path} == before
    assert vaultkit("doctor", folder=vault).code == 0


def test_doctor_tells_what_holds_where_the_vault_lies(vault: Path) -> None:
    before = _notes(vault)
    done = vaultkit("doctor", "--json", folder=vault)
    assert done.code == 0
    found = {line["name"]: line for line in map(json.loads, done.out.splitlines())}
    assert list(found)[:2] == ["state", "replace"]
    assert found["lock"]["health"] == "good"
    assert _notes(vault) == before
    assert not list(vault.rglob(".vk-*"))


def test_doctor_says_where_names_cannot_be_exchanged(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vaultkit.disk.exchange._find_call", lambda: None)
    done = vaultkit("doctor", "--json", folder=vault)
    assert done.code == 0
    found = {line["name"]: line for line in map(json.loads, done.out.splitlines())}
    assert found["replace"]["health"] == "fair"


def test_doctor_finds_damaged_entries_and_recovered_versions(vault: Path) -> None:
    _write(vault)
    (journal,) = vault.glob(".vaultkit/*/journal")
    (journal / "00000009.done").write_bytes(b"nothing")
    recovered = journal.parent / "recovered"
    recovered.mkdir()
    (recovered / "00000001-0.md").write_bytes(b"typed")
    done = vaultkit("doctor", "--json", folder=vault)
    assert done.code == 1
    poor = [
        line["name"] for line in map(json.loads, done.out.splitlines()) if line["health"] == "poor"
    ]
    assert poor == ["entries", "recovered"]


def test_a_command_that_wrote_does_not_begin_anew(vault: Path) -> None:
    """Also where it reads the index as it was, and the index knows of a note that was lost."""
    assert vaultkit("tags", folder=vault).code == 0
    (vault / "Notes/Lonely 孤独.md").write_bytes(b"")
    done = vaultkit("property", "rename", "Anna Petrova", "met", "first_met", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert b"first_met: 2026-03-12" in (vault / ANNA).read_bytes()
    assert len(vaultkit("log", folder=vault).out.splitlines()) == 1


def test_clean_says_what_cannot_be_undone_any_more(vault: Path) -> None:
    _write(vault)
    done = vaultkit("clean", folder=vault)
    assert "1 entry of the journal goes with .vaultkit" in done.err
    assert vaultkit("log", folder=vault).out == ""


def test_a_name_that_was_taken_meanwhile_stands_in_the_way(vault: Path) -> None:
    _write(vault)
    (vault / ANNA).write_bytes(b"somebody else\n")
    before = _notes(vault)
    done = vaultkit("undo", folder=vault)
    assert (done.code, _notes(vault)) == (1, before)
    assert f"{ANNA}: something else has this name now" in done.out
    assert "not undone" in done.err
    (vault / ANNA).unlink()
    assert vaultkit("undo", folder=vault).code == 0


@pytest.mark.parametrize(
    "place", ["recovered/x.md", f"aside/00000001-0-{'0' * 16}-found-{'0' * 8}"]
)
def test_clean_leaves_versions_that_lie_nowhere_else(vault: Path, place: str) -> None:
    _write(vault)
    (state,) = vault.glob(".vaultkit/*/")
    (state / place).parent.mkdir(exist_ok=True)
    (state / place).write_bytes(b"x\n")
    before = tree_of(vault)
    for words in (("clean", "--dry-run"), ("clean",)):
        done = vaultkit(*words, folder=vault)
        assert (done.code, done.out) == (1, "")
        assert f"{state.name}/recovered/" in done.err
        assert tree_of(vault) == before
        assert [found.read_bytes() for found in (state / "recovered").iterdir()] == [b"x\n"]


def test_clean_leaves_what_another_machine_may_undo(vault: Path) -> None:
    _write(vault)
    (own,) = vault.glob(".vaultkit/*/")
    other, cache = own.with_name("0" * 32), own.with_name("1" * 32)
    shutil.copytree(own, other)
    cache.mkdir()
    (cache / "index.sqlite3").write_bytes(b"an index")
    done = vaultkit("clean", folder=vault)
    assert done.code == 0
    assert f".vaultkit/{other.name} stays" in done.err
    assert sorted(place.name for place in own.parent.iterdir()) == [".gitignore", other.name]
    assert (other / "journal").is_dir()


def test_clean_takes_an_interrupted_plan_back_first(vault: Path) -> None:
    before = _notes(vault)
    _write(vault)
    (entry,) = vault.glob(".vaultkit/*/journal/*")
    entry.rename(entry.with_name(entry.name.replace("done", "begun")))
    done = vaultkit("clean", folder=vault)
    assert "an interrupted run was taken back" in done.err
    assert _notes(vault) == before
    assert not (vault / ".vaultkit").exists()


def test_clean_does_not_begin_while_another_run_writes(vault: Path) -> None:
    _write(vault)
    other = {**os.environ, "VAULTKIT_STATE_HOME": str(vault.parent / "another user")}
    with locked_index(vault, Opening(environ=other, command="build")):
        done = vaultkit("clean", folder=vault)
    assert done.code == 3
    assert "locked: build" in done.err
    assert (vault / ".vaultkit").is_dir()


def test_clean_does_not_begin_while_a_watcher_runs(vault: Path) -> None:
    _write(vault)
    (state,) = vault.glob(".vaultkit/*/")
    notes = _notes(vault)
    with taken_seat(state) as seat:
        assert seat is not None
        seat.say({"state": "watching"})
        assert vaultkit("clean", "--dry-run", folder=vault).code == 0
        done = vaultkit("clean", folder=vault)
        assert done.code == 3
        assert f"a watcher runs beside this vault (process {os.getpid()}" in done.err
        assert "end it" in done.err
        russian = vaultkit("clean", folder=vault, environ={"LANG": "ru_RU.UTF-8"})
        assert "работает наблюдатель" in russian.err
    assert _notes(vault) == notes
    assert vaultkit("log", folder=vault).out
    assert vaultkit("clean", folder=vault).code == 0
    assert not (vault / ".vaultkit").exists()


def test_clean_takes_an_index_out_that_others_read_meanwhile(vault: Path) -> None:
    _write(vault)
    opening = Opening(environ=os.environ, command="clean")
    with locked_index(vault, opening) as index:
        (vault / ".vaultkit/lock.held").touch()  # where nothing else can be locked, it is the lock
        planned = plan_clean_up(index)
        assert [edit.path for edit in planned.own.edits[-2:]] == [
            ".vaultkit/lock",
            ".vaultkit/lock.held",
        ]
        with index.store.writing():
            index.store.set_meta("looked", "since")
        clean(index, planned)
    assert not (vault / ".vaultkit").exists()


def test_an_undo_names_what_vaultkit_wrote_since(vault: Path) -> None:
    start = _notes(vault)
    for value in ("1", "2", "3"):
        assert vaultkit("property", "set", "Anna Petrova", "rank", value, folder=vault).code == 0
    done = vaultkit("undo", "1", folder=vault)
    assert (done.code, done.err.splitlines()[-1].strip()) == (
        1,
        "vaultkit changed them itself: undo 3, 2 first",
    )
    for number in ("3", "2", "1"):
        assert vaultkit("undo", number, folder=vault).code == 0
    assert _notes(vault) == start


def test_an_undo_blames_no_entry_for_what_a_person_wrote(vault: Path) -> None:
    for value in ("1", "2"):
        assert vaultkit("property", "set", "Anna Petrova", "rank", value, folder=vault).code == 0
    (vault / ANNA).write_bytes((vault / ANNA).read_bytes() + b"more")
    done = vaultkit("undo", "1", folder=vault)
    assert done.code == 1
    assert "vaultkit log" in done.err.splitlines()[-1]
