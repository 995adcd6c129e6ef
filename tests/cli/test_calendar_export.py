"""``vaultkit calendar export``: the vault as a calendar that reads back as the vault."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.support import ROOT, bytes_of, make_vault, vaultkit
from tests.cli.test_calendar_import import SAMPLES, import_texts
from vaultkit.exchange.calendar import read_calendar
from vaultkit.model.calendar import Event

MEETING = """---
kind: meeting
date: 2026-11-24
time: "17:00"
tz: Europe/Moscow
duration: 45
join: https://zoom.us/j/81234567890?pwd=c2VjcmV0
remind: [1d, 15m]
organiser: "[[Ben Okoro]]"
attendees: ["[[Ana Silva]]", "[[Ben Okoro]]", Cleo]
---
# Sync, "weekly"; 日本

- [ ] [[Ana Silva]]: send **notes** 📅 2026-11-27
- [/] begun
- [x] done
- [ ]
"""
FILES = {
    "vaultkit.toml": 'language = "en"\n',
    "Sync.md": MEETING,
    "Ana Silva.md": "---\nkind: contact\nemail: ana@example.org\nbirthday: 1988-02-29\n---\n",
    "Ben Okoro.md": "---\nkind: contact\nemail: ben@example.org\nbirthday: --04-12\n---\n",
    "Day.md": "---\nkind: meeting\ndate: 2026-12-01\nend: 2026-12-02\n---\n# Whole days\n",
    "Undated.md": "---\nkind: meeting\n---\n# Some day\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", FILES)


def export(vault: Path, *arguments: str) -> str:
    done = vaultkit("calendar", "export", *arguments, folder=vault)
    assert (done.code, done.err) == (0, ""), done
    return done.out.replace("\r\n ", "")


def events(text: str) -> list[Event]:
    return list(read_calendar(text.encode(), zone="UTC").events)


def test_a_meeting_is_an_event_with_its_people_and_reminders(vault: Path) -> None:
    sync, day = events(export(vault, "--only", "meetings"))
    assert (sync.summary, sync.start.text, sync.start.zone) == (
        *('Sync, "weekly"; 日本', "2026-11-24T14:00:00Z", "Europe/Moscow"),
    )
    assert sync.end.text == "2026-11-24T14:45:00Z"
    assert [each.total_seconds() / 60 for each in sync.reminders] == [24 * 60, 15]
    assert sync.organizer is not None
    assert sync.organizer.email == "ben@example.org"
    assert [(each.names[:1], each.email) for each in sync.attendees] == [
        (("Ben Okoro",), "ben@example.org"),
        (("Ana Silva",), "ana@example.org"),
        (("Cleo",), None),
    ]
    assert (day.start.text, day.end.text) == ("2026-12-01", "2026-12-03")


def test_a_meeting_of_several_days_takes_them_whole(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": 'language = "en"\n'})
    given = ("--type", "conference", "--at", "2026-12-08 10:00", "--tz", "Europe/Stockholm")
    done = vaultkit("new", "meeting", "Fair", *given, "--duration", "3d", folder=vault)
    assert done.code == 0
    (fair,) = events(export(vault, "--only", "meetings"))
    assert (fair.start.text, fair.end.text) == ("2026-12-08", "2026-12-11")


def test_zone_and_addresses_are_found_under_all_their_names(vault: Path) -> None:
    for note, old, new in (
        ("Sync.md", "tz:", "Time zone:"),
        ("Ana Silva.md", "email:", "mail:"),
        ("Ben Okoro.md", "email:", "Эл. почта:"),
    ):
        place = vault / note
        place.write_text(place.read_text("utf-8").replace(old, new, 1), "utf-8")
    test_a_meeting_is_an_event_with_its_people_and_reminders(vault)


def test_open_actions_are_to_dos_of_their_meeting(vault: Path) -> None:
    text = export(vault)
    uid = events(export(vault, "--only", "meetings"))[0].uid
    todos = text.split("BEGIN:VTODO")[1:]
    assert len(todos) == 2
    assert "\r\nSUMMARY:Ana Silva: send notes\r\nDUE;VALUE=DATE:20261127\r\n" in todos[0]
    assert "\r\nSTATUS:NEEDS-ACTION\r\n" in todos[0]
    assert "\r\nSUMMARY:begun\r\nSTATUS:IN-PROCESS\r\n" in todos[1]
    assert all(f"RELATED-TO:{uid}\r\n" in todo for todo in todos)


def test_birthdays_come_every_year(vault: Path) -> None:
    ana, ben = events(export(vault, "--only", "birthdays"))
    assert (ana.summary, ana.start.text) == ("Birthday: Ana Silva", "1988-02-29")
    assert ana.rules == ("FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2",)
    assert (ben.start.text, ben.rules, ben.busy) == ("2000-04-12", ("FREQ=YEARLY",), "free")


def test_secrets_are_blotted_out_unless_they_are_asked_for(vault: Path) -> None:
    assert "c2VjcmV0" not in export(vault)
    assert "https://zoom.us/j/81234567890?pwd=***" in export(vault)
    assert "pwd=c2VjcmV0" in export(vault, "--with-secrets")


def test_days_can_be_chosen(vault: Path) -> None:
    days = ("--from", "2026-12-01", "--to", "2026-12-31")
    assert [each.summary for each in events(export(vault, "--only", "meetings", *days))] == [
        "Whole days"
    ]


@pytest.fixture(scope="module")
def imported_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """sample-vault with all samples imported."""
    root = tmp_path_factory.mktemp("imported") / "vault"
    shutil.copytree(ROOT / "sample-vault", root, ignore=shutil.ignore_patterns(".vaultkit"))
    vaultkit("calendar", "import", *map(str, SAMPLES), folder=root)
    return root


@pytest.mark.parametrize("secrets", [(), ("--with-secrets",)])
def test_what_is_exported_is_found_sound_and_an_import_changes_nothing(
    imported_vault: Path, tmp_path: Path, secrets: tuple[str, ...]
) -> None:
    root = imported_vault
    done = vaultkit("calendar", "export", "-o", str(tmp_path / "vault.ics"), *secrets, folder=root)
    assert done.code == 0
    first = (tmp_path / "vault.ics").read_bytes()
    before = bytes_of(root)
    checked = vaultkit("calendar", "check", str(tmp_path / "vault.ics"), "--json", folder=root)
    assert checked.code == 0
    *lines, told = map(json.loads, checked.out.splitlines())
    assert told["total"] == len(lines) > 150
    done = vaultkit("calendar", "import", str(tmp_path / "vault.ics"), folder=root)
    assert done.err.endswith("0 new notes, 0 notes changed\n")
    assert bytes_of(root) == before
    vaultkit("calendar", "export", "-o", str(tmp_path / "again.ics"), *secrets, folder=root)
    assert (tmp_path / "again.ics").read_bytes() == first


def test_a_change_elsewhere_comes_back_to_a_note_made_by_hand(vault: Path) -> None:
    text = export(vault, "--only", "meetings")
    moved = text.replace("20261124T170000", "20261125T170000").replace(
        "20261124T174500", "20261125T174500"
    )
    (line, _) = import_texts(vault, moved.replace("SEQUENCE:0", "SEQUENCE:1", 1))
    assert (line["outcome"], line["notes"]) == ("update", ["Sync.md"])
    note = (vault / "Sync.md").read_text(encoding="utf-8")
    assert "date: 2026-11-25\n" in note
    assert "join: https://zoom.us/j/81234567890?pwd=c2VjcmV0\n" in note
    assert note.split("---\n")[2] == MEETING.split("---\n")[2]


def test_a_file_of_the_vault_is_replaced_only_with_force(vault: Path) -> None:
    make_vault(vault, {"own.ics": "mine"})
    done = vaultkit("calendar", "export", "-o", "own.ics", folder=vault)
    assert done.code == 1
    assert "holds something else" in done.err
    dry = vaultkit("calendar", "export", "-o", "own.ics", "--force", "--dry-run", folder=vault)
    assert dry.out.startswith("--- a/own.ics")
    assert (vault / "own.ics").read_text(encoding="utf-8") == "mine"
    assert vaultkit("calendar", "export", "-o", "own.ics", "--force", folder=vault).code == 0
    assert (vault / "own.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert vaultkit("calendar", "export", "--force", folder=vault).code == 2
