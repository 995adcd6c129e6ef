"""How strong a relationship is, and why."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.paths import VaultPath
from vaultkit.people.meetings import Meeting
from vaultkit.people.strength import HALF_LIFE, strength_of

DAY = date(2026, 11, 28)


def met(days: int, people: int = 2) -> Meeting:
    attendees = tuple(VaultPath(f"{n}.md") for n in range(people))
    return Meeting(VaultPath(f"M{days}.md"), "M", DAY - timedelta(days), attendees=attendees)


def test_nobody_met_is_no_strength() -> None:
    assert strength_of((), DAY) == (0, ())


def test_a_meeting_counts_half_after_its_half_life_and_less_among_many() -> None:
    parts = strength_of([met(0), met(HALF_LIFE), met(0, people=5), met(0, people=1)], DAY).parts
    assert [part.weight for part in parts] == [1.0, 0.5, 0.25, 1.0]
    assert [part.others for part in parts] == [1, 1, 4, 1]


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 30)), max_size=30))
def test_another_meeting_never_makes_it_weaker(meetings: list[tuple[int, int]]) -> None:
    held = [met(*each) for each in meetings]
    before, after = strength_of(held, DAY), strength_of([*held, met(10)], DAY)
    assert 0 <= before.value <= after.value <= 100
