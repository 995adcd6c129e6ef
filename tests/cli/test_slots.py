"""``vaultkit slots``: what is proposed, to whom, and what is said where nothing can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import Done, make_vault, vaultkit

VAULT = {
    "vaultkit.toml": 'language = "en"\n',
    "People/Анна.md": '---\nkind: contact\ntz: Europe/Moscow\nhours: "10:00-19:00"\n---\n',
    "People/Kenji.md": "---\nkind: contact\ntz: Asia/Tokyo\n---\n",
    "People/Imogen.md": '---\nkind: contact\ntz: Europe/London\nhours: "08:00-17:00"\n---\n',
    "People/Nowhere.md": "---\nkind: contact\n---\n",
    "People/Lost.md": "---\nkind: contact\ntz: Mars/Olympus\n---\n",
    "People/Odd.md": "---\nkind: contact\ntz: UTC\nhours: mornings\n---\n",
}
NOW = ("--now", "2026-11-23T00:07+00:00")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", VAULT)


def slots(vault: Path, *arguments: str, language: str = "en") -> Done:
    return vaultkit(
        "slots", *arguments, *NOW, folder=vault, environ={"VAULTKIT_LANGUAGE": language}
    )


def starts(done: Done) -> list[str]:
    return [json.loads(line)["start"][5:16] for line in done.out.splitlines()]


def test_everybody_sees_a_local_time(vault: Path) -> None:
    done = slots(vault, "--with", "Анна", "--with", "Kenji", "--duration", "1h", "--limit", "2")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("23 November 2026\t10:00\t16:00\t\n23 November 2026\t11:00\t17:00\t\n")
    russian = slots(vault, "--with", "Анна", "--days", "1", "--limit", "1", language="ru")
    assert russian.out == "23 ноября 2026\u202fг.\t10:00\t\n".replace("\u202f", " ")


def test_where_no_hours_meet_that_is_said(vault: Path) -> None:
    done = slots(vault, "--with", "Imogen", "--with", "Kenji", "--duration", "2h", "--limit", "1")
    assert done.code == 1
    assert done.err == "no time lies inside everybody's hours; the least unfair are\n"
    assert done.out.startswith("23 November 2026\t08:00\t17:00\t")
    assert done.out.endswith("Imogen 60 minutes, Kenji 60 minutes\n")


def test_what_a_calendar_holds_is_left_out(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "busy.ics").write_text(
        "\r\n".join(
            [
                *("BEGIN:VCALENDAR", "VERSION:2.0"),
                *("BEGIN:VEVENT", "UID:a", "DTSTART:20261123T070000Z", "DTEND:20261123T100000Z"),
                *("RRULE:FREQ=DAILY;COUNT=2", "SUMMARY:Taken", "END:VEVENT"),
                *("BEGIN:VEVENT", "UID:b", "DTSTART:20261123T100000Z", "DTEND:20261123T110000Z"),
                *("TRANSP:TRANSPARENT", "SUMMARY:Free", "END:VEVENT"),
                *("BEGIN:VEVENT", "UID:c", "DTSTART;VALUE=DATE:20261125", "SUMMARY:Off"),
                *("END:VEVENT", "BEGIN:VFREEBUSY", "UID:d"),
                *("FREEBUSY:20261124T100000Z/PT3H", "END:VFREEBUSY", "END:VCALENDAR", ""),
            ]
        )
    )
    asked = ("--with", "Анна", "--days", "3", "--duration", "3h", "--json")
    busy = ("--busy", str(tmp_path / "busy.ics"))
    days = ("11-23", "11-24", "11-25")
    assert starts(slots(vault, *asked)) == [
        *(f"{day}T{hour}:00" for day in days for hour in ("07", "10")),
        *(f"{day}T13:00" for day in days),
    ]
    assert starts(slots(vault, *asked, *busy)) == ["11-23T10:00", "11-23T13:00", "11-24T13:00"]


def test_your_own_hours_count_where_your_zone_is_given(vault: Path) -> None:
    done = slots(vault, "--with", "Kenji", "--tz", "Europe/London", "--days", "1", "--json")
    assert [each["name"] for each in json.loads(done.out.splitlines()[0])["people"]] == [
        "Kenji",
        "you",
    ]
    assert done.code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--with", "Nobody"), "no contact answers to 'Nobody'"),
        (
            ("--with", "Nowhere"),
            "it is not known in which time zone Nowhere is (People/Nowhere.md)",
        ),
        (("--with", "Lost"), "there is no time zone 'Mars/Olympus' (People/Lost.md)"),
        (("--with", "Odd"), "'mornings' are no hours (People/Odd.md)"),
        (("--with", "Анна", "--tz", "Mars"), "there is no time zone 'Mars'"),
        (("--with", "Анна", "--duration", "soon"), "'soon' is no duration"),
    ],
)
def test_what_cannot_be_used_is_named(vault: Path, arguments: tuple[str, ...], said: str) -> None:
    done = slots(vault, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
