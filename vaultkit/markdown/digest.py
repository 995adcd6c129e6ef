"""The digest by which vaultkit knows its own text from a person's."""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["body_digest"]

_LINE_ENDS = re.compile(r"\r\n?")
# Between `](` and `)`: in angle brackets, or without blanks and with balanced parentheses, as
# Obsidian rewrites it.
_DESTINATION = re.compile(r"\]\((?:<[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*)(?=\))")
# A bracket that a backslash escapes ends no link text. Such texts are rare, and a pattern that
# begins with anything but a letter or mark of its own takes fifteen times as long to find.
_AFTER_ESCAPES = re.compile(r"(?<!\\)((?:\\\\)*)" + _DESTINATION.pattern)
# Pages have no wikilinks, but regions do: Obsidian rewrites what stands before the first `|`.
_WIKI_TARGET = re.compile(r"(?<!\\)\[\[[^\[\]|\n]*(?=\||\]\])")


def body_digest(text: str) -> str:
    """Eight hex digits of SHA-256 of the text with line ends as LF and no link destinations.

    So a rename by Obsidian and line ends changed by git do not look like a person's edit.
    """
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    escaped = "\\](" in text
    blanked = _AFTER_ESCAPES.sub(r"\1](", text) if escaped else _DESTINATION.sub("](", text)
    if "[[" in blanked:
        blanked = _WIKI_TARGET.sub("[[", blanked)
    return sha256(blanked.encode("utf-8", "surrogatepass")).hexdigest()[:8]
