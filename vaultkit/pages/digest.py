"""The digest by which vaultkit knows its own text from a person's."""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["body_digest"]

_LINE_ENDS = re.compile(r"\r\n?")
# Between `](` and `)`: in angle brackets, or without blanks and with balanced parentheses, as
# Obsidian rewrites it. A bracket that a backslash escapes ends no link text.
_DESTINATION = re.compile(
    r"(?<!\\)((?:\\\\)*\]\()(?:<[^<>\n]*>|(?:[^\s()<>]|\([^\s()<>]*\))*)(?=\))"
)


def body_digest(text: str) -> str:
    """Eight hex digits of SHA-256 of the text with line ends as LF and no link destinations.

    So a rename by Obsidian and line ends changed by git do not look like a person's edit.
    """
    blanked = _DESTINATION.sub(r"\1", _LINE_ENDS.sub("\n", text))
    return sha256(blanked.encode("utf-8", "surrogatepass")).hexdigest()[:8]
