"""What a vault has to look like and to answer: as one that vaultkit sees for the first time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.cli.support import Done, vaultkit
from tests.store.places import Tree, put_tree, tree_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import DropRegion, PutRegion, edit_regions
from vaultkit.model.paths import VaultPath
from vaultkit.model.regions import AUTO_BACKLINKS, parse_region_name
from vaultkit.pages.page import page_state

MARKERS = ("vaultkit.toml", ".obsidian", ".vaultkit")

QUESTIONS = (
    ("facts", "--json"),
    ("check", "--json"),
    ("graph", "--format", "json"),
    ("unresolved", "--json"),
    ("orphans", "--json"),
    ("deadends", "--json"),
    ("tags", "--json"),
    ("properties", "--json"),
    ("graph", "--measure", "communities", "--json"),
)
"""The first tells most of what there is to know."""

NOTE_QUESTIONS = (("links", "--json"), ("backlinks", "--json"))
"""What is asked of one note."""


@dataclass(frozen=True, slots=True)
class Program:
    """vaultkit, or what takes its place to see whether anybody notices."""

    call: Callable[[Sequence[str], Path, Mapping[str, str]], Done]

    def __call__(
        self, *arguments: str, vault: Path, environ: Mapping[str, str] | None = None
    ) -> Done:
        words = (arguments[0], "--vault", str(vault), *arguments[1:])
        return self.call(words, vault, {"LANG": "C", **(environ or {})})


def _in_this_process(words: Sequence[str], vault: Path, environ: Mapping[str, str]) -> Done:
    return vaultkit(*words, folder=vault, environ=environ)


VAULTKIT = Program(_in_this_process)


def is_made(data: bytes) -> bool:
    """Whether these are the bytes of a page that nobody edited."""
    state = page_state(data)
    return state.ours and not state.edited


def outside_regions(path: str, data: bytes) -> bytes:
    """What is a person's in a note: all but regions that nobody edited and vaultkit can fill."""
    if b"vaultkit:begin" not in data or not path.endswith(".md"):
        return data
    source = decode(VaultPath(path), data)
    return edit_regions(
        source,
        [
            DropRegion(region.name) if region.name == AUTO_BACKLINKS else PutRegion(region.name, "")
            for region in read(source).regions
            if parse_region_name(region.name).is_known
        ],
    ).data


def source_of(tree: Tree) -> Tree:
    """What a vault holds beside what vaultkit made in it: what a fresh build starts from.

    Pages that a person edited stay, since a build keeps them. Of the others a build asks nothing
    but their bytes: it writes them anew or removes them, so they can be left out. The exception
    are pages in a vault inside this one, which are none of its business.
    """
    return {
        path: data for path, data in tree.items() if not is_made(data) or _is_elsewhere(path, tree)
    }


def _is_elsewhere(path: str, tree: Tree) -> bool:
    above = [parent for parent in Path(path).parents if parent != Path()]
    markers = tuple(f"{folder.as_posix()}/{marker}" for folder in above for marker in MARKERS)
    return any(
        other == marker or other.startswith(f"{marker}/") for other in tree for marker in markers
    )


@dataclass(frozen=True, slots=True)
class Built:
    """A build's exit code, what it said of itself and to people, and the vault it left."""

    code: int
    said: Mapping[str, Any]
    err: str
    tree: Tree


def build(program: Program, vault: Path, environ: Mapping[str, str]) -> Built:
    """Pages written and unchanged are counted together: they differ by what lay there before.

    The brake has tests of its own: here folders take each other's place, and notes go in heaps.
    """
    done = program("build", "--yes", "--yes-really", "--json", vault=vault, environ=environ)
    assert done.code in (0, 1, 3), done
    assert done.out or done.code == 3, done
    said = json.loads(done.out) if done.out else {}
    if said:
        said["pages"] = said.pop("written") + said.pop("unchanged")
        del said["removed"]
    return Built(done.code, said, done.err, tree_of(vault))


def put_fresh(folder: Path, tree: Tree) -> Path:
    """The same vault without anything of vaultkit's, in a folder of the same name."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    put_tree(folder, source_of(tree))
    return folder


def assert_same_build(got: Built, wanted: Built) -> None:
    """In all that does not depend on what was there before: so not in what is said to people."""
    for one, other in ((got.code, wanted.code), (got.said, wanted.said)):
        assert one == other, f"got {one}: {got.err}\nwanted {other}: {wanted.err}"
    if wanted.code != 3:
        assert_same_tree(got.tree, wanted.tree)


def assert_same_tree(got: Tree, wanted: Tree) -> None:
    """Says what differs in files, and only that: the bytes of a vault are many."""
    gone, new = wanted.keys() - got.keys(), got.keys() - wanted.keys()
    assert not (found := _files_among(gone)), f"missing: {found}"
    assert not (found := _files_among(new)), f"there, and should not be: {found}"
    for path, data in wanted.items():
        if path.endswith("/"):
            continue
        assert got[path] == data, "\n".join(
            unified_diff(_lines_of(got[path]), _lines_of(data), f"got/{path}", f"wanted/{path}")
        )


def _files_among(paths: Iterable[str]) -> list[str]:
    return sorted(path for path in paths if not path.endswith("/"))


def _lines_of(data: bytes) -> list[str]:
    return data.decode(errors="replace").split("\n")
