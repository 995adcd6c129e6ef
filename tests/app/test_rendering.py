"""Pages come out the same whoever makes them: this process, or several."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.store.made import make_network
from vaultkit.app import rendering, workers
from vaultkit.app.build import build
from vaultkit.app.indexing import locked_index
from vaultkit.app.rendering import Made, Portion, Renderer
from vaultkit.app.settings import Opening

ENVIRON = {"VAULTKIT_LANGUAGE": "en"}


def pages_of(root: Path) -> Mapping[str, bytes]:
    folder = root / "_index"
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }


def built(root: Path, opening: Opening) -> Mapping[str, bytes]:
    environ = {**ENVIRON, "VAULTKIT_STATE_HOME": os.environ["VAULTKIT_STATE_HOME"]}
    with locked_index(root, opening._replace(environ=environ)) as index:
        result = build(index)
    pages = pages_of(root)
    assert (result.written, result.kept) == (len(pages), 0)
    return pages


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many chunks were made by other processes, each time any were."""
    counts: list[int] = []

    def counted(work: object, chunks: list[object], processes: int, **others: object) -> object:
        counts.append(len(chunks))
        return workers.spread(work, chunks, processes, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "spread", counted)
    monkeypatch.setattr(rendering, "_CHUNK", 3)
    monkeypatch.setattr(rendering, "_WORTH_A_PROCESS", 20)
    return counts


def test_any_number_of_processes_makes_the_same_pages(tmp_path: Path, elsewhere: list[int]) -> None:
    alone = built(make_network(tmp_path / "1"), Opening(jobs=1))
    assert elsewhere == []
    for jobs in (2, 5):
        assert built(make_network(tmp_path / str(jobs)), Opening(jobs=jobs)) == alone
    assert len(elsewhere) == 2
    assert elsewhere[0] > 10
    assert any("tags/" in name for name in alone)
    assert len(alone) > 50


@pytest.mark.skipif(sys.platform != "linux", reason="needs forked processes")
def test_pages_of_a_process_that_is_killed_are_made_here(
    tmp_path: Path, elsewhere: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(make_network(tmp_path / "1"), Opening(jobs=1))
    pages, here = rendering._pages_of, os.getpid()

    def killed(renderer: Renderer, portion: Portion) -> Sequence[Made] | None:
        assert os.getpid() != here
        if portion.head.startswith("tag:"):
            os.kill(os.getpid(), signal.SIGKILL)
        return pages(renderer, portion)

    monkeypatch.setattr(rendering, "_pages_of", killed)
    assert built(make_network(tmp_path / "2"), Opening(jobs=2)) == alone
    assert elsewhere


def test_a_page_whose_parts_are_named_late_is_made_here(
    tmp_path: Path, elsewhere: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows how long a list is until it is looked at; that looking is what is left out."""
    alone = built(make_network(tmp_path / "1", size=3), Opening(jobs=1))
    monkeypatch.setattr("vaultkit.app.paging.PagePlans._settle_parts", lambda self: None)
    found = built(make_network(tmp_path / "2", size=3), Opening(jobs=2))
    assert elsewhere
    assert len(found) > 100
    assert found == alone


@pytest.mark.parametrize(
    "opening",
    [Opening(kept=False, jobs=4), Opening(executor=ThreadPoolExecutor(1)), Opening(jobs=1)],
    ids=["an index in memory", "an executor of the caller's", "one job"],
)
def test_no_process_is_started_for(tmp_path: Path, elsewhere: list[int], opening: Opening) -> None:
    assert built(make_network(tmp_path), opening)
    assert elsewhere == []


def test_no_process_is_started_for_few_pages(
    tmp_path: Path, elsewhere: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_WORTH_A_PROCESS", 1000)
    monkeypatch.setattr(workers, "usable_cores", lambda: 8)
    assert built(make_network(tmp_path / "small"), Opening())
    assert elsewhere == []
    monkeypatch.setattr(rendering, "_WORTH_A_PROCESS", 20)
    assert built(make_network(tmp_path / "large"), Opening())
    assert len(elsewhere) == 1


def test_what_one_edit_changes_is_made_here(tmp_path: Path, elsewhere: list[int]) -> None:
    root = make_network(tmp_path)
    built(root, Opening(jobs=2))
    (root / "Темы" / "Тема 1.md").write_text("# Тема 1\n\n[[Person 1]]\n", encoding="utf-8")
    with locked_index(root, Opening(jobs=2)) as index:
        assert build(index).written > 0
    assert len(elsewhere) == 1
