"""``facts``: the recorded cases again, this time from a folder on disk to JSON and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vaultkit.app.facts import iter_facts, notes_meant
from vaultkit.app.snapshot import take_snapshot

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "obsidian.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_facts_hold_what_was_recorded(case: dict[str, Any], tmp_path: Path) -> None:
    for name, content in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content.encode())
    snapshot = take_snapshot(tmp_path)
    (printed,) = iter_facts(snapshot, notes_meant(snapshot, [case["note"]]))
    facts = json.loads(json.dumps(printed, ensure_ascii=False, allow_nan=False))
    for key, expected in case["expect"].items():
        found = facts[key]
        if key == "links":
            assert len(found) == len(expected), found
            # `subpath_ok` is only there for a link with a subpath that leads to a note.
            found = [
                {name: link.get(name) for name in wanted}
                for link, wanted in zip(found, expected, strict=True)
            ]
        assert found == expected, key


def test_a_link_without_subpath_says_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "A.md").write_text("[[A]] [[A#x]] [[B#x]] [[#^y]]")
    snapshot = take_snapshot(tmp_path)
    (facts,) = iter_facts(snapshot, notes_meant(snapshot, []))
    links: Any = facts["links"]
    assert [link.get("subpath_ok", "absent") for link in links] == [
        "absent",
        False,
        "absent",
        False,
    ]
