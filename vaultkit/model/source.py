"""A file's bytes and the text that was made of them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from vaultkit.model.paths import VaultPath

__all__ = ["NewlineStyle", "Source", "Span"]

NewlineStyle = Literal["lf", "crlf", "cr", "mixed", "none"]


class Span(NamedTuple):
    """Half-open range of **byte** offsets into the file as it is on disk."""

    start: int
    end: int


class _Decoded(NamedTuple):
    path: VaultPath
    data: bytes
    text: str
    bom: int
    digest: str
    """SHA-256 in hexadecimal digits."""
    invalid_at: int | None = None
    """The offset of the first byte that is not UTF-8."""
    readable: bool = True
    """False where no facts can be had from the bytes (UTF-16)."""


class Source(_Decoded):
    """One file of the vault, read whole.

    ``text`` has no BOM and one ``?`` for every byte that is not UTF-8, so that a byte offset into
    ``text.encode()`` plus ``bom`` is an offset into ``data``, whatever the bytes are.
    """

    @cached_property
    def newline(self) -> NewlineStyle:
        """How its lines end."""
        data = self.data
        if b"\r" not in data:
            return "lf" if b"\n" in data else "none"
        crlf = data.count(b"\r\n")
        lf = data.count(b"\n") - crlf
        cr = data.count(b"\r") - crlf
        if crlf and not lf and not cr:
            return "crlf"
        if cr and not lf and not crlf:
            return "cr"
        return "mixed"

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The byte offsets at which lines begin; lines end at LF, CRLF or a lone CR."""
        data = self.data
        starts = tuple(accumulate(map(len, data.splitlines(keepends=True)), initial=0))
        return starts if data.endswith((b"\n", b"\r")) or len(starts) == 1 else starts[:-1]

    def line_of(self, offset: int) -> int:
        """The 1-based line of a byte offset."""
        return bisect_right(self.line_starts, offset)

    def column_of(self, offset: int) -> int:
        """The 1-based column of a byte offset, counted in characters."""
        start = self.line_starts[self.line_of(offset) - 1]
        if start == 0:
            start = min(self.bom, offset)
        return len(self.data[start:offset].decode("utf-8", "replace")) + 1
