"""The index file: used, made anew, swept, seen by two at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vaultkit.model.errors import DamagedError, StoreError
from vaultkit.store import store as store_module
from vaultkit.store.schema import VERSION
from vaultkit.store.store import (
    Store,
    find_store,
    get_store,
    open_steady,
    open_store,
    remove_store,
    store_size,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index.sqlite3"


@pytest.fixture
def made(place: Path) -> Path:
    """Where an index lies that says hello."""
    store, _ = open_store(place, "mine")
    with closing(store), store.loading():
        store.set_meta("hello", "мир 🦉")
    return place


@pytest.fixture
def opened(made: Path) -> Iterator[Store]:
    with closing(get_store(made, "mine")) as store:
        yield store


def names_in(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir())


def test_a_new_index_is_empty_and_has_no_reason(place: Path) -> None:
    store, reason = open_store(place, "mine")
    with closing(store):
        assert (store.fresh, reason) == (True, None)
        assert store.column("SELECT path FROM files") == []


def test_what_was_put_is_there_when_it_is_opened_again(made: Path) -> None:
    store, reason = open_store(made, "mine")
    with closing(store):
        assert (store.fresh, reason) == (False, None)
        assert store.meta("hello") == "мир 🦉"
        assert store.meta("nothing") is None


def test_a_closed_index_is_one_file(made: Path) -> None:
    with closing(get_store(made, "mine")) as store, store.writing():
        store.set_meta("more", 1)
    assert names_in(made.parent) == [made.name]
    assert store_size(made) == made.stat().st_size


def test_an_index_in_memory_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store, reason = open_store(None, "mine")
    with closing(store):
        with store.loading():
            store.set_meta("hello", 1)
        assert (store.meta("hello"), store.fresh, reason) == (1, False, None)
    assert names_in(tmp_path) == []


# --- indexes that are not used


def _nonsense(place: Path) -> None:
    place.write_bytes(b"This is no database at all." * 100)


def _nothing(place: Path) -> None:
    place.write_bytes(b"")


def _foreign(place: Path) -> None:
    place.unlink()
    with closing(sqlite3.connect(place)) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
        other.commit()


def _version(number: int) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        with closing(sqlite3.connect(place)) as db:
            db.execute(f"PRAGMA user_version = {number}")

    return change


def _unfinished(place: Path) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as db:
        db.execute("DELETE FROM meta WHERE key = 'complete'")


def _folder(place: Path) -> None:
    place.unlink()
    place.mkdir()
    (place / "somebody's.txt").touch()


def _link(place: Path) -> None:
    place.rename(place.with_name("elsewhere"))
    place.symlink_to("elsewhere")


def _no_tables(place: Path) -> None:
    with closing(sqlite3.connect(place, isolation_level=None)) as db:
        db.execute("DROP TABLE meta")


def _cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:1000])


SPOILED = [
    (_nonsense, "it is damaged"),
    (_nothing, "it is another program's"),
    (_foreign, "it is another program's"),
    (_version(VERSION + 1), "it is of another version of vaultkit"),
    (_version(VERSION - 1), "it is of another version of vaultkit"),
    (_unfinished, "it was never finished"),
    (_folder, "it is no file"),
    (_link, "it is no file"),
    (_no_tables, "it is damaged"),
    (_cut, "it is damaged"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILED, ids=[row[0].__name__ for row in SPOILED])
def test_an_index_that_cannot_be_used_is_made_anew_and_says_why(
    made: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(made)
    store, reason = open_store(made, "mine")
    with closing(store):
        assert store.fresh
        assert reason
        assert said in reason.message
        with store.loading():
            store.set_meta("hello", "again")
        assert store.meta("hello") == "again"
    store, reason = open_store(made, "mine")
    with closing(store):
        assert (store.meta("hello"), reason) == ("again", None)


def test_what_a_link_in_its_place_leads_to_is_left_alone(made: Path) -> None:
    _link(made)
    aim = made.with_name("elsewhere")
    before = aim.read_bytes()
    store, _ = open_store(made, "mine")
    with closing(store), store.loading():
        pass
    assert aim.read_bytes() == before
    assert not made.is_symlink()


def test_other_settings_ask_for_another_index(made: Path) -> None:
    store, reason = open_store(made, "yours")
    with closing(store):
        assert store.fresh
        assert reason
        assert reason.message == "it was made of another vault, or with other settings"


def test_one_that_is_not_used_stays_until_the_new_one_is_filled(made: Path) -> None:
    store, _ = open_store(made, "yours")
    with closing(get_store(made, "mine")) as old:
        assert old.meta("hello") == "мир 🦉"
    with store.loading():
        pass
    with closing(store), pytest.raises(DamagedError, match="settings"):
        get_store(made, "mine")


def test_looking_for_an_index_makes_none(place: Path) -> None:
    assert find_store(place, "mine") == (None, None)
    _nonsense(place)
    found, reason = find_store(place, "mine")
    assert (found, reason and reason.message) == (None, "it is damaged")
    assert names_in(place.parent) == [place.name]


def test_damage_inside_is_found_when_it_is_read(made: Path) -> None:
    with closing(get_store(made, "mine")) as store, store.writing():
        store.many(
            "INSERT INTO targets VALUES (?, ?, '', '')",
            ((n, f"{n:05}" + "x" * 200) for n in range(500)),
        )
    data = bytearray(made.read_bytes())
    data[-100_000:-50_000] = b"\xff" * 50_000
    made.write_bytes(data)
    with closing(get_store(made, "mine")) as store, pytest.raises(DamagedError):
        store.all("SELECT * FROM targets ORDER BY text")


def test_a_place_that_cannot_be_reached_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "no such folder/index.sqlite3", "mine")
    assert not isinstance(caught.value, DamagedError)
    assert caught.value.message.startswith("the index cannot be used: ")
    assert caught.value.where == str(tmp_path / "no such folder/index.sqlite3")
    assert caught.value.hint


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_what_is_no_file_is_named(made: Path, ending: str) -> None:
    beside = made.with_name(made.name + ending)
    beside.unlink(missing_ok=True)
    beside.mkdir()
    _, reason = find_store(made, "mine")
    assert reason
    assert reason.where == str(beside)


# --- half-filled


def test_an_index_that_is_not_filled_to_the_end_is_none(place: Path) -> None:
    store, _ = open_store(place, "mine")

    def give_up() -> None:
        with store.loading():
            store.set_meta("hello", 1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    store.close()
    assert names_in(place.parent) == []


def test_what_a_killed_run_left_goes_with_the_next_one(place: Path) -> None:
    left, _ = open_store(place, "mine")
    left.set_meta("hello", "from the dead")
    left.db.close()  # as if the process ended here
    assert names_in(place.parent) == [f"{place.name}.new"]
    store, reason = open_store(place, "mine")
    with closing(store), store.loading():
        assert store.meta("hello") is None
    assert reason is None
    assert names_in(place.parent) == [place.name]


def test_only_the_index_and_what_lies_beside_it_by_its_name_is_removed(made: Path) -> None:
    for name in ("index.sqlite3-wal", "index.sqlite3-shm", "index.sqlite3-journal"):
        (made.parent / name).touch()
    others = ["index.sqlite", "index.sqlite3.txt", "lock", "xindex.sqlite3"]
    for name in others:
        (made.parent / name).touch()
    remove_store(made)
    assert names_in(made.parent) == others
    remove_store(made)


@pytest.mark.parametrize("name", ["index.sqlite3", "index.sqlite3-wal", "index.sqlite3.new"])
def test_a_folder_in_the_way_is_moved_aside_and_named(place: Path, name: str) -> None:
    folder = place.with_name(name)
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    store, _ = open_store(place, "mine")
    with closing(store):
        with store.loading():
            pass
        (aside,) = store.aside
    assert (place.with_name(aside) / "mine.txt").read_text() == "mine"
    assert place.is_file()


# --- transactions


def test_a_transaction_holds_whole_or_not_at_all(opened: Store, made: Path) -> None:
    def fail() -> None:
        with opened.writing():
            opened.set_meta("one", 1)
            opened.targets["x"] = 5
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert opened.meta("one") is None
    assert opened.targets == {}
    with opened.writing():
        opened.set_meta("one", 1)
    with closing(get_store(made, "mine")) as other:
        assert other.meta("one") == 1


def test_a_reader_sees_one_moment_and_does_not_wait_for_a_writer(opened: Store, made: Path) -> None:
    with closing(get_store(made, "mine")) as reader:
        reader.pin()
        assert reader.meta("hello") == "мир 🦉"
        with opened.writing():
            opened.set_meta("hello", "later")
            assert reader.meta("hello") == "мир 🦉"
        assert reader.meta("hello") == "мир 🦉"
        reader.unpin()
        reader.unpin()
        assert reader.meta("hello") == "later"


def test_a_second_writer_waits_and_is_then_told(
    opened: Store, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_BUSY_MS", 1)
    with (
        closing(get_store(made, "mine")) as second,
        opened.writing(),
        pytest.raises(StoreError, match="locked") as caught,
    ):
        second.run("BEGIN IMMEDIATE")
    assert not isinstance(caught.value, DamagedError)


def test_a_copy_in_memory_goes_its_own_way(opened: Store, made: Path) -> None:
    with closing(opened.copied()) as copy:
        assert (copy.meta("hello"), copy.place, copy.fresh) == ("мир 🦉", None, False)
        with copy.writing():
            copy.set_meta("hello", "copy")
        assert opened.meta("hello") == "мир 🦉"
        opened.close()
        remove_store(made)
        assert copy.meta("hello") == "copy"


def test_an_index_that_is_taken_away_can_be_read_to_the_end(opened: Store, made: Path) -> None:
    remove_store(made)
    assert opened.meta("hello") == "мир 🦉"


def test_rows_come_in_the_ways_that_are_asked_for(opened: Store) -> None:
    with opened.writing():
        opened.many("INSERT INTO racy VALUES (?)", [("b",), ("a",)])
    ordered = "SELECT path FROM racy ORDER BY path"
    assert opened.all(ordered) == [("a",), ("b",)]
    assert [*opened.each(ordered)] == [("a",), ("b",)]
    assert opened.one(ordered) == ("a",)
    assert opened.value(ordered) == "a"
    assert opened.column(ordered) == ["a", "b"]
    assert opened.one("SELECT 1 WHERE 0") is opened.value("SELECT 1 WHERE 0") is None


# --- a file that stays as it is


def test_other_processes_see_the_moment_at_which_the_file_was_held(opened: Store) -> None:
    with opened.writing():
        opened.set_meta("hello", "before")
    with opened.steady() as place:
        assert place is not None
        with closing(open_steady(place)) as steady:
            for n in range(2000):
                with opened.writing():
                    opened.set_meta(f"key {n}", "x" * 5000)
                    opened.set_meta("hello", "after")
            assert steady.meta("hello") == "before"
            assert steady.value("SELECT count(*) FROM meta WHERE key LIKE 'key %'") == 0
    assert opened.meta("hello") == "after"


def test_the_log_does_not_grow_for_ever_once_the_block_ends(opened: Store) -> None:
    with opened.steady():
        pass
    assert opened.value("PRAGMA wal_autocheckpoint") == 1000


def test_a_file_that_is_held_is_not_written_by_those_who_read_it(opened: Store) -> None:
    with opened.steady() as place:
        assert place is not None
        with closing(open_steady(place)) as steady, pytest.raises(StoreError):
            steady.set_meta("hello", "changed")


def test_a_file_that_lacks_what_is_in_the_index_is_not_given_out(opened: Store) -> None:
    assert opened.place is not None
    with closing(get_store(opened.place, "mine")) as reader:
        reader.pin()  # as long as it reads, nothing newer comes into the file
        with opened.writing():
            opened.set_meta("hello", "after")
        with opened.steady() as place:
            assert place is None
    with opened.steady() as place:
        assert place is not None


def test_an_index_in_memory_has_no_file() -> None:
    store, _ = open_store(None, "mine")
    with closing(store), store.steady() as place:
        assert place is None
