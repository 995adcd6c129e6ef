"""``vaultkit brief``: what is printed before a meeting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.brief_vault import COMING, VAULT
from tests.cli.support import Done, make_vault, vaultkit
from tests.store.places import stamps_of

NOW = ("--now", "2026-11-28T10:00+03:00")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return make_vault(tmp_path / "vault", VAULT)


def brief(vault: Path, *arguments: str, language: str = "en") -> Done:
    return vaultkit(
        "brief", *arguments, *NOW, folder=vault, environ={"VAULTKIT_LANGUAGE": language}
    )


ENGLISH = """\
План  (Встречи/2026-12-08 План.md)
8 December 2026, 15:00 Europe/Stockholm — in 10 days

Who comes
  Анна, продюсер — 17:00 Europe/Moscow  (Встречи/2026-12-08 План.md:6)
    last met 10 November 2026, 18 days ago, 4 meetings in all  (Встречи/2026-11-10 Итоги.md:3)
    birthday 10 December 2026, in 12 days, turns 38  (Контакты/Анна.md, birthday)
    to be met every 14 days: 4 days late  (Контакты/Анна.md, cadence)
  Kenji — 23:00 Asia/Tokyo  (Встречи/2026-12-08 План.md:6)
    last met 1 June 2026, 180 days ago  (Встречи/2026-06-01 Начало.md:2)

Last meetings
  10 November 2026, 10:00: Итоги — Анна  (Встречи/2026-11-10 Итоги.md)
  5 November 2026: 2026-11-05 Тайное — Анна  (Archive/2026-11-05 Тайное.md)
  1 June 2026: Начало — Анна, Kenji  (Встречи/2026-06-01 Начало.md)

They promised
  Kenji: прислать таблицу — due 1 December 2026 — said 180 days ago  \
(Встречи/2026-06-01 Начало.md:13)
  Анна: тайна — said 23 days ago  (Archive/2026-11-05 Тайное.md:5)
  Анна: смета — said 18 days ago  (Встречи/2026-11-10 Итоги.md:13)
  Анна: узнать цену — said 18 days ago  (Встречи/2026-11-10 Итоги.md:14)

You promised
  общий документ — said 180 days ago  (Встречи/2026-06-01 Начало.md:14)
  Вера: письмо — said 18 days ago  (Встречи/2026-11-10 Итоги.md:15)
  найти ей зал  (Контакты/Анна.md:13)

Put off last time
  второй зал — 10 November 2026  (Встречи/2026-11-10 Итоги.md:9)
  бюджет — 1 June 2026  (Встречи/2026-06-01 Начало.md:9)

Topics they share
  Сеть — Анна, Kenji — 1 meeting  (Встречи/2026-06-01 Начало.md)
  Чай — Анна, Kenji  (Контакты/Анна.md:9)

Contacts they share
  Олег — Анна, Kenji — 2 meetings  (Встречи/2026-11-10 Итоги.md)

The note still lacks
  an agenda, how long it takes, a link to join, a fallback channel
"""


def test_a_brief_says_all_of_it_with_the_place_of_each(vault: Path) -> None:
    done = brief(vault, "next")
    assert (done.out, done.err, done.code) == (ENGLISH, "", 0)


def test_a_brief_is_the_same_whether_pages_were_made_or_not(vault: Path) -> None:
    first = brief(vault, COMING).out
    assert vaultkit("build", "--yes", folder=vault).code == 0
    assert brief(vault, COMING).out == first


def test_a_brief_speaks_russian_with_its_plurals(vault: Path) -> None:
    out = brief(vault, COMING, language="ru").out
    for line in (
        "8 декабря 2026 г., 15:00 Europe/Stockholm — через 10 дней",
        "Кто придёт",
        "виделись 10 ноября 2026 г., 18 дней назад, всего 4 встречи",
        "день рождения 10 декабря 2026 г., через 12 дней, исполняется 38 лет",
        "видеться каждые 14 дней: просрочено на 4 дня",
        "срок 1 декабря 2026 г. — сказано 180 дней назад",
        "Сеть — Анна, Kenji — 1 встреча",
        "повестка, длительность, ссылка для подключения, запасной канал связи",
    ):
        assert line in out


def test_a_brief_of_people_needs_no_meeting(vault: Path) -> None:
    out = brief(vault, "--with", "Кэндзи", "--with", "анна").out
    assert out.startswith("People\n  Kenji  (Контакты/Kenji.md)\n")
    assert "lacks" not in out


def test_a_brief_is_one_object_for_programs(vault: Path) -> None:
    done = brief(vault, "next", "--json")
    form = json.loads(done.out)
    assert list(form) == [
        *("meeting", "as_of", "people", "meetings", "theirs", "ours", "topics", "contacts"),
        *("parked", "lacks"),
    ]
    assert form["as_of"] == "2026-11-28"
    assert form["meeting"] == {
        "path": COMING,
        "title": "План",
        "day": "2026-12-08",
        "time": "15:00",
        "tz": "Europe/Stockholm",
        "start_utc": "2026-12-08T14:00:00Z",
        "oddity": None,
        "in_days": 10,
    }
    anna, kenji = form["people"]
    assert anna["cadence"]["state"] == "due"
    assert (anna["cadence"]["ideal"], anna["cadence"]["max"], anna["cadence"]["late"]) == (
        14,
        21,
        4,
    )
    assert kenji["cadence"] is None
    assert kenji["local_time"] == {"time": "23:00", "tz": "Asia/Tokyo"}
    assert form["theirs"][0]["evidence"] == {
        "path": "Встречи/2026-06-01 Начало.md",
        "title": "Начало",
        "line": 13,
        "heading": "Действия",
        "property": None,
    }
    assert form["theirs"][0]["due"] == "2026-12-01"
    assert form["lacks"] == ["agenda", "duration", "link", "fallback"]


def test_a_brief_writes_nothing(vault: Path) -> None:
    before = stamps_of(vault)
    assert brief(vault, "next").code == 0
    assert stamps_of(vault) == before


USAGE = {
    (): "give either NOTE or --with NAME",
    ("next", "--with", "Анна"): "give either NOTE or --with NAME",
    ("Никто",): "no note answers to 'Никто'",
    ("--with", "Никто"): "no contact answers to 'Никто'",
}


@pytest.mark.parametrize(("words", "said"), USAGE.items())
def test_what_cannot_be_meant_is_a_usage_error(
    vault: Path, words: tuple[str, ...], said: str
) -> None:
    done = brief(vault, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_moment_that_is_none_is_a_usage_error(vault: Path) -> None:
    done = vaultkit("brief", "next", "--now", "someday", folder=vault)
    assert done.code == 2
    assert "'someday' is no day and no time" in done.err


WEEKLY = {
    "vaultkit.toml": 'language = "en"\n',
    "Contacts/Anna.md": "---\ncadence: 30d\n---\n# Anna\n",
    **{
        f"M/{day} Weekly.md": (
            f"---\nkind: meeting\nstatus: {status}\ndate: {day}\ntime: '{hour}'\n"
            f"attendees: ['[[Anna]]']\n---\n# Weekly\n"
        )
        for day, hour, status in (
            ("2026-12-01", "09:00", "planned"),
            ("2026-12-02", "09:00", "cancelled"),
            ("2026-12-07", "08:00", "planned"),
            ("2026-12-08", "09:00", "planned"),
        )
    },
}


def weekly(folder: Path, now: str) -> list[str]:
    vault = make_vault(folder / "weekly", WEEKLY)
    done = vaultkit("brief", "2026-12-08 Weekly", "--now", now, "--json", folder=vault)
    form = json.loads(done.out)
    assert form["people"][0]["meetings"] == len(form["meetings"])
    return [each["day"] for each in form["meetings"]]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-11-30 09:00", []),
        ("2026-12-07 07:59", ["2026-12-01"]),
        ("2026-12-07 08:01", ["2026-12-07", "2026-12-01"]),
        ("2027-01-07 08:00", ["2026-12-07", "2026-12-01"]),
    ],
)
def test_a_planned_meeting_counts_as_held_once_its_time_has_passed(
    tmp_path: Path, now: str, days: list[str]
) -> None:
    assert weekly(tmp_path, now) == days


def test_a_region_counts_what_was_planned_before_its_own_meeting(tmp_path: Path) -> None:
    vault = make_vault(tmp_path / "vault", WEEKLY)
    assert vaultkit("region", "add", "2026-12-08 Weekly", "brief", folder=vault).code == 0
    assert vaultkit("build", "--yes", folder=vault).code == 0
    text = (vault / "M/2026-12-08 Weekly.md").read_text("utf-8")
    assert "2026-12-07" in text
    assert "2026-12-01" in text
    assert "2026-12-02" not in text


def test_whose_an_action_is_stands_there_once(tmp_path: Path) -> None:
    lines = (
        "Олег: send the budget",
        "@Аня позвонить",
        "половина [owner:: Олег Ли]",
        "[[Олег Ли|Лёха]]: зал",
        "Олег Ли: смета",
    )
    vault = make_vault(
        tmp_path / "vault",
        {
            "vaultkit.toml": 'language = "en"\n',
            "Контакты/Олег Ли.md": "# Олег Ли\n",
            "Контакты/Анна Петрова.md": "---\naliases: [Аня]\n---\n# Анна Петрова\n",
            "M/2026-11-20 Sync.md": "---\nkind: meeting\nattendees: ['[[Олег Ли]]', "
            "'[[Анна Петрова]]']\n---\n" + "".join(f"- [ ] {line}\n" for line in lines),
        },
    )
    out = brief(vault, "--with", "Олег Ли", "--with", "Аня").out
    promised = out.partition("They promised\n")[2].splitlines()[:5]
    assert [line.partition(" — ")[0].strip() for line in promised] == [
        *("Олег Ли: send the budget", "Анна Петрова: позвонить", "Олег Ли: половина"),
        *("Олег Ли: зал", "Олег Ли: смета"),
    ]


def test_a_note_answers_to_its_title_where_nothing_else_does(tmp_path: Path) -> None:
    def note(title: str) -> str:
        return f"---\nkind: meeting\n---\n# {title}\n"

    vault = make_vault(
        tmp_path / "vault",
        {
            "vaultkit.toml": 'language = "en"\n',
            "M/2026-12-01 Weekly 1.md": note("Weekly 1"),
            "M/2026-12-08 Weekly 2.md": note("Weekly 2"),
            "M/2026-12-09 Talk.md": note("Talk"),
            "M/2026-12-10 Talk.md": note("Talk"),
            "Other.md": note("Name"),
            "Name.md": note("Something"),
        },
    )
    assert "M/2026-12-08 Weekly 2.md" in brief(vault, "weekly 2").out
    assert brief(vault, "Name").out.startswith("Something  (Name.md)")
    several = brief(vault, "Talk")
    assert (several.code, "M/2026-12-10 Talk.md" in several.err) == (2, True)
    near = brief(vault, "Weekly 22")
    assert (near.code, "Weekly 2" in near.err) == (2, True)


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "10 November 2026, 10:00 — as it stood that day"),
        ("ru", "10 ноября 2026 г., 10:00 — как было в тот день"),
    ],
)
def test_a_brief_of_a_meeting_that_has_been_counts_from_its_day_alone(
    vault: Path, language: str, head: str
) -> None:
    assert brief(vault, "2026-11-10 Итоги", language=language).out.splitlines()[1] == head
    form = json.loads(brief(vault, "2026-11-10 Итоги", "--json").out)
    assert (form["as_of"], form["meeting"]["in_days"]) == ("2026-11-10", -18)
