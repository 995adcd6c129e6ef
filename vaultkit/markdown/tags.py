"""Tags: what may be one, and where they stand in a text (TG)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["TagMatch", "is_tag", "iter_tags"]

# A tag ends at white space, at any of these marks, and in two blocks of punctuation (TG-04).
_STOP = r"\s!\"#$%&'()*+,.:;<=>?@^`{|}~\[\]\\\u2000-\u206f\u2e00-\u2e7f\x00-\x1f\x7f"
_NAME = re.compile(rf"[^{_STOP}]+")
# At a line's start, after white space, or after a backslash escape (TG-05); a line's start in a
# quote counts too. Tags that follow each other directly are one match.
_TAGS = re.compile(
    rf"(?m)(?:(?<![^\s])|(?<=\\[!-/:-@\[-`{{-~])|^[ \t>]*>)(?P<tags>(?:#[^{_STOP}]+)+)"
)


class TagMatch(NamedTuple):
    """A tag's name and the characters it takes, ``#`` included."""

    name: str
    start: int
    end: int


def is_tag(name: str) -> bool:
    """Whether a name can be a tag: allowed characters only, and one that is no digit (TG-02)."""
    return _NAME.fullmatch(name) is not None and not name.isdigit() and name.strip("/") != ""


def iter_tags(text: str) -> Iterator[TagMatch]:
    """Every place of a text that reads as a tag, in order.

    Knows nothing of code or links: the caller drops what does not stand in prose.
    """
    for match in _TAGS.finditer(text):
        start = match.start("tags")
        after_mark = start > 0 and match.start() == start and not text[start - 1].isspace()
        if after_mark and not _is_escaped(text, start - 1):
            continue
        for part in match["tags"][1:].split("#"):
            end = start + 1 + len(part)
            if not is_tag(part):
                break
            yield TagMatch(part, start, end)
            start = end


def _is_escaped(text: str, index: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    count = 0
    while index > count and text[index - count - 1] == "\\":
        count += 1
    return count % 2 == 1
