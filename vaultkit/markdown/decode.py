"""Bytes to text, so that every offset into the text is an offset into the file."""

from __future__ import annotations

import codecs
import hashlib
import re

from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import NewlineStyle, Source, Span

__all__ = ["decode", "encoding_diagnostics"]

_LINE_END = re.compile(rb"\r\n|\n|\r")
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
    if not readable:
        text = ""
    else:
        payload = data[bom:] if bom else data
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError:
            text = payload.decode("utf-8", _BAD_BYTES)
    return Source(
        path=path,
        data=data,
        text=text,
        bom=bom,
        newline=_newline_of(data),
        digest=hashlib.sha256(data).hexdigest(),
        line_starts=(0, *[match.end() for match in _LINE_END.finditer(data)]),
        readable=readable,
    )


def encoding_diagnostics(source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with the bytes themselves."""
    if not source.readable:
        return (diagnose("utf-16", source, Span(0, 2)),)
    found = []
    if not source.data.isascii():
        try:
            source.data.decode("utf-8")
        except UnicodeDecodeError as error:
            span = Span(error.start, error.end)
            found.append(diagnose("not-utf8", source, span, offset=str(error.start)))
    nul = source.data.find(b"\0")
    if nul >= 0:
        found.append(diagnose("nul-byte", source, Span(nul, nul + 1)))
    return tuple(found)


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
