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
from vaultkit.markdown.frontmatter import find_block, read_frontmatter
from vaultkit.markdown.property_edit import (
    Edit,
    add_to_property,
    remove_from_property,
    remove_property,
    rename_property,
    set_property,
)
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import (
    DropRegion,
    PutRegion,
    RegionEdit,
    ReleaseRegion,
    edit_regions,
)
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.errors import ConfigError
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import spliced
from vaultkit.model.source import Source

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
    edits: bool = False
    """What is not text is refused before anything is edited: three inputs of four are text."""


def _frontmatter(data: bytes, _: Path) -> object:
    return read_frontmatter(decode(VaultPath("a.md"), b"---\n" + data + b"\n---\nbody\n"))


def _reading(path: str) -> Run:
    def run(data: bytes, _: Path) -> object:
        note = read(decode(VaultPath(path), data))
        return [*note.links, *note.headings, *note.tasks, *note.diagnostics, note.title, note.tags]

    return run


PATH = VaultPath("a.md")
_PROPERTY_EDITS: tuple[Callable[[Source, str], Edit], ...] = (
    lambda source, name: set_property(source, name, "no"),
    lambda source, name: set_property(source, name, ("[[Анна]]", "12:30")),
    lambda source, name: add_to_property(source, name, ("+7 900", "x")),
    lambda source, name: remove_from_property(source, name, ("x",)),
    remove_property,
    lambda source, name: rename_property(source, name, "Имя"),
)
_REGION_EDITS: tuple[RegionEdit, ...] = (
    PutRegion("a", "**A**\n\n- [[Анна]]"),
    PutRegion("a", "```\n<!-- vaultkit:end a -->", over_edits=True),
    DropRegion("a"),
    DropRegion("a", over_edits=True),
    ReleaseRegion("a"),
)


def _property_edit(data: bytes, _: Path) -> object:
    """Every edit of one property: refused, or all others and the body say what they said."""
    source = decode(PATH, data)
    before = read(source)
    name = list(before.properties)[len(data) % len(before.properties)] if before.properties else "a"
    for edit in _PROPERTY_EDITS:
        done = edit(source, name)
        if isinstance(done, Diagnostic):
            assert done.message, "a refusal says why"
            continue
        new = decode(PATH, spliced(data, done))
        assert _body_of(new).endswith(_body_of(source)), (edit, new.data)
        after = read(new)
        old, now = (
            {key: repr(value) for key, value in note.properties.items() if key not in (name, "Имя")}
            for note in (before, after)
        )
        assert old == now, (edit, new.data)
    return None


def _body_of(source: Source) -> str:
    block = find_block(source.text)
    return source.text if block is None else source.text[block.end :]


def _region_edit(data: bytes, _: Path) -> object:
    """Every edit of a region: refused without a byte changed, or only its own place is another."""
    before = read(decode(PATH, data))
    for edit in _REGION_EDITS:
        done = edit_regions(decode(PATH, data), (edit,))
        if done.refused or not done.changed:
            assert done.data == data, edit
            continue
        after = read(decode(PATH, done.data))
        start, end = _place_of(before, len(data))
        assert done.data.startswith(data[:start].rstrip(b"\r\n")), (edit, done.data)
        assert done.data.endswith(data[end:].lstrip(b"\r\n")), (edit, done.data)
        assert isinstance(edit, PutRegion) is any(each.name == "a" for each in after.regions)
        again = edit_regions(decode(PATH, done.data), (edit,))
        assert again.data == done.data, (edit, done.data, again.data)
    return None


def _place_of(note: Note, end: int) -> tuple[int, int]:
    """Where the region stands that is edited; the note's end where there is none."""
    for each in note.regions:
        if each.name == "a":
            return each.span.start, each.span.end
    return end, end


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


def _standing(notes: tuple[bytes, ...]) -> Iterator[bytes]:
    """The notes with a region in them, in the middle of more text."""
    for data in notes:
        done = edit_regions(decode(PATH, data), (PutRegion("a", "[[Анна]]"),))
        if done.changed:
            yield done.data + b"\nmore [[text]]\n"


_MARKERS = (
    b"\n<!-- vaultkit:begin a 3f9a2c1e -->\n",
    b"\n<!-- vaultkit:end a -->\n",
    b"\n<!-- vaultkit:end b -->\n",
    b"vaultkit:begin",
    b"<!-- ",
)
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
    "property edit": Target(_property_edit, _seeds("**/*.md"), (*_YAML, *_TEXT), edits=True),
    "region splice": Target(
        _region_edit,
        (*_seeds("**/*.md"), *_standing(_seeds("**/*.md"))),
        (*_TEXT, *_MARKERS),
        edits=True,
    ),
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
        made = bytes(data[: 2 * LARGEST])
        if target.edits and chance.randrange(4):
            made = made.decode(errors="ignore").replace("\0", "").encode()
        yield made


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


@pytest.mark.parametrize(
    "name", ["frontmatter", "note", "canvas", "base", "property edit", "region splice"]
)
@given(data=st.data())
def test_a_reader_takes_any_row_of_its_own_pieces(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    pieces = st.sampled_from(target.pieces) | st.binary(max_size=4)
    target.run(b"".join(data.draw(st.lists(pieces, max_size=60))), Path())
