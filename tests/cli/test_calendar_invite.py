"""``vaultkit calendar invite`` and ``cancel``: files to send, and the number that goes up."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit
from tests.cli.test_calendar_import import edit, import_texts, properties
from vaultkit.exchange.calendar import read_calendar
from vaultkit.exchange.mail import calendars_in_mail
from vaultkit.model.calendar import Event

NOTE = """---
kind: meeting
date: 2026-11-24
time: "17:00"
tz: Europe/Moscow
duration: 45
join: https://zoom.us/j/81234567890?pwd=c2VjcmV0
remind: [15m]
organiser: "[[Вера Лунина]]"
attendees: ["[[Вера Лунина]]", "[[Ana \\"A\\" Silva]]", Cleo]
---
# Синхронизация

Моё слово.
"""
LONG = "Наталья Александровна Рогова-Белозёрская и ещё одно очень длинное имя"
FILES = {
    "vaultkit.toml": 'language = "en"\n',
    "Sync.md": NOTE.replace('[[Ana \\"A\\" Silva]]', "[[Ana Silva]]"),
    "Ana Silva.md": "---\nkind: contact\nemail: ana@example.org\n---\n",
    "Вера Лунина.md": "---\nkind: contact\nemail: vera@example.org\n---\n",
    f"{LONG}.md": "---\nkind: contact\nemail: natalya@example.org\n---\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", FILES)


def sent(vault: Path, kind: str = "invite", *arguments: str) -> dict[str, Any]:
    done = vaultkit("calendar", kind, "Sync", "--json", *arguments, folder=vault)
    assert done.code == 0, done
    told: dict[str, Any] = json.loads(done.out)
    return told


def event(told: dict[str, Any]) -> Event:
    (found,) = read_calendar(told["ics"].encode(), zone="UTC").events
    return found


def test_an_invitation_says_who_when_and_where(vault: Path) -> None:
    told = sent(vault)
    asked = event(told)
    assert (asked.method, asked.status, asked.sequence) == ("REQUEST", "CONFIRMED", 0)
    assert (asked.summary, asked.start.text) == ("Синхронизация", "2026-11-24T14:00:00Z")
    assert asked.organizer is not None
    assert asked.organizer.email == "vera@example.org"
    assert [(each.email, each.status) for each in asked.attendees] == [
        ("ana@example.org", "needs-action"),
        (None, "needs-action"),
    ]
    assert told["without_address"] == ["Cleo"]
    assert "c2VjcmV0" not in told["ics"]
    assert "c2VjcmV0" in sent(vault, "invite", "--with-secrets")["ics"].replace("\r\n ", "")


def test_the_mail_carries_the_same_calendar(vault: Path) -> None:
    edit(vault, "Sync.md", "Cleo", f'"[[{LONG}]]"')
    told = sent(vault)
    data = told["eml"].encode("ascii")
    assert all(len(line) <= 100 for line in data.split(b"\r\n"))
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == "Синхронизация"
    # The newer policy puts blanks between words of RFC 2047 that belong together.
    headers = message_from_bytes(data)
    to, host = (str(make_header(decode_header(headers[name]))) for name in ("To", "From"))
    assert getaddresses([to]) == [
        ("Ana Silva", "ana@example.org"),
        (LONG, "natalya@example.org"),
    ]
    assert getaddresses([host]) == [("Вера Лунина", "vera@example.org")]
    plain, calendar = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert "Europe/Moscow" in plain.get_content()
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendars_in_mail(data) == [told["ics"].encode()]


def test_the_same_note_gives_the_same_bytes_and_is_written_once(vault: Path) -> None:
    before = (vault / "Sync.md").read_text(encoding="utf-8")
    first = sent(vault)
    assert first["changed"] is True
    after = (vault / "Sync.md").read_text(encoding="utf-8")
    assert after.split("---\n")[2] == before.split("---\n")[2]
    told = properties(vault, "Sync.md")
    assert (told["ical_uid"], told["sequence"]) == (first["uid"], 0)
    kept = bytes_of(vault)
    again = sent(vault)
    assert again == {**first, "changed": False}
    assert bytes_of(vault) == kept
    assert vaultkit("undo", folder=vault).code == 0
    assert (vault / "Sync.md").read_text(encoding="utf-8") == before


def test_the_number_goes_up_only_where_the_invitation_says_something_new(vault: Path) -> None:
    uid = sent(vault)["uid"]
    edit(vault, "Sync.md", "Моё слово.", "Моё слово, другое.")
    assert sent(vault)["sequence"] == 0
    edit(vault, "Sync.md", '"17:00"', '"18:00"')
    moved = sent(vault)
    assert (moved["uid"], moved["sequence"], event(moved).start.text) == (
        *(uid, 1),
        "2026-11-24T15:00:00Z",
    )
    assert sent(vault)["sequence"] == 1
    assert vaultkit("rename", "Sync", "Other", folder=vault).code == 0
    done = vaultkit("calendar", "invite", "Other", "--json", folder=vault)
    assert json.loads(done.out) == {**moved, "path": "Other.md", "changed": False}


def test_a_cancellation_has_the_next_number_and_marks_the_note(vault: Path) -> None:
    uid = sent(vault)["uid"]
    off = sent(vault, "cancel")
    assert (off["uid"], off["sequence"]) == (uid, 1)
    assert (event(off).method, event(off).status) == ("CANCEL", "CANCELLED")
    assert properties(vault, "Sync.md")["status"] == "cancelled"
    kept = bytes_of(vault)
    assert sent(vault, "cancel") == {**off, "changed": False}
    assert bytes_of(vault) == kept
    done = vaultkit("calendar", "invite", "Sync", folder=vault)
    assert done.code == 2
    assert "is called off" in done.err
    edit(vault, "Sync.md", "status: cancelled", "status: planned")
    assert sent(vault)["sequence"] == 2


def test_a_reply_to_an_invitation_of_ours_finds_its_note(vault: Path) -> None:
    ics = sent(vault)["ics"].replace("\r\n ", "")
    reply = ics.replace("METHOD:REQUEST", "METHOD:REPLY").replace(
        "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ana", "PARTSTAT=DECLINED:mailto:ana"
    )
    (line,) = import_texts(vault, reply)
    assert (line["outcome"], line["notes"]) == ("reply", ["Sync.md"])
    assert properties(vault, "Sync.md")["replies"] == ["Ana Silva <ana@example.org>: declined"]
    assert sent(vault)["changed"] is False


def test_a_reply_of_ours_goes_by_the_numbers_of_a_foreign_invitation(vault: Path) -> None:
    import_texts(
        vault,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x@example.org\nDTSTART:20261124T140000Z\n"
        "SEQUENCE:4\nSUMMARY:Theirs\nORGANIZER;CN=Ben:mailto:ben@example.org\n"
        "ATTENDEE;CN=Ana:mailto:ana@example.org\nEND:VEVENT\nEND:VCALENDAR\n",
    )
    done = vaultkit("calendar", "cancel", "2026-11-24 Theirs", "--json", folder=vault)
    assert (json.loads(done.out)["uid"], json.loads(done.out)["sequence"]) == ("x@example.org", 5)


def test_both_files_go_into_a_folder(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    done = vaultkit("calendar", "invite", "Sync", "-o", str(tmp_path / "out"), folder=vault)
    assert (done.code, done.out) == (0, "")
    assert sorted(bytes_of(tmp_path / "out")) == ["Sync.eml", "Sync.ics"]
    mail = vaultkit("calendar", "invite", "Sync", "--format", "eml", folder=vault).out
    assert (tmp_path / "out" / "Sync.eml").read_bytes().decode() == mail


def test_a_dry_run_writes_neither_note_nor_files(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    before = bytes_of(tmp_path)
    done = vaultkit(
        "calendar", "invite", "Sync", "-o", str(tmp_path / "out"), "--dry-run", folder=vault
    )
    assert done.code == 0
    assert "+sequence: 0" in done.out
    assert "+METHOD:REQUEST" in done.out
    assert bytes_of(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date: 2026-11-24", "day: none", "has no day"),
        ('organiser: "[[Вера Лунина]]"', "organiser: Somebody", "nobody with an e-mail address"),
        ('"[[Ana Silva]]", Cleo', "", "nobody is invited"),
    ],
)
def test_what_cannot_be_sent_is_said(vault: Path, old: str, new: str, said: str) -> None:
    edit(vault, "Sync.md", old, new)
    before = bytes_of(vault)
    done = vaultkit("calendar", "invite", "Sync", folder=vault)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert bytes_of(vault) == before


def test_who_invites_can_be_given(vault: Path) -> None:
    edit(vault, "Sync.md", 'organiser: "[[Вера Лунина]]"', "organiser: Somebody")
    host = event(sent(vault, "invite", "--organiser", "Ben Okoro <ben@example.org>")).organizer
    assert host is not None
    assert (host.names, host.email) == (("Ben Okoro",), "ben@example.org")


def test_in_russian_the_mail_and_the_command_speak_russian(vault: Path) -> None:
    edit(vault, "vaultkit.toml", '"en"', '"ru"')
    mail = message_from_bytes(sent(vault, "cancel")["eml"].encode(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    (plain, _) = mail.iter_parts()
    assert plain.get_content().startswith("Встреча отменена: Синхронизация")
    done = vaultkit("calendar", "cancel", "Sync", folder=vault, environ={"LANG": "ru_RU"})
    assert "без адреса электронной почты: Cleo" in done.err
