"""Where links lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vaultkit.model.note import Link
from vaultkit.model.paths import VaultPath

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


@dataclass(frozen=True, slots=True)
class Found:
    """The one file that the link means."""

    path: VaultPath


@dataclass(frozen=True, slots=True)
class Missing:
    """No file answers; ``key`` is what equal unresolved links share (RS-16)."""

    key: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several files answer; ``winner`` is the one that Obsidian's rules choose (RS-03..06).

    ``candidates`` holds the winner too, in code-point order of the path.
    """

    winner: VaultPath
    candidates: tuple[VaultPath, ...]


Resolution = Found | Missing | Ambiguous


@dataclass(frozen=True, slots=True)
class ResolvedLink:
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
