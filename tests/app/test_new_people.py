"""Who comes to a new meeting: people told apart, and those asked for twice put together."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from types import FrameType

import pytest

from tests.app.write_golden_notes import PLACE
from tests.cli.support import make_vault
from vaultkit.app.new_people import people_asked
from vaultkit.app.snapshot import Snapshot, take_snapshot
from vaultkit.people.directory import Named

ANNA = Named("Анна Соколова")


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    note = "---\naliases: [Анна Соколова]\nemail: anna@x.example\n---\n# Анна\n"
    return take_snapshot(make_vault(tmp_path, {"Contacts/Анна.md": note}))


def named_in(snapshot: Snapshot, *asked: Named) -> list[Named]:
    """Who comes, with the names and addresses that were put together; each has one note."""
    people, stubs = people_asked(snapshot, asked, PLACE, day=date(2026, 12, 8), unknown="made")
    paths = [each.path for each in people]
    assert len(set(paths)) == len(paths)
    assert {stub.path for stub in stubs} == {path for path in paths if path not in snapshot.notes}
    return [each.named for each in people]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([ANNA, Named("Анна"), Named("", "ANNA@x.example")], ["Анна Соколова"]),
        ([Named("Bo Ek"), Named("bo  ek")], ["Bo Ek"]),
        ([Named("Bo Ek", "b@x.example"), Named("", "B@x.example")], ["Bo Ek"]),
        ([Named("", "b@x.example"), Named("Bo Ek", "b@x.example")], ["Bo Ek"]),
        ([Named("", "b@x.example"), Named("Bo", "b@x.example"), Named("Bo")], ["Bo"]),
        ([Named("Bo", "b@x.example"), Named("b@x.example")], ["Bo"]),
        ([Named("Bo"), Named("Bo Ek"), Named("Bo: Ek")], ["Bo", "Bo Ek", "Bo: Ek"]),
        # Whom an address belongs to that comes last, nobody can tell: the first of them.
        ([Named("Bo"), Named("", "b@x.example"), Named("Bo", "b@x.example")], ["Bo", ""]),
    ],
)
def test_somebody_asked_for_twice_is_one_person(
    snapshot: Snapshot, asked: list[Named], found: list[str]
) -> None:
    assert [each.name for each in named_in(snapshot, *asked)] == found


def test_of_somebody_asked_for_twice_all_is_kept(snapshot: Snapshot) -> None:
    asked = (
        Named("", "b@x.example", "host"),
        Named("Bo", "b@x.example", "note-taker, Host", "accepted"),
        Named("Bo", "", "", "declined"),
    )
    assert named_in(snapshot, *asked) == [
        Named("Bo", "b@x.example", "host, note-taker", "declined")
    ]


def test_four_times_as_many_people_cost_four_times_as_much(snapshot: Snapshot) -> None:
    calls_to_find(snapshot, 1)  # what is kept from one run to the next is there then
    few, many = calls_to_find(snapshot, 50), calls_to_find(snapshot, 200)
    assert many < 5 * few


def calls_to_find(snapshot: Snapshot, count: int) -> int:
    """How many calls and returns there are for so many people without a note."""
    calls = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1

    people = [Named(f"Somebody {number}", f"{number}@x.example") for number in range(count)]
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        named_in(snapshot, *people)
    finally:
        sys.setprofile(before)
    return calls
