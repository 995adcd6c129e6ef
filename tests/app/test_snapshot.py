"""A vault as one value: what is in it, what is left out, what goes wrong on the way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from vaultkit.app import workers
from vaultkit.app.build import plan_build
from vaultkit.app.indexing import open_index
from vaultkit.app.settings import Opening
from vaultkit.app.snapshot import take_snapshot
from vaultkit.disk.read import Reader
from vaultkit.model.errors import DiskError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import Plan

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows makes links for admins only")

MARKED = "---\ngenerated: vaultkit\n---\nA person's note that says so.\n"
PAGE = '---\ngenerated: vaultkit\ndigest: "0"\n---\n# P\n\n[[A]] #tag\n'


def make(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_notes_files_and_pages(tmp_path: Path) -> None:
    files = {
        "A.md": "[[B.canvas]]",
        "B.canvas": "{}",
        "C.base": "",
        "pic.PNG": "",
        "D.MD": "",
        "_index/index-home.md": PAGE,
        "_index/Mine.md": "mine",
        "_index/pic.png": "",
        "_index/Marked.md": MARKED,
        "Elsewhere/index-home.md": PAGE,
        ".obsidian/app.json": "{}",
        "vaultkit.toml": "",
    }
    taken = take_snapshot(make(tmp_path, files))
    own = {"_index/index-home.md", "Elsewhere/index-home.md", ".obsidian/app.json"}
    assert taken.files == set(files) - own
    assert [*taken.notes] == sorted(
        ["A.md", "B.canvas", "C.base", "D.MD", "_index/Mine.md", "_index/Marked.md"]
    )
    assert taken.pages == {
        "Elsewhere/index-home.md": PAGE.encode(),
        "_index/index-home.md": PAGE.encode(),
    }
    assert taken.occupied == frozenset()
    assert [*taken.kinds] == [*taken.links] == [*taken.notes]
    assert taken.links["A.md"][0].path == "B.canvas"


def test_pages_of_a_vault_inside_are_neither_notes_nor_ours_to_touch(tmp_path: Path) -> None:
    files = {"Work/vaultkit.toml": "", "Work/_index/tags/t.md": PAGE, "_index/h.md": PAGE}
    taken = take_snapshot(make(tmp_path, files))
    assert [*taken.notes] == []
    assert [*taken.pages] == ["_index/h.md"]


@needs_links
def test_pages_behind_a_link_are_neither_notes_nor_ours_to_touch(tmp_path: Path) -> None:
    make(tmp_path, {"other/_index/h.md": PAGE, "other/x.md": PAGE, "vault/A.md": ""})
    (tmp_path / "vault/linked").symlink_to(tmp_path / "other")
    (tmp_path / "vault/y.md").symlink_to(tmp_path / "other/x.md")
    taken = take_snapshot(tmp_path / "vault", overrides={"vault.follow_symlinks": True})
    assert [*taken.notes] == ["A.md"]
    assert taken.pages == {}


@needs_links
def test_what_lies_in_the_way_of_pages(tmp_path: Path) -> None:
    vault = make(tmp_path, {"_index/Mine.md": "", "_index/backlinks/b.md": ""})
    (vault / "_index/index-home.md").mkdir()
    (vault / "_index/tags").symlink_to(vault)
    (vault / "_index/index-tags.md").symlink_to("nowhere")
    taken = take_snapshot(vault)
    assert taken.occupied == {
        "_index/index-home.md",
        "_index/tags",
        "_index/index-tags.md",
    }
    assert not taken.pages_folder_taken


@pytest.mark.parametrize("folder", ["idx", "idx/deep"])
def test_a_pages_folder_that_is_none(tmp_path: Path, folder: str) -> None:
    vault = make(tmp_path, {"idx": "a file"})
    assert take_snapshot(vault, overrides={"pages.folder": folder}).pages_folder_taken
    assert not take_snapshot(vault).pages_folder_taken


def test_a_page_answers_to_no_link(tmp_path: Path) -> None:
    taken = take_snapshot(make(tmp_path, {"A.md": "[[index-home]]", "_index/index-home.md": PAGE}))
    assert taken.links["A.md"][0].path is None
    assert not taken.graph.has("_index/index-home.md")


@pytest.mark.parametrize("gone", ["A.md", "C.base"])
def test_a_file_that_vanishes_while_the_vault_is_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    vault = make(tmp_path, {"A.md": "", "B.md": "", "C.base": ""})

    read = Reader.read

    def read_late(reader: Reader, path: VaultPath) -> bytes:
        if path == gone:
            (vault / path).unlink()
        return read(reader, path)

    monkeypatch.setattr(Reader, "read", read_late)
    taken = take_snapshot(vault)
    assert sorted({"A.md", "B.md", "C.base"} - set(taken.notes)) == [gone]
    (found,) = taken.diagnostics
    assert (found.code, found.path) == ("file-unreadable", gone)
    assert found.message.startswith("the file or folder cannot be read: ")


def test_a_page_that_cannot_be_read_is_in_the_way_of_that_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reader.read

    def read_some(reader: Reader, path: VaultPath) -> bytes:
        if path == "_index/index-home.md":
            raise DiskError("cannot be read", where=path)
        return read(reader, path)

    monkeypatch.setattr(Reader, "read", read_some)
    make(tmp_path, {"A.md": "# A", "_index/index-home.md": PAGE})
    plans: list[Plan] = []
    result = plan_build(open_index(tmp_path, Opening(kept=False)), show=plans.append)
    assert [(found.code, found.path) for found in result.diagnostics] == [
        ("page-place-taken", "_index/index-home.md")
    ]
    edited = {edit.path for plan in plans for edit in plan.edits}
    assert "_index/index-topics.md" in edited
    assert "_index/index-home.md" not in edited


def test_progress_counts_every_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(workers, "_CHUNK", 2)
    vault = make(tmp_path, {"A.md": "", "B.md": "", "pic.png": "", "_index/p.md": PAGE})
    take_snapshot(vault, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 3), (3, 3)]


EXCLUDED = [
    ('exclude = ["Private/"]', ["Private/A.md"]),
    ('exclude = ["Priv"]', ["Private/A.md", "Private.md"]),
    ('exclude = ["/^[^/]+$/"]', ["Private.md", "vaultkit.toml", "Ё.md"]),
    ('exclude = ["/private/"]', []),
    ('exclude = ["Е\u0308"]', ["Ё.md"]),
    ("exclude = []", []),
]


@pytest.mark.parametrize(("line", "excluded"), EXCLUDED)
def test_what_is_excluded(tmp_path: Path, line: str, excluded: list[str]) -> None:
    files = {
        "Private/A.md": "[[B]]",
        "Private.md": "[[A]]",
        "In/B.md": "[[A]]",
        "Ё.md": "",
        "vaultkit.toml": f"[vault]\n{line}\n",
    }
    taken = take_snapshot(make(tmp_path, files))
    assert taken.excluded == set(excluded)
    assert {note.path for note in taken.listed} == set(taken.notes) - set(excluded)
    assert not any(taken.graph.has(path) for path in excluded)
    assert taken.links["In/B.md"][0].path == "Private/A.md"
