"""The JSON forms of values: plain dicts and lists, keys in the order they are printed.

Each form is a promise: keys may be added, a named one never changes its meaning.
"""

from __future__ import annotations

from vaultkit.model.diagnostic import Diagnostic
from vaultkit.model.links import Kind, ResolvedLink
from vaultkit.model.note import Note
from vaultkit.model.source import Span

__all__ = ["JsonObject", "diagnostic_form", "facts_form", "link_form"]

JsonObject = dict[str, object]


def facts_form(
    note: Note, *, kind: Kind, links: tuple[ResolvedLink, ...], excluded: bool
) -> JsonObject:
    """One line of ``facts --json``: all that was read from a note."""
    return {
        "path": note.path,
        "kind": kind,
        "title": note.title,
        "excluded": excluded,
        "error": note.error,
        "properties": dict(note.properties),
        "aliases": list(note.aliases),
        "tags": list(note.tag_names),
        "headings": [[heading.level, heading.text] for heading in note.headings],
        "blocks": [block.id for block in note.blocks],
        "tasks": [[task.status, task.text, task.line] for task in note.tasks],
        "links": [link_form(link) for link in links],
        "diagnostics": [diagnostic_form(diagnostic) for diagnostic in note.diagnostics],
    }


def link_form(resolved: ResolvedLink) -> JsonObject:
    """One link: ``subpath_ok`` only where it names a heading or block of a note that exists."""
    link = resolved.link
    form: JsonObject = {
        "target": link.target,
        "display": link.display,
        "heading": link.heading,
        "block": link.block,
        "embed": link.embed,
        "resolved": resolved.path,
        "line": link.line,
        "original": link.original,
        "span": _span_form(link.span),
        "relation": resolved.relation,
        "form": link.form,
        "property": link.property,
        "in_comment": link.in_comment,
        "region": link.region,
    }
    if resolved.subpath_ok is not None:
        form["subpath_ok"] = resolved.subpath_ok
    return form


def diagnostic_form(diagnostic: Diagnostic) -> JsonObject:
    """One finding, its words in English whatever language is spoken; line 0 is the whole file."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "path": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "span": None if diagnostic.span is None else _span_form(diagnostic.span),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "rule": diagnostic.rule,
    }


def _span_form(span: Span) -> list[int]:
    return [span.start, span.end]
