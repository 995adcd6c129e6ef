"""``vaultkit property``: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import NETWORK, bytes_of, make_vault, vaultkit

ANNA = "Contacts/Anna Petrova.md"
CALL = "Meetings/2026-03-12 Zoom call.md"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault")


def text_of(vault: Path, name: str) -> str:
    return (vault / name).read_bytes().decode()


GET = [
    (["Аня", "tags"], "vip\n"),
    (["Anna Petrova", "MET"], "2026-03-12\n"),
    (["2026-03-12 Zoom call", "attendees"], "[[Anna Petrova]]\n[[Kenji Morikawa]]\n"),
]


@pytest.mark.parametrize(("arguments", "out"), GET)
def test_a_value_is_printed(vault: Path, arguments: list[str], out: str) -> None:
    done = vaultkit("property", "get", *arguments, folder=vault)
    assert (done.code, done.out, done.err) == (0, out, "")


def test_a_value_is_printed_for_programs(vault: Path) -> None:
    done = vaultkit("property", "get", "Anna Petrova", "Met", "--json", folder=vault)
    assert json.loads(done.out) == {
        "path": ANNA,
        "key": "met",
        "type": "date",
        "value": "2026-03-12",
    }


def test_nested_and_odd_values_stay_on_their_line(vault: Path) -> None:
    note = '---\na: {b: [1]}\nc: true\nd:\ne: [[x], null]\nf: "a\\e[31mb"\n---\n'
    make_vault(vault, {"Odd.md": note})
    printed = [vaultkit("property", "get", "Odd", key, folder=vault).out for key in "acdef"]
    assert printed == ['{"b": [1]}\n', "true\n", "\n", '["x"]\n\n', "a\\x1b[31mb\n"]


SET = [
    (["met", "2026-04-01"], "met: 2026-03-12", "met: 2026-04-01"),
    (["met", "soon", "--type", "text"], "met: 2026-03-12", "met: soon"),
    (["met"], "met: 2026-03-12", "met:"),
    (["tags", "#host", "vip"], "tags: [vip]", "tags: [host, vip]"),
    (["tags", "host"], "tags: [vip]", "tags: [host]"),
    (
        ["company", "[[Kumo Relay]]"],
        "met: 2026-03-12\n",
        'met: 2026-03-12\ncompany: "[[Kumo Relay]]"\n',
    ),
    (["phone", "+79160000000"], "met: 2026-03-12\n", 'met: 2026-03-12\nphone: "+79160000000"\n'),
    (["rating", "--", "-5"], "met: 2026-03-12\n", "met: 2026-03-12\nrating: -5\n"),
    (["rating", "5", "--type", "text"], "met: 2026-03-12\n", 'met: 2026-03-12\nrating: "5"\n'),
    (["years", "2025", "2026"], "met: 2026-03-12\n", 'met: 2026-03-12\nyears: ["2025", "2026"]\n'),
]


@pytest.mark.parametrize(("arguments", "old", "new"), SET)
def test_a_value_is_set_and_all_else_stays(
    vault: Path, arguments: list[str], old: str, new: str
) -> None:
    before = bytes_of(vault)
    done = vaultkit("property", "set", "Anna Petrova", *arguments, folder=vault)
    assert (done.code, done.out, done.err) == (0, f"{ANNA} changed\n", "")
    after = bytes_of(vault)
    assert after.pop(ANNA).decode() == before.pop(ANNA).decode().replace(old, new)
    assert after == before
    again = vaultkit("property", "set", "Anna Petrova", *arguments, folder=vault)
    assert (again.code, again.out) == (0, f"{ANNA} is so already\n")


def test_a_link_that_was_set_leads_to_its_note(vault: Path) -> None:
    vaultkit("property", "set", "Lonely 孤独", "friend", "[[Anna Petrova]]", folder=vault)
    listed = vaultkit("backlinks", "Anna Petrova", folder=vault).out
    assert "Notes/Lonely 孤独.md" in listed
    text = text_of(vault, "Notes/Lonely 孤独.md")
    assert text == '---\nfriend: "[[Anna Petrova]]"\n---\nNothing links here. 🦉\n'


def test_obsidians_own_types_are_kept_to(vault: Path) -> None:
    types = {"types": {"Rating": "text", "hosts": "multitext", "bad": 5}}
    make_vault(vault, {".obsidian/types.json": json.dumps(types)})
    for key in ("rating", "hosts", "bad"):
        assert vaultkit("property", "set", "Lonely 孤独", key, "5", folder=vault).code == 0
    text = text_of(vault, "Notes/Lonely 孤独.md")
    assert text.startswith('---\nrating: "5"\nhosts:\n  - "5"\nbad: 5\n---\n')


def test_entries_are_added_and_taken_out(vault: Path) -> None:
    added = vaultkit(
        "property", "add", CALL, "attendees", "[[Lonely 孤独]]", "[[Anna Petrova]]", folder=vault
    )
    assert (added.code, added.err) == (0, "")
    line = 'attendees: ["[[Anna Petrova]]", "[[Kenji Morikawa]]", "[[Lonely 孤独]]"]'
    assert line in text_of(vault, CALL)
    taken = vaultkit("property", "remove", CALL, "attendees", "[[Kenji Morikawa]]", folder=vault)
    assert taken.code == 0
    assert 'attendees: ["[[Anna Petrova]]", "[[Lonely 孤独]]"]' in text_of(vault, CALL)


def test_tags_compare_without_sign_and_case(vault: Path) -> None:
    done = vaultkit(
        "property", "add", "Anna Petrova", "Tags", "#VIP", "Host", "#host", folder=vault
    )
    assert done.code == 0
    assert "tags: [vip, Host]" in text_of(vault, ANNA)
    assert vaultkit("property", "remove", "Anna Petrova", "tags", "#HOST", folder=vault).code == 0
    assert "tags: [vip]" in text_of(vault, ANNA)


def test_a_property_is_removed_and_renamed(vault: Path) -> None:
    assert vaultkit("property", "remove", "Anna Petrova", "met", folder=vault).code == 0
    assert vaultkit("property", "rename", "Anna Petrova", "tags", "Labels", folder=vault).code == 0
    head = "---\naliases: [Аня]\nLabels: [vip]\n---\n# Anna Petrova\n"
    assert text_of(vault, ANNA).startswith(head)


def test_a_dry_run_shows_the_change_and_makes_none(vault: Path) -> None:
    before = bytes_of(vault)
    done = vaultkit("property", "set", "Аня", "met", "2026-04-01", "--dry-run", folder=vault)
    assert (done.code, done.err) == (0, "")
    assert "-met: 2026-03-12\n+met: 2026-04-01\n" in done.out
    assert bytes_of(vault) == before


def test_programs_hear_what_was_done(vault: Path) -> None:
    for changed in (True, False):
        done = vaultkit("property", "add", "Аня", "tags", "host", "--json", folder=vault)
        form = {"path": ANNA, "key": "tags", "changed": changed, "refused": None}
        assert (done.code, json.loads(done.out)) == (0, form)


ODD = "---\nbase: &a [x]\ntags: *a\n---\n"


def test_what_cannot_be_edited_is_refused_with_the_reason(vault: Path) -> None:
    make_vault(vault, {"Odd.md": ODD})
    done = vaultkit("property", "set", "Odd", "tags", "z", folder=vault)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Odd.md:2:7: error frontmatter-uneditable: ")
    assert done.err.endswith("nothing was written\n")
    assert text_of(vault, "Odd.md") == ODD
    for option in ([], ["--dry-run"]):
        done = vaultkit("property", "set", "Odd", "tags", "z", "--json", *option, folder=vault)
        form = json.loads(done.out)
        assert (done.code, done.err, form["changed"]) == (1, "", False)
        assert form["refused"]["code"] == "frontmatter-uneditable"
    done = vaultkit(
        "property", "set", "Odd", "a", "z", folder=vault, environ={"LANG": "ru_RU.UTF-8"}
    )
    assert "в них есть якорь (&)" in done.err


MISSING = [
    (["get", "Аня", "tagg"], "property-missing", "did you mean 'tags'?"),
    (["remove", "Аня", "tagg"], "property-missing", "did you mean 'tags'?"),
    (["rename", "Аня", "zzz", "x"], "property-missing", "vaultkit facts NOTE --json"),
    (["remove", "Аня", "tags", "vip", "host"], "property-value-missing", "does not hold host"),
    (["rename", "Аня", "tags", "MET"], "property-taken", "'met' already"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), MISSING)
def test_what_is_not_there_is_said_and_nothing_changes(
    vault: Path, arguments: list[str], code: str, said: str
) -> None:
    before = bytes_of(vault)
    done = vaultkit("property", *arguments, folder=vault)
    assert done.code == 1
    assert code in done.err
    assert said in done.err
    assert bytes_of(vault) == before


USAGE = [
    (["set", "Nobody", "a", "b"], "no note answers to 'Nobody'"),
    (["set", "photo.png", "a", "b"], "photo.png is no note"),
    (["set", "Board.canvas", "a", "b"], "Board.canvas has no properties"),
    (["get", "Board.canvas", "a"], "Board.canvas has no properties"),
    (["set", "Аня", "met", "soon"], "'soon' is no value of type date"),
    (["set", "Аня", "met", "2026-04-01", "2026-04-02"], "takes one value, and 2 were given"),
    (["set", "Аня", " ", "x"], "' ' can be no property's name"),
    (["rename", "Аня", "met", "a\nb"], "can be no property's name"),
    (["set", "Аня", "met", "x", "--type", "map"], "--type takes one of: text, number"),
    (["add", "Аня", "tags"], "is missing"),
    (["add", "Аня", "tags", "vip", "two words"], "'two words' is no tag"),
    (["add", "Аня", "TAGS", "#два слова, три"], "did you mean:\n    два-слова-три\n"),
    (["set", "Аня", "tags", "проект/ a b"], "did you mean:\n    проект/a-b\n"),
    (["set", "Аня", "tags", "2024"], "'2024' is no tag\n  a tag holds letters"),
    (["set", "Аня", "tags", ""], "'' is no tag"),
    (["set", "Аня", "rating", "-5"], "there is no option -5"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE)
def test_a_request_that_makes_no_sense_is_a_usage_error(
    vault: Path, arguments: list[str], said: str
) -> None:
    make_vault(vault, {"Board.canvas": "{}"})
    before = bytes_of(vault)
    done = vaultkit("property", *arguments, folder=vault)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert bytes_of(vault) == before


def test_what_is_no_tag_can_be_removed_and_stands_in_other_lists(vault: Path) -> None:
    make_vault(vault, {"Odd.md": "---\ntags: [two words, vip]\n---\n"})
    assert vaultkit("property", "remove", "Odd", "tags", "two words", folder=vault).code == 0
    assert text_of(vault, "Odd.md") == "---\ntags: [vip]\n---\n"
    assert vaultkit("property", "add", "Odd", "aliases", "two words", folder=vault).code == 0
    assert vaultkit("property", "add", "Odd", "tags", " #ещё/тег ", folder=vault).code == 0
    assert "tags: [vip, ещё/тег]" in text_of(vault, "Odd.md")


def test_unreadable_properties_are_shown_where_they_are_wrong(vault: Path) -> None:
    make_vault(vault, {"Bad.md": "---\na: b: c\n---\n"})
    done = vaultkit("property", "get", "Bad", "a", folder=vault)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Bad.md:2:5: error frontmatter-invalid: ")


def test_a_note_is_edited_as_it_lies_on_disk_now(vault: Path) -> None:
    vaultkit("property", "get", "Аня", "met", folder=vault)
    place = vault / ANNA
    text = NETWORK[ANNA]
    assert isinstance(text, str)
    place.write_bytes(text.replace("met: 2026-03-12", "met: 2026-03-13 # first").encode())
    assert vaultkit("property", "set", "Аня", "met", "2026-04-01", folder=vault).code == 0
    assert "met: 2026-04-01 # first\n" in text_of(vault, ANNA)
