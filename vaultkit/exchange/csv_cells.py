"""Tables of other programs as rows of cells, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from vaultkit.exchange.vcard import as_utf8
from vaultkit.model.calendar import Remark

__all__ = ["guarded", "iter_rows", "table_bytes", "table_text", "unguarded"]

_BEGIN = 4000
"""Letters from which it is told what parts the cells."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"\+[0-9][0-9 ().-]{3,30}(?:;ext=[0-9]{1,8})?\Z", re.ASCII)


def table_text(data: bytes) -> tuple[str, tuple[Remark, ...]]:
    """The text of a table; bytes that are no UTF-8 are taken for Windows's Cyrillic, and said."""
    plain = as_utf8(data)
    try:
        return plain.decode("utf-8"), ()
    except UnicodeDecodeError:
        taken = "windows-1251"
        remark = Remark("encoding-guessed", {"line": "1", "taken": taken})
        return plain.decode("cp1251", "replace"), (remark,)


def iter_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line it begins in; a quote that never ends makes one long cell."""
    plain = text.replace("\0", "")
    begin = plain[:_BEGIN]
    sign = max(",;\t", key=begin.count)
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=sign)
    begun = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 131,072 letters
            row = []
        yield begun, row
        begun = reader.line_num + 1


def table_bytes(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table that a program takes in: UTF-8, CRLF, every cell guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(guarded, titles))
    writer.writerows(map(guarded, row) for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def guarded(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula; telephone numbers,
    a plus and nothing but digits and their signs, stay as they are."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.match(cell) else cell


def unguarded(cell: str) -> str:
    """Without the quote that keeps a spreadsheet from taking a cell for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
