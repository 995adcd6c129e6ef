"""A watcher for an hour beside shuffled operations: it must stay right, and grow no more.

    python -m tests.watch.soak [MINUTES]

Exits with 1 where index or pages are wrong, where memory grew by more than a twentieth after the
first quarter, or where it holds more open files than then.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.watch.watched import Watcher, note_text, notes, watched

_COUNT = 400
_GROWTH = 1.05


def edit(vault: Path, chance: random.Random) -> None:
    """A note gets another text, in place."""
    place = chance.choice(sorted(vault.glob("Folder*/*.md")))
    place.write_text(note_text(chance.randrange(_COUNT), _COUNT, chance.randrange(50)), "utf-8")


def swap(vault: Path, chance: random.Random) -> None:
    """A note gets another text, as sync programs write it."""
    place = chance.choice(sorted(vault.glob("Folder*/*.md")))
    temporary = place.with_name(".swap.tmp")
    temporary.write_text(note_text(chance.randrange(_COUNT), _COUNT, 7), "utf-8")
    temporary.replace(place)


def rename(vault: Path, chance: random.Random) -> None:
    """A note moves into another folder."""
    place = chance.choice(sorted(vault.glob("Folder*/*.md")))
    place.rename(vault / f"Folder {chance.randrange(5)}" / place.name)


def come_and_go(vault: Path, chance: random.Random) -> None:
    """A few notes come, or those that came go."""
    folder = vault / "Came"
    if folder.exists():
        shutil.rmtree(folder)
        return
    for number in range(chance.randrange(1, 40)):
        place = folder / f"{number % 3}/Came {number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(note_text(number, _COUNT), "utf-8")


def spoil_pages(vault: Path, chance: random.Random) -> None:
    """A page goes."""
    chance.choice(sorted((vault / "_index").rglob("*.md"))).unlink()


def turn(vault: Path, chance: random.Random) -> None:
    """The vault goes for a moment, and comes back."""
    aside = vault.with_name("aside")
    vault.rename(aside)
    time.sleep(chance.random())
    aside.rename(vault)


_ACTS: Sequence[Callable[[Path, random.Random], None]] = (
    *(edit,) * 10,
    *(swap,) * 5,
    *(rename,) * 3,
    *(come_and_go,) * 2,
    spoil_pages,
    turn,
)


def held_by(watcher: Watcher) -> tuple[int, int]:
    """Kilobytes of memory, open files."""
    process = Path(f"/proc/{watcher.process.pid}")
    lines = (process / "status").read_text().splitlines()
    memory = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return memory, len([*(process / "fd").iterdir()])


def soak(folder: Path, minutes: float, *, seed: int) -> bool:
    """Whether all was well."""
    chance = random.Random(seed)
    acts, first = 0, None
    with watched(folder, notes(_COUNT), every_s=5) as watcher:
        end = time.monotonic() + 60 * minutes
        warm = time.monotonic() + 15 * minutes
        while time.monotonic() < end:
            for _ in range(chance.randrange(1, 20)):
                chance.choice(_ACTS)(watcher.vault, chance)
                acts += 1
                time.sleep(chance.random() * 0.2)
            watcher.settle()
            if first is None and time.monotonic() > warm:
                first = held_by(watcher)
        last = held_by(watcher)
        failed = [event["message"] for event in watcher.told("failed")]
    first = first or last
    sys.stdout.write(
        f"{acts} operations in {minutes:g} minutes: {first[0] / 1024:.1f} MB then "
        f"{last[0] / 1024:.1f} MB, {first[1]} then {last[1]} open files; failures told: {failed}\n"
    )
    return last[0] <= _GROWTH * first[0] and last[1] <= first[1]


def main(arguments: Sequence[str]) -> int:
    """Runs it for an hour, or so many minutes."""
    minutes = float(arguments[0]) if arguments else 60.0
    with tempfile.TemporaryDirectory(prefix="vaultkit-soak-") as folder:
        os.environ["VAULTKIT_STATE_HOME"] = str(Path(folder, "state").resolve())
        seed = int(time.time())
        sys.stdout.write(f"seed {seed}\n")
        return 0 if soak(Path(folder), minutes, seed=seed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
