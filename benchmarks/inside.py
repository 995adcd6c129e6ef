"""The index update inside one process, as a watcher has it: the index open, a note changed.

Prints the seconds of each update as a JSON list. Every note is left as it was.

    python -m benchmarks.inside edit VAULT TIMES
    python -m benchmarks.inside appear VAULT NOTE.md
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from benchmarks.edits import edited, restored, ten_link_notes
from vaultkit.app.indexing import open_index, refresh
from vaultkit.app.settings import Opening


def seconds_of_edits(vault: Path, times: int) -> list[float]:
    """A note a time, a word and a link in turn; the index is opened and updated once before."""
    index = open_index(vault, Opening(environ=os.environ))
    paths = ten_link_notes(vault, times)
    refresh(index, [])
    took = []
    with restored(vault, paths):
        for number, path in enumerate(paths):
            place = vault / path
            place.write_bytes(edited(place.read_bytes(), number))
            began = time.perf_counter()
            refresh(index, [path])
            took.append(time.perf_counter() - began)
    refresh(index, paths)
    return took


def seconds_of_appearing(vault: Path, path: str) -> list[float]:
    """The note appears once, and goes again."""
    index = open_index(vault, Opening(environ=os.environ))
    refresh(index, [])
    place = vault / path
    place.parent.mkdir(exist_ok=True)
    place.write_text("# It is here\n", encoding="utf-8")
    try:
        began = time.perf_counter()
        refresh(index, [path])
        took = time.perf_counter() - began
    finally:
        place.unlink()
    refresh(index, [path])
    return [took]


if __name__ == "__main__":
    what, folder, argument = sys.argv[1:]
    if what == "edit":
        found = seconds_of_edits(Path(folder), int(argument))
    else:
        found = seconds_of_appearing(Path(folder), argument)
    sys.stdout.write(json.dumps(found) + "\n")
