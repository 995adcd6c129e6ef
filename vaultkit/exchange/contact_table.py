"""Cards to tables of contacts, as Google, LinkedIn, HubSpot and Salesforce take them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from vaultkit.exchange.card_fields import birthday_of
from vaultkit.exchange.contact_csv import COLUMN, MANY, NUMBERED, Table
from vaultkit.exchange.csv_cells import table_bytes
from vaultkit.exchange.vcard import escaped, split_fields, split_values, unescaped
from vaultkit.model.card import Card, CardLine

__all__ = ["table_of"]


def table_of(cards: Sequence[Card], table: Table) -> bytes:
    """The contacts as a table that a program takes in: UTF-8, CRLF, a row for each card.

    A cell that a spreadsheet would take for a formula (one that begins with ``=``, ``+``, ``-``,
    ``@`` or a tab) gets an apostrophe before it; telephone numbers, which begin with a plus and
    hold nothing but digits and their signs, do not. Reading a table takes the apostrophe away.
    """
    rows = [_ROWS[table](card) for card in cards]
    titles = list(dict.fromkeys(title for row in rows for title in row)) or ["First Name"]
    titles.sort(key=_title_order(table))
    return table_bytes(titles, ([row.get(title, "") for title in titles] for row in rows))


def _title_order(table: Table) -> Callable[[str], tuple[int, str, int, str]]:
    known = list(_TITLES[table])

    def order(title: str) -> tuple[int, str, int, str]:
        if title in known:
            return known.index(title), "", 0, ""
        found = NUMBERED.match(title.lower())
        if found is not None:
            return len(known), found[1], int(found[2]), found[3]
        return len(known) + 1, title, 0, ""

    return order


_TITLES: Mapping[Table, Sequence[str]] = {
    "google": (
        *("First Name", "Middle Name", "Last Name", "Name Prefix", "Name Suffix", "Nickname"),
        *("Organization Name", "Organization Title", "Organization Department", "Birthday"),
        *("Notes", "Labels"),
    ),
    "hubspot": (
        *("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Job Title"),
        "Associated Company",
    ),
    "salesforce": (
        *("Contact ID", "First Name", "Last Name", "Email", "Phone", "Title", "Account Name"),
        "Birthdate",
    ),
    "linkedin": (
        *("First Name", "Last Name", "URL", "Email Address", "Company", "Position"),
        "Connected On",
    ),
}


def _name_row(card: Card) -> dict[str, str]:
    family, given, middle, prefix, suffix, *_ = [*split_fields(card.first("N")), *[""] * 5]
    names = ("Last Name", "First Name", "Middle Name", "Name Prefix", "Name Suffix")
    row = dict(zip(names, (family, given, middle, prefix, suffix), strict=True))
    if not family and not given:
        row["First Name"] = unescaped(card.first("FN"))
    return row


def _google_row(card: Card) -> dict[str, str]:
    row = _name_row(card)
    org, unit, *_ = [*split_fields(card.first("ORG")), "", ""]
    row |= {"Organization Name": org, "Organization Department": unit}
    row["Organization Title"] = unescaped(card.first("TITLE"))
    row["Nickname"] = ", ".join(_listed(card, "NICKNAME"))
    row["Birthday"] = birthday_of(card)
    row["Notes"] = "\n".join(unescaped(line.value) for line in card.all("NOTE"))
    row["Labels"] = MANY.join(_listed(card, "CATEGORIES"))
    for name, title in (("EMAIL", "E-mail"), ("TEL", "Phone"), ("URL", "Website"), ("IMPP", "IM")):
        for number, line in enumerate(card.all(name), start=1):
            label = next(iter(sorted(line.types - {"pref", "internet", "voice"})), "")
            star = "* " if "pref" in line.types or line.param("PREF") == "1" else ""
            row[f"{title} {number} - Label"] = f"{star}{label}"
            row[f"{title} {number} - Value"] = unescaped(line.value).removeprefix("tel:")
    return {**row, **_columns(card, "google")}


def _crm_row(card: Card, names: Mapping[str, str], table: Table) -> dict[str, str]:
    full = _name_row(card)
    row = {name: full[name] for name in ("First Name", "Last Name")}
    for title, name in names.items():
        org = next(iter(split_fields(card.first("ORG"))), "")
        row[title] = org if name == "ORG" else unescaped(card.first(name)).removeprefix("tel:")
        if name == "BDAY":  # CRMs know no day without its year
            row[title] = day if not (day := birthday_of(card)).startswith("--") else ""
    return {**row, **_columns(card, table)}


def _hubspot_row(card: Card) -> dict[str, str]:
    names = {"Record ID": "X-HUBSPOT-ID", "Email": "EMAIL", "Phone Number": "TEL"}
    more = {"Job Title": "TITLE", "Associated Company": "ORG"}
    return _crm_row(_with_crm_id(card, "hubspot"), {**names, **more}, "hubspot")


def _salesforce_row(card: Card) -> dict[str, str]:
    names = {"Contact ID": "X-SALESFORCE-ID", "Email": "EMAIL", "Phone": "TEL", "Title": "TITLE"}
    more = {"Account Name": "ORG", "Birthdate": "BDAY"}
    return _crm_row(_with_crm_id(card, "salesforce"), {**names, **more}, "salesforce")


def _linkedin_row(card: Card) -> dict[str, str]:
    names = {"URL": "URL", "Email Address": "EMAIL", "Company": "ORG", "Position": "TITLE"}
    return _crm_row(card, names, "linkedin")


def _with_crm_id(card: Card, system: str) -> Card:
    """The id of a CRM, which may stand in the note alone."""
    for line in card.all("X-VAULTKIT-ID"):
        found, _, each = unescaped(line.value).partition(":")
        if found == system:
            return card._replace(
                lines=(*card.lines, CardLine(f"X-{system.upper()}-ID", escaped(each)))
            )
    return card


def _listed(card: Card, name: str) -> Iterator[str]:
    return (each for line in card.all(name) for each in split_values(line.value))


def _columns(card: Card, table: Table) -> dict[str, str]:
    """The columns that came from such a table and that no line of a vCard tells of."""
    lines = (line for line in card.all(COLUMN) if line.param("X-TABLE") == table)
    return {line.param("X-TITLE"): unescaped(line.value) for line in lines}


_ROWS: Mapping[Table, Callable[[Card], dict[str, str]]] = {
    "google": _google_row,
    "hubspot": _hubspot_row,
    "linkedin": _linkedin_row,
    "salesforce": _salesforce_row,
}
