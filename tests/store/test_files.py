"""Which files may have changed since the index looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.store import files as files_module
from vaultkit.store.files import (
    NumberedFile,
    add_files,
    arrange_listing,
    compare,
    drop_file,
    find_file,
    find_id,
    folder_paths,
    keep_listings,
    keep_stats,
    known_stats,
    namesakes,
    put_file,
    set_racy,
    set_updated,
)
from vaultkit.store.rows import FileStat, Role
from vaultkit.store.store import Store, open_store

Folders = Mapping[str, Mapping[str, FileStat]]

STAT = (10, 20, 30, 40)
SEEN: Folders = {"": {"A.md": STAT, "pic.png": STAT}, "Темы": {"Б.md": STAT}, "Empty": {}}


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(made()) as store:
        yield store


def made(folders: Folders = SEEN) -> Store:
    store, _ = open_store(None, "")
    with store.loading():
        keep_listings(store, folders)
    return store


def differing(store: Store, folders: Folders) -> tuple[list[str], list[str]]:
    found = compare(store, folders)
    return sorted(found.suspects), sorted(found.gone)


LOOKS: list[tuple[Folders, list[str], list[str]]] = [
    (SEEN, [], []),
    ({"Темы": SEEN["Темы"], "": SEEN[""]}, [], []),
    ({**SEEN, "": {"pic.png": STAT, "A.md": STAT}}, [], []),
    ({**SEEN, "": {"A.md": (11, 20, 30, 40), "pic.png": STAT}}, ["A.md"], []),
    ({**SEEN, "": {"A.md": (10, 21, 30, 40), "pic.png": STAT}}, ["A.md"], []),
    ({**SEEN, "": {"A.md": (10, 20, 31, 40), "pic.png": STAT}}, ["A.md"], []),
    ({**SEEN, "": {"A.md": (10, 20, 30, 41), "pic.png": STAT}}, ["A.md"], []),
    ({**SEEN, "": {"A.md": (10, 19, 29, 40), "pic.png": STAT}}, ["A.md"], []),
    ({**SEEN, "": {"A.md": STAT}}, [], ["pic.png"]),
    ({**SEEN, "": {"a.md": STAT, "pic.png": STAT}}, ["a.md"], ["A.md"]),
    ({**SEEN, "Empty": {"X.md": STAT}}, ["Empty/X.md"], []),
    ({**SEEN, "New/deep": {"X.md": STAT}}, ["New/deep/X.md"], []),
    ({"": SEEN[""], "Темы2": SEEN["Темы"]}, ["Темы2/Б.md"], ["Темы/Б.md"]),
    ({}, [], ["A.md", "pic.png", "Темы/Б.md"]),
]


@pytest.mark.parametrize(("look", "suspects", "gone"), LOOKS)
def test_what_a_look_finds_otherwise(
    store: Store, look: Folders, suspects: list[str], gone: list[str]
) -> None:
    assert differing(store, look) == (suspects, gone)


def test_a_racy_file_is_looked_at_again_until_it_is_not(store: Store) -> None:
    set_racy(store, ["A.md", "Темы/Б.md", "A.md"])
    assert differing(store, SEEN) == (["A.md", "Темы/Б.md"], [])
    assert compare(store, SEEN).suspects.count("A.md") == 1
    assert differing(store, {**SEEN, "": {"A.md": (1, 2, 3, 4), "pic.png": STAT}}) == (
        ["A.md", "Темы/Б.md"],
        [],
    )
    assert differing(store, {"": SEEN[""]}) == (["A.md"], ["Темы/Б.md"])
    set_racy(store, ["A.md"], looked_at=["A.md", "Темы/Б.md"])
    assert differing(store, SEEN) == (["A.md"], [])


def test_a_racy_file_stays_so_while_others_are_looked_at(store: Store) -> None:
    set_racy(store, ["A.md"])
    set_racy(store, ["pic.png"], looked_at=["pic.png", "Темы/Б.md"])
    assert differing(store, SEEN) == (["A.md", "pic.png"], [])


CHANGED = (9, 9, 9, 9)


def test_single_files_go_over_what_is_kept_of_their_folder(store: Store) -> None:
    keep_stats(store, {"A.md": CHANGED, "Темы/Б.md": None, "Empty/N.md": STAT, "Far/N.md": STAT})
    look = {
        "": {"A.md": CHANGED, "pic.png": STAT},
        "Empty": {"N.md": STAT},
        "Far": {"N.md": STAT},
    }
    assert differing(store, look) == ([], [])
    assert differing(store, SEEN) == (["A.md", "Темы/Б.md"], ["Empty/N.md", "Far/N.md"])
    keep_stats(store, {"A.md": None, "Темы/Б.md": STAT})
    assert differing(store, {**look, "": {"pic.png": STAT}, "Темы": {"Б.md": STAT}}) == ([], [])


def test_a_whole_listing_takes_the_place_of_single_files(store: Store) -> None:
    keep_stats(store, {"A.md": CHANGED, "Темы/Б.md": CHANGED})
    keep_listings(store, {"": {"A.md": STAT}})
    assert store.column("SELECT folder FROM seen") == ["Темы"]
    assert differing(store, {"": {"A.md": STAT}, "Темы": {"Б.md": CHANGED}}) == ([], [])


@pytest.mark.parametrize(
    ("size", "changed", "left"),
    [
        (100, 64, 64),
        (100, 65, 0),
        (1000, 99, 99),
        (1000, 100, 100),
        (1000, 101, 0),
    ],
)
def test_many_single_files_are_folded_into_the_listing_of_their_folder(
    size: int, changed: int, left: int
) -> None:
    files = {f"{n}.md": STAT for n in range(size)}
    with closing(made({"": files, "Other": {"X.md": STAT}})) as store:
        keep_stats(store, {"Other/X.md": CHANGED})
        keep_stats(store, {f"{n}.md": CHANGED for n in range(changed)})
        assert store.value("SELECT count(*) FROM seen WHERE folder = ''") == left
        now = {**files, **{f"{n}.md": CHANGED for n in range(changed)}}
        assert differing(store, {"": now, "Other": {"X.md": CHANGED}}) == ([], [])


def test_a_folder_that_is_read_in_the_order_in_which_it_is_kept_is_not_unpacked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"b.md": STAT, "a.md": STAT, "c.md": (1, 2, 3, 4)}
    keep_listings(store, {"Темы": kept})

    def unpacked(data: bytes) -> object:
        raise AssertionError("unpacked")

    monkeypatch.setattr(files_module, "unpack", unpacked)
    assert differing(store, {**SEEN, "Темы": dict(kept)}) == ([], [])
    with pytest.raises(AssertionError, match="unpacked"):
        differing(store, {**SEEN, "Темы": {**kept, "c.md": (1, 2, 3, 5)}})


def test_a_listing_is_kept_in_the_order_in_which_its_folder_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_stats(store, {f"New/{name}.md": STAT for name in "bca"})
    arrange_listing(store, "New", ["c.md", ".hidden", "a.md", "folder"])
    folders = {**SEEN, "New": {"c.md": STAT, "a.md": STAT, "b.md": STAT}}
    assert store.column("SELECT name FROM seen") == []
    monkeypatch.setattr(files_module, "unpack", lambda data: pytest.fail("unpacked"))
    assert differing(store, folders) == ([], [])


def test_a_folder_of_which_nothing_is_left_is_forgotten() -> None:
    files = {f"{n}.md": STAT for n in range(70)}
    with closing(made({"Gone": files})) as store:
        keep_stats(store, {f"Gone/{name}": None for name in files})
        assert store.all("SELECT * FROM listings") == store.all("SELECT * FROM seen") == []
        assert differing(store, {}) == ([], [])


NAMES = st.sampled_from(["a.md", "b.md", "c.md", "п.md"])
LOOK = st.dictionaries(
    st.sampled_from(["", "x", "x/y", "z"]),
    st.dictionaries(NAMES, st.tuples(*[st.integers(0, 2)] * 4)),
)


@given(st.lists(LOOK, min_size=1, max_size=6), st.integers(0, 3))
def test_after_every_change_was_kept_nothing_differs(looks: list[Folders], many: int) -> None:
    """Kept as single files, folded or not, the listings are those of the last look."""
    with pytest.MonkeyPatch.context() as patch, closing(made({})) as store:
        patch.setattr(files_module, "_MANY_SEEN", many)
        for look in looks:
            found = compare(store, look)
            stats = {path: stat_in(look, path) for path in found.suspects}
            assert all(stats.values())
            keep_stats(store, {**stats, **dict.fromkeys(found.gone)})
            assert differing(store, look) == ([], [])
            assert folder_paths(store) == sorted(folder for folder, files in look.items() if files)


def test_an_empty_listing_takes_the_place_of_one_that_was_not(store: Store) -> None:
    keep_listings(store, {"": {"A.md": STAT}})
    keep_listings(store, {"": {}})
    assert "" not in folder_paths(store)
    assert "A.md" not in known_stats(store)


def stat_in(look: Folders, path: str) -> FileStat:
    folder, _, name = path.rpartition("/")
    return look[folder][name]


# --- files


def test_a_file_keeps_its_number(store: Store) -> None:
    add_files(store, [NumberedFile(7, "Темы/Б.md", Role.NOTE, False, b"one")])
    assert find_file(store, "Темы/Б.md") == (7, Role.NOTE, b"one")
    other = put_file(store, "A.md", role=Role.ATTACHMENT, excluded=False, digest=b"")
    assert (other, find_id(store, "A.md")) == (8, 8)
    again = put_file(store, "Темы/Б.md", role=Role.PAGE, excluded=True, digest=b"two")
    assert (again, find_file(store, "Темы/Б.md")) == (7, (7, Role.PAGE, b"two"))
    drop_file(store, 7)
    assert find_file(store, "Темы/Б.md") is find_id(store, "Темы/Б.md") is None


def test_links_find_all_files_of_a_name_but_pages(store: Store) -> None:
    for path, role in [
        ("A/Ё.md", Role.NOTE),
        ("B/е\u0308.MD", Role.UNREADABLE),
        ("C/ё.md", Role.ATTACHMENT),
        ("D/ё.md", Role.PAGE),
        ("E/ё.md", Role.FOREIGN_PAGE),
        ("ё.md/x.md", Role.NOTE),
    ]:
        put_file(store, path, role=role, excluded=False, digest=b"")
    assert sorted(namesakes(store, "ё.md")) == ["A/Ё.md", "B/е\u0308.MD", "C/ё.md"]
    assert namesakes(store, "nobody.md") == []


def test_the_time_of_a_look_is_kept_to_the_second(store: Store) -> None:
    set_updated(store, 1_773_316_800_999_999_999)
    assert store.meta("updated") == "2026-03-12T12:00:00+00:00"


def test_the_number_of_a_file_that_is_gone_is_never_given_to_another(store: Store) -> None:
    """What pages were made of may still stand under it."""

    def put(path: str) -> int:
        return put_file(store, path, role=Role.NOTE, excluded=False, digest=b"")

    seen = [put("A.md"), put("B.md"), put("C.md")]
    for path in ("C.md", "A.md", "B.md"):
        drop_file(store, put(path))
        seen.append(put(f"after {path}"))
    for path in [*store.column("SELECT path FROM files")]:
        drop_file(store, put(path))
    seen.append(put("D.md"))
    assert len(set(seen)) == len(seen) == 7
    assert put("D.md") == seen[-1]
