"""Writing, as a value: what would change, before anything does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vaultkit.model.attributes import Attributes
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Span

__all__ = [
    "FileEdit",
    "FileMove",
    "Owner",
    "Plan",
    "Receipt",
    "Replacement",
    "moved_path",
    "spliced",
]

Owner = Literal["person", "vaultkit"]
"""Whose file it is. What a person owns is journalled, swapped and synced; what vaultkit owns can
be made again, so that one atomic replacement is enough."""


class Replacement(NamedTuple):
    """New bytes for a span of a file; an empty span is a place to insert at."""

    span: Span
    data: bytes


def spliced(data: bytes, replacements: Iterable[Replacement]) -> bytes:
    """The bytes with each span replaced; outside of the spans nothing changes.

    Replacements may come in any order. Raises ValueError where two spans overlap, or one lies
    outside of the bytes. Linear in the bytes, whatever the number of replacements.
    """
    pieces: list[bytes] = []
    at = 0
    for replacement in sorted(replacements, key=lambda each: each.span):
        start, end = replacement.span
        if not at <= start <= end <= len(data):
            raise ValueError(f"span {start}-{end} overlaps another or lies outside of the bytes")
        pieces += (data[at:start], replacement.data)
        at = end
    return b"".join((*pieces, data[at:]))


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file to create, replace or remove.

    ``expected`` is the SHA-256 (hex) the file has now, None where it must not exist.
    ``data`` are its new bytes, None to remove it. A file that is replaced keeps its attributes;
    one that is created gets ``attributes``, or what is usual for this user.
    """

    path: VaultPath
    expected: str | None
    data: bytes | None
    reason: str
    owner: Owner = "person"
    attributes: Attributes | None = None

    def __post_init__(self) -> None:
        if self.expected is None and self.data is None:
            raise ValueError(f"{self.path}: nothing to remove and nothing to write")


@dataclass(frozen=True, slots=True)
class FileMove:
    """One file, or a folder with all in it, that gets another path: never one that is taken.

    ``expected`` is the SHA-256 (hex) that the file has before the plan, None for a folder and
    where the bytes do not matter.
    """

    path: VaultPath
    to: VaultPath
    expected: str | None
    reason: str


def moved_path(path: VaultPath, moves: Iterable[FileMove]) -> VaultPath:
    """Where a file lies after the moves, which may have taken it along with a folder above it."""
    for move in moves:
        if path == move.path:
            path = move.to
        elif path.startswith(f"{move.path}/"):
            path = VaultPath(move.to + path[len(move.path) :])
    return path


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits in the order in which they are made, at most one for a path; then moves in order.

    An edit of a file that also moves names its old path.
    """

    edits: tuple[FileEdit, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    moves: tuple[FileMove, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits or self.moves)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A path that was written and the digest it has now; None where it was removed.

    A move leaves two: None for the old path, and the new one with its digest.
    """

    path: VaultPath
    digest: str | None
