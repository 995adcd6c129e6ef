"""``vaultkit new`` and ``vaultkit templates`` from the command line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit
from vaultkit.app.meeting_file import KEYS

PEOPLE: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n',
    "Contacts/Anna Petrova.md": (
        "---\naliases: [Аня]\nemail: anna@x.example\ntz: Europe/Moscow\n---\n"
    ),
    "Contacts/Anna Belova.md": "",
    "Contacts/Kenji Morikawa.md": "---\ntz: Asia/Tokyo\n---\n",
    "Topics/Networking.md": "",
}
NEVER_PAST = "2999-12-08"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", PEOPLE)


def text_of(vault: Path, name: str) -> str:
    return (vault / name).read_bytes().decode()


def settings(vault: Path, **files: object) -> None:
    (vault / ".obsidian").mkdir(exist_ok=True)
    for name, value in files.items():
        place = vault / ".obsidian" / f"{name.replace('_', '-')}.json"
        place.write_text(json.dumps(value), encoding="utf-8")


def test_a_contact_is_made_and_undone(vault: Path) -> None:
    before = bytes_of(vault)
    done = vaultkit("new", "contact", "Ana: {{7*7}}", "--email", "a@b.example", folder=vault)
    assert (done.code, done.out, done.err) == (
        0,
        "made Ana - {{7-7}}.md (vaultkit's template contact)\n",
        "",
    )
    text = text_of(vault, "Ana - {{7-7}}.md")
    assert "email: a@b.example\n" in text
    assert "# Ana: {{7\\*7}}\n" in text
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_a_dry_run_writes_nothing(vault: Path) -> None:
    before = bytes_of(vault)
    done = vaultkit("new", "topic", "Events", "--dry-run", folder=vault)
    assert done.out.startswith("--- /dev/null\n+++ b/Events.md\n")
    assert bytes_of(vault) == before


def test_a_second_contact_of_a_name_is_refused(vault: Path) -> None:
    done = vaultkit("new", "contact", "anna petrova", folder=vault)
    assert done.code == 2
    assert "there is a note of this name already: Contacts/Anna Petrova.md" in done.err


def test_a_second_meeting_of_a_name_gets_a_number(vault: Path) -> None:
    for name in ("2026-12-08 Sync.md", "2026-12-08 Sync 1.md", "2026-12-08 Sync 2.md"):
        done = vaultkit("new", "meeting", "Sync", "--at", "2026-12-08", folder=vault)
        assert done.out == f"made {name} (vaultkit's template meeting-group)\n"


def test_a_daily_note_that_is_there_stays(vault: Path) -> None:
    settings(vault, daily_notes={"folder": "Daily", "format": "YYYY/MM-DD"})
    (vault / "Daily/2026").mkdir(parents=True)
    (vault / "Daily/2026/12-08.md").write_text("mine")
    done = vaultkit("new", "daily", "--at", "2026-12-08", folder=vault)
    assert (done.code, done.out) == (0, "Daily/2026/12-08.md is there already\n")
    assert text_of(vault, "Daily/2026/12-08.md") == "mine"
    done = vaultkit("new", "daily", "--at", "2026-12-09", folder=vault)
    assert done.out == "made Daily/2026/12-09.md (vaultkit's template daily)\n"


@pytest.mark.parametrize(
    ("app", "toml", "below", "path"),
    [
        ({}, "", "", "Ana.md"),
        ({"newFileLocation": "folder", "newFileFolderPath": "Inbox"}, "", "", "Inbox/Ana.md"),
        ({"newFileLocation": "current"}, "", "Topics", "Topics/Ana.md"),
        ({"newFileLocation": "current"}, "", "", "Ana.md"),
        ({"newFileLocation": "folder"}, '[new]\nfolder.contact = "People"', "", "People/Ana.md"),
    ],
)
def test_a_note_goes_where_the_settings_say(
    vault: Path, app: dict[str, object], toml: str, below: str, path: str
) -> None:
    settings(vault, app=app)
    (vault / "vaultkit.toml").write_text(f'language = "en"\n{toml}\n')
    done = vaultkit("new", "contact", "Ana", folder=vault / below)
    assert done.out == f"made {path} (vaultkit's template contact)\n"


def test_a_folder_that_is_named_comes_before_the_settings(vault: Path) -> None:
    done = vaultkit("new", "contact", "Ana", "--folder", "Contacts", folder=vault)
    assert done.out == "made Contacts/Ana.md (vaultkit's template contact)\n"


@pytest.mark.parametrize("folder", ["../out", "/tmp", ".obsidian", "a//b"])
def test_no_note_is_made_outside_of_the_vault_or_hidden(vault: Path, folder: str) -> None:
    before = bytes_of(vault.parent)
    done = vaultkit("new", "contact", "Ana", "--folder", folder, folder=vault)
    assert done.code == 2
    assert f"'{folder}' is no folder for notes" in done.err
    assert bytes_of(vault.parent) == before


@pytest.mark.parametrize(
    ("what", "files", "said"),
    [
        (
            "daily",
            {"daily_notes": {"folder": "../x"}},
            "'../x' of 'folder' is no folder for notes (.obsidian/daily-notes.json)",
        ),
        (
            "daily",
            {"daily_notes": {"format": "[..]"}},
            "what 'format' says leaves nothing that could name a file (.obsidian/daily-notes.json)",
        ),
        (
            "meeting",
            {"app": {"newFileLocation": "folder", "newFileFolderPath": "../out"}},
            "'../out' of 'newFileFolderPath' is no folder for notes (.obsidian/app.json)",
        ),
    ],
)
def test_settings_that_lead_nowhere_are_named(
    vault: Path, what: str, files: dict[str, object], said: str
) -> None:
    settings(vault, **files)
    before = bytes_of(vault.parent)
    done = vaultkit("new", what, "Sync", "--dry-run", folder=vault)
    assert (done.code, done.err.splitlines()[0]) == (3, f"vaultkit: {said}")
    assert bytes_of(vault.parent) == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("app", "{", ".obsidian/app.json cannot be read: what it sets is left out of account\n"),
        (
            "daily-notes",
            "[]",
            ".obsidian/daily-notes.json cannot be read: what it sets is left out of account\n",
        ),
        (
            "daily-notes",
            '{"template": "../T/day"}',
            ".obsidian/daily-notes.json: its 'template' is '../T/day', which is not there: "
            "another is used\n",
        ),
        ("daily-notes", '{"template": "Topics/Networking"}', ""),
    ],
)
def test_settings_that_are_of_no_use_are_told(vault: Path, name: str, text: str, said: str) -> None:
    settings(vault)
    (vault / ".obsidian" / f"{name}.json").write_text(text)
    done = vaultkit("new", "daily", "--at", "2026-12-08", folder=vault)
    assert (done.code, done.err) == (0, said)


# --- meetings


def test_a_meeting_knows_who_comes(vault: Path) -> None:
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", f"{NEVER_PAST} 15:00", "--tz", "Europe/Stockholm"),
        *("--with", "anna@x.example:host", "--with", "Kenji", "--topic", "Networking"),
        *("--duration", "45m", "--platform", "zoom", "--agenda", "Budget:10:Kenji"),
        folder=vault,
    )
    assert (done.code, done.err) == (0, "")
    text = text_of(vault, f"{NEVER_PAST} Sync.md")
    assert 'attendees: ["[[Anna Petrova]]", "[[Kenji Morikawa]]"]\n' in text
    assert 'organiser: "[[Anna Petrova]]"\n' in text
    assert "status: planned\n" in text
    assert "- [[Anna Petrova]] · host · 17:00 (Europe/Moscow)\n" in text
    assert "- [[Kenji Morikawa]] · 23:00 (Asia/Tokyo)\n" in text
    assert "1. 15:00 Budget — [[Kenji Morikawa]], 10 min\n" in text
    assert vaultkit("check", folder=vault).code == 0


def test_links_are_written_as_the_vault_asks_for(vault: Path) -> None:
    settings(vault, app={"useMarkdownLinks": True, "newLinkFormat": "relative"})
    vaultkit(
        *("new", "meeting", "Sync", "--at", "2026-12-08", "--with", "Kenji"),
        *("--folder", "Meetings"),
        folder=vault,
    )
    text = text_of(vault, "Meetings/2026-12-08 Sync.md")
    assert 'attendees: ["[[../Contacts/Kenji Morikawa|Kenji Morikawa]]"]\n' in text
    assert "- [Kenji Morikawa](../Contacts/Kenji%20Morikawa.md)" in text


@pytest.mark.parametrize(
    ("who", "message", "candidate"),
    [
        ("Anna", "'Anna' may be any of 2 contacts", "Contacts/Anna Belova.md"),
        ("Kenji Morikava", "no contact answers to 'Kenji Morikava'", "Kenji Morikawa"),
        ("ana@x.example", "no contact answers to 'ana@x.example'", "anna@x.example"),
    ],
)
def test_who_is_not_clear_stops_the_command(
    vault: Path, who: str, message: str, candidate: str
) -> None:
    before = bytes_of(vault)
    done = vaultkit("new", "meeting", "Sync", "--with", who, folder=vault)
    assert done.code == 2
    assert message in done.err
    assert candidate in done.err
    assert bytes_of(vault) == before


@pytest.mark.parametrize("other", ["anna@x.example", "Аня", "[[Anna Petrova]]"])
def test_somebody_who_is_given_twice_comes_once(vault: Path, other: str) -> None:
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", "2026-12-08", "--dry-run", "--json"),
        *("--with", "Anna Petrova:speaker:tentative", "--with", "Kenji"),
        *("--with", f"{other}:host:accepted", "--with", f"{other}:Speaker"),
        folder=vault,
    )
    text = json.loads(done.out)["text"]
    assert 'attendees: ["[[Anna Petrova]]", "[[Kenji Morikawa]]"]\n' in text
    assert 'organiser: "[[Anna Petrova]]"\n' in text
    assert text.count("- [[Anna Petrova]] · ") == 1
    assert "- [[Anna Petrova]] · speaker, host · accepted\n" in text


def test_somebody_new_who_is_given_twice_gets_one_note(vault: Path) -> None:
    people = ("Ana Silva", "ANA SILVA <ana@y.example>:host", "ana@y.example::declined")
    options = [part for who in people for part in ("--with", who)]
    done = vaultkit("new", "meeting", "S", "--create-contacts", "--json", *options, folder=vault)
    found = json.loads(done.out)
    assert found["contacts"] == ["Ana Silva.md"]
    assert "- [[Ana Silva]] · host · declined\n" in found["text"]
    assert "email: ana@y.example\n" in text_of(vault, "Ana Silva.md")
    options = ["--with", "Bo Ek <b@x.example>", "--with", "Bo Ek <c@x.example>"]
    done = vaultkit("new", "meeting", "S", "--create-contacts", *options, folder=vault)
    assert done.code == 2
    assert "'Bo Ek' is given with two addresses: b@x.example, c@x.example" in done.err


@pytest.mark.parametrize(
    ("options", "proposed"),
    [
        (("meeting", "x", "--tz", "New York"), "America/New_York"),
        (("meeting", "x", "--tz", "moscow"), "Europe/Moscow"),
        (("contact", "x", "--tz", "Stockholm"), "Europe/Stockholm"),
    ],
)
def test_a_city_is_told_its_time_zone(vault: Path, options: tuple[str, ...], proposed: str) -> None:
    done = vaultkit("new", *options, folder=vault)
    assert done.code == 2
    assert f"\n    {proposed}\n" in done.err


def test_a_meeting_that_is_called_like_somebody_new_gets_a_note_of_its_own(vault: Path) -> None:
    before = bytes_of(vault)
    (vault / "vaultkit.toml").write_text('language = "en"\n[new]\nname = "{{title}}"\n')
    done = vaultkit("new", "meeting", "Bo", "--with", "bo", "--create-contacts", folder=vault)
    assert done.out == (
        "made Bo 1.md (vaultkit's template meeting-group)\n"
        "made bo.md (vaultkit's template contact)\n"
    )
    assert 'attendees: ["[[bo]]"]' in text_of(vault, "Bo 1.md")
    vaultkit("undo", folder=vault)
    assert bytes_of(vault).keys() == before.keys()


NAMESAKES: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n',
    "A/Аня.md": "---\nkind: contact\ntz: Europe/Moscow\n---\n",
    "B/Аня.md": "---\nkind: contact\ntz: Asia/Tokyo\n---\n- [ ] Call @Аня\n",
    "B/Прочее.md": "",
    "Meetings/M.md": '---\nkind: meeting\ndate: 2026-01-02\nattendees: "[[B/Аня]]"\n---\n',
}


@pytest.mark.parametrize("who", ["B/Аня.md", "B/Аня", "[[B/Аня]]", "[[B/Аня.md|Аня]]", "b/аня"])
def test_of_two_contacts_of_a_name_one_is_meant_by_its_path(tmp_path: Path, who: str) -> None:
    vault = make_vault(tmp_path / "vault", NAMESAKES)
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", "2026-12-08", "--with", f"{who}:host"),
        *("--agenda", f"Budget:10:{who}", "--dry-run", "--json"),
        folder=vault,
    )
    text = json.loads(done.out)["text"]
    assert 'attendees: ["[[B/Аня|Аня]]"]\n' in text
    assert 'organiser: "[[B/Аня|Аня]]"\n' in text
    assert "1. Budget — [[B/Аня|Аня]], 10 min\n" in text
    assert "Asia/Tokyo" in vaultkit("slots", "--with", who, "--json", folder=vault).out
    assert "2026-01-02" in vaultkit("brief", "--with", who, "--json", folder=vault).out
    assert vaultkit("actions", "--owner", who, folder=vault).code == 0


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Аня", "'Аня' may be any of 2 contacts"),
        ("[[Аня]]", "'[[Аня]]' may be any of 2 contacts"),
        ("B/Прочее", "no contact answers to 'B/Прочее'"),
        ("[[C/Аня]]", "'[[C/Аня]]' may be any of 2 contacts"),
    ],
)
def test_a_path_that_is_no_contacts_is_refused(tmp_path: Path, who: str, said: str) -> None:
    vault = make_vault(tmp_path / "vault", NAMESAKES)
    done = vaultkit("new", "meeting", "Sync", "--with", who, folder=vault)
    assert done.code == 2
    assert said in done.err


def test_notes_of_those_who_have_none_are_made_with_the_meeting_and_undone_with_it(
    vault: Path,
) -> None:
    before = bytes_of(vault)
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", "2026-12-08", "--create-contacts"),
        *("--with", "Ana Silva <ana@y.example>", "--with", "Ana Silva", "--with", "Kenji"),
        folder=vault,
    )
    assert done.out == (
        "made 2026-12-08 Sync.md (vaultkit's template meeting-group)\n"
        "made Ana Silva.md (vaultkit's template contact)\n"
    )
    assert "email: ana@y.example" in text_of(vault, "Ana Silva.md")
    assert "met: 2026-12-08\n" in text_of(vault, "Ana Silva.md")
    assert '"[[Ana Silva]]"' in text_of(vault, "2026-12-08 Sync.md")
    assert vaultkit("check", folder=vault).code == 0
    vaultkit("undo", folder=vault)
    assert bytes_of(vault) == before


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-29 02:30", "are put forward and never show 02:30 on 2026-03-29"),
        ("2026-10-25 02:30", "are put back and show 02:30 on 2026-10-25 twice"),
    ],
)
def test_a_time_that_clocks_skip_or_repeat_is_told(vault: Path, at: str, said: str) -> None:
    done = vaultkit("new", "meeting", "Sync", "--at", at, "--tz", "Europe/Stockholm", folder=vault)
    assert done.code == 0
    assert said in done.err


CLOCKS = {
    "put forward during it": (
        *("2026-03-29 01:30", "Europe/Stockholm", "1h"),
        ["clocks in Europe/Stockholm are put forward during the meeting: it ends at 03:30"],
    ),
    "put back during it": (
        *("2026-10-25 01:30", "Europe/Stockholm", "1h"),
        [
            "it ends at 02:30, which clocks in Europe/Stockholm show twice on 2026-10-25: the "
            "first is meant"
        ],
    ),
    "put back before its end": (
        *("2026-10-25 01:30", "Europe/Stockholm", "2h"),
        [
            "clocks in Europe/Stockholm are put back during the meeting: it ends at 02:30",
            "it ends at 02:30, which clocks in Europe/Stockholm show twice on 2026-10-25: the "
            "second is meant",
        ],
    ),
    "put forward elsewhere": (
        *("2026-03-29 04:30", "Asia/Tbilisi", "1h"),
        [
            "for Bo Ek, Ana clocks in Europe/Stockholm are put forward during the meeting: there "
            "it is from 01:30 to 03:30"
        ],
    ),
    "shown twice elsewhere": (
        *("2026-10-25 04:15", "Asia/Tbilisi", "15m"),
        [
            "for Bo Ek, Ana it begins at 02:15, which clocks in Europe/Stockholm show twice on "
            "2026-10-25: the first is meant",
            "for Bo Ek, Ana it ends at 02:30, which clocks in Europe/Stockholm show twice on "
            "2026-10-25: the first is meant",
        ],
    ),
    "on no day of a change": ("2026-10-26 04:15", "Asia/Tbilisi", "1h", []),
}
"""When, where, how long, and what is said, of two who live in Stockholm and one in Tbilisi."""


@pytest.mark.parametrize(("at", "tz", "duration", "said"), CLOCKS.values(), ids=CLOCKS)
def test_clocks_that_change_are_told_of_its_end_and_of_all_who_come(
    vault: Path, at: str, tz: str, duration: str, said: list[str]
) -> None:
    zones = {"Bo Ek": "Europe/Stockholm", "Ana": "Europe/Stockholm", "Nino": "Asia/Tbilisi"}
    for name, zone in zones.items():
        (vault / f"Contacts/{name}.md").write_text(f"---\ntz: {zone}\n---\n", "utf-8")
    people = [part for name in zones for part in ("--with", name)]
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", at, "--tz", tz, "--duration", duration, *people),
        *("--dry-run", "--json"),
        folder=vault,
    )
    assert json.loads(done.out)["warnings"] == said


def test_an_agenda_goes_by_the_clocks_on_a_day_on_which_they_change(vault: Path) -> None:
    done = vaultkit(
        *("new", "meeting", "Sync", "--at", "2026-03-29 01:30", "--tz", "Europe/Stockholm"),
        *("--duration", "1h", "--agenda", "A:45", "--agenda", "B:15", "--dry-run", "--json"),
        folder=vault,
    )
    text = json.loads(done.out)["text"]
    assert "1. 01:30 A, 45 min\n" in text
    assert "2. 03:15 B, 15 min\n" in text
    assert "01:30–03:30\n" in text


def test_a_day_before_the_year_1000_keeps_its_zeros(vault: Path) -> None:
    done = vaultkit(
        *("new", "meeting", "S", "--at", "0988-07-28 10:00", "--tz", "UTC", "--dry-run", "--json"),
        folder=vault,
    )
    assert json.loads(done.out)["path"] == "0988-07-28 S.md"
    assert "\ndate: 0988-07-28\n" in json.loads(done.out)["text"]


ADDRESSES = {
    "another platform": (
        ("--link", "https://zoom.us/j/123456789", "--platform", "teams"),
        "the link is one of Zoom, and the platform Microsoft Teams",
    ),
    "no scheme": (
        ("--link", "telemost.yandex.ru/j/1234567890", "--platform", "zoom"),
        "the link is one of Яндекс Телемост, and the platform Zoom",
    ),
    "its own platform": (("--link", "https://zoom.us/j/123456789", "--platform", "Zoom"), None),
    "nobody's platform": (("--link", "https://x.example/r", "--platform", "zoom"), None),
    "a recording": (
        ("--link", "https://zoom.us/rec/share/abc", "--platform", "zoom"),
        "the link shows a recording, and joins no meeting",
    ),
    "a host's link": (
        ("--link", "https://zoom.us/s/123456789"),
        "the link begins the meeting as its host: who gets it can do what a host can",
    ),
    "a new address near a known one": (
        ("--with", "Ann <ana@x.example>", "--create-contacts"),
        "'ana@x.example' is new to the vault, and Contacts/Anna Petrova.md has 'anna@x.example': "
        "is it the same?",
    ),
    "another host": (
        ("--with", "Ann <anna@x.exmaple>", "--create-contacts"),
        "'anna@x.exmaple' is new to the vault, and Contacts/Anna Petrova.md has 'anna@x.example': "
        "is it the same?",
    ),
    "a colleague": (("--with", "Bo <bo.ek@x.example>", "--create-contacts"), None),
    "another address": (
        ("--with", "Anna Petrova <petrova@y.example>"),
        "Contacts/Anna Petrova.md has another address than 'petrova@y.example': anna@x.example",
    ),
    "an owner who is nobody": (
        ("--agenda", "Budget:10:Kenji Morikava"),
        "'Kenji Morikava' leads 'Budget', and no contact is called so: did you mean "
        "'Kenji Morikawa'?",
    ),
    "an owner who may be two": (
        ("--agenda", "Budget:10:Anna"),
        "'Anna' leads 'Budget', and may be any of 2 contacts: it is left a name",
    ),
    "an owner who comes": (("--with", "Anna Belova", "--agenda", "Budget:10:Anna"), None),
    "an owner like nobody": (("--agenda", "Budget:10:Zed Quux"), None),
}
"""Options, and what is said."""


@pytest.mark.parametrize(("options", "said"), ADDRESSES.values(), ids=ADDRESSES)
def test_what_may_be_a_slip_is_told(
    vault: Path, options: tuple[str, ...], said: str | None
) -> None:
    given = ("new", "meeting", "Sync", "--at", "2026-12-08", "--dry-run", "--json", *options)
    done = vaultkit(*given, folder=vault)
    assert done.code == 0, done.err
    assert json.loads(done.out)["warnings"] == ([] if said is None else [said])


def test_who_leads_an_item_is_linked_also_if_their_note_is_new(vault: Path) -> None:
    done = vaultkit(
        *("new", "meeting", "Sync", "--with", "Ana Silva", "--with", "Anna Belova"),
        *("--create-contacts", "--agenda", "A:5:Ana", "--agenda", "B:5:anna", "--json"),
        folder=vault,
    )
    text = json.loads(done.out)["text"]
    assert "1. A — [[Ana Silva]], 5 min\n" in text
    assert "2. B — [[Anna Belova]], 5 min\n" in text


def test_an_address_that_a_contact_has_is_told(vault: Path) -> None:
    given = ("new", "contact", "Аня", "--email", "ANNA@x.example", "--dry-run")
    done = vaultkit(*given, folder=vault)
    assert done.err == "Contacts/Anna Petrova.md has the address 'ANNA@x.example' already\n"


ENDS_OF_TIME = {
    "before there is a day before": (("0001-01-01 10:05",), 'time: "10:05"', ""),
    "before there is a quarter": (("0001-01-01 00:05",), 'time: "00:05"', ""),
    "an end after all days": (("9999-12-31 23:50", "--duration", "1h"), "duration: 60\n", ""),
    "an item after all days": (
        *(
            ("9999-12-31 23:50", "--agenda", "Tea:15", "--agenda", "Cake:15"),
            "1. 23:50 Tea",
            "2. Cake",
        ),
    ),
}
"""When, and what the note says."""


@pytest.mark.parametrize(("at", "told", "also"), ENDS_OF_TIME.values(), ids=ENDS_OF_TIME)
def test_a_meeting_may_be_at_the_ends_of_time(
    vault: Path, at: tuple[str, ...], told: str, also: str
) -> None:
    done = vaultkit(
        *("new", "meeting", "Far", "--tz", "Europe/Moscow", "--with", "Anna Petrova"),
        *("--folder", "M", "--at", *at),
        folder=vault,
    )
    assert done.code == 0, done.err
    (note,) = (vault / "M").iterdir()
    text = note.read_text("utf-8")
    assert told in text
    assert also in text


def test_a_meeting_may_come_from_a_file(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'title = "Sync"\nat = 2026-12-08T15:00:00\nduration = 45\ntopic = ["Networking"]\n'
        'agenda = ["A:50", {text = "B: b", minutes = 5}]\n'
        '[[with]]\nname = "Kenji"\nrole = "host"\n',
        encoding="utf-8",
    )
    (tmp_path / "m.json").write_text(
        json.dumps(
            {
                "title": "Sync",
                "at": "2026-12-08 15:00",
                "duration": "45m",
                "topic": "Networking",
                "agenda": [{"text": "A", "minutes": 50}, "B: b:5"],
                "with": ["Kenji:host"],
            }
        )
    )
    texts = []
    for name in ("m.toml", "m.json"):
        done = vaultkit(
            "new", "meeting", "--from", str(tmp_path / name), "--dry-run", "--json", folder=vault
        )
        found = json.loads(done.out)
        assert found["warnings"] == ["the agenda takes 55 minutes, the meeting 45"]
        texts.append(found["text"])
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "x"', "'titel' is no option of a meeting"),
        ("title", "cannot be read"),
        ('title = "x"\ntype = "party"', "'party' is no value of 'type'"),
        ('title = "x"\nat = "soon"', "'soon' is no value of 'at'"),
        ('title = "x"\nduration = "soon"', "'soon' is no value of 'duration'"),
        ('title = "x"\nwith = [{nam = "x"}]', "'nam' is no value of 'with'"),
        ('type = "group"', "TITLE is missing"),
    ],
)
def test_a_file_that_is_wrong_is_refused(
    vault: Path, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "m.toml").write_text(text)
    done = vaultkit("new", "meeting", "--from", str(tmp_path / "m.toml"), folder=vault)
    assert done.code == 2
    assert message in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("contact", "x", "--with", "Kenji"), "--with is an option of meetings"),
        (("contact",), "TITLE is missing"),
        (("meeting", "..."), "leaves nothing that could name a file"),
        (("contct", "x"), "there is no template 'contct'"),
        (("meeting", "x", "--tz", "Europe/Moskow"), "there is no time zone 'Europe/Moskow'"),
        (("topic", "x", "--at", "soon"), "'soon' is no value of 'at'"),
        (("meeting", "x", "--agenda", "Budget:ten:Oleg"), "'Budget:ten:Oleg' is no value of"),
        (("meeting", "x", "--agenda", "Budget:-5"), "'Budget:-5' is no value of 'agenda'"),
        (("meeting", "x", "--link", "soon"), "'soon' is no link"),
        (("meeting", "x", "--fallback", "https://"), "'https://' is no link"),
        (("meeting", "x", "--with", "ana@y", "--create-contacts"), "'ana@y' is no e-mail address"),
        (("contact", "x", "--email", "ana@@y.example"), "'ana@@y.example' is no e-mail address"),
        (("contact", "x", "--phone", "home"), "'home' is no telephone number"),
        (("meeting", "x", "--until", "soon"), "'soon' is no value of 'until'"),
        (("meeting", "x", "--until", "2026-12-10", "--duration", "2d"), "leave one of them out"),
        (
            ("meeting", "x", "--at", "2026-12-08", "--until", "2026-12-07"),
            "the meeting ends on 2026-12-07, before it begins on 2026-12-08",
        ),
        (
            ("meeting", "x", "--at", "2026-12-08", "--duration", "32d"),
            "the meeting takes 32 days, and 31 are the most",
        ),
        (
            ("meeting", "x", "--at", "2026-12-08", "--duration", "2d", "--agenda", "2026-12-10 A"),
            "'A' is of 2026-12-10, which is none of the meeting's days",
        ),
    ],
)
def test_what_cannot_be_understood_is_told(
    vault: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = vaultkit("new", *arguments, folder=vault)
    assert done.code == 2
    assert message in done.err


# --- templates of the vault


def template(vault: Path, name: str, text: str) -> None:
    (vault / "Templates").mkdir(exist_ok=True)
    (vault / "Templates" / name).write_bytes(text.encode())


def test_a_template_of_the_vault_comes_first_and_keeps_its_line_ends(vault: Path) -> None:
    template(vault, "topic.md", "---\r\nt: {{title}}\r\nd: {{date:YYYY}}\r\n---\r\n# {{title}}\r\n")
    vaultkit("new", "topic", "Budget 'x'", "--at", "2026-12-08", folder=vault)
    expected = "---\r\nt: Budget 'x'\r\nd: 2026\r\n---\r\n# Budget 'x'\r\n"
    assert text_of(vault, "Budget 'x'.md") == expected


def test_every_template_of_meetings_takes_their_options(vault: Path) -> None:
    given = ("Sync", "--at", "2026-12-08", "--with", "Аня", "--json")
    done = vaultkit("new", "meeting-social", *given, folder=vault)
    assert json.loads(done.out)["template"] == "meeting-social"
    assert "meeting_type: social\n" in json.loads(done.out)["text"]
    assert json.loads(done.out)["path"] == "2026-12-08 Sync.md"
    template(
        vault,
        "Standup.md.j2",
        "---\nkind: meeting\nwith: {{ attendees | map(attribute='link') | list }}\n---\n"
        "{{ type }}\n",
    )
    vaultkit("templates", "trust", "Standup", folder=vault)
    found = json.loads(vaultkit("new", "Standup", *given, "--type", "social", folder=vault).out)
    assert found["text"] == '---\nkind: meeting\nwith: ["[[Anna Petrova]]"]\n---\nsocial\n'
    template(vault, "Thing.md", "# {{title}}\n")
    for wrong, said in (
        (("Thing", "x", "--with", "Аня"), "--with is an option of meetings"),
        (("Standup", "x", "--email", "a@b.example"), "--email is no option of meetings"),
    ):
        done = vaultkit("new", *wrong, folder=vault)
        assert done.code == 2
        assert said in done.err


def test_a_jinja_template_runs_only_once_it_is_trusted_and_as_it_was(vault: Path) -> None:
    template(vault, "Invitation.md.j2", "# {{ title }}\n")
    done = vaultkit("new", "Invitation", "Party", folder=vault)
    assert done.code == 1
    assert "vaultkit templates trust 'Invitation'" in done.err
    assert not (vault / "Party.md").exists()
    before = bytes_of(vault)
    assert vaultkit("templates", "trust", "Invitation", folder=vault).code == 0
    assert bytes_of(vault) == before
    done = vaultkit("new", "Invitation", "Party", folder=vault)
    assert done.out == "made Party.md (template Templates/Invitation.md.j2)\n"
    assert text_of(vault, "Party.md") == "# Party\n"
    template(vault, "Invitation.md.j2", "# {{ title }}!\n")
    assert vaultkit("new", "Invitation", "Other", folder=vault).code == 1


@pytest.mark.parametrize("key", ["email", "mail", "Эл. почта"])
def test_a_template_is_told_the_address_of_who_comes(vault: Path, key: str) -> None:
    (vault / "Contacts/Kenji Morikawa.md").write_text(f"---\n{key}: k@x.example\n---\n", "utf-8")
    template(vault, "meeting.md.j2", "{% for each in attendees %}{{ each.email }}{% endfor %}\n")
    vaultkit("templates", "trust", "meeting", folder=vault)
    done = vaultkit("new", "meeting", "Sync", "--with", "Kenji", "--folder", "M", folder=vault)
    assert done.code == 0, done.err
    (note,) = (vault / "M").iterdir()
    assert note.read_text("utf-8").replace("\\", "").strip("<>\n") == "k@x.example"


def test_a_fault_is_told_with_template_line_and_name(vault: Path) -> None:
    template(vault, "Invitation.md.j2", "a\n{{ titel }}\n")
    vaultkit("templates", "trust", "Invitation", folder=vault)
    done = vaultkit("new", "Invitation", "Party", folder=vault)
    assert done.code == 1
    assert done.err == (
        "vaultkit: templates have no name 'titel' (Templates/Invitation.md.j2:2)\n"
        "  did you mean 'title'?\n"
    )


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("text", ["{{ title }\n", "{{ title {\n", "{% } %}\n", "{% {x} %}\n"])
def test_braces_of_a_template_are_no_format(vault: Path, text: str, language: str) -> None:
    template(vault, "Invitation.md.j2", text)
    vaultkit("templates", "trust", "Invitation", folder=vault)
    spoken = {"LANG": language, "VAULTKIT_LANGUAGE": language}
    for command in (("new", "Invitation", "Party"), ("templates", "check")):
        done = vaultkit(*command, folder=vault, environ=spoken)
        assert done.code == 1
        assert "Invitation.md.j2:1" in done.out + done.err


def test_templates_are_listed_shown_and_checked(vault: Path) -> None:
    template(vault, "Mine.md", "{{title}} {{host}}\n")
    template(vault, "Yours.md.j2", "\x1b[31m{{ titel }}\n")
    rows = [
        json.loads(line)
        for line in vaultkit("templates", "list", "--json", folder=vault).out.splitlines()
    ]
    states = {row["name"]: row["state"] for row in rows}
    assert (states["Mine"], states["Yours"], states["contact"]) == (
        "obsidian",
        "untrusted",
        "shipped",
    )
    assert vaultkit("templates", "show", "Yours", folder=vault).out == "\\x1b[31m{{ titel }}\n"
    done = vaultkit("templates", "check", "--json", folder=vault)
    assert done.code == 1
    assert [json.loads(line)["code"] for line in done.out.splitlines()] == [
        "template-variable-unknown",
        "template-untrusted",
        "template-unknown-name",
    ]


def test_the_templates_that_ship_have_no_faults(vault: Path) -> None:
    for language in ("en", "ru"):
        (vault / "vaultkit.toml").write_text(f'language = "{language}"\n')
        done = vaultkit("templates", "check", folder=vault)
        assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize(
    ("folder", "toml"),
    [
        ("Notes/Templates/Meetings", ""),
        ("Вещи/Шаблоны", '[templates]\nfolder = "Вещи/шаблоны"\n'),
    ],
)
def test_templates_are_found_below_their_folder_wherever_it_lies(
    vault: Path, folder: str, toml: str
) -> None:
    (vault / "vaultkit.toml").write_text(f'language = "en"\n{toml}', encoding="utf-8")
    (vault / folder).mkdir(parents=True)
    (vault / folder / "topic.md").write_text("mine")
    (vault / "Notes").mkdir(exist_ok=True)
    (vault / "Notes/contact.md").write_text("no template")
    done = vaultkit("new", "topic", "Events", folder=vault)
    assert done.out == f"made Events.md (template {folder}/topic.md)\n"
    done = vaultkit("new", "contact", "Ana", folder=vault)
    assert done.out == "made Ana.md (vaultkit's template contact)\n"


@pytest.mark.parametrize(
    ("platform", "said"),
    [
        ("zoomm", ["'zoomm' is no platform that is known: did you mean 'Zoom'?"]),
        ("Телемсот", ["'Телемсот' is no platform that is known: did you mean 'Яндекс Телемост'?"]),
        ("teams", []),
        ("Microsoft Teams", []),
        ("our own", []),
    ],
)
def test_a_slip_in_a_platform_is_told(vault: Path, platform: str, said: list[str]) -> None:
    given = ("new", "meeting", "New", "--dry-run", "--json", "--platform", platform)
    assert json.loads(vaultkit(*given, folder=vault).out)["warnings"] == said


def test_a_second_meeting_of_a_name_is_told(vault: Path) -> None:
    given = ("new", "meeting", "Twice", "--at", "2026-12-22 15:00")
    assert vaultkit(*given, folder=vault).err == ""
    done = vaultkit(*given, folder=vault)
    assert done.code == 0
    assert done.err == (
        "there is a note of this name already, so this one is called 2026-12-22 Twice 1.md\n"
    )


def test_a_slip_in_a_topic_is_told_with_the_one_that_is_near(vault: Path) -> None:
    made = {"Topics/Онлайн-сообщества.md": "---\naliases: [Communities]\n---\n"}
    make_vault(vault, {**made, "Topics/Design system.md": ""})
    waits = "no note answers to '{}': its link leads nowhere yet"
    near = "'{}': did you mean the topic '{}'?"
    for names, said in (
        (["Онлайн-сообщесва"], [near.format("Онлайн-сообщесва", "Онлайн-сообщества")]),
        (
            ["Comunities", "Comunitie"],
            [near.format(name, "Communities") for name in ("Comunities", "Comunitie")],
        ),
        (["Design review"], []),
        (["Quite another"], []),
    ):
        given = [word for name in names for word in ("--topic", name)]
        done = vaultkit("new", "meeting", "New", "--dry-run", "--json", *given, folder=vault)
        told = json.loads(done.out)["warnings"]
        assert [each for each in told if each not in map(waits.format, names)] == said
        assert len(told) == len(said) + len(names)
    done = vaultkit(
        "new", "meeting", "New", "--dry-run", "--json", "--topic", "communities", folder=vault
    )
    assert json.loads(done.out)["warnings"] == []


@pytest.mark.parametrize(
    ("org", "written", "said"),
    [
        ("Networking", '"[[Networking]]"', ""),
        ("[[Networking]]", '"[[Networking]]"', ""),
        ("Kumo", '"[[Kumo]]"', "no note answers to 'Kumo': its link leads nowhere yet\n"),
        ("a|b", "a|b", "no note answers to 'a|b': its link leads nowhere yet\n"),
    ],
)
def test_where_somebody_works_is_a_link(vault: Path, org: str, written: str, said: str) -> None:
    done = vaultkit("new", "contact", "Ana", "--org", org, folder=vault)
    assert (done.code, done.err) == (0, said)
    assert f"\norg: {written}\n" in text_of(vault, "Ana.md")


@pytest.mark.parametrize("title", ["---\nx: 1", "a\r\n---\r\nx: 1", "]]: [", "<b>", "{% x %}"])
def test_no_title_breaks_the_note_that_it_names(vault: Path, title: str) -> None:
    done = vaultkit("new", "--at", "2026-12-08", "--json", "--", "meeting", title, folder=vault)
    path = json.loads(done.out)["path"]
    assert vaultkit("check", folder=vault).code == 0
    (facts,) = (
        row
        for line in vaultkit("facts", "--json", folder=vault).out.splitlines()
        if (row := json.loads(line))["path"] == path
    )
    assert facts["kind"] == "meeting"
    assert "x" not in facts["properties"]


def test_a_templates_name_is_no_part_of_its_program(vault: Path) -> None:
    name = "a{{7}}'+x+'"
    template(vault, f"{name}.md.j2", "# {{ title }}\n")
    assert vaultkit("templates", "trust", name, folder=vault).code == 0
    assert vaultkit("new", name, "Party", folder=vault).code == 0
    assert text_of(vault, "Party.md") == "# Party\n"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_template_behind_a_link_out_of_the_vault_is_none(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md.j2").write_text("secret")
    (vault / "Templates").mkdir()
    (vault / "Templates/secret.md.j2").symlink_to(tmp_path / "secret.md.j2")
    done = vaultkit("templates", "trust", "secret", folder=vault)
    assert done.code != 0
    assert vaultkit("new", "secret", "Party", folder=vault).code != 0


@pytest.mark.parametrize(
    ("style", "due"), [("emoji", "📅 {}"), ("dataview", "[due:: {}]")], ids=["emoji", "dataview"]
)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("at", "quarter_before"),
    [("2027-01-01 15:00", "2027-01-01"), ("2027-01-01 00:10", "2026-12-31")],
)
def test_checks_are_due_a_day_and_a_quarter_before_and_the_due_day_comes_last(
    vault: Path, style: str, due: str, language: str, at: str, quarter_before: str
) -> None:
    (vault / "vaultkit.toml").write_text(f'language = "{language}"\n[tasks]\nstyle = "{style}"\n')
    vaultkit("new", "meeting", "Sync", "--at", at, folder=vault)
    text = text_of(vault, "2027-01-01 Sync.md")
    section = text.split(
        "### Technical check\n" if language == "en" else "### Техническая проверка"
    )
    lines = section[1].split("###")[0].strip().split("\n")
    assert all(line.startswith("- [ ] ") for line in lines)
    days = [line[-len(due.format("2026-12-31")) :] for line in lines]
    assert set(days) == {due.format("2026-12-31"), due.format(quarter_before)}


def test_a_file_may_hold_whatever_the_command_line_may_say_of_a_meeting(vault: Path) -> None:
    shown = vaultkit("new", "--help", folder=vault).out.split("Options:")[1].split("Examples:")[0]
    options = set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", shown, re.MULTILINE))
    of_contacts = {"email", "phone", "org", "role", "alias"}
    of_the_run = {"from", "interactive", "dry-run", "json", "help", "vault"}
    keys = {key.replace("_", "-") for key in KEYS} - {"title"}
    assert options - of_contacts - of_the_run == keys
