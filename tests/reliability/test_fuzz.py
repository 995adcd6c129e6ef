"""Readers are given whatever comes to mind: nothing is raised, and nothing takes long.

A new reader, or an editor of bytes, gets a row in ``TARGETS``: what it is called with, and with
what it begins. An editor's row should also compare what lies outside of its spans.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.support import ROOT
from tests.reliability.hostile import VAULTS
from tests.reliability.profile import LONG
from vaultkit.app.config import read_config
from vaultkit.app.obsidian import read_settings
from vaultkit.markdown.decode import decode
from vaultkit.markdown.frontmatter import read_frontmatter
from vaultkit.markdown.read import read
from vaultkit.model.errors import ConfigError
from vaultkit.model.paths import VaultPath

LONGEST_S = 1.0
TRIES = 1000
"""For each target in a short run; a long one goes on for ``LONG_S``."""
LONG_S = 600.0
LARGEST = 20_000

Run = Callable[[bytes, Path], object]


class Target(NamedTuple):
    """What is fuzzed."""

    run: Run
    seeds: tuple[bytes, ...]
    pieces: tuple[bytes, ...]
    """What is put in between, besides bytes of all kinds."""


def _frontmatter(data: bytes, _: Path) -> object:
    return read_frontmatter(decode(VaultPath("a.md"), b"---\n" + data + b"\n---\nbody\n"))


def _reading(path: str) -> Run:
    def run(data: bytes, _: Path) -> object:
        note = read(decode(VaultPath(path), data))
        return [*note.links, *note.headings, *note.tasks, *note.diagnostics, note.title, note.tags]

    return run


def _config(data: bytes, folder: Path) -> object:
    (folder / "vaultkit.toml").write_bytes(data)
    try:
        config, _ = read_config(folder, environ={}, overrides={})
    except ConfigError:
        return None
    assert VaultPath(config.pages_folder), "inside the vault"
    return config


def _obsidian(data: bytes, folder: Path) -> object:
    (folder / ".obsidian").mkdir(exist_ok=True)
    for name in ("app", "daily-notes", "templates"):
        (folder / f".obsidian/{name}.json").write_bytes(data)
    return read_settings(folder)


def _seeds(pattern: str) -> tuple[bytes, ...]:
    found = [place.read_bytes()[:LARGEST] for place in sorted(ROOT.glob(f"sample-vault/{pattern}"))]
    hostile = [
        data if isinstance(data, bytes) else data.encode()
        for files in VAULTS.values()
        if not callable(files)
        for name, data in files.items()
        if Path(name).match(pattern.rpartition("/")[2])
    ]
    return (*found, *(data[:LARGEST] for data in hostile))


def _split(text: str) -> tuple[bytes, ...]:
    return tuple(piece.encode() for piece in text.split("·"))


_YAML = _split(
    "a: ·- ·? ·: ·[·]·{·}·&a ·*a·<<: ·!!x ·|·>·'·\"·#·\n·  ·\t·---·...·~·null·2026-13-45·0x·%"
)
_TEXT = _split(
    "[[·]]·![[·](·)·[·|·#·^·`·```·\n·\r\n·> ·- [ ] ·    ·%%·$$·<!-- vaultkit:begin a 0 -->·<!--·-->"
    "·---·\t·*·_·\\·\u2028·й·\u202e·<b>·&amp;·://·\x00·===·~~~·|-|"
)
_JSON = _split(
    '{·}·[·]·"·,·:·null·1e999·-·\\ud800·"nodes"·"edges"·"file"·"text"·"subpath"·true·\x00·\ufeff'
)
_TOML = _split(
    '[·]·[[·]]·=·"·\'·"""·pages.folder·kinds·exclude·language·..·/·\n·#·{·}·,·1e999·2026-01-01'
    "·\\u0000·true"
)

TARGETS: dict[str, Target] = {
    "frontmatter": Target(_frontmatter, _seeds("**/*.md"), _YAML),
    "note": Target(_reading("a.md"), _seeds("**/*.md"), (*_TEXT, *_YAML)),
    "canvas": Target(
        _reading("a.canvas"),
        (*_seeds("**/*.canvas"), b'{"nodes":[{"id":"1","type":"file","file":"a.md"}],"edges":[]}'),
        (*_JSON, *_TEXT),
    ),
    "base": Target(_reading("a.base"), (*_seeds("**/*.base"), b"views:\n  - type: table\n"), _YAML),
    "config": Target(_config, _seeds("*.toml"), _TOML),
    "Obsidian's settings": Target(_obsidian, (*_seeds("**/*.json"), b"{}"), _JSON),
}


def mutations(target: Target, chance: random.Random) -> Iterator[bytes]:
    """Seeds with pieces put in, taken out, doubled, and bytes that changed."""
    while True:
        data = bytearray(chance.choice(target.seeds)[: chance.choice((50, 500, LARGEST))])
        for _ in range(chance.randrange(1, 12)):
            at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
            match chance.randrange(5):
                case 0:
                    data[at:at] = chance.choice(target.pieces) * chance.choice((1, 1, 2, 50))
                case 1:
                    del data[at : min(end, at + 40)]
                case 2:
                    data[at:at] = data[at : min(end, at + 200)] * chance.choice((1, 3))
                case 3:
                    data[at:at] = bytes(chance.randrange(256) for _ in range(3))
                case _:
                    data[at:end] = b"".join(chance.choices(target.pieces, k=chance.randrange(20)))
        yield bytes(data[: 2 * LARGEST])


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_takes_any_bytes_and_not_long(name: str, in_memory: Path) -> None:
    target = TARGETS[name]
    began, slowest, tries = time.monotonic(), 0.0, 0
    for data in mutations(target, random.Random(None if LONG else name)):
        started = time.process_time()
        try:
            target.run(data, in_memory)
        except Exception as error:
            pytest.fail(f"{data!r}: {error!r}")
        seconds = time.process_time() - started
        assert seconds < LONGEST_S, data
        slowest, tries = max(slowest, seconds), tries + 1
        if tries >= TRIES and (not LONG or time.monotonic() - began > LONG_S):
            break
    print(f"{name}: {tries} inputs, the slowest {slowest * 1000:.0f} ms")  # noqa: T201


@pytest.mark.parametrize("name", ["frontmatter", "note", "canvas", "base"])
@given(data=st.data())
def test_a_reader_takes_any_row_of_its_own_pieces(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    pieces = st.sampled_from(target.pieces) | st.binary(max_size=4)
    target.run(b"".join(data.draw(st.lists(pieces, max_size=60))), Path())
