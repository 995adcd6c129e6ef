"""What is to be looked at before a meeting, by platform and by what everybody is there for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest

from tests.cli.support import make_vault
from vaultkit.app.new_meeting import MeetingRequest, plan_meeting
from vaultkit.app.new_note import Place
from vaultkit.app.snapshot import take_snapshot
from vaultkit.people.directory import parse_named
from vaultkit.people.meeting_words import parse_when

PLACE = Place(datetime(2026, 11, 23, 10, 0), {})
ZOOM_HOST = "Waiting room, passcode and who may share the screen are set"
WEBEX_GUEST = "Webex is installed and was started once"
WEBEX_HOST = "The room is unlocked for guests"
WEBEX_SPEAKER = "Knows how to take the presenter's ball, may share without asking"
SLIDES = "Slides and demo are ready, the host has a copy"
OPEN = "The room is open, those who wait are let in"
MUTED = "The name that others see is right, the microphone is muted"
RIGHTS = "Rights of a co-host are given, who does what is agreed"

ROLES = {
    "nobody is named": ("", "group", "zoom", [], {ZOOM_HOST: "", OPEN: ""}, [MUTED, SLIDES]),
    "somebody else holds it": (
        *("", "group", "zoom", ["Anna:host"]),
        {ZOOM_HOST: "[[Anna]]", OPEN: "[[Anna]]"},
        [MUTED],
    ),
    "I hold it": ("Anna", "group", "zoom", ["Anna:host"], {ZOOM_HOST: "", OPEN: ""}, [MUTED]),
    "I come": (
        *("Anna", "group", "webex", ["Anna", "Bo:host"]),
        {WEBEX_GUEST: "", MUTED: "", WEBEX_HOST: "[[Bo]]", OPEN: "[[Bo]]"},
        [],
    ),
    "I am a guest and nobody holds it": (
        *("Anna", "group", "webex", ["Anna:участник", "Bo"]),
        {WEBEX_GUEST: "", MUTED: ""},
        [WEBEX_HOST, OPEN],
    ),
    "I speak": (
        *("Anna", "webinar", "webex", ["Anna:speaker", "Bo:Ведущий"]),
        {SLIDES: "", WEBEX_SPEAKER: "", WEBEX_HOST: "[[Bo]]"},
        [MUTED, WEBEX_GUEST],
    ),
    "several roles": (
        *("", "webinar", "webex", ["Anna:докладчик, ведущая", "Bo:Co-Host", "Cy:guest"]),
        {
            WEBEX_HOST: "[[Anna]]",
            SLIDES: "[[Anna]]",
            WEBEX_SPEAKER: "[[Anna]]",
            RIGHTS: "[[Bo]]",
        },
        [MUTED, WEBEX_GUEST],
    ),
    "a conference that I go to": ("", "conference", "webex", [], {WEBEX_GUEST: ""}, [WEBEX_HOST]),
    "no platform": ("", "group", "", [], {OPEN: ""}, [WEBEX_HOST, ZOOM_HOST]),
}
"""Whose vault, which type and platform, who comes; what is to be done by whom, and what not."""


@pytest.mark.parametrize(
    ("me", "type", "platform", "people", "done", "left"), ROLES.values(), ids=ROLES
)
def test_checks_are_those_of_the_platform_and_of_the_role(
    tmp_path: Path,
    me: str,
    type: str,
    platform: str,
    people: list[str],
    done: dict[str, str],
    left: list[str],
) -> None:
    vault = {f"Contacts/{name}.md": "" for name in ("Anna", "Bo", "Cy")}
    make_vault(tmp_path, {**vault, "vaultkit.toml": f'language = "en"\nme = "{me}"\n'})
    request = MeetingRequest(
        title="x",
        type=type,
        people=tuple(map(parse_named, people)),
        when=parse_when("2026-12-08 15:00"),
        platform=platform,
    )
    text = plan_meeting(take_snapshot(tmp_path), request, PLACE).meeting.text
    for check, who in done.items():
        assert f"- [ ] {who}{': ' if who else ''}{check} (" in text
    for check in left:
        assert check not in text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("platform", ["zoom", "teams", "meet", "webex", "slack"])
@pytest.mark.parametrize("role", ["host", "speaker", "attendee"])
def test_every_platform_says_something_of_its_own_to_every_role(
    tmp_path: Path, language: Literal["en", "ru"], platform: str, role: str
) -> None:
    make_vault(
        tmp_path, {"Contacts/Me.md": "", "vaultkit.toml": f'language = "{language}"\nme = "Me"\n'}
    )

    def text_on(platform: str) -> str:
        request = MeetingRequest(
            title="x",
            people=(parse_named(f"Me:{role}"),),
            when=parse_when("2026-12-08 15:00"),
            platform=platform,
        )
        return plan_meeting(take_snapshot(tmp_path), request, PLACE).meeting.text

    assert text_on(platform).count("- [ ] ") == text_on("other").count("- [ ] ") + 1
