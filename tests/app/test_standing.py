"""An index that stays open, told what may have changed: what it does, and what it leaves alone."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import NETWORK, make_vault, vaultkit
from vaultkit.app.indexing import discard_index
from vaultkit.app.page_source import StoredSource
from vaultkit.app.paranoid import prove
from vaultkit.app.settings import Opening
from vaultkit.app.standing import Changes, Standing, changes_of
from vaultkit.app.status import status_of
from vaultkit.app.watch_agenda import Job, Timing
from vaultkit.disk.apply import apply
from vaultkit.disk.lock import lock
from vaultkit.disk.place import OWN_FOLDER
from vaultkit.model.errors import ConfigError, DiskError, LockedError, LossError
from vaultkit.model.plan import Plan
from vaultkit.store.files import KnownFile
from vaultkit.store.rows import Role

TIMING = Timing(quiet=0.0, longest=0.0, empty=0.0)
START = Job(None, frozenset({"start"}), whole_graph=False)
TIME = Job(None, frozenset({"time"}), whole_graph=False)
ROOT = Job(None, frozenset({"root"}), whole_graph=False)
GRAPH = Job(frozenset(), frozenset(), whole_graph=True)
OPENING = Opening(environ=os.environ, command="watch", line="watch")


def at(*paths: str) -> Job:
    return Job(frozenset(paths), frozenset(), whole_graph=False)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault")


@pytest.fixture
def standing(vault: Path) -> Iterator[Standing]:
    found = Standing(vault, OPENING, TIMING)
    assert found.take(START).read == 6
    settled(found)
    yield found
    found.close()


def settled(standing: Standing) -> None:
    for job in (TIME, TIME, GRAPH):
        standing.take(job)


def assert_true(vault: Path) -> None:
    assert [found.code for found in prove(vault, OPENING).diagnostics] == []


def seen(vault: Path) -> Mapping[str, tuple[int, int, int]]:
    """Everything in the vault's folder, vaultkit's own too, with what tells a write."""
    return {
        str(place.relative_to(vault)): (
            place.stat().st_size,
            place.stat().st_mtime_ns,
            place.stat().st_ino,
        )
        for place in sorted(vault.rglob("*"))
        if place.is_file()
    }


# --- what it does


def test_the_page_of_a_note_is_there_before_the_lists_are(
    vault: Path, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[str]] = []

    def noted(root: Path, plan: Plan, **more: Any) -> Any:
        written.append([edit.path.name for edit in plan.edits])
        return apply(root, plan, **more)

    monkeypatch.setattr("vaultkit.app.build.apply", noted)
    note = vault / "Topics/Networking.md"
    tags = " ".join(f"#tag{number}" for number in range(30))
    note.write_text(f"{note.read_text('utf-8')}\n[[Lonely 孤独]] {tags}\n", "utf-8")
    standing.take(at("Topics/Networking.md"))
    notes, tags_of_it, lists = written[:3]
    assert notes
    assert all(name.startswith("to-") for name in notes)
    assert len(tags_of_it) >= 30
    assert all(name.startswith("tag-") for name in tags_of_it)
    assert "index-home.md" in lists


def test_a_change_is_put_and_the_pages_that_show_it_are_made(
    vault: Path, standing: Standing
) -> None:
    note = vault / "Topics/Networking.md"
    note.write_text(note.read_text("utf-8") + "\n[[Lonely 孤独]]\n", "utf-8")
    taken = standing.take(at("Topics/Networking.md"))
    assert taken.changes == Changes(changed=("Topics/Networking.md",))
    assert taken.result is not None
    assert taken.result.written > 0
    standing.take(GRAPH)
    assert_true(vault)


def test_pages_that_become_another_vaults_and_are_this_ones_again_are_noticed(
    vault: Path, standing: Standing
) -> None:
    marker = vault / "_index/tags/.obsidian"
    for change, kept in ((marker.mkdir, True), (marker.rmdir, False)):
        change()
        taken = standing.take(TIME)
        assert taken.result is not None
        assert (taken.result.kept > 0) is kept
        settled(standing)
        assert_true(vault)


def test_pages_that_come_with_a_vault_of_their_own_are_never_taken_out(
    vault: Path, standing: Standing
) -> None:
    page = vault / "Inner/_index/index-home.md"
    page.parent.mkdir(parents=True)
    (vault / "Inner/.obsidian").mkdir()
    shutil.copy(vault / "_index/index-home.md", page)
    standing.take(at("Inner/_index/index-home.md"))
    settled(standing)
    assert page.is_file()
    assert_true(vault)
    shutil.rmtree(vault / "Inner/.obsidian")
    settled(standing)
    assert not page.exists(), "a page that nothing asks for"
    assert_true(vault)


def test_what_the_whole_graph_decides_is_owed_until_it_is_made(
    vault: Path, standing: Standing
) -> None:
    (vault / "Topics/New.md").write_text("[[Networking]] [[Гибридные форматы]]", "utf-8")
    assert standing.take(at("Topics/New.md")).owes
    known = status_of(vault, OPENING).known
    assert known is not None
    assert known.pages == "behind"
    assert standing.take(TIME).owes
    assert not standing.take(GRAPH).owes
    assert_true(vault)


def test_what_comes_goes_and_moves_is_told_apart(vault: Path, standing: Standing) -> None:
    (vault / "Notes/New.md").write_text("# New\n", "utf-8")
    (vault / "photo.png").unlink()
    (vault / "Contacts/Anna Petrova.md").rename(vault / "Contacts/Anna.md")
    names = ("Notes/New.md", "photo.png", "Contacts/Anna Petrova.md", "Contacts/Anna.md")
    taken = standing.take(at(*names))
    assert taken.changes == Changes(
        new=("Notes/New.md",),
        gone=("photo.png",),
        moved=(("Contacts/Anna Petrova.md", "Contacts/Anna.md"),),
    )
    standing.take(GRAPH)
    assert_true(vault)


def test_a_look_at_everything_finds_what_nobody_told(vault: Path, standing: Standing) -> None:
    note = vault / "Topics/Networking.md"
    before = note.stat()
    note.write_text(note.read_text("utf-8").replace("Related", "related"), "utf-8")
    os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert standing.take(TIME).changes == Changes(changed=("Topics/Networking.md",))
    standing.take(GRAPH)
    assert_true(vault)


def test_a_page_that_somebody_removed_or_spoilt_is_put_right_or_told(
    vault: Path, standing: Standing
) -> None:
    (vault / "_index/index-topics.md").unlink()
    taken = standing.take(at("_index/index-topics.md"))
    assert (vault / "_index/index-topics.md").exists()
    assert taken.changes == Changes(gone=("_index/index-topics.md",))
    home = vault / "_index/index-home.md"
    home.write_text(home.read_text("utf-8") + "mine\n", "utf-8")
    told = standing.take(at("_index/index-home.md")).diagnostics
    assert told is not None
    assert [found.code for found in told] == ["page-edited"]
    assert home.read_text("utf-8").endswith("mine\n")


READERS = [("backlinks", "Networking"), ("tags",), ("build", "--dry-run")]


@pytest.mark.parametrize("reader", READERS, ids=" ".join)
def test_what_another_command_took_in_first_is_on_the_pages_at_once(
    vault: Path, standing: Standing, reader: tuple[str, ...]
) -> None:
    (vault / "Notes/New.md").write_text("[[Networking]]", "utf-8")
    assert vaultkit(*reader, folder=vault).code == 0
    taken = standing.take(at("Notes/New.md"))
    assert taken.result is not None
    assert taken.result.written > 0
    standing.take(GRAPH)
    assert_true(vault)


# --- what it leaves alone


def test_where_nothing_changed_nothing_at_all_is_written(vault: Path, standing: Standing) -> None:
    before = seen(vault)
    os.utime(vault / "Topics")
    everything = [str(place.relative_to(vault)) for place in vault.rglob("*.md")]
    for job in (TIME, at(*everything), GRAPH, TIME, at("no such.md"), TIME):
        taken = standing.take(job)
        assert not taken.changes
    assert seen(vault) == before


def test_its_own_pages_are_known_by_path_and_digest(vault: Path, standing: Standing) -> None:
    pages = [str(place.relative_to(vault)) for place in (vault / "_index").rglob("*.md")]
    assert len(pages) > 10
    for page in pages:
        (vault / page).touch()
    before = seen(vault)
    assert standing.take(at(*pages)).result is None
    assert seen(vault) == before


def test_two_on_one_vault_settle_after_one_round(vault: Path, standing: Standing) -> None:
    other = Standing(vault, OPENING, TIMING)
    other.take(START)
    for taking in (standing, other) * 2:
        settled(taking)
    (vault / "Notes/New.md").write_text("[[Networking]]", "utf-8")
    told = standing.take(at("Notes/New.md"))
    assert told.result is not None
    assert other.take(at("Notes/New.md")).result is None
    for taking in (standing, other) * 2:
        settled(taking)
    before = seen(vault)
    for taking in (standing, other):
        taking.take(TIME)
    assert seen(vault) == before
    other.close()
    assert_true(vault)


HIDDEN = (".obsidian/workspace.json", ".a.md.swp", ".git/index", "Notes/.trash/x.md")


@pytest.mark.parametrize("path", HIDDEN)
def test_what_is_hidden_is_nothing_to_it(vault: Path, standing: Standing, path: str) -> None:
    place = vault / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("x", "utf-8")
    before = seen(vault)
    assert standing.take(TIME).result is None
    assert seen(vault) == before


def test_a_sync_copy_is_told_and_taken_for_no_note(vault: Path, standing: Standing) -> None:
    name = "Topics/Networking.sync-conflict-20260312-101500-ABCDEFG.md"
    (vault / name).write_text("other", "utf-8")
    found = standing.take(Job(None, frozenset({"conflict"}), whole_graph=False)).diagnostics
    assert found is not None
    assert ("sync-conflict", name) in [(each.code, each.path) for each in found]
    assert_true(vault)


# --- regions


@pytest.fixture
def marked(vault: Path, standing: Standing) -> Path:
    """A note with a region of backlinks, which is as it should be."""
    note = vault / "Topics/Networking.md"
    assert vaultkit("region", "add", "Networking", "backlinks", folder=vault).code == 0
    standing.take(at("Topics/Networking.md"))
    for _ in range(2):
        settled(standing)
    return note


def pages_of(vault: Path) -> str | None:
    known = status_of(vault, OPENING).known
    return None if known is None else known.pages


def test_a_region_that_could_not_be_written_is_owed_until_it_is(
    vault: Path, standing: Standing, marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskError("cannot be written: no space left")

    (vault / "Notes/New.md").write_text("[[Networking]]", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("vaultkit.app.region_writing.write", full)
        taken = standing.take(at("Notes/New.md"))
        assert taken.diagnostics is not None
        assert "region-unwritten" in [found.code for found in taken.diagnostics]
        standing.take(GRAPH)
        assert standing.take(at("Notes/New.md")).result is None, "it is not tried all the time"
        assert standing.take(TIME).result is not None, "but again"
    assert pages_of(vault) == "behind"
    assert "New" not in marked.read_text("utf-8")
    standing.take(TIME)
    assert "New" in marked.read_text("utf-8")
    settled(standing)
    assert pages_of(vault) == "current"
    assert standing.take(TIME).result is None


def test_a_region_that_a_person_edited_is_owed_by_nobody(
    vault: Path, standing: Standing, marked: Path
) -> None:
    text = marked.read_text("utf-8")
    marked.write_text(text.replace("<!-- vaultkit:end", "mine\n<!-- vaultkit:end"), "utf-8")
    standing.take(at("Topics/Networking.md"))
    (vault / "Notes/New.md").write_text("[[Networking]]", "utf-8")
    kept = standing.take(at("Notes/New.md")).result
    assert kept is not None
    assert kept.regions_kept == 1
    settled(standing)
    before = seen(vault)
    assert standing.take(TIME).result is None
    assert seen(vault) == before
    assert pages_of(vault) == "current"
    marked.write_text(text, "utf-8")
    assert standing.take(at("Topics/Networking.md")).result is not None
    assert "New" in marked.read_text("utf-8")


def test_what_an_update_made_is_gone_after_it(
    vault: Path, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()
    monkeypatch.setattr(gc, "enable", gc.disable)  # the collector does not come by itself
    gc.disable()
    try:
        note = vault / "Topics/Networking.md"
        for turn in range(3):
            note.write_text(f"{note.read_text('utf-8')}\n[[Lonely 孤独]] {turn}\n", "utf-8")
            standing.take(at("Topics/Networking.md"))
        assert not any(isinstance(each, StoredSource) for each in gc.get_objects())
    finally:
        monkeypatch.undo()
        gc.enable()


# --- files that are being written


def test_a_note_that_is_suddenly_empty_is_believed_only_later(vault: Path) -> None:
    standing = Standing(vault, OPENING, Timing(quiet=0.0, longest=0.0, empty=1e6))
    standing.take(START)
    note = vault / "Topics/Networking.md"
    text = note.read_text("utf-8")
    note.write_text("", "utf-8")
    for job in (at("Topics/Networking.md"), ROOT, at("Topics/Networking.md")):
        taken = standing.take(job)
        assert not taken.changes
        assert 0 < taken.again["Topics/Networking.md"] <= 1e6
    note.write_text(text + "more\n", "utf-8")
    changed = standing.take(at("Topics/Networking.md"))
    assert changed.changes == Changes(changed=("Topics/Networking.md",))
    assert not changed.again
    standing.close()


@pytest.mark.parametrize("look", [ROOT, at("Topics/Networking.md")], ids=["all", "one"])
def test_a_note_that_is_empty_for_a_moment_again_is_waited_for_again(
    vault: Path, monkeypatch: pytest.MonkeyPatch, look: Job
) -> None:
    now = 0.0
    monkeypatch.setattr("vaultkit.app.standing.monotonic", lambda: now)
    standing = Standing(vault, OPENING, Timing(quiet=0.0, longest=0.0, empty=1.0))
    standing.take(START)
    note = vault / "Topics/Networking.md"
    for turn in range(3):
        text = note.read_text("utf-8")
        note.write_text("", "utf-8")
        assert standing.take(at("Topics/Networking.md")).again == {"Topics/Networking.md": 1.0}
        note.write_text(f"{text}{turn}\n", "utf-8")
        assert standing.take(look).changes.changed == ("Topics/Networking.md",)
        now += 10.0
    standing.close()


def test_a_note_that_stays_empty_is_empty(vault: Path, standing: Standing) -> None:
    (vault / "Topics/Networking.md").write_text("", "utf-8")
    assert standing.take(at("Topics/Networking.md")).changes.changed == ("Topics/Networking.md",)
    standing.take(GRAPH)
    assert_true(vault)


def test_a_new_empty_note_is_a_note_at_once(vault: Path) -> None:
    standing = Standing(vault, OPENING, Timing(empty=1e6))
    standing.take(START)
    (vault / "Notes/Untitled.md").write_text("", "utf-8")
    assert standing.take(at("Notes/Untitled.md")).changes.new == ("Notes/Untitled.md",)
    standing.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_note_that_cannot_be_read_is_told_and_taken_in_when_it_can(
    vault: Path, standing: Standing
) -> None:
    note = vault / "Topics/Networking.md"
    note.chmod(0)
    found = standing.take(ROOT).diagnostics
    assert found is not None
    assert "file-unreadable" in [each.code for each in found]
    settled(standing)
    before = seen(vault)
    standing.take(TIME)
    assert seen(vault) == before
    note.chmod(0o600)
    assert standing.take(at("Topics/Networking.md")).changes.changed == ("Topics/Networking.md",)


# --- the brake


@pytest.fixture
def large(tmp_path: Path) -> Path:
    notes = {f"Notes/{number}.md": f"# Note {number}\n" for number in range(40)}
    return make_vault(tmp_path / "large", {**NETWORK, **notes})


def test_where_many_notes_vanish_nothing_is_written_until_they_are_back(large: Path) -> None:
    standing = Standing(large, OPENING, TIMING)
    standing.take(START)
    settled(standing)
    shutil.move(large / "Notes", large.parent / "aside")
    pages = {path: data for path, data in seen(large).items() if path.startswith("_index")}
    for job in (ROOT, TIME):
        with pytest.raises(LossError):
            standing.take(job)
    (large / "Topics/Networking.md").write_text("[[Lonely 孤独]] and more", "utf-8")
    with pytest.raises(LossError):
        standing.take(at("Topics/Networking.md", "Notes/1.md"))
    assert {path: data for path, data in seen(large).items() if path.startswith("_index")} == pages
    shutil.move(large.parent / "aside", large / "Notes")
    standing.take(ROOT)
    standing.take(GRAPH)
    standing.close()
    assert_true(large)


def test_an_index_that_is_made_anew_meanwhile_does_not_let_the_brake_go(large: Path) -> None:
    standing = Standing(large, OPENING, TIMING)
    standing.take(START)
    settled(standing)
    shutil.move(large / "Notes", large.parent / "aside")
    standing.close()
    discard_index(large, OPENING)
    for job in (TIME, TIME, at("Topics/Networking.md"), TIME):
        with pytest.raises(LossError):
            standing.take(job)
    shutil.move(large.parent / "aside", large / "Notes")
    settled(standing)
    standing.close()
    assert_true(large)


def test_notes_that_only_moved_are_no_loss(large: Path) -> None:
    standing = Standing(large, OPENING, TIMING)
    standing.take(START)
    (large / "Notes").rename(large / "Elsewhere")
    taken = standing.take(ROOT)
    assert len(taken.changes.moved) == 41
    assert not taken.changes.gone
    standing.take(GRAPH)
    standing.close()
    assert_true(large)


def test_another_folder_in_the_vaults_place_is_not_taken_for_it(large: Path) -> None:
    standing = Standing(large, OPENING, TIMING)
    standing.take(START)
    large.rename(large.parent / "aside")
    make_vault(large, {"Only.md": "here"})
    for _ in range(2):
        with pytest.raises(LossError):
            standing.take(ROOT)
    assert not (large / "_index").exists()
    # Whoever really wants it so makes its pages, and it goes on from there.
    assert vaultkit("build", "--yes-really", "--vault", str(large), folder=large).code == 0
    assert standing.take(ROOT).result is not None
    standing.close()
    assert_true(large)


def test_the_vault_that_came_back_is_gone_on_with(large: Path) -> None:
    standing = Standing(large, OPENING, TIMING)
    standing.take(START)
    settled(standing)
    large.rename(large.parent / "aside")
    large.mkdir()
    with pytest.raises(LossError):
        standing.take(ROOT)
    shutil.rmtree(large)
    (large.parent / "aside").rename(large)
    assert not standing.take(ROOT).changes
    standing.close()
    assert_true(large)


# --- the index's file, settings, other runs


def test_an_index_that_another_run_put_in_its_place_is_taken(
    vault: Path, standing: Standing
) -> None:
    place = standing.place
    assert place is not None
    for beside in place.parent.glob("index.sqlite3*"):
        beside.unlink()
    assert vaultkit("build", "--vault", str(vault), folder=vault).code == 0
    (vault / "Notes/New.md").write_text("[[Networking]]", "utf-8")
    assert standing.take(at("Notes/New.md")).result is not None
    standing.take(GRAPH)
    assert_true(vault)


def test_what_another_run_put_meanwhile_is_not_mistaken_for_what_was_there(
    vault: Path, standing: Standing
) -> None:
    note = vault / "Notes/New.md"
    note.write_text("[[Not there]]", "utf-8")
    standing.take(at("Notes/New.md"))
    # The number of this name's row is free, and given away.
    note.write_text("[[Never there]]", "utf-8")
    assert vaultkit("build", "--vault", str(vault), folder=vault).code == 0
    (vault / "Notes/Newer.md").write_text("[[Not there]]", "utf-8")
    standing.take(at("Notes/Newer.md"))
    standing.take(GRAPH)
    assert_true(vault)


def test_an_index_that_is_deleted_is_made_anew(vault: Path, standing: Standing) -> None:
    shutil.rmtree(vault / ".vaultkit")
    assert standing.take(TIME).read == 6
    standing.take(GRAPH)
    assert_true(vault)


@pytest.mark.parametrize("more", ['[vault]\nexclude = ["Notes/"]\n', '[pages]\nfolder = "index"\n'])
def test_settings_that_change_are_taken_in_by_themselves(
    vault: Path, standing: Standing, more: str
) -> None:
    (vault / "vaultkit.toml").write_text(f'language = "en"\n{more}', "utf-8")
    assert standing.take(TIME).result is not None
    standing.take(GRAPH)
    assert_true(vault)


def test_settings_that_cannot_be_used_are_an_error_until_they_can(
    vault: Path, standing: Standing
) -> None:
    (vault / "vaultkit.toml").write_text("language = 7\n", "utf-8")
    with pytest.raises(ConfigError):
        standing.take(TIME)
    (vault / "vaultkit.toml").write_text('language = "ru"\n', "utf-8")
    assert standing.take(TIME).result is not None
    standing.take(GRAPH)
    assert_true(vault)


def test_the_lock_is_taken_for_an_update_and_no_longer(vault: Path, standing: Standing) -> None:
    with lock(vault / OWN_FOLDER, command="build"):
        (vault / "Notes/New.md").write_text("", "utf-8")
        with pytest.raises(LockedError):
            standing.take(at("Notes/New.md"))
        assert not standing.take(at("Topics/Networking.md")).changes
    assert standing.take(at("Notes/New.md")).changes.new == ("Notes/New.md",)


# --- moves

A, B, C = (bytes([n]) * 32 for n in (1, 2, 3))


def known(digest: bytes, role: Role = Role.NOTE) -> KnownFile:
    return KnownFile(1, role, digest)


MOVES: list[tuple[Mapping[str, KnownFile | None], Mapping[str, KnownFile | None], Changes]] = [
    ({"a": known(A)}, {"a": None, "b": known(A)}, Changes(moved=(("a", "b"),))),
    ({"a": known(A)}, {"a": None, "b": known(B)}, Changes(new=("b",), gone=("a",))),
    ({"a": known(A)}, {"a": known(A)}, Changes()),
    ({"a": known(A)}, {"a": known(B)}, Changes(changed=("a",))),
    ({"a": None}, {"a": None}, Changes()),
    (
        {"a": known(A), "b": known(A)},
        {"a": None, "b": None, "c": known(A)},
        Changes(gone=("b",), moved=(("a", "c"),)),
    ),
    (
        {"a": known(b"", Role.ATTACHMENT)},
        {"a": None, "b": known(b"", Role.ATTACHMENT)},
        Changes(new=("b",), gone=("a",)),
    ),
    (
        {"a": known(A), "b": known(B)},
        {"a": known(B), "b": known(A)},
        Changes(changed=("a", "b")),
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), MOVES)
def test_the_same_content_that_goes_and_comes_has_moved(
    before: Mapping[str, KnownFile | None], after: Mapping[str, KnownFile | None], expected: Changes
) -> None:
    assert changes_of(before, after) == expected
