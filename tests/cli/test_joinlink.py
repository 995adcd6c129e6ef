"""``vaultkit joinlink``: invitations from files and pipes, without a vault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import bytes_of, vaultkit

INVITE = (
    "Олег Саянов приглашает вас на запланированную конференцию: Zoom.\n\n"
    "https://us06web.zoom.us/j/87654321098?pwd=bW9z\n"
    "Идентификатор конференции: 876 5432 1098\nКод доступа: Qz7kP2\n\n"
    "Позвонить:\n+7 499 555 01 07 Россия\n\nЗапасной канал: https://telemost.yandex.ru/j/555\n"
)
FORM = {
    "platform": "zoom",
    "url": "https://us06web.zoom.us/j/87654321098?pwd=bW9z",
    "meeting_id": "87654321098",
    "passcode": "Qz7kP2",
    "dial_in": ["+7 499 555 01 07"],
    "recording_url": None,
    "fallback_urls": ["https://telemost.yandex.ru/j/555"],
    "secrets": ["passcode", "pwd"],
}


@pytest.mark.parametrize(
    "data",
    [INVITE.encode(), b"\xef\xbb\xbf" + INVITE.encode(), INVITE.encode("utf-16")],
    ids=["utf-8", "with a mark", "utf-16"],
)
def test_a_file_gives_one_object(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "invite.txt").write_bytes(data)
    done = vaultkit("joinlink", "invite.txt", "--json", folder=tmp_path)
    assert (done.code, json.loads(done.out), done.err) == (0, FORM, "")
    assert list(bytes_of(tmp_path)) == ["invite.txt"]


@pytest.mark.parametrize("arguments", [["joinlink"], ["joinlink", "-"]])
def test_standard_input_is_read(tmp_path: Path, arguments: list[str]) -> None:
    done = vaultkit(*arguments, "--json", folder=tmp_path, typed=INVITE)
    assert (done.code, json.loads(done.out)) == (0, FORM)


def test_people_see_what_is_there_line_by_line(tmp_path: Path) -> None:
    done = vaultkit("joinlink", folder=tmp_path, typed=INVITE)
    assert done.out == (
        "platform\tzoom\n"
        "link\thttps://us06web.zoom.us/j/87654321098?pwd=bW9z\n"
        "meeting id\t87654321098\n"
        "passcode\tQz7kP2\n"
        "dial in\t+7 499 555 01 07\n"
        "fallback\thttps://telemost.yandex.ru/j/555\n"
    )


def test_nothing_found_is_no_fault(tmp_path: Path) -> None:
    done = vaultkit("joinlink", folder=tmp_path, typed="Встречаемся в переговорной 4.12")
    assert (done.code, done.out) == (0, "")
    assert done.err == "no meeting of a known platform is named\n"
    empty = json.loads(vaultkit("joinlink", "--json", folder=tmp_path, typed="").out)
    assert {key: value for key, value in empty.items() if value} == {}
    assert list(empty) == list(FORM)


def test_a_place_may_name_its_platform_alone(tmp_path: Path) -> None:
    arguments = ("joinlink", "--json", "--field")
    text = "Microsoft Teams Meeting"
    there = vaultkit(*arguments, "location", folder=tmp_path, typed=text)
    elsewhere = vaultkit(*arguments, "description", folder=tmp_path, typed=text)
    assert json.loads(there.out)["platform"] == "teams"
    assert json.loads(elsewhere.out)["platform"] is None


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    done = vaultkit("joinlink", "nowhere.txt", folder=tmp_path)
    assert (done.code, done.out) == (3, "")
    assert "nowhere.txt" in done.err


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    done = vaultkit("joinlink", folder=tmp_path, typed="x" * 5_000_001)
    assert (done.code, done.out) == (2, "")
    assert "too large for an invitation" in done.err
