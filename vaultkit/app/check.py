"""Everything that is wrong in a vault, as diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vaultkit.app.check_links import iter_link_diagnostics
from vaultkit.app.check_meetings import iter_meeting_diagnostics
from vaultkit.app.check_names import iter_name_diagnostics
from vaultkit.app.index_views import page_diagnostics
from vaultkit.app.snapshot import Snapshot
from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.note import Note

__all__ = ["check", "is_finding"]

_VARIABLE = "frontmatter-template-variable"
_BROKEN_BY_VARIABLES = frozenset((_VARIABLE, "frontmatter-invalid", "frontmatter-not-mapping"))


def check(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """All findings of a vault, by path, then by place; those of the vault as a whole first.

    What the user excludes is not looked at, and codes of ``[check] ignore`` are left out. In
    templates placeholders are no fault: neither their links nor their variables are reported.
    Reads the notes with broken links again, for the columns, and those of meetings to come.
    """
    found = (
        *snapshot.diagnostics,
        *_iter_reading_diagnostics(snapshot),
        *iter_link_diagnostics(snapshot),
        *iter_meeting_diagnostics(snapshot),
        *iter_name_diagnostics(snapshot.files - snapshot.excluded),
        *page_diagnostics(snapshot),
    )
    kept = (
        diagnostic
        for diagnostic in found
        if diagnostic.code not in snapshot.config.ignored_codes
        and diagnostic.path not in snapshot.excluded
    )
    return tuple(sorted(kept, key=_place))


def is_finding(diagnostic: Diagnostic) -> bool:
    """Whether it is a warning or an error; what is only said for information fails nothing."""
    return diagnostic.severity != "info"


def _iter_reading_diagnostics(snapshot: Snapshot) -> Iterator[Diagnostic]:
    for path, note in snapshot.notes.items():
        if snapshot.kinds[path] == "template":
            yield from _template_diagnostics(note)
        else:
            yield from note.diagnostics


def _template_diagnostics(note: Note) -> Iterable[Diagnostic]:
    """A template's findings: YAML that only its variables break is fine once they are filled."""
    if not any(diagnostic.code == _VARIABLE for diagnostic in note.diagnostics):
        return note.diagnostics
    return (found for found in note.diagnostics if found.code not in _BROKEN_BY_VARIABLES)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    offset = 0 if diagnostic.span is None else diagnostic.span.start
    return (diagnostic.path or "", diagnostic.line, offset, diagnostic.code)
