"""What reading costs over what it cannot do without.

The floor drains pyromark's events and parses the YAML of the same notes, and keeps nothing.
Both run in turn, pair by pair, on one core; the ratio's median is the figure to quote, since the
speed of a shared machine drifts.

    python benchmarks/reading.py [--pairs N] [FOLDER ...]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyromark
import yaml12

from vaultkit.markdown.decode import decode
from vaultkit.markdown.events import OPTIONS
from vaultkit.markdown.frontmatter import find_block
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath

ROOT = Path(__file__).parents[1]


class Sample(NamedTuple):
    """A note's bytes, and the two texts that the floor works on."""

    path: VaultPath
    data: bytes
    yaml: str
    body: str


def samples_of(folder: Path) -> list[Sample]:
    """Every note below a folder, in path order."""
    samples = []
    for path in sorted(folder.rglob("*.md")):
        data = path.read_bytes()
        text = data.decode("utf-8-sig", "replace")
        block = find_block(text)
        yaml = text[block.yaml_start : block.yaml_end] if block else ""
        body = text[block.end :] if block else text
        name = VaultPath(path.relative_to(folder).as_posix())
        samples.append(Sample(name, data, yaml, body))
    return samples


def floor(samples: Sequence[Sample]) -> None:
    """Drains the events and parses the YAML."""
    for sample in samples:
        if sample.yaml:
            with suppress(ValueError):
                yaml12.parse_yaml(sample.yaml)
        for _ in pyromark.events_with_range(sample.body, options=OPTIONS):
            pass


def ours(samples: Sequence[Sample]) -> None:
    """Reads each note from its bytes."""
    for sample in samples:
        read(decode(sample.path, sample.data))


def seconds(work: Callable[[Sequence[Sample]], None], samples: Sequence[Sample]) -> float:
    """Processor time of one round."""
    started = time.process_time()
    work(samples)
    return time.process_time() - started


def main() -> None:
    """Measures each folder and prints a line for it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "sample-vault"])
    parser.add_argument("--pairs", type=int, default=15, help="rounds of each, in turn")
    options = parser.parse_args()
    for folder in options.folders:
        samples = samples_of(folder)
        if not samples:
            sys.exit(f"{folder}: no notes; name a folder with .md files")
        rounds = max(1, 400 // len(samples))
        pairs = []
        for _ in range(options.pairs):
            low = sum(seconds(floor, samples) for _ in range(rounds))
            pairs.append((low, sum(seconds(ours, samples) for _ in range(rounds))))
        ratios = sorted(high / low for low, high in pairs)
        size = sum(len(sample.data) for sample in samples) // len(samples)
        sys.stdout.write(
            f"{folder.name}: {len(samples)} notes of {size} bytes, ratio "
            f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})\n"
        )


if __name__ == "__main__":
    main()
