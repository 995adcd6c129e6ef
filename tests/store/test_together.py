"""Several runs in one vault: readers never wait, of two that write one waits or says for whom."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.store.forking import Forking, Outcome
from tests.store.fresh import NOTE_QUESTIONS, QUESTIONS, VAULTKIT, put_fresh
from tests.store.made import CHANGES, assert_all_right, assert_right_after_build, make_network
from tests.store.places import tree_of

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="stops as Linux does")

NOTE = "Contacts/Person 1.md"
READERS = (
    *QUESTIONS[:2],
    *QUESTIONS[3:9],
    *((*question, NOTE) for question in NOTE_QUESTIONS),
)
LOCKED = 3


def at_once(fork: Forking, vault: Path, *commands: tuple[str, ...]) -> list[Outcome]:
    """All these commands, begun at the same moment by processes of their own."""
    started = [fork.start(*words, vault=vault, at_gate=True) for words in commands]
    fork.open_gate(len(started))
    return [fork.wait(pid) for pid in started]


def assert_waited_or_said_so(outcome: Outcome, holders: set[int]) -> None:
    """It did its work, or left that to another one and named it."""
    done = outcome.done
    assert done.code in (0, LOCKED), done
    if done.code == LOCKED:
        assert any(str(pid) in done.err for pid in holders), done.err


@pytest.mark.parametrize("kind", CHANGES)
def test_of_two_builds_at_once_both_are_right_or_one_says_who_writes(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    for turn in range(3):
        CHANGES[kind](vault, turn)
        before = tree_of(vault)
        outcomes = at_once(fork, vault, ("build",), ("build",))
        assert 0 in {outcome.code for outcome in outcomes}
        for outcome in outcomes:
            assert_waited_or_said_so(outcome, {other.pid for other in outcomes})
        assert_all_right(vault, tmp_path / "fresh", before)


@pytest.mark.parametrize("kind", CHANGES)
def test_readers_beside_a_build_answer_right_at_once(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    CHANGES[kind](vault, 7)
    before = tree_of(vault)
    copy = put_fresh(tmp_path / "fresh" / "vault", before)
    outcomes = at_once(fork, vault, ("build",), *READERS)
    assert outcomes[0].done.code == 0, outcomes[0]
    for outcome, words in zip(outcomes[1:], READERS, strict=True):
        wanted = VAULTKIT(*words, vault=copy)
        assert (outcome.code, outcome.out) == (wanted.code, wanted.out), f"{words}: {outcome.err}"
        assert outcome.err == "", f"{words}: {outcome.err}"
    assert_all_right(vault, tmp_path / "fresh", before)


def test_readers_in_a_vault_that_was_never_read_answer_right(tmp_path: Path, fork: Forking) -> None:
    vault = make_network(tmp_path / "a" / "vault")
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    for outcome, words in zip(at_once(fork, vault, *READERS), READERS, strict=True):
        wanted = VAULTKIT(*words, vault=copy)
        assert (outcome.code, outcome.out) == (wanted.code, wanted.out), f"{words}: {outcome.err}"
    assert_right_after_build(vault, tmp_path / "fresh")


@pytest.mark.parametrize("kind", ["all begins again", "much changes"])
def test_a_reader_never_waits_for_a_build_whatever_that_is_about(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    """The build is stopped right before one of its acts, and goes on after the readers."""
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    act, running = 1, True
    while running:
        CHANGES[kind](vault, act)
        before = tree_of(vault)
        copy = put_fresh(tmp_path / "fresh" / "vault", before)
        build = fork.run("build", vault=vault, stop_at=act)
        running = build.stopped
        for words in (READERS[0], READERS[-1]):
            wanted = VAULTKIT(*words, vault=copy)
            reader = fork.run(*words, vault=vault).done
            assert (reader.code, reader.out) == (0, wanted.out), f"{act} {words}: {reader.err}"
        if running:
            build = fork.resume(build.pid)
        assert build.done.code == 0, build
        assert_all_right(vault, tmp_path / "fresh", before)
        act += 1 if act < 8 else act
    assert act > 1


@pytest.mark.parametrize("kind", ["all begins again", "much changes"])
def test_a_reader_that_is_stopped_holds_up_no_build_and_answers_right_in_the_end(
    tmp_path: Path, fork: Forking, kind: str
) -> None:
    """What changes while it is stopped it may know or not; its own answer is whole."""
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    act, running = 1, True
    while running:
        CHANGES[kind](vault, act)
        before = tree_of(vault)
        wanted = {_links_of(vault, tmp_path)}
        reader = fork.run("facts", "--json", vault=vault, stop_at=act)
        running = reader.stopped
        if running:
            CHANGES["one note is edited"](vault, act + 1)
            before = tree_of(vault)
            wanted.add(_links_of(vault, tmp_path))
            build = fork.run("build", vault=vault).done
            assert build.code == 0 or str(reader.pid) in build.err, build
            reader = fork.resume(reader.pid)
        assert reader.done.code == 0, reader
        assert reader.out in wanted
        assert_all_right(vault, tmp_path / "fresh", before)
        act += 1 if act < 6 else act
    assert act > 1


def _links_of(vault: Path, tmp_path: Path) -> str:
    copy = put_fresh(tmp_path / "fresh" / "vault", tree_of(vault))
    return VAULTKIT("facts", "--json", vault=copy).out


def test_a_second_build_says_who_holds_the_vault(tmp_path: Path, fork: Forking) -> None:
    pytest.importorskip("vaultkit.disk.lock")
    vault = make_network(tmp_path / "a" / "vault")
    fork.run("build", vault=vault)
    shutil.rmtree(vault / "_index")
    before = tree_of(vault)
    first, act = fork.run("build", vault=vault, stop_at=1), 1
    while not any((vault / "_index").rglob("*.md")):
        fork.resume(first.pid)
        act += 1
        shutil.rmtree(vault / "_index", ignore_errors=True)
        first = fork.run("build", vault=vault, stop_at=act)
    assert first.stopped
    second = fork.run("build", vault=vault).done
    assert second.code == LOCKED, second
    assert str(first.pid) in second.err
    assert "build" in second.err
    assert fork.resume(first.pid).done.code == 0
    assert_all_right(vault, tmp_path / "fresh", before)
