"""Where a heading's text stands, so that it can be replaced by itself."""

from __future__ import annotations

from vaultkit.model.note import Heading
from vaultkit.model.source import Source, Span

__all__ = ["find_heading_text"]


def find_heading_text(source: Source, heading: Heading) -> Span | None:
    """The bytes that say a heading's text, between its marks; None where they cannot be told.

    A setext heading of several lines is all its lines but the underline. Of an empty heading it
    is the place behind the marks and their blank.
    """
    start, end = heading.span
    written = source.data[start:end]
    text = heading.text.encode()
    if not text:
        bare = written.rstrip(b"\r\n")
        return Span(start + len(bare), start + len(bare)) if bare.endswith(b" ") else None
    first = len(written) - len(written.lstrip(b" \t"))
    if written[first : first + 1] == b"#":
        marks = written[first:].lstrip(b"#").lstrip(b" \t")
        at = len(written) - len(marks)
        if marks.startswith(text):
            return Span(start + at, start + at + len(text))
        return None
    at = written.find(text)
    if at >= 0:
        return Span(start + at, start + at + len(text))
    lines = written.rstrip(b"\r\n \t").splitlines(keepends=True)
    if len(lines) < 2:
        return None
    said = b"".join(lines[:-1])
    return Span(start + len(said) - len(said.lstrip()), start + len(said.rstrip()))
