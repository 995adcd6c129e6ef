"""The watcher as a person meets it: from a save to the page on disk, bursts, and at rest.

Prints one JSON object: seconds, each list sorted; the debounce is left out of what a save takes.

    python -m benchmarks.watch VAULT [--saves 200] [--burst 5000] [--rest 60]

VAULT is a made vault (``benchmarks.vault``). Every note is left as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.edits import edited, restored
from benchmarks.measure import run
from vaultkit.app.indexing import open_index
from vaultkit.app.settings import Opening
from vaultkit.app.watch_agenda import Timing
from vaultkit.disk.watcher import find_watchers
from vaultkit.model.paths import name_key

_POLL_S = 0.0005
_PATIENCE_S = 600.0
_AT_REST_S = 5.0
_IDLE_SHARE = 0.02
"""Seconds of the processor's time that count as doing something."""
_ROOT = Path(__file__).parents[1]


class Watcher:
    """The process, and where its state lies."""

    def __init__(self, vault: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vaultkit", "watch", "--quiet", "--vault", str(vault)],
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
        )
        self.vault = vault

    def updates(self) -> int:
        """How many updates it has done; -1 before it is there."""
        for folder in self.vault.glob(".vaultkit/*/"):
            for watcher in find_watchers(folder):
                if watcher.holder.pid == self.process.pid and "updates" in watcher.state:
                    return int(str(watcher.state["updates"]))
        return -1

    def seconds(self) -> float:
        """The processor's time that it took."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, what: str = "VmRSS") -> float:
        """The memory it holds, or held at most (VmHWM)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024

    def written(self) -> int:
        """The bytes that it wrote."""
        lines = Path(f"/proc/{self.process.pid}/io").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("wchar"))


@contextmanager
def watching(vault: Path) -> Iterator[Watcher]:
    """A watcher that has looked at everything."""
    watcher = Watcher(vault)
    try:
        wait_for(lambda: watcher.updates() >= 0)
        yield watcher
    finally:
        watcher.process.send_signal(signal.SIGTERM)
        watcher.process.wait()


def wait_for(what: Callable[[], object]) -> float:
    """The seconds until it is so."""
    began = time.perf_counter()
    while not what():
        if time.perf_counter() - began > _PATIENCE_S:
            raise TimeoutError
        time.sleep(_POLL_S)
    return time.perf_counter() - began


def pages_by_note(vault: Path) -> list[tuple[str, str, str]]:
    """A note that people link to, what a link to it says, and the page of its backlinks.

    Only those whose name no other file bears: a link to a twin leads to one of them alone.
    """
    index = open_index(vault, Opening(environ=os.environ))
    with closing(index.store) as store:
        rows = store.all("SELECT head, path FROM pages WHERE head LIKE 'to:%' AND head = identity")
        bearers = Counter(store.column("SELECT name FROM files"))
    found = []
    for head, page in rows:
        note = head.partition(":")[2]
        if note.endswith(".md") and bearers[name_key(Path(note).name)] == 1:
            found.append((note, Path(note).stem, page))
    return found


def seconds_of_saves(watcher: Watcher, times: int) -> list[float]:
    """A note a time gets a link more; until the page of backlinks of its target shows it."""
    chosen = random.Random(7)
    targets = sorted(pages_by_note(watcher.vault))
    chosen.shuffle(targets)
    notes = [note for note, _, _ in chosen.sample(targets, min(times, len(targets)))]
    took = []
    with restored(watcher.vault, notes):
        for number, note in enumerate(notes):
            _, name, page = targets[number]
            place = watcher.vault / page
            before = place.stat().st_ino
            with (watcher.vault / note).open("ab") as file:
                file.write(f"\nOne link more: [[{name}]]. {number}\n".encode())
            seconds = wait_for(lambda p=place, b=before: p.stat().st_ino != b)  # type: ignore[misc]
            took.append(seconds - Timing().quiet)
            settle(watcher)
    settle(watcher, 2.0)
    return sorted(took)


def settle(watcher: Watcher, quiet_s: float = 0.5) -> None:
    """Waits until it does nothing."""
    while True:
        before = watcher.seconds()
        time.sleep(quiet_s)
        if watcher.seconds() - before <= 0.02:
            return


def seconds_of_burst(watcher: Watcher, count: int) -> Mapping[str, float]:
    """So many notes change at once: until the last page is written, and the same by one build."""
    vault = watcher.vault
    notes = sorted(note for note, _, _ in pages_by_note(vault))[:count]
    with restored(vault, notes):
        watched, watched_cpu = until_done(watcher, lambda: change(vault, notes))
    settle(watcher, 5.0)
    watcher.process.send_signal(signal.SIGSTOP)
    try:
        with restored(vault, notes):
            change(vault, notes)
            # The same index as the watcher's: the user's own state says which that is.
            state = {key: text for key, text in os.environ.items() if key.startswith("VAULTKIT_")}
            command = [sys.executable, "-m", "vaultkit", "build", "--vault", vault]
            built = run(command, environ=state)
    finally:
        watcher.process.send_signal(signal.SIGCONT)
    settle(watcher, 5.0)
    return {
        "notes": len(notes),
        "watched": watched,
        "built": built.wall,
        "watched_cpu": watched_cpu,
        "built_cpu": built.cpu,
    }


def change(vault: Path, notes: list[str]) -> None:
    """Each of the notes gets a sentence more."""
    for number, note in enumerate(notes):
        place = vault / note
        place.write_bytes(edited(place.read_bytes(), number))


def until_done(watcher: Watcher, act: Callable[[], None]) -> tuple[float, float]:
    """What it takes until the watcher has put all that is done: seconds from the end of it, and of
    the processor's time.

    It may begin while there is still more to come, and then takes more than one update.
    """
    took = watcher.seconds()
    act()
    began = last = time.perf_counter()
    updates, used = watcher.updates(), watcher.seconds()
    while time.perf_counter() - last < _AT_REST_S:
        time.sleep(_POLL_S * 20)
        now, seconds = watcher.updates(), watcher.seconds()
        if now != updates or seconds - used > _IDLE_SHARE:
            last = time.perf_counter()
            updates, used = now, seconds
        if last - began > _PATIENCE_S:
            raise TimeoutError
    return last - began - Timing().quiet, watcher.seconds() - took


def rest_of(watcher: Watcher, seconds: float) -> Mapping[str, float]:
    """What it takes while nothing happens."""
    took, wrote = watcher.seconds(), watcher.written()
    time.sleep(seconds)
    return {
        "seconds": seconds,
        "share_of_a_core": (watcher.seconds() - took) / seconds,
        "bytes_written": watcher.written() - wrote,
        "megabytes": watcher.megabytes(),
        "megabytes_at_most": watcher.megabytes("VmHWM"),
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vault", type=Path)
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--burst", type=int, default=5000)
    parser.add_argument("--rest", type=float, default=130.0)
    given = parser.parse_args()
    told: dict[str, Any] = {}
    with watching(given.vault) as watcher:
        settle(watcher, 3.0)
        told["rest"] = rest_of(watcher, given.rest)
        saves = seconds_of_saves(watcher, given.saves)
        if saves:
            told["save"] = {
                "times": len(saves),
                "median": saves[len(saves) // 2],
                "worst": saves[-1],
                "p90": saves[len(saves) * 9 // 10],
            }
        if given.burst:
            told["burst"] = seconds_of_burst(watcher, given.burst)
        told["rest_after"] = rest_of(watcher, min(given.rest, 20.0))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
