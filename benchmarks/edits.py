"""Small edits of made notes, as a person makes them, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["contacts", "edited", "restored", "ten_link_notes"]


def ten_link_notes(vault: Path, count: int) -> list[str]:
    """Paths of meetings with ten links, spread over the vault; fewer where it has not so many."""
    found = []
    for folder in ("Meetings", "Встречи"):
        for place in sorted((vault / folder).glob("*/*.md")):
            data = place.read_bytes()
            if data.startswith(b"---\nkind: meeting") and data.count(b"[[") == 10:
                found.append(place.relative_to(vault).as_posix())
    return found[:: max(1, len(found) // count)][:count]


def contacts(vault: Path, count: int) -> list[str]:
    """Paths of notes of people."""
    return [
        place.relative_to(vault).as_posix()
        for place in sorted((vault / "Contacts").glob("*.md"))[:count]
    ]


def edited(data: bytes, number: int) -> bytes:
    """The note with one sentence more; every other one holds a link."""
    more = "One word more." if number % 2 == 0 else "One link more: [[Async Agendas]]."
    return data + f"\n{more} {number}\n".encode()


@contextmanager
def restored(vault: Path, paths: Sequence[str]) -> Iterator[None]:
    """Whatever happens inside, the files hold afterwards what they hold now."""
    before = {path: (vault / path).read_bytes() for path in paths}
    try:
        yield
    finally:
        for path, data in before.items():
            (vault / path).write_bytes(data)
