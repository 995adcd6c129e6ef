"""Tables of contacts, as Google, LinkedIn, HubSpot and Salesforce write them, to cards.

A column that means something to a card becomes the line that says it; any other becomes a line
``X-VAULTKIT-COLUMN`` with its title, so that nothing of a row is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from vaultkit.exchange.csv_cells import iter_rows, table_text, unguarded
from vaultkit.exchange.vcard import (
    CardLimits,
    escaped,
    joined_fields,
)
from vaultkit.model.calendar import Remark
from vaultkit.model.card import Card, CardLine, FoundCard

__all__ = ["COLUMN", "MANY", "NUMBERED", "Table", "read_table"]

Table = Literal["google", "linkedin", "hubspot", "salesforce"]
COLUMN = "X-VAULTKIT-COLUMN"
"""A column of a table that no line of a vCard tells of."""

_MARKS: Sequence[tuple[Table, frozenset[str]]] = (
    ("hubspot", frozenset({"record id", "first name", "last name"})),
    ("salesforce", frozenset({"contact id", "first name", "last name"})),
    ("linkedin", frozenset({"first name", "last name", "url", "connected on"})),
    ("google", frozenset({"first name", "last name", "e-mail 1 - value"})),
    ("google", frozenset({"first name", "last name", "organization title"})),
    ("google", frozenset({"given name", "family name", "e-mail 1 - value"})),
)
"""The columns by which a table is known; the first that fits."""
_FORMER: Mapping[str, str] = {
    "given name": "first name",
    "additional name": "middle name",
    "family name": "last name",
    "organization 1 - name": "organization name",
    "organization 1 - title": "organization title",
    "organization 1 - department": "organization department",
    "group membership": "labels",
}
"""What Google called its columns before."""
_PREAMBLE = 20
"""Rows before the titles: LinkedIn begins with notes."""
MANY = " ::: "
"""Parts several values in a cell of Google."""
NUMBERED = re.compile(r"(.+?) (\d{1,3}) - (label|type|value|formatted)\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read_table(
    data: bytes,
    *,
    limits: CardLimits = CardLimits(),  # noqa: B008 - a value
) -> tuple[FoundCard, ...]:
    """A card for each row, in order, and what could not be read. Linear in the bytes."""
    if len(data) > limits.size:
        return (FoundCard(0, None, (Remark("file-too-large", {"limit": str(limits.size)}),)),)
    text, remarks = table_text(data)
    rows = iter_rows(text)
    head = _head(rows)
    if head is None:
        return (FoundCard(0, None, (Remark("table-unknown"),)),)
    table, titles = head
    found: list[FoundCard] = []
    for number, row in rows:
        if len(found) == limits.cards:
            remark = Remark("too-many-cards", {"limit": str(limits.cards)})
            found.append(FoundCard(number, None, (remark,)))
            break
        if any(cell.strip() for cell in row):
            found.append(_found(number, _Row(table, titles, row), remarks))
    return tuple(found) or (FoundCard(0, None, (Remark("no-cards"),)),)


def _head(rows: Iterator[tuple[int, list[str]]]) -> tuple[Table, list[str]] | None:
    for _, row in islice(rows, _PREAMBLE):
        titles = [cell.strip() for cell in row]
        known = {title.lower() for title in titles}
        for table, marks in _MARKS:
            if marks <= known:
                return table, titles
    return None


# --- rows


class _Row(NamedTuple):
    table: Table
    titles: list[str]
    cells: list[str]

    def named(self) -> Mapping[str, str]:
        """The cells that hold something, by title in lower case; the first of equal titles."""
        found: dict[str, str] = {}
        for title, cell in zip(self.titles, self.cells, strict=False):
            if cell.strip():
                found.setdefault(_title_key(title), unguarded(cell.strip()))
        return found


def _title_key(title: str) -> str:
    key = title.lower()
    return _FORMER.get(key, key)


def _found(number: int, row: _Row, remarks: tuple[Remark, ...]) -> FoundCard:
    cells = dict(row.named())
    lines = [*_NAMED[row.table](cells), *_rest(row, cells)]
    if not any(line.name in ("FN", "EMAIL") for line in lines):
        return FoundCard(number, None, (*remarks, Remark("card-empty")))
    return FoundCard(number, Card(tuple(lines)), remarks)


def _rest(row: _Row, cells: dict[str, str]) -> Iterator[CardLine]:
    """What nobody took from the row."""
    for title in dict.fromkeys(row.titles):
        cell = cells.get(_title_key(title))
        if cell is not None and title:
            plain = re.sub(r'["\r\n]', " ", title)
            params = (("X-TABLE", row.table), ("X-TITLE", f'"{plain}"'))
            yield CardLine(COLUMN, escaped(cell), params)


def _names(cells: dict[str, str]) -> Iterator[CardLine]:
    given, middle = cells.pop("first name", ""), cells.pop("middle name", "")
    family, suffix = cells.pop("last name", ""), cells.pop("name suffix", "")
    prefix = cells.pop("name prefix", "")
    # "Okafor, PMP": what a person may call themselves is no part of the name.
    family, *credentials = [part.strip() for part in family.split(",")]
    suffix = ", ".join(filter(None, (suffix, *credentials)))
    name = " ".join(filter(None, (given, family)))
    if name:
        yield CardLine("FN", escaped(name))
        yield CardLine("N", joined_fields((family, given, middle, prefix, suffix)))


def _text_lines(cells: dict[str, str], lines: Mapping[str, str]) -> Iterator[CardLine]:
    for title, name in lines.items():
        if title in cells:
            yield CardLine(name, escaped(cells.pop(title)))


def _org(cells: dict[str, str], org: str, unit: str = "") -> Iterator[CardLine]:
    fields = [cells.pop(org, ""), cells.pop(unit, "")] if unit else [cells.pop(org, "")]
    while fields and not fields[-1]:
        fields.pop()
    if fields:
        yield CardLine("ORG", joined_fields(fields))


def _google(cells: dict[str, str]) -> Iterator[CardLine]:
    yield from _names(cells)
    yield from _org(cells, "organization name", "organization department")
    lines = {"nickname": "NICKNAME", "organization title": "TITLE", "notes": "NOTE"}
    yield from _text_lines(cells, lines)
    yield from _text_lines(cells, {"birthday": "BDAY"})
    if "labels" in cells:
        labels = [each.removeprefix("* ") for each in cells.pop("labels").split(MANY)]
        yield CardLine("CATEGORIES", ",".join(map(escaped, labels)))
    names = {"e-mail": "EMAIL", "phone": "TEL", "website": "URL", "im": "IMPP"}
    for title in list(cells):
        found = NUMBERED.match(title)
        if found is not None and found[3] == "value" and found[1] in names:
            yield from _numbered(cells, title, names[found[1]])


def _numbered(cells: dict[str, str], title: str, name: str) -> Iterator[CardLine]:
    """``E-mail 1 - Value`` with its label; a star before the label says that it is preferred."""
    base = title.removesuffix("value")
    label = cells.pop(f"{base}label", "") or cells.pop(f"{base}type", "")
    words = [label.removeprefix("*").strip()] if label.strip("* ") else []
    if label.startswith("*"):
        words.append("pref")
    quoted = [f'"{word}"' if re.search(r"[^\w-]", word) else word for word in words]
    params = tuple(("TYPE", word.replace('""', '"')) for word in quoted)
    for value in cells.pop(title).split(MANY):
        if value.strip():
            yield CardLine(name, escaped(value.strip()), params)


def _linkedin(cells: dict[str, str]) -> Iterator[CardLine]:
    yield from _names(cells)
    yield from _org(cells, "company")
    lines = {"url": "URL", "email address": "EMAIL", "position": "TITLE"}
    yield from _text_lines(cells, lines)
    day = _english_day(cells.get("connected on", ""))
    if day:
        del cells["connected on"]
        yield CardLine("X-ABDATE", day, group="item1")
        yield CardLine("X-ABLABEL", "Connected on", group="item1")


def _english_day(text: str) -> str:
    """``17 May 2024`` as ISO 8601, whatever language the machine speaks."""
    words = text.split()
    if len(words) != 3 or words[1][:3].lower() not in _MONTHS:
        return ""
    month = _MONTHS.index(words[1][:3].lower()) + 1
    try:
        return f"{datetime(int(words[2]), month, int(words[0])):%Y-%m-%d}"
    except ValueError:
        return ""


def _hubspot(cells: dict[str, str]) -> Iterator[CardLine]:
    yield from _names(cells)
    yield from _org(
        cells, "associated company" if "associated company" in cells else "company name"
    )
    lines = {
        "record id": "X-HUBSPOT-ID",
        "email": "EMAIL",
        "phone number": "TEL",
        "mobile phone number": "TEL",
        "job title": "TITLE",
    }
    yield from _text_lines(cells, lines)


def _salesforce(cells: dict[str, str]) -> Iterator[CardLine]:
    yield from _names(cells)
    yield from _org(cells, "account name")
    lines = {
        "contact id": "X-SALESFORCE-ID",
        "email": "EMAIL",
        "phone": "TEL",
        "mobile": "TEL",
        "title": "TITLE",
        "birthdate": "BDAY",
    }
    yield from _text_lines(cells, lines)


_NAMED: Mapping[Table, Callable[[dict[str, str]], Iterator[CardLine]]] = {
    "google": _google,
    "linkedin": _linkedin,
    "hubspot": _hubspot,
    "salesforce": _salesforce,
}
