"""What the index knows, how old it is, and what changed since."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.support import vaultkit
from vaultkit.app import indexing
from vaultkit.app.build import build
from vaultkit.app.indexing import locked_index, open_index
from vaultkit.app.settings import Opening
from vaultkit.app.status import Change, Known, Status, status_form, status_of
from vaultkit.disk.lock import lock
from vaultkit.disk.state import get_machine_id

FILES: Mapping[str, str] = {
    "Topics/A.md": "[[B]] [[Nobody]]\n",
    "Topics/B.md": "# B\n",
    "Private/C.md": "[[A]]\n",
    "pic.png": "x",
    "vaultkit.toml": '[vault]\nexclude = ["Private/"]\n',
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make(tmp_path, FILES)


def make(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def opening() -> Opening:
    return Opening(environ={"VAULTKIT_STATE_HOME": os.environ["VAULTKIT_STATE_HOME"]})


def read(vault: Path) -> None:
    open_index(vault, opening()).store.close()


def built(vault: Path) -> None:
    with locked_index(vault, opening()) as index:
        build(index)


def asked(vault: Path) -> Status:
    return status_of(vault, opening())


def known(vault: Path) -> Known:
    found = asked(vault).known
    assert found is not None
    return found


def listing_of(vault: Path) -> dict[str, tuple[int, int]]:
    """Without what SQLite keeps beside the index while it is open, and may leave."""
    return {
        place.relative_to(vault).as_posix(): (place.stat().st_mtime_ns, place.stat().st_ino)
        for place in sorted(vault.rglob("*"))
        if place.is_file() and not place.name.endswith(("-wal", "-shm"))
    }


def test_a_vault_without_an_index_gets_none_by_being_asked(vault: Path) -> None:
    assert asked(vault) == Status(None, 0, None, None, None, None)
    assert not (vault / ".vaultkit").exists()


def test_the_numbers_are_those_of_the_build(vault: Path) -> None:
    built(vault)
    found = known(vault)
    pages = len([*(vault / "_index").rglob("*.md")])
    assert found.counts == (2, 2, 5, pages)
    assert found.pages == "current"
    assert found.changes == ()
    status = asked(vault)
    assert status.place is not None
    assert status.size >= status.place.stat().st_size > 0


def test_asking_changes_nothing(vault: Path) -> None:
    read(vault)
    make(vault, {"New.md": "", "Topics/B.md": "# Other\n"})
    before = listing_of(vault)
    first = asked(vault)
    assert listing_of(vault) == before
    assert asked(vault) == first
    assert first.known is not None
    assert len(first.known.changes) == 2


def test_it_is_as_old_as_the_last_change_that_it_took_in(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    times = [int(noon.timestamp()) * 1_000_000_000 + 5]
    monkeypatch.setattr(indexing.time, "time_ns", lambda: times[-1])
    read(vault)
    times.append(times[0] + 3600 * 1_000_000_000)
    assert known(vault).updated == noon
    make(vault, {"New.md": ""})
    read(vault)
    assert known(vault).updated == noon.replace(hour=13)


CHANGES: list[tuple[Callable[[Path], object], list[Change]]] = [
    (lambda vault: (vault / "New.md").write_text(""), [Change("new", "New.md")]),
    (lambda vault: (vault / "new.png").write_text(""), [Change("new", "new.png")]),
    (lambda vault: (vault / "Topics/B.md").write_text("# C\n"), [Change("changed", "Topics/B.md")]),
    (lambda vault: (vault / "Topics/B.md").unlink(), [Change("gone", "Topics/B.md")]),
    (lambda vault: (vault / "pic.png").unlink(), [Change("gone", "pic.png")]),
    (lambda vault: (vault / "Topics/B.md").touch(), []),
    (lambda vault: (vault / "Topics/B.md").write_text("# B\n"), []),
    (lambda vault: (vault / "pic.png").write_text("another picture"), []),
    (lambda vault: (vault / ".hidden.md").write_text(""), []),
    (
        lambda vault: (vault / "Topics").rename(vault / "Themes"),
        [
            Change("new", "Themes/A.md"),
            Change("new", "Themes/B.md"),
            Change("gone", "Topics/A.md"),
            Change("gone", "Topics/B.md"),
        ],
    ),
]


@pytest.mark.parametrize(("change", "found"), CHANGES)
def test_what_changed_since(
    vault: Path, change: Callable[[Path], object], found: list[Change]
) -> None:
    read(vault)
    change(vault)
    assert known(vault).changes == tuple(found)


PAGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda vault: None, "current"),
    (lambda vault: make(vault, {"New.md": ""}), "behind"),
    (lambda vault: (make(vault, {"Topics/B.md": "# Other\n"}), read(vault)), "behind"),
    (lambda vault: (vault / "_index/index-home.md").unlink(), "behind"),
    (
        lambda vault: make(
            vault, {"vaultkit.toml": 'language = "ru"\n[vault]\nexclude = ["Private/"]\n'}
        ),
        "behind",
    ),
    (lambda vault: (make(vault, {"New.md": ""}), built(vault)), "current"),
]


@pytest.mark.parametrize(("change", "state"), PAGES)
def test_whether_the_pages_are_as_the_notes_say(
    vault: Path, change: Callable[[Path], object], state: str
) -> None:
    read(vault)
    assert known(vault).pages == "none"
    built(vault)
    change(vault)
    assert known(vault).pages == state


def test_of_an_index_made_after_the_pages_it_is_not_known_whether_they_are_right(
    vault: Path,
) -> None:
    built(vault)
    shutil.rmtree(vault / ".vaultkit")
    read(vault)
    assert known(vault).pages == "unknown"
    built(vault)
    assert known(vault).pages == "current"
    shutil.rmtree(vault / "_index")
    shutil.rmtree(vault / ".vaultkit")
    read(vault)
    assert known(vault).pages == "none"
    make(vault, {"_index/index-home.md": "---\ngenerated: vaultkit\ndigest: x\n---\n"})
    assert known(vault).pages == "unknown"


def _edit_page(vault: Path) -> None:
    page = vault / "_index/index-topics.md"
    page.write_text(page.read_text() + "mine\n")


LEFT: list[tuple[Callable[[Path], object], int]] = [
    (lambda vault: None, 0),
    (lambda vault: make(vault, {"_index/index-home.md": "mine\n"}), 1),
    (_edit_page, 1),
    (lambda vault: make(vault, {"Topics/B.md": "[[index-topics]] [[index-tags]]\n"}), 2),
]


@pytest.mark.parametrize(("change", "left"), LEFT)
def test_pages_that_a_build_leaves_are_counted_apart(
    vault: Path, change: Callable[[Path], object], left: int
) -> None:
    built(vault)
    change(vault)
    for _ in range(2):
        built(vault)
        assert known(vault)[1:3] == ("current", left)


def _own_is_file(vault: Path, home: Path) -> None:
    (vault / ".vaultkit").write_text("mine\n")


def _own_is_link(vault: Path, home: Path) -> None:
    (vault / "elsewhere").mkdir()
    (vault / ".vaultkit").symlink_to(vault / "elsewhere")


def _home_is_file(vault: Path, home: Path) -> None:
    home.write_text("mine\n")


def _machine_is_file(vault: Path, home: Path) -> None:
    environ = {"VAULTKIT_STATE_HOME": str(home)}
    (vault / ".vaultkit").mkdir()
    (vault / ".vaultkit" / get_machine_id(environ=environ)).write_text("mine\n")


BARS = (_own_is_file, _own_is_link, _home_is_file, _machine_is_file)


@pytest.mark.parametrize("bar", BARS)
def test_where_no_index_can_be_kept_none_is_promised(
    vault: Path, tmp_path_factory: pytest.TempPathFactory, bar: Callable[[Path, Path], None]
) -> None:
    home = tmp_path_factory.mktemp("home") / "state"
    bar(vault, home)
    environ = {"VAULTKIT_STATE_HOME": str(home)}
    status = status_of(vault, Opening(environ=environ))
    assert status.place is None
    assert status.barred is not None
    with locked_index(vault, Opening(environ=environ)) as index:
        ((_, error),) = index.said
    assert (status.barred.message, status.barred.where) == (error.message, error.where)
    done = vaultkit("status", folder=vault, environ={**environ, "LANG": "C"})
    assert "the index is not kept, so that everything is read each time: " in done.err
    assert "there is no index yet" not in done.err


SPOILED: list[tuple[Callable[[Path], object], str]] = [
    (lambda place: place.write_bytes(b"nonsense" * 999), "it is damaged"),
    (lambda place: (place.unlink(), place.mkdir(), (place / "x").touch()), "it is no file"),
    (lambda place: place.write_bytes(place.read_bytes()[:5000]), "it is damaged"),
]


@pytest.mark.parametrize(("spoil", "reason"), SPOILED)
def test_an_index_that_cannot_be_used_says_why_and_is_left_as_it_is(
    vault: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    read(vault)
    place = asked(vault).place
    assert place is not None
    spoil(place)
    before = listing_of(vault)
    status = asked(vault)
    assert status.known is None
    assert status.unusable is not None
    assert reason in status.unusable.message
    assert status_form(status, vault)["notes"] is None
    assert listing_of(vault) == before


def test_other_settings_want_another_index(vault: Path) -> None:
    read(vault)
    make(vault, {"vaultkit.toml": ""})
    status = asked(vault)
    assert status.unusable is not None
    assert status.unusable.message == "it was made of another vault, or with other settings"


def test_it_says_who_writes_and_does_not_wait(vault: Path) -> None:
    read(vault)
    with lock(vault / ".vaultkit", command="build"):
        status = asked(vault)
    assert status.holder is not None
    assert (status.holder.command, status.holder.pid) == ("build", os.getpid())
    assert asked(vault).holder is None


def test_what_it_knows_is_of_one_moment(vault: Path) -> None:
    index = open_index(vault, opening())
    with closing(index.store), index.store.writing():
        index.store.run("DELETE FROM notes")
        assert known(vault).counts.notes == 2


def test_programs_get_one_object_with_the_first_paths(vault: Path) -> None:
    built(vault)
    make(vault, {f"New {n:02}.md": "" for n in range(12)})
    form = status_form(asked(vault), vault)
    place = form.pop("index")
    assert isinstance(place, str)
    assert place.startswith(".vaultkit/")
    assert form.pop("size")
    assert form.pop("updated")
    assert form == {
        "unusable": None,
        "barred": None,
        "notes": 2,
        "links": 2,
        "files": 5,
        "pages": len([*(vault / "_index").rglob("*.md")]),
        "pages_state": "behind",
        "pages_left": 0,
        "new": {"count": 12, "paths": [f"New {n:02}.md" for n in range(10)]},
        "changed": {"count": 0, "paths": []},
        "gone": {"count": 0, "paths": []},
        "locked_by": None,
        "watchers": [],
    }


def test_pages_that_are_another_vaults_now_have_changed(vault: Path) -> None:
    built(vault)
    (vault / "_index/tags").mkdir(exist_ok=True)
    assert known(vault).pages == "current"
    (vault / "_index/.obsidian").mkdir()
    found = known(vault)
    assert found.pages == "behind"
    assert "_index/index-home.md" in found.paths("changed")
    built(vault)
    assert not known(vault).paths("changed")
