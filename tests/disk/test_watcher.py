"""The folders in which watchers say how far they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vaultkit.disk import replace
from vaultkit.disk.watcher import find_watchers, taken_seat


def names_in(folder: Path) -> set[str]:
    return {place.name for place in folder.iterdir()}


def test_what_it_says_is_found_while_it_runs(tmp_path: Path) -> None:
    with taken_seat(tmp_path) as seat:
        assert seat is not None
        seat.say({"state": "watching"})
        (found,) = find_watchers(tmp_path)
        assert found.holder.pid == os.getpid()
        assert found.state == {"state": "watching"}
    assert find_watchers(tmp_path) == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_one_that_was_killed_had_half_said_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replace, "give_mode", lambda *_: os._exit(9))
    pid = os.fork()
    if pid == 0:
        with taken_seat(tmp_path) as seat:
            assert seat is not None
            seat.say({"state": "watching"})
            seat.say({"state": "failing"})
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    (folder,) = tmp_path.iterdir()
    assert any(map(replace.is_stray, names_in(folder)))
    monkeypatch.undo()
    with taken_seat(tmp_path) as seat:
        assert seat is not None
        assert seat.place == folder
        assert not any(map(replace.is_stray, names_in(folder)))
