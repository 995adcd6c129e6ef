"""Long lists are split by a stable key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from vaultkit.pages.split import Part, Step, day_steps, letter_steps, split


def _steps(word: str) -> Sequence[Step]:
    return letter_steps(word, exact=(word,))


def _leaves(part: Part[str]) -> Iterator[Part[str]]:
    if not part.parts:
        yield part
    for each in part.parts:
        yield from _leaves(each)


def _shape(part: Part[str]) -> dict[str, list[str]]:
    return {leaf.slug: list(leaf.entries) for leaf in _leaves(part)}


def test_a_short_list_is_whole() -> None:
    part = split(["б", "а"], 2, _steps)
    assert (part.entries, part.parts, part.slug, part.label) == (("б", "а"), (), "", "")


def test_a_long_list_is_split_by_initial() -> None:
    words = ["арфа", "аист", "бук", "«вяз»"]
    assert _shape(split(words, 2, _steps)) == {
        "а": ["арфа", "аист"],
        "б": ["бук"],
        "в": ["«вяз»"],
    }


def test_an_initial_with_too_many_is_split_by_the_next_letter() -> None:
    part = split(["анна", "антон", "арфа", "бук"], 1, _steps)
    assert [each.label for each in part.parts] == ["А", "Б"]
    assert [each.label for each in part.parts[0].parts] == ["Ан", "Ар"]
    assert _shape(part) == {"анн": ["анна"], "ант": ["антон"], "ар": ["арфа"], "б": ["бук"]}


def test_letters_that_all_have_in_common_make_no_part() -> None:
    words = [f"встреча {n}" for n in "123"]
    assert [each.slug for each in split(words, 1, _steps).parts] == [
        "встреча 1",
        "встреча 2",
        "встреча 3",
    ]


def test_what_is_called_the_same_is_split_by_its_path() -> None:
    paths = ["a/План.md", "b/План.md", "b/план.md"]
    part = split(paths, 1, lambda path: letter_steps("План", exact=(path,)))
    assert sorted(leaf.entries for leaf in _leaves(part)) == [(path,) for path in paths]
    assert len({leaf.steps for leaf in _leaves(part)}) == 3


def test_one_word_that_begins_another_has_a_part_of_its_own() -> None:
    words = ["а", "аа", "ааа"]
    assert sorted(leaf.entries for leaf in _leaves(split(words, 1, _steps))) == [
        ("а",),
        ("аа",),
        ("ааа",),
    ]


def test_days_are_split_by_year_then_month() -> None:
    days = [date(2026, 3, 1), date(2026, 1, 5), date(2025, 7, 7)]

    def steps(day: date) -> Sequence[Step]:
        return day_steps(day, (f"{day.year}", f"month {day.month}", f"{day}"))

    part = split(days, 1, steps)
    assert [each.slug for each in part.parts] == ["2026", "2025"]
    assert [(each.slug, each.label) for each in part.parts[0].parts] == [
        ("2026-03", "Month 3"),
        ("2026-01", "Month 1"),
    ]


def test_a_letter_joins_and_any_other_step_replaces() -> None:
    steps = (Step("undated", "Without a date", False), *letter_steps("аб", exact=("x",)))
    assert Part(steps[:1], ()).label == "Without a date"
    assert (Part(steps[:3], ()).label, Part(steps[:3], ()).slug) == (
        "Without a date, аб",
        "undated-аб",
    )


def test_entries_that_nothing_tells_apart_stay_together() -> None:
    assert _shape(split(["а", "а", "а"], 1, _steps)) == {"": ["а", "а", "а"]}


WORDS = st.lists(st.text(alphabet="абвa «", min_size=1, max_size=5), unique=True, max_size=40)


@given(WORDS, st.integers(1, 6))
def test_every_entry_stands_on_one_part_that_is_not_too_long(words: list[str], limit: int) -> None:
    leaves = list(_leaves(split(words, limit, _steps)))
    assert sorted(word for leaf in leaves for word in leaf.entries) == sorted(words)
    assert all(len(leaf.entries) <= limit for leaf in leaves)
    assert len({leaf.steps for leaf in leaves}) == len(leaves)


@given(WORDS, st.integers(1, 6))
def test_the_order_of_other_entries_moves_none(words: list[str], limit: int) -> None:
    one, other = split(words, limit, _steps), split(words[::-1], limit, _steps)
    assert {(leaf.steps, frozenset(leaf.entries)) for leaf in _leaves(one)} == {
        (leaf.steps, frozenset(leaf.entries)) for leaf in _leaves(other)
    }
