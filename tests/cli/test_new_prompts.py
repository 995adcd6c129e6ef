"""``vaultkit new --interactive``, with the answers typed in advance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import at_terminal, bytes_of, make_vault, pty_only, vaultkit

ANSWERS = (
    "",  # no title is none
    "Sync",
    "party",  # no kind of meeting
    "one-on-one",
    "2026-12-08 15:00",
    "Mars",  # no zone
    "Europe/Stockholm",
    "45m",
    "Nobody",  # no contact
    "n",
    "Kenji",
    "Ana Silva",
    "y",
    "",
    "Networking",
    "",
    "zoom",
    "",
    "",
    "",
    "A plan",
    "Budget:10:Kenji",
    "",
)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(
        tmp_path / "vault",
        {
            "vaultkit.toml": 'language = "en"\n',
            "Contacts/Kenji Morikawa.md": "---\ntz: Asia/Tokyo\n---\n",
            "Topics/Networking.md": "",
        },
    )


def typed(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


@pty_only
def test_what_is_not_given_is_asked_shown_and_then_written(vault: Path) -> None:
    before = bytes_of(vault)
    code, seen = at_terminal("new", "meeting", "-i", folder=vault, typed=typed(*ANSWERS, "y"))
    assert code == 0, seen
    for message in (
        "'party' is no value of 'type'",
        "there is no time zone 'Mars'",
        "no contact answers to 'Nobody'",
        "+++ b/2026-12-08 Sync.md",
        "Write this? [y/N]",
        "made 2026-12-08 Sync.md",
        "made Ana Silva.md",
    ):
        assert message in seen
    text = (vault / "2026-12-08 Sync.md").read_text("utf-8")
    given = vaultkit("undo", folder=vault)
    assert given.code == 0
    assert bytes_of(vault) == before
    done = vaultkit(
        *("new", "meeting", "Sync", "--type", "one-on-one", "--at", "2026-12-08 15:00"),
        *("--tz", "Europe/Stockholm", "--duration", "45m", "--with", "Kenji"),
        *("--with", "Ana Silva", "--create-contacts", "--topic", "Networking"),
        *("--platform", "zoom", "--goal", "A plan", "--agenda", "Budget:10:Kenji", "--json"),
        folder=vault,
    )
    assert json.loads(done.out)["text"] == text


@pty_only
@pytest.mark.parametrize("last", ["n\n", "\n", "\x04"])
def test_without_a_yes_nothing_is_written(vault: Path, last: str) -> None:
    before = bytes_of(vault)
    code, seen = at_terminal(
        *("new", "daily", "-i", "--at", "2026-12-08"), folder=vault, typed=last
    )
    assert (code, "Write this?" in seen) == (0, True)
    assert bytes_of(vault) == before


@pty_only
def test_where_the_answers_end_nothing_is_written(vault: Path) -> None:
    before = bytes_of(vault)
    code, seen = at_terminal("new", "contact", "-i", folder=vault, typed="Ana\n\x04")
    assert (code, "Another name:" in seen) == (130, True)
    assert bytes_of(vault) == before


@pty_only
def test_it_asks_in_russian_and_only_for_what_is_not_given(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'title = "Sync"\ntype = "group"\nat = "2026-12-08"\nwith = ["Kenji"]\nplatform = "zoom"\n'
        'duration = "1h"\ntopic = "Networking"\nlink = "https://x.example"\nfallback = "x"\n'
        'series = "S"\ngoal = "g"\nagenda = ["A"]\n'
    )
    code, seen = at_terminal(
        *("new", "meeting", "--interactive", "--from", str(tmp_path / "m.toml")),
        folder=vault,
        typed=typed("", "да"),
        environ={"LANG": "ru_RU.UTF-8"},
    )
    assert code == 0, seen
    assert "Часовой пояс, например Europe/Moscow:" in seen
    assert "Кто придёт" not in seen
    assert "Записать это? [д/Н]" in seen
    assert (vault / "2026-12-08 Sync.md").exists()


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_nobody_can_be_asked_the_command_says_so(vault: Path, more: tuple[str, ...]) -> None:
    before = bytes_of(vault)
    done = vaultkit("new", "meeting", "Sync", "-i", *more, folder=vault, typed="y\n")
    assert (done.code, done.out) == (2, "")
    assert "--interactive asks a person, and there is no terminal" in done.err
    assert bytes_of(vault) == before


@pty_only
def test_a_template_in_obsidians_form_is_asked_for_as_any_other(vault: Path) -> None:
    (vault / "Templates").mkdir()
    (vault / "Templates/Person.md").write_text("---\nkind: contact\nmail:\n---\n", "utf-8")
    answers = ("Kenji Morikawa", "Ana", "", "ana@", "ana@example.org", "", "", "", "", "", "", "y")
    arguments = ("new", "contact", "-i", "--template", "Person")
    code, seen = at_terminal(*arguments, folder=vault, typed=typed(*answers))
    assert code == 0, seen
    assert "there is a note of this name already" in seen
    assert "'ana@' is no e-mail address" in seen
    assert (vault / "Ana.md").read_text("utf-8") == (
        "---\nkind: contact\nmail: ana@example.org\n---\n"
    )
