"""What systems other than Linux say of changes, by watchdog. The only module that imports it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from vaultkit.disk.scan import is_text
from vaultkit.disk.watch import Heard, Reason, heard_of, is_watched_name

__all__ = ["SystemEars", "ears_of"]

_GATHER_S = 0.02


class SystemEars(FileSystemEventHandler):
    """Ears of one root. One watch hears all that lies below it."""

    unheard: str | None = None

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._words: SimpleQueue[Heard] = SimpleQueue()
        self._observer = Observer()
        self._begun = False

    def begin(self, folders: Iterable[str]) -> None:
        """Hears from now on, below all of the root."""
        # A root that went and came back is another one to the system.
        if self._begun:
            self._observer.stop()
            self._observer = Observer()
        self._observer.schedule(self, self._root, recursive=True)
        self._observer.start()
        self._begun = True

    def lacks(self, folders: Iterable[str]) -> bool:
        """The system hears of all folders or of none."""
        return False

    def wait(self, timeout_s: float) -> Heard:
        """What was heard; waits for it so long at most."""
        paths: set[str] = set()
        reasons: set[Reason] = set()
        wait_s = timeout_s
        last = time.monotonic()
        while True:
            try:
                heard = self._words.get(timeout=wait_s) if wait_s > 0 else self._words.get_nowait()
            except Empty:
                return Heard(frozenset(paths), frozenset(reasons), time.monotonic() - last)
            last = time.monotonic()
            paths |= heard.paths
            reasons |= heard.reasons
            wait_s = _GATHER_S

    def close(self) -> None:
        """Hears no more."""
        if self._begun:
            self._observer.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        for place in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}:
            heard = self._heard(place, event)
            if heard:
                self._words.put(heard)

    def _heard(self, place: str, event: FileSystemEvent) -> Heard:
        path = os.path.relpath(place, self._root).replace(os.sep, "/")
        if path == ".":
            gone = event.event_type in ("deleted", "moved")
            return Heard(reasons=frozenset({"root"})) if gone else Heard()
        if path.startswith("../") or not is_text(path):
            return Heard()
        if not event.is_directory:
            return heard_of(path)
        if event.event_type == "modified" or not all(map(is_watched_name, path.split("/"))):
            return Heard()
        return Heard(reasons=frozenset({"folder"}))


def ears_of(root: Path) -> SystemEars:
    """Ears for all below the root."""
    return SystemEars(root)
