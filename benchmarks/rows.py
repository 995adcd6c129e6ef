"""How each goal is measured: what is run, on which vault, in which state."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.edits import contacts, edited, restored, ten_link_notes
from benchmarks.figures import Figure
from benchmarks.loads import AWAITED, LOADS, NAMESAKE
from benchmarks.measure import ROOT, FailedRunError, Run, pairs, run, spread
from benchmarks.roster import Size

__all__ = ["Bench", "arguments_of", "forget", "iter_figures", "rows", "sweep"]

OPEN = "import sys; from vaultkit import Vault; Vault.open(sys.argv[1], jobs=int(sys.argv[2]))"
SMALL_RUNS = 21
"""Pairs, at most, of processes that take a few hundredths of a second."""
UPDATES = 30
ASIDE = "aside"
NEW = "A meeting made to be measured"
_NEW_S = 2.1
"""For so long a change of the same size may bear the same time."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where vaults lie and how often things are measured."""

    folder: Path
    pairs: int
    timeout: float
    kb: int
    say: Callable[[str], None]

    def vault(self, size: Size) -> Path:
        """The vault of a size, made where it is not there yet, without an index or pages."""
        return self.made(f"vault-{size.notes}-{size.seed}-{size.kb}", *arguments_of(size))

    def settled(self, size: Size) -> Path:
        """The vault of a size as it is when nothing is new any more: index and pages are right.

        What a row before this one built is built no second time.
        """
        vault = self._there(f"vault-{size.notes}-{size.seed}-{size.kb}", *arguments_of(size))
        self.settle(vault)
        return vault

    def load(self, name: str) -> Path:
        """The vault of a special load, in the same state."""
        return self.made(f"load-{name}", "--load", name)

    def made(self, name: str, *arguments: str) -> Path:
        """The vault that ``benchmarks.vault`` makes from these, in the same state."""
        place = self._there(name, *arguments)
        forget(place)
        return place

    def _there(self, name: str, *arguments: str) -> Path:
        """The vault, made where it is not there yet.

        Another process makes it: a child's peak of memory is never below what its parent had when
        it was started, so this one must stay small.
        """
        place = self.folder / name
        if not place.exists():
            self.say(f"makes {name}")
            half = self.folder / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            run([sys.executable, "-m", "benchmarks.vault", half, *arguments])
            half.rename(place)
        return place

    def floor(self, vault: Path) -> Run:
        """The floor program, whole."""
        return run([sys.executable, ROOT / "benchmarks/floor.py", vault], timeout=self.timeout)

    def open(self, vault: Path, jobs: int) -> Run:
        """A process that reads the vault with no index there yet, and makes no pages."""
        forget(vault)
        return run([sys.executable, "-c", OPEN, vault, str(jobs)], timeout=self.timeout)

    def vaultkit(self, *arguments: str | Path) -> Run:
        """The command line program."""
        return run([sys.executable, "-m", "vaultkit", *arguments], timeout=self.timeout)

    def build(self, vault: Path, *options: str) -> Run:
        """The build as things are."""
        return self.vaultkit("build", "--yes", *options, "--vault", vault)

    def settle(self, vault: Path) -> None:
        """Builds what is to be built, and once more when nothing is new any more.

        What was written within the last two seconds is read again by the next build.
        """
        self.build(vault)
        time.sleep(_NEW_S)
        self.build(vault)

    def build_cold(self, vault: Path, *options: str) -> Run:
        """The build with neither index nor pages."""
        forget(vault)
        return self.build(vault, *options)


def arguments_of(size: Size) -> tuple[str, ...]:
    """What ``benchmarks.vault`` is told to make a vault of a size."""
    return ("--notes", str(size.notes), "--seed", str(size.seed), "--kb", str(size.kb))


def forget(vault: Path) -> None:
    """Puts everything that vaultkit made aside.

    It is not deleted yet: for minutes ext4 passes by the places of what was deleted, and to make
    ten thousand files then takes five times as long as in a vault that never had them.
    """
    for name in (".vaultkit", "_index"):
        if (vault / name).exists():
            aside = vault.parent / ASIDE
            aside.mkdir(exist_ok=True)
            (vault / name).rename(aside / f"{vault.name}-{len([*aside.iterdir()])}")


def sweep(folder: Path) -> None:
    """Deletes what was put aside."""
    shutil.rmtree(folder / ASIDE, ignore_errors=True)


Measure = Callable[[Bench, int], list[Figure]]


def _against_floor(key: str, notes: int, found: tuple[tuple[Run, Run], ...]) -> Figure:
    return Figure(
        key,
        notes,
        values=tuple(ours.wall / low.wall for low, ours in found),
        cpu=tuple(ours.cpu / low.cpu for low, ours in found),
        seconds=spread([ours.wall for _, ours in found]).median,
    )


def _cold(key: str, start: Callable[[Bench, Path], Run]) -> Measure:
    """Pairs with the floor of something that begins from nothing, and what memory it took."""

    def measure(bench: Bench, notes: int) -> list[Figure]:
        vault = bench.vault(Size(notes, kb=bench.kb))
        bench.floor(vault)  # brings the files into the system's cache, for both
        found = pairs(lambda: bench.floor(vault), lambda: start(bench, vault), bench.pairs)
        floor = [low.wall for low, _ in found]
        return [
            _against_floor(key, notes, found),
            Figure("floor", notes, values=tuple(floor), seconds=spread(floor).median),
            Figure("memory", notes, values=(max(ours.peak for _, ours in found),)),
        ]

    return measure


def _warm(bench: Bench, notes: int) -> list[Figure]:
    vault = bench.settled(Size(notes, kb=bench.kb))
    found = pairs(lambda: bench.floor(vault), lambda: bench.build(vault), bench.pairs)
    return [_against_floor("warm", notes, found)]


def _edit(bench: Bench, notes: int) -> list[Figure]:
    """Each edited note is another; the build before it is the warm one to compare with."""
    vault = bench.settled(Size(notes, kb=bench.kb))
    more, took = [], []
    paths = ten_link_notes(vault, 2 * bench.pairs)
    with restored(vault, paths):
        for number, path in enumerate(paths):
            bench.settle(vault)
            warm = bench.build(vault)
            place = vault / path
            place.write_bytes(edited(place.read_bytes(), number))
            after = bench.build(vault)
            more.append((after.wall - warm.wall) * 1000)
            took.append(after.wall)
    return [Figure("edit", notes, values=tuple(more), seconds=spread(took).median)]


def _inside(what: str, vault: Path, argument: str | int, timeout: float) -> list[float]:
    program = [sys.executable, "-m", "benchmarks.inside", what, str(vault), str(argument)]
    return [float(each) for each in json.loads(run(program, timeout=timeout).output)]


def _update(bench: Bench, notes: int) -> list[Figure]:
    took = _inside("edit", bench.settled(Size(notes, kb=bench.kb)), UPDATES, bench.timeout)
    values = tuple(each * 1000 for each in took)
    return [Figure("update", notes, values=values, seconds=spread(took).median)]


def _appearing(key: str, load: str, name: str) -> Measure:
    """The build after a note came that many links are concerned by."""

    def measure(bench: Bench, _: int) -> list[Figure]:
        vault = bench.load(load)
        took = []
        for _turn in range(bench.pairs):
            bench.settle(vault)
            note = vault / f"{name}.md"
            note.parent.mkdir(exist_ok=True)
            note.write_text("# It is here\n", encoding="utf-8")
            try:
                took.append(bench.build(vault).wall)
            finally:
                note.unlink()
        return [Figure(key, 0, values=tuple(took), seconds=spread(took).median)]

    return measure


def _appearing_inside(key: str, load: str, name: str) -> Measure:
    """The same as an update of the index inside one process."""

    def measure(bench: Bench, _: int) -> list[Figure]:
        took = _inside("appear", bench.load(load), f"{name}.md", bench.timeout)
        return [Figure(key, 0, values=tuple(took), seconds=spread(took).median)]

    return measure


def _over_pass(bench: Bench, key: str, notes: int, ours: Callable[[], Run]) -> list[Figure]:
    count = min(SMALL_RUNS, 5 * bench.pairs)
    found = pairs(lambda: run([sys.executable, "-c", "pass"]), ours, count)
    return [_against_floor(key, notes, found)]


def _help(bench: Bench, _: int) -> list[Figure]:
    return _over_pass(bench, "help", 0, lambda: bench.vaultkit("--help"))


def _backlinks(bench: Bench, notes: int) -> list[Figure]:
    vault = bench.settled(Size(notes, kb=bench.kb))
    path = ten_link_notes(vault, 1)[0]
    ask = partial(bench.vaultkit, "backlinks", path, "--vault", vault)
    return _over_pass(bench, "backlinks", notes, ask)


def _new(bench: Bench, notes: int) -> list[Figure]:
    """A meeting with two contacts; before the next one it is gone again, and the index knows."""
    vault = bench.settled(Size(notes, kb=bench.kb))
    met = contacts(vault, 2)
    people = [each for place in met for each in ("--with", place)]
    make = partial(bench.vaultkit, "new", "meeting", NEW, *people, "--folder", ".")

    def ours() -> Run:
        try:
            return make("--vault", vault)
        finally:
            for place in vault.glob(f"*{NEW}*.md"):
                place.unlink()
            bench.vaultkit("backlinks", met[0], "--vault", vault)

    ours()  # what is compiled for a user is compiled
    found = pairs(lambda: bench.vaultkit("--help"), ours, min(SMALL_RUNS, 5 * bench.pairs))
    values = tuple((made.wall - low.wall) * 1000 for low, made in found)
    return [Figure("new", notes, values=values, seconds=spread([r.wall for _, r in found]).median)]


def _load(name: str) -> Measure:
    def measure(bench: Bench, _: int) -> list[Figure]:
        took = bench.build_cold(bench.load(name))
        return [Figure(f"load-{name}", 0, values=(took.wall,), seconds=took.wall)]

    return measure


BY_SIZE: dict[str, Measure] = {
    "cold-1": _cold("cold-1", lambda bench, vault: bench.open(vault, 1)),
    "cold-2": _cold("cold-2", lambda bench, vault: bench.open(vault, 2)),
    "build": _cold("build", lambda bench, vault: bench.build_cold(vault)),
    "build-1": _cold("build-1", lambda bench, vault: bench.build_cold(vault, "--jobs", "1")),
    "warm": _warm,
    "edit": _edit,
    "update": _update,
    "backlinks": _backlinks,
    "new": _new,
}
ONCE: dict[str, Measure] = {
    "waiting": _appearing("waiting", "waiting", AWAITED),
    "waiting-update": _appearing_inside("waiting-update", "waiting", AWAITED),
    "namesake": _appearing("namesake", "namesakes", NAMESAKE),
    "namesake-update": _appearing_inside("namesake-update", "namesakes", NAMESAKE),
    "help": _help,
    **{f"load-{name}": _load(name) for name in LOADS},
}


def rows() -> tuple[str, ...]:
    """What ``--only`` may name."""
    return (*BY_SIZE, *ONCE)


def iter_figures(bench: Bench, only: frozenset[str], sizes: tuple[int, ...]) -> Iterator[Figure]:
    """The figures of the rows that are asked for; of those that failed the reason.

    The peak memory of a size is the greatest of all its cold runs, each a figure of its own here.
    """
    wanted = [(key, measure, notes) for notes in sizes for key, measure in BY_SIZE.items()]
    wanted += [(key, measure, 0) for key, measure in ONCE.items()]
    for key, measure, notes in wanted:
        if key not in only:
            continue
        bench.say(f"{key} {notes or ''}".strip())
        try:
            yield from measure(bench, notes)
        except FailedRunError as failed:
            yield Figure(key, notes, missing=str(failed))
