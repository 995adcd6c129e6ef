"""``vaultkit meetings``: tables of meetings to HubSpot and Salesforce, and back."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import ROOT, bytes_of, make_vault, vaultkit
from tests.cli.test_calendar_import import notes_of, properties

DATA = ROOT / "tests/exchange/data/meetings"
HUBSPOT = DATA / "hubspot-meetings-import.csv"
SALESFORCE = DATA / "salesforce-events-import.csv"

SYNC = """---
kind: meeting
date: 2026-11-24
time: "15:00"
tz: Europe/Stockholm
duration: 45
attendees: ["[[Daniel Okafor]]"]
organiser: "[[Marta Lindqvist]]"
---
# Partner network sync

My own words.

## Agenda

1. 14:00 Pilot — [[Daniel Okafor]], 10 min
2. =HYPERLINK("http://x")

## Decisions

- Two cities

## Actions

- [ ] [[Marta Lindqvist]]: the budget 📅 2026-11-27
"""
DANIEL = (
    "---\nkind: contact\nemail: daniel.okafor@example.net\nexternal_ids: ['salesforce:003A']\n---\n"
)
MARTA = "---\nkind: contact\nemail: marta@example.org\nexternal_ids: ['salesforce:005M']\n---\n"
FILES = {
    "vaultkit.toml": 'language = "en"\n',
    "Sync.md": SYNC,
    "Daniel Okafor.md": DANIEL,
    "Marta Lindqvist.md": MARTA,
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", FILES)


def imported(vault: Path, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    done = vaultkit("meetings", "import", *arguments, "--json", folder=vault)
    assert (done.code, done.err) == (code, ""), done
    *lines, told = map(json.loads, done.out.splitlines())
    assert told["total"] == len(lines) == told["imported"] + told["named"]
    return lines


def table(vault: Path, head: str, *rows: str) -> str:
    place = vault.parent / "in.csv"
    place.write_text("\n".join([head, *rows, ""]), "utf-8")
    return str(place)


def exported(vault: Path, form: str, *arguments: str) -> list[dict[str, str]]:
    done = vaultkit("meetings", "export", "--format", form, *arguments, folder=vault)
    assert (done.code, done.err) == (0, ""), done
    return list(csv.DictReader(io.StringIO(done.out, newline="")))


HEAD = "Record ID,Meeting name,Meeting start time,Meeting end time,Email,Meeting outcome"
EVENTS = "Id,Subject,StartDateTime,EndDateTime,WhoId,OwnerId,WhatId"


# --- import


def test_a_row_becomes_a_meeting_s_note_and_a_second_import_writes_nothing(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": 'language = "en"\n'})
    before = bytes_of(vault)
    (line,) = imported(vault, str(HUBSPOT), "--tz", "Europe/Stockholm")
    path = "2026-11-24 Partner network sync.md"
    assert (line["outcome"], line["path"], line["line"]) == ("new", path, 2)
    held = properties(vault, path)
    said = ("start", "end", "duration", "status", "join", "organiser", "attendees")
    assert [str(held[key]) for key in said] == [
        *("2026-11-24T15:00+01:00", "2026-11-24T15:45+01:00", "45", "done"),
        *("https://meet.google.com/abc-defg-hij", "marta@example.org"),
        "['daniel.okafor@example.net', 'marta@example.org']",
    ]
    assert "> Agenda: pilot\n> Decision: two cities" in notes_of(vault)[path]
    after = bytes_of(vault)
    (line,) = imported(vault, str(HUBSPOT), "--tz", "Europe/Stockholm")
    assert (line["outcome"], bytes_of(vault)) == ("unchanged", after)
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_rows_of_both_programs_are_one_meeting(vault: Path) -> None:
    (vault / "Sync.md").unlink()
    one, other = imported(vault, str(HUBSPOT), str(SALESFORCE), "--tz", "Europe/Stockholm", code=1)
    assert one["path"] == other["path"]
    assert one["reason"] == other["reason"] == "person-unknown"


def test_a_note_of_a_person_takes_the_id_and_keeps_every_word(vault: Path) -> None:
    before = (vault / "Sync.md").read_text("utf-8")
    row = "77,Partner network sync,2026-11-24T14:00Z,2026-11-24T14:45Z,daniel.okafor@example.net,"
    (line,) = imported(vault, table(vault, HEAD, row))
    assert (line["outcome"], line["path"]) == ("update", "Sync.md")
    after = (vault / "Sync.md").read_text("utf-8")
    assert after == before.replace("\n---\n#", '\nexternal_ids: ["hubspot:77"]\n---\n#')
    (line,) = imported(vault, table(vault, HEAD, row))
    assert line["outcome"] == "unchanged"


def test_an_id_decides_and_differences_are_reported_each_time(vault: Path) -> None:
    path = vault / "Sync.md"
    path.write_text(SYNC.replace("kind:", "external_ids: ['hubspot:77']\nkind:"), "utf-8")
    before = path.read_bytes()
    row = "77,Another name,2026-11-25T14:00Z,2026-11-25T14:45Z,new@example.org,CANCELED"
    for _ in range(2):
        (line,) = imported(vault, table(vault, HEAD, row), code=1)
        assert (line["outcome"], line["path"]) == ("unchanged", "Sync.md")
        told = {each["key"]: (each["held"], each["said"]) for each in line["remarks"]}
        assert told == {
            "start": ("2026-11-24T15:00+01:00", "2026-11-25T14:00+00:00"),
            "attendees": ("Daniel Okafor, Marta Lindqvist", "new@example.org"),
            "title": ("Partner network sync", "Another name"),
            "status": ("-", "cancelled"),
        }
    assert path.read_bytes() == before


def test_who_answered_an_invitation_is_known_by_the_address(vault: Path) -> None:
    replies = "replies: ['Ana Silva <Ana@example.org>: accepted']"
    note = SYNC.replace("attendees:", f"{replies}\nattendees:").replace("[[Daniel Okafor]]", "Ana")
    (vault / "Sync.md").write_text(note, "utf-8")
    row = "77,Partner network sync,2026-11-24T14:00Z,2026-11-24T14:45Z,{},"
    place = table(vault, HEAD, row.format("ana@example.org"))
    assert imported(vault, place)[0]["remarks"] == []
    place = table(vault, HEAD, row.format("new@example.org"))
    (remark,) = imported(vault, place, code=1)[0]["remarks"]
    assert (remark["key"], remark["said"]) == ("attendees", "new@example.org")


def test_a_meeting_is_no_person_though_a_crm_numbers_both_alike(vault: Path) -> None:
    row = "77,Budget,2026-11-24T14:00Z,2026-11-24T14:45Z,,"
    (line,) = imported(vault, table(vault, HEAD, row))
    before = (vault / line["path"]).read_bytes()
    head = "Record ID,First Name,Last Name,Email,Associated Company"
    people = table(vault, head, "77,Zoe,Quinn,zoe@example.org,Acme")
    assert vaultkit("contacts", "import", people, folder=vault).code == 0
    assert (vault / line["path"]).read_bytes() == before
    assert "hubspot:77" in (vault / "Zoe Quinn.md").read_text("utf-8")
    cards = vaultkit("contacts", "export", folder=vault).out
    assert cards.count("FN:Zoe Quinn") == 1
    assert "Budget" not in cards


def test_a_note_of_another_id_is_another_meeting(vault: Path) -> None:
    rows = [f"{n},Partner network sync,2026-11-24T14:00Z,,," for n in (77, 78)]
    one, other = imported(vault, table(vault, HEAD, *rows))
    assert [one["path"], other["path"]] == ["Sync.md", "2026-11-24 Partner network sync.md"]
    assert {each["outcome"] for each in imported(vault, table(vault, HEAD, *rows[::-1]))} == {
        "unchanged"
    }


def test_several_that_may_be_meant_are_refused(vault: Path) -> None:
    (vault / "Again.md").write_text(SYNC, "utf-8")
    before = bytes_of(vault)
    row = "77,Partner network sync,2026-11-24T14:00Z,,,"
    (line,) = imported(vault, table(vault, HEAD, row), code=1)
    assert (line["outcome"], line["reason"]) == ("refused", "several-notes")
    assert line["remarks"][0]["notes"] == "Again.md, Sync.md"
    assert bytes_of(vault) == before


def test_rows_of_one_meeting_bring_all_their_people(vault: Path) -> None:
    people = ("daniel.okafor@example.net", "marta@example.org", "new@example.org")
    rows = [f"9,Talk,2026-12-01T10:00Z,,{each}," for each in people]
    lines = imported(vault, table(vault, HEAD, *rows))
    assert {each["path"] for each in lines} == {"2026-12-01 Talk.md"}
    assert properties(vault, "2026-12-01 Talk.md")["attendees"] == [
        *("[[Daniel Okafor]]", "[[Marta Lindqvist]]", "new@example.org"),
    ]


def test_people_are_found_by_the_ids_of_salesforce(vault: Path) -> None:
    row = "00U1,Talk,2026-12-01T10:00Z,2026-12-01T11:00Z,003A,005M,001W"
    imported(vault, table(vault, EVENTS, row))
    held = properties(vault, "2026-12-01 Talk.md")
    assert held["attendees"] == ["[[Daniel Okafor]]", "[[Marta Lindqvist]]"]
    assert held["organiser"] == "[[Marta Lindqvist]]"
    assert held["external_ids"] == ["salesforce:00U1", "salesforce-what:001W"]
    (talk,) = exported(vault, "salesforce", "--from", "2026-12-01")
    assert [talk[key] for key in ("Id", "WhoId", "OwnerId", "WhatId")] == [
        *("00U1", "003A", "005M", "001W"),
    ]


def test_a_note_that_cannot_be_edited_is_left_whole(vault: Path) -> None:
    odd = SYNC.replace("kind:", "external_ids: !!seq [a]\nkind:")
    (vault / "Sync.md").write_text(odd, "utf-8")
    before = bytes_of(vault)
    row = "77,Partner network sync,2026-11-24T14:00Z,,,"
    done = vaultkit("meetings", "import", table(vault, HEAD, row), folder=vault)
    assert done.code == 1
    assert "Sync.md:2:" in done.err
    assert bytes_of(vault) == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(vault: Path) -> None:
    before = bytes_of(vault)
    row = "77,Partner network sync,2026-11-24T14:00Z,,,"
    done = vaultkit("meetings", "import", table(vault, HEAD, row), "--dry-run", folder=vault)
    assert done.code == 0
    assert '+external_ids: ["hubspot:77"]' in done.out.splitlines()
    assert bytes_of(vault) == before


RUSSIAN = """Место\tВстреча\tИтог\tЗаметка\tЗамечания
../in.csv:2\tBad\tотклонён\t\tнет начала
../in.csv:3\tPartner network sync\tбез изменений\tSync.md\tчасовой пояс не указан, взят UTC; \
другой задаёт --tz; в Sync.md остаётся start: 2026-11-24T15:00+01:00; в таблице \
2026-11-24T15:00+00:00
"""


def test_people_see_each_row_on_a_line_in_their_language(vault: Path) -> None:
    (vault / "Sync.md").write_text(
        SYNC.replace("kind:", "external_ids: ['hubspot:77']\nkind:"), "utf-8"
    )
    rows = ("1,Bad,,,,", "77,Partner network sync,2026-11-24 15:00,,daniel.okafor@example.net,")
    table(vault, HEAD, *rows)
    done = vaultkit(
        *("meetings", "import", "../in.csv"), folder=vault, environ={"LANG": "ru_RU.UTF-8"}
    )
    assert done.code == 1
    assert done.out == RUSSIAN
    assert done.err == "2 встречи: принято 1, не принято 1\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "no.csv"), "cannot be read"),
        (("import", "x.csv", "--tz", "Mars"), "there is no time zone 'Mars'"),
        (("export",), "--format is missing"),
        (("export", "--format", "hubspot", "--force"), "--force needs -o FILE"),
    ],
)
def test_what_cannot_be_asked_is_said(vault: Path, arguments: tuple[str, ...], said: str) -> None:
    done = vaultkit("meetings", *arguments, folder=vault)
    assert done.code in (2, 3)
    assert said in done.err


# --- export


def test_a_meeting_is_a_row_of_hubspots(vault: Path) -> None:
    (row,) = exported(vault, "hubspot", "--tz", "Europe/Stockholm")
    assert row == {
        "Activity date": "2026-11-24 15:00",
        "Meeting name": "Partner network sync",
        "Meeting description": 'Pilot — Daniel Okafor\n=HYPERLINK("http://x")',
        "Internal meeting notes": "Two cities\n[ ] Marta Lindqvist: the budget 📅 2026-11-27",
        "Meeting start time": "2026-11-24 15:00",
        "Meeting end time": "2026-11-24 15:45",
        "Meeting location": "",
        "Meeting outcome": "",
        "Activity assigned to": "marta@example.org",
        "Email": "daniel.okafor@example.net",
        "Attendees": "Daniel Okafor <daniel.okafor@example.net>",
    }


def test_a_meeting_is_a_row_of_salesforces(vault: Path) -> None:
    (row,) = exported(vault, "salesforce")
    told = ("Subject", "StartDateTime", "EndDateTime", "OwnerId", "WhoId", "IsPrivate")
    assert [row[key] for key in told] == [
        *("Partner network sync", "2026-11-24T14:00:00Z", "2026-11-24T14:45:00Z"),
        *("005M", "003A", "false"),
    ]


def test_secrets_are_blotted_out_unless_they_are_asked_for(vault: Path) -> None:
    link = "https://zoom.us/j/81234567890?pwd=c2VjcmV0"
    note = SYNC.replace("kind:", f"join: {link}\nkind:").replace("Two cities", f"See {link}")
    (vault / "Sync.md").write_text(note, "utf-8")
    for form in ("hubspot", "salesforce"):
        (row,) = exported(vault, form)
        assert "c2VjcmV0" not in str(row)
        assert str(row).count("pwd=***") == 2
        (row,) = exported(vault, form, "--with-secrets")
        assert str(row).count(link) == 2


@pytest.mark.parametrize("word", ["confidential", "private"])
def test_no_word_of_a_confidential_note_goes_out(vault: Path, word: str) -> None:
    (vault / "Sync.md").write_text(
        SYNC.replace("kind:", f"confidentiality: {word}\nkind:"), "utf-8"
    )
    (row,) = exported(vault, "salesforce", "--with-secrets")
    assert (row["Description"], row["IsPrivate"]) == ("", "true")
    (row,) = exported(vault, "hubspot")
    assert (row["Meeting description"], row["Internal meeting notes"]) == ("", "")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("planned", "SCHEDULED"), ("отменена", "CANCELED"), ("done", "COMPLETED")],
)
def test_a_status_is_an_outcome_and_comes_back(vault: Path, status: str, outcome: str) -> None:
    (vault / "Sync.md").write_text(SYNC.replace("kind:", f"status: {status}\nkind:"), "utf-8")
    (row,) = exported(vault, "hubspot")
    assert row["Meeting outcome"] == outcome
    for form in ("hubspot", "salesforce"):
        out = str(vault.parent / "out.csv")
        vaultkit("meetings", "export", "--format", form, "-o", out, folder=vault)
        (line,) = imported(vault, out, "--tz", "UTC")
        assert (line["outcome"], line["path"], line["remarks"]) == ("unchanged", "Sync.md", [])


def test_days_can_be_chosen(vault: Path) -> None:
    assert len(exported(vault, "hubspot", "--from", "2026-11-24", "--to", "2026-11-24")) == 1
    assert exported(vault, "hubspot", "--from", "2026-11-25") == []


@pytest.mark.parametrize("form", ["hubspot", "salesforce"])
def test_what_is_exported_is_the_same_each_time_and_its_import_changes_nothing(
    tmp_path: Path, form: str
) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(ROOT / "sample-vault", vault, ignore=shutil.ignore_patterns(".vaultkit"))
    outs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for out in outs:
        zone = ("--tz", "Asia/Tokyo")
        done = vaultkit(
            *("meetings", "export", "--format", form, *zone, "-o", str(out)), folder=vault
        )
        assert done.code == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    before = bytes_of(vault)
    lines = imported(vault, str(outs[0]), "--tz", "Asia/Tokyo")
    assert len(lines) > 30
    assert {(each["outcome"], each["reason"]) for each in lines} == {("unchanged", None)}
    assert bytes_of(vault) == before
