"""Tables of contacts: each program's form known, no cell lost, none that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.exchange.card_fields import Facts, facts_of
from vaultkit.exchange.contact_csv import COLUMN, Table, read_table
from vaultkit.exchange.contact_table import table_of
from vaultkit.exchange.vcard import CardLimits, escaped, unescaped
from vaultkit.model.card import Card, CardLine

SAMPLES = Path(__file__).parent / "data" / "contacts"
GOOGLE = "First Name,Last Name,E-mail 1 - Value"


def cards(data: str | bytes) -> list[Card]:
    found = read_table(data.encode() if isinstance(data, str) else data)
    return [each.card for each in found if each.card is not None]


def people(name: str) -> list[Facts]:
    return [facts_of(card, region="RU") for card in cards((SAMPLES / name).read_bytes())]


def test_google_gives_all_addresses_and_labels() -> None:
    daniel, oleg = people("google-contacts.csv")
    assert daniel.emails == ("daniel.okafor@example.net", "d.okafor@example.org")
    assert (daniel.birthday, daniel.phones) == ("--04-12", ("+447700900123",))
    assert daniel.ids == ("linkedin:daniel-okafor-example",)
    assert (oleg.name, oleg.phones) == ("Олег Саянов", ("+74955550107",))
    card = cards((SAMPLES / "google-contacts.csv").read_bytes())[0]
    assert unescaped(card.first("NOTE")) == "Met at Lisbon\nsummit"
    assert card.first("CATEGORIES") == "myContacts,Partners"
    assert [line.types for line in card.all("TEL")] == [{"mobile"}]


def test_linkedin_begins_with_notes_and_has_few_addresses() -> None:
    daniel, timur = people("linkedin-Connections.csv")
    assert (daniel.name, daniel.emails, daniel.met) == ("Daniel Okafor", (), "2024-05-17")
    assert daniel.ids == ("linkedin:daniel-okafor-example",)
    assert (timur.name, timur.met) == ("Тимур Ахметов", "2026-11-02")
    card = cards((SAMPLES / "linkedin-Connections.csv").read_bytes())[0]
    assert card.first("N") == "Okafor;Daniel;;;PMP"


def test_hubspot_has_its_ids_and_columns_of_its_own() -> None:
    daniel, timur = people("hubspot-contacts.csv")
    assert (daniel.ids, timur.ids) == (("hubspot:101",), ("hubspot:102",))
    card = cards((SAMPLES / "hubspot-contacts.csv").read_bytes())[0]
    assert {line.param("X-TITLE"): line.value for line in card.all(COLUMN)} == {
        "Contact owner": "Marta Lindqvist",
        "Lead Status": "Connected",
        "Last Activity Date": "2026-11-24 15:45",
        "Create Date": "2024-05-17 10:00",
    }


@pytest.mark.parametrize("name", ["google-contacts.csv", "hubspot-contacts.csv"])
def test_no_cell_of_a_sample_is_lost(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    for row, card in zip(csv.DictReader(io.StringIO(data.decode())), cards(data), strict=True):
        said = "\n".join(unescaped(line.value) for line in card.lines).replace(";", "\n")
        for cell in row.values():
            for piece in (cell or "").removeprefix("* ").split(" ::: "):
                assert piece.removeprefix("* ") in said or piece in ("Work", "Mobile", "LinkedIn")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_any_encoding_and_sign_between_cells_will_do(encoding: str, sign: str) -> None:
    text = f"{GOOGLE}\r\nЯна,Ли,ya@example.org\r\n".replace(",", sign)
    (card,) = cards(text.encode(encoding))
    assert (card.first("FN"), card.first("EMAIL")) == ("Яна Ли", "ya@example.org")


def test_googles_former_titles_are_known() -> None:
    head = "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value"
    (card,) = cards(f"{head},Organization 1 - Title\nx,Ann,Lee,* myContacts,Work,a@x.org,Boss\n")
    said = facts_of(card, region="")
    assert (said.name, said.emails, said.role) == ("Ann Lee", ("a@x.org",), "Boss")
    assert card.all("EMAIL")[0].types == {"work"}
    assert [line.value for line in card.all(COLUMN)] == ["x"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "table-unknown"),
        (b"a,b\n1,2\n", "table-unknown"),
        (f"{GOOGLE}\n".encode(), "no-cards"),
        (f"{GOOGLE}\n,,\n".encode(), "no-cards"),
        (f"{GOOGLE},X\n,,,1\n".encode(), "card-empty"),
        (f"{GOOGLE}\nЯна,,\n".encode("cp1251"), "encoding-guessed"),
    ],
)
def test_what_is_wrong_is_named(data: bytes, said: str) -> None:
    assert [remark.code for each in read_table(data) for remark in each.remarks] == [said]


def test_too_large_and_too_many_is_refused() -> None:
    data = f"{GOOGLE}\nA,B,\nC,D,\nE,F,\n".encode()
    assert read_table(data, limits=CardLimits(size=10))[0].remarks[0].code == "file-too-large"
    found = read_table(data, limits=CardLimits(cards=2))
    assert [each.card is None for each in found] == [False, False, True]
    assert found[2].remarks[0].code == "too-many-cards"


@given(st.binary(max_size=300))
def test_any_bytes_will_do(data: bytes) -> None:
    for head in (b"", f"{GOOGLE}\n".encode()):
        for found in read_table(head + data):
            assert found.card is not None or found.remarks


# --- writing


def person(*lines: CardLine) -> Card:
    return Card((CardLine("FN", "Ann Lee"), CardLine("N", "Lee;Ann;;;"), *lines))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-1+2", "'-1+2"),
        ("\tx", "'\tx"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("plain", "plain"),
    ],
)
def test_cells_that_a_spreadsheet_would_run_are_made_safe(text: str, cell: str) -> None:
    data = table_of([person(CardLine("TITLE", escaped(text)))], "google")
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""))
    assert row["Organization Title"] == cell
    if text.strip() == text:
        assert unescaped(cards(data)[0].first("TITLE")) == text


@pytest.mark.parametrize("table", ["google", "hubspot", "salesforce"])
def test_a_table_that_is_written_reads_as_the_same_people(table: Table) -> None:
    lines = (
        CardLine("EMAIL", "ann@example.org"),
        CardLine("TEL", "+447700900123"),
        CardLine("ORG", "Фонд «Мост»"),
        CardLine("TITLE", "Head\\, of all"),
        CardLine("BDAY", "1984-03-08"),
        CardLine("X-VAULTKIT-ID", f"{table}:77"),
        CardLine(COLUMN, "Open", (("X-TABLE", table), ("X-TITLE", '"Lead Status"'))),
    )
    data = table_of([person(*lines)], table)
    (card,) = cards(data)
    said = facts_of(card, region="")
    assert (said.name, said.emails, said.phones) == (
        *("Ann Lee", ("ann@example.org",), ("+447700900123",)),
    )
    assert (said.org, said.role) == ("Фонд «Мост»", "Head, of all")
    assert said.birthday == ("" if table == "hubspot" else "1984-03-08")
    assert said.ids == (() if table == "google" else (f"{table}:77",))
    assert card.all(COLUMN) == lines[-1:]


def test_a_day_without_its_year_goes_where_it_is_known() -> None:
    card = person(CardLine("BDAY", "1604-02-29", (("X-APPLE-OMIT-YEAR", "1604"),)))
    assert cards(table_of([card], "google"))[0].first("BDAY") == "--02-29"
    assert b"1604" not in table_of([card], "salesforce")


def test_columns_stand_in_one_order() -> None:
    first, second = person(CardLine("EMAIL", "a@x.org")), person(CardLine("TEL", "1"))
    both = table_of([first, second], "google").split(b"\r\n")[0]
    assert both == table_of([second, first], "google").split(b"\r\n")[0]
