"""``.base`` files: read to know whether they can be read (BS-01)."""

from __future__ import annotations

from vaultkit.markdown.decode import encoding_diagnostics
from vaultkit.markdown.yaml_text import parse_yaml_text, place_of_error
from vaultkit.model.diagnostic import diagnose
from vaultkit.model.note import Note
from vaultkit.model.source import Source, Span

__all__ = ["read_base"]


def read_base(source: Source) -> Note:
    """A base as a note without links. ``error`` where its YAML is broken or no mapping."""
    found = encoding_diagnostics(source)
    error = not source.readable
    try:
        root = parse_yaml_text(source.text)
        if root is not None and not isinstance(root, dict):
            raise ValueError("it is no list of 'name: value' settings")
    except ValueError as problem:
        error = True
        reason, at = place_of_error(problem, source.text)
        start = source.bom + len(source.text[:at].encode())
        span = Span(start, min(start + 1, len(source.data)))
        found.append(diagnose("base-invalid", source, span, reason=reason))
    return Note(
        path=source.path,
        title=source.path.stem,
        title_from="name",
        digest=source.digest,
        error=error,
        diagnostics=tuple(found),
    )
