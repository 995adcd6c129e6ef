"""Renames in vaults made of strings, and an independent reading of what they leave behind."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cli.support import make_vault
from vaultkit.app.indexing import Index, locked_index
from vaultkit.app.rename import plan_rename
from vaultkit.app.rename_planning import Renaming
from vaultkit.app.settings import Opening
from vaultkit.graph.resolve import NameIndex, path_of
from vaultkit.graph.subpath import outline_of
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Link, Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan

Files = Mapping[str, str]
Planner = Callable[[Index, str, str], Renaming]

_READ = (".md", ".canvas", ".base")


@contextmanager
def index_of(files: Mapping[str, str | bytes]) -> Iterator[Index]:
    """The index, in memory, of a vault with these files."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_vault(Path(folder), files)
        with locked_index(root, Opening(kept=False, jobs=1)) as index:
            yield index


def renamed(
    files: Mapping[str, str | bytes], old: str, new: str, planner: Planner = plan_rename
) -> tuple[Renaming, dict[str, str]]:
    """The rename's plan and the files that it would leave."""
    with index_of(files) as index:
        renaming = planner(index, old, new)
    return renaming, after(files, renaming.plan)


def after(files: Mapping[str, str | bytes], plan: Plan) -> dict[str, str]:
    """The files once a plan is carried out, by nothing but its own words."""
    left = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
    }
    for edit in plan.edits:
        assert edit.path in left
        assert edit.expected == decode(edit.path, left[edit.path]).digest
        assert edit.data is not None
        assert edit.data != left[edit.path]
        left[edit.path] = edit.data
    for move in plan.moves:
        left = {moved(name, move.path, move.to): data for name, data in left.items()}
    assert len(left) == len(files)
    return {name: data.decode("utf-8", "replace") for name, data in sorted(left.items())}


def moved(name: str, old: str, new: str) -> str:
    """A path after a file or folder got another."""
    return new + name[len(old) :] if name == old or name.startswith(f"{old}/") else name


def notes_of(files: Files) -> dict[VaultPath, Note]:
    return {
        VaultPath(name): read(decode(VaultPath(name), text.encode()))
        for name, text in files.items()
        if name.endswith(_READ)
    }


def all_links(path: VaultPath, text: str, note: Note) -> Iterator[tuple[Link, bool]]:
    """A note's links, and those of the text cards of a canvas; whether it is one of a card."""
    yield from ((link, False) for link in note.links)
    if path.suffix == ".canvas" and not note.error:
        for node in json.loads(text or "{}").get("nodes", []):
            if node.get("type") == "text":
                # A word before it, so that no properties are read in a card.
                card = "x\n\n" + node["text"]
                links = read(decode(VaultPath("card.md"), card.encode())).links
                yield from ((link, True) for link in links)


def meanings(files: Files) -> list[tuple[str, list[tuple[object, ...]]]]:
    """For every file in order what its links mean: where each leads, and what else it says.

    A heading is given by its number in the note.
    """
    notes = notes_of(files)
    index = NameIndex.of(map(VaultPath, files))
    found: list[tuple[str, list[tuple[object, ...]]]] = []
    for path, note in sorted(notes.items()):
        means: list[tuple[object, ...]] = []
        for link, in_card in all_links(path, files[path], note):
            dest = path_of(index.resolve(path, link.target))
            heading: object = link.heading
            if dest in notes and link.heading and not link.heading.startswith("[^"):
                heading = outline_of(notes[dest]).find_heading(link.heading)
            means.append((dest, heading, link.block, link.embed, link.form, link.property, in_card))
        found.append((path, means))
    return found


def expected_meanings(
    files: Files, old: str, new: str
) -> list[tuple[str, list[tuple[object, ...]]]]:
    """What links must mean after a rename: the same, with the files' new paths."""
    return sorted(
        (
            moved(path, old, new),
            [
                (None if dest is None else moved(str(dest), old, new), *rest)
                for dest, *rest in means
            ],
        )
        for path, means in meanings(files)
    )
