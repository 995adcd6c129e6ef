"""The cases of ``tests/vectors/obsidian.json``: how Obsidian reads a vault, rule by rule.

A case holds files, the note to look at, and what must be found; keys that are absent are not
looked at. ``confidence`` says where the case comes from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vaultkit.graph.resolve import NameIndex, resolve_links
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.links import ResolvedLink
from vaultkit.model.paths import VaultPath

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "obsidian.json").read_text(encoding="utf-8")
)
READ = (".md", ".canvas", ".base")


def link_facts(resolved: ResolvedLink) -> dict[str, Any]:
    link = resolved.link
    return {
        "target": link.target,
        "display": link.display,
        "heading": link.heading,
        "block": link.block,
        "embed": link.embed,
        "resolved": resolved.path,
        "line": link.line,
        "original": link.original,
        "subpath_ok": resolved.subpath_ok,
    }


def facts_of(files: dict[str, str], path: str) -> dict[str, Any]:
    notes = {
        VaultPath(name): read(decode(VaultPath(name), content.encode()))
        for name, content in files.items()
        if name.endswith(READ)
    }
    note = notes[VaultPath(path)]
    links = resolve_links(notes, NameIndex.of(VaultPath(name) for name in files))
    return {
        "properties": note.properties,
        "aliases": list(note.aliases),
        "tags": list(note.tag_names),
        "headings": [[heading.level, heading.text] for heading in note.headings],
        "blocks": [block.id for block in note.blocks],
        "tasks": [[task.status, task.text, task.line] for task in note.tasks],
        "error": note.error,
        "links": [link_facts(link) for link in links[note.path]],
    }


def test_there_are_267_cases_with_ids_of_their_own() -> None:
    assert len(CASES) >= 267
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_note_is_read_as_obsidian_reads_it(case: dict[str, Any]) -> None:
    facts = facts_of(case["files"], case["note"])
    expect = dict(case["expect"])
    for key, expected in expect.items():
        found = facts[key]
        if key == "links":
            assert len(found) == len(expected), found
            found = [
                {name: value for name, value in link.items() if name in wanted}
                for link, wanted in zip(found, expected, strict=True)
            ]
        assert found == expected, key
