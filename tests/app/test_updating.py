"""What is read again: what may have changed, and nothing else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.store.kept import built, opening
from vaultkit.app import indexing
from vaultkit.app.indexing import Index, open_index, refresh
from vaultkit.app.paranoid import prove
from vaultkit.app.settings import Opening
from vaultkit.disk.lock import lock
from vaultkit.disk.read import Reader
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.store.marks import marked
from vaultkit.store.queries import dests_of, note_paths

NOTES: Mapping[str, str] = {
    "A.md": "[[B]] [[New]]\n",
    "B.md": "# One\n",
    "Темы/Тема.md": "[[A]]\n",
    "map.canvas": "{}",
    "pic.png": "x",
}
LATER_S = 3600


class Vault(NamedTuple):
    """A vault whose clock can be set, and what was read of it."""

    root: Path
    reads: list[str]
    clock: list[int]
    refused: set[str]

    def put(self, name: str, text: str) -> None:
        place = self.root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def wait(self) -> None:
        """Time goes by, so that nothing that was seen so far is racy any more."""
        self.clock[0] += LATER_S * 1_000_000_000

    @contextmanager
    def opened(self, *, kept: bool = True) -> Iterator[Index]:
        environ = {"VAULTKIT_STATE_HOME": os.environ["VAULTKIT_STATE_HOME"]}
        index = open_index(self.root, Opening(environ=environ, kept=kept, jobs=1, command="test"))
        with closing(index.store):
            yield index

    def read_again(self) -> list[str]:
        """Opens the vault, and says which notes were read for it."""
        self.reads.clear()
        with self.opened():
            return sorted(self.reads)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, [], [time.time_ns()], set())
    for name, text in NOTES.items():
        made.put(name, text)
    read = Reader.read

    def counted(reader: Reader, path: VaultPath) -> bytes:
        if path.suffix in (".md", ".canvas"):
            made.reads.append(str(path))
        if path in made.refused:
            raise DiskError("Permission denied", where=path)
        return read(reader, path)

    monkeypatch.setattr(Reader, "read", counted)
    monkeypatch.setattr(indexing.time, "time_ns", lambda: made.clock[0])
    made.wait()
    with made.opened():
        pass
    return made


def test_the_first_time_every_note_is_read(vault: Vault) -> None:
    assert sorted(vault.reads) == ["A.md", "B.md", "map.canvas", "Темы/Тема.md"]


def test_nothing_is_read_where_nothing_changed(vault: Vault) -> None:
    assert vault.read_again() == []


def _edit(vault: Vault) -> None:
    vault.put("B.md", "# Two\n")


def _touch(vault: Vault) -> None:
    (vault.root / "B.md").touch()


def _restore_times(vault: Vault) -> None:
    """Same size, same times as before: only the time of the change itself is another one."""
    place = vault.root / "B.md"
    before = place.stat()
    place.write_text("# Two\n")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replace(vault: Vault) -> None:
    """As most editors save: another file takes the name."""
    before = (vault.root / "B.md").stat()
    other = vault.root / ".B.md.tmp"
    other.write_text("# Two\n")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(vault.root / "B.md")


def _turn_the_clock_back(vault: Vault) -> None:
    vault.put("B.md", "# Two\n")
    os.utime(vault.root / "B.md", (0, 0))


def _add_notes(vault: Vault) -> None:
    vault.put("New.md", "")
    vault.put("Far/away/Other.md", "")


def _remove(vault: Vault) -> None:
    (vault.root / "B.md").unlink()


def _rename_folder(vault: Vault) -> None:
    (vault.root / "Темы").rename(vault.root / "Topics")


def _attach(vault: Vault) -> None:
    vault.put("pic.png", "another picture")
    vault.put("New.png", "a new one")
    vault.put("b.txt", "")


def _hide(vault: Vault) -> None:
    vault.put(".hidden/X.md", "")


CHANGES: list[tuple[Callable[[Vault], None], list[str]]] = [
    (_edit, ["B.md"]),
    (_touch, ["B.md"]),
    (_restore_times, ["B.md"]),
    (_replace, ["B.md"]),
    (_turn_the_clock_back, ["B.md"]),
    (_add_notes, ["Far/away/Other.md", "New.md"]),
    (_remove, []),
    (_rename_folder, ["Topics/Тема.md"]),
    (_attach, []),
    (_hide, []),
]


@pytest.mark.parametrize(
    ("change", "read"), CHANGES, ids=[row[0].__name__.strip("_") for row in CHANGES]
)
def test_only_what_may_have_changed_is_read(
    vault: Vault, change: Callable[[Vault], None], read: list[str]
) -> None:
    change(vault)
    vault.wait()
    assert vault.read_again() == read
    assert vault.read_again() == []
    with vault.opened() as kept, vault.opened(kept=False) as fresh:
        assert told(kept) == told(fresh)


def told(index: Index) -> object:
    store = index.store
    return [
        (path, digest, dests_of(store, path))
        for path, digest in store.all("SELECT path, digest FROM files ORDER BY path")
    ]


def test_a_file_that_changed_just_now_is_read_once_more(vault: Vault) -> None:
    """It may change again within the same tick of the clock of its file system."""
    vault.put("B.md", "# Two\n")
    stat = (vault.root / "B.md").stat()
    vault.clock[0] = stat.st_mtime_ns + 1
    assert vault.read_again() == ["B.md"]
    assert vault.read_again() == ["B.md"]
    vault.wait()
    assert vault.read_again() == ["B.md"]
    assert vault.read_again() == []


def test_an_edit_that_no_number_shows_is_found_where_the_file_was_racy(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.put("B.md", "# Two\n")
    vault.clock[0] = (vault.root / "B.md").stat().st_mtime_ns + 1
    vault.read_again()
    with vault.opened() as index:
        before = index.store.all("SELECT * FROM seen")
    vault.put("B.md", "# 222\n")
    scan = indexing.scan

    def blind(root: Path, *, follow_symlinks: bool, **markers: Set[str]) -> object:
        """As a file system with a coarse clock shows it: the numbers are as they were."""
        seen = scan(root, follow_symlinks=follow_symlinks, **markers)
        ((folder, name, *numbers),) = before
        seen.folders[folder][name] = tuple(numbers)
        return seen

    monkeypatch.setattr(indexing, "scan", blind)
    with vault.opened() as index:
        assert index.store.column("SELECT title FROM notes WHERE title <> 'A'") != []
        assert "222" in index.store.column("SELECT title FROM notes")


@pytest.mark.parametrize("hours", [-10_000, 10])
def test_a_time_far_from_now_is_no_reason_to_read_a_file_each_time(
    vault: Vault, hours: int
) -> None:
    """An edit shows in the time of the change itself, which nobody can set."""
    vault.put("B.md", "# Two\n")
    there = vault.clock[0] // 1_000_000_000 + hours * LATER_S
    os.utime(vault.root / "B.md", (there, there))
    assert vault.read_again() == ["B.md"]
    assert vault.read_again() == []
    vault.put("B.md", "# 222\n")
    os.utime(vault.root / "B.md", (there, there))
    assert vault.read_again() == ["B.md"]


def test_a_note_that_cannot_be_read_is_tried_again(vault: Vault) -> None:
    vault.refused.add("B.md")
    vault.put("B.md", "# Two\n")
    vault.wait()
    for _ in range(2):
        with vault.opened() as index:
            (found,) = index.diagnostics
            assert (found.code, found.path) == ("file-unreadable", "B.md")
            assert [dest.path for dest in dests_of(index.store, "A.md")] == ["B.md", None]
            assert "B.md" not in note_paths(index.store)
    vault.refused.clear()
    with vault.opened() as index:
        assert index.diagnostics == ()
        assert "B.md" in note_paths(index.store)
    assert vault.read_again() == []


def test_a_name_that_comes_or_goes_leads_links_elsewhere(vault: Vault) -> None:
    def leads() -> list[str | None]:
        with vault.opened() as index:
            return [dest.path for dest in dests_of(index.store, "A.md")]

    assert leads() == ["B.md", None]
    vault.put("Темы/new.md", "")
    assert leads() == ["B.md", "Темы/new.md"]
    vault.put("New.md", "")
    assert leads() == ["B.md", "New.md"]
    (vault.root / "B.md").rename(vault.root / "Темы/B.md")
    assert leads() == ["Темы/B.md", "New.md"]
    (vault.root / "New.md").unlink()
    (vault.root / "Темы/new.md").unlink()
    assert leads() == ["Темы/B.md", None]


def test_a_note_is_looked_at_again_where_its_link_leads_elsewhere_and_not_for_one_more_choice(
    vault: Vault,
) -> None:
    def changed_by(name: str) -> set[str]:
        built(vault.root)
        vault.put(name, "")
        with vault.opened() as index:
            marks = {int(number) for number in marked(index.store, "own")}
            paths = index.store.all("SELECT id, path FROM files")
        return {path for number, path in paths if number in marks} - {name}

    for folder in ("one", "other", "other/below"):
        vault.put(f"{folder}/README.md", f"[[README]] {folder}\n")
    assert changed_by("much/farther/README.md") == set()
    assert changed_by("B.canvas.md") == set()
    assert changed_by("Темы/B.md") == {"A.md"}  # the file is the same, but there is a choice now
    assert changed_by("README.md") == {
        "one/README.md",
        "other/README.md",
        "other/below/README.md",
    }
    built(vault.root)
    assert prove(vault.root, opening()).diagnostics == ()


def test_one_who_reads_does_not_wait_for_one_who_writes(vault: Vault) -> None:
    vault.put("B.md", "# Two\n")
    with lock(vault.root / ".vaultkit", command="build"), vault.opened() as index:
        assert "Two" in index.store.column("SELECT title FROM notes")
        assert index.store.place is None
        assert index.said == ()
    assert vault.read_again() == ["B.md"]


def test_told_of_files_the_index_reads_only_those(vault: Vault) -> None:
    with vault.opened() as index:
        vault.reads.clear()
        vault.put("B.md", "# Two\n")
        vault.put("New.md", "[[A]]\n")
        (vault.root / "Темы/Тема.md").unlink()
        refresh(index, ["B.md", "New.md", "Темы/Тема.md"])
        assert vault.reads == ["B.md", "New.md"]
        assert note_paths(index.store) == ["A.md", "B.md", "New.md", "map.canvas"]
        assert [dest.path for dest in dests_of(index.store, "A.md")] == ["B.md", "New.md"]
    vault.wait()
    vault.read_again()
    assert vault.read_again() == []


def test_told_of_one_file_the_index_still_looks_again_at_the_racy_others(vault: Vault) -> None:
    vault.put("B.md", "# Two\n")
    vault.clock[0] = (vault.root / "B.md").stat().st_mtime_ns + 1
    vault.read_again()
    vault.wait()
    with vault.opened() as index:
        pass
    vault.put("B.md", "# Three\n")
    vault.clock[0] = (vault.root / "B.md").stat().st_mtime_ns + 1
    with vault.opened() as index:
        vault.wait()
        vault.put("A.md", "")
        refresh(index, ["A.md"])
    assert vault.read_again() == ["B.md"]


def test_spellings_that_no_link_has_any_more_are_forgotten(vault: Vault) -> None:
    def spellings(index: Index) -> list[str]:
        return sorted(index.store.column("SELECT text FROM targets"))

    with vault.opened() as index:
        assert spellings(index) == ["A", "B", "New"]
        for text, left in (
            ("[[b]] [[New]]\n", ["A", "New", "b"]),
            ("[[B]] [[New]]\n", ["A", "B", "New"]),
            ("[[B]] [[A]]\n", ["A", "B"]),
        ):
            vault.put("A.md", text)
            refresh(index, ["A.md"])
            assert spellings(index) == left
            first = dests_of(index.store, "A.md")[0]
            assert first.path == "B.md"
        (vault.root / "A.md").unlink()
        refresh(index, ["A.md"])
        assert spellings(index) == ["A"]
        (vault.root / "Темы/Тема.md").unlink()
        refresh(index, ["Темы/Тема.md"])
        assert spellings(index) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="links, and names of any bytes")
@pytest.mark.parametrize("followed", ["false", "true"])
def test_told_of_files_that_a_look_leaves_out_the_index_does_not_take_them(
    vault: Vault, tmp_path_factory: pytest.TempPathFactory, followed: str
) -> None:
    vault.put("vaultkit.toml", f"[vault]\nfollow_symlinks = {followed}\n")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "Far.md").write_text("[[A]]\n")
    with vault.opened() as index:
        for name in ("Seen.md", ".hidden.md", ".trash/Old.md", "B (conflicted copy 2026-03-12).md"):
            vault.put(name, "[[B]]\n")
        (vault.root / "link").symlink_to(outside)
        (vault.root / "B.md").unlink()
        (vault.root / "B.md").symlink_to(vault.root / "A.md")
        (vault.root / os.fsdecode(b"\xef\xf0\xe8.md")).write_text("")
        there = [place for place in vault.root.rglob("*") if ".vaultkit" not in place.parts]
        paths = [place.relative_to(vault.root).as_posix() for place in there]
        refresh(index, [*paths, "link/Far.md"])
        with vault.opened(kept=False) as fresh:
            assert told(index) == told(fresh)
        assert "Seen.md" in note_paths(index.store)
        assert ("link/Far.md" in note_paths(index.store)) == (followed == "true")


def test_what_is_emptied_after_the_look_is_read_at_the_next_one(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with vault.opened():
        pass
    vault.wait()
    vault.put("A.md", "[[New]] [[B]] more\n")
    read = Reader.read

    def emptied(reader: Reader, path: VaultPath) -> bytes:
        if path == "A.md":
            vault.put("A.md", "")  # as a program does that writes in two steps
        return read(reader, path)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "read", emptied)
        with vault.opened() as index:
            assert links_of(index, "A.md") == 2
    vault.put("A.md", "[[B]] [[B]] [[B]]\n")
    with vault.opened() as index:
        assert links_of(index, "A.md") == 3
    vault.put("A.md", "")
    with vault.opened() as index:
        assert links_of(index, "A.md") == 0


def links_of(index: Index, path: str) -> int:
    sql = "SELECT count(*) FROM links WHERE source = (SELECT id FROM files WHERE path = ?)"
    return int(index.store.value(sql, (path,)))
