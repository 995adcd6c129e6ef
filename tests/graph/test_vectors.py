"""The recorded cases of how a vault is read: where their links lead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vaultkit.graph.resolve import NameIndex, resolve_links
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.paths import VaultPath

VECTORS = Path(__file__).parents[1] / "vectors" / "obsidian.json"
CASES = [
    pytest.param(case, id=case["id"])
    for case in json.loads(VECTORS.read_text(encoding="utf-8"))
    if "links" in case["expect"]
]


@pytest.mark.parametrize("case", CASES)
def test_links_of_a_recorded_case_lead_where_they_should(case: dict[str, Any]) -> None:
    files = {VaultPath(path): text.encode() for path, text in case["files"].items()}
    notes = {
        path: read(decode(path, data))
        for path, data in files.items()
        if path.suffix in {".md", ".canvas", ".base"}
    }
    links = resolve_links(notes, NameIndex.of(files))[VaultPath(case["note"])]
    expected = case["expect"]["links"]
    assert [(item.link.target, item.path) for item in links] == [
        (item["target"], item["resolved"]) for item in expected
    ]
    for item, wanted in zip(links, expected, strict=True):
        if "subpath_ok" in wanted:
            assert item.subpath_ok is wanted["subpath_ok"]
