"""``vaultkit actions``: what it lists, what it marks as done, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.support import Done, bytes_of, make_vault, vaultkit
from vaultkit.app import action_edit

CALL = "Meetings/2026-12-08 Call.md"
FILES = {
    "vaultkit.toml": 'language = "en"\n[vault]\nexclude = ["Old/"]\n',
    "Contacts/Anna Petrova.md": (
        "---\naliases: [Аня]\nemail: anna@example.org\n---\n# Anna Petrova\n"
    ),
    "Contacts/Kenji Morikawa.md": "# Kenji Morikawa\n",
    "Contacts/Anna Lee.md": "---\naliases: [Ли]\n---\n# Anna Lee\n",
    "Contacts/Oleg.md": "# Oleg\n\n- [ ] ask about May\n",
    CALL: (
        "---\nkind: meeting\ndate: 2026-12-08\n"
        'attendees: ["[[Anna Petrova]]", "[[Kenji Morikawa]]"]\n---\n# Call\n\n'
        "- [ ] [[Kenji Morikawa]]: the *draft* by Friday\n"
        "- [ ] @Anna sends the budget до 20 декабря\n"
        "- [ ] @Oleg finds a room 📅 2026-12-01\n"
        "- [x] [[Anna Petrova]]: done 📅 2026-12-01 ✅ 2026-12-01\n"
        "- [-] cancelled\n"
        "- [ ] \n"
        "- [ ] @home read [due:: 2026-12-30]\n"
    ),
    "Daily/2026-12-09.md": "---\nkind: daily\n---\n- [/] Ли: call tomorrow, due tomorrow\n",
    "Plan.md": "- [ ] water the plants 🔁 every day 📅 2026-12-10\n- [ ] write by Monday\n",
    "Old/Gone.md": "- [ ] never 📅 2026-01-01\n",
    "Templates/T.md": "- [ ] a template's\n",
}
TODAY = ("--today", "2026-12-10")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", FILES)


def listed(vault: Path, *arguments: str) -> list[dict[str, object]]:
    done = vaultkit("actions", *arguments, *TODAY, "--json", folder=vault)
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


def test_all_that_is_open_is_listed_first_what_is_due_first(vault: Path) -> None:
    done = vaultkit("actions", *TODAY, folder=vault)
    assert [line.split("\t") for line in done.out.splitlines()] == [
        ["2026-12-01 overdue", "@Oleg finds a room", "Oleg", "2 days", f"{CALL}:10"],
        ["2026-12-10", "Ли: call tomorrow", "Anna Lee", "1 day", "Daily/2026-12-09.md:4"],
        ["2026-12-10", "water the plants 🔁 every day", "", "", "Plan.md:1"],
        ["2026-12-11", "Kenji Morikawa: the draft", "Kenji Morikawa", "2 days", f"{CALL}:8"],
        ["2026-12-20", "@Anna sends the budget", "Anna Petrova", "2 days", f"{CALL}:9"],
        ["2026-12-30", "@home read", "home", "2 days", f"{CALL}:14"],
        ["", "ask about May", "", "", "Contacts/Oleg.md:3"],
        ["by Monday (?)", "write by Monday", "", "", "Plan.md:2"],
    ]


def test_programs_are_told_all_of_it(vault: Path) -> None:
    found = {(each["path"], each["line"]): each for each in listed(vault)}
    assert found[CALL, 8] == {
        "path": CALL,
        "line": 8,
        "status": " ",
        "text": "Kenji Morikawa: the draft",
        "owner": "Contacts/Kenji Morikawa.md",
        "owner_name": "Kenji Morikawa",
        "due": "2026-12-11",
        "due_words": "by Friday",
        "overdue": False,
        "meeting": CALL,
        "day": "2026-12-08",
        "age": 2,
    }
    assert found["Plan.md", 2] == {
        "path": "Plan.md",
        "line": 2,
        "status": " ",
        "text": "write by Monday",
        "owner": None,
        "owner_name": None,
        "due": None,
        "due_words": "by Monday",
        "overdue": False,
        "meeting": None,
        "day": None,
        "age": None,
    }
    assert found["Daily/2026-12-09.md", 4]["status"] == "/"
    assert found[CALL, 14]["owner"] is None


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        (["--overdue"], [f"{CALL}:10"]),
        (["--owner", "Oleg"], [f"{CALL}:10"]),
        (["--owner", "anna@example.org"], [f"{CALL}:9"]),
        (["--owner", "Ли"], ["Daily/2026-12-09.md:4"]),
        (["--note", "Plan"], ["Plan.md:1", "Plan.md:2"]),
        (["--with", "Аня", "--due-before", "Saturday"], [f"{CALL}:10", f"{CALL}:8"]),
        (["--with", "Oleg"], []),
        (["--due-before", "2026-12-10"], [f"{CALL}:10"]),
        (["--due-before", "завтра", "--note", "Plan"], ["Plan.md:1"]),
        (["--overdue", "--note", "Plan"], []),
    ],
)
def test_the_list_is_narrowed(vault: Path, arguments: list[str], places: list[str]) -> None:
    assert [f"{each['path']}:{each['line']}" for each in listed(vault, *arguments)] == places
    total = vaultkit("actions", *arguments, *TODAY, "--total", folder=vault)
    assert total.out == f"{len(places)}\n"


def test_an_age_is_not_counted_before_the_meeting(vault: Path) -> None:
    done = vaultkit("actions", "--note", CALL, "--today", "2026-12-07", "--json", folder=vault)
    assert {json.loads(line)["age"] for line in done.out.splitlines()} == {None}


def test_no_actions_are_said(vault: Path) -> None:
    done = vaultkit("actions", "--with", "Oleg", *TODAY, folder=vault)
    assert (done.code, done.out, done.err) == (0, "", "no open actions\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--owner", "Anna"], "'Anna' may be any of 2 contacts"),
        (["--with", "Annna Lee"], "no contact answers to 'Annna Lee'"),
        (["--note", "Nowhere"], "no note answers to 'Nowhere'"),
        (["--due-before", "soon"], "'soon' is no day"),
        (["--today", "2026-02-30"], "'2026-02-30' is no day"),
        (["--overdue", "done", "x"], "--overdue is an option of the list"),
        (["don"], "there is no command 'don'; did you mean 'done'?"),
        (["done"], "TASK... is missing"),
    ],
)
def test_a_wrong_request_is_refused(vault: Path, arguments: list[str], said: str) -> None:
    done = vaultkit("actions", *arguments, folder=vault)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"vaultkit: {said}")


def complete(vault: Path, *arguments: str) -> Done:
    return vaultkit("actions", "done", *arguments, "--on", "2026-12-10", folder=vault)


@pytest.mark.parametrize(
    ("wanted", "path", "old", "new"),
    [
        ([f"{CALL}:8"], CALL, "- [ ] [[Kenji Morikawa]]", "- [x] [[Kenji Morikawa]]"),
        (["2026-12-08 Call:10"], CALL, "- [ ] @Oleg", "- [x] @Oleg"),
        (["the budget"], CALL, "- [ ] @Anna", "- [x] @Anna"),
        (["THE DRAFT"], CALL, "- [ ] [[Kenji Morikawa]]", "- [x] [[Kenji Morikawa]]"),
        (["write by Monday"], "Plan.md", "- [ ] write", "- [x] write"),
        (["[[Kenji Morikawa]]:"], CALL, "- [ ] [[Kenji Morikawa]]", "- [x] [[Kenji Morikawa]]"),
    ],
)
def test_a_task_is_done_by_its_place_or_its_text(
    vault: Path, wanted: list[str], path: str, old: str, new: str
) -> None:
    before = bytes_of(vault)
    done = complete(vault, *wanted)
    assert (done.code, done.err) == (0, "")
    after = bytes_of(vault)
    line = next(line for line in FILES[path].split("\n") if line.startswith(old))
    meant = f"{line.replace(old, new)} ✅ 2026-12-10"
    assert after.pop(path).decode() == FILES[path].replace(line, meant)
    assert after == {name: data for name, data in before.items() if name != path}
    assert "done: " in done.out
    assert vaultkit("undo", folder=vault).code == 0
    assert bytes_of(vault) == before


def test_several_are_done_in_several_notes_at_once(vault: Path) -> None:
    done = complete(vault, "write by", f"{CALL}:8", f"{CALL}:11", "--json")
    assert done.code == 0
    form = json.loads(done.out)
    assert form["refused"] is None
    assert [(each["path"], each["line"], each["changed"]) for each in form["tasks"]] == [
        (CALL, 8, True),
        (CALL, 11, False),
        ("Plan.md", 2, True),
    ]
    assert len(listed(vault)) == 6


def test_a_dry_run_shows_the_line_and_writes_nothing(vault: Path) -> None:
    before = bytes_of(vault)
    done = complete(vault, "finds a room", "--dry-run")
    assert done.code == 0
    assert "-- [ ] @Oleg finds a room 📅 2026-12-01\n" in done.out
    assert "+- [x] @Oleg finds a room 📅 2026-12-01 ✅ 2026-12-10\n" in done.out
    assert bytes_of(vault) == before


def test_what_was_done_is_said_to_be_so(vault: Path) -> None:
    before = bytes_of(vault)
    done = complete(vault, f"{CALL}:11")
    assert (done.code, done.out) == (
        0,
        f"{CALL}:11 was done already: Anna Petrova: done 📅 2026-12-01 ✅ 2026-12-01\n",
    )
    assert bytes_of(vault) == before


def test_the_day_is_written_in_the_vault_s_own_style(vault: Path) -> None:
    make_vault(vault, {"vaultkit.toml": '[tasks]\nstyle = "dataview"\n'})
    assert complete(vault, "write by Monday").code == 0
    assert b"- [x] write by Monday [completion:: 2026-12-10]\n" in (vault / "Plan.md").read_bytes()


@pytest.mark.parametrize(
    ("wanted", "said", "candidates"),
    [
        ("the", "'the' may be any of 3 actions", 3),
        ("teh draft", "no open action says 'teh draft'", 0),
        ("@Anna send the budget", "no open action says '@Anna send the budget'", 1),
        ("done", "no open action says 'done'", 0),
        ("Nowhere:3", "no note answers to 'Nowhere'", 0),
        ("Plan:3", "there is no task on line 3 (Plan.md)", 2),
        (" ", "no open action says ' '", 0),
    ],
)
def test_what_is_unclear_is_answered_with_the_places(
    vault: Path, wanted: str, said: str, candidates: int
) -> None:
    before = bytes_of(vault)
    done = complete(vault, wanted)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"vaultkit: {said}\n")
    places = [line for line in done.err.splitlines() if line.startswith("    ")]
    assert len(places) == candidates
    assert bytes_of(vault) == before


def test_what_recurs_is_refused_and_nothing_written(vault: Path) -> None:
    before = bytes_of(vault)
    done = complete(vault, "the plants", "write by Monday")
    assert (done.code, done.out) == (1, "")
    assert "Plan.md:1:1: error action-refused: the task cannot be marked as done" in done.err
    assert done.err.endswith("nothing was written\n")
    assert bytes_of(vault) == before
    form = json.loads(complete(vault, "the plants", "--json").out)
    assert (form["tasks"], form["refused"]["code"]) == ([], "action-refused")


def test_it_speaks_russian(vault: Path) -> None:
    russian = {"LANG": "ru_RU.UTF-8"}
    done = vaultkit("actions", "--overdue", *TODAY, folder=vault, environ=russian)
    assert "2026-12-01 просрочено\t" in done.out
    assert "\t2 дня\t" in done.out
    done = vaultkit("actions", "done", "plants", folder=vault, environ=russian)
    assert "задачу нельзя отметить сделанной: она повторяется" in done.err


def test_pages_read_tasks_in_the_same_way(vault: Path) -> None:
    """And what they say stays right when only another note changes."""
    assert vaultkit("build", "--yes", folder=vault).code == 0
    page = (vault / "_index/index-actions.md").read_text(encoding="utf-8")
    assert "the draft" in page
    assert "11 December 2026" in page
    assert "by Friday" not in page
    anna = vault / "Contacts/Anna Lee.md"
    anna.rename(vault / "Contacts/Lee.md")
    (vault / CALL).write_text(FILES[CALL].replace("[[Anna Petrova]]", "[[Lee]]", 1))
    assert vaultkit("build", folder=vault).code == 0
    assert vaultkit("check", "--paranoid", folder=vault).code == 0


@pytest.mark.parametrize("text", ["Boris", "boris@example.org", "Bor", "Rub"])
def test_nobody_is_meant_whose_note_is_excluded(vault: Path, text: str) -> None:
    (vault / "Old/Boris Rub.md").write_text(
        "---\nkind: contact\nemail: boris@example.org\naliases: [Boris, Bor]\n---\n", "utf-8"
    )
    done = vaultkit("actions", "--owner", text, *TODAY, folder=vault)
    assert (done.code, done.out) == (2, "")
    assert f"no contact answers to '{text}'" in done.err


def test_an_action_that_is_found_costs_no_look_for_near_ones(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(*_: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(action_edit, "_unknown", looked)
    done = vaultkit("actions", "done", "write by Monday", "--dry-run", folder=vault)
    assert done.code == 0, done.err


def test_what_is_nobodys_and_only_prepares_a_meeting_is_shown_with_all(tmp_path: Path) -> None:
    vault = make_vault(
        tmp_path / "prepared",
        {
            "vaultkit.toml": "",
            "M/2026-11-20 Sync.md": (
                "---\nkind: meeting\n---\n## Technical check\n\n- [ ] camera\n- [ ] @Oleg: room\n\n"
                "## Приглашения\n\n- [ ] разослать\n\n## Actions\n\n- [ ] minutes\n"
            ),
            "How to.md": "## Technical check\n\n- [ ] a chair\n",
        },
    )
    assert vaultkit("actions", "--total", folder=vault).out == "3\n"
    out = vaultkit("actions", folder=vault).out
    assert "camera" not in out
    assert "разослать" not in out
    assert vaultkit("actions", "--all", "--total", folder=vault).out == "5\n"
