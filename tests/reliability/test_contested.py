"""An editor saves all the time while vaultkit writes into the same note: no version is lost.

A version is lost if the one who put another in its place has not seen it. So every version that
the editor wrote must be one that the editor itself saved over, knowing it, or lie in the note, in
the journal (what vaultkit replaced), or in ``recovered`` (what was saved in the very moment).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.support import ROOT, process_environment
from tests.disk.noting import KEY, digest
from tests.reliability.profile import count_of
from vaultkit.disk import exchange as exchange_module
from vaultkit.disk import recover as recover_module
from vaultkit.disk.apply import apply
from vaultkit.disk.exchange import can_exchange
from vaultkit.disk.folder import opened_folder
from vaultkit.disk.journal import Journal, iter_kept
from vaultkit.disk.read import read_bytes
from vaultkit.disk.recover import recover
from vaultkit.model.errors import ConflictError
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editor saves as on POSIX")

NOTE = VaultPath("Note.md")
STATE = ".vaultkit/machine"
ROUND = 500
ROUNDS = count_of(1, 40)


Write = Callable[[Path, Journal, int], bool]
"""One try to add a line to the note; whether it was added."""


def contested(root: Path, write: Write) -> tuple[int, int, set[str], int]:
    """A round against an editor; what was written, conflicts, the lost versions, the editor's."""
    (root / STATE).mkdir(parents=True)
    (root / NOTE).write_bytes(b"begin\n")
    journal = Journal(root, STATE, KEY)
    editor = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.editor", str(root / NOTE)],
        cwd=ROOT,
        env=process_environment({"VAULTKIT_TEST_WITHOUT": ""}),  # it sees what it replaces
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        while (root / NOTE).read_bytes() == b"begin\n":
            assert editor.poll() is None
        written = sum(write(root, journal, turn) for turn in range(ROUND))
    finally:
        told, _ = editor.communicate()
    history = json.loads(told)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recover_module, "_QUIET_S", -1.0)
        recover(journal)
    lost = set(history["written"]) - set(history["replaced"]) - _kept(root, journal)
    return written, ROUND - written, lost, len(history["written"])


def carefully(root: Path, journal: Journal, turn: int) -> bool:
    """As vaultkit writes."""
    if turn % 20 == 0:
        recover(journal)
    data = read_bytes(root, NOTE)
    edit = FileEdit(NOTE, digest(data), data + b"vaultkit %d\n" % turn, "added to")
    try:
        apply(root, Plan((edit,)), journal=journal)
    except ConflictError:
        return False
    return True


def _kept(root: Path, journal: Journal) -> set[str]:
    """The digests of all that can be had of the note."""
    entries = [change for kept in iter_kept(journal) for change in kept.entry.changes]
    versions = [version for change in entries for version in (change.before, change.after)]
    places = [*root.glob("*.md"), *(root / STATE).glob("recovered/*")]
    return {version.digest for version in versions if version} | {
        sha256(place.read_bytes()).hexdigest() for place in places
    }


def carelessly(root: Path, _: Journal, turn: int) -> bool:
    """As most programs write: whole, in one step, and without another look."""
    data = read_bytes(root, NOTE)
    (root / "new").write_bytes(data + b"careless %d\n" % turn)
    (root / "new").replace(root / NOTE)
    return True


def test_the_proof_sees_what_a_careless_writer_loses(in_memory: Path) -> None:
    _, _, lost, _ = contested(in_memory / "vault", carelessly)
    assert lost


def test_no_version_of_an_editor_that_saves_all_the_time_is_lost(in_memory: Path) -> None:
    with opened_folder(in_memory, "") as folder:
        if not can_exchange(folder):
            pytest.skip("names cannot be exchanged here, so the window is small but not closed")
    totals = [0, 0, 0, 0]
    for turn in range(ROUNDS):
        root = in_memory / f"{turn}"
        written, conflicts, lost, versions = contested(root, carefully)
        assert not lost, (len(lost), turn)
        assert not list(root.rglob(".vk-*"))
        totals = [a + b for a, b in zip(totals, (written, conflicts, 0, versions), strict=True)]
    assert totals[0] > 0
    assert totals[1] > 0, "the editor was never in the way"
    print("{} written, {} conflicts, {} of {} versions lost".format(*totals))  # noqa: T201


def test_without_exchange_a_version_is_lost_only_in_a_small_window(
    in_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is documented of such systems: far less than one in twenty."""
    monkeypatch.setattr(exchange_module, "_find_call", lambda: None)
    lost = tries = 0
    for turn in range(ROUNDS):
        root = in_memory / f"{turn}"
        _, _, gone, _ = contested(root, carefully)
        lost, tries = lost + len(gone), tries + ROUND
        assert not list(root.rglob(".vk-*"))
    assert lost <= tries // 20
    print(f"without exchange: {lost} lost in {tries}")  # noqa: T201
