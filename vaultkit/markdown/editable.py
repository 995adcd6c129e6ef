"""Whether a file may be edited at all: what every command asks before it touches a person's file.

What is refused here is refused whatever the edit: the bytes are not what the person wrote, or two
versions wait to be brought together, and an edit would make either harder to mend.
"""

from __future__ import annotations

import re

from vaultkit.markdown.decode import encoding_diagnostics
from vaultkit.markdown.frontmatter import find_block
from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.source import Source, Span
from vaultkit.model.sync_names import is_placeholder_name, is_sync_conflict

__all__ = ["find_refusal"]

# As git writes them, with or without a label. The third, `=======`, underlines headings in
# Markdown, so outside of the properties it tells nothing that its two neighbours do not.
_MARKER = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|(?<=[\r\n]))(<{7}|>{7})(?=[ \t\r\n]|\Z)")
_MIDDLE = re.compile(rb"(?<=[\r\n])(={7})[ \t]*(?=[\r\n]|\Z)")
_STUBS = (
    b"version https://git-lfs.github.com/spec/",
    b"/annex/objects/",
    b"bplist00",  # a property list: iCloud's own
)
"""What stands in a file whose bytes were not fetched."""


def find_refusal(source: Source) -> Diagnostic | None:
    """Why the file may not be edited, the first reason of several; None where it may.

    Refused are copies that a sync program left, placeholders of a cloud drive, bytes that are not
    UTF-8 or hold NUL, and marks of an unfinished merge. Pure, and linear in the file.
    """
    name = source.path.name
    if is_sync_conflict(name):
        return Diagnostic("sync-conflict", source.path)
    if is_placeholder_name(name) or source.data.startswith(_STUBS):
        return Diagnostic("cloud-placeholder", source.path)
    for found in encoding_diagnostics(source):
        return found
    return _find_marker(source)


def _find_marker(source: Source) -> Diagnostic | None:
    data = source.data
    match = None
    if b"<<<<<<<" in data or b">>>>>>>" in data:
        match = _MARKER.search(data)
    if match is None and b"=======" in data and (block := find_block(source.text)) is not None:
        # Fences are ASCII, so the offset of the end is all that has to be counted in bytes.
        end = source.bom + len(source.text[: block.yaml_end].encode())
        match = _MIDDLE.search(data, source.bom, end)
    if match is None:
        return None
    mark = Span(*match.span(1))
    return diagnose("conflict-marker", source, mark, marker=match[1].decode())
