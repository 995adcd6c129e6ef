"""Bytes to text, so that every offset into the text is an offset into the file."""

from __future__ import annotations

import codecs
import hashlib

from vaultkit.model.diagnostic import Diagnostic, diagnose
from vaultkit.model.paths import VaultPath
from vaultkit.model.source import Source, Span

__all__ = ["decode", "encoding_diagnostics", "lined_of"]

_BAD_BYTES = "vaultkit.question-marks"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS = (codecs.BOM_UTF8, *_UTF16)


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
    if data.startswith(_MARKS):
        if data.startswith(_UTF16):
            return Source(path, data, "", 0, _digest(data), None, False)
        bom, payload = len(codecs.BOM_UTF8), data[len(codecs.BOM_UTF8) :]
    else:
        bom, payload = 0, data
    try:
        return Source(path, data, payload.decode(), bom, _digest(data))
    except UnicodeDecodeError as error:
        text = payload.decode("utf-8", _BAD_BYTES)
        return Source(path, data, text, bom, _digest(data), bom + error.start)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encoding_diagnostics(source: Source) -> list[Diagnostic]:
    """What is wrong with the bytes themselves."""
    if not source.readable:
        return [diagnose("utf-16", source, Span(0, 2))]
    found: list[Diagnostic] = []
    if source.invalid_at is not None:
        at = source.invalid_at
        found.append(diagnose("not-utf8", source, Span(at, at + 1), offset=str(at)))
    nul = source.data.find(b"\0")
    if nul >= 0:
        found.append(diagnose("nul-byte", source, Span(nul, nul + 1)))
    return found


def lined_of(data: bytes) -> bytes:
    """The bytes with one LF a line, each offset where it was: to count lines with."""
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
