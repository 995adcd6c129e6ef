from __future__ import annotations

import pytest

from tests.graph.notes import paths
from vaultkit.graph.moving import Moving
from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.graph.spelling import LinkFormat, iter_card_targets, iter_targets, style_of
from vaultkit.model.paths import VaultPath


def moving(files: str, *moves: tuple[str, str]) -> Moving:
    names = NameIndex.of(paths(*files.split(", ")))
    return Moving.of(names, {VaultPath(old): VaultPath(new) for old, new in moves})


@pytest.mark.parametrize(
    ("target", "source", "style"),
    [
        ("N", "S.md", "shortest"),
        ("n.MD", "S.md", "shortest"),
        ("x/y/N", "S.md", "absolute"),
        ("X/Y/n", "z/S.md", "absolute"),
        ("y/N", "S.md", "partial"),
        ("y/N", "x/S.md", "relative"),
        ("./N", "x/y/S.md", "relative"),
        ("../y/N", "x/z/S.md", "relative"),
        ("/x/y/N", "S.md", "rooted"),
    ],
)
def test_a_target_tells_its_style(target: str, source: str, style: str) -> None:
    names = NameIndex.of(paths("x/y/N.md", "S.md"))
    dest = path_of(names.resolve(VaultPath(source), target))
    assert dest == "x/y/N.md"
    found = style_of(
        target, source=VaultPath(source), dest=dest, names=names, new_format="shortest"
    )
    assert found == style


@pytest.mark.parametrize(
    ("target", "source", "files", "new_format", "style"),
    [
        ("N", "S.md", "N.md", "absolute", "absolute"),
        ("N", "S.md", "N.md", "relative", "relative"),
        ("N", "x/S.md", "N.md", "relative", "shortest"),
        ("N", "x/S.md", "x/N.md", "relative", "relative"),
        ("N", "x/S.md", "x/N.md", "absolute", "shortest"),
        ("x/N", "S.md", "x/N.md", "relative", "relative"),
        ("x/N", "S.md", "x/N.md", "shortest", "absolute"),
        ("x/N", "S.md", "x/N.md, y/N.md", "shortest", "shortest"),
        ("x/N", "S.md", "x/N.md, y/N.md", "absolute", "absolute"),
    ],
)
def test_where_it_does_not_the_setting_decides(
    target: str, source: str, files: str, new_format: LinkFormat, style: str
) -> None:
    names = NameIndex.of(paths(*files.split(", ")))
    dest = path_of(names.resolve(VaultPath(source), target))
    assert dest is not None
    found = style_of(
        target, source=VaultPath(source), dest=dest, names=names, new_format=new_format
    )
    assert found == style


@pytest.mark.parametrize(
    ("target", "targets"),
    [
        ("A", ["B", "x/B", "/x/B", "B.md", "x/B.md", "/x/B.md"]),
        ("A.md", ["B.md", "x/B.md", "/x/B.md"]),
        ("X/a", ["X/B", "/X/B", "X/B.md", "/X/B.md"]),
        ("./x/A", ["./x/B", "x/B", "/x/B", "./x/B.md", "x/B.md", "/x/B.md"]),
    ],
)
def test_the_ways_to_write_a_target_come_best_first(target: str, targets: list[str]) -> None:
    found = iter_targets(
        target,
        source=VaultPath("S.md"),
        dest=VaultPath("x/A.md"),
        moving=moving("x/A.md, S.md", ("x/A.md", "x/B.md")),
        new_format="shortest",
    )
    assert list(found) == targets


def test_a_target_that_may_stay_comes_first() -> None:
    found = iter_targets(
        "A",
        source=VaultPath("S.md"),
        dest=VaultPath("x/A.md"),
        moving=moving("x/A.md, S.md", ("x/A.md", "y/A.md")),
        new_format="shortest",
    )
    assert next(found) == "A"


def test_a_file_card_holds_the_whole_path() -> None:
    change = moving("x/A.md, S.canvas, B.md", ("x/A.md", "y/C.md"))
    source, dest = VaultPath("S.canvas"), VaultPath("x/A.md")
    assert list(iter_card_targets("A.md", source=source, dest=dest, moving=change)) == ["y/C.md"]
    other = iter_card_targets("B.md", source=source, dest=VaultPath("B.md"), moving=change)
    assert next(other) == "B.md"


def test_names_after_a_move_are_those_of_the_new_paths() -> None:
    change = moving("x/A.md, y/A.md, S.md", ("x/A.md", "x/B.md"), ("S.md", "z/S.md"))
    assert change.dest_before(VaultPath("S.md"), "x/A") == "x/A.md"
    assert change.dest_after(VaultPath("S.md"), "A") == "y/A.md"
    assert change.dest_after(VaultPath("S.md"), "B") == "x/B.md"
    assert change.dest_after(VaultPath("S.md"), "x/A") is None
    assert change.dest_after(VaultPath("S.md"), "./S") == "z/S.md"
    assert sorted(change.after.names) == ["a.md", "b.md", "s.md"]
    assert len(change.after.names) == 3
    assert change.link_keys == {"a", "a.md", "b", "b.md", "s", "s.md"}
