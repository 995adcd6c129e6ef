"""Reading calendars: nothing lost, right instants, people, and files that mean harm."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.exchange.calendar import Limits, Reading, read_calendar
from vaultkit.exchange.components import read_components
from vaultkit.exchange.identity import key_of, version_of
from vaultkit.exchange.joinlink import join_link_of
from vaultkit.exchange.mail import calendars_in_mail
from vaultkit.exchange.names import name_forms, parse_email
from vaultkit.exchange.rules import rule_fault
from vaultkit.exchange.zones import find_iana
from vaultkit.model.calendar import Event

SAMPLES = sorted((Path(__file__).parent / "data" / "ics").glob("*.ics"))


def read(text: str, *, zone: str = "Europe/Stockholm") -> Reading:
    return read_calendar(text.encode(), zone=zone)


def event(*lines: str, head: str = "", zone: str = "Europe/Stockholm") -> Event:
    """The only event of a calendar."""
    reading = read(calendar(*lines, head=head), zone=zone)
    assert reading.passed == ()
    (found,) = reading.events
    return found


def calendar(*lines: str, head: str = "") -> str:
    body = "\n".join(
        lines
        if any(line.startswith("DTSTART") for line in lines)
        else (*lines, "DTSTART:20261124T090000Z")
    )
    return f"BEGIN:VCALENDAR\n{head}BEGIN:VEVENT\nUID:u\n{body}\nEND:VEVENT\nEND:VCALENDAR\n"


def codes(found: Event) -> list[str]:
    return [remark.code for remark in found.remarks]


# --- the samples

STARTS = {
    "apple-en.ics": ["2026-12-03T11:00:00Z", "2026-12-04T08:00:00"],
    "broken-lf-bom.ics": [
        *("2026-11-24T08:00:00Z", "2026-11-24T10:00:00Z", "rule-invalid", "start-invalid"),
        "2026-11-24T13:00:00Z",
    ],
    "dst-series-en.ics": ["2026-10-20T13:00:00Z"],
    "freebusy-en.ics": ["not-a-meeting"],
    "google-series-en.ics": [
        *("2026-10-06T13:00:00Z", "2026-11-11T09:00:00Z", "2026-11-17T14:00:00Z"),
    ],
    "google-xwr-ru.ics": ["2026-11-24T14:00:00Z", "2026-11-27", "2026-11-30"],
    "midchar-fold-ru.ics": ["2026-11-24T08:00:00Z"],
    "outlook-cancel-instance-en.ics": ["2026-11-25T09:00:00Z"],
    "outlook-teams-request-en.ics": ["2026-11-25T09:00:00Z"],
    "outlook-teams-ru-novtz.ics": [
        *("2026-11-26T08:30:00Z", "2026-11-27T08:00:00Z", "2026-11-27T07:00:00Z"),
        "2026-11-27T11:00:00Z",
    ],
    "reply-accepted-en.ics": ["2026-11-25T09:00:00Z"],
    "series-odd-en.ics": ["2026-11-02T09:00:00Z", "2026-11-16T11:00:00Z", "2026-11-18T12:00:00Z"],
    "vtodo-followups-ru.ics": ["not-a-meeting", "not-a-meeting"],
    "webex-en.ics": ["2026-12-02T13:00:00Z"],
    "yandex-ru.ics": ["2026-12-08T13:00:00Z"],
    "zoom-en.ics": ["2026-12-01T14:00:00Z"],
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda place: place.name)
def test_every_component_of_a_sample_is_accounted_for(sample: Path) -> None:
    data = sample.read_bytes()
    reading = read_calendar(data, zone="Europe/Stockholm")
    told = {each.line: each.start.text for each in reading.events}
    told |= {each.line: each.remark.code for each in reading.passed}
    begins = re.findall(rb"(?m)^\xef?\xbb?\xbf?BEGIN:(VEVENT|VTODO|VFREEBUSY)", data)
    assert [told[line] for line in sorted(told)] == STARTS[sample.name]
    assert len(told) == len(begins) == len(reading.events) + len(reading.passed)


def test_all_samples_are_there() -> None:
    assert [place.name for place in SAMPLES] == sorted(STARTS)
    assert len(SAMPLES) == 16


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda place: place.name)
def test_line_ends_of_any_kind_say_the_same(sample: Path) -> None:
    data = sample.read_bytes().replace(b"\r\n", b"\n")
    for ends in (b"\r\n", b"\r"):
        again = read_calendar(data.replace(b"\n", ends), zone="Europe/Stockholm")
        assert again == read_calendar(data, zone="Europe/Stockholm")


def sample(name: str) -> list[Event]:
    place = next(each for each in SAMPLES if each.name == name)
    return list(read_calendar(place.read_bytes(), zone="Europe/Stockholm").events)


def test_a_letter_cut_by_a_fold_is_whole() -> None:
    (found,) = sample("midchar-fold-ru.ics")
    assert found.summary.endswith("посередине буквы — проверка")
    assert "\ufffd" not in found.summary


def test_outlook_s_request_says_all_that_it_says() -> None:
    (found,) = sample("outlook-teams-request-en.ics")
    assert (found.method, found.sequence, found.start.zone) == ("REQUEST", 0, "Europe/Berlin")
    assert [each.email for each in found.attendees] == ["Marta@example.org", "ana.silva@example.pt"]
    assert [each.names[0] for each in found.attendees] == ["Marta Lindqvist", "Ana Silva"]
    assert [each.role for each in found.attendees] == ["required", "optional"]
    assert (found.busy, found.importance, found.confidentiality) == ("busy", "", "")
    assert found.reminders == (timedelta(minutes=15),)
    link = join_link_of(found.texts)
    assert link.url is not None
    assert link.url.startswith("https://teams.microsoft.com/l/meetup-join/19%3ameeting_QUJD")
    assert (link.meeting_id, link.passcode) == ("21234567890123", "Xy7Zk2Qp")
    assert link.fallback_urls == (
        "https://teams.microsoft.com/meet/21234567890123?p=AbCdEfGhIjKlMnOpQr",
    )


def test_rooms_are_not_people_and_addresses_are_not_names() -> None:
    found = sample("google-series-en.ics")[0]
    assert [(each.names, each.kind, each.status, each.guests) for each in found.attendees] == [
        (("Marta Lindqvist",), "person", "accepted", 0),
        (("Daniel Okafor", "Okafor, Daniel"), "person", "tentative", 1),
        ((), "person", "needs-action", 0),
        (("Room Birch (8)",), "room", "accepted", 0),
    ]


def test_webex_s_own_zone_is_that_of_most_of_europe() -> None:
    (found,) = sample("webex-en.ics")
    assert (found.start.zone, found.sequence) == ("Europe/London", 1795430400) or (
        found.start.zone in ("Europe/Berlin", "Europe/Paris")
    )


# --- times


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Moscow", "Europe/Moscow"),
        ("Russian Standard Time", "Europe/Moscow"),
        ("(UTC+03:00) Moscow, St. Petersburg", "Europe/Moscow"),
        ("(UTC+03:00) Москва, Санкт-Петербург", "Europe/Moscow"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT-05.00) Eastern Time", None),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"),
        ("(UTC+09:00) Moscow", None),
        ("tzone://Microsoft/Utc", "UTC"),
        ("tzone://Microsoft/W. Europe Standard Time", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Stockholm", "Europe/Stockholm"),
        (
            "/mozilla.org/20050126_1/America/Argentina/Buenos_Aires",
            "America/Argentina/Buenos_Aires",
        ),
        ("GMT", "UTC"),
        ("Customized Time Zone", None),
        ("Mars/Olympus", None),
        ("Europe", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_a_zone_is_known_by_any_of_its_names(tzid: str, zone: str | None) -> None:
    assert find_iana(tzid) == zone


OWN = (
    "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0545\n"
    "TZOFFSETTO:+0515\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\n"
    "DTSTART:16010101T020000\nTZOFFSETFROM:+0515\nTZOFFSETTO:+0545\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
)


@pytest.mark.parametrize(
    ("head", "line", "text", "zone", "remarks"),
    [
        ("", ";TZID=Europe/Moscow:20261124T120000", "2026-11-24T09:00:00Z", "Europe/Moscow", []),
        ("", ":20261124T120000Z", "2026-11-24T12:00:00Z", "UTC", []),
        ("", ":20261124T120000", "2026-11-24T12:00:00", None, []),
        ("", ";VALUE=DATE:20261124", "2026-11-24", None, []),
        ("", ":20261124", "2026-11-24", None, []),
        ("", ":20261124T1200", "2026-11-24T12:00:00", None, []),
        ("", ";TZID=tzone://Microsoft/Utc:20261124T120000", "2026-11-24T12:00:00Z", "UTC", []),
        (
            "",
            ";TZID=(UTC+03:00) Moscow:20261124T120000",
            "2026-11-24T09:00:00Z",
            "Europe/Moscow",
            [],
        ),
        (OWN, ";TZID=Ours:20260701T120000", "2026-07-01T06:15:00Z", "Ours", []),
        (OWN, ";TZID=Ours:20261124T120000", "2026-11-24T06:45:00Z", "Ours", []),
        (
            "X-WR-TIMEZONE:Asia/Almaty\n",
            ";TZID=Mars:20261124T120000",
            "2026-11-24T07:00:00Z",
            "Asia/Almaty",
            ["zone-unknown"],
        ),
        (
            "X-WR-TIMEZONE:Asia/Almaty\n",
            ":20261124T120000Z",
            "2026-11-24T12:00:00Z",
            "Asia/Almaty",
            [],
        ),
        (
            "",
            ";TZID=Mars:20261124T120000",
            "2026-11-24T11:00:00Z",
            "Europe/Stockholm",
            ["zone-unknown"],
        ),
        (
            "",
            ";TZID=(UTC+11:30) Nowhere:20261124T120000",
            "2026-11-24T00:30:00Z",
            "UTC+11:30",
            ["zone-guessed"],
        ),
        (
            "",
            ";TZID=Europe/Stockholm:20260329T023000",
            "2026-03-29T01:30:00Z",
            "Europe/Stockholm",
            ["time-left-out"],
        ),
        (
            "",
            ";TZID=Europe/Stockholm:20261025T023000",
            "2026-10-25T00:30:00Z",
            "Europe/Stockholm",
            ["time-twice"],
        ),
        ("", ":20161231T235960Z", "2016-12-31T23:59:59Z", "UTC", []),
        ("", ";TZID=Europe/Moscow:00010101T000000", "0001-01-01T00:00:00Z", "Europe/Moscow", []),
    ],
)
def test_a_start_is_this_moment(
    head: str, line: str, text: str, zone: str | None, remarks: list[str]
) -> None:
    found = event(f"DTSTART{line}", head=head)
    assert (found.start.text, found.start.zone, codes(found)) == (text, zone, remarks)


@pytest.mark.parametrize(
    ("lines", "end", "remarks"),
    [
        (["DTSTART;VALUE=DATE:20261124"], "2026-11-25", []),
        (["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"], "2026-11-26", []),
        (["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261124"], "2026-11-25", []),
        (["DTSTART:20261124T100000Z"], "2026-11-24T10:00:00Z", []),
        (["DTSTART:20261124T100000Z", "DURATION:PT1H30M"], "2026-11-24T11:30:00Z", []),
        (["DTSTART:20261124T100000Z", "DURATION:P1DT2H"], "2026-11-25T12:00:00Z", []),
        (
            ["DTSTART:20261124T100000Z", "DURATION:P9999999W"],
            "2026-11-24T10:00:00Z",
            ["end-invalid"],
        ),
        (["DTSTART:20261124T100000Z", "DTEND:soon"], "2026-11-24T10:00:00Z", ["end-invalid"]),
        (["DTSTART:20261124T100000Z", "DURATION:long"], "2026-11-24T10:00:00Z", ["end-invalid"]),
        (["DTSTART:20261124T100000Z", "DURATION:-PT1H"], "2026-11-24T10:00:00Z", ["end-invalid"]),
        (
            ["DTSTART:20261124T100000Z", "DTEND:20261124T090000Z"],
            "2026-11-24T10:00:00Z",
            ["end-before-start"],
        ),
        (
            ["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261123"],
            "2026-11-25",
            ["end-before-start"],
        ),
        (["DTSTART:99991231T100000Z", "DURATION:P30D"], "9999-12-31T10:00:00Z", []),
    ],
)
def test_an_end_is_this_moment(lines: list[str], end: str, remarks: list[str]) -> None:
    found = event(*lines)
    assert (found.end.text, codes(found)) == (end, remarks)


# --- people


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("Marta Lindqvist", ("Marta Lindqvist",)),
        ("Okafor, Daniel", ("Daniel Okafor", "Okafor, Daniel")),
        ("Silva, Ana (External)", ("Ana Silva", "Silva, Ana", "Silva, Ana (External)")),
        ("Саянов Олег Петрович", ("Олег Саянов", "Саянов Олег Петрович")),
        ("Олег Петрович Саянов", ("Олег Саянов", "Олег Петрович Саянов")),
        ("Волкова Ирина", ("Волкова Ирина", "Ирина Волкова")),
        ("irina.volkova@example.com", ()),
        ("Ana Silva <ana@example.pt>", ("Ana Silva",)),
        ("'Jonas Weber'", ("Jonas Weber",)),
        ("李 明", ("李 明",)),
        ("  ", ()),
        ("42", ()),
    ],
)
def test_a_name_has_these_forms(written: str, forms: tuple[str, ...]) -> None:
    assert name_forms(written) == forms


@pytest.mark.parametrize(
    ("address", "email"),
    [
        ("mailto:Marta@Example.ORG", "Marta@example.org"),
        ("MAILTO:a@b.example?subject=x", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("invalid:nomail", None),
        ("mailto:", None),
        ("/o=ExchangeLabs/ou=Exchange/cn=Recipients/cn=abc", None),
        ("mailto:a@b@c", None),
        ('mailto:"<script>"@b.example', None),
    ],
)
def test_an_address_is_lower_case_in_its_domain_alone(address: str, email: str | None) -> None:
    assert parse_email(address) == email


# --- what the properties say


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        (["CLASS:CONFIDENTIAL"], "confidentiality", "confidential"),
        (["CLASS:PUBLIC"], "confidentiality", ""),
        (["TRANSP:TRANSPARENT"], "busy", "free"),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF"], "busy", "out-of-office"),
        (["X-MICROSOFT-CDO-IMPORTANCE:2"], "importance", "high"),
        (
            ["CATEGORIES:встреча,follow\\,up", "CATEGORIES:x"],
            "categories",
            ("встреча", "follow,up", "x"),
        ),
        (["RELATED-TO;RELTYPE=PARENT:a@b"], "related", ("a@b",)),
        (["ATTACH:https://e.example/a.pdf"], "attachments", ("https://e.example/a.pdf",)),
        (["ATTACH;ENCODING=BASE64;VALUE=BINARY:QUJD"], "attachments", ()),
        (["SUMMARY:a\\nb \\; c\\\\d"], "summary", "a b ; c\\d"),
        (["SEQUENCE:x"], "sequence", 0),
        (["DESCRIPTION:", "X-ALT-DESC;FMTTYPE=text/html:<p>x</p>"], "description", "<p>x</p>"),
        (["LAST-MODIFIED:20261120T080000Z"], "modified", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        (
            [
                "BEGIN:VALARM",
                "TRIGGER:-PT15M",
                "END:VALARM",
                "BEGIN:VALARM",
                "TRIGGER:-P1D",
                "END:VALARM",
            ],
            "reminders",
            (timedelta(days=1), timedelta(minutes=15)),
        ),
        (["BEGIN:VALARM", "TRIGGER:PT15M", "END:VALARM"], "reminders", ()),
        (
            ["BEGIN:VALARM", "TRIGGER;VALUE=DATE-TIME:20261127T060000Z", "END:VALARM"],
            "reminders",
            (),
        ),
    ],
)
def test_a_property_says(lines: list[str], name: str, value: object) -> None:
    assert getattr(event(*lines), name) == value


# --- versions


def test_the_higher_sequence_holds_and_then_the_later_change() -> None:
    first = event("SEQUENCE:1", "LAST-MODIFIED:20261120T080000Z")
    later = event("SEQUENCE:1", "LAST-MODIFIED:20261121T080000Z")
    higher = event("SEQUENCE:2", "LAST-MODIFIED:20261119T080000Z")
    assert version_of(first) < version_of(later) < version_of(higher)
    assert key_of(first) == key_of(higher)


def test_a_reply_is_one_person_s_and_no_version_of_the_meeting() -> None:
    reply, request = sample("reply-accepted-en.ics")[0], sample("outlook-teams-request-en.ics")[0]
    cancel = sample("outlook-cancel-instance-en.ics")[0]
    assert reply.uid == request.uid == cancel.uid
    assert len({key_of(reply), key_of(request), key_of(cancel)}) == 3
    assert cancel.is_cancelled


def test_an_event_without_a_uid_has_the_same_one_each_time() -> None:
    text = calendar("SUMMARY:x").replace("UID:u\n", "")
    (one,), (other,) = read(text).events, read(text).events
    assert one.uid == other.uid
    assert one.uid.endswith("@made.vaultkit")
    assert codes(one) == ["uid-missing"]


# --- harm


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "rule-too-often"),
        ("FREQ=MINUTELY;COUNT=3", "rule-too-often"),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "rule-too-often"),
        ("FREQ=HOURLY;BYMINUTE=0,1,2", "rule-too-often"),
        ("FREQ=DAILY;BYHOUR=9;BYSECOND=0,30", "rule-too-often"),
        ("FREQ=DAILY;COUNT=1000000000", "rule-endless"),
        ("FREQ=DAILY;INTERVAL=0", "rule-endless"),
        ("FREQ=WEEKLY;INTERVAL=-1", "rule-endless"),
        ("FREQ=NOPE", "rule-invalid"),
        ("", "rule-invalid"),
        ("COUNT=3", "rule-invalid"),
        ("FREQ=DAILY;COUNT=0", "rule-invalid"),
        ("FREQ=DAILY;COUNT=9999999999999999999999", "rule-invalid"),
        ("FREQ=DAILY;UNTIL=tomorrow", "rule-invalid"),
        ("FREQ=MONTHLY;BYMONTH=13", "rule-invalid"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rule-invalid"),
        ("FREQ=WEEKLY;BYDAY=XX", "rule-invalid"),
        ("FREQ=YEARLY;RSCALE=HEBREW", "rule-invalid"),
        ("FREQ=DAILY;BYYEARDAY=" + ",".join(["1"] * 401), "rule-invalid"),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=4TH", None),
        ("freq=weekly;byday=mo;", None),
        ("FREQ=HOURLY", None),
        ("FREQ=YEARLY", None),
        ("FREQ=WEEKLY;X-NOTE=1", None),
    ],
)
def test_a_rule_is_followed_or_refused_with_the_reason(rule: str, code: str | None) -> None:
    fault = rule_fault(rule)
    assert (fault and fault.code) == code


def test_a_refused_rule_refuses_its_event_with_its_line() -> None:
    (passed,) = read(calendar("RRULE:FREQ=SECONDLY")).passed
    assert (passed.line, passed.uid, passed.remark.code) == (2, "u", "rule-too-often")


def test_a_file_that_is_too_large_is_not_read() -> None:
    reading = read_calendar(b"x" * 11, zone="UTC", limits=Limits(size=10))
    assert [each.remark.code for each in reading.passed] == ["file-too-large"]


def test_components_beyond_the_limit_are_named_one_by_one() -> None:
    text = calendar() * 3
    reading = read_calendar(text.encode(), zone="UTC", limits=Limits(components=2))
    assert len(reading.events) == 2
    assert [each.remark.code for each in reading.passed] == ["too-many-components"]


def test_one_line_of_five_million_bytes_takes_no_time() -> None:
    data = calendar("DESCRIPTION:" + "x" * 4_900_000).encode()
    assert len(read_calendar(data, zone="UTC").events) == 1


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VEVENT\n" * 5_000,
        "BEGIN:VALARM\n" * 5_000,
        "END:VEVENT\n" * 5_000,
        "BEGIN:VCALENDAR\n" * 5_000,
        "BEGIN:VEVENT\nDTSTART" + ';TZID="' * 20_000,
        "BEGIN:VEVENT\nATTENDEE" + ";A=," * 20_000,
        "BEGIN:VEVENT\n" + "EXDATE:20260101,\n" * 20_000,
        " \n" * 50_000,
    ],
    ids=lambda text: text[:30].strip(),
)
def test_hostile_structure_takes_no_more_than_linear_time(text: str) -> None:
    read(text)  # Quadratic time would be minutes here.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("BEGIN:VEVENT\nUID:a\nDTSTART:20261124T090000Z\n", ["not-closed"]),
        (
            "BEGIN:VEVENT\nDTSTART:20261124\nUID:a\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\n",
            ["not-closed", "start-missing"],
        ),
        ("BEGIN:VEVENT\nUID:a\nEND:VEVENT\n", ["start-missing"]),
        ("BEGIN:VEVENT\nUID:a\nDTSTART:20261324\nEND:VEVENT\n", ["start-invalid"]),
        (
            "BEGIN:VEVENT\nUID:a\nDTSTART:20261124\nRECURRENCE-ID:x\nEND:VEVENT\n",
            ["recurrence-invalid"],
        ),
        ("BEGIN:VJOURNAL\nEND:VJOURNAL\n", ["not-a-meeting"]),
        ("BEGIN:X-OWN\nEND:X-OWN\n", ["component-unknown"]),
        ("", ["no-calendar"]),
        ("<html>Sign in</html>", ["no-calendar"]),
    ],
)
def test_what_is_broken_is_said(text: str, told: list[str]) -> None:
    reading = read(text)
    said = {each.line: codes(each) for each in reading.events}
    said |= {each.line: [each.remark.code] for each in reading.passed}
    assert [code for line in sorted(said) for code in said[line]] == told


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    read_calendar(data, zone="UTC")


LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "UID:a",
        "END:VTIMEZONE",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "TZID:x",
        "TZOFFSETTO:+9999",
        "BEGIN:VTODO",
        "TZOFFSETTO:+0200",
        "DTSTART;TZID=x:20261124T090000",
        "DTSTART:99991231T235959",
        "DTEND:0",
        "DTSTART:00010101",
        "DURATION:-P9999W",
        "RRULE:FREQ=DAILY;UNTIL=99999999",
        "RDATE:x,20260101",
        "EXDATE;TZID=x:20261124T090000",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261124",
        "SEQUENCE:-1",
        'ATTENDEE;CN=":mailto:x',
        " folded",
        "\ufeff",
        "X-WR-TIMEZONE:x",
        "TRIGGER:-PT1M",
        "METHOD:REPLY",
        "RRULE:FREQ=YEARLY;BYMONTH=99;BYDAY=-5SU",
        "DTSTART:16010101T030000",
        "STATUS:CANCELLED",
    ]
)


@given(st.lists(LINES, max_size=30))
def test_every_component_gives_an_event_or_a_reason(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    reading = read_calendar(data, zone="Europe/Stockholm")
    expected = sum(len(each.components) for each in read_components(data))
    assert len(reading.events) + len(reading.passed) == max(expected, 1)
    placed = [each.line for each in (*reading.events, *reading.passed)]
    assert len(set(placed)) == len(placed)


# --- mail


def test_a_mail_s_calendar_is_found_once() -> None:
    inner = calendar("SUMMARY:Встреча")
    part = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{inner}\n--b\n"
    attached = 'Content-Type: application/ics; name="invite.ics"\n\n' + f"{inner}\n--b--\n"
    mail = f"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{part}{attached}"
    (data,) = calendars_in_mail(mail.encode())
    assert [each.summary for each in read_calendar(data, zone="UTC").events] == ["Встреча"]


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: x\n\nhello",
        b"\xff\x00",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 2000,
    ],
)
def test_a_mail_without_a_calendar_has_none(mail: bytes) -> None:
    assert calendars_in_mail(mail) == []
