from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.markdown.hostile import iter_inputs
from tests.markdown.reading import note_of

ROOT = Path(__file__).parents[2]
SECONDS = 3.0
"""What reading any megabyte may take; the slowest of the inputs below take about half of it."""


@pytest.fixture(scope="module")
def seconds_of() -> dict[str, float]:
    """Reads every input in one child process: some of them used to end it."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.markdown.hostile"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, f"after {run.stdout.splitlines()[-1:]}: {run.stderr[-2000:]}"
    lines = run.stdout.splitlines()
    assert lines.pop() == "done"
    return {name: float(seconds) for seconds, _, name in (line.partition(" ") for line in lines)}


def test_every_hostile_input_is_read_to_the_end(seconds_of: dict[str, float]) -> None:
    assert set(seconds_of) == {name for name, _, _ in iter_inputs()}


def test_no_megabyte_takes_longer_than_the_limit(seconds_of: dict[str, float]) -> None:
    slow = [name for name, seconds in seconds_of.items() if seconds > SECONDS]
    again = {name: min(seconds_to_read(name) for _ in range(3)) for name in slow}
    assert not {name: seconds for name, seconds in again.items() if seconds > SECONDS}


def seconds_to_read(name: str) -> float:
    """Processor seconds for one input, when nothing else happens in the process."""
    ((path, data),) = [(path, data) for known, path, data in iter_inputs() if known == name]
    started = time.process_time()
    note_of(data, path)
    return time.process_time() - started


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"ok\n\xff [[A]]", "not-utf8", 2),
        ("# Заметка".encode("utf-16"), "utf-16", 1),
        (b"a\0b", "nul-byte", 1),
        (b"---\na: 1\nb: [1\n---\n", "frontmatter-invalid", 3),
        ("---\nzagоловок: а: б\n---\n".encode(), "frontmatter-invalid", 2),
        (b"---\na: 1\nb: 2\na: 3\n---\n", "frontmatter-duplicate-key", 4),
        (b"---\na:\n  b: 1\n  b: 2\n---\n", "frontmatter-duplicate-key", 4),
        (b"---\n- a\n---\n", "frontmatter-not-mapping", 2),
        (b"---\n? a\n: b\n---\n", "frontmatter-refused", 2),
        (b"---\na: " + b"x" * 70_000 + b"\n---\n", "frontmatter-refused", 2),
        (b"---\na: " + b"[" * 40 + b"]" * 40 + b"\n---\n", "frontmatter-refused", 2),
        (b"---\na: 1\n---  \n", "frontmatter-fence-blank", 3),
        (b"---\na: 1\nb: {{date}}\n---\n", "frontmatter-template-variable", 3),
        (b"---\ntags: a, b\n---\n", "tags-not-a-list", 2),
        (b"---\ntags: [ok, 2024]\n---\n", "tag-invalid", 2),
        (b"---\naliases: [1]\n---\n", "alias-invalid", 2),
        (b"---\nx: 1\ntag: y\n---\n", "property-deprecated", 3),
        ("---\nдруг: [[Анна]]\n---\n".encode(), "property-link-unquoted", 2),
        (b"---\nphone: +79000000017\n---\n", "property-phone-number", 2),
        (b"---\nphone: 79000000017\n---\n", "property-phone-unquoted", 2),
        (b"---\na: 1\nphone: [79000000017, x]\n---\n", "property-phone-unquoted", 3),
        ("---\nТелефон: 0900000017\n---\n".encode(), "property-phone-unquoted", 2),
        (b"x\n\n[[|y]]", "wikilink-empty-target", 3),
        ("слово #тег» конец".encode(), "tag-swallows-quote", 1),
        ("текст\n\n- [х] дело".encode(), "task-cyrillic-x", 3),
        (b"a\n\n<!-- vaultkit:begin x 00000000 -->\n", "region-broken", 3),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(data: bytes, code: str, line: int) -> None:
    note = note_of(data)
    assert [(found.code, found.line) for found in note.diagnostics] == [(code, line)]
    assert note.diagnostics[0].hint


@pytest.mark.parametrize(
    ("path", "data", "code", "line"),
    [
        ("a.base", b"filters:\n  - a\nviews: a: b\n", "base-invalid", 3),
        ("a.base", b"- a\n", "base-invalid", 1),
        ("a.canvas", b'{"nodes": [\n  {]\n}', "canvas-invalid", 2),
        ("a.canvas", "{}".encode("utf-16"), "utf-16", 1),
        ("a.base", "a: 1".encode("utf-16"), "utf-16", 1),
    ],
)
def test_a_canvas_or_base_that_cannot_be_read_says_where(
    path: str, data: bytes, code: str, line: int
) -> None:
    note = note_of(data, path)
    assert note.error
    assert [(found.code, found.line) for found in note.diagnostics] == [(code, line)]


@pytest.mark.parametrize(
    "text", ["phone: '79000000017'", "id: 79000000017", "phone: 112", "phone: 8 900 000-00-17"]
)
def test_what_is_no_telephone_number_or_stands_in_quotes_is_none(text: str) -> None:
    assert note_of(f"---\n{text}\n---\n").diagnostics == ()


def test_findings_past_the_limit_are_counted() -> None:
    note = note_of("- [х] дело\n" * 1500)
    codes = [found.code for found in note.diagnostics]
    assert codes.count("task-cyrillic-x") == 1000
    (cut,) = [found for found in note.diagnostics if found.code == "findings-cut"]
    assert cut.message == "500 more findings 'task-cyrillic-x' in this file are not listed"


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [*a]",
        "a: &a\n  b: *a",
        "? " * 5000,
        ": " * 5000,
        "- " * 16_000,
        "a: !x [1",
        "a: b: c",
    ],
)
def test_broken_properties_leave_the_body_readable(yaml: str) -> None:
    note = note_of(f"---\n{yaml}\n---\n# Тело\n[[Б]] #тег\n")
    assert note.error
    assert note.properties == {}
    assert [link.target for link in note.links] == ["Б"]
    assert note.tag_names == ("тег",)
    assert [heading.text for heading in note.headings] == ["Тело"]
