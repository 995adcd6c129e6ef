"""The plain form of what reading gives: nested tuples that ``marshal`` takes as they are.

A row is its value's fields in their order, with each span as two numbers in its place. Making a
row costs a tenth of making the value, so readers make rows, workers and the index hand them on,
and a ``Note`` makes the values when they are asked for.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = [
    "ALIASES",
    "BLOCKS",
    "CALLOUTS",
    "COMMENTS",
    "CONTEXTS",
    "DIAGNOSTICS",
    "DIGEST",
    "ERROR",
    "FOOTNOTES",
    "FRONTMATTER",
    "HEADINGS",
    "LINKS",
    "PROPERTIES",
    "REGIONS",
    "TAGS",
    "TASKS",
    "TITLE",
    "TITLE_FROM",
    "BlockRow",
    "CalloutRow",
    "CommentRow",
    "ContextRow",
    "DiagnosticRow",
    "FootnoteRow",
    "HeadingRow",
    "LinkRow",
    "Record",
    "RegionRow",
    "TagRow",
    "TaskRow",
]

HeadingRow = tuple[int, str, int, int, int]
"""level, text, start, end, line"""
LinkRow = tuple[
    str,
    str,
    str | None,
    str | None,
    bool,
    str,
    str,
    int,
    int,
    int,
    str | None,
    int | None,
    int | None,
    int | None,
    bool,
    str | None,
]
"""target, display, heading, block, embed, form, original, start, end, line, property, context,
section, task, in_comment, region"""
TagRow = tuple[str, int, int, int, bool, int | None, int | None, bool, str | None]
"""name, start, end, line, in_property, context, section, in_comment, region"""
TaskRow = tuple[str, str, int, int, int, int | None, int | None, str | None]
"""status, text, start, end, line, parent, section, region"""
BlockRow = tuple[str, int, int, int]
"""id, start, end, line"""
CalloutRow = tuple[str, str, str, int, int, int]
"""type, title, fold, start, end, line"""
FootnoteRow = tuple[str, str, int, int, int]
"""id, form, start, end, line"""
CommentRow = tuple[bool, int, int, int]
"""block, start, end, line"""
RegionRow = tuple[str, str, int, int, int, int, int]
"""name, digest, start, end, start of the body, end of the body, line"""
ContextRow = tuple[str, int, int, int, int | None]
"""text, start, end, line, section"""
DiagnosticRow = tuple[str, int, int, tuple[int, int] | None, dict[str, str]]
"""code, line, column, span, args; its path is the note's"""

Record = tuple[
    str,
    str,
    str,
    dict[str, Any],
    tuple[str, ...],
    tuple[HeadingRow, ...],
    tuple[LinkRow, ...],
    tuple[TagRow, ...],
    tuple[TaskRow, ...],
    tuple[BlockRow, ...],
    tuple[CalloutRow, ...],
    tuple[FootnoteRow, ...],
    tuple[CommentRow, ...],
    tuple[RegionRow, ...],
    tuple[ContextRow, ...],
    tuple[int, int] | None,
    bool,
    tuple[DiagnosticRow, ...],
]
"""A whole note without its path, in the order of ``Note``'s fields; the names below say where."""

TITLE: Final = 0
TITLE_FROM: Final = 1
DIGEST: Final = 2
PROPERTIES: Final = 3
ALIASES: Final = 4
HEADINGS: Final = 5
LINKS: Final = 6
TAGS: Final = 7
TASKS: Final = 8
BLOCKS: Final = 9
CALLOUTS: Final = 10
FOOTNOTES: Final = 11
COMMENTS: Final = 12
REGIONS: Final = 13
CONTEXTS: Final = 14
FRONTMATTER: Final = 15
ERROR: Final = 16
DIAGNOSTICS: Final = 17
