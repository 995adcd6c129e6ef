"""What lies outside of an edit's spans stays, byte by byte: in every note of the vaults at hand.

``VAULTKIT_TEST_VAULT`` names one more vault, a real one; without it there is only our own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.support import ROOT
from vaultkit.markdown.decode import decode
from vaultkit.markdown.property_edit import (
    Edit,
    add_to_property,
    remove_property,
    rename_property,
    set_property,
)
from vaultkit.markdown.read import read
from vaultkit.markdown.region_edits import DropRegion, PutRegion, edit_regions
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import spliced
from vaultkit.model.source import Source

PATH = VaultPath("Note.md")
BODY = "**Backlinks**\n\n- [[Анна]]: said so\n"
EDITS: tuple[Callable[[Source, str], Edit], ...] = (
    lambda source, name: set_property(source, name, "12:30"),
    lambda source, name: set_property(source, name, ("[[Анна]]", "no")),
    lambda source, name: add_to_property(source, name, ("+7 900",)),
    lambda source, name: rename_property(source, name, "vaultkit tried this"),
    remove_property,
)


def iter_vaults() -> Iterator[Path]:
    yield ROOT / "sample-vault"
    named = os.environ.get("VAULTKIT_TEST_VAULT")
    if named:
        yield Path(named)


def iter_notes(root: Path) -> Iterator[tuple[Path, Source, Note]]:
    for place in sorted(root.rglob("*.md")):
        source = decode(PATH, place.read_bytes())
        yield place, source, read(source)


@pytest.mark.parametrize("root", [*iter_vaults()], ids=lambda root: root.name)
def test_no_other_byte_changes_in_any_note(root: Path) -> None:
    notes = edits = refused = 0
    for place, source, note in iter_notes(root):
        notes += 1
        for name in (*note.properties, "new property"):
            for edit in EDITS:
                done = edit(source, name)
                if isinstance(done, Diagnostic):
                    refused += 1
                    continue
                edits += 1
                assert_outside_stays(place, source, note, name, spliced(source.data, done))
        put = edit_regions(source, (PutRegion("backlinks", BODY),))
        if put.refused:
            refused += 1
            continue
        edits += 1
        assert source.data.rstrip(b"\r\n") in put.data, place
        assert put.data.startswith(source.data) or any(
            region.name == "backlinks" for region in note.regions
        ), place
        gone = edit_regions(decode(PATH, put.data), (DropRegion("backlinks"),))
        if not any(region.name == "backlinks" for region in note.regions):
            assert gone.data == source.data, place
    print(f"{root.name}: {notes} notes, {edits} edits, {refused} refused")  # noqa: T201
    assert edits > 5 * notes > 0


def assert_outside_stays(place: Path, source: Source, note: Note, name: str, new: bytes) -> None:
    """The body is the same, and so is every other property, each on its own lines."""
    after = read(decode(PATH, new))
    block, block_after = note.frontmatter, after.frontmatter
    body = source.data[block.end if block else 0 :]
    assert new.endswith(body), (place, name)
    others = {key: repr(value) for key, value in note.properties.items() if key != name}
    left = {key: repr(value) for key, value in after.properties.items()}
    assert {key: left.get(key) for key in others} == others, (place, name)
    old_lines = source.data[: block.end if block else 0].splitlines()
    new_lines = new[: block_after.end if block_after else 0].splitlines()
    own = own_lines(old_lines, name)
    kept = [line for at, line in enumerate(old_lines) if at not in own]
    remaining = iter(new_lines)
    assert all(line in remaining for line in kept) or not block_after, (place, name)


def own_lines(lines: list[bytes], name: str) -> set[int]:
    """The lines of a property: from its name to the next line that begins with anything."""
    start = next(
        (at for at, line in enumerate(lines) if line.lstrip(b"'\"").startswith(name.encode())), None
    )
    if start is None:
        return set()
    own = {start}
    for at in range(start + 1, len(lines)):
        if lines[at][:1] not in (b" ", b"\t", b"-", b"#", b"]", b"}", b"") or lines[at] == b"---":
            break
        own.add(at)
    return own
