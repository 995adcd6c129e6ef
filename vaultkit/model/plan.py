"""Writing, as a value: what would change, before anything does."""

from __future__ import annotations

from dataclasses import dataclass

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath

__all__ = ["FileEdit", "Plan", "Receipt"]


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file to create, replace or remove.

    ``expected`` is the SHA-256 (hex) the file has now, None where it must not exist.
    ``data`` are its new bytes, None to remove it.
    """

    path: VaultPath
    expected: str | None
    data: bytes | None
    reason: str

    def __post_init__(self) -> None:
        if self.expected is None and self.data is None:
            raise ValueError(f"{self.path}: nothing to remove and nothing to write")


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits in the order in which they are made, at most one for a path."""

    edits: tuple[FileEdit, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A path that was written and the digest it has now; None where it was removed."""

    path: VaultPath
    digest: str | None
