"""Long lists are split by a stable key."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.pages.order import collation_key
from vaultkit.pages.split import (
    AFTER,
    Before,
    Divisible,
    Listed,
    Part,
    Step,
    Touched,
    day_order,
    day_steps,
    exact_order,
    exact_steps,
    letter_order,
    letter_steps,
    named_order,
    named_step,
    order_of,
    part_from,
    plain_part,
    split,
)


def _steps(word: str) -> Sequence[Step]:
    return (*letter_steps(word, "ru"), *exact_steps(word))


def _split(words: Sequence[str], limit: int) -> Part[str]:
    return split(Listed(words, _steps), limit)


def _leaves(part: Part[str]) -> Iterator[Part[str]]:
    if not part.parts:
        yield part
    for each in part.parts:
        yield from _leaves(each)


def _every(part: Part[str]) -> Iterator[Part[str]]:
    yield part
    for each in part.parts:
        yield from _every(each)


def _shape(part: Part[str]) -> dict[str, list[str]]:
    return {leaf.slug: list(leaf.entries) for leaf in _leaves(part)}


class Kept:
    """A list as an index keeps it: rows found by the order of their steps, and nothing else."""

    def __init__(self, words: Sequence[str], steps_of: Callable[[str], Sequence[Step]]) -> None:
        self._rows = [(order_of(steps_of(word)), steps_of(word), word) for word in words]

    def _below(self, below: str, start: str | None = None) -> list[tuple[str, Sequence[Step], str]]:
        start = below if start is None else start
        return [row for row in self._rows if start <= row[0] < below + AFTER]

    def size(self, below: str) -> int:
        return len(self._below(below))

    def first(self, below: str) -> Sequence[Step]:
        return min(self._below(below), default=("", (), ""))[1]

    def last(self, below: str) -> Sequence[Step]:
        return max(self._below(below))[1]

    def next(self, below: str, after: str) -> Sequence[Step] | None:
        rows = self._below(below, after + AFTER)
        return min(rows)[1] if rows else None

    def load(self, below: str) -> Sequence[str]:
        return [word for _, _, word in self._below(below)]


def test_a_short_list_is_whole() -> None:
    part = _split(["б", "а"], 2)
    assert (part.entries, part.size, part.parts, part.slug, part.label) == (
        ["б", "а"],
        *(2, (), "", ""),
    )


def test_the_steps_of_a_short_list_are_not_asked_for() -> None:
    def unasked(word: str) -> Sequence[Step]:
        raise AssertionError(word)

    assert split(Listed(["б", "а"], unasked), 2).entries == ["б", "а"]


def test_a_long_list_is_split_by_initial() -> None:
    words = ["арфа", "аист", "бук", "«вяз»"]
    assert _shape(_split(words, 2)) == {"а": ["арфа", "аист"], "б": ["бук"], "в": ["«вяз»"]}


def test_an_initial_with_too_many_is_split_by_the_next_letter() -> None:
    part = _split(["анна", "антон", "арфа", "бук"], 1)
    assert [(each.label, each.size) for each in part.parts] == [("А", 3), ("Б", 1)]
    assert [each.label for each in part.parts[0].parts] == ["Ан", "Ар"]
    assert _shape(part) == {"анн": ["анна"], "ант": ["антон"], "ар": ["арфа"], "б": ["бук"]}


def test_letters_that_all_have_in_common_make_no_part() -> None:
    words = [f"встреча {n}" for n in "123"]
    assert [each.slug for each in _split(words, 1).parts] == [
        "встреча 1",
        "встреча 2",
        "встреча 3",
    ]


def test_what_is_called_the_same_is_split_by_its_path() -> None:
    paths = ["a/План.md", "b/План.md", "b/план.md"]
    listed = Listed(paths, lambda path: (*letter_steps("План", "ru"), *exact_steps(path)))
    leaves = [*_leaves(split(listed, 1))]
    assert sorted(list(leaf.entries) for leaf in leaves) == [[path] for path in paths]
    assert len({leaf.slug for leaf in leaves}) == 3


def test_one_word_that_begins_another_has_a_part_of_its_own() -> None:
    words = ["ааа", "а", "аа"]
    leaves = [list(leaf.entries) for leaf in _leaves(_split(words, 1))]
    assert leaves == [["а"], ["аа"], ["ааа"]]


@pytest.mark.parametrize("longer", ["Plan b", "Plan_", "Plan-b", "Plan·", "Plan\x02"])
def test_the_end_of_a_word_is_like_no_letter(longer: str) -> None:
    """Else the page of "Plan", divided by who wants it, would be that of "Plan b" too."""
    wishes = [("Plan", "a"), ("Plan", "b"), (longer, "c")]
    listed = Listed(wishes, lambda wish: (*letter_steps(wish[0], "en"), *exact_steps(*wish)))
    part = split(listed, 1)
    slugs = [tuple(step.slug for step in each.steps) for each in _every(part)]
    assert len(set(slugs)) == len(slugs)


def test_days_are_split_by_year_then_month_the_newest_first() -> None:
    days = [date(2025, 7, 7), date(2026, 1, 5), date(2026, 3, 1)]

    def steps(day: date) -> Sequence[Step]:
        return day_steps(day, (f"{day.year}", f"month {day.month}", f"{day}"))

    part = split(Listed(days, steps), 1)
    assert [each.slug for each in part.parts] == ["2026", "2025"]
    assert [(each.slug, each.label) for each in part.parts[0].parts] == [
        ("2026-03", "Month 3"),
        ("2026-01", "Month 1"),
    ]


@given(st.lists(st.dates(), min_size=2, max_size=20))
def test_days_are_ordered_from_the_newest_to_the_oldest(days: list[date]) -> None:
    def order(day: date) -> str:
        return order_of(day_steps(day, ("", "", "")))

    assert sorted(days, key=order) == sorted(days, reverse=True)


def test_a_letter_joins_and_any_other_step_replaces() -> None:
    steps = (named_step("undated", "Without a date", "~"), *letter_steps("аб", "ru"))
    listed: Listed[str] = Listed([], _steps)
    assert Part(steps[:1], 0, listed).label == "Without a date"
    part = Part(steps[:3], 0, listed)
    assert (part.label, part.slug) == ("Without a date, аб", "undated-аб")


def test_a_named_step_begins_no_other() -> None:
    assert not order_of([named_step("12", "", "12")]).startswith(
        order_of([named_step("1", "", "1")])
    )


def test_entries_that_nothing_tells_apart_stay_together() -> None:
    assert _shape(_split(["а", "а", "а"], 1)) == {"": ["а", "а", "а"]}


def test_parts_come_in_the_order_of_their_steps_whatever_that_of_the_entries() -> None:
    words = ["zebra", "ёж", "ель", "12", "жук", "apple", "日本"]
    part = _split(words, 1)
    assert [each.label for each in part.parts] == ["1", "Е", "Ё", "Ж", "A", "Z", "日"]
    assert [list(each.entries) for each in part.parts[1:3]] == [["ель"], ["ёж"]]


WORDS = st.lists(
    st.text(alphabet="абвёеAa «_·\x01日🚀", min_size=1, max_size=5), unique=True, max_size=40
)
LIMITS = st.integers(1, 6)


@given(WORDS, LIMITS)
def test_every_entry_stands_on_one_part_that_is_not_too_long(words: list[str], limit: int) -> None:
    leaves = list(_leaves(_split(words, limit)))
    assert sorted(word for leaf in leaves for word in leaf.entries) == sorted(words)
    assert all(leaf.size == len(leaf.entries) for leaf in leaves)
    assert all(leaf.size <= limit for leaf in leaves)
    assert len({order_of(leaf.steps) for leaf in leaves}) == len(leaves)


@given(WORDS, LIMITS)
def test_no_two_parts_have_the_same_slugs(words: list[str], limit: int) -> None:
    parts = [tuple(step.slug for step in part.steps) for part in _every(_split(words, limit))]
    assert len(set(parts)) == len(parts)


@given(WORDS, LIMITS)
def test_the_order_of_other_entries_moves_none(words: list[str], limit: int) -> None:
    one, other = _split(words, limit), _split(words[::-1], limit)
    assert {(leaf.steps, frozenset(leaf.entries)) for leaf in _leaves(one)} == {
        (leaf.steps, frozenset(leaf.entries)) for leaf in _leaves(other)
    }


@given(WORDS, LIMITS)
def test_a_list_in_an_index_is_divided_like_one_at_hand(words: list[str], limit: int) -> None:
    def told(source: Divisible[str]) -> list[tuple[tuple[str, ...], str, str, int, list[str]]]:
        return [
            (
                tuple(step.slug for step in part.steps),
                *(part.slug, part.label, part.size, list(part.entries)),
            )
            for part in _every(split(source, limit))
        ]

    assert told(Kept(words, _steps)) == told(Listed(words, _steps))


# --- divided again


def _remembered(source: Divisible[str], limit: int) -> Part[str]:
    """A division as an index gives it back."""
    plain = plain_part(split(source, limit))
    return part_from(marshal.loads(marshal.dumps(plain)), source)


def _told(part: Part[str]) -> list[tuple[object, ...]]:
    return [
        ([tuple(step) for step in each.steps], each.slug, each.label, each.size, [*each.entries])
        for each in _every(part)
    ]


def _again(before: list[str], now: list[str], limit: int) -> Part[str]:
    changed = {*before} ^ {*now}
    touched = Touched(order_of(_steps(word)) for word in changed)
    source = Kept(now, _steps)
    known = part_from(plain_part(_remembered(Kept(before, _steps), limit)), source)
    return split(source, limit, Before(known, touched))


@given(WORDS, WORDS, LIMITS)
def test_a_list_that_is_divided_again_is_as_if_it_were_the_first_time(
    before: list[str], now: list[str], limit: int
) -> None:
    assert _told(_again(before, now, limit)) == _told(split(Kept(now, _steps), limit))


@given(WORDS, WORDS, LIMITS)
def test_a_part_that_is_kept_has_the_entries_that_it_had(
    before: list[str], now: list[str], limit: int
) -> None:
    earlier = {leaf.steps: {*leaf.entries} for leaf in _every(split(Kept(before, _steps), limit))}
    for part in _every(_again(before, now, limit)):
        assert not part.kept or {*part.entries} == earlier[part.steps]


def test_only_where_something_changed_a_list_is_asked_again() -> None:
    words = [first + second for first in "абвгд" for second in "абвгд"]

    class Asked(Kept):
        def size(self, below: str) -> int:
            asked.append(below)
            return super().size(below)

    asked: list[str] = []
    source = Asked([*words, "аая"], _steps)
    known = part_from(plain_part(split(Kept(words, _steps), 3)), source)
    part = split(source, 3, Before(known, Touched([order_of(_steps("аая"))])))
    assert len(asked) == 2, "the whole and one part"
    assert [each.kept for each in part.parts] == [False, True, True, True, True]
    assert [each.kept for each in part.parts[0].parts] == [False, True, True, True, True]


def test_a_list_in_which_nothing_changed_is_not_asked_at_all() -> None:
    class Unasked(Kept):
        def size(self, below: str) -> int:
            raise AssertionError(below)

    known = part_from(plain_part(_split(["аа", "аб", "бб"], 1)), Unasked([], _steps))
    assert split(Unasked([], _steps), 1, Before(known, Touched([]))) == known


@given(st.lists(st.text("аб", max_size=4), max_size=4), st.text("аб", max_size=4))
def test_what_concerns_a_part_begins_with_it_or_is_what_it_begins_with(
    orders: list[str], below: str
) -> None:
    touched = Touched(orders)
    near = [order for order in orders if order.startswith(below) or below.startswith(order)]
    assert touched.concerns(below) == bool(near)
    assert [*touched.below(below)] == sorted({each for each in orders if each.startswith(below)})
    assert touched.is_whole == ("" in orders)


@given(st.text(), st.text(), st.sampled_from(["en", "ru"]))
def test_order_texts_sort_as_words_do(one: str, other: str, language: str) -> None:
    low, high = sorted((one, other), key=lambda text: collation_key(text, language)[0])
    keys = [collation_key(text, language)[0] for text in (low, high)]
    orders = [order_of(letter_steps(text, language)) for text in (low, high)]
    assert orders == sorted(orders)
    assert (orders[0] == orders[1]) == (keys[0] == keys[1])


CHARACTERS = st.characters() | st.sampled_from("\x00\x01\x02\ufeff\U0010ffff\ud800")
TEXTS = st.text(CHARACTERS)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3), st.dates(), st.sampled_from(["en", "ru"]))
def test_orders_that_are_made_at_once_are_those_of_the_steps(
    text: str, texts: list[str], day: date, language: str
) -> None:
    assert letter_order(text, language) == order_of(letter_steps(text, language))
    assert exact_order(*texts) == order_of(exact_steps(*texts))
    assert day_order(day) == order_of(day_steps(day, ("", "", "")))
    assert named_order(text) == order_of([named_step("", "", text)])


@given(st.lists(st.text(), min_size=1, max_size=3), st.text())
def test_what_begins_with_an_order_lies_below_it(words: list[str], rest: str) -> None:
    steps = [step for word in words for step in letter_steps(word, "ru")]
    below = order_of(steps)
    whole = order_of([*steps, *exact_steps(rest)])
    assert below <= whole < below + AFTER
