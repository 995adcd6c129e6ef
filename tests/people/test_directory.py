from __future__ import annotations

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.note import Note
from vaultkit.model.paths import VaultPath
from vaultkit.people.directory import Named, directory_of, parse_named


def contact(path: str, text: str = "") -> Note:
    return read(decode(VaultPath(path), text.encode()))


DIRECTORY = directory_of(
    [
        contact("К/Анна Кравцова.md", "---\naliases: [Аня]\nemail: a.k@polyn.example\n---\n"),
        contact("К/Анна Белова.md", "---\nemails: [Anna <Belova@X.example>, b@x.example]\n---\n"),
        contact("К/Олег Савин.md", "# Савин, Олег\n"),
        contact("C/Ana Silva.md", "---\ne-mail: mailto:ana@example.org\n---\n"),
    ]
)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Анна Кравцова", ["К/Анна Кравцова.md"]),
        ("анна кравцова", ["К/Анна Кравцова.md"]),
        ("Аня", ["К/Анна Кравцова.md"]),
        ("Кравцова", ["К/Анна Кравцова.md"]),
        ("Кравцова Анна", ["К/Анна Кравцова.md"]),
        ("Анна", ["К/Анна Белова.md", "К/Анна Кравцова.md"]),
        ("Олег", ["К/Олег Савин.md"]),
        ("Савин, Олег", ["К/Олег Савин.md"]),
        ("ana@example.org", ["C/Ana Silva.md"]),
        ("ANA@EXAMPLE.ORG", ["C/Ana Silva.md"]),
        ("belova@x.example", ["К/Анна Белова.md"]),
        ("Somebody <a.k@polyn.example>", ["К/Анна Кравцова.md"]),
        ("Олег <new@x.example>", ["К/Олег Савин.md"]),
        ("Крав", []),
        ("nobody@x.example", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_person_is_found_by_name_part_alias_or_address(text: str, paths: list[str]) -> None:
    assert list(DIRECTORY.find(parse_named(text))) == paths


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Анна", Named("Анна")),
        ("Анна:host", Named("Анна", role="host")),
        ("Анна : host : accepted", Named("Анна", role="host", reply="accepted")),
        ("Ana <ana@x.example>:guest", Named("Ana", "ana@x.example", "guest")),
        ('"Silva, Ana" <ana@x.example>', Named("Silva, Ana", "ana@x.example")),
        ("ana@x.example", Named("", "ana@x.example")),
        ("[[B/Аня: x|Аня]] :host", Named("[[B/Аня: x|Аня]]", role="host")),
        ("[[B/Аня]] <a@x.example>", Named("[[B/Аня]]", "a@x.example")),
    ],
)
def test_a_person_is_read_as_typed(text: str, named: Named) -> None:
    assert parse_named(text) == named
