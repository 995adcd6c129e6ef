"""A made vault of any size, realistic in what makes reading and linking dear.

Same seed, same bytes. Of a hundred notes 5 are topics, 30 contacts, and 65 meetings, daily notes,
projects and companies, half of them Russian. A note has about 2 KB (or 12, with more plain text and
the same links) and 10 links on average, in properties, text, tasks and under headings. Some names
are borne twice, some links wait for notes that nobody wrote, and a few notes are broken.

A larger vault has more of everything, over more years, and each note stays as it is: people meet
in circles of forty. A few topics and people are known to everybody; the best known have links that
grow with the square root of the vault.

    python -m benchmarks.vault OUT [--notes 10000] [--seed 1] [--kb 2|12]
    python -m benchmarks.vault OUT --load NAME
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.loads import LOADS
from benchmarks.notes import Prose, Writer, broken, canvas_of
from benchmarks.roster import LANGUAGES, Size, roster_of

__all__ = ["Size", "iter_files", "write_vault"]


def iter_files(size: Size) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every file of a vault: first the notes, as many as asked for."""
    roster = roster_of(size)
    writer = Writer(size, roster, {words.labels["plan"]: Prose.of(words) for words in LANGUAGES})
    kinds = {
        "topic": roster.topics,
        "contact": roster.contacts,
        "meeting": roster.meetings,
        "day": roster.days,
        "company": roster.companies,
        "project": roster.projects,
    }
    number = 0
    for kind, entries in kinds.items():
        for entry in entries:
            chance = Random(f"{size.seed}:{number}")
            yield entry.path, broken(writer.note(chance, entry, kind), number)
            number += 1
    chance = Random(f"{size.seed}:boards")
    for board in range(1 + size.notes // 1000):
        yield f"Boards/board-{board + 1}.canvas", canvas_of(chance, roster)
    for at, path in enumerate(roster.attachments):
        yield path, b"\x89PNG\r\n\x1a\n" + f"made {size.seed} {at}".encode() * 20
    yield ".obsidian/app.json", b"{}\n"


def write_vault(out: Path, files: Iterator[tuple[str, bytes]]) -> tuple[int, int]:
    """Writes the files into a new folder; comes back with the number and the bytes of the notes.

    Raises FileExistsError where the folder is there already.
    """
    out.mkdir(parents=True)
    made, notes, written = set(), 0, 0
    for path, data in files:
        folder, _, name = path.rpartition("/")
        if folder not in made:
            (out / folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        (out / folder / name).write_bytes(data)
        if name.endswith(".md"):
            notes, written = notes + 1, written + len(data)
    return notes, written


def main() -> None:
    """Writes a vault and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path, help="a folder that is not there yet")
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kb", type=int, choices=(2, 12), default=2, help="size of a note")
    parser.add_argument("--load", choices=sorted(LOADS), help="a vault with one special load")
    options = parser.parse_args()
    if options.out.exists():
        sys.exit(f"{options.out} is there already; remove it, or name another folder")
    if options.notes < 100:
        sys.exit("a vault needs 100 notes to have some of each kind")
    size = Size(options.notes, options.seed, options.kb)
    files = LOADS[options.load].files() if options.load else iter_files(size)
    began = time.monotonic()
    notes, written = write_vault(options.out, files)
    mean = written // max(notes, 1)
    took = time.monotonic() - began
    sys.stdout.write(f"{options.out}: {notes} notes of {mean} bytes in {took:.1f} s\n")


if __name__ == "__main__":
    main()
