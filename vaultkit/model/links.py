"""Where links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from vaultkit.model.paths import VaultPath

if TYPE_CHECKING:  # whoever only asks for kinds does without notes
    from vaultkit.model.note import Link

__all__ = [
    "KINDS",
    "Ambiguous",
    "Found",
    "Kind",
    "Missing",
    "Resolution",
    "ResolvedLink",
    "unresolved_name",
]

Kind = Literal["topic", "contact", "meeting", "daily", "index", "template", "other"]
KINDS: tuple[Kind, ...] = ("topic", "contact", "meeting", "daily", "index", "template", "other")


def _is_same(one: tuple[object, ...], other: object) -> bool:
    # Tuples of equal values are equal, but a file that was found is no name that is missing.
    return type(one) is type(other) and tuple.__eq__(one, other)


class Found(NamedTuple):
    """The one file that the link means."""

    path: VaultPath

    def __eq__(self, other: object) -> bool:
        return _is_same(self, other)

    def __ne__(self, other: object) -> bool:
        return not _is_same(self, other)

    def __hash__(self) -> int:
        return tuple.__hash__(self)


class Missing(NamedTuple):
    """No file answers; ``key`` is what equal unresolved links share (RS-16)."""

    key: str

    def __eq__(self, other: object) -> bool:
        return _is_same(self, other)

    def __ne__(self, other: object) -> bool:
        return not _is_same(self, other)

    def __hash__(self) -> int:
        return tuple.__hash__(self)


class Ambiguous(NamedTuple):
    """Several files answer; ``winner`` is the one that Obsidian's rules choose (RS-03..06).

    ``candidates`` holds the winner too, in code-point order of the path.
    """

    winner: VaultPath
    candidates: tuple[VaultPath, ...]

    def __eq__(self, other: object) -> bool:
        return _is_same(self, other)

    def __ne__(self, other: object) -> bool:
        return not _is_same(self, other)

    def __hash__(self) -> int:
        return tuple.__hash__(self)


Resolution = Found | Missing | Ambiguous


class ResolvedLink(NamedTuple):
    """A link, the file it stands in, where it leads and what it says of the two."""

    source: VaultPath
    link: Link
    resolution: Resolution
    relation: str
    subpath_ok: bool | None = None
    """Whether heading or block exist in the note; None where there is none to look for."""

    @property
    def path(self) -> VaultPath | None:
        """The file it leads to, or None."""
        if isinstance(self.resolution, Found):
            return self.resolution.path
        if isinstance(self.resolution, Ambiguous):
            return self.resolution.winner
        return None


def unresolved_name(target: str) -> str:
    """A link's path as written, without ``.md``: how a missing note is shown (RS-16)."""
    stem = target[: -len(".md")] if target.lower().endswith(".md") else target
    return target if stem == "" or stem.endswith("/") else stem
