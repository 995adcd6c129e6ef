"""Briefs out of the index of a vault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.app.brief_vault import ANNA, COMING, FIRST, KENJI, LAST, OLEG, SPRING, VAULT
from tests.cli.support import make_vault
from vaultkit.app.briefing import Briefing, brief_of_note, brief_of_people, get_next_meeting
from vaultkit.app.snapshot import Snapshot, take_snapshot
from vaultkit.model.brief import Brief
from vaultkit.model.errors import UsageError
from vaultkit.model.paths import VaultPath

NOW = datetime.fromisoformat("2026-11-28T10:00:00+03:00")
EXCLUDING = VAULT["vaultkit.toml"] + '[vault]\nexclude = ["Archive/"]\n'


def snapshot_of(root: Path, **files: str) -> Snapshot:
    return take_snapshot(make_vault(root, {**VAULT, "vaultkit.toml": EXCLUDING, **files}))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path)


@pytest.fixture
def brief(snapshot: Snapshot) -> Brief:
    return brief_of_note(snapshot, snapshot.notes[VaultPath(COMING)], NOW)


def test_who_comes_without_the_one_who_asks_and_what_their_clocks_show(brief: Brief) -> None:
    assert [each.note.path for each in brief.people] == [ANNA, KENJI]
    anna, kenji = brief.people
    assert anna.role == "продюсер"
    assert (anna.local and anna.local.text, kenji.local and kenji.local.text) == ("17:00", "23:00")
    assert anna.evidence is not None
    assert (anna.evidence.note.path, anna.evidence.line) == (COMING, 6)


def test_the_last_meeting_with_each_is_one_that_was_held(brief: Brief) -> None:
    anna, kenji = brief.people
    assert anna.last is not None
    assert kenji.last is not None
    assert (anna.last.evidence.note.path, anna.last.days, anna.meetings) == (LAST, 18, 3)
    assert (kenji.last.evidence.note.path, kenji.last.evidence.line) == (FIRST, 2)


def test_a_birthday_within_two_weeks_and_a_cadence_that_is_not_kept(brief: Brief) -> None:
    anna, kenji = brief.people
    assert anna.birthday is not None
    assert (anna.birthday.days, anna.birthday.turns) == (12, 38)
    assert anna.birthday.evidence.property == "birthday"
    assert anna.rhythm is not None
    assert (anna.rhythm.state, anna.rhythm.late) == ("due", 4)
    assert (kenji.birthday, kenji.rhythm) == (None, None)


def test_the_last_three_meetings_with_those_who_come(brief: Brief) -> None:
    assert [each.evidence.note.path for each in brief.past] == [LAST, FIRST, SPRING]
    assert [each.path for each in brief.past[1].people] == [ANNA, KENJI]


def test_open_actions_both_ways_with_their_age(brief: Brief) -> None:
    theirs = [(each.text, each.age, each.evidence.line) for each in brief.theirs]
    assert theirs == [
        ("Kenji: прислать таблицу", 180, 13),
        ("Анна: смета", 18, 13),
        ("узнать цену", 18, 14),
    ]
    ours = [(each.text, each.age, each.evidence.heading) for each in brief.ours]
    assert ours == [
        ("общий документ", 180, "Действия"),
        ("Вера: письмо", 18, "Действия"),
        ("найти ей зал", None, "Что я могу сделать"),
    ]


def test_a_due_day_that_has_passed_is_counted(snapshot: Snapshot) -> None:
    late = brief_of_note(
        snapshot,
        snapshot.notes[VaultPath(COMING)],
        datetime.fromisoformat("2026-12-05T10:00:00+03:00"),
    )
    assert [each.late for each in late.theirs] == [4, None, None]


def test_what_is_shared_has_its_evidence(brief: Brief) -> None:
    topics = {each.note.path: (each.meetings, each.evidence.note.path) for each in brief.topics}
    assert topics == {"Темы/Сеть.md": (1, FIRST), "Темы/Чай.md": (0, ANNA)}
    (oleg,) = brief.contacts
    assert (oleg.note.path, oleg.meetings, len(oleg.people)) == (OLEG, 2, 2)


def test_what_was_put_off(brief: Brief) -> None:
    parked = [(each.text, each.evidence.note.path, each.evidence.line) for each in brief.parked]
    assert parked == [("второй зал", LAST, 9), ("бюджет", FIRST, 9)]


def test_what_the_note_lacks(brief: Brief) -> None:
    assert brief.lacks == ("agenda", "duration", "link", "fallback")


LACKS: dict[str, tuple[str, set[str], set[str]]] = {
    "a plan without a day": ("# План\n", {"date", "time", "attendees"}, {"zone", "consent"}),
    "a time without a zone": ("---\ntime: '15:00'\ndate: 2026-12-08\n---\n", {"zone"}, {"time"}),
    "an agenda": ("---\nduration: 45\n---\n## Повестка\n\n1. чай\n", set(), {"agenda", "duration"}),
    "a place needs no link": ("---\nlocation: кафе\n---\n", set(), {"link", "fallback"}),
    "people in an office": ("---\nplatform: office\n---\n", set(), {"link", "fallback"}),
    "a fallback below a heading": (
        *("---\njoin: x\n---\n## Fallback channels\n\n- phone\n", set()),
        {"link", "fallback"},
    ),
    "a fallback that is empty": (
        *("---\njoin: x\n---\n## Fallback channels\n\n- \n", {"fallback"}),
        {"link"},
    ),
    "a recording nobody agreed to": (
        "---\nrecording: https://x.example\n---\n",
        {"consent"},
        set(),
    ),
    "a recording that was agreed": (
        "---\nrecording: {url: x, state: granted}\n---\n",
        set(),
        {"consent"},
    ),
    "a recording asked for": (
        "---\nrecording: {url: x, state: requested}\n---\n",
        {"consent"},
        set(),
    ),
    "no recording": ("---\nrecording: none\n---\n", set(), {"consent"}),
}
"""The note, what it lacks, and what it does not."""


@pytest.mark.parametrize(("text", "lacking", "there"), LACKS.values(), ids=LACKS)
def test_a_lack_is_named_where_it_is_one(
    tmp_path: Path, text: str, lacking: set[str], there: set[str]
) -> None:
    snapshot = snapshot_of(tmp_path, **{"Встречи/План.md": text})
    found = brief_of_note(snapshot, snapshot.notes[VaultPath("Встречи/План.md")], NOW).lacks
    assert lacking <= set(found)
    assert not there & set(found)


def test_a_brief_of_people_is_as_of_today_and_asks_for_no_note(snapshot: Snapshot) -> None:
    brief = brief_of_people(snapshot, ["Кэндзи"], NOW)
    assert (brief.meeting, brief.lacks) == (None, ())
    assert [each.note.path for each in brief.people] == [KENJI]
    assert [each.note.path for each in brief.contacts] == [ANNA, OLEG]
    assert brief.people[0].local is None


def test_a_meeting_that_has_been_is_told_as_of_its_own_day(snapshot: Snapshot) -> None:
    brief = brief_of_note(snapshot, snapshot.notes[VaultPath(LAST)], NOW)
    assert str(brief.as_of) == "2026-11-10"
    assert [each.evidence.note.path for each in brief.past] == [FIRST, SPRING]
    assert "письмо" not in "".join(each.text for each in brief.ours)


def test_a_name_that_nobody_bears_is_a_usage_error(snapshot: Snapshot) -> None:
    with pytest.raises(UsageError, match="no contact answers"):
        brief_of_people(snapshot, ["Кенжи"], NOW)


NEXT = {
    "2026-11-28T10:00:00+03:00": COMING,
    "2026-12-08T17:00:00+03:00": COMING,
    "2026-12-08T17:01:00+03:00": "Встречи/2027-01-15 Позже.md",
    "2027-01-15T23:00:00+03:00": "Встречи/2027-01-15 Позже.md",
}


@pytest.mark.parametrize(("now", "path"), NEXT.items())
def test_the_next_meeting_is_the_one_that_begins_next(
    snapshot: Snapshot, now: str, path: str
) -> None:
    assert get_next_meeting(snapshot, datetime.fromisoformat(now)).path == path


def test_a_meeting_that_was_called_off_is_not_the_next(tmp_path: Path) -> None:
    off = VAULT[COMING].replace("planned", "cancelled")
    snapshot = snapshot_of(tmp_path, **{COMING: off})
    assert get_next_meeting(snapshot, NOW).path == "Встречи/2027-01-15 Позже.md"


def test_where_no_meeting_is_to_come_that_is_said(snapshot: Snapshot) -> None:
    with pytest.raises(UsageError, match="no meeting is to come"):
        get_next_meeting(snapshot, datetime.fromisoformat("2030-01-01T00:00:00+00:00"))


def test_only_the_notes_around_the_people_are_looked_up(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    notes = snapshot.notes

    class Watched(dict[VaultPath, object]):
        def __getitem__(self, path: VaultPath) -> object:
            looked_up.append(path)
            return notes[path]

        def __contains__(self, path: object) -> bool:
            return path in notes

        def items(self) -> Iterator[object]:  # type: ignore[override]
            raise AssertionError("all notes are read")

        values = items  # type: ignore[assignment]

    monkeypatch.setitem(snapshot.__dict__, "notes", Watched())
    Briefing(snapshot, lambda path: path).of_note(notes[VaultPath(COMING)], NOW.date())
    assert not [path for path in looked_up if re.match("Notes/|Archive/|Темы/Сеть", path)]
    assert LAST in looked_up
