"""Tags: what may be one, and where they stand in a text (TG)."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["TagMatch", "is_tag", "iter_tags", "tag_near"]

# A tag ends at white space, at any of these marks, and in two blocks of punctuation (TG-04).
_STOP = r"\s!\"#$%&'()*+,.:;<=>?@^`{|}~\[\]\\\u2000-\u206f\u2e00-\u2e7f\x00-\x1f\x7f"
_NAME = re.compile(rf"[^{_STOP}]+")
_TAG = re.compile(rf"#([^{_STOP}]+)")
_IN_QUOTE = re.compile(r"(?m)^[ \t>]*>#")


TagMatch = tuple[str, int, int]
"""A tag's name and the characters it takes, ``#`` included."""


def is_tag(name: str) -> bool:
    """Whether a name can be a tag: allowed characters only, and one that is no digit (TG-02)."""
    return _NAME.fullmatch(name) is not None and _says_something(name)


def tag_near(text: str) -> str:
    """The tag that a text comes nearest to: what no tag may hold becomes a hyphen. Empty where
    nothing is left of it that can be one."""
    parts = ("-".join(_NAME.findall(part)).strip("-") for part in text.split("/"))
    name = "/".join(part for part in parts if part)
    return name if is_tag(name) else ""


def _says_something(name: str) -> bool:
    return not name.isdigit() and name.strip("/") != ""


def iter_tags(text: str) -> Iterator[TagMatch]:
    """Every place of a text that reads as a tag, in order.

    A tag begins at a line's start, after white space, after a backslash escape, or right after
    another tag (TG-05); a line's start in a quote counts too. Knows nothing of code or links: the
    caller drops what does not stand in prose.
    """
    in_quote = {match.end() - 1 for match in _IN_QUOTE.finditer(text)} if ">#" in text else ()
    last_end = 0
    for match in _TAG.finditer(text):
        start, end = match.span()
        name = match[1]
        if (
            start == last_end
            or text[start - 1].isspace()
            or _is_escaped(text, start - 1)
            or start in in_quote
        ) and _says_something(name):
            yield name, start, end
            last_end = end


def _is_escaped(text: str, index: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    count = 0
    while index > count and text[index - count - 1] == "\\":
        count += 1
    return count % 2 == 1
