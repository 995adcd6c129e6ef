"""``vaultkit calendar check``: every component told of, in a vault and without one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit

SAMPLES = Path(__file__).parents[1] / "exchange" / "data" / "ics"
KEYS = [
    *("file", "line", "component", "uid", "recurrence_id", "start_utc", "occurrences"),
    *("outcome", "reason", "message"),
]

MEETING = """BEGIN:VCALENDAR
METHOD:PUBLISH
BEGIN:VEVENT
UID:sync@example.org
SEQUENCE:2
DTSTART;TZID=Europe/Moscow:20261124T170000
DTEND;TZID=Europe/Moscow:20261124T180000
SUMMARY:Встреча
END:VEVENT
END:VCALENDAR
"""
NOTE = "---\nical_uid: sync@example.org\nsequence: {n}\nstart: {start}\n---\n"


def check(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], dict[str, int]]:
    done = vaultkit("calendar", "check", *arguments, "--json", folder=folder)
    assert done.err == ""
    *lines, told = map(json.loads, done.out.splitlines())
    assert all(list(line) == KEYS for line in lines)
    assert told["total"] == len(lines) == told["imported"] + told["named"]
    named = [line for line in lines if line["outcome"] in ("skipped", "refused")]
    assert told["named"] == len(named)
    assert all(line["reason"] and line["message"] for line in named)
    return done.code, lines, told


def test_the_samples_are_accounted_for_whole(tmp_path: Path) -> None:
    code, lines, told = check(tmp_path, str(SAMPLES))
    assert (code, told) == (1, {"total": 31, "imported": 26, "named": 5})
    assert len({line["file"] for line in lines}) == 16
    outcomes = {
        (Path(line["file"]).name, line["line"]): (line["outcome"], line["occurrences"])
        for line in lines
    }
    assert outcomes["google-series-en.ics", 26] == ("new", 8)
    assert outcomes["google-series-en.ics", 57] == ("new", 1)
    assert outcomes["google-series-en.ics", 69] == ("cancelled", 0)
    assert outcomes["google-xwr-ru.ics", 32] == ("new", 2)
    assert outcomes["outlook-cancel-instance-en.ics", 5] == ("cancelled", 0)
    assert outcomes["reply-accepted-en.ics", 6] == ("reply", 1)
    assert outcomes["series-odd-en.ics", 4] == ("new", 2)
    assert outcomes["series-odd-en.ics", 14] == ("new", 2)
    assert outcomes["vtodo-followups-ru.ics", 4] == ("skipped", 0)
    assert outcomes["broken-lf-bom.ics", 9] == ("new", 1)
    assert outcomes["broken-lf-bom.ics", 21] == ("refused", 0)
    assert bytes_of(tmp_path) == {}


def test_a_window_passes_others_by(tmp_path: Path) -> None:
    days = ("--from", "2026-11-23", "--to", "2026-11-29")
    _, lines, told = check(tmp_path, str(SAMPLES), *days, "--tz", "Europe/Moscow")
    assert told == {"total": 31, "imported": 15, "named": 16}
    series = next(each for each in lines if each["start_utc"] == "2026-10-06T13:00:00Z")
    assert (series["outcome"], series["occurrences"]) == ("new", 1)
    assert sum(each["reason"] == "outside-window" for each in lines) == 11


def test_people_see_each_component_on_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text(MEETING.replace("Europe/Moscow", "Mars"), encoding="utf-8")
    done = vaultkit("calendar", "check", "a.ics", folder=tmp_path)
    assert done.code == 1
    assert done.out == (
        "Place\tStart\tTimes\tOutcome\tRemarks\n"
        "a.ics:3\t2026-11-24T17:00:00Z\t1\tnew\tnobody knows the time zone Mars; UTC was taken\n"
    )
    assert done.err == "1 component: 1 to import, 0 not\n"
    russian = vaultkit("calendar", "check", "a.ics", folder=tmp_path, environ={"LANG": "ru_RU"})
    assert "часовой пояс Mars неизвестен; взят UTC" in russian.out


@pytest.mark.parametrize(
    ("sequence", "start", "outcome", "reason"),
    [
        (2, "2026-11-24T17:00+03:00", "unchanged", None),
        (2, "2026-11-24T14:00Z", "unchanged", None),
        (2, "2026-11-25T17:00+03:00", "update", None),
        (1, "2026-11-24T17:00+03:00", "update", None),
        (3, "2026-11-24T17:00+03:00", "skipped", "older-than-note"),
    ],
)
def test_in_a_vault_events_are_compared_with_their_notes(
    tmp_path: Path, sequence: int, start: str, outcome: str, reason: str | None
) -> None:
    note = NOTE.format(n=sequence, start=start)
    make_vault(tmp_path, {"vaultkit.toml": "", "Sync.md": note, "a.ics": MEETING})
    code, (line,), _ = check(tmp_path, "a.ics")
    assert (code, line["outcome"], line["reason"]) == (0, outcome, reason)


def test_a_changed_instance_is_a_meeting_of_its_own(tmp_path: Path) -> None:
    note = NOTE.format(n=2, start="2026-11-24T17:00+03:00")
    changed = MEETING.replace("SEQUENCE:2", "SEQUENCE:2\nRECURRENCE-ID:20261124T140000Z")
    make_vault(tmp_path, {"vaultkit.toml": "", "Sync.md": note, "a.ics": changed})
    assert check(tmp_path, "a.ics")[1][0]["outcome"] == "new"
    own = note.replace("sequence", "recurrence_id: 2026-11-24T17:00+03:00\nsequence")
    make_vault(tmp_path, {"Sync.md": own})
    assert check(tmp_path, "a.ics")[1][0]["outcome"] == "unchanged"


def test_an_end_before_the_start_is_left_out_and_said_with_its_line(tmp_path: Path) -> None:
    wrong = MEETING.replace("DTEND;TZID=Europe/Moscow:20261124T180000", "DTEND:20261124T080000Z")
    make_vault(tmp_path, {"a.ics": wrong})
    code, (line,), _ = check(tmp_path, "a.ics")
    told = line["line"], line["outcome"], line["reason"], line["message"]
    words = "ends before it begins; its end was left out"
    assert (code, told) == (1, (3, "new", "end-before-start", words))


def test_a_reply_to_an_invitation_that_nobody_knows_is_named(tmp_path: Path) -> None:
    reply = MEETING.replace("PUBLISH", "REPLY")
    make_vault(tmp_path, {"a.ics": reply})
    assert check(tmp_path, "a.ics")[1][0]["outcome"] == "reply"
    make_vault(tmp_path, {"vaultkit.toml": ""})
    code, (line,), _ = check(tmp_path, "a.ics")
    assert (code, line["outcome"], line["reason"]) == (1, "skipped", "reply-to-nothing")


def test_of_several_versions_the_newest_holds(tmp_path: Path) -> None:
    older = MEETING.replace("SEQUENCE:2", "SEQUENCE:1")
    reply = MEETING.replace("PUBLISH", "REPLY")
    counter = MEETING.replace("PUBLISH", "COUNTER")
    cancel = MEETING.replace("PUBLISH", "CANCEL")
    files = {"1.ics": MEETING, "2.ics": older, "3.ics": reply, "4.ics": counter, "5.ics": cancel}
    make_vault(tmp_path / "in", files)
    code, lines, _ = check(tmp_path, "in")
    assert [(each["outcome"], each["reason"]) for each in lines] == [
        *(("new", None), ("skipped", "superseded"), ("reply", None)),
        *(("skipped", "counter-proposal"), ("cancelled", None)),
    ]
    assert lines[1]["message"] == "a newer version of it is in in/1.ics:3"
    assert code == 1  # A proposal wants an answer.


def test_files_mails_and_folders_are_read(tmp_path: Path) -> None:
    mail = f"Subject: x\nMIME-Version: 1.0\nContent-Type: text/calendar\n\n{MEETING}"
    make_vault(
        tmp_path / "in",
        {"b/c.ICS": MEETING, "a.eml": mail, ".hidden/x.ics": MEETING, "n.txt": "", "z.eml": "x"},
    )
    _, lines, _ = check(tmp_path, "in", "in/b/c.ICS")
    assert [(each["file"], each["outcome"], each["reason"]) for each in lines] == [
        ("in/a.eml", "skipped", "superseded"),
        ("in/b/c.ICS", "skipped", "superseded"),
        ("in/z.eml", "refused", "no-calendar"),
        ("in/b/c.ICS", "new", None),
    ]


def test_limits_can_be_raised(tmp_path: Path) -> None:
    body = MEETING.replace("END:VCALENDAR", "BEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR")
    make_vault(tmp_path, {"a.ics": body})
    small = check(tmp_path, "a.ics", "--max-bytes", "10")[1]
    assert [(each["line"], each["reason"]) for each in small] == [(0, "file-too-large")]
    few = check(tmp_path, "a.ics", "--max-components", "1")[1]
    assert [each["reason"] for each in few] == [None, "too-many-components"]
    assert check(tmp_path, "a.ics", "--max-components", "2", "--max-bytes", "9999")[0] == 0


BOMBS = {
    "every second": ("RRULE:FREQ=SECONDLY", "rule-too-often"),
    "every minute": ("RRULE:FREQ=MINUTELY", "rule-too-often"),
    "every second of no day": ("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "rule-too-often"),
    "a thousand million days": ("RRULE:FREQ=DAILY;COUNT=1000000000", "rule-endless"),
    "on the spot": ("RRULE:FREQ=DAILY;INTERVAL=0", "rule-endless"),
    "every day of none": ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rule-endless"),
    "every hour for ever": ("RRULE:FREQ=HOURLY", "series-cut"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_named_and_its_neighbours_are_read(tmp_path: Path, name: str) -> None:
    rule, reason = BOMBS[name]
    bomb = f"BEGIN:VEVENT\nUID:bomb\nDTSTART:20261124T090000Z\n{rule}\nEND:VEVENT\n"
    make_vault(tmp_path, {"a.ics": MEETING.replace("BEGIN:VEVENT", f"{bomb}BEGIN:VEVENT")})
    code, lines, _ = check(tmp_path, "a.ics")
    assert (code, [each["reason"] for each in lines]) == (1, [reason, None])
    assert lines[0]["outcome"] == ("new" if reason == "series-cut" else "refused")


@pytest.mark.parametrize(
    ("rule", "occurrences", "reason"),
    [
        ("RRULE:FREQ=WEEKLY", 105, "series-goes-on"),
        ("RRULE:FREQ=WEEKLY;COUNT=106", 105, "series-goes-on"),
        ("RRULE:FREQ=WEEKLY;COUNT=105", 105, None),
        ("RRULE:FREQ=WEEKLY;UNTIL=20290101T000000Z", 105, "series-goes-on"),
        ("RRULE:FREQ=YEARLY;UNTIL=20281123T235959Z", 2, None),
    ],
)
def test_a_series_that_goes_on_after_two_years_is_said_to(
    tmp_path: Path, rule: str, occurrences: int, reason: str | None
) -> None:
    make_vault(tmp_path, {"a.ics": MEETING.replace("SUMMARY", f"{rule}\nSUMMARY")})
    code, (line,), _ = check(tmp_path, "a.ics")
    assert (code, line["occurrences"], line["reason"]) == (0, occurrences, reason)
    asked = check(tmp_path, "a.ics", "--from", "2026-11-01", "--to", "2026-11-30")[1]
    assert (asked[0]["occurrences"], asked[0]["reason"]) == (1, None)


def test_twenty_million_bytes_in_a_line_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(MEETING.encode() + b"X:" + b"x" * 20_000_000)
    assert [each["reason"] for each in check(tmp_path, "a.ics")[1]] == ["file-too-large"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.ics"], 3, "nowhere.ics"),
        (["a.ics", "--from", "2026-02-30"], 2, "--from"),
        (["a.ics", "--from", "2026-11-24", "--to", "2026-11-23"], 2, "not one day to two years"),
        (["a.ics", "--from", "2020-01-01", "--to", "2026-01-01"], 2, "not one day to two years"),
        (["a.ics", "--tz", "Mars/Olympus"], 2, "there is no time zone 'Mars/Olympus'"),
        ([], 2, "PATH"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    make_vault(tmp_path, {"a.ics": MEETING})
    done = vaultkit("calendar", "check", *arguments, folder=tmp_path)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_without_the_extra_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [*sys.modules]:
        if name.startswith(("icalendar", "vaultkit.app.calendar_", "vaultkit.exchange.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "icalendar", None)
    monkeypatch.setitem(sys.modules, "icalendar.timezone", None)
    make_vault(tmp_path, {"a.ics": MEETING})
    done = vaultkit("calendar", "check", "a.ics", folder=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "pip install 'vaultkit[calendar]'" in done.err


def test_an_unknown_command_of_calendars_is_a_usage_error(tmp_path: Path) -> None:
    done = vaultkit("calendar", "chekc", folder=tmp_path)
    assert done.code == 2
    assert "did you mean 'check'?" in done.err
    assert vaultkit("calendar", folder=tmp_path).code == 2
