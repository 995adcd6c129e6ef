"""What a meeting's note still lacks."""

from __future__ import annotations

import pytest

from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.model.links import Kind
from vaultkit.model.paths import VaultPath
from vaultkit.people.actions import actions_in
from vaultkit.people.lacking import lacks_of
from vaultkit.people.meeting_check import (
    LACKS,
    agreed_tasks,
    is_checked,
    iter_action_faults,
    iter_meeting_faults,
)
from vaultkit.people.meeting_words import section_named
from vaultkit.people.starting import start_of

PATH = VaultPath("Встречи/2026-12-08 Созвон.md")
AGENDA = "meeting-no-agenda"
LONG = "meeting-agenda-too-long"
FALLBACK = "meeting-no-fallback"
CONSENT = "meeting-recording-without-consent"


def faults(properties: str, body: str = "") -> list[tuple[str, int]]:
    source = decode(PATH, f"---\nmeeting_type: group\n{properties}---\n{body}".encode())
    note = read(source)
    assert note.diagnostics == ()
    return [(found.code, found.line) for found in iter_meeting_faults(note, lambda: source)]


def codes(properties: str, body: str = "") -> list[str]:
    return [code for code, _ in faults(properties, body)]


@pytest.mark.parametrize(
    ("properties", "checked"),
    [
        ("meeting_type: group\n", True),
        ("тип_встречи: вебинар\nstatus: план\n", True),
        ("type: meeting\nstatus: planned\n", False),
        ("meeting_type: group\nstatus: cancelled\n", False),
        ("meeting_type: group\nстатус: отменена\n", False),
        ("meeting_type:\n", False),
        ("", False),
    ],
)
def test_only_meetings_that_say_their_kind_are_looked_at(properties: str, checked: bool) -> None:
    note = read(decode(PATH, f"---\n{properties}---\n".encode()))
    assert is_checked(note) is checked


@pytest.mark.parametrize(
    ("properties", "body", "found"),
    [
        ("status: planned\n", "# A\n", [(AGENDA, 0)]),
        ("status: planned\n", "# A\n\n## Agenda\n\n- \n", [(AGENDA, 7)]),
        ("status: запланирована\n", "## Повестка\n\n1. Бюджет\n", []),
        ("status: planned\n", "## Программа (черновик)\n\n- Бюджет\n", []),
        ("status: planned\n", "Agenda so far:\n\n- the date\n", []),
        ("status: planned\n", "**Повестка:**\n\n- дата\n", []),
        ("status: planned\n", "Our agenda is full: of things\n", [(AGENDA, 0)]),
        ("", "# A\n", []),
        ("status: held\n", "# A\n", []),
    ],
)
def test_a_planned_meeting_has_an_agenda(
    properties: str, body: str, found: list[tuple[str, int]]
) -> None:
    assert faults(properties, body) == found


@pytest.mark.parametrize(
    ("duration", "minutes", "too_long"),
    [
        ("30", ("20", "15"), True),
        ("35", ("20", "15"), False),
        ("0:30", ("20", "15"), True),
        ("1 ч", ("20", "15"), False),
        ("some time", ("200",), False),
    ],
)
def test_an_agenda_fits_into_the_meeting(
    duration: str, minutes: tuple[str, ...], too_long: bool
) -> None:
    body = "## Agenda\n\n" + "".join(f"- x — Anna, {each} min\n" for each in minutes)
    for properties, found in (("planned", [LONG] if too_long else []), ("held", [])):
        assert codes(f'status: {properties}\nduration: "{duration}"\n', body) == found


def test_sessions_of_a_conference_may_take_place_at_once() -> None:
    source = decode(
        PATH,
        b"---\nmeeting_type: conference\nstatus: planned\nduration: 60\n---\n"
        b"## Sessions\n\n- a, 45 min\n- b, 45 min\n",
    )
    assert [*iter_meeting_faults(read(source), lambda: source)] == []


@pytest.mark.parametrize(
    ("properties", "body", "lacks"),
    [
        ("platform: Zoom\n", "", True),
        ("join: https://zoom.us/j/1\n", "## Fallback channels\n\n- \n", True),
        ("platform: Zoom\nfallback: +7 900\n", "", False),
        ("platform: Zoom\nзапасной канал: телефон\n", "", False),
        ("platform: Zoom\n", "## Запасные каналы связи\n\n- телефон\n", False),
        ("", "", False),
        ("platform: office\n", "", False),
        ("платформа: Очно\nлюди: 3\n", "", False),
        ("location: кафе\n", "", False),
        ("location: кафе\njoin: https://zoom.us/j/1\n", "", True),
        ("zoom: https://zoom.us/j/1\n", "", True),
        ("join_url: https://zoom.us/j/1\n", "", True),
        ("meeting_url: https://zoom.us/j/1\n", "", True),
        ("ссылка на встречу: https://zoom.us/j/1\n", "", True),
        ("link: {url: https://zoom.us/j/1}\n", "", True),
    ],
)
def test_a_meeting_planned_online_has_a_fallback(properties: str, body: str, lacks: bool) -> None:
    body = f"## Agenda\n\n- x\n\n{body}"
    assert codes(f"status: planned\n{properties}", body) == ([FALLBACK] if lacks else [])
    assert codes(properties, body) == []
    # A brief says no other thing of what is known of it.
    source = decode(PATH, f"---\n{properties}---\n{body}".encode())
    note = read(source)
    lacking = lacks_of(note, source, start_of(note), has_people=True)
    assert ("fallback" in lacking) == (lacks or not properties)


LINK = "- Link: https://video.example.org/7\n"


@pytest.mark.parametrize(
    ("properties", "body", "lacks"),
    [
        ("", f"## Recording\n\n{LINK}", True),
        ("", f"## Запись\n\n{LINK}- Согласие:\n    - [[Анна]]: ещё не спрашивали\n", True),
        ("", f"## Recording\n\n{LINK}- Consent:\n    - [[A]]: yes\n    - [[B]]: no\n", True),
        ("", f"## Recording\n\n{LINK}- Consent:\n    - [[A]]: \n", True),
        ("", f"## Recording\n\n{LINK}- Consent:\n- Access: all\n", True),
        ("", f"## Recording\n\n{LINK}- Consent:\n    - [[A]]: yes\n    - [[B]]: aloud\n", False),
        ("", f"## Запись\n\n{LINK}- Согласие:\n    - [[А]]: не против\n", False),
        ("", f"## Recording\n\n{LINK}- Consent: everyone, on 8 December\n", False),
        ("", f"## Recording\n\n- Consent:\n    - [[A]]: yes\n{LINK}", False),
        ("", "## Recording\n\n- Link: \n- Consent:\n    - [[A]]: not asked\n", False),
        ("", "## Recording\n\n- Link: none\n", False),
        ("", "## Запись\n\nГоворили с [[Анна]] о смете.\n", False),
        ("", "## Recording\n\n![[call.mp4]]\n", True),
        ("recording: https://video.example.org/7\n", "", True),
        ("recording: yes, in the archive\n", "", True),
        ("recording: true\n", "", True),
        ("recording_url: https://video.example.org/7\n", "", True),
        ("recording_url: https://video.example.org/7\nconsent: granted\n", "", False),
        ("recording_url: https://x.example\nconsent: {Anna: yes please, Oleg: no}\n", "", True),
        ("recording_url: https://x.example\nconsent: {Anna: granted, Oleg: true}\n", "", False),
        ("recording: {state: granted, url: https://x.example}\n", "", False),
        ("recording: {state: requested, url: https://x.example}\n", "", True),
        ("recording: {url: https://x.example}\n", "", True),
        ("recording: {state: requested}\n", "", False),
        ("recording: none\n", "", False),
        ("recording: none\n", f"## Recording\n\n{LINK}", True),
        ("recording: планируем\n", "", False),
        ("recording:\n", "", False),
    ],
)
def test_a_recording_has_everyone_s_consent(properties: str, body: str, lacks: bool) -> None:
    assert codes(properties, body) == ([CONSENT] if lacks else [])


def test_the_place_of_a_fault_is_its_heading() -> None:
    assert faults("", f"text\n\n## Recording\n\n{LINK}") == [(CONSENT, 6)]


def test_a_file_that_changed_meanwhile_gives_nothing() -> None:
    note = read(decode(PATH, b"---\nmeeting_type: group\nstatus: planned\n---\n"))
    assert [*iter_meeting_faults(note, lambda: None)] == []


def test_a_note_in_which_nothing_can_be_found_is_not_read_again() -> None:
    note = read(decode(PATH, b"---\nmeeting_type: group\n---\n# A\n\n- [ ] b\n"))

    def read_again() -> None:
        raise AssertionError

    assert [*iter_meeting_faults(note, read_again)] == []
    assert [*iter_action_faults(agreed_tasks(note), actions_in(note, {}, ()), read_again)] == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("## Actions\n\n- [ ] find a room\n", [(3, LACKS[2])]),
        ("## Действия\n\n- [ ] @Анна: комната\n", [(3, LACKS[1])]),
        ("## Next steps\n\n- [ ] a room by Friday\n", [(3, LACKS[0])]),
        ("## Actions\n\n### Ours\n\n- [ ] a room\n", [(5, LACKS[2])]),
        ("## Actions\n\n### Notes\n\n- [ ] a room\n", []),
        ("## Actions\n\n- [ ] Anna: a room 📅 2026-12-01\n    - [ ] look at two\n", []),
        ("## Actions\n\n- [x] a room\n- [-] a house\n- [ ] \n", []),
        ("## Technical check\n\n- [ ] a room\n", []),
        ("- [ ] a room\n", []),
    ],
)
def test_what_was_agreed_says_who_and_by_when(body: str, found: list[tuple[int, str]]) -> None:
    source = decode(PATH, body.encode())
    note = read(source)
    kinds: dict[VaultPath, Kind] = {PATH: "meeting"}
    faults = iter_action_faults(agreed_tasks(note), actions_in(note, kinds, ()), lambda: source)
    assert [(each.line, each.args["what"]) for each in faults] == found


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Программа (черновик)", "agenda"),
        ("2. Повестка:", "agenda"),
        ("Agenda", "agenda"),
        ("(Agenda)", "agenda"),
        ("Agenda (draft) 2", None),
        ("()", None),
    ],
)
def test_a_remark_in_brackets_is_no_part_of_a_section_s_name(
    heading: str, name: str | None
) -> None:
    assert section_named(heading) == name
