"""Bytes to text, so that every offset into the text is an offset into the file."""

from __future__ import annotations

import codecs
import hashlib
from itertools import accumulate

from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import NewlineStyle, Source, Span

__all__ = ["decode", "encoding_diagnostics"]

_BAD_BYTES = "vaultkit.question-marks"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _question_marks(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "?" * (error.end - error.start), error.end


# The one registration that Python offers for this; it is global, so the name carries ours.
codecs.register_error(_BAD_BYTES, _question_marks)


def decode(path: VaultPath, data: bytes) -> Source:
    """The source of a file, for any bytes.

    A UTF-8 BOM is taken off (FM-02), each byte that is not UTF-8 becomes one ``?``: both keep byte
    offsets true. UTF-16 is recognised by its BOM and gives an empty text, ``readable`` False.
    """
    readable = not data.startswith(_UTF16)
    bom = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    text, invalid_at = "", None
    if readable:
        payload = data[bom:] if bom else data
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError as error:
            invalid_at = bom + error.start
            text = payload.decode("utf-8", _BAD_BYTES)
    return Source(
        path=path,
        data=data,
        text=text,
        bom=bom,
        newline=_newline_of(data),
        digest=hashlib.sha256(data).hexdigest(),
        line_starts=_line_starts(data),
        invalid_at=invalid_at,
        readable=readable,
    )


def encoding_diagnostics(source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with the bytes themselves."""
    if not source.readable:
        return (diagnose("utf-16", source, Span(0, 2)),)
    found = []
    if source.invalid_at is not None:
        at = source.invalid_at
        found.append(diagnose("not-utf8", source, Span(at, at + 1), offset=str(at)))
    nul = source.data.find(b"\0")
    if nul >= 0:
        found.append(diagnose("nul-byte", source, Span(nul, nul + 1)))
    return tuple(found)


def _line_starts(data: bytes) -> tuple[int, ...]:
    """Lines of bytes end at LF, CRLF and a lone CR, and at nothing else."""
    starts = tuple(accumulate(map(len, data.splitlines(keepends=True)), initial=0))
    return starts if data.endswith((b"\n", b"\r")) or len(starts) == 1 else starts[:-1]


def _newline_of(data: bytes) -> NewlineStyle:
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
