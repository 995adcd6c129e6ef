"""``vaultkit contacts due`` and ``show``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.support import Done, make_vault, vaultkit
from vaultkit.language.dates import format_date

NOW = ("--now", "2026-11-28T10:00+03:00")
VAULT = {
    "vaultkit.toml": "",
    "Контакты/Анна.md": "---\ncadence: {ideal: 14d, max: 21d}\nrole: продюсер\n---\n# Анна\n",
    "Контакты/Kenji.md": (
        "---\ncadence: monthly\naliases: [Кэндзи]\nbirthday: 1990-01-05\n---\n# Kenji\n"
    ),
    "Контакты/Новый.md": "---\ncadence: quarterly\n---\n# Новый\n",
    "Контакты/Олег.md": "---\nnext_contact: 2026-12-01\n---\n# Олег\n",
    "Контакты/Вера.md": "# Вера\n",
    "Встречи/2026-06-01 Начало.md": "---\nattendees: ['[[Анна]]', '[[Kenji]]', '[[Вера]]']\n---\n",
    "Встречи/2026-11-10 Итоги.md": "---\nattendees: ['[[Анна]]', '[[Олег]]']\n---\n",
    "Встречи/2026-12-10 План.md": "---\nattendees: ['[[Kenji]]']\nstatus: planned\n---\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", VAULT)


def contacts(vault: Path, *arguments: str, language: str = "en") -> Done:
    return vaultkit(
        "contacts", *arguments, *NOW, folder=vault, environ={"VAULTKIT_LANGUAGE": language}
    )


def test_those_longest_overdue_by_their_own_period_come_first(vault: Path) -> None:
    done = contacts(vault, "due")
    assert done.code == 0
    assert done.out == (
        "Контакты/Kenji.md\t2026-06-01\t2026-07-01\t150\n"
        "Контакты/Анна.md\t2026-11-10\t2026-11-24\t4\n"
        "Контакты/Новый.md\t\t\t0\n"
    )


def test_those_due_soon_are_named_where_asked_for(vault: Path) -> None:
    assert "Олег" in contacts(vault, "due", "--within", "3").out
    assert contacts(vault, "due", "--within", "2", "--total").out == "3\n"


def test_a_line_for_programs(vault: Path) -> None:
    first, *_ = map(json.loads, contacts(vault, "due", "--json").out.splitlines())
    assert first == {
        "path": "Контакты/Kenji.md",
        "title": "Kenji",
        "state": "overdue",
        "last_contact": "2026-06-01",
        "last_meeting": "Встречи/2026-06-01 Начало.md",
        "ideal": 30,
        "max": None,
        "due": "2026-07-01",
        "limit": None,
        "late": 150,
        "pressing": 5.0,
        "meetings": 1,
        "strength": 4,
    }


def test_where_nobody_is_due_that_is_said(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", {"vaultkit.toml": "", "a/Вера.md": "# Вера\n"})
    done = contacts(vault, "due")
    assert (done.code, done.out, done.err) == (0, "", "nobody is due\n")


SHOWN = """\
Анна, продюсер  (Контакты/Анна.md)
  last met 10 November 2026, 2 meetings in all  (Встречи/2026-11-10 Итоги.md)
  to be met every 14 days  (Контакты/Анна.md, cadence)
  due 24 November 2026, 4 days late
  strength 28 of 100
    +0.87  10 November 2026, with 1 other person  (Встречи/2026-11-10 Итоги.md)
    +0.12  1 June 2026, with 2 other people  (Встречи/2026-06-01 Начало.md)
"""


def test_a_contact_is_shown_with_what_their_strength_comes_of(vault: Path) -> None:
    assert contacts(vault, "show", "анна").out == SHOWN


def test_a_contact_is_shown_in_russian(vault: Path) -> None:
    out = contacts(vault, "show", "Кэндзи", language="ru").out
    for line in (
        "виделись 1 июня 2026 г.",
        "видеться каждые 30 дней",
        "срок 1 июля 2026 г., просрочено на 150 дней",
        "день рождения 5 января 2027 г.",
        "ещё 2 человека",
    ):
        assert line in out


def test_a_contact_is_one_object_for_programs(vault: Path) -> None:
    form = json.loads(contacts(vault, "show", "Олег", "--json").out)
    assert (form["state"], form["due"], form["late"]) == ("kept", "2026-12-01", 0)
    assert form["explain"] == [
        {
            "meeting": "Встречи/2026-11-10 Итоги.md",
            "day": "2026-11-10",
            "days_ago": 18,
            "others": 1,
            "weight": 0.8706,
        }
    ]


def test_nobody_is_a_usage_error(vault: Path) -> None:
    done = contacts(vault, "show", "Никто")
    assert done.code == 2
    assert "no contact answers to 'Никто'" in done.err


@pytest.mark.parametrize(
    ("now", "last", "meetings"),
    [
        ("2026-12-09 23:00", "2026-06-01", 1),
        ("2026-12-10 12:00", "2026-06-01", 1),
        ("2026-12-11 00:00", "2026-12-10", 2),
    ],
)
def test_a_meeting_that_was_planned_counts_once_it_has_been(
    vault: Path, now: str, last: str, meetings: int
) -> None:
    done = vaultkit("contacts", "show", "Kenji", "--now", now, "--json", folder=vault)
    form = json.loads(done.out)
    assert (form["last_contact"], form["meetings"]) == (last, meetings)


@pytest.mark.parametrize("name", ["Анна", "Kenji", "Олег", "Новый"])
def test_page_list_and_brief_agree_on_what_no_clock_decides(vault: Path, name: str) -> None:
    assert vaultkit("build", "--yes", folder=vault).code == 0
    page = (vault / "_index/index-contacts.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| [{name}]"))
    *_, met, due, _, _ = (cell.strip() for cell in row.split("|"))
    form = json.loads(contacts(vault, "show", name, "--json").out)
    assert [met, due] == [shown(form["last_contact"]), shown(form["due"])]
    done = vaultkit("brief", "--with", name, *NOW, "--json", folder=vault)
    (person,) = json.loads(done.out)["people"]
    assert met == shown(person["last_met"] and person["last_met"]["day"])
    if name != "Олег":  # a brief tells of cadences, and not of a day that was set by hand
        assert due == shown(person["cadence"] and person["cadence"]["due"])


def shown(day: str | None) -> str:
    """The day as the pages of a vault in Russian have it."""
    if day is None:
        return ""
    return format_date(date.fromisoformat(day), "ru")


def test_a_planned_meeting_counts_on_the_page_once_its_status_says_so(vault: Path) -> None:
    place = vault / "Встречи/2026-12-10 План.md"
    for status, day in (("planned", "2026-06-01"), ("held", "2026-12-10")):
        place.write_text(VAULT["Встречи/2026-12-10 План.md"].replace("planned", status), "utf-8")
        assert vaultkit("build", "--yes", folder=vault).code == 0
        page = (vault / "_index/index-contacts.md").read_text("utf-8")
        (row,) = (line for line in page.splitlines() if line.startswith("| [Kenji]"))
        assert shown(day) in row
        assert vaultkit("check", "--paranoid", folder=vault).code == 0
