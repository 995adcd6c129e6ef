"""Vaults with one thing too many: what must neither raise, nor take minutes, nor be quadratic."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice, product

__all__ = ["AWAITED", "LOADS", "NAMESAKE", "Load"]

Files = Iterator[tuple[str, bytes]]

AWAITED = "Awaited"
"""The name that 5,000 links of the load ``waiting`` wait for."""
NAMESAKE = "Other/README"
"""A note that has the name of all in the load ``namesakes``."""


@dataclass(frozen=True, slots=True)
class Load:
    """A special vault: what it holds, and how many seconds a cold build may take."""

    what: str
    files: Callable[[], Files]
    limit: float


def _note(path: str, *lines: str) -> tuple[str, bytes]:
    return f"{path}.md", "\n".join((*lines, "")).encode()


def long_note() -> Files:
    """One note of 50 MB: sections of text with a link, a tag and a task each."""
    lines = []
    size = 0
    for number in count():
        section = (
            f"## Часть {number}\n\n"
            + "Длинная заметка растёт год за годом, and nobody ever splits it. " * 20
            + f"See [[Note {number % 100}]] #long/part.\n\n- [ ] split part {number}\n"
        )
        lines.append(section)
        size += len(section.encode())
        if size >= 50_000_000:
            break
    yield _note("Long", *lines)
    for number in range(100):
        yield _note(f"Note {number}", f"# Note {number}", "", "[[Long]]")


def many_links() -> Files:
    """One note with 100,000 links: to 1,000 notes, and every tenth to a name of its own."""
    links = (
        f"- [[Missing {n}]]" if n % 10 == 0 else f"- [[Note {n % 1000}]]" for n in range(100_000)
    )
    yield _note("Index", "# Index", "", *links)
    for number in range(1000):
        yield _note(f"Note {number}", f"# Note {number}", "", "[[Index]]")


def hub() -> Files:
    """One note that 100,000 links of 20,000 notes lead to."""
    yield _note("Hub", "# Hub")
    lines = [f"Line {line} about [[Hub]]." for line in range(5)]
    for number in range(20_000):
        yield _note(f"Notes/{number % 100}/Note {number}", f"# Note {number}", "", *lines)


def tags() -> Files:
    """10,000 tags, each nested up to 20 deep, on 2,000 notes."""
    for number in range(2000):
        found = []
        for tag in range(number * 5, number * 5 + 5):
            depth = 1 + tag % 20
            found.append("#" + "/".join([f"t{tag}", *(f"уровень{n}" for n in range(1, depth))]))
        yield _note(f"Note {number}", f"# Note {number}", "", " ".join(found))


def deep() -> Files:
    """Folders 60 deep with two notes on each level, which link up, down and by path."""
    folder = "deep"
    for level in range(60):
        up = "../Note" if level else "Note"
        yield _note(f"{folder}/Note", f"# Level {level}", "", f"[[{up}]] [[{folder}/Leaf {level}]]")
        yield _note(f"{folder}/Leaf {level}", f"[[./Note]] [[Leaf {level + 1}]] #level/{level}")
        folder = f"{folder}/l{level + 1}"


def long_names() -> Files:
    """500 notes with names of 255 bytes in Cyrillic, in a folder whose name is as long."""
    folder = "Папка" + "ы" * 122 + "1"
    names = [f"{number:04}" + "Щ" * 124 for number in range(500)]
    for at, name in enumerate(names):
        links = " ".join(f"[[{names[(at + step) % 500]}]]" for step in range(1, 6))
        yield _note(f"{folder}/{name}", f"# {name}", "", links)


def collide() -> Files:
    """10,000 names that collide: half of them all with one another, half in twos.

    Needs a file system that tells case and Unicode forms apart.
    """
    letters = [(letter, letter.upper()) for letter in "abcdefghijkl"]
    one_key = islice(product(*letters, ("й", unicodedata.normalize("NFD", "й"))), 5000)
    names = ["".join(name) for name in one_key]
    for number in range(1250):
        names += [f"case {number}", f"CASE {number}"]
        names += [unicodedata.normalize(form, f"ёлка {number}") for form in ("NFC", "NFD")]
    for at, name in enumerate(names):
        yield _note(f"Names/{name}", f"# {name}", "", f"[[{names[at - 1]}]] [[case {at % 1250}]]")


def waiting() -> Files:
    """5,000 links of as many notes wait for one name; the notes link to each other besides."""
    for number in range(5000):
        near = " ".join(f"[[Note {(number * 7 + step) % 5000}]]" for step in range(9))
        yield _note(
            f"Notes/{number % 50}/Note {number}",
            f"# Note {number}",
            "",
            f"Waits for [[{AWAITED}]]. {near}",
        )


def namesakes() -> Files:
    """5,000 folders with a README each, which links to README and to the next one by its path."""
    for number in range(5000):
        near = f"[[README]] [[Part {(number + 1) % 5000}/README]]"
        yield _note(f"Part {number}/README", f"# Part {number}", "", near)


LOADS = {
    "long-note": Load("a note of 50 MB", long_note, 15),
    "many-links": Load("a note with 100,000 links", many_links, 60),
    "hub": Load("a hub with 100,000 backlinks", hub, 60),
    "tags": Load("10,000 tags nested up to 20 deep", tags, 60),
    "deep": Load("folders 60 deep", deep, 60),
    "long-names": Load("names of 255 bytes in Cyrillic", long_names, 60),
    "collide": Load("10,000 names that collide by case or Unicode form", collide, 60),
    "namesakes": Load("5,000 notes of one name", namesakes, 60),
    "waiting": Load("a name that 5,000 links wait for", waiting, 60),
}
