from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import floor
from vaultkit import Vault
from vaultkit.markdown.events import OPTIONS
from vaultkit.model.config import Config

ROOT = Path(__file__).parents[2]


def test_the_options_are_those_of_the_reader() -> None:
    assert floor.OPTIONS == OPTIONS


@pytest.mark.parametrize(
    ("text", "yaml", "body"),
    [
        ("---\na: 1\n---\nBody\n", "a: 1\n", "Body\n"),
        ("---\r\na: 1\r\n---\r\nBody", "a: 1\r\n", "Body"),
        ("---\n---\nBody", "", "Body"),
        ("---\na: 1\n---", "a: 1\n", ""),
        ("---\na: 1\nno end", "", "---\na: 1\nno end"),
        ("Body\n---\na: 1\n---\n", "", "Body\n---\na: 1\n---\n"),
    ],
)
def test_properties_are_cut_off_by_their_fences(text: str, yaml: str, body: str) -> None:
    assert floor.parts_of(text) == (yaml, body)


def test_links_are_those_that_the_events_know() -> None:
    body = "[[A]] ![[B|c]] [d](e.md) ![f](g.png) `[[code]]` [h][1] <https://i.example>\n\n[1]: j\n"
    assert list(floor.iter_targets(body)) == ["A", "B", "e.md", "g.png"]


def test_the_floor_finds_the_links_that_stand_in_bodies(tmp_path: Path) -> None:
    """Beside those in properties and canvases it leaves out none and adds only web addresses,
    which vaultkit knows for no links of the vault."""
    vault = tmp_path / "vault"
    shutil.copytree(ROOT / "sample-vault", vault)
    before = set(vault.rglob("*"))
    found = floor.index(str(vault))
    assert set(vault.rglob("*")) == before
    notes = [note for note in Vault.open(vault).notes() if note.path.suffix == ".md"]
    bodies = sum(link.property is None for note in notes for link in note.links)
    targets = [target for _, target in floor.iter_links(str(vault))]
    web = sum("://" in target or target.startswith("mailto:") for target in targets)
    assert found == len(targets) == bodies + web
    assert bodies > 500


def test_the_floor_passes_pages_by(tmp_path: Path) -> None:
    """Else the same vault would have a higher floor once pages were made."""
    (tmp_path / "_index" / "tags").mkdir(parents=True)
    (tmp_path / "A.md").write_text("[[B]]", encoding="utf-8")
    (tmp_path / "_index" / "tags" / "tag-c.md").write_text("[[B]]", encoding="utf-8")
    assert list(floor.iter_links(str(tmp_path))) == [("A.md", "B")]
    assert Config().pages_folder == floor.PAGES
