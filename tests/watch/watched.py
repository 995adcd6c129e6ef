"""A vault and the real ``vaultkit watch`` beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cli.support import make_vault, process_environment
from vaultkit.app.paranoid import prove
from vaultkit.app.settings import Opening
from vaultkit.app.status import Status, status_of
from vaultkit.model.errors import VaultkitError

PATIENCE_S = 120.0
"""For whatever has to come, on a machine that has much else to do."""
_LOOK_AGAIN_S = 0.05
OPENING = Opening(environ=os.environ)


def notes(count: int, *, folders: int = 5) -> dict[str, str]:
    """So many notes of a few kinds that link to one another, in so many folders."""
    return {
        f"Folder {number % folders}/Note {number}.md": note_text(number, count)
        for number in range(count)
    }


def note_text(number: int, count: int, version: int = 0) -> str:
    kind = ("topic", "contact", "meeting")[number % 3]
    other, third = (number * 7 + version) % count, (number * 3 + 1) % count
    return (
        f"---\nkind: {kind}\ntags: [t{number % 4}]\n---\n# Note {number} of {version}\n\n"
        f"[[Note {other}]] and [[Note {third}|third]]. [[Nowhere {version}]] #all\n"
    )


class Watcher:
    """The process, and what it printed."""

    def __init__(self, vault: Path, said: Path, *, before: Sequence[str], every_s: int) -> None:
        self.vault = vault
        self._said = said
        with said.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *before,
                    *(sys.executable, "-m", "vaultkit", "watch", "--vault", str(vault)),
                    *("--json", "--every", str(every_s)),
                ],
                env=process_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    @property
    def events(self) -> list[Mapping[str, Any]]:
        """What it told so far."""
        whole = self._said.read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    def told(self, event: str) -> list[Mapping[str, Any]]:
        return [found for found in self.events if found["event"] == event]

    def said(self) -> str:
        return self._said.read_text("utf-8")

    def wait_for(self, what: Callable[[], object]) -> None:
        """Until it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not what():
            assert self.process.poll() is None, f"it ended by itself:\n{self.said()}"
            assert time.monotonic() < deadline, f"nothing came of it:\n{self.said()[-3000:]}"
            time.sleep(_LOOK_AGAIN_S)

    def settle(self) -> None:
        """Until index and pages are as it leaves them; they must be those of a fresh build."""
        self.wait_for(self._is_settled)
        found = prove(self.vault, OPENING).diagnostics
        told = [(each.code, each.path, each.args) for each in found]
        assert told == [], f"{told[:5]} after {self.said()[-2000:]}"

    def _is_settled(self) -> bool:
        found = self.find_status()
        if found is None or found.known is None or found.holder is not None:
            return False
        return found.known.pages == "current" and not found.known.changes

    def find_status(self) -> Status | None:
        try:
            return status_of(self.vault, OPENING)
        except VaultkitError:
            return None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends it; comes back with its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@contextmanager
def watched(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    before: Sequence[str] = (),
    every_s: int = 2,
    name: str = "said",
) -> Iterator[Watcher]:
    """A watcher beside the vault in ``folder``, settled, ended in the end."""
    vault = folder / "vault"
    if files is not None:
        make_vault(vault, {"vaultkit.toml": 'language = "en"\n', **files})
    watcher = Watcher(vault, folder / name, before=before, every_s=every_s)
    try:
        watcher.settle()
        yield watcher
    finally:
        if watcher.process.poll() is None:
            watcher.process.send_signal(signal.SIGCONT)
            watcher.end(signal.SIGKILL)
