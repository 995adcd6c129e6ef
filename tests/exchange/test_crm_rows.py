"""Tables of meetings of CRMs: what a row says, and rows that come back as they went."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.exchange.crm_rows import (
    HUBSPOT,
    SALESFORCE,
    CrmMeeting,
    CrmSystem,
    MeetingLimits,
    read_meetings,
)
from vaultkit.exchange.crm_table import CrmRow, meetings_table
from vaultkit.model.calendar import Attendee, Event, Moment

DATA = Path(__file__).parent / "data" / "meetings"
STOCKHOLM = "Europe/Stockholm"


def meetings(data: bytes, zone: str = STOCKHOLM) -> list[CrmMeeting]:
    found = read_meetings(data, zone=zone)
    assert all(each.meeting is not None for each in found), found
    return [each.meeting for each in found if each.meeting is not None]


def codes(data: bytes) -> list[str]:
    return [each.code for found in read_meetings(data, zone="UTC") for each in found.remarks]


def table(head: str, *rows: str) -> bytes:
    return "\n".join([head, *rows, ""]).encode()


def event(**values: object) -> Event:
    start = Moment(datetime(2026, 11, 24, 14), "UTC", datetime(2026, 11, 24, 14, tzinfo=UTC))
    given = {"line": 0, "uid": "", "start": start, "end": start, "summary": "Sync", **values}
    return Event(**given)  # type: ignore[arg-type]


def cells(row: CrmRow, system: CrmSystem, zone: str = "UTC") -> dict[str, str]:
    text = meetings_table([row], system, zone=zone).decode()
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    return found


# --- reading


def test_both_programs_tell_of_the_same_meeting() -> None:
    (hubspot,) = meetings((DATA / "hubspot-meetings-import.csv").read_bytes())
    (salesforce,) = meetings((DATA / "salesforce-events-import.csv").read_bytes())
    for each in (hubspot, salesforce):
        assert each.event.summary == "Partner network sync"
        assert (each.event.start.text, each.event.end.text) == (
            *("2026-11-24T14:00:00Z", "2026-11-24T14:45:00Z"),
        )
        assert f"{each.event.start.local:%H:%M}" == "15:00"
        assert each.event.location == "https://meet.google.com/abc-defg-hij"
    assert hubspot.is_held
    assert hubspot.event.description == "Agenda: pilot\n\nDecision: two cities"
    assert hubspot.event.organizer == Attendee((), "marta@example.org")
    assert hubspot.event.attendees == (Attendee((), "daniel.okafor@example.net"),)
    assert salesforce.people == ("salesforce:003000000000001AAA",)
    assert salesforce.owner == "salesforce:005000000000001AAA"
    assert salesforce.beside == ("salesforce-owner:005000000000001AAA",)


HEAD = "Record ID,Meeting name,Meeting start time,Meeting end time,Meeting outcome"
EVENTS = "Id,Subject,StartDateTime,EndDateTime,IsAllDayEvent,ShowAs,IsPrivate,WhatId"


@pytest.mark.parametrize(
    ("row", "start", "end"),
    [
        ("1,A,2026-11-24 15:00,2026-11-24 15:45,", "2026-11-24T14:00:00Z", "2026-11-24T14:45:00Z"),
        ("1,A,2026-07-24 15:00,,", "2026-07-24T13:00:00Z", "2026-07-24T13:00:00Z"),
        ("1,A,2026-11-24T15:00:00Z,,", "2026-11-24T15:00:00Z", "2026-11-24T15:00:00Z"),
        ("1,A,2026-11-24T15:00:00.000+0300,,", "2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z"),
        ("1,A,1795532400000,1795534200000,", "2026-11-24T15:00:00Z", "2026-11-24T15:30:00Z"),
        ("1,A,2026-11-24,2026-11-25,", "2026-11-24", "2026-11-26"),
        ("1,A,2026-11-24,2026-11-25 10:00,", "2026-11-24", "2026-11-25"),
    ],
)
def test_a_time_is_read_as_it_is_written(row: str, start: str, end: str) -> None:
    (found,) = meetings(table(HEAD, row))
    assert (found.event.start.text, found.event.end.text) == (start, end)


def test_whole_days_of_salesforce_include_their_last() -> None:
    row = "00U1,Выезд,2026-11-24T00:00:00.000Z,2026-11-25T00:00:00.000Z,true,OutOfOffice,true,001A"
    (found,) = meetings(table(EVENTS, row))
    assert (found.event.start.text, found.event.end.text) == ("2026-11-24", "2026-11-26")
    assert (found.event.busy, found.event.confidentiality) == ("out-of-office", "private")
    assert (found.own_id, found.beside) == ("salesforce:00U1", ("salesforce-what:001A",))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (table(HEAD, "1,A,2026-11-24 15:00,,"), ["zone-unnamed"]),
        (table(HEAD, "1,A,2026-11-24T15:00Z,,"), []),
        (table(HEAD, "1,,2026-11-24T15:00Z,,"), ["title-missing"]),
        (table(HEAD, "1,A,,,"), ["start-missing"]),
        (table(HEAD, "1,A,soon,,"), ["start-invalid"]),
        (table(HEAD, "1,A,2026-11-24T15:00Z,2026-11-24T14:00Z,"), ["end-before-start"]),
        (table(HEAD, "1,A,99999999999999999999,,"), ["start-invalid"]),
        (table(HEAD), ["no-rows"]),
        (table("First Name,Last Name", "A,B"), ["table-unknown"]),
        (b"", ["table-unknown"]),
        ("\n".join([HEAD, "1,Встреча,2026-11-24T15:00Z,,"]).encode("cp1251"), ["encoding-guessed"]),
    ],
)
def test_what_is_wrong_is_named(data: bytes, said: list[str]) -> None:
    assert codes(data) == said


def test_too_large_and_too_many_is_refused() -> None:
    data = table(HEAD, *["1,A,2026-11-24T15:00Z,,"] * 3)
    large = read_meetings(data, zone="UTC", limits=MeetingLimits(size=10))
    assert [each.remarks[0].code for each in large] == ["file-too-large"]
    *_, last = read_meetings(data, zone="UTC", limits=MeetingLimits(rows=2))
    assert (last.line, last.remarks[0].code) == (4, "too-many-rows")


def test_hubspots_inner_names_are_known() -> None:
    head = "hs_object_id,hs_meeting_title,hs_meeting_start_time,hs_meeting_external_url"
    (found,) = meetings(table(head, "7,Sync,2026-11-24T14:00:00Z,https://zoom.us/j/81234567890"))
    assert found.own_id == "hubspot:7"
    assert found.event.texts == (("url", "https://zoom.us/j/81234567890"),)


@given(st.binary(max_size=300))
def test_any_bytes_will_do(data: bytes) -> None:
    for head in (b"", f"{HEAD}\n".encode(), f"{EVENTS}\n".encode()):
        for found in read_meetings(head + data, zone="UTC"):
            assert found.meeting is not None or found.remarks


# --- writing


def test_the_columns_are_those_of_the_programs() -> None:
    for system, titles in (("hubspot", HUBSPOT), ("salesforce", SALESFORCE)):
        data = meetings_table([CrmRow(event())], system, zone="UTC")  # type: ignore[arg-type]
        assert data.decode().partition("\r\n")[0] == ",".join(titles)
    sample = (DATA / "hubspot-meetings-import.csv").read_text("utf-8").splitlines()[0]
    assert sample == ",".join(HUBSPOT)
    sample = (DATA / "salesforce-events-import.csv").read_text("utf-8").splitlines()[0]
    assert sample == ",".join(SALESFORCE)


@pytest.mark.parametrize("system", ["hubspot", "salesforce"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_cells_that_a_spreadsheet_would_run_are_made_safe(system: CrmSystem, sign: str) -> None:
    row = CrmRow(
        event(summary=f"{sign}1+1", location=f"{sign}A1"), agenda=f"{sign}cmd|' /C calc'!A0"
    )
    found = cells(row, system)
    assert not [cell for cell in found.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
    if sign != "\t":
        (back,) = meetings(meetings_table([row], system, zone="UTC"))
        assert (back.event.summary, back.event.location) == (f"{sign}1+1", f"{sign}A1")


def test_a_salesforce_event_that_is_off_says_so_in_its_title() -> None:
    found = cells(CrmRow(event(status="CANCELLED")), "salesforce")
    assert (found["Subject"], found["ShowAs"]) == ("Cancelled: Sync", "Free")
    assert cells(CrmRow(event(busy="free")), "salesforce")["ShowAs"] == "Free"


_MINUTES = st.integers(0, 60 * 24 * 365 * 20)
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20
)


@given(
    title=_TEXT.filter(lambda text: text[0] != "'"),
    begin=_MINUTES,
    length=st.integers(0, 5000),
    is_day=st.booleans(),
    emails=st.sets(st.sampled_from(["a@x.org", "b@x.org", "c@x.org"])),
    system=st.sampled_from(["hubspot", "salesforce"]),
)
def test_a_meeting_that_is_written_reads_as_the_same(
    title: str, begin: int, length: int, is_day: bool, emails: set[str], system: CrmSystem
) -> None:
    at = datetime(2020, 1, 1) + timedelta(minutes=begin)
    if is_day:
        start = Moment(datetime(at.year, at.month, at.day), is_day=True)
        end = start._replace(local=start.local + timedelta(days=1 + length % 5))
    else:
        start = Moment(at, "UTC", at.replace(tzinfo=UTC))
        until = at + timedelta(minutes=length)
        end = Moment(until, "UTC", until.replace(tzinfo=UTC))
    people = tuple(Attendee((), each) for each in sorted(emails))
    given = event(summary=title, start=start, end=end, attendees=people)
    (back,) = meetings(meetings_table([CrmRow(given, own_id="7")], system, zone="UTC"), "UTC")
    assert back.own_id == f"{system}:7"
    assert back.event.summary == title
    assert (back.event.start.text, back.event.end.text) == (start.text, end.text)
    assert {each.email for each in back.event.attendees} == emails
