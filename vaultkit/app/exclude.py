"""Which notes a person keeps out of graph, lists and pages (RS-15)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath

__all__ = ["Exclusion", "exclusion_of"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Filters as Obsidian writes them: a literal prefix of the path, or ``/regex/``."""

    prefixes: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()

    def covers(self, path: VaultPath) -> bool:
        """Whether a filter takes the path out."""
        text = unicodedata.normalize("NFC", path)
        return text.startswith(self.prefixes) or any(p.search(text) for p in self.patterns)


def exclusion_of(filters: Iterable[str]) -> tuple[Exclusion, tuple[Diagnostic, ...]]:
    """The filters made ready, and one ``exclude-invalid`` for each that is no valid expression."""
    prefixes: list[str] = []
    patterns: list[re.Pattern[str]] = []
    diagnostics: list[Diagnostic] = []
    for text in filters:
        normal = unicodedata.normalize("NFC", text)
        if len(normal) < 3 or not (normal.startswith("/") and normal.endswith("/")):
            # Obsidian lets a path begin with a slash; an empty prefix would exclude everything.
            if normal.strip("/"):
                prefixes.append(normal.lstrip("/"))
            continue
        try:
            patterns.append(re.compile(normal[1:-1]))
        except re.error as error:
            args = {"filter": text, "reason": error.msg}
            diagnostics.append(Diagnostic("exclude-invalid", None, args=args))
    return Exclusion(tuple(prefixes), tuple(patterns)), tuple(diagnostics)
