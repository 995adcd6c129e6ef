"""Which notes a person keeps out of graph, lists and pages (RS-15)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NamedTuple

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.paths import VaultPath

__all__ = ["Exclusion", "exclusion_of"]


class Exclusion(NamedTuple):
    """Filters as Obsidian writes them: a literal prefix of the path, or ``/regex/``."""

    prefixes: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it takes nothing out."""
        return not self.prefixes and not self.patterns

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
            patterns.append(_compiled(normal[1:-1]))
        except (re.error, RecursionError, OverflowError) as error:
            reason = error.msg if isinstance(error, re.error) else str(error)
            args = {"filter": text, "reason": reason}
            diagnostics.append(Diagnostic("exclude-invalid", None, args=args))
    return Exclusion(tuple(prefixes), tuple(patterns)), tuple(diagnostics)


def _compiled(expression: str) -> re.Pattern[str]:
    """The expression. Raises re.error also for one that a path could keep busy for years.

    ``(a+)+b`` tries every way to part a run of ``a``: 2 ** n of them. That takes a repeat around
    something that can be matched in more than one way; without one the cost is a power of the
    path's length.
    """
    pattern = re.compile(expression)
    # The parser's own tree, since a text's brackets mislead: it may hold comments and classes.
    if _repeats_choices(import_module("re._parser").parse(expression), repeated=False):
        raise re.error("a repeat around a choice or another repeat may take for ever")
    return pattern


def _repeats_choices(parsed: Any, *, repeated: bool) -> bool:
    """Whether a choice stands inside a repeat; ``repeated``: whether this stands in one."""
    if isinstance(parsed, tuple) and parsed and str(parsed[0]) in _REPEATS:
        least, most, body = parsed[1]
        if repeated and least != most:
            return True
        return _repeats_choices(body, repeated=repeated or most > 1)
    if isinstance(parsed, tuple) and parsed and str(parsed[0]) in _CHOICES and repeated:
        return True
    parts = parsed if isinstance(parsed, tuple | list) else getattr(parsed, "data", ())
    return any(_repeats_choices(part, repeated=repeated) for part in parts)


_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_CHOICES = frozenset(("BRANCH", "GROUPREF_EXISTS"))
