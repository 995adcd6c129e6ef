from __future__ import annotations

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.editable import find_refusal
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath


def refusal_of(data: bytes, name: str = "Notes/A.md") -> Diagnostic | None:
    return find_refusal(decode(VaultPath(name), data))


EDITABLE = [
    b"",
    b"\n",
    "---\na: 1\n---\nТекст 🦉\n".encode(),
    "\ufeff---\r\na: 1\r\n---\r\nText".encode(),
    b"A heading\n=======\n\nText under it\n",  # a setext heading
    b"a <<<<<<< b\n >>>>>>> c\n",
    b"<<<<<<<< eight\n<<<<<< six\n<<<<<<<HEAD\n",
    b"> > > > > > > quoted seven times\n",
    b"---\nnote: |\n  =======\n---\n",
    b"text\n---\n=======\n---\n",
    b"see version https://git-lfs.github.com/spec/v1\n",
]


@pytest.mark.parametrize("data", EDITABLE)
def test_an_ordinary_file_may_be_edited(data: bytes) -> None:
    assert refusal_of(data) is None


REFUSALS: list[tuple[bytes, str, int, int]] = [
    ("Привет".encode("utf-16"), "utf-16", 1, 1),
    (b"a\n\xcf\xf0\n", "not-utf8", 2, 1),
    (b"a\nb\0c", "nul-byte", 2, 2),
    (b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n", "conflict-marker", 2, 1),
    (b"<<<<<<< HEAD\n", "conflict-marker", 1, 1),
    ("\ufeff<<<<<<<\n".encode(), "conflict-marker", 1, 1),
    (b"a\r\n>>>>>>> other", "conflict-marker", 2, 1),
    (b"a\rb\r>>>>>>>", "conflict-marker", 3, 1),
    (b"---\na: 1\n=======\na: 2\n---\n", "conflict-marker", 3, 1),
    ("\ufeff---\r\nимя: Я\r\n=======\r\n---\r\n".encode(), "conflict-marker", 3, 1),
    (b"version https://git-lfs.github.com/spec/v1\n", "cloud-placeholder", 0, 0),
    (b"/annex/objects/SHA256E-s12--0.md\n", "cloud-placeholder", 0, 0),
    (b"bplist00\xd5\x01", "cloud-placeholder", 0, 0),
]


@pytest.mark.parametrize(("data", "code", "line", "column"), REFUSALS)
def test_a_file_that_is_not_what_it_should_be_is_refused_at_its_place(
    data: bytes, code: str, line: int, column: int
) -> None:
    refusal = refusal_of(data)
    assert refusal is not None
    assert (refusal.code, refusal.line, refusal.column) == (code, line, column)
    assert refusal.message
    assert refusal.hint


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Plan.sync-conflict-20260312-101500-ABCDEFG.md", "sync-conflict"),
        ("A/Plan (Anna's conflicted copy 2026-03-12).md", "sync-conflict"),
        ("A/.Plan.md.icloud", "cloud-placeholder"),
        ("Plan.md.nextcloud", "cloud-placeholder"),
        ("Plan.md.ownCloud", "cloud-placeholder"),
    ],
)
def test_a_file_that_is_no_note_of_its_own_is_refused_by_its_name(name: str, code: str) -> None:
    refusal = refusal_of(b"text\n", name)
    assert refusal is not None
    assert refusal.code == code
