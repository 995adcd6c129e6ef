"""``vaultkit new`` with people's own templates: which is taken, and what it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.support import bytes_of, make_vault, vaultkit

MEETING = """---
categories:
  - "[[Meetings]]"
kind: meeting
type: []
date: {{date}}
loc:
people: []
topics: [x]
---
## Agenda

## Notes
"""
FILES: Mapping[str, str] = {
    "vaultkit.toml": 'language = "en"\n',
    "Contacts/Anna Petrova.md": "---\ntz: Europe/Moscow\n---\n",
    "Contacts/Kenji Morikawa.md": "",
    "Topics/Networking.md": "",
    "Partners.md": "",
    "Templates/Meeting Template.md": MEETING,
    "Templates/Work/Stand up.md": "---\nkind: meeting\n---\n# {{title}}\n",
    "Templates/Шаблон контакта.md": '---\nkind: contact\nmet: "{{date}}"\nТелефон:\n---\n',
    "Elsewhere/Odd.md": "---\nkind: meeting\n---\nodd {{title}}\n",
}
SYNC = ("new", "meeting", "Sync", "--at", "2026-12-08 15:00", "--json")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", FILES)


def made(vault: Path, *arguments: str) -> dict[str, object]:
    done = vaultkit(*arguments, "--dry-run", folder=vault)
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def configure(vault: Path, text: str) -> None:
    (vault / "vaultkit.toml").write_text(f'language = "en"\n[templates]\n{text}\n', "utf-8")


# --- which is taken


@pytest.mark.parametrize("what", ["Meeting Template", "meeting template.md", "Stand up"])
def test_a_template_of_the_folder_is_taken_by_the_name_of_its_file(vault: Path, what: str) -> None:
    found = made(vault, "new", what, "Sync", "--at", "2026-12-08", "--json")
    assert str(found["template"]).casefold().endswith(what.removesuffix(".md").casefold())


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("Meeting Template", "Meeting Template"),
        ("work/stand up", "Work/Stand up"),
        ("Stand up.md", "Work/Stand up"),
        ("Templates/Work/Stand up.md", "Work/Stand up"),
        ("Elsewhere/Odd.md", "Elsewhere/Odd"),
        ("Elsewhere/Odd", "Elsewhere/Odd"),
        ("meeting-social", "meeting-social"),
    ],
)
def test_a_template_is_named_for_one_note_or_for_all(vault: Path, name: str, template: str) -> None:
    for option in ((), ("--template", name)):
        found = made(vault, *SYNC, *option)
        assert found["template"] == (template if option else "meeting-group")
    configure(vault, f'meeting = "{name}"')
    found = made(vault, *SYNC)
    assert (found["template"], found["warnings"]) == (template, [])
    assert found["path"] == "2026-12-08 Sync.md"


def test_a_setting_for_a_type_of_meeting_comes_before_that_for_all(vault: Path) -> None:
    configure(vault, 'meeting = "Stand up"\nmeeting-social = "Meeting Template"')
    assert made(vault, *SYNC, "--type", "social")["template"] == "Meeting Template"
    assert made(vault, *SYNC, "--type", "webinar")["template"] == "Work/Stand up"
    assert made(vault, *SYNC, "--template", "meeting-group")["template"] == "meeting-group"


@pytest.mark.parametrize(
    ("name", "what"), [("Встреча", "meeting"), ("Контакт", "contact"), ("Тема", "topic")]
)
def test_a_template_that_is_called_as_the_note_is_in_russian_is_taken(
    vault: Path, name: str, what: str
) -> None:
    (vault / f"Templates/{name}.md").write_text(f"---\nkind: {what}\n---\n", "utf-8")
    assert made(vault, "new", what, "x", "--json")["template"] == name
    configure(vault, f'{what} = ""')
    shipped = {"meeting": "meeting-group"}.get(what, what)
    assert made(vault, "new", what, "x", "--json")["template"] == shipped


def test_a_template_that_looks_made_for_the_note_is_named_once_nothing_is_settled(
    vault: Path,
) -> None:
    said = "the vault's own template '{}' was not asked for: --template '{}' takes it, and {} = "
    warnings = made(vault, *SYNC)["warnings"]
    assert isinstance(warnings, list)
    assert warnings[0].startswith(said.format("Meeting Template", "Meeting Template", "meeting"))
    warnings = made(vault, "new", "contact", "Ana", "--json")["warnings"]
    assert isinstance(warnings, list)
    assert warnings[0].startswith(said.format("Шаблон контакта", "Шаблон контакта", "contact"))
    configure(vault, 'meeting = ""')
    assert made(vault, *SYNC)["warnings"] == []
    assert made(vault, "new", "topic", "x", "--json")["warnings"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("meetin", "x"), 2, "did you mean:\n    meeting\n"),
        (("meeting", "x", "--template", "Meting Template"), 2, "    Meeting Template\n"),
        (("meeting", "x", "--template", "Standup"), 2, "    Stand up\n"),
        (("meeting", "x", "--template", "../x.md"), 2, "there is no template '../x.md'"),
        (("Stand up", "x", "--template", "Odd"), 2, "'Stand up' is a template already"),
    ],
)
def test_a_template_that_is_not_there_is_told_with_what_may_be_meant(
    vault: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = bytes_of(vault)
    done = vaultkit("new", *arguments, folder=vault)
    assert done.code == code
    assert said in done.err
    assert bytes_of(vault) == before


def test_a_setting_that_names_no_template_is_told(vault: Path) -> None:
    configure(vault, 'meeting = "Meting Template"')
    done = vaultkit(*SYNC, folder=vault)
    assert (done.code, done.err.splitlines()) == (
        3,
        [
            "vaultkit: 'Meting Template' of 'templates.meeting' is no template (vaultkit.toml)",
            "  did you mean 'Meeting Template'?",
        ],
    )
    done = vaultkit("templates", "list", folder=vault)
    assert done.code == 0
    assert "'Meting Template' of 'templates.meeting' is no template" in done.err


def test_the_list_says_which_is_taken_for_what(vault: Path) -> None:
    configure(vault, 'contact = "Elsewhere/Odd.md"\nmeeting-social = "Stand up"')
    lines = vaultkit("templates", "list", "--json", folder=vault).out.splitlines()
    rows = {row["name"]: row["used_for"] for row in map(json.loads, lines)}
    assert {name: used for name, used in rows.items() if used} == {
        "Work/Stand up": ["meeting-social"],
        "Elsewhere/Odd": ["contact"],
        **{name: [name] for name in ("topic", "series", "daily", "meeting-group")},
        **{f"meeting-{name}": [f"meeting-{name}"] for name in ("conference", "webinar")},
        "meeting-one-on-one": ["meeting-one-on-one"],
    }
    configure(vault, 'meeting = "Stand up"')
    listed = vaultkit("templates", "list", folder=vault).out
    assert "Work/Stand up\tObsidian's own form\tmeeting\tTemplates/Work/Stand up.md\n" in listed


# --- what it is told


def test_what_options_say_comes_into_the_properties_of_an_obsidian_template(vault: Path) -> None:
    found = made(
        *(vault, *SYNC, "--template", "Meeting Template", "--tz", "Europe/Moscow"),
        *("--with", "Anna Petrova:host", "--with", "Kenji", "--topic", "Networking"),
        *("--duration", "45m", "--link", "https://x.example/r", "--type", "webinar"),
        *("--platform", "zoom", "--fallback", "+46 70 000 00 00", "--agenda", "Budget:10:Kenji"),
    )
    assert found["text"] == (
        '---\ncategories:\n  - "[[Meetings]]"\nkind: meeting\ntype: []\ndate: 2026-12-08\nloc:\n'
        'people: ["[[Anna Petrova]]", "[[Kenji Morikawa]]"]\n'
        'topics: [x, "[[Networking]]"]\n'
        'time: "15:00"\nmeeting_type: webinar\norganiser: "[[Anna Petrova]]"\n'
        "tz: Europe/Moscow\nduration: 45\nplatform: Zoom\njoin: https://x.example/r\n"
        'fallback: ["+46 70 000 00 00"]\n---\n'
        "## Agenda\n\n1. 15:00 Budget — [[Kenji Morikawa]], 10 min\n\n## Notes\n"
    )
    assert found["warnings"] == []


@pytest.mark.parametrize(
    ("option", "value", "before", "after"),
    [
        ("--tz", "Asia/Tokyo", "timezone: Europe/Moscow\n", "timezone: Asia/Tokyo\n"),
        ("--tz", "Asia/Tokyo", "Пояс:\n", "Пояс: Asia/Tokyo\n"),
        ("--goal", "A: b", "Цель:\n", 'Цель: "A: b"\n'),
        (
            "--with",
            "Kenji",
            'Участники: ["[[A]]"]\n',
            'Участники: ["[[A]]", "[[Kenji Morikawa]]"]\n',
        ),
        ("--at", "2026-12-09", "date: {{date:DD.MM.YYYY}}\n", "date: 09.12.2026\n"),
        ("--at", "2026-12-09", "date:\n", "date: 2026-12-09\n"),
        ("--at", "2026-12-09", "date: 2020-01-01\n", "date: 2026-12-09\n"),
        ("--at", "2026-12-09 15:00", "start: {{date}}T{{time}}\n", "start: 2026-12-09T15:00\n"),
        ("--duration", "3d", "date: {{date}}\n", "date: 2026-12-08\nend: 2026-12-10\n"),
    ],
)
def test_a_property_that_the_template_has_takes_the_value(
    vault: Path, option: str, value: str, before: str, after: str
) -> None:
    head = "" if "date" in before or "start" in before else "date: 2026-12-08\n"
    text = f"---\nkind: meeting\n{head}{before}---\n"
    (vault / "Templates/T.md").write_text(text, "utf-8")
    at = () if option == "--at" else ("--at", "2026-12-08")
    found = made(vault, "new", "T", "x", "--json", option, value, *at)
    assert found["text"] == f"---\nkind: meeting\n{head}{after}---\n"
    assert found["warnings"] == []


def test_what_a_template_has_no_place_for_is_told(vault: Path) -> None:
    found = made(
        *(vault, *SYNC, "--template", "Stand up", "--goal", "G", "--agenda", "A:5"),
        *("--with", "Anna Petrova:host", "--with", "Kenji:speaker:accepted"),
    )
    assert found["warnings"] == [
        "the template 'Work/Stand up' has no place for --goal, --agenda: the note does not say it",
        "the template 'Work/Stand up' has no place for roles and replies: the note does not say "
        "them",
    ]


@pytest.mark.parametrize(
    ("section", "is_filled"),
    [
        ("## Agenda\n", True),
        ("# Повестка\n\n1. \n\n", True),
        ("## Agenda\n- [ ] \n", True),
        ("## Agenda", True),
        ("## Agenda\n\n| Item | Who |\n| --- | --- |\n|  |  |\n", False),
        ("## Agenda\n\nWelcome\n", False),
        ("## Notes\n", False),
    ],
)
def test_an_empty_agenda_of_a_template_takes_the_items(
    vault: Path, section: str, is_filled: bool
) -> None:
    (vault / "Templates/T.md").write_text(f"---\nkind: meeting\n---\n{section}", "utf-8")
    found = made(vault, "new", "T", "x", "--json", "--agenda", "A:5", "--agenda", "B")
    assert ("1. A, 5 min\n2. B\n" in str(found["text"])) is is_filled
    assert (found["warnings"] == []) is is_filled


def test_a_meeting_of_a_series_is_linked_whatever_its_template(vault: Path) -> None:
    before = bytes_of(vault)
    for at in ("2026-12-08", "2026-12-10", "2026-12-09"):
        given = ("new", "Stand up", at, "--at", at, "--series", "Partners")
        assert vaultkit(*given, folder=vault).code == 0
    text = (vault / "2026-12-09 2026-12-09.md").read_text("utf-8")
    assert text == (
        '---\nkind: meeting\ndate: 2026-12-09\nseries: "[[Partners]]"\nnumber: 2\n'
        'previous: "[[2026-12-08 2026-12-08]]"\nnext: "[[2026-12-10 2026-12-10]]"\n---\n'
        "# 2026-12-09 2026-12-09\n"
    )
    assert vaultkit("check", folder=vault).code == 0
    for _ in range(3):
        vaultkit("undo", folder=vault)
    assert bytes_of(vault) == before


def test_a_contact_of_an_own_template_keeps_all_that_was_said(vault: Path) -> None:
    configure(vault, 'contact = "Шаблон контакта"')
    found = made(
        *(vault, "new", "contact", "Ana", "--json", "--at", "2026-12-08", "--phone", "+46 700"),
        *("--email", "a@b.example", "--alias", "Аня", "--org", "Partners", "--role", "CEO"),
    )
    assert found["text"] == (
        '---\nkind: contact\nmet: "2026-12-08"\nТелефон: "+46 700"\nemail: a@b.example\n'
        'aliases:\n  - Аня\norg: "[[Partners]]"\nrole: CEO\n---\n'
    )
    given = ("new", "meeting", "x", "--create-contacts", "--with", "Bo Ek <b@x.example>")
    assert vaultkit(*given, folder=vault).code == 0
    assert "email: b@x.example\n" in (vault / "Bo Ek.md").read_text("utf-8")


def test_a_template_that_makes_no_meeting_is_told(vault: Path) -> None:
    (vault / "Templates/Bare.md").write_text("# {{title}}\n")
    found = made(vault, *SYNC, "--template", "Bare")
    assert found["text"] == '---\ndate: 2026-12-08\ntime: "15:00"\n---\n# 2026-12-08 Sync\n'
    assert found["warnings"] == [
        "2026-12-08 Sync.md is not read as a note of the kind 'meeting': the template 'Bare' does "
        "not say so, as kind: meeting would"
    ]


def test_a_template_may_be_named_in_the_file_of_a_meeting(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text('title = "S"\ntemplate = "Stand up"\n')
    found = made(vault, "new", "meeting", "--from", str(tmp_path / "m.toml"), "--json")
    assert found["template"] == "Work/Stand up"
