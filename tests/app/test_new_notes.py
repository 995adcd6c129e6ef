"""The notes that the templates which ship make, as they were read and found good."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.app.write_golden_notes import FOLDER, LANGUAGES, PLACE, notes_of, snapshot_of
from tests.cli.support import make_vault
from vaultkit.app.check import check
from vaultkit.app.new_meeting import MEETING_TYPES, MeetingRequest, plan_meeting
from vaultkit.app.new_note import SMALL
from vaultkit.app.snapshot import Snapshot, take_snapshot
from vaultkit.markdown.decode import decode
from vaultkit.markdown.read import read
from vaultkit.markdown.yaml_text import MAX_BYTES
from vaultkit.model.errors import UsageError
from vaultkit.people.directory import Named
from vaultkit.people.meeting_words import AgendaItem, parse_when


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_note_is_what_was_read_and_found_good(
    tmp_path: Path, language: Literal["en", "ru"]
) -> None:
    made = notes_of(tmp_path, language)
    golden = {place.stem: place.read_text("utf-8") for place in (FOLDER / language).iterdir()}
    assert {name: f"===== {path}\n{text}" for name, (path, text) in made.items()} == golden


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_new_note_check_finds_nothing(
    tmp_path: Path, language: Literal["en", "ru"]
) -> None:
    for name, (path, text) in notes_of(tmp_path / "empty", language).items():
        vault = tmp_path / name
        notes_of(vault, language)
        (vault / path).write_text(text, encoding="utf-8", newline="\n")
        found = [each for each in check(take_snapshot(vault)) if each.path == path]
        assert found == []


@pytest.fixture(scope="module", params=LANGUAGES)
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("vault"), request.param)


@given(
    kind=st.sampled_from(MEETING_TYPES),
    words=st.lists(st.text(max_size=30), min_size=5, max_size=5),
    people=st.lists(st.text(min_size=1, max_size=20), max_size=3),
)
def test_whatever_it_is_filled_with_nothing_is_wrong_in_a_new_note(
    snapshot: Snapshot, kind: str, words: list[str], people: list[str]
) -> None:
    # So nobody has to look at one before it is written.
    title, goal, item, owner, link = words
    wanted = MeetingRequest(
        title=f"x {title}",
        type=kind,
        people=tuple(Named(name) for name in people),
        goal=goal,
        agenda=(AgendaItem(item, 10, owner),),
        fallbacks=(link,),
        folder=".",
        create_contacts=True,
    )
    try:
        planned = plan_meeting(snapshot, wanted, PLACE)
    except UsageError:
        assume(False)
    for made in (planned.meeting, *planned.contacts):
        assert read(decode(made.path, made.text.encode())).diagnostics == ()


def test_what_is_too_long_to_be_read_is_told_of_a_new_note(snapshot: Snapshot) -> None:
    assert SMALL <= MAX_BYTES
    people = tuple(Named(f"Somebody {'x' * 40} {number}") for number in range(1500))
    wanted = MeetingRequest(title="many", people=people, folder=".", create_contacts=True)
    made = plan_meeting(snapshot, wanted, PLACE).meeting
    assert [found.code for found in made.diagnostics] == ["frontmatter-refused"]


@pytest.mark.parametrize(
    ("at", "time"),
    [
        ("", f"{PLACE.moment:%H:%M}"),
        (f"{PLACE.moment:%Y-%m-%d}", f"{PLACE.moment:%H:%M}"),
        ("2026-12-08", ""),
        ("2026-12-08 15:30", "15:30"),
        (f"{PLACE.moment:%Y-%m-%d} 00:00", "00:00"),
        ("2026-12-08 00:00", "00:00"),
    ],
)
def test_a_template_of_obsidian_gets_the_time_that_is_known(
    tmp_path: Path, at: str, time: str
) -> None:
    files = {
        ".obsidian/templates.json": '{"folder": "T"}',
        "T/call.md": "---\nkind: meeting\n---\nAt {{time}}|{{ time : HH }}.\n",
    }
    snapshot = take_snapshot(make_vault(tmp_path, files))
    wanted = MeetingRequest(title="New", template="call", when=parse_when(at) if at else None)
    made = plan_meeting(snapshot, wanted, PLACE).meeting
    assert f"At {time}|{time[:2]}.\n" in made.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_meeting_has_the_three_phases_in_every_type(
    tmp_path: Path, language: Literal["en", "ru"]
) -> None:
    phases = {"en": ("Before", "During", "After"), "ru": ("До", "Во время", "После")}[language]
    for name, (_, text) in notes_of(tmp_path, language).items():
        if name.startswith("meeting-"):
            headings = [line[3:] for line in text.split("\n") if line.startswith("## ")]
            assert len(headings) == len(phases)
            assert all(map(str.startswith, headings, phases))
            assert len([line for line in text.split("\n") if line.startswith("### ")]) >= 14


@pytest.mark.parametrize(
    ("at", "checks", "sent"),
    [
        ("2026-11-25 15:00", 6, 1),
        ("2026-11-24", 6, 1),
        ("2026-11-23 15:00", 3, 1),
        ("2026-11-23 10:10", 0, 1),
        ("2026-11-23", 3, 1),
        ("2026-11-22 15:00", 0, 0),
    ],
)
def test_a_new_meeting_has_no_checks_whose_moment_has_passed(
    tmp_path: Path, at: str, checks: int, sent: int
) -> None:
    request = MeetingRequest(title="x", when=parse_when(at))
    text = plan_meeting(snapshot_of(tmp_path, "en"), request, PLACE).meeting.text
    assert "### Technical check" in text
    assert text.count(" 📅 ") == checks
    assert text.count("- [ ] Send everyone") == sent
